"""Values and frames: how the examiner and a student's process speak.

A value travels as a tag and its content, in a closed format: None, bool, numbers, text, bytes,
lists, tuples, dicts, NumPy's numbers and arrays of plain dtypes. Four more things have a name
only: a function both sides know (`Known`), one the examiner runs when asked (`Callback`), an
object that stays with the student (`Held`), and what is none of all this (`Opaque`). Nothing is
ever unpickled or evaluated, and any bytes decode to a value or raise `ProtocolError`.

A frame is a version, a kind, a number and a length, then that many bytes of one value.
"""

from __future__ import annotations

import math
import re
import select
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from checks.values import MAX_ITEMS, Opaque, Table

VERSION = 1
HEADER = struct.Struct("!BBII")
MAX_DEPTH = 16  # of values in a message; the values themselves go 8 deep
READ_BYTES = 65_536  # at a time
MAX_INT_BYTES = 256  # enough for 300 digits and for the state of any random generator
MAX_NUMBER_KEYS = 8_000  # of a message
MAX_PHRASE = 200  # characters of an opaque thing's description
RAW_DTYPE = re.compile(r"[<>|=]?(?:b1|i[1248]|u[1248]|f(?:2|4|8|16)|c(?:8|16|32)|[SU]\d{1,9})\Z")

SIZE = struct.Struct("!I")
FLOAT = struct.Struct("!d")
COMPLEX = struct.Struct("!dd")
SMALL_INT = struct.Struct("!cq")
HELD = struct.Struct("!ci?")
SHORT = 100  # characters of a text that is worth remembering
WATCH_SECONDS = 0.1
# Most values: neither side has to look for anything inside.
AS_THEY_ARE = frozenset({type(None), bool, int, float, str, bytes, np.ndarray})
HOLD_SECONDS, HOLD_BYTES = 0.02, 32_768  # how long, and how much, a channel keeps back in `post`


class ProtocolError(Exception):
    """What the other side sent is not what it may send."""


class ClosedError(Exception):
    """The other side has gone."""


class DeadlineError(Exception):
    """The other side did not answer, or did not listen, in time."""


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


def framed(kind: int, number: int, content: bytes) -> bytes:
    """Return a frame."""
    return HEADER.pack(VERSION, kind, number, len(content)) + content


class Channel:
    """One end of the connection between an examiner and a student's process.

    Parameters
    ----------
    sock : socket
        A connected stream socket.
    max_bytes : int
        The longest frame that is read.
    watch : callable, optional
        Called ten times a second while this end waits or is kept busy; may raise to stop that.
    """

    def __init__(
        self, sock: socket.socket, max_bytes: int, watch: Callable[[], None] | None = None
    ) -> None:
        sock.setblocking(False)
        self._sock = sock
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(sock, select.POLLIN)
        self._writable.register(sock, select.POLLOUT)
        self._max_bytes = max_bytes
        self._watch = watch
        self._watched = time.monotonic()
        self._buffer = bytearray()
        self._posted = bytearray()
        self._since = 0.0

    def post(self, frame: bytes, deadline: float = math.inf) -> None:
        """Send one frame with those that follow: at the latest when this end waits for one."""
        if not self._posted:
            self._since = time.monotonic()
        self._posted += frame
        if len(self._posted) > HOLD_BYTES or time.monotonic() - self._since > HOLD_SECONDS:
            self.flush(deadline)

    def flush(self, deadline: float = math.inf) -> None:
        """Send what is kept back; `ClosedError` or `DeadlineError` if it does not get through."""
        while self._posted:
            try:
                del self._posted[: self._sock.send(self._posted)]
            except BlockingIOError:
                self._wait(self._writable, deadline)
            except OSError as error:
                raise ClosedError from error

    def receive(self, deadline: float = math.inf) -> tuple[int, int, bytes]:
        """Return kind, number and content of the next frame; `decode` reads the content.

        `DeadlineError` if it is not there in time, or is one of a flood that lasts so long.
        """
        if self._watch and time.monotonic() - self._watched > WATCH_SECONDS:
            self._look()
        if time.monotonic() > deadline:  # also where frames come faster than they are read
            raise DeadlineError
        version, kind, number, size = HEADER.unpack(self._read(HEADER.size, deadline))
        if version != VERSION:
            raise ProtocolError(f"frame: version {version}, expected {VERSION}")
        if size > self._max_bytes:
            raise ProtocolError(f"frame: {size} bytes, allowed are {self._max_bytes}")
        return kind, number, self._read(size, deadline)

    def close(self) -> None:
        """Close this end."""
        self._sock.close()

    def _read(self, size: int, deadline: float) -> bytes:
        """Return the next bytes; what comes with them is kept for the next call."""
        buffer = self._buffer
        if len(buffer) < size:
            self.flush(deadline)
        while len(buffer) < size:
            try:
                got = self._sock.recv(max(READ_BYTES, size - len(buffer)))
            except BlockingIOError:
                self._wait(self._readable, deadline)
                continue
            except OSError as error:
                raise ClosedError from error
            if not got:
                raise ClosedError
            buffer += got
        data = bytes(buffer[:size])
        del buffer[:size]
        return data

    def _look(self) -> None:
        if self._watch:
            self._watched = time.monotonic()
            self._watch()

    def _wait(self, poll: select.poll, deadline: float) -> None:
        """Wait until there is something to do; `DeadlineError` if that takes too long."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise DeadlineError
        if self._watch:
            left = min(left, WATCH_SECONDS)
        if not poll.poll(None if left == math.inf else math.ceil(1e3 * left)):
            self._look()
