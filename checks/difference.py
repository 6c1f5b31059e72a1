"""How a value differs from the expected one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Pair(NamedTuple):
    """Two plain values that differ, and the relative tolerance they were compared with."""

    got: Any
    want: Any
    tolerance: float


@dataclass(frozen=True)
class Difference:
    """How a value differs from the expected one.

    Attributes
    ----------
    rung : str
        `none`, `type`, `shape`, `dtype`, `finite` or `value`.
    sentence : str
        A predicate: what was returned and what was expected.
    hint : str
        What to look for, or an empty string.
    place : str
        Where inside the value, as one would write it in Python: `[1]['W']`; empty for all of it.
    pair : Pair, optional
        The arrays, or the lists of numbers, that hold the difference.
    """

    rung: str
    sentence: str
    hint: str = ""
    place: str = ""
    pair: Pair | None = field(default=None, repr=False, compare=False)

    def told(self, outputs: Sequence[str] = ()) -> str:
        """Return the predicate with the place in it, `outputs` naming the items of the value."""
        if not self.place:
            return self.sentence
        place = f"result{self.place}"
        for i, name in enumerate(outputs):
            if self.place.startswith(f"[{i}]"):
                place = name + self.place.removeprefix(f"[{i}]")
        return self.sentence.replace("returned ", f"returned, as `{place}`, ", 1)
