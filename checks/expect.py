"""What a test expects of a plain value: equal to one, or with a property."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from checks.compare import compare_kind, compare_outputs, compare_types
from checks.difference import Difference
from checks.values import Opaque, plain

Judge = Callable[[Any], Difference | None]  # says how a plain value differs from what is expected


@dataclass(frozen=True)
class Equals:
    """Judges whether a plain value equals `want`; made by `equals`."""

    want: Any
    tolerance: float
    outputs: Sequence[str]
    kinds: bool

    def __call__(self, got: Any) -> Difference | None:
        """Return how `got` differs, or None where it does not."""
        difference = compare_outputs(got, self.want, self.tolerance, self.outputs)
        return compare_types(got, self.want) if self.kinds and difference is None else difference


def equals(want: Any, tolerance: float, outputs: Sequence[str], kinds: bool = False) -> Equals:
    """Judge whether a value equals `want` within a relative tolerance.

    With `kinds` also whether an `int` came for an `int`, and a tuple or a list as expected.
    """
    return Equals(plain(want), tolerance, outputs, kinds)


def has_property(like: Any, that: Callable[[Any], str], outputs: Sequence[str]) -> Judge:
    """Judge whether a value is like another in kind and has a property, see `Check.satisfies`."""
    model = plain(like)

    def judge(got: Any) -> Difference | None:
        difference = compare_kind(got, model, outputs)
        if difference is None and (fault := that(got)):
            difference = Difference("value", f"returned {fault}")
        return difference

    return judge


def nothing_returned(got: Any) -> Difference | None:
    """Judge a value where an object was to be made first."""
    return compare_kind(got, Opaque("an object"))
