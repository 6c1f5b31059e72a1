"""The engine gives what the same tests give in one process: every score, every message."""

import json
import os
import re
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

import pytest

from checks import mistakes as diagnoses
from grader import notebook, proof, release
from grader.engine import paper
from grader.engine.examiner import Examiner
from grader.engine.limits import Limits
from grader.engine.sandbox import Sandbox

ROOT = Path(__file__).parents[3]


def told(message):
    """A message without what libraries warn of: pytest takes that of its own process."""
    lines = message.splitlines()
    return [line for line in lines if not re.match(r"  It printed: .+?:\d+: \w*Warning:", line)]


@pytest.mark.slow
@pytest.mark.parametrize("name", release.sets(ROOT))
def test_every_variant_of_a_set_scores_and_reads_the_same(name):
    if "keras" in name and not os.environ.get("EVERY_SEED"):
        pytest.skip("trains for minutes; run it with: EVERY_SEED=1 make test")
    folder = ROOT / "solutions" / name
    problem_set, known = proof.load(folder), diagnoses.load(folder)
    key = paper.load(folder / f"{name}.ipynb")
    cells = list(problem_set.cells)
    # One variant of each exercise at a time: no exercise needs another one to be right.
    by_exercise: dict[str, list] = {}
    for variant in (*problem_set.accepted, *problem_set.mistakes):
        by_exercise.setdefault(variant.exercise, []).append(variant)
    with Sandbox(Limits(), paper.modules(key), shut=paper.shut(key)) as sandbox:
        sandbox.wait_until_ready()
        for variants in zip_longest(*by_exercise.values()):
            change = {variant.exercise: variant.source for variant in variants if variant}
            names = [variant.name for variant in variants if variant]
            expected = notebook.run(notebook.with_answers(cells, change), known=known)
            answered = tuple(
                replace(cell, source=change.get(cell.name, cell.source))
                if cell.role == "answer"
                else cell
                for cell in key.cells
            )
            run = Examiner(replace(key, cells=answered), sandbox, known, {}).run()
            for cell in key.cells:
                if cell.role == "test":
                    here = expected[cell.name.removeprefix("test_")]
                    there = run.results[cell.id]
                    assert there.score == here.score, (names, cell.name)
                    shown = there.outputs[0]["data"]["text/plain"]
                    assert told(shown) == told(str(here.report)), (names, cell.name)
            assert run.incidents == [], names


def test_a_helper_in_a_cell_of_ones_own_is_used(graded, handed_in, scores):
    content = handed_in({"relu": "def relu(x):\n    return keep_positive(x)"})
    mine = {
        "cell_type": "code",
        "metadata": {},
        "source": "def keep_positive(x):\n    return np.maximum(x, 0)",
    }
    content["cells"].insert(3, mine)
    assert scores(graded(notebook=content))["relu"] == 2


def test_what_notebooks_allow_beyond_python_runs(graded, scores):
    answer = """%matplotlib inline
!true
await __import__("asyncio").sleep(0)
def relu(x):
    return np.maximum(x, 0)"""
    result = graded({"relu": answer})
    assert scores(result)["relu"] == 2


@pytest.mark.parametrize(
    ("last", "data"),
    [("relu(3) + 1", [{"text/plain": "4"}]), ("relu(3) + 1;", []), ("x = relu(3)", [])],
)
@pytest.mark.parametrize("first", ["", "!true\n"])
def test_the_last_value_of_a_cell_is_shown(graded, first, last, data):
    answer = f"{first}def relu(x):\n    return max(0, x)\n{last}"
    cells = json.loads(graded({"relu": answer}).notebook)["cells"]
    (cell,) = [cell for cell in cells if cell["source"] == answer]
    assert [output["data"] for output in cell["outputs"]] == data


def test_a_warning_costs_nothing(graded, scores):
    answer = """
import sys, warnings
warnings.warn("careful")
print("careful", file=sys.stderr)
def relu(x):
    warnings.warn("careful")
    return np.maximum(x, 0)
"""
    assert scores(graded({"relu": answer}))["relu"] == 2


def test_a_blank_notebook_scores_zero_with_a_comment(key, graded, full):
    result = graded({exercise: key.blanks[exercise] for exercise in full})
    assert result.score == 0
    assert set(result.comments.values()) == {"No response."}
