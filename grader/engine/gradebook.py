"""Write scores into nbgrader's gradebook: one writer, one transaction per submission.

Only what `nbgrader autograde` writes is written: students, submissions, automatic scores
and comments, penalties for lateness, and whether a person has to look. A manual score or comment is
never touched.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select, update

from grader.engine.entries import Entries
from grader.engine.late import Late, Penalty, seconds_late


class Gradebook(Entries):
    """nbgrader's gradebook, for one problem set.

    Parameters
    ----------
    db_url, name : str
        As for `Entries`.
    penalty : callable, optional
        What a late submission loses.
    """

    def __init__(self, db_url: str, name: str, penalty: Penalty | None = None) -> None:
        super().__init__(db_url, name)
        self._penalty = penalty

    def save(
        self,
        student: str,
        scores: Mapping[str, float | None],
        comments: Mapping[str, str | None],
        timestamp: datetime | None = None,
        only: Collection[str] = (),
    ) -> Late:
        """Write one submission in one transaction, and return how late it is.

        Parameters
        ----------
        student : str
            Is entered if the gradebook does not know it.
        scores, comments : mapping
            Automatic score and comment by cell; None for a score that a person has to give.
        timestamp : datetime, optional
            When it was handed in, UTC.
        only : collection of str, optional
            The cells whose scores are written; without any, all of them and the comments.
        """
        with self.engine.begin() as connection:
            notebook = self._submitted_notebook(connection, student, timestamp)
            self._save_scores(connection, notebook, scores, only or self.graded)
            if not only:
                self._save_comments(connection, notebook, comments)
            return self._save_penalty(connection, notebook, student)

    def lates(self, students: Collection[str]) -> dict[str, Late]:
        """Return how late graded submissions are; due dates may have changed since."""
        t = self.tables
        submitted, notebooks = t["submitted_assignment"], t["submitted_notebook"]
        with self.engine.begin() as connection:
            due = t["assignment"].c
            if self._penalty is None and not connection.scalar(
                select(due.duedate).where(due.id == self.assignment)
            ):
                return {}
            rows = connection.execute(
                select(submitted.c.student_id, notebooks.c.id)
                .join(notebooks, notebooks.c.assignment_id == submitted.c.id)
                .where(submitted.c.assignment_id == self.assignment)
            ).all()
            return {
                student: self._save_penalty(connection, notebook, student)
                for student, notebook in rows
                if student in students
            }

    def _submitted_notebook(
        self, connection: Connection, student: str, timestamp: datetime | None
    ) -> str:
        """Return the id of a student's notebook, entered together with all above it."""
        t = self.tables
        people, submitted, notebooks = (
            t["student"], t["submitted_assignment"], t["submitted_notebook"]
        )  # fmt: skip
        if connection.execute(select(people.c.id).where(people.c.id == student)).first() is None:
            connection.execute(insert(people).values(id=student))
        row = connection.execute(
            select(submitted.c.id).where(
                submitted.c.assignment_id == self.assignment, submitted.c.student_id == student
            )
        ).first()
        assignment = row[0] if row else _new_id()
        if row is None:
            values = {"assignment_id": self.assignment, "student_id": student}
            connection.execute(
                insert(submitted).values(id=assignment, timestamp=timestamp, **values)
            )
        elif timestamp is not None:
            connection.execute(
                update(submitted).where(submitted.c.id == assignment).values(timestamp=timestamp)
            )
        row = connection.execute(
            select(notebooks.c.id).where(
                notebooks.c.assignment_id == assignment, notebooks.c.notebook_id == self.notebook
            )
        ).first()
        if row:
            return row[0]
        values = {"assignment_id": assignment, "notebook_id": self.notebook, "flagged": False}
        notebook = _new_id()
        connection.execute(insert(notebooks).values(id=notebook, **values))
        return notebook

    def _save_scores(
        self,
        connection: Connection,
        notebook: str,
        scores: Mapping[str, float | None],
        names: Collection[str],
    ) -> None:
        grade = self.tables["grade"]
        there = {
            cell: (id_, manual)
            for id_, cell, manual in connection.execute(
                select(grade.c.id, grade.c.cell_id, grade.c.manual_score).where(
                    grade.c.notebook_id == notebook
                )
            )
        }
        new = []
        for name in names:
            cell, score = self.graded[name], scores.get(name)
            id_, manual = there.get(cell, ("", None))
            # As nbgrader does: what a person had graded before is to be looked at again.
            values = {
                "auto_score": score,
                "needs_manual_grade": score is None or manual is not None,
            }
            if id_:
                connection.execute(update(grade).where(grade.c.id == id_).values(**values))
            else:
                new.append({"id": _new_id(), "notebook_id": notebook, "cell_id": cell, **values})
        if new:
            connection.execute(insert(grade), new)

    def _save_comments(
        self, connection: Connection, notebook: str, comments: Mapping[str, str | None]
    ) -> None:
        comment = self.tables["comment"]
        there = dict(
            connection.execute(
                select(comment.c.cell_id, comment.c.id).where(comment.c.notebook_id == notebook)
            ).all()
        )
        new = []
        for name, cell in self.commented.items():
            values = {"auto_comment": comments.get(name)}
            if cell in there:
                connection.execute(
                    update(comment).where(comment.c.id == there[cell]).values(**values)
                )
            else:
                new.append({"id": _new_id(), "notebook_id": notebook, "cell_id": cell, **values})
        if new:
            connection.execute(insert(comment), new)

    def _save_penalty(self, connection: Connection, notebook: str, student: str) -> Late:
        """Write what a late submission loses; as in nbgrader, an earlier penalty is taken back."""
        t = self.tables
        penalty = None
        seconds = self._seconds_late(connection, student)
        if self._penalty and seconds > 0:
            grade = t["grade"].c
            given = func.coalesce(grade.manual_score, grade.auto_score)
            score = func.coalesce(given + func.coalesce(grade.extra_credit, 0.0), 0.0)
            total = select(func.sum(score)).where(grade.notebook_id == notebook)
            penalty = self._penalty(student, connection.scalar(total) or 0.0, seconds)
        notebooks = t["submitted_notebook"]
        connection.execute(
            update(notebooks)
            .where(notebooks.c.id == notebook)
            .values(late_submission_penalty=penalty)
        )
        return Late(max(0.0, seconds), penalty or 0.0)

    def due(self) -> datetime | None:
        """Return when the set is due, in UTC."""
        assignment = self.tables["assignment"].c
        with self.engine.connect() as connection:
            return connection.scalar(
                select(assignment.duedate).where(assignment.id == self.assignment)
            )

    def _seconds_late(self, connection: Connection, student: str) -> float:
        """Return how long after the due date, or the student's own, a set was handed in."""
        assignment, submitted = self.tables["assignment"].c, self.tables["submitted_assignment"].c
        when, due, extension = connection.execute(
            select(submitted.timestamp, assignment.duedate, submitted.extension)
            .join(self.tables["assignment"], assignment.id == submitted.assignment_id)
            .where(assignment.id == self.assignment, submitted.student_id == student)
        ).one()
        return seconds_late(when, due, extension)


def _new_id() -> str:
    return uuid4().hex
