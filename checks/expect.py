"""What a test expects of a plain value: equal to one, or with a property."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from checks.compare import compare_kind, compare_outputs
from checks.difference import Difference
from checks.values import Opaque, plain

Judge = Callable[[Any], Difference | None]  # says how a plain value differs from what is expected


def equals(want: Any, tolerance: float, outputs: Sequence[str]) -> Judge:
    """Judge whether a value equals `want` within a relative tolerance."""
    wanted = plain(want)
    return lambda got: compare_outputs(got, wanted, tolerance, outputs)


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
