"""Values on the wire: how the examiner and a student's process write what they say.

A value travels as a tag and its content, in a closed format: None, bool, numbers, text, bytes,
lists, tuples, dicts, NumPy's numbers and arrays of plain dtypes. Four more things have a name
only: a function both sides know (`Known`), one the examiner runs when asked (`Callback`), an
object that stays with the student (`Held`), and what is none of all this (`Opaque`). Nothing is
ever unpickled or evaluated. `decoding` reads what is written here, `channel` carries it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from checks.values import Opaque, Table

RAW_DTYPE = re.compile(r"[<>|=]?(?:b1|i[1248]|u[1248]|f(?:2|4|8|16)|c(?:8|16|32)|[SU]\d{1,9})\Z")

SIZE = struct.Struct("!I")
FLOAT = struct.Struct("!d")
COMPLEX = struct.Struct("!dd")
SMALL_INT = struct.Struct("!cq")
HELD = struct.Struct("!ci?")
SHORT = 100  # characters of a text that is worth remembering
# Most values: neither side has to look for anything inside.
AS_THEY_ARE = frozenset({type(None), bool, int, float, str, bytes, np.ndarray})


class ProtocolError(Exception):
    """What the other side sent is not what it may send."""


@dataclass(frozen=True)
class Known:
    """A function that a locked cell defines, or an installed module holds, on both sides."""

    module: str
    name: str


@dataclass(frozen=True)
class Callback:
    """A function that lives in the examiner and is called over the wire."""

    number: int
    name: str = "function"


@dataclass(frozen=True)
class Held:
    """An object that lives in the student's process; `is_callable` as it said itself."""

    number: int
    is_callable: bool
    phrase: str


@dataclass(frozen=True)
class Path:
    """A part to read of a held object, as `checks.call.Part` writes it."""

    path: str


@dataclass(frozen=True)
class Frame:
    """A pandas `DataFrame` among the examiner's arguments: names, columns, dtypes and index."""

    names: list
    columns: list
    dtypes: list
    index: Any


@dataclass(frozen=True)
class Drawing:
    """The state of a random generator, for a copy that draws the same numbers."""

    kind: str
    state: Any


def encode(value: Any) -> bytes:
    """Write a value; TypeError for one outside the format."""
    parts: list[bytes] = []
    _encode(value, parts)
    return b"".join(parts)


def _encode(value: Any, parts: list[bytes]) -> None:
    kind = type(value)
    writer = _WRITERS.get(kind)
    if writer is not None:
        writer(value, parts)
    elif isinstance(value, np.generic):
        array = np.asarray(value)
        parts.append(b"g")
        _write_text(_raw_dtype(array.dtype), parts)
        _write_bytes(array.tobytes(), parts)
    else:
        raise TypeError(f"value: a {kind.__name__} cannot be sent")


def _write_bytes(data: bytes, parts: list[bytes]) -> None:
    parts.append(SIZE.pack(len(data)))
    parts.append(data)


def _write_text(text: str, parts: list[bytes]) -> None:
    _write_bytes(text.encode("utf-8", "surrogatepass"), parts)


def _write_int(value: int, parts: list[bytes]) -> None:
    if -(2**63) <= value < 2**63:
        parts.append(SMALL_INT.pack(b"j", value))
        return
    parts.append(b"i")
    _write_bytes(value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True), parts)


def _write_str(value: str, parts: list[bytes]) -> None:
    parts.append(_written(value) if len(value) <= SHORT else _written.__wrapped__(value))


@lru_cache(maxsize=4096)
def _written(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return b"s" + SIZE.pack(len(data)) + data


def _write_held(value: Held, parts: list[bytes]) -> None:
    parts.append(HELD.pack(b"h", value.number, value.is_callable))
    _write_text(value.phrase, parts)


def _write_items(tag: bytes) -> Callable[[Any, list[bytes]], None]:
    def write(value: Any, parts: list[bytes]) -> None:
        parts.append(tag)
        parts.append(SIZE.pack(len(value)))
        for item in value:
            _encode(item, parts)

    return write


def _write_dict(value: dict, parts: list[bytes]) -> None:
    parts.append(b"m")
    parts.append(SIZE.pack(len(value)))
    for key, item in value.items():
        _encode(key, parts)
        _encode(item, parts)


def _write_array(value: np.ndarray, parts: list[bytes]) -> None:
    tag = _array_tag(value.dtype)
    parts.append(tag)
    parts.append(_shape_struct(value.ndim).pack(value.ndim, *value.shape))
    if tag != b"o":
        _write_bytes(value.tobytes(), parts)
    else:
        _encode([_text_of(item) for item in value.ravel().tolist()], parts)


@lru_cache(maxsize=256)
def _array_tag(dtype: np.dtype) -> bytes:
    """Return what an array begins with; of objects, dates or records only texts are looked at."""
    if not RAW_DTYPE.match(dtype.str) or dtype.names is not None:
        return b"o"
    return b"a" + SIZE.pack(len(dtype.str)) + dtype.str.encode()


@lru_cache(maxsize=33)
def _shape_struct(ndim: int) -> struct.Struct:
    return struct.Struct(f"!I{ndim}q")


def _text_of(item: Any) -> str:
    try:
        return str.__str__(str(item))
    except Exception:  # an object of the student's own class
        return ""


def _raw_dtype(dtype: np.dtype) -> str:
    if not RAW_DTYPE.match(dtype.str):
        raise TypeError(f"value: a NumPy {dtype} cannot be sent")
    return dtype.str


def _fields(tag: bytes, *names: str) -> Callable[[Any, list[bytes]], None]:
    def write(value: Any, parts: list[bytes]) -> None:
        parts.append(tag)
        for name in names:
            _encode(getattr(value, name), parts)

    return write


def _write_generator(value: np.random.Generator, parts: list[bytes]) -> None:
    state = value.bit_generator.state
    _fields(b"r", "kind", "state")(Drawing(state["bit_generator"], state), parts)


_WRITERS: dict[type, Callable[[Any, list[bytes]], None]] = {
    type(None): lambda value, parts: parts.append(b"n"),
    bool: lambda value, parts: parts.append(b"t" if value else b"f"),
    int: _write_int,
    float: lambda value, parts: parts.append(b"d" + FLOAT.pack(value)),
    complex: lambda value, parts: parts.extend((b"z", COMPLEX.pack(value.real, value.imag))),
    str: _write_str,
    bytes: lambda value, parts: (parts.append(b"b"), _write_bytes(value, parts)),
    list: _write_items(b"l"),
    tuple: _write_items(b"u"),
    dict: _write_dict,
    np.ndarray: _write_array,
    np.random.Generator: _write_generator,
    Opaque: _fields(b"x", "phrase"),
    Known: _fields(b"k", "module", "name"),
    Callback: _fields(b"c", "number", "name"),
    Held: _write_held,
    Path: _fields(b"p", "path"),
    Frame: _fields(b"D", "names", "columns", "dtypes", "index"),
    Table: _fields(b"T", "columns"),
}
