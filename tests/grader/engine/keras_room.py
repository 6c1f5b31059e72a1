"""A room for each Keras set: a sandbox as grading makes it, in which answers are graded."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from checks.mistakes import Diagnoses
from grader.engine import paper
from grader.engine.examiner import Examiner
from grader.engine.limits import Limits
from grader.engine.sandbox import Sandbox

SOLUTIONS = Path(__file__).parents[3] / "solutions"
SETS = ("ps7_keras_on_pima", "ps8_keras_on_churn")
BLANK = "def {}(*args, **kwargs):\n    raise NotImplementedError()"


@dataclass
class Result:
    """Scores and messages by exercise, what is missing of full marks, and notes."""

    scores: dict[str, float]
    texts: dict[str, str]
    missing: dict[str, float]
    incidents: list[str]


@cache
def loaded(name):
    """Return a set's source."""
    return paper.load(SOLUTIONS / name / f"{name}.ipynb")


def names_of(name):
    """Return the exercises of a set, in order."""
    return [cell.name for cell in loaded(name).cells if cell.role == "answer"]


@pytest.fixture(scope="module", params=SETS)
def room(request):
    """A set's name, and a sandbox for it."""
    key = loaded(request.param)
    shut = paper.shut(key)
    limits = Limits(seconds=1200, seconds_per_cell=300)
    with Sandbox(limits, paper.modules(key), paper.given(key), shut=shut) as sandbox:
        sandbox.wait_until_ready(600)
        yield request.param, sandbox


_graded = {}


def graded(room, answers, *, blank=False):
    """Grade these answers, with the solutions of the other exercises, or with blanks."""
    name, sandbox = room
    known = name, tuple(answers.items()), blank
    if known not in _graded:
        _graded[known] = _grade(loaded(name), sandbox, answers, blank)
    return _graded[known]


def _grade(key, sandbox, answers, blank):
    cells = []
    for cell in key.cells:
        if cell.role == "answer":
            other = BLANK.format(cell.name) if blank else cell.source
            cell = replace(cell, source=answers.get(cell.name, other))
        cells.append(cell)
    ran = Examiner(replace(key, cells=tuple(cells)), sandbox, Diagnoses(), {}).run()
    tests = {cell.name.removeprefix("test_"): cell for cell in key.cells if cell.role == "test"}
    scores = {name: ran.results[cell.id].score for name, cell in tests.items()}
    texts = {
        name: ran.results[cell.id].outputs[0]["data"]["text/plain"]
        for name, cell in tests.items()
        if ran.results[cell.id].outputs
    }
    missing = {n: cell.points - scores[n] for n, cell in tests.items() if scores[n] < cell.points}
    return Result(scores, texts, missing, ran.incidents)
