"""Stop what takes too long: with the system's timer, or with a thread that watches."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import types

AGAIN = 0.2  # seconds until what swallows the exception gets it once more
_always_rings = False


class TooSlowError(BaseException):
    """Raised inside a call by the timer; not an `Exception`, so that `except Exception` misses."""


class TimeLimit:
    """Raises `TooSlowError` in a `with` block after `seconds`, and again should it be swallowed.

    A POSIX system has a timer, whose signal also wakes what sleeps or waits. Windows has none;
    there a second thread asks for it between two steps of Python, so that one call into compiled
    code (a long sleep, a huge sum) ends first. Outside the main thread, and in a browser, where the
    page ends the whole of Python instead, this does nothing. Limits do not nest.
    """

    def __init__(self, seconds: float) -> None:
        self._clock = _clock(seconds)

    def __enter__(self) -> None:
        if self._clock:
            try:
                self._clock.start()
            except BaseException:  # it rang already
                self.__exit__()
                raise

    def __exit__(self, *_: object) -> None:
        if not self._clock:
            return
        try:
            self._clock.stop()
        finally:  # a second time, for a clock that rings while the line above is reached
            self._clock.stop()


def _clock(seconds: float) -> _Timer | _Watch | None:
    if sys.platform == "emscripten" or threading.current_thread() is not threading.main_thread():
        return None
    return _Timer(seconds) if hasattr(signal, "setitimer") else _Watch(seconds)


class _Timer:
    """The system's timer."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._before = None if _always_rings else signal.getsignal(signal.SIGALRM)

    def start(self) -> None:
        if self._before is not None:
            signal.signal(signal.SIGALRM, _ring)
        signal.setitimer(signal.ITIMER_REAL, self._seconds, AGAIN)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if self._before is not None:
            signal.signal(signal.SIGALRM, self._before)


class _Watch:
    """A thread that lets the main thread handle a signal as if it had come from the system.

    Only steps that are whole in themselves: an exception in the middle of `threading.Event.set`
    would leave its lock behind.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._on = True
        self._over = _thread.allocate_lock()  # held until it is over
        self._over.acquire()
        self._before = signal.getsignal(signal.SIGTERM)

    def start(self) -> None:
        signal.signal(signal.SIGTERM, self._ring)
        _thread.start_new_thread(self._wait, ())

    def _wait(self) -> None:
        seconds = self._seconds
        while not self._over.acquire(timeout=seconds) and self._on:
            _thread.interrupt_main(signal.SIGTERM)
            seconds = AGAIN

    def _ring(self, *_: object) -> None:
        if self._on:
            raise TooSlowError

    def stop(self) -> None:
        self._on = False
        if self._over.locked():
            self._over.release()
        signal.signal(signal.SIGTERM, self._before)


def ring_always() -> None:
    """Let time limits share one signal handler from now on, in a process that needs no other."""
    global _always_rings
    signal.signal(signal.SIGALRM, _ring)
    _always_rings = True


def _ring(signal_number: int, frame: types.FrameType | None) -> None:
    raise TooSlowError
