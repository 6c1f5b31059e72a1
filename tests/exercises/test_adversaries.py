"""What a set's tests are up against: mutants of right answers, and wrong earlier exercises."""

import random
from pathlib import Path

import pytest

from grader import adversary, notebook, proof, release

ROOT = Path(__file__).parents[2]
SETS = [name for name in release.sets(ROOT) if (ROOT / "solutions" / name / "mutants.py").exists()]
SAMPLE = 40

# How an answer may hold the function of an earlier exercise: its text with `NAME` in it is put
# around a right answer, in which every call of NAME becomes one of `held`.
HOLDS = {
    "name": ("", "NAME"),
    "alias": ("_held = NAME\n", "_held"),
    "default": ("def _held(*args, _f=NAME, **kwargs):\n    return _f(*args, **kwargs)\n", "_held"),
    "partial": ("import functools\n_held = functools.partial(NAME)\n", "_held"),
    "dictionary": ("_functions = {'held': NAME}\n", "_functions['held']"),
    "bound": (
        "class _Holder:\n    def __init__(self, f):\n        self.f = f\n\n"
        "    def held(self, *args, **kwargs):\n        return self.f(*args, **kwargs)\n\n"
        "_held = _Holder(NAME).held\n",
        "_held",
    ),
}
WRONG = {
    "wrong": "def NAME(*args, **kwargs):\n    return 0.0\n",
    "raising": "def NAME(*args, **kwargs):\n    raise ValueError('no')\n",
    "blank": "def NAME(*args, **kwargs):\n    raise NotImplementedError()\n",
    "slow": "import time\n\ndef NAME(*args, **kwargs):\n    time.sleep(60)\n",
}


@pytest.fixture(params=SETS)
def name(request):
    return request.param


def test_a_sample_of_mutants_is_caught_or_does_no_harm(name):
    folder = ROOT / "solutions" / name
    problem_set = proof.load(folder)
    made = adversary.mutants_of(problem_set)
    assert len(made) > 1_000
    tally = adversary.attack(folder, problem_set, random.Random(0).sample(made, SAMPLE), tries=200)
    assert [(item.exercise, item.origin, item.statement) for item in tally.escaped] == []


def pairs(problem_set):
    """Each exercise whose solution calls another one's function, with that one."""
    answers = {cell.id: cell.source for cell in problem_set.cells if cell.role == "answer"}
    return [
        (one, other)
        for one, source in answers.items()
        for other in answers
        if other != one and f"{other}(" in source.split('"""')[-1]
    ]


@pytest.mark.parametrize("wrong", WRONG)
def test_no_exercise_needs_another_one(name, wrong):
    problem_set = proof.load(ROOT / "solutions" / name)
    answers = {cell.id: cell.source for cell in problem_set.cells if cell.role == "answer"}
    ways = ["dictionary"] if wrong == "slow" else list(HOLDS)  # which waits for the time limit
    for one, other in pairs(problem_set):
        bad = WRONG[wrong].replace("NAME", other)
        for text, call in map(HOLDS.get, ways):
            before, quotes, body = answers[one].rpartition('"""')
            body = body.replace(f"{other}(", f"{call.replace('NAME', other)}(")
            source = text.replace("NAME", other) + before + quotes + body
            cells = notebook.with_answers(list(problem_set.cells), {one: source, other: bad})
            result = notebook.run(cells, only=one)[one]
            assert result.score == problem_set.points[one], (one, other, source, result.report)
