"""What nbgrader's gradebook holds of one problem set: its cells, due date, and who is graded.

The tables are nbgrader's own, read from the database itself, because nbgrader takes seconds to
import.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import MetaData, Table, create_engine, event, select
from sqlalchemy.exc import SQLAlchemyError

from grader.engine.late import extended_by

TABLES = (
    "assignment", "notebook", "base_cell", "grade_cells", "solution_cells", "task_cells",
    "source_cell", "student", "submitted_assignment", "submitted_notebook", "grade", "comment",
)  # fmt: skip
BUSY_SECONDS = 60.0  # that another program may keep an SQLite gradebook to itself


class GradebookError(Exception):
    """The gradebook cannot be used; the text says why."""


class Entries:
    """What nbgrader's gradebook holds of one problem set.

    Parameters
    ----------
    db_url : str
        SQLite or PostgreSQL, as in `CourseDirectory.db_url`.
    name : str
        The problem set's name; its notebook has the same.

    Attributes
    ----------
    engine, tables
        SQLAlchemy's, the tables by name once the gradebook is open.
    assignment, notebook : str
        The set's ids.
    graded, commented : dict
        Name and id of each cell that has a score, or a comment.
    """

    def __init__(self, db_url: str, name: str) -> None:
        options = {"connect_args": {"timeout": BUSY_SECONDS}} if db_url.startswith("sqlite") else {}
        self.engine = create_engine(db_url, **options)
        if db_url.startswith("sqlite"):
            _begin_at_once(self.engine)
        self._name = name
        self.tables: dict[str, Table] = {}
        self.notebook = ""
        self.assignment = ""
        self.graded: dict[str, str] = {}
        self.commented: dict[str, str] = {}

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def open(self) -> bool:
        """Read the tables and the set's cells; False if the gradebook does not know the set."""
        try:
            metadata = MetaData()
            metadata.reflect(self.engine)
        except SQLAlchemyError as error:
            told = str(error).partition("\n")[0]
            raise GradebookError(f"the gradebook cannot be opened: {told}") from error
        if not set(TABLES) <= set(metadata.tables):
            return False
        self.tables = t = dict(metadata.tables)
        with self.engine.connect() as connection:
            row = connection.execute(
                select(t["notebook"].c.id, t["notebook"].c.assignment_id)
                .join(t["assignment"], t["assignment"].c.id == t["notebook"].c.assignment_id)
                .where(t["assignment"].c.name == self._name, t["notebook"].c.name == self._name)
            ).first()
            if row is None:
                return False
            self.notebook, self.assignment = row
            base = t["base_cell"].c
            for id_, name, kind in connection.execute(
                select(base.id, base.name, base.type).where(base.notebook_id == self.notebook)
            ):
                if kind in ("GradeCell", "TaskCell"):
                    self.graded[name] = id_
                if kind in ("SolutionCell", "TaskCell"):
                    self.commented[name] = id_
        return True

    def cells(self) -> dict[str, tuple[str, str, float | None]]:
        """Return text, checksum and points of each cell that the gradebook knows, by name."""
        t = self.tables
        source = t["source_cell"].c
        with self.engine.connect() as connection:
            points = dict(
                connection.execute(
                    select(t["grade_cells"].c.id, t["grade_cells"].c.max_score)
                ).all()
            )
            rows = connection.execute(
                select(source.name, source.source, source.checksum).where(
                    source.notebook_id == self.notebook
                )
            ).all()
        return {
            name: (text or "", checksum or "", points.get(self.graded.get(name, "")))
            for name, text, checksum in rows
        }

    def graded_students(self) -> set[str]:
        """Return the students of whom every automatic score is there, or waits for a person."""
        t = self.tables
        submitted, notebook, grade = (
            t["submitted_assignment"].c, t["submitted_notebook"].c, t["grade"].c
        )  # fmt: skip
        joined = (
            t["submitted_assignment"]
            .join(t["submitted_notebook"], notebook.assignment_id == submitted.id)
            .join(t["grade"], grade.notebook_id == notebook.id)
        )
        counts: dict[str, int] = {}
        with self.engine.connect() as connection:
            for student, score, manual in connection.execute(
                select(submitted.student_id, grade.auto_score, grade.needs_manual_grade)
                .select_from(joined)
                .where(submitted.assignment_id == self.assignment)
            ):
                if score is not None or manual:
                    counts[student] = counts.get(student, 0) + 1
        return {student for student, count in counts.items() if count == len(self.graded)}

    def last_due(self) -> datetime | None:
        """Return until when the last student may hand in, UTC; None without a due date."""
        t = self.tables
        assignment, submitted = t["assignment"].c, t["submitted_assignment"].c
        with self.engine.connect() as connection:
            due = connection.scalar(
                select(assignment.duedate).where(assignment.id == self.assignment)
            )
            extensions = connection.scalars(
                select(submitted.extension).where(submitted.assignment_id == self.assignment)
            ).all()
        return due and due + max([timedelta(0), *map(extended_by, extensions)])


def _begin_at_once(engine: Any) -> None:
    """Let SQLite lock the file when a transaction begins, so that it never fails half-way."""

    @event.listens_for(engine, "connect")
    def manual(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
