"""What a notebook's file shows below a cell, in nbformat's own form."""

from __future__ import annotations

import base64
import traceback
from collections.abc import Iterator
from typing import Any

from grader.engine.messages import Ran
from grader.engine.received import NAME_SHOWN


def of_ran(ran: Ran) -> Iterator[dict[str, Any]]:
    """Yield the outputs of a cell that a student's process has run."""
    if ran.printed:
        yield stream("stdout", ran.printed)
    if ran.complained:
        yield stream("stderr", ran.complained)
    if ran.shown:
        yield result(ran.shown)
    for number, figure in enumerate(ran.figures, start=1):
        yield picture(figure, number)
    if ran.error:
        yield error(ran.error[:NAME_SHOWN], ran.error_text, ran.traceback)


def stream(name: str, text: str) -> dict[str, Any]:
    """Return what was written to `stdout` or `stderr`."""
    return {"output_type": "stream", "name": name, "text": _clean(text)}


def result(text: str) -> dict[str, Any]:
    """Return the value of a last line, as text."""
    return {
        "output_type": "execute_result",
        "execution_count": None,
        "metadata": {},
        "data": {"text/plain": _clean(text)},
    }


def picture(figure: bytes, number: int) -> dict[str, Any]:
    """Return a figure, a PNG file, that a cell has drawn."""
    return {
        "output_type": "display_data",
        "metadata": {"image/png": {"alt": f"Figure {number} that this cell draws"}},
        "data": {
            "image/png": base64.b64encode(figure).decode("ascii"),
            "text/plain": f"<Figure {number}>",
        },
    }


def error(name: str, text: str, told: str = "") -> dict[str, Any]:
    """Return an error by its class and text, with the traceback `told`."""
    return {
        "output_type": "error",
        "ename": _clean(name),
        "evalue": _clean(text),
        "traceback": _clean(told or f"{name}: {text}").splitlines(),
    }


def failure(caught: BaseException) -> dict[str, Any]:
    """Return the error that has stopped a cell here."""
    lines = traceback.format_exception(type(caught), caught, caught.__traceback__)
    return error(type(caught).__name__, str(caught)[:1000], "".join(lines))


def display(thing: Any) -> dict[str, Any]:
    """Return what was displayed."""
    bundle = (
        thing._repr_mimebundle_()
        if hasattr(thing, "_repr_mimebundle_")
        else {"text/plain": repr(thing)}
    )
    return {"output_type": "display_data", "metadata": {}, "data": bundle}


def _clean(text: str) -> str:
    """Replace what a notebook's file cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
