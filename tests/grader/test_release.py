"""Releasing a problem set: all or nothing, the same bytes each time, and what the command says."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader import cli, release
from grader.release import ReleaseError


@pytest.fixture
def in_course(course, monkeypatch):
    monkeypatch.chdir(course.root)
    return course


def test_release(course):
    done = release.release(course.root, course.name)
    assert set(course.files("exercises")) == {
        "exercises/ps_small/diagnoses.json",
        "exercises/ps_small/ps_small.ipynb",
    }
    assert done.stale == (
        "solutions/ps_small/diagnoses.json",
        "exercises/ps_small/diagnoses.json",
        "exercises/ps_small/ps_small.ipynb",
    )
    released = nbformat.read(course.root / done.stale[-1], as_version=4)
    source = nbformat.read(course.source / "ps_small.ipynb", as_version=4)
    assert [cell.id for cell in released.cells] == [cell.id for cell in source.cells]
    text = course.files("exercises")["exercises/ps_small/ps_small.ipynb"].decode()
    for secret in ("2 * x\\n    ###", "SOLUTION", "HIDDEN", "rng", "double(double"):
        assert secret not in text
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        assert gradebook.find_assignment("ps_small").max_score == 3

    before = {path: path.stat().st_mtime_ns for path in course.root.rglob("exercises/*/*")}
    files = course.files("exercises")
    again = release.release(course.root, course.name)
    assert again.stale == ()
    assert course.files("exercises") == files
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_nbgrader_itself_generates_the_same_bytes(course):
    release.release(course.root, course.name)
    files = course.files("exercises")
    (course.root / "gradebook.db").unlink()
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", course.name],
        cwd=course.root,
        check=True,
        capture_output=True,
        # Not activated, as when make calls the environment's Python by its path.
        env={**os.environ, "PATH": "/usr/bin:/bin"},
    )
    assert course.files("exercises") == files


def test_a_failed_proof_writes_nothing(in_course, capsys):
    release.release(in_course.root, in_course.name)
    accepted = (in_course.source / "accepted.py").read_text().replace("x + x", "x + 2")
    in_course.write(accepted=accepted)
    files = in_course.files(".")
    assert cli.main(["release"]) == 1
    told = capsys.readouterr().err
    assert "grader: ps_small: the proof failed, nothing was written.\n  - double, accepted" in told
    assert "'double adds' (graded tests): double scores 0 of 2" in told
    assert in_course.files(".") == files


def test_nothing_is_left_half_done_when_nbgrader_fails(course):
    release.release(course.root, course.name)
    files = course.files("exercises")
    path = course.source / "ps_small.ipynb"
    content = nbformat.read(path, as_version=4)
    content.cells[0].source = "### BEGIN SOLUTION\nin a cell without one\n### END SOLUTION"
    nbformat.write(content, path)
    with pytest.raises(ReleaseError, match="Solution region detected in a non-solution cell"):
        release.release(course.root, course.name)
    assert course.files("exercises") == files


def test_check_says_what_is_stale_and_writes_nothing(in_course, capsys):
    assert cli.main(["release", "--check"]) == 1
    assert "  stale: exercises/ps_small/ps_small.ipynb" in capsys.readouterr().out
    assert not (in_course.root / "exercises").exists()
    with Gradebook(f"sqlite:///{in_course.root / 'gradebook.db'}") as gradebook:
        assert gradebook.assignments == []

    assert cli.main(["release", in_course.name]) == 0
    assert "  written: exercises/ps_small/ps_small.ipynb" in capsys.readouterr().out
    assert cli.main(["release", "--check", "ps_small"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "ps_small: 2 exercises, 3 points; proved with 2 accepted variants and 3 mistakes in "
    )
    assert told.endswith("\n  exercises/ is fresh, nothing to write\n")


@pytest.mark.parametrize(
    ("damage", "stale"),
    [
        ("exercises/ps_small/ps_small.ipynb", "exercises/ps_small/ps_small.ipynb"),
        ("solutions/ps_small/diagnoses.json", "solutions/ps_small/diagnoses.json"),
        ("exercises/ps_small/left_over.py", "exercises/ps_small/left_over.py"),
    ],
)
def test_an_edited_file_is_stale_and_is_put_right(course, damage, stale):
    release.release(course.root, course.name)
    files = course.files("exercises") | course.files("solutions")
    with (course.root / damage).open("a") as file:
        file.write(" ")
    assert release.release(course.root, course.name, write=False).stale == (stale,)
    release.release(course.root, course.name)
    assert course.files("exercises") | course.files("solutions") == files


def test_checkpoints_are_left_alone(course):
    release.release(course.root, course.name)
    checkpoint = course.root / "exercises/ps_small/.ipynb_checkpoints/ps_small-checkpoint.ipynb"
    checkpoint.parent.mkdir()
    checkpoint.write_text("{}")
    assert release.release(course.root, course.name).stale == ()
    assert checkpoint.exists()


def test_the_course_is_found_from_a_folder_inside_it(course, monkeypatch, capsys):
    monkeypatch.chdir(course.source)
    assert cli.main(["release", "--check"]) == 1
    assert capsys.readouterr().out.startswith("ps_small: ")


def test_outside_a_course(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["release"]) == 1
    assert capsys.readouterr().err == (
        f"grader: there is no nbgrader_config.py in {tmp_path} or above; "
        "run this in the course's folder\n"
    )


def test_no_such_set(in_course, capsys):
    assert cli.main(["release", "ps_none"]) == 1
    assert capsys.readouterr().err == (
        "grader: ps_none: no such problem set in solutions/ (there are: ps_small)\n"
    )


def test_help(capsys):
    with pytest.raises(SystemExit) as exit_:
        cli.main(["release", "--help"])
    assert exit_.value.code == 0
    assert "every known mistake fails with its own message" in capsys.readouterr().out.replace(
        "\n", " "
    )


def test_as_a_module(course):
    done = subprocess.run(
        [sys.executable, "-m", "grader", "release", "ps_none"],
        cwd=course.root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("grader: ps_none: no such problem set")
