"""Where the time of a submission comes from: from the platform, or from a file beside the notebook.

The file is nbgrader's `timestamp.txt`. `collect` writes it with the time that the platform's export
has, never with one that a student handed in, and keeps a digest of it and the notebook. A file that
it has not written is believed, as by nbgrader: its exchange writes them in the student's account.
But in a folder that was copied by hand the file may be the student's own, so all of these are told.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from grader.handed_in import TIMESTAMP, timestamp, write_file
from grader.roster import FOLDER

TIME = "%Y-%m-%d %H:%M:%S.%f %Z"  # as nbgrader writes it
SHOWN = 10  # names in a line


def write(folder: Path, when: datetime) -> None:
    """Write when what is in a student's folder was handed in."""
    write_file(folder / TIMESTAMP, when.strftime(TIME).encode())


def handed_in(folder: Path, *, is_collected: bool) -> datetime:
    """Return when the notebook in a student's folder was handed in, for `collect` to compare.

    One by hand is not newer than its file.
    """
    there = (folder / f"{folder.name}.ipynb").stat().st_mtime
    of_file = datetime.fromtimestamp(there, UTC)
    told = timestamp(folder / TIMESTAMP)
    if told is None:
        return of_file
    told = told.replace(tzinfo=UTC)
    return told if is_collected else min(told, of_file)


def collected(submitted: Path, problem_set: str) -> dict[str, str]:
    """Return a digest of notebook and time for each student whose work `collect` has taken."""
    try:
        with open(_record(submitted, problem_set), encoding="utf-8", newline="") as file:
            return {row[0]: row[1] for row in csv.reader(file) if len(row) == 2}
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}


def digest(folder: Path) -> str:
    """Return a digest of the notebook in a student's folder and of its time."""
    total = hashlib.sha256()
    for name in (TIMESTAMP, f"{folder.name}.ipynb"):
        path = folder / name
        if path.is_file() and not path.is_symlink():
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def record(submitted: Path, problem_set: str, students: Iterable[str]) -> None:
    """Keep that `collect` has taken the work of these students, beside those of earlier times."""
    known = collected(submitted, problem_set)
    known |= {student: digest(submitted / student / problem_set) for student in students}
    path = _record(submitted, problem_set)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    csv.writer(text).writerows(sorted(known.items()))
    write_file(path, text.getvalue().encode())


def told(submitted: Path, problem_set: str, students: Iterable[str]) -> list[str]:
    """Say whose time `collect` has not written, and who has none that can be read."""
    known = collected(submitted, problem_set)
    own, none = [], []
    for student in sorted(students):
        folder = submitted / student / problem_set
        if timestamp(folder / TIMESTAMP) is None:
            none.append(student)
        elif known.get(student) != digest(folder):
            own.append(student)
    lines = []
    if own:
        lines.append(f"Time by a {TIMESTAMP} that `grader collect` has not written: {_names(own)}")
    if none:
        lines.append(f"No {TIMESTAMP} that tells a time, so not late: {_names(none)}")
    return lines


def _record(submitted: Path, problem_set: str) -> Path:
    return submitted / FOLDER / f"{problem_set}.times.csv"


def _names(students: list[str]) -> str:
    more = len(students) - SHOWN
    return ", ".join(students[:SHOWN]) + (f" and {more} more" if more > 0 else "")
