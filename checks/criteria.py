"""What the points of an exercise are given for: named criteria, each earned whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

KEEPS = "leaves its arguments as they are"


class Criterion(NamedTuple):
    """One criterion of an exercise: its name, its points, and whether they are earned.

    `minor` is its author's word that one who misses it alone may keep more than half of the
    exercise's points.
    """

    name: str
    points: float
    earned: bool = False
    minor: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.points if self.earned else 0:g} of {self.points:g}"


class Criteria:
    """The criteria of one exercise, and to which of them each test belongs.

    Without any, an exercise earns the share of its tests' weight that passed.

    Parameters
    ----------
    points : float
        What the exercise is worth.
    keeps : float
        Of these, the points for a function that changes none of its arguments; 0 where a test
        in which it does is failed.
    """

    def __init__(self, points: float, keeps: float) -> None:
        self._points = points
        self.keeps = keeps
        self._named: dict[str, Criterion] = {}
        self._current = ""
        self._tests: list[tuple[str, float]] = []

    def __len__(self) -> int:
        return len(self._tests)

    def open(self, name: str, points: float, minor: bool) -> None:
        """Let the tests that follow belong to a criterion; one opened before needs no points."""
        if name not in self._named:
            if points <= 0:
                raise ValueError(f"points: a criterion is worth something, {name!r} got {points:g}")
            self._named[name] = Criterion(name, points, minor=minor)
        self._current = name

    def add(self, weight: float) -> None:
        """Enter a test that is going to be made."""
        self._tests.append((self._current, weight))

    def forget(self) -> None:
        """Forget all tests: nothing can be credited."""
        self._tests = []

    def judged(self, passed: Sequence[bool], kept: bool) -> tuple[Criterion, ...]:
        """Return the criteria with what is earned, `passed` being the tests' results in order.

        Leaving arguments alone earns something only beside another criterion: who computes
        nothing changes nothing either.
        """
        results = list(zip(self._tests, passed, strict=False))
        done = [
            one._replace(earned=_all_passed([ok for (name, _), ok in results if name == one.name]))
            for one in self._named.values()
        ]
        if self.keeps and done:
            is_earned = kept and any(one.earned for one in done)
            done.append(Criterion(KEEPS, self.keeps, is_earned, minor=True))
        return tuple(done)

    def score(self, passed: Sequence[bool], kept: bool) -> float:
        """Return the points earned, to two decimals."""
        if self._named:
            judged = self.judged(passed, kept)
            return round(float(sum(one.points for one in judged if one.earned)), 2)
        total = sum(weight for _, weight in self._tests)
        results = zip(self._tests, passed, strict=False)
        earned = sum(weight for (_, weight), ok in results if ok)
        return round(self._points * earned / total, 2) if earned else 0.0


def _all_passed(results: Sequence[bool]) -> bool:
    return bool(results) and all(results)
