"""A result depends on the submission and the set; on no other student and no earlier run."""

import json
import random
import sqlite3

import pytest
from classroom import command, variants

from checks import mistakes as diagnoses
from grader import release
from grader.engine import paper
from grader.engine.examiner import Examiner
from grader.engine.limits import Limits
from grader.engine.reconstruct import reconstruct
from grader.engine.submission import Task, grade

SHARES_A_RESULT = """
result = f(2)
assert result is not None
"""
USES_IT = """
assert f(1) == 1
assert result == 4
"""


def set_of(tmp_path, *tests):
    """Return a set of one exercise `f` with several test cells."""

    def cell(name, source, **roles):
        base = {"grade": False, "solution": False, "locked": True, "grade_id": name}
        metadata = {"nbgrader": {**base, **roles}}
        return {"cell_type": "code", "id": name, "metadata": metadata, "source": source}

    cells = [cell("f", "def f(x):\n    raise NotImplementedError()", solution=True, locked=False)]
    cells += [
        cell(f"test_{i}", source, grade=True, points=3) for i, source in enumerate(tests, start=1)
    ]
    path = tmp_path / "set.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    return paper.load(path)


def test_a_value_that_a_test_took_from_one_student_is_no_other_students(tmp_path, sandbox):
    own = set_of(tmp_path, SHARES_A_RESULT, USES_IT)

    def scores(answer):
        metadata = {"nbgrader": {"grade_id": "f", "solution": True}}
        cell = {"cell_type": "code", "id": "f", "source": answer, "metadata": metadata}
        content = {"cells": [cell]}
        changed, _ = reconstruct(own, json.dumps(content).encode())
        run = Examiner(changed, sandbox, diagnoses.Diagnoses(), {}).run()
        return [run.results[f"test_{i}"].score for i in (1, 2)]

    right, wrong = "def f(x):\n    return x * x", "def f(x):\n    return 1"
    assert [scores(right), scores(wrong), scores(right)] == [[3, 3], [3, 0], [3, 3]]


@pytest.mark.parametrize("ending", ["import os; os._exit(0)", "while True: pass"])
def test_who_ends_every_process_before_the_given_cells_is_the_one_who_loses(
    ending, graded, handed_in, sandbox, monkeypatch
):
    monkeypatch.setattr(sandbox, "limits", Limits(seconds_per_cell=0.3, seconds=1, memory_mib=300))
    attack = handed_in()
    attack["cells"][:0] = [
        {"cell_type": "code", "id": f"own-{i}", "metadata": {}, "source": ending} for i in range(22)
    ]
    result = graded(notebook=attack)  # a `GradingError` would end the class
    assert result.score == 0
    assert any(note.kind == "incident" for note in result.notes)
    monkeypatch.undo()
    assert graded().score == 20


@pytest.mark.slow
def test_a_class_has_the_same_results_in_any_order_alone_and_together(key, sandbox, handed_in):
    rng = random.Random(5)
    known = variants(key.paper.name)
    answers = []
    for _ in range(300):
        chosen: dict[str, str] = {}
        for one in rng.sample(known, 3):
            chosen |= {name: text for name, text in one.items() if rng.random() < 0.4}
        answers.append(chosen)
    tasks = [Task(f"s{i:03}", json.dumps(handed_in(one)).encode()) for i, one in enumerate(answers)]

    def told(task):
        result = grade(task, key, sandbox)
        content = json.loads(result.notebook)
        content["metadata"]["grader"].pop("seconds")
        return result.scores, result.notes, content

    alone = {task.student: told(task) for task in tasks}
    assert len({str(scores) for scores, _, _ in alone.values()}) > 50
    for seed in (1, 2):
        order = random.Random(seed).sample(tasks, len(tasks))
        for task in order:
            assert told(task) == alone[task.student], task.student


@pytest.mark.slow
def test_an_edit_of_a_helper_of_one_test_is_seen_by_the_tests_that_use_it(course):
    name = "ps_small"
    path = course.source / f"{name}.ipynb"

    def edit(old, new):
        content = path.read_text()
        assert old in content
        path.write_text(content.replace(old, new))
        release.enter(course.root, name)

    def score():
        done = command(course.root, "grade", name)
        assert done.returncode == 0, done.stderr
        with sqlite3.connect(course.root / "gradebook.db") as database:
            query = "select b.name, auto_score from grade g join base_cell b on g.cell_id = b.id"
            return dict(database.execute(query).fetchall())["test_quadruple"]

    edit("want=8", "want=4 * table[1]")
    answer = json.loads(path.read_text())
    for cell in answer["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "quadruple":
            cell["source"] = "quadruple = {2: 8, 3: 12}.get"
    folder = course.root / "submitted" / "ada" / name
    folder.mkdir(parents=True)
    (folder / f"{name}.ipynb").write_text(json.dumps(answer))
    assert score() == 1
    edit("table = [1, 2]", "table = [1, 5]")
    assert score() == 0.5
