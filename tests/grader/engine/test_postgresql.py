"""A gradebook in PostgreSQL: the same scores as in SQLite, and nbgrader itself opens it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from classroom import command, hand_in, make_course
from nbgrader.api import Gradebook

NAME = "ps1_forward_propagation"
DEBIAN = Path("/usr/lib/postgresql")  # which keeps them off the PATH
NOBODY = 65534


def binaries():
    """Return the folder of PostgreSQL's programs, the newest there is, or None."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else sorted(DEBIAN.glob("*/bin"))
    return next((folder for folder in reversed(found) if (folder / "initdb").exists()), None)


@pytest.fixture(scope="module")
def server():
    """Start a PostgreSQL of its own that listens on a socket in a folder; return that folder."""
    pytest.importorskip("psycopg", reason="there is no driver for PostgreSQL (psycopg)")
    programs = binaries()
    if programs is None:
        pytest.skip("there is no PostgreSQL server on this machine (initdb)")
    # Not below pytest's own folder: a socket's path is short, and others may not enter that one.
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        who = {}
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            os.chown(folder, NOBODY, NOBODY)
            who = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        data = folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "grader", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync"],
            check=True, capture_output=True, cwd=folder, **who,
        )  # fmt: skip
        with open(folder / "log", "w") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=",
                 "-c", "fsync=off"],
                cwd=folder, stdout=log, stderr=log, **who,
            )  # fmt: skip
        try:
            wait_until_up(folder / ".s.PGSQL.5432", process, folder / "log")
            yield folder
        finally:
            process.terminate()
            process.wait(30)


def wait_until_up(path, process, log):
    for _ in range(300):
        if process.poll() is None and path.exists():
            with socket.socket(socket.AF_UNIX) as trial:
                trial.connect(str(path))
            return
        time.sleep(0.1)
    pytest.fail(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")


def scores(url):
    """Return what nbgrader's own gradebook says: scores and comments by student and cell."""
    with Gradebook(url) as gradebook:
        submissions = gradebook.assignment_submissions(NAME)
        return {
            submission.student.id: (
                submission.score,
                submission.needs_manual_grade,
                sorted((grade.name, grade.auto_score, grade.manual_score)
                       for notebook in submission.notebooks for grade in notebook.grades),
                sorted((comment.name, comment.auto_comment)
                       for notebook in submission.notebooks for comment in notebook.comments),
            )
            for submission in submissions
        }  # fmt: skip


@pytest.mark.slow
def test_the_same_as_in_sqlite(server, tmp_path, empty_gradebook):
    root = tmp_path / "course"
    make_course(root, NAME, empty_gradebook)
    hand_in(root, NAME, "ada", {})
    hand_in(root, NAME, "ben", {"relu": "def relu(x):\n    return x"})
    hand_in(root, NAME, "Zoë 李", {"forward": None})
    done = command(root, "grade", NAME)
    assert done.returncode == 0, done.stderr
    expected = scores(f"sqlite:///{root / 'gradebook.db'}")
    assert [expected[student][0] for student in ("ada", "ben")] == [20.0, 18.0]

    # The same class with an empty database: the first run makes nbgrader's tables in it.
    shutil.rmtree(root / "autograded")
    (root / "gradebook.db").unlink()
    url = f"postgresql+psycopg://grader@/postgres?host={server}"
    with open(root / "nbgrader_config.py", "a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    done = command(root, "grade", NAME)
    assert done.returncode == 0, done.stderr
    assert "3 graded in" in done.stdout
    assert scores(url) == expected
    assert not (root / "gradebook.db").exists()

    # A manual score is kept, and what is unchanged is not run again.
    with Gradebook(url) as gradebook:
        gradebook.find_grade("test_relu", NAME, NAME, "ben").manual_score = 1.5
        gradebook.db.commit()
    again = command(root, "grade", NAME)
    assert "3 unchanged" in again.stdout
    forced = command(root, "grade", NAME, "--force")
    assert forced.returncode == 0, forced.stderr
    assert scores(url)["ben"][0] == 20.0 - 2.0 + 1.5
    told = command(root, "doctor")
    assert "good the gradebook postgresql+psycopg://grader@/postgres?host=" in told.stdout
    export = command(root, "export", NAME, "--output", "grades.csv")
    assert export.returncode == 0, export.stderr
    assert "ben" in (root / "grades.csv").read_text()
