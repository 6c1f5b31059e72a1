"""What the gradebook says of a problem set's submissions, read without nbgrader.

nbgrader takes seconds to import, and a page for each student should not wait for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from grader.course import CourseError, settings
from grader.engine.entries import GradebookError
from grader.engine.gradebook import Gradebook
from grader.engine.late import Late, seconds_late


@dataclass
class Marks:
    """One submission in the gradebook.

    Attributes
    ----------
    when : datetime or None
        When it was handed in, UTC.
    late : Late
    scores : dict
        Score, points and whether a person gave the score, by nbgrader's cell id.
    comments : dict
        A person's comment and the automatic one, by cell id.
    """

    when: datetime | None
    late: Late
    scores: dict[str, tuple[float, float, bool]] = field(default_factory=dict)
    comments: dict[str, tuple[str, str]] = field(default_factory=dict)


def read(root: Path, problem_set: str) -> dict[str, Marks]:
    """Return the marks of every student, in two queries.

    Raises
    ------
    CourseError
        If there is no gradebook yet, or it does not know the set.
    """
    with _opened(root, problem_set) as book:
        marks = _scores(book)
        _add_comments(book, marks)
    return marks


def due(root: Path, problem_set: str) -> datetime | None:
    """Return when a set is due, UTC; for errors see `read`."""
    with _opened(root, problem_set) as book:
        return book.due()


@contextlib.contextmanager
def _opened(root: Path, problem_set: str) -> Iterator[Gradebook]:
    book = Gradebook(url_of(root), problem_set)
    try:
        if not book.open():
            raise CourseError(f"{problem_set}: the gradebook does not know it; grade it first")
        yield book
    except GradebookError as error:
        raise CourseError(str(error)) from error
    finally:
        book.close()


def url_of(root: Path) -> str:
    """Return the address of a course's gradebook; `CourseError` if there is none yet."""
    url = settings(root).CourseDirectory.db_url
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite") and not path.exists():  # opening would make an empty one
        raise CourseError(f"{path}: there is no gradebook yet; grade a problem set first")
    return url


def _scores(book: Gradebook) -> dict[str, Marks]:
    t = book.tables
    submitted, notebook, grade = t["submitted_assignment"], t["submitted_notebook"], t["grade"].c
    assignment, cell, points = t["assignment"].c, t["base_cell"].c, t["grade_cells"].c
    rows = (
        select(
            submitted.c.student_id, submitted.c.timestamp, submitted.c.extension,
            assignment.duedate, notebook.c.late_submission_penalty, cell.name,
            grade.auto_score, grade.manual_score, grade.extra_credit, points.max_score,
        )
        .select_from(submitted)
        .join(t["assignment"], assignment.id == submitted.c.assignment_id)
        .join(notebook, notebook.c.assignment_id == submitted.c.id)
        .join(t["grade"], grade.notebook_id == notebook.c.id)
        .join(t["base_cell"], cell.id == grade.cell_id)
        .join(t["grade_cells"], points.id == cell.id)
        .where(submitted.c.assignment_id == book.assignment)
    )  # fmt: skip
    marks: dict[str, Marks] = {}
    with book.engine.connect() as connection:
        for (
            student,
            when,
            extension,
            due,
            penalty,
            name,
            auto,
            manual,
            extra,
            most,
        ) in connection.execute(rows):
            late = Late(max(0.0, seconds_late(when, due, extension)), float(penalty or 0.0))
            own = marks.setdefault(student, Marks(when, late))
            score = auto if manual is None else manual
            total = float(score or 0.0) + float(extra or 0.0)
            own.scores[name] = (total, float(most), manual is not None)
    return marks


def _add_comments(book: Gradebook, marks: dict[str, Marks]) -> None:
    t = book.tables
    submitted, notebook, comment = (
        t["submitted_assignment"], t["submitted_notebook"], t["comment"].c
    )  # fmt: skip
    cell = t["base_cell"].c
    rows = (
        select(submitted.c.student_id, cell.name, comment.manual_comment, comment.auto_comment)
        .select_from(submitted)
        .join(notebook, notebook.c.assignment_id == submitted.c.id)
        .join(t["comment"], comment.notebook_id == notebook.c.id)
        .join(t["base_cell"], cell.id == comment.cell_id)
        .where(submitted.c.assignment_id == book.assignment)
    )
    with book.engine.connect() as connection:
        for student, name, manual, auto in connection.execute(rows):
            if student in marks:
                marks[student].comments[name] = (manual or "", auto or "")
