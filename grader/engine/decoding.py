"""Read values from bytes that anyone may have written: a value, or a `ProtocolError`."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from checks.values import MAX_ITEMS, Opaque, Table
from grader.engine.wire import (
    COMPLEX,
    FLOAT,
    RAW_DTYPE,
    SIZE,
    Callback,
    Drawing,
    Frame,
    Held,
    Known,
    Path,
    ProtocolError,
)

MAX_DEPTH = 16  # of values in a message; the values themselves go 8 deep
MAX_INT_BYTES = 256  # enough for 300 digits and for the state of any random generator
MAX_NUMBER_KEYS = 8_000  # of a message
MAX_PHRASE = 200  # characters of an opaque thing's description


def decode(data: bytes) -> Any:
    """Read a value back; `ProtocolError` for anything that `encode` does not write."""
    reader = _Reader(data)
    try:
        value = reader.value(0)
    except ProtocolError:
        raise
    except (ValueError, OverflowError, TypeError, MemoryError, struct.error) as error:
        raise ProtocolError(f"value: {type(error).__name__}") from error
    if reader.place != len(reader.data):
        raise ProtocolError("value: it does not end where it says")
    return value


class _Reader:
    """Reads one value from bytes that anyone may have written."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0
        self.items = self.number_keys = 0

    def take(self, size: int) -> bytes:
        place = self.place
        end = self.place = place + size
        if end > len(self.data):
            raise ProtocolError("value: it ends too early")
        return self.data[place:end]

    def size(self) -> int:
        place = self.place
        self.place = place + 4
        return SIZE.unpack_from(self.data, place)[0]

    def count(self) -> int:
        """Return a number of items, which must still fit."""
        count = self.size()
        self.items += count
        if self.items > 2 * MAX_ITEMS or count > len(self.data) - self.place:
            raise ProtocolError(f"value: {count} items are too many")
        return count

    def text(self) -> str:
        return str(self.take(self.size()), "utf-8", "surrogatepass")

    def value(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise ProtocolError(f"value: nested more than {MAX_DEPTH} deep")
        if self.place >= len(self.data):
            raise ProtocolError("value: it ends too early")
        tag = self.data[self.place]
        self.place += 1
        reader = _READERS.get(tag)
        if reader is None:
            raise ProtocolError(f"value: unknown tag {tag}")
        return reader(self, depth + 1)

    def field(self, kind: type, depth: int) -> Any:
        value = self.value(depth)
        if type(value) is not kind:
            raise ProtocolError(f"value: expected {kind.__name__}, got {type(value).__name__}")
        return value

    def integer(self, depth: int) -> int:
        size = self.size()
        if size > MAX_INT_BYTES:
            raise ProtocolError(f"value: a whole number of {size} bytes")
        return int.from_bytes(self.take(size), "big", signed=True)

    def held(self, depth: int) -> Held:
        number = int.from_bytes(self.take(4), "big", signed=True)
        return Held(number, self.take(1) != b"\0", self.text())

    def listed(self, depth: int) -> list:
        return [self.value(depth) for _ in range(self.count())]

    def mapping(self, depth: int) -> dict:
        result = {}
        for _ in range(self.count()):
            key = self.value(depth)
            if not isinstance(key, (str, int, float, type(None))):
                raise ProtocolError(f"value: a key is a {type(key).__name__}")
            # Equal hashes can be chosen for numbers, and then a dict takes a time that grows with
            # the square of its size; texts are hashed with a secret.
            if not isinstance(key, str):
                self.number_keys += 1
                if self.number_keys > MAX_NUMBER_KEYS:
                    raise ProtocolError(f"value: more than {MAX_NUMBER_KEYS} keys are numbers")
            result[key] = self.value(depth)
        return result

    def table(self, depth: int) -> Table:
        columns = self.field(dict, depth)
        for name, column in columns.items():
            is_column = type(column) is list or (type(column) is np.ndarray and column.ndim == 1)
            if type(name) is not str or not is_column:
                raise ProtocolError("value: a table's column is none")
        return Table(columns)

    def dtype(self) -> np.dtype:
        return _dtype(self.take(self.size()))

    def shape(self) -> tuple[int, ...]:
        ndim = self.size()
        if ndim > 32:
            raise ProtocolError(f"value: {ndim} dimensions")
        shape = struct.unpack(f"!{ndim}q", self.take(8 * ndim))
        if shape and min(shape) < 0:
            raise ProtocolError("value: a negative length")
        return shape

    def array(self, depth: int) -> np.ndarray:
        dtype = self.dtype()
        return self.raw(dtype, self.shape())

    def scalar(self, depth: int) -> np.generic:
        return self.raw(self.dtype(), ())[()]

    def raw(self, dtype: np.dtype, shape: tuple[int, ...]) -> np.ndarray:
        data = self.take(self.size())
        if len(data) != math.prod(shape) * dtype.itemsize:
            raise ProtocolError("value: an array's size is not that of its shape")
        # A copy: writable, aligned, and no longer the message's.
        array = np.frombuffer(data, dtype=dtype).reshape(shape).copy()
        if dtype.kind == "b":  # any byte that is not zero is True, and no other
            array = np.asarray(array.view(np.uint8) != 0)
        if dtype.kind == "U" and array.size:
            points = np.frombuffer(data, np.dtype(np.uint32).newbyteorder(dtype.byteorder))
            if int(points.max()) > 0x10FFFF:
                raise ProtocolError("value: a text that is none")
        return array

    def texts(self, depth: int) -> np.ndarray:
        shape = self.shape()
        texts = self.field(list, depth)
        if any(type(item) is not str for item in texts):
            raise ProtocolError("value: an array of objects is not given by texts")
        if len(texts) != math.prod(shape):
            raise ProtocolError("value: an array's size is not that of its shape")
        array = np.empty(len(texts), dtype=object)
        array[:] = texts
        return array.reshape(shape)

    def fields(self, kinds: tuple[type, ...], depth: int) -> list:
        return [self.field(kind, depth) for kind in kinds]


@lru_cache(maxsize=256)
def _dtype(data: bytes) -> np.dtype:
    name = data.decode("ascii", "replace")
    if not RAW_DTYPE.match(name):
        raise ProtocolError(f"value: dtype {name[:20]!r} is not allowed")
    dtype = np.dtype(name)
    if dtype.itemsize == 0:
        raise ProtocolError("value: an array of nothing")
    return dtype


_READERS: dict[int, Callable[[_Reader, int], Any]] = {
    ord("n"): lambda reader, depth: None,
    ord("t"): lambda reader, depth: True,
    ord("f"): lambda reader, depth: False,
    ord("i"): _Reader.integer,
    ord("j"): lambda reader, depth: int.from_bytes(reader.take(8), "big", signed=True),
    ord("d"): lambda reader, depth: FLOAT.unpack(reader.take(8))[0],
    ord("z"): lambda reader, depth: complex(*COMPLEX.unpack(reader.take(16))),
    ord("s"): lambda reader, depth: reader.text(),
    ord("b"): lambda reader, depth: reader.take(reader.size()),
    ord("l"): _Reader.listed,
    ord("u"): lambda reader, depth: tuple(reader.listed(depth)),
    ord("m"): _Reader.mapping,
    ord("a"): _Reader.array,
    ord("g"): _Reader.scalar,
    ord("o"): _Reader.texts,
    ord("x"): lambda reader, depth: Opaque(reader.field(str, depth)[:MAX_PHRASE]),
    ord("k"): lambda reader, depth: Known(*reader.fields((str, str), depth)),
    ord("c"): lambda reader, depth: Callback(*reader.fields((int, str), depth)),
    ord("h"): _Reader.held,
    ord("p"): lambda reader, depth: Path(reader.field(str, depth)),
    ord("D"): lambda reader, depth: Frame(
        *reader.fields((list, list, list), depth), reader.value(depth)
    ),
    ord("T"): _Reader.table,
    ord("r"): lambda reader, depth: Drawing(*reader.fields((str, dict), depth)),
}
