"""Write the scores of a problem set, exercise by exercise, as a table for a learning platform.

The scores are those of nbgrader's gradebook: a manual score counts in place of the automatic one.
A student who handed in nothing has empty cells, not zeros: no platform should overwrite a mark
because a file did not arrive.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from nbgrader.api import Grade, Gradebook, GradeCell, MissingEntry, SubmittedAssignment
from nbgrader.api import SubmittedNotebook as Notebook

from grader.course import CourseError
from grader.roster import Person

NOBODY: Mapping[str, Person] = {}


class ExportError(CourseError):
    """A gradebook without the problem set; the message says what it has."""


@dataclass(frozen=True)
class Row:
    """One student's scores.

    Attributes
    ----------
    student, first_name, last_name, email, lms_id : str
        As the gradebook has them; empty where it does not.
    scores : dict of str to float
        Score by exercise; empty if the student handed in nothing.
    penalty : float
        Points taken off for handing in late.
    """

    student: str
    first_name: str
    last_name: str
    email: str
    lms_id: str
    scores: dict[str, float]
    penalty: float

    @property
    def total(self) -> float | None:
        """The sum of the scores less the penalty, not below 0; None without a submission."""
        return max(0.0, sum(self.scores.values()) - self.penalty) if self.scores else None


@dataclass(frozen=True)
class Scores:
    """The scores of a class in one problem set: points by exercise, and a row per student."""

    problem_set: str
    points: dict[str, float]
    rows: tuple[Row, ...]


def read(gradebook: Gradebook, problem_set: str) -> Scores:
    """Read the scores of a problem set in two queries, however large the class.

    Raises
    ------
    ExportError
        If the gradebook does not have this problem set.
    """
    try:
        assignment = gradebook.find_assignment(problem_set)
    except MissingEntry:
        known = ", ".join(sorted(item.name for item in gradebook.assignments)) or "none"
        raise ExportError(
            f"{problem_set}: expected a problem set of the gradebook; it has: {known}"
        ) from None
    cells = [cell for notebook in assignment.notebooks for cell in notebook.grade_cells]
    points = {_exercise(cell.name): float(cell.max_score) for cell in cells}
    scores: dict[str, dict[str, float]] = {}
    penalties: dict[str, float] = {}
    found = (
        gradebook.db.query(
            SubmittedAssignment.student_id,
            Notebook.late_submission_penalty,
            GradeCell.name,
            Grade.score,
        )
        .join(Notebook, Notebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == Notebook.id)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .filter(SubmittedAssignment.assignment_id == assignment.id)
    )
    for student, penalty, cell, score in found:
        scores.setdefault(student, {})[_exercise(cell)] = float(score or 0.0)
        penalties[student] = float(penalty or 0.0)
    rows = tuple(
        Row(
            student.id,
            student.first_name or "",
            student.last_name or "",
            student.email or "",
            student.lms_user_id or "",
            scores.get(student.id, {}),
            penalties.get(student.id, 0.0),
        )
        for student in sorted(gradebook.students, key=lambda item: item.id)
    )
    return Scores(problem_set, dict(sorted(points.items(), key=_in_order(cells))), rows)


def _exercise(cell: str) -> str:
    return cell.removeprefix("test_")


def _in_order(cells: list[GradeCell]) -> Callable[[tuple[str, float]], int]:
    """Return a key that sorts exercises as the gradebook numbers their cells."""
    names = [_exercise(cell.name) for cell in cells]
    return lambda item: names.index(item[0])


def as_csv(scores: Scores, people: Mapping[str, Person] = NOBODY) -> str:
    """Write one line per student: names, total, what it is out of, and each exercise."""
    header = ["student", "last_name", "first_name", "email", "submitted", "late_penalty"]
    header += ["score", "max_score", *scores.points]
    total = sum(scores.points.values())
    lines = [
        [
            _safe(row.student),
            _safe(row.last_name),
            _safe(row.first_name),
            _safe(row.email),
            "yes" if row.scores else "no",
            _number(row.penalty),
            _number(row.total),
            _number(total),
            *(_number(row.scores.get(exercise)) for exercise in scores.points),
        ]
        for row in scores.rows
    ]
    return _table([header, *lines])


def as_canvas(scores: Scores, people: Mapping[str, Person] = NOBODY) -> str:
    """Write Canvas's grade import: its five columns, the points possible, one per exercise.

    Canvas finds a student by `ID`, its own number, else by the SIS columns. `people` are the
    students as `collect` has met them.
    """
    titles = [scores.problem_set, *(f"{scores.problem_set}: {name}" for name in scores.points)]
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles]
    possible = ["    Points Possible", "", "", "", ""]
    possible += [_number(sum(scores.points.values())), *map(_number, scores.points.values())]
    lines = [
        [
            _safe(_name(row, people, ", ")),
            _safe(row.lms_id or _person(row, people).number),
            "",
            _safe(_login(row, people)),
            "",
            _number(row.total),
            *(_number(row.scores.get(exercise)) for exercise in scores.points),
        ]
        for row in scores.rows
    ]
    return _table([header, possible, *lines])


def _person(row: Row, people: Mapping[str, Person]) -> Person:
    return people.get(row.student, Person(row.student))


def _login(row: Row, people: Mapping[str, Person]) -> str:
    """Return what a student logs in with; one whom `collect` has named itself has no login."""
    met = _person(row, people)
    return met.login if met.number else row.student


def _name(row: Row, people: Mapping[str, Person], between: str) -> str:
    names = [row.last_name, row.first_name] if "," in between else [row.first_name, row.last_name]
    return between.join(filter(None, names)) or _person(row, people).name or row.student


def as_moodle(scores: Scores, people: Mapping[str, Person] = NOBODY) -> str:
    """Write Moodle's grading worksheet, and a column for each exercise.

    Uploaded to the assignment, Moodle finds a student by `Identifier`; imported into the gradebook,
    by whichever of the columns one chooses. `people` are the students as `collect` has met them:
    only its zip and its worksheet tell Moodle's numbers. Moodle refuses a worksheet without the
    column of times, and leaves grades that are newer than theirs: so it says when it was written.
    """
    written = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    exercises = [f"{scores.problem_set}: {name}" for name in scores.points]
    header = ["Identifier", "Full name", "Username", "ID number", "Email address"]
    header += ["Grade", "Maximum Grade", "Last modified (grade)", *exercises]
    lines = [
        [
            f"Participant {met.number}" if (met := _person(row, people)).number else "",
            _safe(_name(row, people, " ")),
            _safe(_login(row, people)),
            _safe(row.lms_id),
            _safe(row.email or met.email),
            # Moodle takes a hyphen for "no grade"; an empty cell would set it to nothing.
            _number(row.total) or "-",
            _number(sum(scores.points.values())),
            written,
            *(_number(row.scores.get(exercise)) or "-" for exercise in scores.points),
        ]
        for row in scores.rows
    ]
    return _table([header, *lines])


FORMATS: dict[str, Callable[[Scores, Mapping[str, Person]], str]] = {
    "csv": as_csv,
    "canvas": as_canvas,
    "moodle": as_moodle,
}


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 2):g}"


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula: whoever chose it could run commands."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _table(lines: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()
