"""`grader due`: when a problem set is due, for all and for single students.

Due dates and extensions are those of nbgrader's gradebook, so Formgrader shows the same. A time is
that of this machine where it names no zone, and a day is over at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Interval, insert, select, update

from grader.course import CourseError
from grader.course_folder import Course
from grader.engine.gradebook import Gradebook
from grader.engine.late import EPOCH, duration, extended_by

UNITS = {"w": 7 * 86_400, "d": 86_400, "h": 3_600, "m": 60}
NONE = ("none", "never", "-")


def change(root: Path, problem_set: str, student: str, when: str) -> list[str]:
    """Set a due date, or a student's own, and return what holds now, in lines.

    Parameters
    ----------
    root : Path
        The course's folder.
    problem_set : str
    student : str
        Whose; empty for all.
    when : str
        A time such as `2026-05-01 18:00`, a day, `none`, or for a student `+2d`, `+12h`; empty to
        change nothing.

    Raises
    ------
    CourseError
        If the time or the student is none, or there is no due date to extend.
    """
    course = Course(root, problem_set)
    course.open()
    book = course.gradebook
    try:
        if when and student:
            _extend(book, course, student, when)
        elif when:
            due = None if when.lower() in NONE else parsed(when)
            assignment = book.tables["assignment"]
            with book.engine.begin() as connection:
                connection.execute(
                    update(assignment).where(assignment.c.id == book.assignment).values(duedate=due)
                )
        return list(_lines(book, problem_set))
    finally:
        course.close()


def parsed(text: str) -> datetime:
    """Read a time and return it in UTC, as the gradebook has it; `CourseError` if it is none."""
    words = text.strip().removesuffix("UTC").strip()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
            moment = datetime.combine(datetime.fromisoformat(words), time(23, 59, 59))
        else:
            moment = datetime.fromisoformat(words)
        if words != text.strip():
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise CourseError(
            f"{text}: expected a time such as 2026-05-01, '2026-05-01 18:00' or "
            "'2026-05-01 18:00+02:00', or `none`"
        ) from None


def _extend(book: Gradebook, course: Course, student: str, when: str) -> None:
    due, more = book.due(), None
    if when.lower() not in NONE:
        if due is None:
            raise CourseError(f"{course.name}: there is no due date to extend; set one first")
        match = re.fullmatch(r"\+?(\d{1,4})([wdhm])", when)
        seconds = int(match[1]) * UNITS[match[2]] if match else 0
        more = timedelta(seconds=seconds) if match else parsed(when) - due
    people, submitted = book.tables["student"], book.tables["submitted_assignment"]
    with book.engine.begin() as connection:
        known = connection.execute(select(people.c.id).where(people.c.id == student)).first()
        if known is None and not (course.submitted / student).is_dir():
            raise CourseError(f"{student}: no such student in the gradebook or in submitted/")
        if known is None:
            connection.execute(insert(people).values(id=student))
        extension: Any = more
        if more is not None and not isinstance(submitted.c.extension.type, Interval):
            extension = EPOCH + more  # as SQLAlchemy keeps durations in SQLite
        is_theirs = (submitted.c.assignment_id == book.assignment) & (
            submitted.c.student_id == student
        )
        done = connection.execute(update(submitted).where(is_theirs).values(extension=extension))
        if not done.rowcount:
            connection.execute(
                insert(submitted).values(
                    id=uuid4().hex, assignment_id=book.assignment, student_id=student,
                    extension=extension,
                )
            )  # fmt: skip


def _lines(book: Gradebook, problem_set: str) -> Iterator[str]:
    due = book.due()
    yield f"{problem_set}: " + (f"due {_shown(due)}" if due else "no due date")
    submitted = book.tables["submitted_assignment"].c
    with book.engine.connect() as connection:
        rows = connection.execute(
            select(submitted.student_id, submitted.extension)
            .where(submitted.assignment_id == book.assignment, submitted.extension.is_not(None))
            .order_by(submitted.student_id)
        ).all()
    for student, extension in rows:
        more = extended_by(extension)
        if due and more:
            yield f"  {student}: {_shown(due + more)}, {_difference(more)}"


def _difference(more: timedelta) -> str:
    word = "later" if more > timedelta(0) else "earlier"
    return f"{duration(abs(more.total_seconds()))} {word}"


def _shown(moment: datetime) -> str:
    local = moment.replace(tzinfo=UTC).astimezone()
    return f"{local:%Y-%m-%d %H:%M %Z}"
