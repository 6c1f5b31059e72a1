"""Compare a plain value with the expected one, rung by rung, and put the difference into words.

The rungs, in order: nothing returned, type, shape, dtype, finite, value. The first that fails is
told; the later ones would only repeat it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from checks import pattern
from checks.difference import Difference, Pair
from checks.values import Table, describe, is_number, show

# float32 carries 7 digits, of which a sum of products loses a few
FLOAT32_RELATIVE, FLOAT32_ABSOLUTE = 1e-4, 1e-5
NEAR = 0.01  # of a value: nearer than that, the tolerance is told
ANY_VALUE = 1e300  # a tolerance that any finite number is within


def compare_outputs(
    got: Any, want: Any, tolerance: float, outputs: Sequence[str]
) -> Difference | None:
    """Compare as `compare` does, where `want` is a tuple whose items have names."""
    is_sequence = isinstance(got, (list, tuple))
    if outputs and got is not None and not (is_sequence and len(got) == len(want)):
        names = ", ".join(outputs)
        return Difference(
            "shape" if is_sequence else "type",
            f"returned {describe(got)}, where {len(want)} values were expected: `{names}`.",
            f"Return them together: `return {names}`.",
        )
    difference = compare(got, want, tolerance)
    return difference and replace(difference, sentence=difference.told(outputs), place="")


def compare(got: Any, want: Any, tolerance: float) -> Difference | None:
    """Return how `got` differs from `want`, both plain values, or None where they agree.

    A number agrees with a number of any numeric type within the relative `tolerance`, or a
    thousandth of it absolutely, so that a rounding error beside a zero does not count; single
    precision is allowed more. An array needs the expected shape too. Lists and tuples agree item
    by item, dicts key by key, tables column by column, where a gap (NaN) agrees with a gap.
    """
    if got is None and want is not None:
        return Difference(
            "none",
            f"returned None, where {describe(want)} was expected.",
            "Did you forget `return`? Without it a function computes a value and drops it.",
        )
    if isinstance(want, (list, tuple)):
        return _paired(_compare_sequences(got, want, tolerance), got, want, tolerance)
    if isinstance(want, dict):
        return _compare_dicts(got, want, tolerance)
    if isinstance(want, np.ndarray):
        return _paired(_compare_arrays(got, want, tolerance), got, want, tolerance)
    if isinstance(want, Table):
        return _compare_tables(got, want, tolerance)
    if is_number(want):
        return _compare_numbers(got, want, tolerance)
    if type(got) is not type(want):
        return _unexpected("type", got, want)
    return None if got == want else _unexpected("value", got, want)


def _paired(
    difference: Difference | None, got: Any, want: Any, tolerance: float
) -> Difference | None:
    """Add the two values, unless a part of them is there or they were compared in kind alone."""
    if difference is None or difference.pair is not None or tolerance >= ANY_VALUE:
        return difference
    return replace(difference, pair=Pair(got, want, tolerance))


def compare_kind(got: Any, like: Any, outputs: Sequence[str] = ()) -> Difference | None:
    """Return how `got` differs from `like` in type, shape, dtype or finiteness, not in its values.

    For numbers and arrays of numbers, and lists, tuples and dicts of these.
    """
    return compare_outputs(got, like, ANY_VALUE, outputs)


def compare_types(got: Any, want: Any) -> Difference | None:
    """Return where two equal values differ in kind: a float for an int, a list for a tuple."""
    is_sequence = isinstance(want, (list, tuple))
    if is_sequence and type(got) is not type(want):
        return _unexpected("type", got, want)
    if type(want) is int and type(got) is not int:
        sentence = f"returned {got!r}, where the whole number {want} (`int`) was expected."
        return Difference("dtype", sentence)
    if is_sequence:
        pairs = zip(got, want, strict=True)
        return next(filter(None, (compare_types(*pair) for pair in pairs)), None)
    return None


def _compare_numbers(got: Any, want: float, tolerance: float) -> Difference | None:
    if isinstance(got, np.ndarray):
        hint = pattern.in_one_number(got, want, partial(close, tolerance=tolerance))
        return _unexpected("shape", got, want, hint, expected="one number")
    if not is_number(got):
        return _unexpected("type", got, want, expected="a number")
    if float(got) == float(want):
        return None
    if np.isfinite(float(want)) and not np.isfinite(float(got)):
        return _unexpected("finite", got, want)
    got_array = np.asarray(got if type(got) is np.float32 else float(got))
    if close(got_array, np.asarray(float(want)), tolerance):
        return None
    got_text, want_text = _told_apart(got, want)
    return Difference(
        "value",
        f"returned {got_text}, where {want_text} was expected{_allowed(got, want, tolerance)}.",
        "Its sign is the wrong one."
        if close(-got_array, np.asarray(float(want)), tolerance)
        else "",
    )


def _compare_arrays(got: Any, want: np.ndarray, tolerance: float) -> Difference | None:
    if isinstance(got, (list, tuple)):
        return _unexpected("type", got, want, "`np.array(...)` turns a list into an array.")
    if not isinstance(got, np.ndarray):
        return _unexpected("type", got, want)
    if got.shape != want.shape:
        return Difference(
            "shape",
            f"returned an array of shape {got.shape}, where shape {want.shape} was expected.",
            pattern.in_shape(got, want, partial(close, tolerance=tolerance)),
        )
    if want.dtype.kind not in "biuf":  # texts, which are equal or not
        is_same = got.dtype.kind == want.dtype.kind and np.array_equal(got, want)
        said = f"returned {show(got.tolist())}, where {show(want.tolist())} was expected."
        return None if is_same else Difference("value", said)
    if (got.dtype.kind == "b" and want.dtype.kind != "b") or got.dtype.kind not in "biuf":
        hint = "Are its rows of different lengths?" if got.dtype.kind == "O" else ""
        return Difference(
            "dtype",
            f"returned an array of dtype {got.dtype}, where real numbers were expected.",
            hint,
        )
    if got.dtype == want.dtype and got.tobytes() == want.tobytes():
        return None
    off = ~close(got, want, tolerance)
    if not off.any():
        return None
    not_finite = np.isfinite(want) & ~np.isfinite(got)
    if not_finite.any():
        return _first_entry("finite", got, want, not_finite, tolerance)
    difference = _first_entry("value", got, want, off, tolerance)
    near = partial(close, tolerance=tolerance)
    with np.errstate(all="ignore"):
        return replace(difference, hint=pattern.in_values(got, want, near))


def _compare_tables(got: Any, want: Table, tolerance: float) -> Difference | None:
    if not isinstance(got, Table):
        return _unexpected("type", got, want)
    if list(got.columns) != list(want.columns):
        return _other_columns(list(got.columns), list(want.columns))
    if got.shape != want.shape:
        return Difference(
            "shape",
            f"returned a table with {got.shape[0]} rows, where {want.shape[0]} were expected.",
        )
    for name, wanted in want.columns.items():
        found = got.columns[name]
        if type(found) is not type(wanted):
            texts = ("numbers", "objects that are not numbers")
            is_number = isinstance(found, np.ndarray)
            return Difference(
                "dtype",
                f"returned a table whose column `{name}` holds {texts[not is_number]}, "
                f"where {texts[is_number]} were expected.",
                "" if is_number else "A value that is missing is `np.nan` in a column of numbers.",
            )
        if isinstance(wanted, np.ndarray):
            off = ~close(found, wanted, tolerance)
        else:
            pairs = zip(found, wanted, strict=True)
            off = np.array([tolerance < ANY_VALUE and one != other for one, other in pairs], bool)
        if off.any():
            row = int(off.argmax())
            got_text, want_text = _told_apart_in_table(found[row], wanted[row])
            return Difference(
                "value",
                f"returned a table whose column `{name}` differs in {off.sum()} of {len(off)} "
                f"rows: in row {row} it is {got_text}, where {want_text} was expected.",
            )
    return None


def _other_columns(got: list[str], want: list[str]) -> Difference:
    missing = [f"`{name}`" for name in want if name not in got]
    extra = [f"`{name}`" for name in got if name not in want]
    told = [f"lacks the columns {', '.join(missing[:5])}"] if missing else []
    told += [f"has the columns {', '.join(extra[:5])}, which were not expected"] if extra else []
    told = told or ["has its columns in another order than expected"]
    return Difference("shape", f"returned a table that {' and '.join(told)}.")


def _told_apart_in_table(got: Any, want: Any) -> tuple[str, str]:
    numbers = [x.item() for x in (got, want) if isinstance(x, np.generic)]
    return _told_apart(*numbers) if numbers else (show(got), show(want))


def _compare_sequences(got: Any, want: list | tuple, tolerance: float) -> Difference | None:
    if not isinstance(got, (list, tuple)):
        hint = "`.tolist()` turns an array into a list." if isinstance(got, np.ndarray) else ""
        return _unexpected("type", got, want, hint)
    if len(got) != len(want):
        return _unexpected("shape", got, want)
    return _first_difference(
        ((f"[{i}]", *pair) for i, pair in enumerate(zip(got, want, strict=True))), tolerance
    )


def _compare_dicts(got: Any, want: dict, tolerance: float) -> Difference | None:
    if not isinstance(got, dict):
        return _unexpected("type", got, want)
    if got.keys() != want.keys():
        return Difference(
            "shape",
            f"returned a dict with the keys {show(sorted(map(str, got)))}, "
            f"where the keys {show(sorted(map(str, want)))} were expected.",
        )
    return _first_difference(((f"[{key!r}]", got[key], want[key]) for key in want), tolerance)


def _first_difference(parts: Any, tolerance: float) -> Difference | None:
    for place, got, want in parts:
        difference = compare(got, want, tolerance)
        if difference:
            hint = "" if difference.rung == "none" else difference.hint  # `return` is there
            return replace(difference, place=place + difference.place, hint=hint)
    return None


def _unexpected(
    rung: str, got: Any, want: Any, hint: str = "", *, expected: str = ""
) -> Difference:
    sentence = f"returned {describe(got)}, where {expected or describe(want)} was expected."
    return Difference(rung, sentence, hint)


def _first_entry(
    rung: str, got: np.ndarray, want: np.ndarray, off: np.ndarray, tolerance: float
) -> Difference:
    """Name the first entry in which two arrays of one shape differ."""
    place = tuple(int(i) for i in np.argwhere(off)[0])
    one, other = got[place].item(), want[place].item()
    got_text, want_text = _told_apart(one, other)
    allowed, count = _allowed(one, other, tolerance), int(off.sum())
    differ = f"{count} of {off.size} values differ" if off.size > 1 else "its value differs"
    return Difference(
        rung,
        f"returned an array of the right shape, but {differ}: "
        f"at index {list(place)} it is {got_text}, where {want_text} was expected{allowed}.",
    )


def _told_apart(got: float, want: float) -> tuple[str, str]:
    """Write two different numbers to as many digits as it takes to see that they differ."""
    for digits in (6, 9, 12, 17):
        texts = show(got, digits), show(want, digits)
        if texts[0] != texts[1]:
            break
    return texts


def _allowed(got: float, want: float, tolerance: float) -> str:
    """Say how near is near enough, where a value is so near that one may wonder."""
    got, want = float(got), float(want)  # NumPy takes no whole number of over 64 bits
    is_near = np.isfinite(want) and abs(got - want) <= NEAR * abs(want)
    return f" (relative tolerance {tolerance:g})" if is_near else ""


def close(got: np.ndarray, want: np.ndarray, tolerance: float) -> np.ndarray:
    """Tell of each entry of two arrays of one shape whether they agree, as `compare` does."""
    absolute = tolerance * 1e-3
    if got.dtype.kind == "f" and got.dtype.itemsize <= 4:
        # What rounding loses is a part of the largest term: 0 is not near where all is tiny.
        largest = float(np.max(np.abs(want), where=np.isfinite(want), initial=0.0))
        tolerance = max(tolerance, FLOAT32_RELATIVE)
        absolute = max(absolute, FLOAT32_ABSOLUTE * min(largest or 1.0, 1.0))
    got, want = got.astype(np.float64, copy=False), want.astype(np.float64, copy=False)
    # The student's code may have told NumPy to raise; and infinite minus infinite is no number.
    with np.errstate(all="ignore"):
        near = np.abs(got - want) <= absolute + tolerance * np.abs(want)
    return np.where(np.isfinite(want), near, (got == want) | (np.isnan(got) & np.isnan(want)))
