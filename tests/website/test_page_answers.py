"""Every known mistake and accepted answer is judged in a page as it is natively.

Each NumPy problem set, as its page runs it: the visible tests, in the pages' Pyodide, which Node
runs here, and in this Python with the same modules and NumPy alone. Whole numbers have 32 bits
there, last digits differ, and no call has a time limit; none of it may change a verdict.
"""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from functools import cache
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from page import bundle, runtime, sets
from playwright._impl._driver import compute_driver_executable

from grader import notebook, variants

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
MINUTES = 15  # for one set on a busy machine; an endless loop has no other end
# What an accepted answer may import, and a page does not have: the one difference.
NOT_THERE = re.compile(r"^\s*(from|import) scipy\b", re.MULTILINE)

pytestmark = pytest.mark.slow


def numpy_sets() -> list[str]:
    """Names of the sets whose pages run them."""
    notebooks = sorted(ROOT.glob("exercises/*/*.ipynb"))
    return [p.stem for p in notebooks if not sets.is_elsewhere(nbformat.read(p, as_version=4))]


@cache
def job(name: str) -> dict:
    """What `answers_in_page.py` is to do for a set."""
    solved = notebook.read(ROOT / "solutions" / name / f"{name}.ipynb")
    released = notebook.read(ROOT / "exercises" / name / f"{name}.ipynb")
    folder = ROOT / "solutions" / name
    known = variants.load(folder / "mistakes.py") + variants.load(folder / "accepted.py")
    known = [item for item in known if not NOT_THERE.search(item.source)]
    answers = {cell.id: cell.source for cell in solved if cell.role == "answer"}
    return {
        "given": [cell.source for cell in released if cell.role == "given"],
        "answers": answers,
        "tests": {
            cell.id.removeprefix("test_"): cell.source for cell in released if cell.role == "test"
        },
        "cases": [[exercise, "the solution", source] for exercise, source in answers.items()]
        + [[item.exercise, item.name, item.source] for item in known],
        "messages": [""] * len(answers) + [item.message for item in known],
    }


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """The modules of the pages: the archive, and beside it what is in it."""
    folder = tmp_path_factory.mktemp("course")
    content = bundle.archive()
    (folder / "course.zip").write_bytes(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder / "modules")
    (folder / "alone").mkdir()
    packages = Path(import_module("numpy").__file__).parents[1]
    for part in packages.glob("numpy*"):
        (folder / "alone" / part.name).symlink_to(part)
    (folder / "lock.json").write_text(json.dumps(runtime.MANIFEST["lock"]))
    return folder


def told(course: Path, command: list[str], name: str, **settings) -> list[dict]:
    """Run a command on the job of a set and return the reports."""
    path = course / f"{name}.json"
    path.write_text(json.dumps(job(name)), "utf-8")
    done = subprocess.run(
        [*command, str(path)],
        capture_output=True,
        text=True,
        timeout=60 * MINUTES,
        **settings,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def natively(course: Path, name: str) -> list[dict]:
    path = f"{course / 'modules'}{os.pathsep}{course / 'alone'}"
    command = [sys.executable, "-S", "-W", "ignore", str(HERE / "answers_in_page.py")]
    return told(course, command, name, cwd=ROOT / "exercises" / name, env={"PYTHONPATH": path})


def in_a_page(course: Path, name: str) -> list[dict]:
    try:
        pyodide = runtime.folder()
    except runtime.RuntimeFilesError as error:
        pytest.skip(f"the pages have no Python of their own here: {error}")
    node = compute_driver_executable()  # with a command line script, in newer versions
    node = node[0] if isinstance(node, tuple) else node
    command = [str(node), str(HERE / "pyodide_in_node.mjs"), str(pyodide)]
    command += [str(course / "lock.json"), str(course / "course.zip")]
    command += [str(HERE / "answers_in_page.py"), str(ROOT / "exercises" / name)]
    return told(course, command, name)


@pytest.mark.parametrize("name", numpy_sets())
def test_a_page_judges_as_this_python_does(course, name):
    cases, messages = job(name)["cases"], job(name)["messages"]
    here, there = natively(course, name), in_a_page(course, name)
    assert len(here) == len(there) == len(cases) > 20
    wrong = []
    for (exercise, answer, _), message, one, other in zip(
        cases, messages, here, there, strict=True
    ):
        where = (name, exercise, answer)
        if "error" in other:
            wrong.append((*where, "has no report in a page", one, other))
        elif not message and other["word"] != "passed":
            wrong.append((*where, "is right, but not in a page", one, other))
        elif message and (other["word"] == "passed" or message not in str(other["lines"])):
            wrong.append((*where, "does not get its message in a page", one, other))
        elif one != other:
            wrong.append((*where, "is told otherwise in a page", one, other))
    assert not wrong, "\n".join(map(repr, wrong))
