"""What grading has left of a class: read from `autograded/` and the gradebook, for people to read.

Scores are the gradebook's, so a manual score counts; messages and notes are those that the graded
notebooks hold.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    SolutionCell,
    SubmittedAssignment,
)
from nbgrader.api import SubmittedNotebook as Notebook

from grader.course import CourseError, settings

LIKELY = "Likely cause: "


@dataclass(frozen=True)
class Exercise:
    """One exercise of one student.

    Attributes
    ----------
    name : str
    points : float
        Points possible.
    score : float
        Points earned; a manual score counts in place of the automatic one.
    by_hand : bool
        Whether the score is a person's.
    title : str
        The first line of the check's report; empty if the check did not get that far.
    lines : tuple of str
        The other lines: what went wrong, and what to look for.
    answer : str
        The student's cell.
    printed : str
        What the cell printed or how it failed, in plain text.
    comment : str
        A person's comment, or the automatic one.
    """

    name: str
    points: float
    score: float
    by_hand: bool = False
    title: str = ""
    lines: tuple[str, ...] = ()
    answer: str = ""
    printed: str = ""
    comment: str = ""

    @property
    def word(self) -> str:
        """`passed`, `partly passed` or `not passed`."""
        if self.score >= self.points:
            return "passed"
        return "partly passed" if self.score > 0 else "not passed"

    @property
    def mistake(self) -> str:
        """The sentence of the known mistake, if the check named one."""
        likely = (line for line in self.lines if line.startswith(LIKELY))
        return next(likely, "").removeprefix(LIKELY)


@dataclass(frozen=True)
class Result:
    """One student's submission, graded.

    Attributes
    ----------
    student, title : str
        Who, and the problem set's heading.
    exercises : tuple of Exercise
        In the notebook's order.
    penalty : float
        Points taken off for handing in late.
    when : datetime or None
        When it was handed in, UTC.
    notes : tuple of (kind, text)
        What had been changed in the notebook (`accident`, `tampering`), and what happened while it
        ran (`incident`).
    gaps : tuple of str
        Which limits the kernel did not hold on the machine that graded it.
    seconds : float or None
        What running it took; None where another program graded it.
    """

    student: str
    title: str
    exercises: tuple[Exercise, ...]
    penalty: float = 0.0
    when: datetime | None = None
    notes: tuple[tuple[str, str], ...] = ()
    gaps: tuple[str, ...] = ()
    seconds: float | None = None

    @property
    def points(self) -> float:
        """Points possible."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def score(self) -> float:
        """Points earned less the penalty, not below 0."""
        return max(0.0, sum(exercise.score for exercise in self.exercises) - self.penalty)


