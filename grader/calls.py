"""Call a student's function and come back, whatever it does, with an `Outcome`.

The only module that touches the student's objects: it looks at the signature, calls under a time
limit, keeps what is printed, and copies the result into plain values. A grader that runs the
student in another process replaces this module and nothing else.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import linecache
import operator
import re
import signal
import threading
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from grader.values import MAX_ITEMS, Table, class_name, copied, plain

KEPT = 2_000  # characters of what a call prints
ERROR_SHOWN = 160  # characters of an error message
LINE_SHOWN = 80  # characters of the student's line


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
    """

    text: str
    outcome: Outcome
    _thing: Any = field(default=None, repr=False)

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
                raise _LacksError(thing, place, step.removeprefix(".")) from error
        return thing


_STEP = re.compile(r"""\.[A-Za-z_]\w*|\[-?\d+\]|\['[^'\\]*'\]|\(\)""")


class _LacksError(Exception):
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


_keeper: Remote | None = None


@contextlib.contextmanager
def kept_by(keeper: Remote) -> Iterator[None]:
    """Keep every thing with the student for a while, also what a given function returns."""
    global _keeper
    before, _keeper = _keeper, keeper
    try:
        yield
    finally:
        _keeper = before


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
        The arguments; they are copied, so that the caller's stay as they are. In place of a
        `Kept` the function gets the thing itself; where there is none, what became of that call
        is what becomes of this one.
    seconds : float
        Time limit of the call. Without POSIX timers (Windows, or outside the main thread) there
        is none.
    given : mapping, optional
        Correct functions that stand in for the student's of the same names during the call.
    watch : bool
        Whether to find out if the call changes its arguments.
    """
    return call_and_hand_over(function, args, kwargs, seconds, given or {}, watch=watch)[0]


def begin(
    function: Any,
    args: tuple,
    kwargs: Mapping[str, Any],
    seconds: float,
    given: Mapping[str, Callable] | None = None,
    *,
    watch: bool = False,
) -> Outcome | Callable[[], Outcome]:
    """Make a call as `call` does, but do not wait for one that another process makes.

    Of calls that are begun one after the other, those behind one that runs out of time are not
    made.

    Returns
    -------
    Outcome or callable
        What became of the call, or what waits for that.
    """
    elsewhere = None
    if absent(args, kwargs) is None:
        elsewhere = _elsewhere(function, args, kwargs)
    if elsewhere is None:
        return call(function, args, kwargs, seconds, given, watch=watch)
    args, kwargs = tuple(map(_itself, args)), _each_itself(kwargs)
    return elsewhere.begin(function, args, kwargs, seconds, given or {}, watch=watch)


def keep(
    function: Any, args: tuple, kwargs: Mapping[str, Any], seconds: float, *, text: str
) -> Kept:
    """Call `function` as `call` does and keep what it returns; `text` writes the call."""
    outcome, thing = call_and_hand_over(function, args, kwargs, seconds, {}, hold=True)
    return Kept(text, outcome, thing)


def absent(args: tuple, kwargs: Mapping[str, Any]) -> Kept | None:
    """Return the first argument that was to be kept but is not there."""
    kept = (item for item in (*args, *kwargs.values()) if isinstance(item, Kept))
    return next((item for item in kept if not item.is_there), None)


def call_and_hand_over(
    function: Any,
    args: tuple,
    kwargs: Mapping[str, Any],
    seconds: float,
    given: Mapping[str, Callable],
    *,
    watch: bool = False,
    hold: bool = False,
) -> tuple[Outcome, Any]:
    """Return what became of a call, as `call` does, and the thing that it returned.

    `hold` says that the thing will be used again. It matters only where the thing is in another
    process.
    """
    if not (callable(function) or issubclass(type(function), Remote)):
        return Outcome("not callable", value=plain(function)), None
    if (missing := absent(args, kwargs)) is not None:
        return missing.outcome, None
    elsewhere = _elsewhere(function, args, kwargs)
    if hold and elsewhere is None:  # a correct function's thing is handed to the student's later
        elsewhere = _keeper
    if elsewhere is not None:
        args, kwargs = tuple(map(_itself, args)), _each_itself(kwargs)
        return elsewhere.run(function, args, kwargs, seconds, given, watch=watch, hold=hold)
    originals = (*args, *kwargs.values())
    args, kwargs = copied(args), copied(dict(kwargs))
    output = _CappedText()
    parameters: tuple[str, ...] = ()
    ending: dict[str, Any] = {"ending": "wrong signature"}
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            with _StandingIn(function, given), TimeLimit(seconds):
                parameters, fits = _signature(function, args, kwargs)
                if fits:
                    result = function(*map(_itself, args), **_each_itself(kwargs))
                    ending = {"ending": "returned", "value": _run_out(result)}
        except TooSlowError:
            ending = {"ending": "too slow"}
        except KeyboardInterrupt:  # the user's own wish to stop
            raise
        except _LacksError as error:
            thing, place, part = error.args
            ending = {"ending": "lacks", "value": thing, "error": place, "error_text": part}
        except BaseException as error:
            handed_in = [
                argument.__code__
                for argument in (*args, *kwargs.values())
                if type(argument) is types.FunctionType
            ]
            ending = {"ending": "raised", **_told(error, function, handed_in)}
    returned = ending.get("value")
    ending["value"] = plain(returned)
    changed = _first_changed(originals, args, kwargs, parameters) if watch else ""
    outcome = Outcome(**ending, parameters=parameters, changed=changed, printed=output.getvalue())
    return outcome, returned


def _elsewhere(function: Any, args: tuple, kwargs: Mapping[str, Any]) -> Remote | None:
    """Return the first part of a call that is in another process."""
    for part in (function, *map(_itself, (*args, *kwargs.values()))):
        # issubclass(type(...)), not isinstance: the latter asks the object itself.
        if issubclass(type(part), Remote):
            return part
    return None


def _itself(argument: Any) -> Any:
    return argument._thing if isinstance(argument, Kept) else argument


def _each_itself(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _itself(argument) for name, argument in arguments.items()}


def _signature(function: Any, args: tuple, kwargs: Mapping) -> tuple[tuple[str, ...], bool]:
    """Return the parameters' names and whether the arguments fit them.

    Remembered where it is sure to be the same the next time.
    """
    if type(function) is not types.FunctionType or function.__dict__:
        return _inspected(function, args, kwargs)
    key = function.__code__, function.__defaults__, function.__kwdefaults__
    if not (_last_signature and all(map(operator.is_, _last_signature[0], key))):
        _last_signature[:] = key, {}
    known, shape = _last_signature[1], (len(args), *kwargs)
    if shape not in known:
        known[shape] = _inspected(function, args, kwargs)
    return known[shape]


def _inspected(function: Any, args: tuple, kwargs: Mapping) -> tuple[tuple[str, ...], bool]:
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


# Of one function: its code and defaults, and what is known by number and names of arguments.
_last_signature: list[Any] = []


def _run_out(value: Any) -> Any:
    """Return the items of a generator as a list, and any other value as it is."""
    # One item more than a plain value may have, so that what never ends is told as too long.
    return list(islice(value, MAX_ITEMS + 1)) if type(value) is types.GeneratorType else value


class _StandingIn:
    """Rebind names in the notebook that `function` was defined in, for a while."""

    def __init__(self, function: Any, given: Mapping[str, Callable]) -> None:
        self._names = function.__globals__ if type(function) is types.FunctionType else {}
        self._given = given

    def __enter__(self) -> None:
        self._before = {name: self._names.get(name, _MISSING) for name in self._given}
        self._names.update(self._given)

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            if value is _MISSING:
                self._names.pop(name, None)
            else:
                self._names[name] = value


_MISSING = object()


class TimeLimit:
    """Raises `TooSlowError` in a `with` block after `seconds`, and again should it be swallowed.

    Without POSIX timers (Windows, or outside the main thread) it never does.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        in_main_thread = threading.current_thread() is threading.main_thread()
        self._works = hasattr(signal, "setitimer") and in_main_thread
        if self._works:
            self._before = None if _always_rings else signal.signal(signal.SIGALRM, _ring)
            signal.setitimer(signal.ITIMER_REAL, self._seconds, 0.2)

    def __exit__(self, *_: object) -> None:
        if not self._works:
            return
        try:
            signal.setitimer(signal.ITIMER_REAL, 0)
        finally:  # a second time, for a timer that rings while the line above is reached
            signal.setitimer(signal.ITIMER_REAL, 0)
            if self._before is not None:
                signal.signal(signal.SIGALRM, self._before)


