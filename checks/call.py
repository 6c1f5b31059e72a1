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
import operator
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from checks.changed import first_changed, left
from checks.limit import TimeLimit, TooSlowError
from checks.outcome import Kept, LacksError, Outcome, Remote
from checks.stand_in import StandingIn
from checks.values import MAX_ITEMS, class_name, copied, plain

KEPT = 2_000  # characters of what a call prints
ERROR_SHOWN = 160  # characters of an error message
LINE_SHOWN = 80  # characters of the student's line
OURS = ("checks.", "coursebook.", "grader.", "scratchnet.")


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
    after: list[Any] | None = None,
) -> tuple[Outcome, Any]:
    """Return what became of a call, as `call` does, and the thing that it returned.

    `hold` says that the thing will be used again. It matters only where the thing is in another
    process. To `after` is added what the call has left of its arguments, for whoever compares them.
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
    originals = args, kwargs
    args, kwargs = copied(args), copied(dict(kwargs))
    output = _CappedText()
    parameters: tuple[str, ...] = ()
    ending: dict[str, Any] = {"ending": "wrong signature"}
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            with StandingIn(function, given), TimeLimit(seconds):
                parameters, fits = _signature(function, args, kwargs)
                if fits:
                    result = function(*map(_itself, args), **_each_itself(kwargs))
                    ending = {"ending": "returned", "value": _run_out(result)}
        except TooSlowError:
            ending = {"ending": "too slow"}
        except KeyboardInterrupt:  # the user's own wish to stop
            raise
        except LacksError as error:
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
    now = left((*args, *kwargs.values())) if watch or after is not None else []
    changed = first_changed(*originals, now, parameters) if watch else ""
    if after is not None:
        after += now
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
    is_ours = str(home.get("__name__")).startswith(OURS)  # a given function, for one
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
