"""Say how an array as a whole differs from the expected one, where that is beyond doubt.

Each sentence states a fact of the two arrays, never a guess at its cause.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Close = Callable[[np.ndarray, np.ndarray], np.ndarray]  # entry by entry, whether they agree


def in_shape(got: np.ndarray, want: np.ndarray, close: Close) -> str:
    """Return what two arrays of different shapes have in common, or an empty string."""
    if got.dtype.kind not in "biuf" or want.dtype.kind not in "biuf" or got.size != want.size:
        return ""
    if got.ndim == 2 and got.T.shape == want.shape and bool(close(got.T, want).all()):
        return "It is the expected array, transposed: `.T` turns it."
    if bool(close(got.reshape(want.shape), want).all()):
        return f"Its values are right: `.reshape({', '.join(map(str, want.shape))})` turns it."
    return ""


def in_one_number(got: np.ndarray, want: float, close: Close) -> str:
    """Return how an array holds the one number that was expected, or an empty string."""
    if got.dtype.kind not in "biuf" or not got.size:
        return ""
    wanted = np.asarray(float(want))
    if bool(close(got, wanted).all()):
        return "Take the number out of it." if got.size == 1 else "Each of its values is right."
    with np.errstate(all="ignore"):
        for name, number in (("sum", got.sum()), ("mean", got.mean())):
            if bool(close(np.asarray(number), wanted)):
                return f"The {name} of its values is right: `.{name}()` makes one number of it."
    return ""


def in_values(got: np.ndarray, want: np.ndarray, close: Close) -> str:
    """Return how two arrays of the same shape differ throughout, or an empty string.

    Not for arrays with anything infinite or undefined, nor for those that agree.
    """
    got, want = got.astype(np.float64), want.astype(np.float64)
    if not (np.isfinite(got).all() and np.isfinite(want).all()):
        return ""
    off = ~close(got, want)
    several = int(off.sum()) > 1
    if bool(close(-got, want).all()):
        return "Every sign is the wrong one." if several else "Its sign is the wrong one."
    if several and off.all():
        shift = float((got - want).flat[0])
        if bool(close(got - shift, want).all()):
            word = "large" if shift > 0 else "small"
            return f"Every value is too {word} by {abs(shift):.6g}."
    if several and (factor := _factor(got, want)) and bool(close(got / factor, want).all()):
        return f"Every value is {factor:.6g} times what it should be."
    for axis, name in enumerate(("row", "column")[: got.ndim] if got.ndim == 2 else ()):
        wrong = np.flatnonzero(off.any(axis=1 - axis))
        if len(wrong) == 1 and got.shape[axis] > 2:
            last = got.shape[axis] - 1
            which = {0: f"first {name}", last: f"last {name}"}.get(int(wrong[0]))
            return f"Only the {which} is wrong." if which else f"Only {name} {wrong[0]} is wrong."
    if got.ndim == 1 and len(got) > 2 and int(off.sum()) == 1 and off[[0, -1]].any():
        return f"Only the {'first' if off[0] else 'last'} value is wrong."
    if got.ndim == 2 and got.shape[0] == got.shape[1] and bool(close(got.T, want).all()):
        return "It is the expected array, transposed."
    if got.ndim and got.shape[0] > 1 and bool(close(got[::-1], want).all()):
        return "Its " + ("rows" if got.ndim > 1 else "values") + " are right, in reversed order."
    return ""


def _factor(got: np.ndarray, want: np.ndarray) -> float:
    """Return by what the largest expected value has been multiplied, 0 where that is nothing."""
    place = np.unravel_index(np.abs(want).argmax(), want.shape)
    return float(got[place] / want[place]) if want[place] else 0.0
