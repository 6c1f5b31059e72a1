"""What became of a call, and what is kept of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Outcome(NamedTuple):
    """What became of one call.

    Attributes
    ----------
    ending : str
        `returned`, `raised`, `too slow`, `not callable`, `wrong signature`, or `lacks` where a
        part that was to be read is not there. Where the student has a process of its own also
        `died`: the call ended it, as `error_text` says.
    value : object
        The plain value returned, for a generator the list of what it yields; for `not callable`
        the plain value that stands in its place.
    error, error_text : str
        Class and first line of what was raised; for `lacks` the place and the part that is not
        there.
    line, line_number : str, int
        The student's line in which it happened and its number in the cell (0 where unknown).
    parameters : tuple of str
        The names of the function's parameters, as far as they can be known.
    changed : str
        The first argument that the call changed, by the function's own name for it.
    printed : str
        What was written to standard output and standard error, at most `KEPT` characters.
    """

    ending: str
    value: Any = None
    error: str = ""
    error_text: str = ""
    line: str = ""
    line_number: int = 0
    parameters: tuple[str, ...] = ()
    changed: str = ""
    printed: str = ""


@dataclass(frozen=True, eq=False)
class Kept:
    """What a call returned, kept where the student's code runs.

    For what is no plain value, such as a model. Tests read plain values of it and hand it on to
    other functions; they never hold the thing itself.

    Attributes
    ----------
    text : str
        The call, as a message writes it.
    outcome : Outcome
        What became of the call.
    copies : dict
        By the function that has read it: the thing as plain values, read once, so that all that is
        measured on them is measured on the same.
    """

    text: str
    outcome: Outcome
    _thing: Any = field(default=None, repr=False)
    copies: dict[Any, Outcome] = field(default_factory=dict, repr=False)

    @property
    def is_there(self) -> bool:
        """Whether the call returned anything."""
        return self.outcome.ending == "returned" and self._thing is not None


class Part:
    """Reads a part of a kept thing: `Part("layers[0].units")(model)`.

    Parameters
    ----------
    path : str
        Names, whole numbers or quoted keys in brackets, and calls without arguments, as one would
        write them behind the thing. Where the path ends with a call, that call is given the
        arguments that follow the thing.

    Raises
    ------
    ValueError
        If the path is anything else.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._steps = [match.group() for match in _STEP.finditer("." + path)]
        if "".join(self._steps) != "." + path:
            raise ValueError(f"path: expected names, [0], ['key'] and (), got {path!r}")

    def __call__(self, thing: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Follow the path from `thing`."""
        last = len(self._steps) - 1
        for i, step in enumerate(self._steps):
            if step == "()":
                thing = thing(*args, **kwargs) if i == last else thing()
                continue
            try:
                key = step[1:] if step[0] == "." else ast.literal_eval(step[1:-1])
                thing = getattr(thing, key) if step[0] == "." else thing[key]
            except (AttributeError, LookupError, TypeError) as error:
                place = "".join(self._steps[:i]).removeprefix(".")
                raise LacksError(thing, place, step.removeprefix(".")) from error
        return thing


_STEP = re.compile(r"""\.[A-Za-z_]\w*|\[-?\d+\]|\['[^'\\]*'\]|\(\)""")


class LacksError(Exception):
    """A part that was to be read is not there: raised with the thing, its place, and the part."""


class Remote:
    """An object of the student's in another process, which makes the calls that it is part of."""

    def run(
        self,
        function: Any,
        args: tuple,
        kwargs: Mapping[str, Any],
        seconds: float,
        given: Mapping[str, Callable],
        *,
        watch: bool,
        hold: bool,
    ) -> tuple[Outcome, Any]:
        """Do what `call_and_hand_over` does, over there."""
        raise NotImplementedError

    def begin(
        self,
        function: Any,
        args: tuple,
        kwargs: Mapping[str, Any],
        seconds: float,
        given: Mapping[str, Callable],
        *,
        watch: bool,
    ) -> Callable[[], Outcome]:
        """Begin a call over there and return what waits for its outcome."""
        raise NotImplementedError
