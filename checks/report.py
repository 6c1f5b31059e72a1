"""What a check tells: a few lines of plain text, and the same as HTML.

A word says passed or not, never colour alone; the colours hold a contrast of 3:1 on white and on
black, and the text takes the page's own colour, so that it reads in light and in dark mode.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from checks.criteria import Criterion

COLOURS = {"passed": "#2e8540", "partly passed": "#a86400", "not passed": "#d4351c"}


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them: `a`, `b` and `c`."""
    *first, last = [f"`{name}`" for name in names]
    return f"{', '.join(first)} and {last}" if first else last


@dataclass(frozen=True)
class Report:
    """The result of one check.

    Attributes
    ----------
    exercise : str
        Name of the exercise, usually the function's.
    score, points : float
        Points earned and points possible.
    passed, tests : int
        Tests passed and tests made.
    lines : tuple of str
        What went wrong and what to look for; empty where nothing did.
    criteria : tuple of Criterion
        What the points are for, where the exercise says so, and what of it is earned.
    digests : tuple of str
        A digest of the outcome of each test, see `checks.mistakes`; where mistakes are known, of
        the tests up to the first in which no mistake agrees.
    picture : str
        Expected beside returned in the first test that failed, as HTML, where that helps.
    """

    exercise: str
    score: float
    points: float
    passed: int
    tests: int
    lines: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    digests: tuple[str, ...] = field(default=(), repr=False)
    picture: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(map(_printable, self.lines)))

    @property
    def word(self) -> str:
        """`passed`, `partly passed` or `not passed`."""
        if self.score == self.points:
            return "passed"
        return "partly passed" if self.score else "not passed"

    @property
    def told_criteria(self) -> tuple[Criterion, ...]:
        """The criteria, where they tell more than the title: some earned and some not."""
        return self.criteria if self.word == "partly passed" else ()

    @property
    def title(self) -> str:
        """One line: exercise, word, points, tests."""
        points = f"{self.score:g} of {counted(self.points, 'point')}"
        tests = f"{self.passed} of {counted(self.tests, 'test')} passed" if self.tests else ""
        return f"{self.exercise}: {self.word}, {points}" + (f" ({tests})" if tests else "") + "."

    def __str__(self) -> str:
        told = "; ".join(map(str, self.told_criteria))
        lines = [*self.lines, f"Criteria: {told}."] if told else self.lines
        return "\n".join([self.title, *(f"  {line}" for line in lines)])

    __repr__ = __str__

    def to_html(self) -> str:
        """Write the report as one HTML section without scripts or outside resources."""
        style = f"border-left:.3rem solid {COLOURS[self.word]};padding:.1rem .8rem;margin:.3rem 0"
        lines = "".join(f'<p style="margin:.2rem 0">{marked_up(line)}</p>' for line in self.lines)
        rows = "".join(f"<li>{html.escape(str(one))}</li>" for one in self.told_criteria)
        lines += f'<ul style="margin:.2rem 0">{rows}</ul>' if rows else ""
        label = html.escape(f"Check of {self.exercise}", quote=True)
        return (
            f'<section aria-label="{label}" style="{style}">'
            f'<p style="margin:.2rem 0"><strong>{html.escape(self.title)}</strong></p>'
            f"{lines}{self.picture}</section>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.to_html()}


@dataclass(frozen=True)
class Summary:
    """Points so far, one row per exercise; `exercises` names all, also those not run yet."""

    rows: tuple[Report, ...]
    of: float
    exercises: tuple[str, ...] = ()

    @property
    def table(self) -> list[tuple[str, str, str]]:
        """Exercise, points and result, in the order of the notebook."""
        reports = {row.exercise: row for row in self.rows}
        return [
            (name, f"{reports[name].score:g} of {reports[name].points:g}", reports[name].word)
            if name in reports
            else (name, "", "not run yet")
            for name in self.exercises or reports
        ]

    @property
    def title(self) -> str:
        """One line: points earned of points possible."""
        return f"Points so far: {sum(row.score for row in self.rows):g} of {self.of:g}."

    def __str__(self) -> str:
        width = max((len(name) for name, _, _ in self.table), default=0)
        rows = (f"  {name:<{width}}  {points:>10}  {result}" for name, points, result in self.table)
        return "\n".join([self.title, *rows])

    __repr__ = __str__

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        head = "".join(f'<th scope="col">{name}</th>' for name in ("Exercise", "Points", "Result"))
        rows = "".join(
            f'<tr><th scope="row">{html.escape(name)}</th><td>{points}</td><td>{result}</td></tr>'
            for name, points, result in self.table
        )
        table = (
            f"<table><caption>{html.escape(self.title)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )
        return {"text/plain": str(self), "text/html": table}


@dataclass(frozen=True)
class Note:
    """One sentence."""

    text: str

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": f"<p>{marked_up(self.text)}</p>"}


def counted(number: float, noun: str) -> str:
    """Write `1 point`, `2 points`."""
    return f"{number:g} {noun}" + ("" if number == 1 else "s")


def _printable(line: str) -> str:
    """Replace what a notebook's file or a terminal cannot hold: surrogates, control characters."""
    return "".join(
        letter if letter.isprintable() else " " if letter.isspace() else "\N{REPLACEMENT CHARACTER}"
        for letter in line
    )


def marked_up(line: str) -> str:
    """Return a line as HTML: escaped, and what stands in backquotes set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(line))
