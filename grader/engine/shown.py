"""In the student's process: what a cell prints and raises, cut to a length that may be sent."""

from __future__ import annotations

import io
import traceback
import types
from typing import Any

from checks.limit import TimeLimit, TooSlowError
from checks.values import class_name, plain

TRACEBACK_SHOWN = 8_000  # characters


class Capped(io.TextIOBase):
    """A text stream that keeps the first characters and forgets the rest."""

    encoding = "utf-8"

    def __init__(self, limit: int) -> None:
        self._parts: list[str] = []
        self._left = limit

    def writable(self) -> bool:
        """Return True: it can be printed to."""
        return True

    def write(self, text: str) -> int:
        """Keep what there is room for, and say that all was written."""
        if self._left > 0:
            part = text[: self._left]
            self._parts.append(part)
            self._left -= len(part) + 1  # one more, so that empty texts run out too
            if self._left <= 0:
                self._parts.append("\n... Output truncated ...")
        return len(text)

    def getvalue(self) -> str:
        """Return what was kept."""
        return "".join(self._parts)


def described(error: BaseException, seconds: float) -> tuple[str, str, str]:
    """Return class, text and traceback of what ended a cell."""
    if isinstance(error, TooSlowError):
        return "TimeoutError", f"The cell was stopped after {seconds:g} seconds.", ""
    try:
        with TimeLimit(1.0):
            text = clipped(plain(str(error)), 1000)
            lines = traceback.format_exception(type(error), error, _below_here(error))
            told = "".join(lines)
    except BaseException:  # an exception of the student's own class
        text = told = ""
    return class_name(type(error)), text_of(text), clipped(told, TRACEBACK_SHOWN)


def _below_here(error: BaseException) -> types.TracebackType | None:
    """Return the part of a traceback that is the cell's."""
    frame = error.__traceback__
    while frame is not None and frame.tb_frame.f_code.co_filename.startswith("<cell") is False:
        frame = frame.tb_next
    return frame


def clipped(text: str, limit: int) -> str:
    """Return the first characters of a text, with dots where some are missing."""
    return text if len(text) <= limit else text[:limit] + "…"


def text_of(value: Any) -> str:
    """Return a text of the student's as plain text, and nothing for anything else."""
    value = plain(value)
    return value if type(value) is str else ""
