"""A class hands in and is graded by nbgrader itself, to exact scores.

Problem set 1 from release to feedback, with scores worked out by hand; then every set, with right
answers, known mistakes, and answers that do all that an answer must not. All known answers of all
sets are compared in the same way by `benchmarks/stock_nbgrader.py`, which takes minutes.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

import checks.exercise
from grader import notebook, proof, release

ROOT = Path(__file__).parents[2]
SETS = release.sets(ROOT)
NAME = "ps1_forward_propagation"
FULL = {
    "weighted_sum": 2,
    "relu": 2,
    "predict_with_network": 4,
    "predict_rows": 3,
    "predict_deep": 4,
    "forward": 5,
}

PRINTS_AND_WARNS = """
import sys
import warnings

def weighted_sum(inputs, weights, bias=0.0):
    warnings.warn("careful")
    print("careful", file=sys.stderr)
    np.log(0.0)
    for _ in range(1_000):
        print("x" * 10_000)
    return inputs @ weights + bias
"""
SLEEPS = """
import time

def relu(x):
    time.sleep(600)
"""
RECURSES = """
def predict_with_network(input_data_row, weights):
    return predict_with_network(input_data_row, weights)
"""
NOT_A_NUMBER = """
def predict_rows(input_data, weights):
    return np.full(len(input_data), np.nan)
"""
OWN_CLASS = """
class EqualToEverything:
    def __eq__(self, other):
        return True

    def __float__(self):
        return 364.0

def predict_deep(input_data_row, weights):
    return EqualToEverything()
"""


@pytest.fixture(scope="module")
def stock(benchmark_script):
    """The benchmark: it makes a course, hands in, and compares nbgrader's scores with the proof."""
    return benchmark_script("stock_nbgrader.py")


def submissions():
    """Return answers by exercise, expected scores and expected messages for each student."""
    problem_set = proof.load(ROOT / "solutions" / NAME)
    right = {cell.id: cell.source for cell in problem_set.cells if cell.role == "answer"}
    wrong = {item.name: item for item in problem_set.mistakes}
    everywhere = [
        wrong[name]
        for name in (
            "weighted sum without bias",
            "relu absolute",
            "network nested list",
            "rows first only",
            "deep returns hidden",
            "forward relu at end",
        )
    ]
    # Points of the criteria that are met, visible and hidden tests taken together.
    part = {
        "weighted_sum": 1.0,  # without a bias, and the arguments are left alone
        "relu": 0,
        "predict_with_network": 0,
        "predict_rows": 0.75,  # a table of one row, and the arguments are left alone
        "predict_deep": 0,
        "forward": 0,
    }
    bad = {
        "weighted_sum": PRINTS_AND_WARNS,
        "relu": SLEEPS,
        "predict_with_network": RECURSES,
        "predict_rows": NOT_A_NUMBER,
        "predict_deep": OWN_CLASS,
        "forward": None,  # the cell is deleted
    }
    return {
        "perfect": (right, FULL, ["forward: passed, 5 of 5 points"]),
        "blank": ({}, dict.fromkeys(FULL, 0), ["`relu` is not written yet."]),
        "wrong_relu": (
            right | {"relu": wrong["relu absolute"].source},
            FULL | {"relu": part["relu"]},
            [
                "Likely cause: negative values lose their sign; they should become zero.",
                "Tested with a correct `relu` in place of yours.",
            ],
        ),
        "wrong_everywhere": (
            {item.exercise: item.source for item in everywhere},
            part,
            [f"Likely cause: {item.message}" for item in everywhere],
        ),
        "syntax_error": (
            right | {"relu": "def relu(x:\n    return max(x, 0)"},
            FULL | {"relu": 0},
            ["`relu` is not defined.", "If that cell shows an error, mend that first."],
        ),
        "missing_function": (
            # A test cell that is deleted is put back.
            right | {"predict_rows": "# I leave this one out.", "test_weighted_sum": None},
            FULL | {"predict_rows": 0},
            ["`predict_rows` is not defined."],
        ),
        "bad_inputs": (
            bad,
            dict.fromkeys(FULL, 0) | {"weighted_sum": 2},
            [
                "`relu(4)` was stopped after 2 seconds; later tests were not made.",
                "calls itself again and again, without an end.",
                "4 of 4 values differ: at index [0] it is nan, where 52 was expected.",
                "returned an object of class EqualToEverything, where a number was expected.",
                "`forward` is not defined.",
            ],
        ),
    }


