"""Turn whatever a student's function hands back into values that cannot lie.

A returned object may be of the student's own class: equal to everything, a float that prints as
another, an array subclass with its own arithmetic. `plain` copies it into a closed set of trusted
types by asking the C implementation of the built-in type, never a method of the object itself.
Everything after this module works on plain values only.
"""

from __future__ import annotations

import sys
import types
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_DEPTH = 8  # of lists, tuples and dicts inside one another
MAX_ITEMS = 1_000_000  # in all lists, tuples and dicts of one value together
MAX_INT = 10**300  # so that it fits into a float
MAX_BYTES = 64 * 2**20  # of one array, and characters of one text
SHOWN = 80  # characters of a value in a message


@dataclass(frozen=True)
class Opaque:
    """Something outside the closed set; `phrase` says what, for a message."""

    phrase: str


@dataclass(frozen=True)
class Table:
    """A pandas `DataFrame`, without its index.

    Attributes
    ----------
    columns : dict
        By name, in order: an array of numbers, or a list where a column holds anything else, as
        texts or None.
    """

    columns: dict[str, np.ndarray | list]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return max(map(len, self.columns.values()), default=0), len(self.columns)


def plain(value: Any) -> Any:
    """Copy `value` into None, bool, int, float, str, list, tuple, dict, `Table` or base `ndarray`.

    NumPy's numbers and zero-dimensional arrays become Python's numbers, but single precision
    stays `np.float32`; subclasses become their base class; anything else, or anything over the
    limits of this module, becomes an `Opaque`.
    """
    return _plain(value, depth=0, budget=[MAX_ITEMS])


def copied(argument: Any) -> Any:
    """Copy the arrays, tables, lists, tuples, dicts and random generators of an argument.

    A copied generator draws what the original would have drawn, so that each call of a test, and
    each test that is given the same generator, sees the same random numbers. Everything else is
    handed on as it is.
    """
    if type(argument) is np.ndarray:
        return argument.copy()
    if type(argument) is np.random.Generator:
        return _copied_generator(argument)
    if _is_frame(type(argument)):
        return deepcopy(argument)
    if type(argument) in (list, tuple):
        return type(argument)(copied(item) for item in argument)
    if type(argument) is dict:
        return {key: copied(item) for key, item in argument.items()}
    return argument


def _copied_generator(generator: np.random.Generator) -> np.random.Generator:
    bits = generator.bit_generator
    kind = type(bits)
    if kind.__module__.split(".")[0] != "numpy":  # of the student's own
        return deepcopy(generator)
    copy = kind(0)  # a seed of any kind spares it asking the system for one
    copy.state = bits.state
    return np.random.Generator(copy)


def reference(function: types.FunctionType) -> tuple[str, str]:
    """Return module and name by which a function argument is found wherever the student's code is.

    A function does not travel between processes; its name does. Locked cells run on both sides, so
    a function that one of them defines or imports (one of `__main__` in a notebook) is there.

    Raises
    ------
    TypeError
        If its module does not hold it under its own name: a lambda, or a function made inside
        another one.
    """
    if function.__globals__.get(function.__name__) is not function:
        raise TypeError(
            "argument: expected a function that a locked cell defines or imports under its own "
            f"name, got {function.__qualname__}"
        )
    return function.__globals__["__name__"], function.__name__


def is_number(value: Any) -> bool:
    """Tell whether a plain value is a number; True and False are not."""
    return type(value) in (int, float, np.float32)


def class_name(kind: type) -> str:
    """Return the name of a class, whatever its metaclass says."""
    return _clipped(str.__str__(type.__dict__["__name__"].__get__(kind)))


def describe(value: Any) -> str:
    """Say in a few words what a plain value is: `an array of shape (3, 2)`, `the number 4`."""
    match value:
        case Opaque():
            return value.phrase
        case None | bool():
            return str(value)
        case int() | float() | np.float32():
            return f"the number {show(value)}"
        case str():
            return f"the text {show(value)}"
        case np.ndarray():
            return f"an array of shape {value.shape}"
        case Table():
            return f"a table of shape {value.shape}"
        case dict():
            return "a dict with " + _counted(len(value), "key")
    return f"a {type(value).__name__} of {_counted(len(value), 'value')}"


