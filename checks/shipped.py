"""Tell where a function of the course stands in place of the student's own."""

from __future__ import annotations

import functools
import types
from typing import Any

from checks.outcome import Outcome

SHIPPED = ("coursebook.", "scratchnet.")
ASKED = "this is what the exercise asks you to write"
NOT_GIVEN = "NotGivenError"


def taken(function: Any) -> Outcome | None:
    """Return what becomes of each call of a function that the course ships, None for any other.

    It is known by the module that it was defined in. What calls one from inside is not told here:
    grading does, where these functions are not there.
    """
    while type(function) is functools.partial:
        function = function.func
    if type(function) is not types.FunctionType:
        return None
    module = str(function.__globals__.get("__name__"))
    if not module.startswith(SHIPPED):
        return None
    return Outcome("raised", error=NOT_GIVEN, error_text=f"`{module}.{function.__name__}`: {ASKED}")
