"""Problem set 1, a sandbox for it, and a way to grade answers in that."""

import json
import sys
from pathlib import Path

import pytest

from checks import mistakes as diagnoses
from checks.mistakes import Diagnoses
from grader.engine import kernel, paper
from grader.engine.examiner import Examiner
from grader.engine.limits import Limits
from grader.engine.sandbox import Sandbox
from grader.engine.submission import Key, Task, grade

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(Path(__file__).parent))  # for classroom.py, which tests import by name
NAME = "ps1_forward_propagation"
SOURCE = ROOT / "solutions" / NAME
FULL = {
    "weighted_sum": 2.0,
    "relu": 2.0,
    "predict_with_network": 4.0,
    "predict_rows": 3.0,
    "predict_deep": 4.0,
    "forward": 5.0,
}
LIMITS = Limits(seconds_per_cell=3, seconds=60, memory_mib=300)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this room."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("classroom")


@pytest.fixture(scope="session", autouse=True)
def _on_linux():
    if sys.platform != "linux":
        pytest.skip("the sandbox needs Linux")


@pytest.fixture(scope="session")
def key():
    released = json.loads((ROOT / "exercises" / NAME / f"{NAME}.ipynb").read_text())
    blanks = {
        cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"])
        for cell in released["cells"]
        if "nbgrader" in cell["metadata"]
    }
    loaded = paper.load(SOURCE / f"{NAME}.ipynb")
    return Key(loaded, diagnoses.load(SOURCE), {}, blanks, {})


@pytest.fixture(scope="session")
def sandbox(key):
    # As after a login, which gives a session a keyring of its own.
    kernel.leave_session_keyring()
    # Once, not in the few seconds of a cell.
    modules = [*paper.modules(key.paper), "pandas", "IPython.core.interactiveshell"]
    sandbox = Sandbox(LIMITS, modules, shut=paper.shut(key.paper))
    sandbox.wait_until_ready()
    yield sandbox
    sandbox.close()


@pytest.fixture
def limited(sandbox):
    """A function that gives the sandbox other limits until the test ends."""
    before = sandbox.limits.to_dict()

    def change(**limits):
        for name, value in limits.items():
            object.__setattr__(sandbox.limits, name, value)

    yield change
    change(**before)


@pytest.fixture(scope="session")
def right(key):
    """The correct answers by exercise."""
    return {cell.name: cell.source for cell in key.paper.cells if cell.role == "answer"}


@pytest.fixture(scope="session")
def handed_in(right):
    """A function: answers by exercise -> the notebook that a student hands in, as JSON data."""
    text = (ROOT / "exercises" / NAME / f"{NAME}.ipynb").read_text()

    def make(answers=()):
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in right:
                cell["source"] = {**right, **dict(answers)}[name]
        return notebook

    return make


@pytest.fixture(scope="session")
def graded(key, sandbox, handed_in):
    """A function: answers, or a whole notebook -> `Graded`. All are graded as one class."""

    def run(answers=(), notebook=None):
        content = notebook if notebook is not None else handed_in(answers)
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        return grade(Task("ada", content), key, sandbox)

    return run


@pytest.fixture
def examined(tmp_path, sandbox):
    """A function: answer, test and given cell of a set of one exercise `f` -> `Run`."""

    def examine(answer, test, given="import numpy as np\nfrom checks import check"):
        def cell(name, source, **roles):
            base = {"grade": False, "solution": False, "locked": True, "grade_id": name}
            metadata = {"nbgrader": {**base, **roles}}
            return {"cell_type": "code", "id": name, "metadata": metadata, "source": source}

        cells = [
            cell("given", given),
            cell("f", answer, solution=True, locked=False),
            cell("test_f", test, grade=True, points=2),
        ]
        path = tmp_path / "set.ipynb"
        path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
        return Examiner(paper.load(path), sandbox, Diagnoses(), {}).run()

    return examine


@pytest.fixture(scope="session")
def full():
    """Points by exercise."""
    return FULL


@pytest.fixture(scope="session")
def scores():
    """A function: `Graded` -> scores by exercise."""
    return lambda result: {
        name.removeprefix("test_"): score for name, score in result.scores.items()
    }


@pytest.fixture(scope="session")
def message():
    """A function: `Graded`, exercise -> text of the test cell's first output."""

    def find(result, exercise):
        for cell in json.loads(result.notebook)["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == f"test_{exercise}":
                return cell["outputs"][0]["data"]["text/plain"]
        raise KeyError(exercise)

    return find
