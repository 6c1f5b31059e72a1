"""Hints to an exercise, one at a time: what `hint("relu")` shows.

They lie in `hints.json` beside the notebook: a JSON object from the name of each exercise to a
list of texts in Markdown, each telling more than the one before; the last is a worked step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.report import Note, marked_up
from checks.session import current

FILE_NAME = "hints.json"


@dataclass(frozen=True)
class Hint:
    """One hint, the `number`-th `of` so many; `text` is Markdown."""

    exercise: str
    number: int
    of: int
    text: str

    @property
    def title(self) -> str:
        """Which hint it is, and how to get the next one."""
        more = ". Run this cell again for the next one." if self.number < self.of else ", the last."
        return f"Hint {self.number} of {self.of} for `{self.exercise}`{more}"

    def __str__(self) -> str:
        return f"{self.title}\n{self.text}"

    __repr__ = __str__

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        markdown = f"**{self.title}**\n\n{self.text}"
        paragraphs = "".join(f"<p>{marked_up(part)}</p>" for part in self.text.split("\n\n"))
        html = f"<p><strong>{marked_up(self.title)}</strong></p>{paragraphs}"
        return {"text/plain": str(self), "text/markdown": markdown, "text/html": html}


def hint(exercise: str) -> None:
    """Show the next hint to an exercise; after the last one, the last one again."""
    session = current()
    try:
        hints = load(session.folder)
    except ValueError as error:
        session.show(Note(f"There is no hint: {error}."))
        return
    name = getattr(exercise, "__name__", exercise)  # `hint(relu)` is meant as `hint("relu")`
    if name not in hints:
        names = ", ".join(f"`{known}`" for known in hints)
        session.show(Note(f"There is no exercise `{name}` with hints; there are {names}."))
        return
    texts = hints[name]
    number = min(session.hints_shown.get(name, 0) + 1, len(texts))
    session.hints_shown[name] = number
    session.show(Hint(name, number, len(texts), texts[number - 1]))


def load(folder: Path) -> Mapping[str, Sequence[str]]:
    """Read the hints beside a notebook.

    Raises
    ------
    ValueError
        If they are not there or cannot be read; the text says which.
    """
    try:
        content = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"{FILE_NAME} is not beside the notebook") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(f"{FILE_NAME} cannot be read ({type(error).__name__})") from None
    is_right = isinstance(content, dict) and all(
        isinstance(texts, list) and texts and all(isinstance(text, str) for text in texts)
        for texts in content.values()
    )
    if not is_right:
        raise ValueError(f"{FILE_NAME}: expected lists of texts by exercise")
    return content
