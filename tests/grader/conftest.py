"""A small course of one problem set with two exercises, for the release tools to work on."""

import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader import release

ROOT = Path(__file__).parents[2]

# Modules that prove, release or grade sets as a command does, in processes of their own.
COMMANDS = {"test_class_pages", "test_export", "test_proof", "test_release"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this room that grade."""
    for item in items:
        if item.path.parent == Path(__file__).parent and item.path.stem in COMMANDS:
            item.add_marker("classroom")


GIVEN = """
from checks import check


def correct_double(x):
    return 2 * x
"""

DOUBLE = """
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
"""

TEST_DOUBLE = """
table = [1, 2]
with check("double", points=2) as t:
    t.returns(double, 3, want=6)
    t.returns(double, -1, want=-2)
    ### BEGIN HIDDEN TESTS
    x = t.rng.normal()
    t.returns(double, x, want=x + x)
    ### END HIDDEN TESTS
t.score
"""

QUADRUPLE = """
def quadruple(x):
    ### BEGIN SOLUTION
    return double(double(x))
    ### END SOLUTION
"""

TEST_QUADRUPLE = """
with check("quadruple", points=1, given={"double": correct_double}) as t:
    t.returns(quadruple, table[1], want=8)
    ### BEGIN HIDDEN TESTS
    t.returns(quadruple, 3, want=12)
    ### END HIDDEN TESTS
t.score
"""

MISTAKES = '''
"""Known mistakes."""

from grader.variants import mistake


@mistake("double", "the result is never returned.")
def double_returns_nothing():
    def double(x):
        2 * x


@mistake("double", "x is squared.")
def double_squares():
    def double(x):
        return x**2


@mistake("quadruple", "it is doubled once only.")
def quadruple_once():
    def quadruple(x):
        return double(x)
'''

ACCEPTED = '''
"""Accepted variants."""

from grader.variants import accepted


@accepted("double")
def double_adds():
    def double(x):
        return x + x


@accepted("quadruple")
def quadruple_with_a_helper():
    """Not part of the cell."""
    import operator

    def shift(x):
        return operator.mul(x, 4)

    def quadruple(x):
        return shift(x)
'''


def grading(name, **roles):
    return {
        "grade": False,
        "solution": False,
        "locked": True,
        "task": False,
        "schema_version": 3,
        "grade_id": name,
        **roles,
    }


class Course:
    """A course in a folder of its own; `write` makes or changes its problem set."""

    name = "ps_small"

    def __init__(self, root):
        self.root = root
        shutil.copy(ROOT / "nbgrader_config.py", root)
        self.source = root / "solutions" / self.name
        self.source.mkdir(parents=True)
        self.write()

    def write(
        self,
        double=DOUBLE,
        test_double=TEST_DOUBLE,
        test_quadruple=TEST_QUADRUPLE,
        mistakes=MISTAKES,
        accepted=ACCEPTED,
        points=2,
    ):
        rows = [
            ("given", GIVEN, grading("given")),
            ("double", double, grading("double", solution=True, locked=False)),
            ("test-double", test_double, grading("test_double", grade=True, points=points)),
            ("quadruple", QUADRUPLE, grading("quadruple", solution=True, locked=False)),
            ("test-quadruple", test_quadruple, grading("test_quadruple", grade=True, points=1)),
            ("figure", "raise RuntimeError('not part of the proof')", None),
        ]
        cells = [nbformat.v4.new_markdown_cell("# A small set", id="title")]
        for name, source, roles in rows:
            metadata = {"nbgrader": roles} if roles else {}
            cells.append(nbformat.v4.new_code_cell(source.strip(), metadata=metadata, id=name))
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, self.source / f"{self.name}.ipynb")
        (self.source / "mistakes.py").write_text(mistakes)
        (self.source / "accepted.py").write_text(accepted)
        (self.source / "README.md").write_text("For instructors.")

    def files(self, folder):
        """Return the bytes of all files below a folder by their path."""
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted((self.root / folder).rglob("*"))
            if path.is_file()
        }


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory):
    """A gradebook made once, because nbgrader starts a process to make one."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    scripts = str(Path(sys.executable).parent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([scripts, os.environ["PATH"]]))
        Gradebook(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def course(tmp_path, monkeypatch, empty_gradebook):
    monkeypatch.setenv("NBGRADER_EXCHANGE", str(tmp_path / "exchange"))
    shutil.copy(empty_gradebook, tmp_path / "gradebook.db")
    return Course(tmp_path)


@pytest.fixture(scope="session")
def entered_gradebook(tmp_path_factory, empty_gradebook):
    """A gradebook that knows the small set, made once: nbgrader takes its time to enter it."""
    root = tmp_path_factory.mktemp("entered")
    shutil.copy(empty_gradebook, root / "gradebook.db")
    release.enter(root, Course(root).name)
    return root / "gradebook.db"


@pytest.fixture
def entered(course, entered_gradebook):
    """The small course, entered in its gradebook as it is."""
    shutil.copy(entered_gradebook, course.root / "gradebook.db")
    return course
