"""Penalties for late submissions, as nbgrader's configuration asks for them.

The penalty is that of nbgrader's own plugin (`LateSubmissionPlugin`, or the class that
`AssignLatePenalties.plugin_class` names). By default there is none, and then nbgrader, which takes
seconds to import, is not imported.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from traitlets import TraitError
from traitlets.config import Config

from grader.course import CourseError


class Late(NamedTuple):
    """How late a submission is: seconds after it was due, 0 if it is not; points taken off."""

    seconds: float
    penalty: float

    def __str__(self) -> str:
        taken = f"; {self.penalty:g} points taken off" if self.penalty else ""
        return f"handed in {duration(self.seconds)} after it was due{taken}"


NOT_LATE = Late(0.0, 0.0)


def duration(seconds: float) -> str:
    """Write a duration in words, in the two largest units: `1 day 3 hours`."""
    minutes = max(1, math.ceil(seconds / 60))
    parts = []
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        count, minutes = divmod(minutes, size)
        if count:
            parts.append(f"{count} {unit}" + ("" if count == 1 else "s"))
    return " ".join(parts[:2])


EPOCH = datetime(1970, 1, 1)  # SQLite has no durations: an extension is a time after this one
# Student, score of the notebook, seconds late -> points taken from the score, or None.
Penalty = Callable[[str, float, float], float | None]


def penalty_of(config: Config, root: Path) -> Penalty | None:
    """Return what a late submission loses, or None where the configuration asks for no penalty.

    Parameters
    ----------
    config : Config
        nbgrader's settings.
    root : Path
        The course's folder, where a plugin of its own is looked for, as nbgrader does.

    Raises
    ------
    CourseError
        If the plugin cannot be made.
    """
    is_own = "plugin_class" in config.AssignLatePenalties
    if not is_own and config.LateSubmissionPlugin.get("penalty_method", "none") == "none":
        return None
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    from nbgrader.preprocessors import AssignLatePenalties

    try:
        assigner = AssignLatePenalties(config=config)
        assigner.init_plugin()
    except (TraitError, ImportError) as error:
        raise CourseError(f"the penalty for late submissions: {error}") from error

    def penalty(student: str, score: float, seconds_late: float) -> float | None:
        try:
            asked = assigner.plugin_inst.late_submission_penalty(student, score, seconds_late)
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            raise CourseError(f"the penalty for late submissions stopped with {told}") from error
        return None if asked is None else min(max(asked, 0), score)

    return penalty


def seconds_late(when: datetime | None, due: datetime | None, extension: Any) -> float:
    """Return how long after a due date and its extension a time is; 0 where either is unknown."""
    if when is None or due is None:
        return 0.0
    return (when - due - extended_by(extension)).total_seconds()


def extended_by(extension: Any) -> timedelta:
    """Return an extension as the gradebook has it, a duration or in SQLite a time."""
    if extension is None:
        return timedelta(0)
    return extension if isinstance(extension, timedelta) else extension - EPOCH