def ring_always() -> None:
    """Let time limits share one signal handler from now on, in a process that needs no other."""
    global _always_rings
    signal.signal(signal.SIGALRM, _ring)
    _always_rings = True


def _ring(signal_number: int, frame: types.FrameType | None) -> None:
    raise TooSlowError


_always_rings = False


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


def _told(
    error: BaseException, function: Any, handed_in: Sequence[types.CodeType] = ()
) -> dict[str, Any]:
    """Take from an error its class, its first line and the student's line that led to it.

    `handed_in` is the code of function arguments: not the student's, though of the same notebook.
    """
    try:
        with TimeLimit(1.0):  # an exception of the student's own has a __str__ of its own
            text = plain(str(error)).strip()
    except KeyboardInterrupt:
        raise
    except BaseException:
        text = ""
    first_line = (text.splitlines() or [""])[0][:ERROR_SHOWN]
    told: dict[str, Any] = {"error": class_name(type(error)), "error_text": first_line}
    home = function.__globals__ if type(function) is types.FunctionType else {}
    is_ours = str(home.get("__name__")).startswith("grader.")  # a given function, for one
    frame = error.__traceback__
    place = None
    while frame is not None and frame.tb_frame.f_code not in handed_in:
        if frame.tb_frame.f_globals is home and not is_ours:
            place = frame
        frame = frame.tb_next
    if place is not None:
        line = linecache.getline(place.tb_frame.f_code.co_filename, place.tb_lineno).strip()
        told |= {"line": line[:LINE_SHOWN], "line_number": place.tb_lineno}
    return told


