"""Where the course is, which problem sets it has, and nbgrader's settings for it.

Imports nothing of nbgrader, which takes seconds to import.
"""

from __future__ import annotations

from pathlib import Path

from traitlets.config import Config, PyFileConfigLoader

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
    return sorted(path.parent.name for path in root.glob("solutions/*/*.ipynb"))


def settings(root: Path) -> Config:
    """Return nbgrader's settings of a course, with the gradebook's address filled in."""
    config: Config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    if "db_url" not in config.CourseDirectory:
        config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    return config
