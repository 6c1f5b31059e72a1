"""A hundred honest notebooks: each scores as the same answers do without any habit."""

import json

import pytest
from classroom import command, hand_in, make_course, variants
from habits import HABITS, notebook

from grader.engine.submission import Task, grade

NAME = "ps1_forward_propagation"
COUNT = 100
STOCK = ("magics_in_answers", "helper_module", "colab", "windows_line_ends", "german")


@pytest.fixture(scope="module")
def answers(right):
    """Ten sets of answers: the right ones, and known mistakes and accepted ones among them."""
    return [right, *({**right, **one} for one in variants(NAME)[:18:2])]


@pytest.fixture(scope="module")
def plain(answers, handed_in, key, sandbox):
    """The scores of the same answers in a notebook without any habit."""
    return [
        grade(Task("ada", json.dumps(handed_in(one)).encode()), key, sandbox).scores
        for one in answers
    ]


@pytest.mark.parametrize("start", range(0, COUNT, 20))
def test_habits_cost_nothing(start, answers, plain, handed_in, key, sandbox):
    for number in range(start, start + 20):
        which = number % len(answers)
        chosen, content, files = notebook(number, handed_in, answers[which])
        graded = grade(Task("ada", content, files), key, sandbox)
        assert graded.problem == "", (number, chosen)
        assert graded.scores == plain[which], (number, chosen, graded.notes)
        assert [note for note in graded.notes if note.kind == "tampering"] == [], (number, chosen)


def test_every_habit_comes_alone_first():
    assert len(HABITS) < COUNT / 2


@pytest.mark.slow
def test_stock_nbgrader_gives_the_same_scores(tmp_path, empty_gradebook, answers, handed_in):
    root = tmp_path / "course"
    make_course(root, NAME, empty_gradebook)
    names = list(HABITS)
    for place, name in enumerate(STOCK):
        _, content, files = notebook(names.index(name), handed_in, answers[place])
        path = hand_in(root, NAME, f"student{place}", {})
        path.write_bytes(content)
        for other, data in files.items():
            path.with_name(other).write_bytes(data)

    def scores():
        told = {}
        for place in range(len(STOCK)):
            folder = root / "autograded" / f"student{place}" / NAME
            content = json.loads((folder / f"{NAME}.ipynb").read_text())
            told[place] = [
                float("".join(output["data"]["text/plain"]))
                for cell in content["cells"]
                if cell["metadata"].get("nbgrader", {}).get("points")
                for output in cell["outputs"]
                if output["output_type"] == "execute_result"
            ]
        return told

    done = command(root, "grade", NAME)
    assert done.returncode == 0, done.stderr
    ours = scores()
    (root / "autograded").rename(root / "ours")
    stock = command(root, "autograde", NAME, "--force", "--log-level=ERROR", program="nbgrader")
    assert stock.returncode == 0, stock.stderr
    assert scores() == ours
    assert all(len(told) == 6 for told in ours.values())
