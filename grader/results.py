"""What grading has left of a class: read from `autograded/` and the gradebook, for people to read.

Scores are the gradebook's, so a manual score counts; messages and notes are those that the graded
notebooks hold.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.course import CourseError, settings
from grader.engine.late import NOT_LATE, Late
from grader.engine.submission import NO_RESPONSE
from grader.marks import Marks
from grader.marks import read as read_marks

LIKELY = "Likely cause: "
CRITERIA = "Criteria: "
KINDS = ("named", "unknown", "crashed", "endless", "blank")
# How the checks say what became of a call; see `checks.verdict`.
WRITTEN_NOT = "is not written yet."
STOPPED = re.compile(r"was stopped (?:after|: the)|^TimeoutError")
CRASHED = re.compile(r"` stopped with \w|ended Python|crashed Python|used more than|its process")
UNDEFINED = re.compile(r"`\w+` is not defined\.")


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
    error : str
        What ended the answer's cell, as `SyntaxError: expected ':'`; empty if nothing did.
    is_blank : bool
        Whether nothing was written.
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
    error: str = ""
    is_blank: bool = False

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

    @property
    def missed(self) -> list[str]:
        """The names of the criteria that a partly right answer misses; see `checks.criteria`."""
        line = next((line for line in self.lines if line.startswith(CRITERIA)), "")
        told = line.removeprefix(CRITERIA).removesuffix(".").split("; ")
        found = (re.fullmatch(r"(.+) 0 of [\d.]+", one) for one in told)
        return [one[1] for one in found if one]

    @property
    def kind(self) -> str:
        """What became of it: one of `KINDS`, or `passed`."""
        if self.word == "passed":
            return "passed"
        if self.is_blank or any(WRITTEN_NOT in line for line in self.lines):
            return "blank"
        if self.mistake:
            return "named"
        told = (self.error, *self.lines)
        if any(STOPPED.search(line) for line in told):
            return "endless"
        if self.error or any(CRASHED.search(line) for line in told):
            return "crashed"
        return "unknown"


@dataclass(frozen=True)
class Result:
    """One student's submission, graded.

    Attributes
    ----------
    student, title : str
        Who, and the problem set's heading.
    exercises : tuple of Exercise
        In the notebook's order.
    late : Late
        How late it is, and the points taken off for that.
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
    late: Late = NOT_LATE
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
        return max(0.0, sum(exercise.score for exercise in self.exercises) - self.late.penalty)


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
    marks = read_marks(root, problem_set)
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


def _result(student: str, path: Path, marks: Marks) -> Result:
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
        marks.late,
        marks.when,
        tuple((kind, text) for kind, text in told.get("notes", [])),
        tuple(told.get("gaps", [])),
        told.get("seconds"),
    )


def _exercises(cells: list[dict[str, Any]], marks: Marks) -> list[Exercise]:
    by_name = {_name(cell): cell for cell in cells if _name(cell)}
    found = []
    for cell in cells:
        name = _name(cell)
        if name not in marks.scores:
            continue
        score, points, by_hand = marks.scores[name]
        exercise = name.removeprefix("test_")
        answer = by_name.get(exercise, {})
        error = _error(answer)
        title, lines = _headline(_report(cell, exercise), exercise, error)
        by_person, automatic = marks.comments.get(exercise, ("", ""))
        found.append(
            Exercise(
                exercise,
                points,
                score,
                by_hand,
                title,
                lines,
                _text(answer.get("source", "")),
                _printed(answer),
                by_person or automatic,
                error,
                automatic == NO_RESPONSE,
            )
        )
    return found


def _headline(report: list[str], exercise: str, error: str) -> tuple[str, tuple[str, ...]]:
    """Return title and lines of a check's report, with what ended the answer's cell before all.

    A name that is not defined follows from that; and on a page nobody can run a cell.
    """
    title, *lines = report or [""]
    if not error:
        return title, tuple(lines)
    cause = f"The cell of `{exercise}` stopped with `{error}`"
    if lines and UNDEFINED.search(lines[0]):
        return title, (f"{cause}, so `{exercise}` was not there to be tested.",)
    return title, (f"{cause}.", *lines)


def _error(cell: dict[str, Any]) -> str:
    """Return what ended a cell, in one line; empty if nothing did."""
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            told = f"{output.get('ename', '')}: {output.get('evalue', '')}"
            return " ".join(told.replace("`", "'").split())[:200].removeprefix("Stopped: ")
    return ""


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
