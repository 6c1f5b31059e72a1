"""A set's own limits: read from its `limits.json`, used, and refused by name if they are wrong."""

import json

import pytest
from classroom import command, hand_in, make_course

from grader.course import CourseError
from grader.engine.limits import Limits, of_set

NAME = "ps1_forward_propagation"


@pytest.fixture
def course(tmp_path, empty_gradebook):
    root = tmp_path / "course"
    make_course(root, NAME, empty_gradebook)
    return root


def test_limits_of_a_set_are_used_and_those_of_all_sets_where_it_has_none(course):
    own = {"seconds_per_cell": 1, "output_kib": 1, "memory_mib": 256}
    (course / "solutions" / NAME / "limits.json").write_text(json.dumps(own))
    answer = "import time\nprint('x' * 5000)\ntime.sleep(30)\n"
    path = hand_in(course, NAME, "ada", {"relu": answer})
    done = command(course, "grade", NAME)
    assert done.returncode == 0, done.stderr
    assert " 18/20 " in done.stdout
    graded = json.loads(
        (course / "autograded" / path.relative_to(course / "submitted")).read_text()
    )
    assert graded["metadata"]["grader"]["limits"] == Limits(**own).to_dict()
    cell = next(cell for cell in graded["cells"] if cell["id"] == "relu")
    printed, stopped = cell["outputs"]
    assert printed["text"].endswith("x\n... Output truncated ...")
    assert printed["text"].count("x") == 1024
    assert stopped["evalue"] == "The cell was stopped after 1 seconds."

    # Other limits are another key: the submission is graded again, this time under the defaults.
    (course / "solutions" / NAME / "limits.json").unlink()
    hand_in(course, NAME, "ben", {})
    again = command(course, "grade", NAME, "--student", "ben")
    assert again.returncode == 0, again.stderr
    graded = json.loads((course / "autograded/ben" / NAME / path.name).read_text())
    assert graded["metadata"]["grader"]["limits"] == Limits().to_dict()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"seconds": 0}', "seconds: expected a positive number, got 0"),
        ('{"memory": 500}', "memory: no such limit (there are: seconds_per_cell, seconds, "),
        ('["seconds"]', "expected limits by name, got list"),
        ('{"seconds": 5', "Expecting ',' delimiter"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path, text, problem):
    (tmp_path / "limits.json").write_text(text)
    with pytest.raises(CourseError) as refused:
        of_set(tmp_path)
    assert str(refused.value).startswith(f"limits.json of {tmp_path.name}: {problem}")


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        ({"seconds": float("inf")}, "seconds: expected a positive number, got inf"),
        ({"seconds_per_cell": float("nan")}, "seconds_per_cell: expected a positive number"),
        ({"memory_mib": 0.5}, "memory_mib: expected a positive whole number, got 0.5"),
        ({"processes": True}, "processes: expected a positive whole number, got True"),
        ({"disk_mib": "64"}, "disk_mib: expected a positive whole number, got '64'"),
        ({"restarts": -1}, "restarts: expected a positive whole number, got -1"),
        (None, "expected limits by name, got NoneType"),
    ],
)
def test_wrong_limits_are_refused_by_name(limits, problem):
    with pytest.raises(ValueError, match=problem):
        Limits.from_dict(limits)


def test_limits_by_name_leave_the_others_as_they_are():
    assert Limits.from_dict({"seconds": 5}) == Limits(seconds=5.0)
    assert Limits.from_dict({}) == Limits()