def nbgrader(course, *arguments):
    """Run nbgrader in the course's folder, as from a shell that has not activated anything."""
    environment = {**os.environ, "NBGRADER_EXCHANGE": str(course / "exchange")}
    environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_class(stock, tmp_path):
    for part in ("nbgrader_config.py", "solutions"):
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tmp_path / part)
    nbgrader(tmp_path, "generate_assignment", NAME)
    students = submissions()
    for student, (answers, _, _) in students.items():
        stock.hand_in(tmp_path, NAME, student, answers)

    nbgrader(tmp_path, "autograde", NAME)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        for student, (_, expected, _) in students.items():
            graded = gradebook.find_submission(NAME, student).notebooks[0].grades
            scores = {grade.name.removeprefix("test_"): grade.score for grade in graded}
            assert scores == expected, student
            assert not any(grade.needs_manual_grade for grade in graded), student

    nbgrader(tmp_path, "generate_feedback", NAME)
    for student, (_, _, messages) in students.items():
        page = (tmp_path / "feedback" / student / NAME / f"{NAME}.html").read_text()
        for message in messages:
            assert as_html(message) in page, (student, message)

    nbgrader(tmp_path, "export")
    with (tmp_path / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    for student, (_, expected, _) in students.items():
        assert float(rows[student]["score"]) == pytest.approx(sum(expected.values()), abs=1e-9)
        assert float(rows[student]["max_score"]) == 20


def as_html(message):
    """Write a message as the report's HTML has it."""
    parts = message.replace("'", "&#x27;").split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))


@pytest.mark.slow
def test_answers_that_only_know_the_visible_numbers(tmp_path):
    """What passes every visible test by looking the numbers up loses points to the hidden ones."""
    cells = list(proof.load(ROOT / "solutions" / NAME).cells)
    lookup = """
def weighted_sum(inputs, weights, bias=0.0):
    known = {((2, 3), (1, 1)): 5, ((2, 3), (-1, 1)): 1 + bias, ((5, 1), (2, -1)): 9}
    known |= {((40, 0), (1, 1)): 40, ((1, 2, 4), (3, 7, -2)): -1}
    return known.get((tuple(inputs), tuple(weights)))
"""
    visible = notebook.with_answers(notebook.as_released(cells), {"weighted_sum": lookup})
    assert notebook.run(visible)["weighted_sum"].score == 2.0
    graded = notebook.with_answers(cells, {"weighted_sum": lookup})
    result = notebook.run(graded)["weighted_sum"]
    assert result.score == 0
    assert "Likely cause" not in str(result.report)


def test_validate_tells_a_finished_notebook_from_a_blank_one(stock, tmp_path):
    problem_set = proof.load(ROOT / "solutions" / NAME)
    right = {cell.id: cell.source for cell in problem_set.cells if cell.role == "answer"}
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    stock.hand_in(tmp_path, NAME, "finished", right)
    finished = f"submitted/finished/{NAME}/{NAME}.ipynb"
    assert nbgrader(tmp_path, "validate", finished) == (
        "Success! Your notebook passes all the tests.\n"
    )
    told = nbgrader(tmp_path, "validate", f"exercises/{NAME}/{NAME}.ipynb")
    assert told.startswith("VALIDATION FAILED ON 6 CELL(S)!")


# Every set: what an answer must not do


def prints_ten_megabytes(name, right):
    """Right, but noisy."""
    return f"""{right}
_right_{name} = {name}


def {name}(*args, **kwargs):
    for _ in range(1_000):
        print("x" * 10_000)
    return _right_{name}(*args, **kwargs)
"""


