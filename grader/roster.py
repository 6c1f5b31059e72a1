"""Who a platform's students are: read from its tables, and kept beside what they handed in.

Moodle's zip has a number for each student that is another one for each assignment; its *grading
worksheet* of that assignment says whose it is. Canvas's number is the student's own; its gradebook
export says the rest. Both tables are CSV files with the columns of the platform.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from grader.course import CourseError

FOLDER = ".platform"  # in submitted/, where neither nbgrader nor `grade` takes it for a student
# Columns that name a student for good, the best first.
IDS = ("Username", "SIS Login ID", "ID number", "SIS User ID", "Email address", "Full name")
PARTICIPANT = re.compile(r"(?:\D*\s)?(\d+)")  # "Participant 4711", in any language


class RosterError(CourseError):
    """A table of students that cannot be used; the message names the file."""


@dataclass(frozen=True)
class Person:
    """A student as a platform knows them.

    Attributes
    ----------
    student : str
        The name in this course: of the folder, and in the gradebook.
    number : str
        The platform's, for this assignment; empty where nothing tells it.
    name, login, email : str
        As the platform has them.
    folder : str
        What stands before the notebook's name in the platform's zip.
    """

    student: str
    number: str = ""
    name: str = ""
    login: str = ""
    email: str = ""
    folder: str = ""


def read(path: Path) -> dict[str, Person]:
    """Read a platform's table and return its students by number.

    Raises
    ------
    RosterError
        If the file cannot be read, has not the columns, or names two students alike.
    """
    rows = _rows(path)
    columns = set(rows[0]) if rows else set()
    key = next((column for column in ("Identifier", "ID") if column in columns), "")
    ids = [column for column in IDS if column in columns]
    if not key or not ids:
        raise RosterError(
            f"{path}: expected Moodle's grading worksheet (with the column Identifier) or Canvas's "
            f"gradebook export (with ID), got the columns: {', '.join(sorted(columns)) or 'none'}"
        )
    people: dict[str, Person] = {}
    taken: dict[str, str] = {}
    for row in rows:
        match = PARTICIPANT.fullmatch((row[key] or "").strip())
        student = next((row[column].strip() for column in ids if (row[column] or "").strip()), "")
        if not match or not student:
            continue
        number = match[1]
        if number in people or student in taken:
            raise RosterError(f"{path}: {student!r} and number {number} stand there twice")
        taken[student] = number
        login = row.get("Username") or row.get("SIS Login ID") or ""
        name = row.get("Full name") or row.get("Student") or ""
        people[number] = Person(student, number, name, login, row.get("Email address") or "")
    if not people:
        raise RosterError(f"{path}: there is no student in it")
    return people


def recorded(submitted: Path, problem_set: str) -> dict[str, Person]:
    """Return whom `collect` has met in a problem set, by student."""
    path = _record(submitted, problem_set)
    if not path.exists():
        return {}
    names = [field.name for field in fields(Person)]
    people = [Person(**{name: row.get(name) or "" for name in names}) for row in _rows(path)]
    return {person.student: person for person in people}


def record(submitted: Path, problem_set: str, people: Iterable[Person]) -> None:
    """Keep whom `collect` has met, beside those of earlier times."""
    kept = {**recorded(submitted, problem_set), **{person.student: person for person in people}}
    path = _record(submitted, problem_set)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with open(part, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in fields(Person)])
        writer.writerows(astuple(kept[student]) for student in sorted(kept))
    part.replace(path)


def _record(submitted: Path, problem_set: str) -> Path:
    return submitted / FOLDER / f"{problem_set}.csv"


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise RosterError(f"{path}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise RosterError(f"{path}: expected a CSV file in UTF-8: {error}") from error
