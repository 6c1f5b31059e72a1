"""Find out whether a call has changed its arguments.

Where the student has a process of its own, the arguments come back from there (`left`) and are
compared here, with what was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from checks.values import Opaque, Table, plain


def first_changed(
    args: tuple, kwargs: Mapping, after: Sequence[Any], parameters: tuple[str, ...]
) -> str:
    """Name the first argument that is no longer what it was.

    Parameters
    ----------
    args, kwargs : tuple, mapping
        The arguments as they were.
    after : sequence
        What `left` says of all of them, in order; one that is missing has been changed.
    parameters : tuple of str
        The names of the function's parameters.
    """
    names = [*parameters[: len(args)], *["an argument"] * (len(args) - len(parameters)), *kwargs]
    before = (*args, *kwargs.values())
    for name, old, new in zip(names, before, [*after, *[None] * len(names)], strict=False):
        if not _same_bytes(old, new) and _may_change(was := plain(old)) and _differ(was, new):
            return name
    return ""


def left(arguments: Iterable[Any]) -> list[Any]:
    """Return what a call has left of its arguments: plain values, None for what cannot change."""
    return [value if _may_change(value) else None for value in map(plain, arguments)]


def _may_change(value: Any) -> bool:
    return type(value) in (np.ndarray, Table, list, tuple, dict)  # a tuple by what is inside


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
    """Tell whether two plain values differ; what is no plain value could not be compared."""
    if isinstance(before, Opaque):
        return not isinstance(after, Opaque)
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        return _arrays_differ(before, after)
    if isinstance(before, Table) and isinstance(after, Table):
        before, after = before.columns, after.columns
    if isinstance(before, (list, tuple)) and isinstance(after, (list, tuple)):
        return len(before) != len(after) or any(map(_differ, before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() != after.keys() or any(
            _differ(before[key], after[key]) for key in before
        )
    if isinstance(before, np.ndarray) or isinstance(after, np.ndarray):
        return True
    are_nan = before != before and after != after
    return before != after and not are_nan


def _arrays_differ(before: np.ndarray, after: np.ndarray) -> bool:
    if _same_bytes(before, after):
        return False
    if before.dtype.kind not in "biufcSU":  # objects, which are sent as texts
        return before.shape != after.shape
    of_numbers = before.dtype.kind in "biuf" and after.dtype.kind in "biuf"
    if before.shape != after.shape or not (of_numbers or before.dtype.kind == after.dtype.kind):
        return True
    return not np.array_equal(before, after, equal_nan=before.dtype.kind == "f")
