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
            self._clock.start()

    def __exit__(self, *_: object) -> None:
        if self._clock:
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
    """A thread that lets the main thread handle a signal as if it had come from the system."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._over = threading.Event()
        self._before = signal.getsignal(signal.SIGTERM)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._wait, daemon=True)
        signal.signal(signal.SIGTERM, _ring)
        self._thread.start()

    def _wait(self) -> None:
        seconds = self._seconds
        while not self._over.wait(seconds):
            _thread.interrupt_main(signal.SIGTERM)
            seconds = AGAIN

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
        signal.signal(signal.SIGTERM, self._before)


def ring_always() -> None:
    """Let time limits share one signal handler from now on, in a process that needs no other."""
    global _always_rings
    signal.signal(signal.SIGALRM, _ring)
    _always_rings = True


def _ring(signal_number: int, frame: types.FrameType | None) -> None:
    # Not in the middle of starting or stopping a clock: it would go on ringing, for ever.
    while frame:
        if frame.f_globals is globals():
            return
        frame = frame.f_back if frame.f_globals is vars(threading) else None
    raise TooSlowError
