"""Call a student's function and come back, whatever it does, with an `Outcome`.

The only module that touches the student's objects: it looks at the signature, calls under a time
limit, keeps what is printed, and copies the result into plain values. A grader that runs the
student in another process replaces this module and nothing else.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import linecache
import signal
import threading
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.values import class_name, copied, plain

KEPT = 2_000  # characters of what a call prints
ERROR_SHOWN = 160  # characters of an error message
LINE_SHOWN = 80  # characters of the student's line


@dataclass(frozen=True)
class Outcome:
    """What became of one call.

    Attributes
    ----------
    ending : str
        `returned`, `raised`, `too slow`, `not callable` or `wrong signature`.
    value : object
        The plain value returned; for `not callable` the plain value that stands in its place.
    error, error_text : str
        Class and first line of what was raised.
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


class TooSlowError(BaseException):
    """Raised inside a call by the timer; not an `Exception`, so that `except Exception` misses."""


def call(
    function: Any,
    args: tuple,
    kwargs: Mapping[str, Any],
    seconds: float,
    given: Mapping[str, Callable] | None = None,
    *,
    watch: bool = False,
) -> Outcome:
    """Call `function` with copies of the arguments and report what became of it.

    Parameters
    ----------
    function : object
        What the student's name stands for, callable or not.
    args, kwargs : tuple, mapping
        The arguments; they are copied, so that the caller's stay as they are.
    seconds : float
        Time limit of the call. Without POSIX timers (Windows, or outside the main thread) there
        is none.
    given : mapping, optional
        Correct functions that stand in for the student's of the same names during the call.
    watch : bool
        Whether to find out if the call changes its arguments.
    """
    if not callable(function):
        return Outcome("not callable", value=plain(function))
    args, kwargs = copied(args), copied(dict(kwargs))
    before = [plain(argument) for argument in (*args, *kwargs.values())] if watch else []
    output = _CappedText()
    parameters: tuple[str, ...] = ()
    ending: dict[str, Any] = {"ending": "wrong signature"}
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            with _standing_in(function, given or {}), time_limit(seconds):
                parameters, fits = _signature(function, args, kwargs)
                if fits:
                    ending = {"ending": "returned", "value": function(*args, **kwargs)}
        except TooSlowError:
            ending = {"ending": "too slow"}
        except KeyboardInterrupt:  # the user's own wish to stop
            raise
        except BaseException as error:
            ending = {"ending": "raised", **_told(error, function)}
    ending["value"] = plain(ending.get("value"))
    changed = _first_changed(before, args, kwargs, parameters) if watch else ""
    return Outcome(**ending, parameters=parameters, changed=changed, printed=output.getvalue())


def _signature(function: Any, args: tuple, kwargs: Mapping) -> tuple[tuple[str, ...], bool]:
    """Return the parameters' names and whether the arguments fit them."""
    try:
        signature = inspect.signature(function)
        parameters = tuple(str(name) for name in signature.parameters)
    except Exception:  # a built-in without one, or an object that forges it: calling will tell
        return (), True
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return parameters, False
    return parameters, True


@contextlib.contextmanager
def _standing_in(function: Any, given: Mapping[str, Callable]) -> Iterator[None]:
    """Rebind names in the notebook that `function` was defined in, for a while."""
    names = function.__globals__ if type(function) is types.FunctionType else {}
    missing = object()
    before = {name: names.get(name, missing) for name in given}
    names.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is missing:
                names.pop(name, None)
            else:
                names[name] = value


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooSlowError` in the block after `seconds`, and again should it be swallowed."""
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or not in_main_thread:
        yield
        return

    def ring(signal_number: int, frame: types.FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGALRM, ring)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:  # a second time, for a timer that rings while the line above is reached
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _CappedText(io.TextIOBase):
    """A text stream that keeps the first `KEPT` characters and forgets the rest."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self._kept = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if len(self._kept) < KEPT:
            self._kept += text[: KEPT - len(self._kept)]
        return len(text)

    def getvalue(self) -> str:
        return self._kept


def _told(error: BaseException, function: Any) -> dict[str, Any]:
    """Take from an error its class, its first line and the student's line that led to it."""
    try:
        with time_limit(1.0):  # an exception of the student's own has a __str__ of its own
            text = plain(str(error)).strip()
    except KeyboardInterrupt:
        raise
    except BaseException:
        text = ""
    first_line = (text.splitlines() or [""])[0][:ERROR_SHOWN]
    told: dict[str, Any] = {"error": class_name(type(error)), "error_text": first_line}
    home = function.__globals__ if type(function) is types.FunctionType else None
    frame = error.__traceback__
    place = None
    while frame is not None:
        if frame.tb_frame.f_globals is home:
            place = frame
        frame = frame.tb_next
    if place is not None:
        line = linecache.getline(place.tb_frame.f_code.co_filename, place.tb_lineno).strip()
        told |= {"line": line[:LINE_SHOWN], "line_number": place.tb_lineno}
    return told


def _first_changed(before: list, args: tuple, kwargs: Mapping, parameters: tuple[str, ...]) -> str:
    """Name the first argument that is no longer what it was."""
    names = [*parameters[: len(args)], *["an argument"] * (len(args) - len(parameters)), *kwargs]
    for name, old, new in zip(names, before, (*args, *kwargs.values()), strict=True):
        if _differ(old, plain(new)):
            return name
    return ""


def _differ(before: Any, after: Any) -> bool:
    """Tell whether two plain values differ."""
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        return before.shape != after.shape or not np.array_equal(
            before, after, equal_nan=before.dtype.kind == "f"
        )
    if isinstance(before, (list, tuple)) and isinstance(after, (list, tuple)):
        return len(before) != len(after) or any(map(_differ, before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() != after.keys() or any(
            _differ(before[key], after[key]) for key in before
        )
    return before != after