@dataclass
class _Marks:
    """What the gradebook says of one submission, by nbgrader's cell id."""

    when: datetime | None
    penalty: float
    scores: dict[str, tuple[float, float, bool]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


def read(root: Path, problem_set: str, students: list[str] | None = None) -> list[Result]:
    """Read the graded submissions of a problem set, by student.

    Parameters
    ----------
    root : Path
        The course's folder.
    problem_set : str
    students : list of str, optional
        Only these.

    Raises
    ------
    CourseError
        If nothing is graded, one of the students is not, or a graded notebook cannot be read.
    """
    config = settings(root).CourseDirectory
    folder = root / config.get("autograded_directory", "autograded")
    graded = sorted(path.parent.parent.name for path in folder.glob(f"*/{problem_set}/*.ipynb"))
    if not graded:
        raise CourseError(f"{problem_set}: nothing is graded yet; run: grader grade {problem_set}")
    for student in students or []:
        if student not in graded:
            raise CourseError(f"{student}: no graded {problem_set} in {folder.name}/")
    with opened_gradebook(root) as gradebook:
        marks = _marks(gradebook, problem_set)
    missing = [student for student in students or graded if student not in marks]
    if missing:
        raise CourseError(
            f"{', '.join(missing)}: graded in {folder.name}/, but not in the gradebook; "
            f"run: grader grade {problem_set} --force"
        )
    return [
        _result(student, folder / student / problem_set / f"{problem_set}.ipynb", marks[student])
        for student in students or graded
    ]


def opened_gradebook(root: Path) -> Gradebook:
    """Open the gradebook of a course; `CourseError` if there is none yet."""
    url = settings(root).CourseDirectory.db_url
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite") and not path.exists():  # nbgrader would make an empty one
        raise CourseError(f"{path}: there is no gradebook yet; grade a problem set first")
    return Gradebook(url)


def _marks(gradebook: Gradebook, problem_set: str) -> dict[str, _Marks]:
    """Read what the gradebook has of a problem set, in two queries."""
    submission = gradebook.db.query(SubmittedAssignment).filter(
        SubmittedAssignment.assignment.has(name=problem_set)
    )
    ids = [item.id for item in submission]
    of_these = SubmittedAssignment.id.in_(ids)
    marks: dict[str, _Marks] = {}
    grades = (
        gradebook.db.query(SubmittedAssignment, Notebook, Grade, GradeCell)
        .join(Notebook, Notebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == Notebook.id)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .filter(of_these)
    )
    for assignment, notebook, grade, cell in grades:
        penalty = float(notebook.late_submission_penalty or 0.0)
        own = marks.setdefault(assignment.student_id, _Marks(assignment.timestamp, penalty))
        is_manual = grade.manual_score is not None
        score = grade.manual_score if is_manual else grade.auto_score
        score = (score or 0.0) + (grade.extra_credit or 0.0)
        own.scores[cell.name] = (float(score), float(cell.max_score), is_manual)
    comments = (
        gradebook.db.query(SubmittedAssignment.student_id, SolutionCell.name, Comment)
        .join(Notebook, Notebook.assignment_id == SubmittedAssignment.id)
        .join(Comment, Comment.notebook_id == Notebook.id)
        .join(SolutionCell, SolutionCell.id == Comment.cell_id)
        .filter(of_these)
    )
    for student, cell, comment in comments:
        marks[student].comments[cell] = comment.manual_comment or comment.auto_comment or ""
    return marks


def _result(student: str, path: Path, marks: _Marks) -> Result:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = notebook["cells"]
        told = notebook["metadata"].get("grader", {})
    except (OSError, ValueError, KeyError) as error:
        raise CourseError(f"{path}: expected a graded notebook: {error}") from error
    return Result(
        student,
        _title(cells) or path.stem,
        tuple(_exercises(cells, marks)),
        marks.penalty,
        marks.when,
        tuple((kind, text) for kind, text in told.get("notes", [])),
        tuple(told.get("gaps", [])),
        told.get("seconds"),
    )


def _exercises(cells: list[dict[str, Any]], marks: _Marks) -> list[Exercise]:
    by_name = {_name(cell): cell for cell in cells if _name(cell)}
    found = []
    for cell in cells:
        name = _name(cell)
        if name not in marks.scores:
            continue
        score, points, by_hand = marks.scores[name]
        exercise = name.removeprefix("test_")
        answer = by_name.get(exercise, {})
        title, *lines = _report(cell, exercise) or [""]
        found.append(
            Exercise(
                exercise,
                points,
                score,
                by_hand,
                title,
                tuple(lines),
                _text(answer.get("source", "")),
                _printed(answer),
                marks.comments.get(exercise, ""),
            )
        )
    return found


def _report(cell: dict[str, Any], exercise: str) -> list[str]:
    """Return the lines of the check's report, which the test cell shows."""
    for output in cell.get("outputs", []):
        text = _text(output.get("data", {}).get("text/plain", ""))
        if text.startswith(f"{exercise}: "):
            return [line.strip() for line in text.splitlines()]
    return []


def _printed(cell: dict[str, Any]) -> str:
    """Return as plain text what an answer cell printed, or the error that ended it."""
    parts = []
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            parts.append(f"{output.get('ename', '')}: {output.get('evalue', '')}")
        else:
            data = output.get("data", {})
            parts.append(_text(output.get("text") or data.get("text/plain", "")))
    return "\n".join(part.rstrip() for part in parts if part.strip())


def _title(cells: list[dict[str, Any]]) -> str:
    """Return the notebook's first heading."""
    for cell in cells:
        for line in _text(cell.get("source", "")).splitlines():
            if cell.get("cell_type") == "markdown" and line.startswith("# "):
                return line[2:].strip()
    return ""


def _name(cell: dict[str, Any]) -> str:
    return cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")


def _text(source: Any) -> str:
    return "".join(source) if isinstance(source, list) else str(source)
