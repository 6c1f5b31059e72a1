"""Late submissions lose what stock nbgrader takes from them, by the same configuration."""

import sqlite3

import pytest
from classroom import command, hand_in, make_course
from traitlets.config import Config

from grader.course import CourseError
from grader.engine.late import penalty_of
from grader.handed_in import timestamp

NAME = "ps1_forward_propagation"
DUE = "2026-03-01 12:00:00"
LATE = {"late": "2026-03-01 14:30:00 UTC", "in_time": "2026-03-01 11:00:00 UTC",
        "extended": "2026-03-02 11:00:00 UTC", "no_time": None}  # fmt: skip
PLUGIN = """
from nbgrader.plugins import BasePlugin

class PerHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 3 * (total_seconds_late // 3600)
"""


def configured(**options):
    config = Config()
    for name, value in options.items():
        section, option = name.split("__")
        config[section][option] = value
    return config


@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2026-13-01", "soon", ""]
)
def test_a_time_that_no_calendar_has_is_none(tmp_path, text):
    (tmp_path / "timestamp.txt").write_text(text)
    assert timestamp(tmp_path / "timestamp.txt") is None


def test_no_penalty_is_asked_for_by_default(tmp_path):
    assert penalty_of(Config(), tmp_path) is None
    assert penalty_of(configured(LateSubmissionPlugin__penalty_method="none"), tmp_path) is None


def test_a_plugin_of_the_course_and_its_bounds(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)  # taken away again after the test
    (tmp_path / "late_by_the_hour.py").write_text(PLUGIN)
    config = configured(AssignLatePenalties__plugin_class="late_by_the_hour.PerHour")
    penalty = penalty_of(config, tmp_path)
    assert penalty("ada", 20.0, 2.5 * 3600) == 6
    assert penalty("ada", 20.0, 50 * 3600) == 20.0
    assert penalty("ada", 20.0, -9 * 3600) == 0
    with pytest.raises(CourseError, match="late submissions stopped with TypeError: unsupported"):
        penalty("ada", 20.0, "late")


def test_a_plugin_that_is_not_there_is_told(tmp_path):
    config = configured(AssignLatePenalties__plugin_class="no_such_module.Plugin")
    with pytest.raises(CourseError, match=r"the penalty for late submissions: .*no_such_module"):
        penalty_of(config, tmp_path)


def penalties(root):
    query = """
        select s.student_id, n.late_submission_penalty from submitted_notebook n
        join submitted_assignment s on n.assignment_id = s.id order by 1
    """
    with sqlite3.connect(root / "gradebook.db") as database:
        return dict(database.execute(query).fetchall())


@pytest.mark.slow
def test_the_penalty_is_that_of_nbgrader(tmp_path, empty_gradebook):
    root = tmp_path / "course"
    make_course(root, NAME, empty_gradebook)
    for student, when in LATE.items():
        path = hand_in(root, NAME, student, {"relu": "def relu(x):\n    return x"})
        if when:
            (path.parent / "timestamp.txt").write_text(when)
    with sqlite3.connect(root / "gradebook.db") as database:
        database.execute("update assignment set duedate = ?", (f"{DUE}.000000",))
    with open(root / "nbgrader_config.py", "a") as config:
        config.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    assert command(root, "grade", NAME).returncode == 0
    # A day more for one of them, and a manual score for another.
    with sqlite3.connect(root / "gradebook.db") as database:
        database.execute("update submitted_assignment set extension = '1970-01-02 00:00:00.000000'"
                         " where student_id = 'extended'")  # fmt: skip
        database.execute(
            "update grade set manual_score = 1.25, extra_credit = 0.5 where cell_id in"
            " (select id from base_cell where name = 'test_relu') and notebook_id in (select n.id"
            " from submitted_notebook n join submitted_assignment s on n.assignment_id = s.id"
            " where s.student_id = 'late')"
        )
    done = command(root, "grade", NAME, "--force")
    assert done.returncode == 0, done.stderr
    ours = penalties(root)
    assert ours == {"late": 18 + 1.25 + 0.5, "in_time": None, "extended": None, "no_time": None}
    with sqlite3.connect(root / "gradebook.db") as database:
        database.execute("update submitted_notebook set late_submission_penalty = 7")
    stock = command(root, "autograde", NAME, "--force", "--log-level=ERROR", program="nbgrader")
    assert stock.returncode == 0, stock.stderr
    assert penalties(root) == ours

    # Without the method a penalty is taken back.
    config = (root / "nbgrader_config.py").read_text().replace("'zero'", "'none'")
    (root / "nbgrader_config.py").write_text(config)
    assert command(root, "grade", NAME, "--force").returncode == 0
    assert set(penalties(root).values()) == {None}
