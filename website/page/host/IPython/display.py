"""`display`, `Markdown` and `HTML` in a page: what is shown goes to the cell that runs."""

from __future__ import annotations

from typing import Any

from page_host import show


class _Text:
    kind = "text/plain"

    def __init__(self, data: str) -> None:
        self.data = data

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.data, self.kind: self.data}


class Markdown(_Text):
    """A text in Markdown; a page shows it as it is written."""

    kind = "text/markdown"


class HTML(_Text):
    """A text in HTML."""

    kind = "text/html"


def display(*things: Any, **_: Any) -> None:
    """Show things below the cell."""
    for thing in things:
        show(thing)