def _first_changed(
    originals: tuple, args: tuple, kwargs: Mapping, parameters: tuple[str, ...]
) -> str:
    """Name the first argument that is no longer what it was."""
    names = [*parameters[: len(args)], *["an argument"] * (len(args) - len(parameters)), *kwargs]
    for name, old, new in zip(names, originals, (*args, *kwargs.values()), strict=True):
        if not _same_bytes(old, new) and _differ(plain(old), plain(new)):
            return name
    return ""


def _same_bytes(one: Any, other: Any) -> bool:
    """Tell whether two values are arrays of numbers, equal bit by bit: most are."""
    return (
        type(one) is type(other) is np.ndarray
        and one.dtype == other.dtype
        and one.dtype.kind in "biuf"
        and one.shape == other.shape
        and one.tobytes() == other.tobytes()
    )


def _differ(before: Any, after: Any) -> bool:
    """Tell whether two plain values differ."""
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        return before.shape != after.shape or not np.array_equal(
            before, after, equal_nan=before.dtype.kind == "f"
        )
    if isinstance(before, Table) and isinstance(after, Table):
        before, after = before.columns, after.columns
    if isinstance(before, (list, tuple)) and isinstance(after, (list, tuple)):
        return len(before) != len(after) or any(map(_differ, before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() != after.keys() or any(
            _differ(before[key], after[key]) for key in before
        )
    return before != after
