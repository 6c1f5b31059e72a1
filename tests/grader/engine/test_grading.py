"""The command: a class graded, the gradebook and folders as nbgrader's, nothing lost or twice."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader import release
from grader.engine.submission import Graded
from grader.grading import Course

ROOT = Path(__file__).parents[3]
NAME = "ps_small"
RIGHT = {"double": "def double(x):\n    return 2 * x", "quadruple": "quadruple = lambda x: 4 * x"}
WRONG = {**RIGHT, "double": "def double(x):\n    return x**2"}
SLOW = {**RIGHT, "double": "import time\ntime.sleep(0.3)\ndef double(x):\n    return x + x"}


@pytest.fixture
def course(entered):
    """The small course, entered in the gradebook."""
    return entered


def hand_in(course, student, answers, change=lambda content: None):
    content = json.loads((course.source / f"{NAME}.ipynb").read_text())
    for cell in content["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, cell["source"])
        if name and name.startswith("test_"):
            kept, _, rest = "".join(cell["source"]).partition("    ### BEGIN HIDDEN TESTS\n")
            cell["source"] = kept + rest.partition("### END HIDDEN TESTS\n")[2]
    change(content)
    folder = course.root / "submitted" / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.ipynb").write_text(json.dumps(content))


def command(course, *arguments, program="grader", **environment):
    return subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=course.root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def rows(course):
    """Return what the gradebook holds of each student, without its random ids."""
    query = """
        select s.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade
        from grade g join submitted_notebook n on g.notebook_id = n.id
        join submitted_assignment s on n.assignment_id = s.id
        join base_cell b on g.cell_id = b.id order by 1, 2
    """
    with sqlite3.connect(course.root / "gradebook.db") as database:
        return database.execute(query).fetchall()


def comments(course):
    query = """
        select s.student_id, b.name, c.auto_comment
        from comment c join submitted_notebook n on c.notebook_id = n.id
        join submitted_assignment s on n.assignment_id = s.id
        join base_cell b on c.cell_id = b.id order by 1, 2
    """
    with sqlite3.connect(course.root / "gradebook.db") as database:
        return database.execute(query).fetchall()


@pytest.mark.slow
def test_a_class(course):
    blank = {
        "double": "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
        "quadruple": "def quadruple(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    }
    hand_in(course, "ada", RIGHT)
    hand_in(course, "ben", WRONG)
    hand_in(course, "cleo", blank)
    done = command(course, "grade", NAME)
    assert done.returncode == 0, done.stderr
    ours = rows(course), comments(course)
    assert [(row[0], row[1], row[2]) for row in ours[0]] == [
        ("ada", "test_double", 2.0), ("ada", "test_quadruple", 1.0),
        ("ben", "test_double", 0.0), ("ben", "test_quadruple", 1.0),
        ("cleo", "test_double", 0.0), ("cleo", "test_quadruple", 0.0),
    ]  # fmt: skip
    assert ("cleo", "double", "No response.") in ours[1]

    # The same by nbgrader itself.
    shutil.move(course.root / "autograded", course.root / "ours")
    with sqlite3.connect(course.root / "gradebook.db") as database:
        for table in ("grade", "comment", "submitted_notebook", "submitted_assignment", "student"):
            database.execute(f"delete from {table}")
    stock = command(course, "autograde", NAME, "--log-level=ERROR", program="nbgrader")
    assert stock.returncode == 0, stock.stderr
    assert (rows(course), comments(course)) == ours
    theirs = sorted(path.relative_to(course.root / "autograded")
                    for path in (course.root / "autograded").rglob("*"))  # fmt: skip
    written = sorted(path.relative_to(course.root / "ours")
                     for path in (course.root / "ours").rglob("*")
                     if path.name != ".grading")  # fmt: skip
    assert written == theirs


@pytest.mark.slow
def test_a_second_run_runs_only_what_has_changed_and_keeps_manual_scores(course):
    hand_in(course, "ada", RIGHT)
    hand_in(course, "ben", WRONG)
    (course.root / "submitted" / "eve" / NAME).mkdir(parents=True)
    (course.root / "submitted" / "eve" / NAME / f"{NAME}.ipynb").write_text('{"cells": [')
    first = command(course, "grade", NAME, "--jobs", "1")
    assert first.returncode == 1
    assert "eve" in first.stdout
    assert "not graded: the file is damaged: it is not JSON" in first.stdout
    assert "2 graded in" in first.stdout

    def stamps():
        return {
            student: (course.root / "autograded" / student / NAME).stat().st_mtime_ns
            for student in ("ada", "ben")
        }

    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("test_double", NAME, NAME, "ben")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    before = stamps()
    second = command(course, "grade", NAME, "--student", "ada", "--student", "ben")
    assert second.returncode == 0, second.stderr
    assert "0 graded in" in second.stdout
    assert "2 unchanged" in second.stdout
    assert stamps() == before
    hand_in(course, "ada", WRONG)
    third = command(course, "grade", NAME, "--student", "ada", "--student", "ben")
    assert "1 graded in" in third.stdout
    assert stamps()["ben"] == before["ben"]
    command(course, "grade", NAME, "--student", "ben", "--force")
    assert rows(course) == [
        ("ada", "test_double", 0.0, None, 0), ("ada", "test_quadruple", 1.0, None, 0),
        ("ben", "test_double", 0.0, 1.5, 1), ("ben", "test_quadruple", 1.0, None, 0),
    ]  # fmt: skip
    feedback = command(course, "generate_feedback", NAME, program="nbgrader")
    assert feedback.returncode == 0, feedback.stderr
    page = (course.root / "feedback" / "ben" / NAME / f"{NAME}.html").read_text()
    assert "returned 9, where 6 was expected" in page


@pytest.mark.slow
def test_killed_at_any_moment_the_next_run_ends_in_the_same_gradebook(course):
    students = [f"s{i:02}" for i in range(8)]
    for i, student in enumerate(students):
        hand_in(course, student, (SLOW, {**SLOW, "quadruple": "pass"})[i % 2])
    for seconds in (1.2, 2.0):
        started = subprocess.Popen(
            [sys.executable, "-m", "grader", "grade", NAME, "--jobs", "1"],
            cwd=course.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        os.kill(started.pid, signal.SIGKILL)
        started.wait()
        finished = {row[0] for row in rows(course)}
        for student in finished:
            assert len([row for row in rows(course) if row[0] == student]) == 2
    done = command(course, "grade", NAME)
    assert done.returncode == 0, done.stderr
    expected = []
    for i, student in enumerate(students):
        expected.append((student, "test_double", 2.0, None, 0))
        expected.append((student, "test_quadruple", (1.0, 0.0)[i % 2], None, 0))
    assert rows(course) == expected
    assert not list((course.root / "autograded").glob("*/.*"))


def test_without_bubblewrap_the_command_says_how_to_install_it(course):
    hand_in(course, "ada", RIGHT)
    done = command(course, "grade", NAME, PATH="/nowhere")
    assert done.returncode == 1
    assert "apt-get install bubblewrap" in done.stderr
    assert rows(course) == []
    done = command(course, "grade", NAME, "--no-sandbox", PATH="/nowhere")
    assert done.returncode == 0, done.stderr
    assert "students' code runs with your rights" in done.stderr
    assert "without the sandbox" in done.stdout
    assert len(rows(course)) == 2


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "ps_small.ipynb is a link, not a file"),
        (lambda path: path.mkdir(), "ps_small.ipynb is not a file"),
        (lambda path: os.mkfifo(path), "ps_small.ipynb is not a file"),
        (lambda path: None, "there is no notebook ps_small.ipynb"),
    ],
)
def test_what_is_no_file_is_refused_by_name(course, make, problem):
    folder = course.root / "submitted" / "eve" / NAME
    folder.mkdir(parents=True)
    make(folder / f"{NAME}.ipynb")
    done = command(course, "grade", NAME)
    assert done.returncode == 1
    assert problem in done.stdout


def test_a_set_or_a_class_that_is_not_there_is_told(course):
    done = command(course, "grade", "ps_none")
    assert done.returncode == 1
    assert "ps_none: no such problem set in solutions/ (there are: ps_small)" in done.stderr
    done = command(course, "grade", NAME)
    assert "put what students handed in into submitted/STUDENT/ps_small/" in done.stderr


def test_notebooks_are_not_kept_in_memory_until_they_are_graded(course):
    size = 4 * 2**20
    for i in range(8):
        hand_in(course, f"s{i}", RIGHT, lambda content: content["metadata"].update(x="x" * size))
    with opened(course) as ours:
        tracemalloc.start()
        found = ours.find()
        tasks = ours.tasks(found)
        assert len(next(tasks).notebook) > size
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(found.students) == 8
        assert peak < 4 * size


def test_a_submission_that_goes_while_others_are_graded_is_told(course):
    for student in ("ada", "ben", "cleo"):
        hand_in(course, student, RIGHT)
    with opened(course) as ours:
        found = ours.find(["ben", "ada", "ben", "cleo"])
        assert found.students == ["ben", "ada", "cleo"]
        shutil.rmtree(course.root / "submitted" / "ada")
        results = list(ours.grade(found, lambda tasks, _: (Graded(t.student, "x") for t in tasks)))
    assert [(one.student, one.problem) for one in results] == [
        ("ben", "x"),
        ("cleo", "x"),
        ("ada", f"there is no folder submitted/ada/{NAME}"),
    ]


@contextlib.contextmanager
def opened(course):
    """The course for grading, with its gradebook open."""
    ours = Course(course.root, NAME)
    ours.open()
    try:
        yield ours
    finally:
        ours.close()


@pytest.mark.slow
def test_an_answer_that_a_person_grades_waits_with_its_figure(course):
    path = course.source / f"{NAME}.ipynb"
    content = json.loads(path.read_text())
    grading = {"grade_id": "curve", "grade": True, "solution": True, "locked": False,
               "task": False, "points": 3, "schema_version": 3, "cell_type": "code"}  # fmt: skip
    curve = {"cell_type": "code", "id": "curve", "metadata": {"nbgrader": grading}, "source": "",
             "outputs": [], "execution_count": None}  # fmt: skip
    content["cells"].append(curve)
    path.write_text(json.dumps(content))
    release.enter(course.root, NAME)
    drawn = "import matplotlib.pyplot as plt\nplt.plot([double(1), double(2)]);"
    hand_in(course, "ada", {**RIGHT, "curve": drawn})
    hand_in(course, "ben", {**WRONG, "curve": "# YOUR CODE HERE\nraise NotImplementedError()"})
    done = command(course, "grade", NAME)
    assert done.returncode == 0, done.stderr
    assert "1 to grade by hand" in done.stdout
    waiting = {row[0]: (row[2], row[4]) for row in rows(course) if row[1] == "curve"}
    assert waiting == {"ada": (None, 1), "ben": (0.0, 0)}
    graded = course.root / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    (shown,) = json.loads(graded.read_text())["cells"][-1]["outputs"]
    assert shown["data"].keys() == {"image/png", "text/plain"}

    shutil.rmtree(course.root / "autograded")
    stock = command(
        course, "autograde", NAME, "--log-level=ERROR", program="nbgrader", MPLBACKEND=""
    )
    assert stock.returncode == 0, stock.stderr
    assert {row[0]: (row[2], row[4]) for row in rows(course) if row[1] == "curve"} == waiting
    (theirs,) = json.loads(graded.read_text())["cells"][-1]["outputs"]
    assert theirs["data"].keys() == shown["data"].keys()
