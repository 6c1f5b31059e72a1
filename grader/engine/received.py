"""Make values and outcomes of what a student's process has sent, believing none of it.

The wire has decoded it: it is of the closed format, and of the size that the channel allows. Here
it becomes what `checks.call` gives in a notebook, of the same kinds and no longer.
"""

from __future__ import annotations

import builtins
import contextlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from checks.changed import first_changed
from checks.outcome import Outcome
from checks.values import MAX_BYTES, Opaque, Table, plain
from grader.engine.messages import Returned
from grader.engine.wire import Callback, Drawing, Frame, Held, Known, Path

Sent = tuple[tuple, Mapping[str, Any]]
NAME_SHOWN = 80  # characters of an error's name that are believed
_ENDINGS = ("returned", "raised", "too slow", "not callable", "wrong signature", "lacks")


class StudentError(Exception):
    """What the student's code raised when a test cell used it directly."""


def outcome(back: Returned, sent: Sent | None = None) -> Outcome:
    """Return what a student's process says of a call, as values of the right kind and length.

    `sent` is its arguments, where it must not have changed them: those that came back are compared
    with them here.
    """
    ending = back.ending if back.ending in _ENDINGS else "raised"
    parameters = tuple([str(name)[:80] for name in back.parameters[:50]])
    changed = ""
    if sent is not None and ending == "returned":
        changed = first_changed(*sent, [closed(value) for value in back.after], parameters)[:80]
    if not back.told:
        return Outcome(ending, closed(back.value), parameters=parameters, changed=changed)
    error, error_text, line, number, printed = back.told
    return Outcome(
        ending,
        closed(back.value),
        error=str(error)[:NAME_SHOWN],
        error_text=str(error_text)[:200],
        line=str(line)[:100],
        line_number=number if type(number) is int else 0,
        parameters=parameters,
        changed=changed,
        printed=str(printed)[:2_000],
    )


def closed(value: Any) -> Any:
    """Return a received value as `checks.values.plain` would have made it here."""
    kind = type(value)
    if kind in (float, bool) or (kind is np.ndarray and value.ndim and value.nbytes <= MAX_BYTES):
        return value
    match value:
        case Opaque():
            return value
        case Table():
            return Table({name: closed(column) for name, column in value.columns.items()})
        case list() | tuple():
            return type(value)(closed(item) for item in value)
        case dict():
            return {key: closed(item) for key, item in value.items()}
        case Known() | Callback() | Held() | Path() | Frame() | Drawing():
            return Opaque("something that is no value")
    return plain(value)


def raised(name: str, text: str) -> Exception:
    """Return an error like the student's, so that a test can expect one by its class."""
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        with contextlib.suppress(Exception):
            return kind(text)
    return StudentError(f"{name}: {text}")
