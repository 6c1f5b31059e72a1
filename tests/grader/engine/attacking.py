"""A short attack: code of a cell, what it earns, and how it is tried. Tests import this by name."""

import textwrap
import time
from typing import NamedTuple

from test_hostile import RESTING, RIGHT, children_of

FULL, NOTHING = 2.0, 0.0
SECONDS = 90.0  # of one submission, on a busy machine
NOTES = 30  # that one submission may leave to read


class Attack(NamedTuple):
    """Code of a cell, what it earns at most, and what the instructor reads.

    `alone` says that it harms no other exercise of its own notebook.
    """

    name: str
    code: str
    score: float
    incident: str = ""
    alone: bool = True

    @property
    def exercise(self) -> str:
        return "weighted_sum" if "def weighted_sum" in self.code else "relu"


def number(name, expression, score=NOTHING, before="", **options):
    """An attack in what `weighted_sum` returns, where `right` is what it should."""
    header = "weighted_sum(inputs, weights, bias=0.0)"
    right = "float(np.dot(inputs, weights) + bias)"
    return Attack(name, _returning(expression, header, right, before), score, **options)


def array(name, expression, score=NOTHING, before="", **options):
    """An attack in what `relu` returns, where `right` is what it should."""
    return Attack(
        name, _returning(expression, "relu(x)", "np.maximum(x, 0)", before), score, **options
    )


def _returning(expression, header, right, before):
    return f"""
{textwrap.dedent(before)}
def {header}:
    right = {right}
    return {expression}
"""


def call(name, body, score=NOTHING, before="", **options):
    """An attack in what a call of `relu` does before it returns what is right."""
    code = f"""
{textwrap.dedent(before)}
def relu(x):
{textwrap.indent(textwrap.dedent(body).strip(), "    ")}
    return np.maximum(x, 0)
"""
    return Attack(name, code, score, **options)


def tried(attack, graded, sandbox, full, scores):
    """Grade an attack and the next submission: scores, notes, time, size and what is left."""
    begun = time.monotonic()
    result = graded({attack.exercise: attack.code})
    assert time.monotonic() - begun < SECONDS
    told = [f"{note.kind}: {note.text}" for note in result.notes]
    assert not result.problem
    for exercise, points in full.items():
        score = scores(result)[exercise]
        if exercise != attack.exercise:
            assert score == points or not attack.alone, (exercise, told)
        elif attack.score == FULL:
            assert score == FULL, told
        else:
            assert score <= attack.score, told
    if attack.incident:
        assert any(attack.incident in line for line in told), told
    assert len(told) <= NOTES
    assert sum(map(len, told)) < 20_000
    assert len(result.notebook) < 2**20
    assert graded({"relu": RIGHT}).score == 20
    assert children_of(sandbox.pid) <= RESTING
