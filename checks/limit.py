"""Stop what takes too long, where the system has a timer that can."""

from __future__ import annotations

import signal
import sys
import threading
import types

_always_rings = False


class TooSlowError(BaseException):
    """Raised inside a call by the timer; not an `Exception`, so that `except Exception` misses."""


class TimeLimit:
    """Raises `TooSlowError` in a `with` block after `seconds`, and again should it be swallowed.

    Without POSIX timers (Windows, a browser, or outside the main thread) it never does.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        in_main_thread = threading.current_thread() is threading.main_thread()
        has_timer = hasattr(signal, "setitimer") and sys.platform != "emscripten"
        self._works = has_timer and in_main_thread
        if self._works:
            self._before = None if _always_rings else signal.signal(signal.SIGALRM, _ring)
            signal.setitimer(signal.ITIMER_REAL, self._seconds, 0.2)

    def __exit__(self, *_: object) -> None:
        if not self._works:
            return
        try:
            signal.setitimer(signal.ITIMER_REAL, 0)
        finally:  # a second time, for a timer that rings while the line above is reached
            signal.setitimer(signal.ITIMER_REAL, 0)
            if self._before is not None:
                signal.signal(signal.SIGALRM, self._before)


def ring_always() -> None:
    """Let time limits share one signal handler from now on, in a process that needs no other."""
    global _always_rings
    signal.signal(signal.SIGALRM, _ring)
    _always_rings = True


def _ring(signal_number: int, frame: types.FrameType | None) -> None:
    raise TooSlowError
