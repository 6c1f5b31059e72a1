"""Where the course is, which problem sets it has, and nbgrader's settings for it.

Imports nothing of nbgrader, which takes seconds to import.
"""

from __future__ import annotations

from pathlib import Path

from traitlets.config import Config, PyFileConfigLoader

from student.shipped import position

CONFIG = "nbgrader_config.py"


class CourseError(Exception):
    """A command cannot be carried out; the text says why."""


def find_course(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds nbgrader's configuration."""
    for folder in (start, *start.parents):
        if (folder / CONFIG).exists():
            return folder
    raise CourseError(f"there is no {CONFIG} in {start} or above; run this in the course's folder")


def sets(root: Path) -> list[str]:
    """Return the names of all problem sets, in order."""
    return sorted((path.parent.name for path in root.glob("solutions/*/*.ipynb")), key=position)


def chosen(root: Path, name: str) -> str:
    """Return the problem set that a name stands for: `ps1` for `ps1_forward_propagation`.

    Raises
    ------
    CourseError
        If it stands for none, or for several.
    """
    known = sets(root)
    short = name.rstrip("/").split("/")[-1]  # as a shell completes it
    if short in known:
        return short
    wanted = short.lower()
    found = [each for each in known if each.lower().startswith(f"{wanted}_")]
    found = found or [each for each in known if wanted and each.lower().startswith(wanted)]
    if len(found) == 1:
        return found[0]
    there = ", ".join(found or known) or "none"
    problem = "more than one problem set is called so" if found else "no such problem set"
    raise CourseError(f"{name}: {problem} in solutions/ (there are: {there})")


def settings(root: Path) -> Config:
    """Return nbgrader's settings of a course, with the gradebook's address filled in."""
    try:
        config: Config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    except Exception as error:  # it is a program, and may stop with anything
        told = f"{type(error).__name__}: {error}"
        raise CourseError(f"{root / CONFIG}: it stopped with {told}") from error
    if "db_url" not in config.CourseDirectory:
        config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    return config


def printable(text: str) -> str:
    """Return a text without what could move a terminal's cursor: it may be a student's."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
