"""Penalties for late submissions, as nbgrader's configuration asks for them.

The penalty is that of nbgrader's own plugin (`LateSubmissionPlugin`, or the class that
`AssignLatePenalties.plugin_class` names). By default there is none, and then nbgrader, which takes
seconds to import, is not imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from traitlets import TraitError
from traitlets.config import Config

from grader.course import CourseError

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
