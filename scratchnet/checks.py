"""Checks of what a caller passes in, and the words of every error.

Each function returns the value as an array or number that can be relied on, or raises an error of
one form: the argument, what was expected, what came. A wrong kind of thing is a `TypeError`, a
wrong value or shape a `ValueError`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable

import numpy as np


def numbers(name: str, value: object) -> np.ndarray:
    """Return `value` as an array of integers or floats; other dtypes raise a `TypeError`."""
    try:
        array = np.asarray(value)
    except ValueError:
        message = f"{name}: expected an array of numbers, got rows of different lengths"
        raise ValueError(message) from None
    if array.dtype.kind not in "iuf":
        came = f"dtype {array.dtype}" if isinstance(value, np.ndarray) else type(value).__name__
        if array.dtype.kind == "b":
            came += " of True and False; convert with .astype(float)"
        elif array.ndim and not isinstance(value, np.ndarray):
            came += f" that makes an array of dtype {array.dtype}"
        raise TypeError(f"{name}: expected numbers, got {came}")
    return array


def floats(name: str, value: object) -> np.ndarray:
    """Return `value` as an array of floats: float32 stays float32, integers become float64."""
    array = numbers(name, value)
    return array if array.dtype.kind == "f" else array.astype(float)


def shape(name: str, array: np.ndarray, expected: tuple[int | str, ...]) -> np.ndarray:
    """Return `array` if it has the shape `expected`, in which a letter stands for any length."""
    fits = len(array.shape) == len(expected) and all(
        isinstance(want, str) or have == want
        for have, want in zip(array.shape, expected, strict=True)
    )
    if fits:
        return array
    words = ", ".join(str(length) for length in expected) + ("," if len(expected) == 1 else "")
    hint = ""
    if array.ndim == 1 and len(expected) == 2:
        # The two ways in which a vector was meant as a matrix: one column, or one row.
        if expected[1] == 1 and expected[0] in (array.size, "n"):
            hint = f"; write {name}.reshape(-1, 1)"
        elif expected[1] in (array.size, "n_features"):
            hint = f"; for a single row write {name}.reshape(1, -1)"
    raise ValueError(f"{name}: expected shape ({words}), got {array.shape}{hint}")


def same_shape(name: str, array: np.ndarray, other_name: str, other: np.ndarray) -> np.ndarray:
    """Return `array` if it has the shape of `other`: (n,) and (n, 1) are refused, not broadcast."""
    if array.shape != other.shape:
        expected = f"the shape of {other_name}, {other.shape}"
        raise ValueError(f"{name}: expected {expected}, got {array.shape}")
    return array


def not_empty(name: str, array: np.ndarray) -> np.ndarray:
    """Return `array` if it has at least one value."""
    if array.size == 0:
        raise ValueError(f"{name}: expected at least one value, got shape {array.shape}")
    return array


def finite(name: str, array: np.ndarray) -> np.ndarray:
    """Return `array` if it has no NaN and no infinity; the error says where the first one is."""
    _all(name, array, np.isfinite(array), "finite numbers")
    return array


def binary(name: str, array: np.ndarray) -> np.ndarray:
    """Return `array` if each of its values is 0 or 1."""
    _all(name, array, (array == 0) | (array == 1), "labels 0 or 1")
    return array


def one_hot(name: str, array: np.ndarray) -> np.ndarray:
    """Return `array`, of shape (n, …, n_classes), if each row has a single 1, zeros elsewhere."""
    if array.ndim < 2:
        shape(name, array, ("n", "n_classes"))
    binary(name, array)
    ones = array.sum(axis=-1)
    if (ones != 1).any():
        place = np.unravel_index(int(np.argmax(ones != 1)), ones.shape)
        row = f"row {', '.join(map(str, place))}"
        raise ValueError(f"{name}: expected a single 1 in each row, got {ones[place]:g} in {row}")
    return array


def probabilities(name: str, array: np.ndarray) -> np.ndarray:
    """Return `array` if each of its values lies between 0 and 1."""
    _all(name, array, (array >= 0) & (array <= 1), "probabilities between 0 and 1")
    return array


def last_axis(name: str, value: object, length: int) -> np.ndarray:
    """Return `value` as an array of shape (n, …, length) with at least one value."""
    array = numbers(name, value)
    if array.ndim > 2 and array.shape[-1] != length:
        raise ValueError(f"{name}: expected shape (n, …, {length}), got {array.shape}")
    if array.ndim < 3:
        shape(name, array, ("n", length))
    return not_empty(name, array)


def fits(
    name: str, value: object, of: str, expected: tuple[int, ...], dtype: np.dtype | None = None
) -> np.ndarray:
    """Return `value` as an array of floats, or of `dtype`, if it has the shape of what is `of`."""
    array = floats(name, value)
    if array.shape != expected:
        raise ValueError(f"{name}: expected the shape of {of}, {expected}, got {array.shape}")
    return array if dtype is None else array.astype(dtype, copy=False)


def number(
    name: str,
    value: object,
    *,
    above: float | None = None,
    least: float | None = None,
    below: float | None = None,
    most: float | None = None,
) -> float:
    """Return `value` as a float within the bounds; `above` and `below` exclude their end."""
    is_number = isinstance(value, (int, float, np.integer, np.floating))
    if not is_number or isinstance(value, bool):
        raise TypeError(f"{name}: expected a number, got {type(value).__name__}")
    limits = [
        ("above", above, operator.gt),
        ("of at least", least, operator.ge),
        ("below", below, operator.lt),
        ("of at most", most, operator.le),
    ]
    limits = [(words, bound, holds) for words, bound, holds in limits if bound is not None]
    if not math.isfinite(value) or not all(holds(value, bound) for _, bound, holds in limits):
        expected = " and ".join(f"{words} {bound}" for words, bound, _ in limits)
        raise ValueError(f"{name}: expected a number {expected or 'that is finite'}, got {value}")
    return float(value)


def whole_number(name: str, value: object, *, least: int = 1) -> int:
    """Return `value` as an int of at least `least`."""
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool):
        raise TypeError(f"{name}: expected a whole number, got {type(value).__name__}")
    if value < least:
        raise ValueError(f"{name}: expected a whole number of at least {least}, got {value}")
    return int(value)


def choice(name: str, value: object, options: Iterable[str]) -> str:
    """Return `value` if it is one of the names in `options`."""
    options = list(options)
    if value not in options:
        raise ValueError(f"{name}: expected one of {', '.join(options)}, got {value!r}")
    return value


def each_has(name: str, values: object, method: str) -> list | tuple:
    """Return `values` if it is a list of objects with such a method."""
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"{name}: expected a list, got {type(values).__name__}")
    for value in values:
        if not hasattr(value, method):
            came = type(value).__name__
            raise TypeError(f"{name}: expected objects with a method {method}, got {came}")
    return values


def generator(name: str, value: object) -> np.random.Generator:
    """Return `value` if it is a NumPy random generator: randomness is passed in, never global."""
    if not isinstance(value, np.random.Generator):
        came = type(value).__name__ if value is not None else "None"
        expected = "a numpy.random.Generator such as np.random.default_rng(0)"
        raise TypeError(f"{name}: expected {expected}, got {came}")
    return value


def _all(name: str, array: np.ndarray, good: np.ndarray, expected: str) -> None:
    """Raise an error that names the first place where `good` is false."""
    if not np.all(good):
        place = np.unravel_index(int(np.argmin(good)), np.shape(array))
        where = f" at [{', '.join(map(str, place))}]" if place else ""
        raise ValueError(f"{name}: expected {expected}, got {array[place]:g}{where}")