def show(value: Any, digits: int = 6) -> str:
    """Write a plain value in at most `SHOWN` characters, numbers to so many significant digits."""
    match value:
        case Opaque() | Table():
            return describe(value)
        case float() | np.float32():
            return f"{value:.{digits}g}"
        case int():
            return _clipped(str(value))
        case str():
            return _clipped(repr(value[: SHOWN + 1]))
        case np.ndarray():
            if value.size > 9 or value.dtype.kind not in "biufc":
                return describe(value)
            return "array(" + _nested(value.tolist(), digits) + ")"
        case list() | tuple():
            if len(value) > 9:
                return describe(value)
            brackets = "[]" if isinstance(value, list) else "()"
            return _clipped(_joined(brackets, [show(item, digits) for item in value]))
        case dict():
            if len(value) > 9:
                return describe(value)
            items = [f"{show(key)}: {show(item, digits)}" for key, item in value.items()]
            return _clipped(_joined("{}", items))
    return str(value)


def _plain(value: Any, depth: int, budget: list[int]) -> Any:
    kind = type(value)
    if value is None or kind in (bool, float):
        return value
    # issubclass(type(...)) and not isinstance: the latter believes a forged __class__.
    if issubclass(kind, int):
        number = int.__int__(value)
        return number if abs(number) < MAX_INT else Opaque("a whole number of over 300 digits")
    if issubclass(kind, np.ndarray):
        return _plain_array(np.ndarray.view(value, np.ndarray))
    if issubclass(kind, np.generic):
        return _plain_array(np.asarray(np.generic.__array__(value)))
    if issubclass(kind, float):
        return float.__float__(value)
    if issubclass(kind, str):
        if str.__len__(value) > MAX_BYTES:
            return Opaque("a very long text")
        return str.__str__(value)
    if issubclass(kind, (list, tuple, dict)):
        return _plain_container(value, depth, budget)
    if _is_frame(kind):
        return _plain_table(value)
    return Opaque(f"an object of class {class_name(kind)}")


def _is_frame(kind: type) -> bool:
    # Where nothing has imported pandas there is no table, and no reason to import it.
    pandas = sys.modules.get("pandas")
    return pandas is not None and issubclass(kind, pandas.DataFrame)


def _plain_table(frame: Any) -> Any:
    try:
        names = [_plain(name, MAX_DEPTH, [0]) for name in frame.columns]
        if len(set(names)) < len(names) or not all(isinstance(name, str) for name in names):
            return Opaque("a table whose columns have no names of their own")
        if frame.size > MAX_ITEMS:
            return Opaque(f"a table of more than {MAX_ITEMS:,} values")
        columns = [_plain_column(column) for _, column in frame.items()]
        return Table(dict(zip(names, columns, strict=True)))
    except Exception:  # a subclass may do anything
        return Opaque("a table that cannot be read")


def _plain_column(column: Any) -> np.ndarray | list:
    values = column.to_numpy()
    if values.dtype.kind not in "biuf" and column.dtype.kind in "biuf":  # pandas' own, with gaps
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    if values.dtype.kind in "biuf":
        return np.array(values)
    values = column.astype(object).where(column.notna(), None)
    return [_plain(item, MAX_DEPTH, [0]) for item in values.tolist()]


def _plain_array(array: np.ndarray) -> Any:
    if array.nbytes > MAX_BYTES:
        return Opaque(f"an array of {array.nbytes // 2**20} MiB")
    if array.ndim or array.dtype.kind not in "biuf":
        return array.copy()
    if array.dtype.kind == "f":
        return np.float32(array) if array.itemsize <= 4 else float(array)
    return array.item()


def _plain_container(value: Any, depth: int, budget: list[int]) -> Any:
    base = next(kind for kind in (list, tuple, dict) if issubclass(type(value), kind))
    budget[0] -= base.__len__(value)
    if budget[0] < 0:
        return Opaque(f"a {base.__name__} of more than {MAX_ITEMS:,} values")
    if depth == MAX_DEPTH:
        return Opaque(f"a {base.__name__} nested more than {MAX_DEPTH} deep")
    if base is dict:
        keys = [_plain(key, depth + 1, budget) for key in dict.keys(value)]
        if not all(isinstance(key, (str, int, float)) for key in keys):
            return Opaque("a dict whose keys are neither texts nor numbers")
        items = [_plain(item, depth + 1, budget) for item in dict.values(value)]
        return dict(zip(keys, items, strict=True))
    return base(_plain(item, depth + 1, budget) for item in base.__iter__(value))


def _nested(items: Any, digits: int) -> str:
    if isinstance(items, list):
        return "[" + ", ".join(_nested(item, digits) for item in items) + "]"
    return str(items) if isinstance(items, complex) else show(items, digits)


def _joined(brackets: str, items: list[str]) -> str:
    comma = "," if brackets == "()" and len(items) == 1 else ""
    return brackets[0] + ", ".join(items) + comma + brackets[1]


def _clipped(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
