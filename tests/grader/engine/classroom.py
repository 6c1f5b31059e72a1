"""A class in a course of its own: hand in, grade with the command, and see what is there after it.

Tests import this by name; `conftest.py` makes that possible.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import zip_longest
from pathlib import Path

from grader import proof, release
from grader.engine import kernel

ROOT = Path(__file__).parents[3]
PR_SET_CHILD_SUBREAPER = 36
UNSTABLE = ("id", "timestamp")  # columns of the gradebook that differ from run to run


def make_course(root: Path, name: str, gradebook: Path) -> None:
    """Make a course with one of this project's problem sets, entered in a copy of a gradebook."""
    root.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "solutions" / name, root / "solutions" / name)
    shutil.copytree(ROOT / "exercises" / name, root / "exercises" / name)
    (root / "gradebook.db").write_bytes(_entered(name, gradebook))


@cache
def _entered(name: str, gradebook: Path) -> bytes:
    """Return a copy of a gradebook with a set entered, once for all tests: nbgrader is slow."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copy(ROOT / "nbgrader_config.py", root)
        shutil.copytree(ROOT / "solutions" / name, root / "solutions" / name)
        shutil.copy(gradebook, root / "gradebook.db")
        release.enter(root, name)
        return (root / "gradebook.db").read_bytes()


def variants(name: str) -> list[dict[str, str]]:
    """Return answers by exercise: every known mistake and accepted variant of a set once."""
    problem_set = proof.load(ROOT / "solutions" / name)
    by_exercise: dict[str, list[str]] = {}
    for item in (*problem_set.accepted, *problem_set.mistakes):
        by_exercise.setdefault(item.exercise, []).append(item.source)
    rows = zip_longest(*by_exercise.values())
    return [
        {exercise: source for exercise, source in zip(by_exercise, row, strict=True) if source}
        for row in rows
    ]


def hand_in(root: Path, name: str, student: str, answers: Mapping[str, str]) -> Path:
    """Put answers into the released notebook, the solution's where none is named; return its path.

    An answer of None leaves the cell blank.
    """
    content = json.loads((root / "exercises" / name / f"{name}.ipynb").read_text())
    source = json.loads((root / "solutions" / name / f"{name}.ipynb").read_text())
    right = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell["source"]
             for cell in source["cells"]}  # fmt: skip
    for cell in content["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        if grading.get("solution"):
            answer = answers.get(grading["grade_id"], right[grading["grade_id"]])
            cell["source"] = cell["source"] if answer is None else answer
    path = root / "submitted" / student / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(content))
    return path


def start(root: Path, *arguments: str, program: str = "grader", **environment: str):
    """Start a command in a course, its output in files beside it, and return the process."""
    with open(root / "out.txt", "w") as out, open(root / "err.txt", "w") as err:
        return subprocess.Popen(
            [sys.executable, "-m", program, *arguments],
            cwd=root,
            env={**os.environ, **environment},
            stdout=out,
            stderr=err,
        )


def command(root: Path, *arguments: str, program: str = "grader", **environment: str):
    """Run a command in a course; its output is text."""
    return subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def gradebook_of(root: Path) -> dict[str, list[str]]:
    """Return every row of every table, by table, without random ids and times.

    Where a row names another by its id, it gets what that row says, so that rows stay tied.
    """
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as database:
        database.row_factory = sqlite3.Row
        names = database.execute("select name from sqlite_master where type = 'table'").fetchall()
        tables = {
            name: [dict(row) for row in database.execute(f"select * from {name}")]
            for (name,) in names
        }
    students = {row["id"] for row in tables["student"]}  # these are names
    meaning: dict[object, tuple] = {}

    def told(row: dict) -> tuple:
        return tuple(
            (column, meaning.get(value, value))
            for column, value in sorted(row.items())
            if column not in UNSTABLE or value in students
        )

    for name in ("assignment", "notebook", "base_cell", "submitted_assignment",
                 "submitted_notebook"):  # fmt: skip
        meaning |= {row["id"]: told(row) for row in tables[name]}
    return {name: sorted(repr(told(row)) for row in rows) for name, rows in tables.items()}


def autograded_of(root: Path) -> dict[str, object]:
    """Return each file of `autograded/` by its path, graded notebooks without seconds."""
    found: dict[str, object] = {}
    for path in sorted((root / "autograded").rglob("*")):
        if path.is_file() and path.name != ".grading":
            content: object = path.read_bytes()
            if path.suffix == ".ipynb":
                content = json.loads(path.read_bytes())
                content["metadata"]["grader"].pop("seconds")
            found[str(path.relative_to(root))] = content
    return found


def digest(folder: Path) -> str:
    """Return a digest of all names, links and contents below a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        total.update(os.fsencode(path.relative_to(folder)) + b"\0")
        if path.is_symlink():
            total.update(os.fsencode(os.readlink(path)))
        elif path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()


def descendants(pid: int) -> set[int]:
    """Return all processes below one."""
    found: set[int] = set()
    left = [pid]
    while left:
        parent = left.pop()
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{parent}/task"):
                children = Path(f"/proc/{parent}/task/{task}/children").read_text().split()
                found |= set(map(int, children))
                left += map(int, children)
    return found


@contextlib.contextmanager
def nothing_left_running(seconds: float = 10.0) -> Iterator[None]:
    """Hold that every process that was started in the block, by whomever, is gone after it."""
    kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)  # orphans become children of this process
    before = descendants(os.getpid())
    try:
        yield
        deadline = time.monotonic() + seconds
        while left := descendants(os.getpid()) - before:
            for pid in left:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
            assert time.monotonic() < deadline, f"processes are left: {sorted(left)}"
            time.sleep(0.02)
    finally:
        kernel.prctl(PR_SET_CHILD_SUBREAPER, 0)
