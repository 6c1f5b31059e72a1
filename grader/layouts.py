"""Whose file it is: the layouts in which platforms and people hand over what a class handed in.

A student is known by what the platform or the instructor wrote, never by a name further down in a
path, which the student may have chosen. So the layout is found once for the whole source, from its
first folders, and what does not fit it is left out by its name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from grader.course import CourseError
from grader.roster import Person

MAX_NAME = 100  # bytes of a student's name, which becomes a folder's
MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_file_?(?P<rest>.*)", re.DOTALL)
CANVAS = re.compile(r"(?P<prefix>(?P<name>[^/_]+)(?:_LATE)?_(?P<number>\d+)_\d+_)(?P<file>.+)")
JUNK = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)")
SUBMITTED = ("submitted", "submissions")  # folders that stand around the students'


class PatternError(CourseError):
    """A pattern that is none."""


class Refused(Exception):  # noqa: N818  not an error: it is told and the others go on
    """A file that is not taken; the text says why."""


class Layout:
    """Says whose a file is, by its path inside the source.

    Parameters
    ----------
    problem_set : str
    names : iterable of str
        All paths of the source.
    pattern : str, optional
        A regular expression with a group `student`, in place of the known layouts.
    roster : mapping
        Students by the platform's number.
    met : mapping
        Whom `collect` has met in this set before, by student.
    """

    def __init__(
        self,
        problem_set: str,
        names: Iterable[str],
        pattern: str | None = None,
        roster: Mapping[str, Person] | None = None,
        met: Mapping[str, Person] | None = None,
    ) -> None:
        self._set = problem_set
        self._file = re.compile(
            rf"{re.escape(problem_set)}(?: ?\(\d+\)|-\d+)?\.ipynb", re.IGNORECASE
        )
        self._roster = roster or {}
        self._met = {person.number: person for person in (met or {}).values() if person.number}
        self._pattern = _compiled(pattern)
        paths = [PurePosixPath(name).parts for name in names if not JUNK.fullmatch(name)]
        paths = [parts for parts in paths if parts]
        self.kind = "pattern" if pattern is not None else _kind(paths)
        self._around = _around(paths, problem_set) if self.kind == "folders" else ""

    def whose(self, name: str) -> tuple[Person, str]:
        """Return whose a file is, and what tells two students apart who are named alike.

        Raises
        ------
        Refused
            If it is not a notebook of this set, or nobody's.
        """
        if self._pattern is not None:
            match = self._pattern.fullmatch(name)
            if match is None or match["student"] is None:
                raise Refused("it does not match --pattern")
            student = _normal(match["student"])
            return Person(student), student
        parts = PurePosixPath(name).parts
        if self.kind == "moodle":
            return self._moodle(parts)
        if self.kind == "canvas":
            return self._canvas(parts)
        return self._in_a_folder(parts)

    def _moodle(self, parts: tuple[str, ...]) -> tuple[Person, str]:
        match = MOODLE.fullmatch(parts[0])
        if match is None:
            raise Refused("it does not lie in a student's folder")
        file = parts[-1] if len(parts) > 1 else match["rest"]
        self._check(file, match["name"])
        folder = f"{parts[0]}/" if len(parts) > 1 else parts[0].removesuffix(match["rest"])
        return self._numbered(match["name"], match["number"], folder)

    def _canvas(self, parts: tuple[str, ...]) -> tuple[Person, str]:
        match = CANVAS.fullmatch(parts[0]) if len(parts) == 1 else None
        if match is None:
            raise Refused("it is not named as Canvas names files")
        self._check(match["file"], match["name"])
        return self._numbered(match["name"], match["number"], match["prefix"])

    def _in_a_folder(self, parts: tuple[str, ...]) -> tuple[Person, str]:
        folders = parts[1:-1] if self._around and parts[0] == self._around else parts[:-1]
        if len(folders) > 1 and folders[-1] == self._set:
            folders = folders[:-1]
        if not folders:
            self._check(parts[-1], "")
            raise Refused("it lies in no student's folder")
        self._check(parts[-1], folders[0])
        if len(folders) > 1:
            raise Refused(f"it lies too deep in the folder of {folders[0]}")
        return Person(_normal(folders[0])), folders[0]

    def _numbered(self, name: str, number: str, folder: str) -> tuple[Person, str]:
        known = self._roster.get(number)
        if self._roster and known is None:
            raise Refused(f"{name} has the number {number}, which is not in --roster")
        known = known or self._met.get(number) or Person(f"{_normal(name)}_{number}")
        person = Person(known.student, number, known.name or name, known.login, known.email, folder)
        return person, number

    def _check(self, file: str, whose: str) -> None:
        if not self._file.fullmatch(file):
            of = f" of {whose}" if whose else ""
            raise Refused(f"a file{of} that is not named {self._set}.ipynb")


def wrong_name(student: str) -> str:
    """Say why a student's name cannot be that of a folder; empty if it can."""
    if not re.fullmatch(r"\w[\w .@'’+-]*", student):
        return f"the student's name {student!r} has letters that a folder's should not have"
    if len(student.encode()) > MAX_NAME:
        return f"the student's name has more than {MAX_NAME} bytes"
    return ""


def _kind(paths: list[tuple[str, ...]]) -> str:
    if any(MOODLE.fullmatch(parts[0]) for parts in paths):
        return "moodle"
    files = [parts[0] for parts in paths if len(parts) == 1]
    return "canvas" if any(CANVAS.fullmatch(file) for file in files) else "folders"


def _around(paths: list[tuple[str, ...]], problem_set: str) -> str:
    """Return the one folder that stands around the students', if there is one.

    Where it has one folder only, that could be a student's own, who named it after somebody.
    """
    first = {parts[0] for parts in paths}
    if len(first) != 1 or any(len(parts) < 3 for parts in paths):
        return ""
    (folder,) = first
    inside = {parts[1] for parts in paths} - {problem_set}
    return folder if folder.lower() in SUBMITTED or len(inside) > 1 else ""


def _compiled(pattern: str | None) -> re.Pattern | None:
    if pattern is None:
        return None
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise PatternError(f"--pattern: expected a regular expression: {error}") from error
    if "student" not in compiled.groupindex:
        raise PatternError("--pattern: expected a group named student, as in (?P<student>...)")
    return compiled


def _normal(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()
