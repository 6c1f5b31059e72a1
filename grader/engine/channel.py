"""Frames between the examiner and a student's process, each within a deadline and a size.

A frame is a version, a kind, a number and a length, then that many bytes of one value.
"""

from __future__ import annotations

import math
import select
import socket
import struct
import time
from collections.abc import Callable

from grader.engine.wire import ProtocolError

VERSION = 1
HEADER = struct.Struct("!BBII")
READ_BYTES = 65_536  # at a time
WATCH_SECONDS = 0.1
HOLD_SECONDS, HOLD_BYTES = 0.02, 32_768  # how long, and how much, a channel keeps back in `post`


class ClosedError(Exception):
    """The other side has gone."""


class DeadlineError(Exception):
    """The other side did not answer, or did not listen, in time."""


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
