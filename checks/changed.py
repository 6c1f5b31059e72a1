"""Find out whether a call has changed its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from checks.values import Table, plain


def first_changed(
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