def sleeps(name, right):
    return f"""import time


def {name}(*args, **kwargs):
    time.sleep(600)
"""


def recurses(name, right):
    return f"""def {name}(*args, **kwargs):
    return {name}(*args, **kwargs)
"""


def returns_not_a_number(name, right):
    return f"""def {name}(*args, **kwargs):
    return float("nan")
"""


def returns_an_object_of_its_own_class(name, right):
    return f"""class EqualToEverything:
    def __eq__(self, other):
        return True

    def __getattr__(self, attribute):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __float__(self):
        return 1.0

    def __len__(self):
        return 3


def {name}(*args, **kwargs):
    return EqualToEverything()
"""


def breaks_the_syntax(name, right):
    return f"def {name}(x:\n    return x"


def deletes_the_cell(name, right):
    return None


WRONG = {
    sleeps: "was stopped after",
    deletes_the_cell: "`{name}` is not defined",
    breaks_the_syntax: "`{name}` is not defined",
    recurses: "calls itself again and again, without an end",
    returns_not_a_number: "nan|'float' object",  # the latter where it should be a model or a table
    returns_an_object_of_its_own_class: "EqualToEverything",
}


@pytest.fixture(params=SETS)
def problem_set(request):
    return proof.load(ROOT / "solutions" / request.param)


def right_answers(problem_set):
    return {cell.id: cell.source for cell in problem_set.cells if cell.role == "answer"}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_bad_input_gets_a_sentence(problem_set, wrong, monkeypatch):
    """In every exercise at once: each scores nothing and says why; no check breaks off."""

    class Impatient(checks.exercise.Check):
        def __init__(self, exercise, points, given, keeps_arguments, seconds):
            limit = min(seconds, 0.2) if wrong is sleeps else seconds  # Keras needs longer
            super().__init__(exercise, points, given, keeps_arguments, limit)

    monkeypatch.setattr(checks.exercise, "Check", Impatient)
    right = right_answers(problem_set)
    answers = {name: wrong(name, source) or "" for name, source in right.items()}
    results = notebook.run(notebook.with_answers(list(problem_set.cells), answers))
    assert list(results) == list(right)
    for name, result in results.items():
        text = str(result.report)
        assert result.score == 0.0, text
        assert re.search(WRONG[wrong].format(name=name), text), text
        assert "This check stopped with" not in text
        assert len(text) < 1_000


def test_an_answer_that_prints_ten_megabytes_is_still_right(problem_set):
    right = right_answers(problem_set)
    answers = {name: prints_ten_megabytes(name, source) for name, source in right.items()}
    results = notebook.run(notebook.with_answers(list(problem_set.cells), answers))
    assert {name: result.score for name, result in results.items()} == problem_set.points
    assert all("xxx" not in str(result.report) for result in results.values())


# Every set: stock nbgrader gives the same scores


@pytest.mark.slow
def test_stock_nbgrader_gives_the_scores_of_the_proof(problem_set, stock, tmp_path):
    """One notebook with answers of three kinds: accepted variants, known mistakes, bad input."""
    turn = SETS.index(problem_set.name)  # other answers in each set
    # What sleeps costs half a minute where training is allowed as long; `test_class` has it.
    kinds = [kind for kind in (*WRONG, prints_ten_megabytes) if kind is not sleeps]
    answers = {}
    for i, (name, source) in enumerate(right_answers(problem_set).items()):
        accepted = [item.source for item in problem_set.accepted if item.exercise == name]
        mistakes = [item.source for item in problem_set.mistakes if item.exercise == name]
        bad = [kind(name, source) for kind in kinds]
        choices = (accepted, mistakes, bad)[i % 3]
        answers[name] = choices[(turn + i) % len(choices)]
    stock.make_course(tmp_path, [problem_set.name])
    done = stock.compare(tmp_path, problem_set.name, {"student": answers})
    assert done.differences == []
    scores = done.graded["student"]
    assert scores.keys() == problem_set.points.keys()
    assert 0 < sum(scores.values()) < sum(problem_set.points.values())
