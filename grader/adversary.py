"""Try the mutants of a set's right answers on its tests: each is caught, or does no harm.

Harmless is what returns the same as the right answer for thousands of random inputs, and what the
set's author has listed with a reason. Both stand in `mutants.py` beside the set's mistakes: random
arguments by `inputs`, the list by `harmless`.

    @inputs("relu")
    def numbers_and_tables(rng):
        return (rng.normal(size=(3, 2)),)

    harmless("dropout", "mask = rng.random(a.shape) <= keep", "no draw is exactly `keep`")

A release tries all of them, or as many as the file says with `AT_RELEASE`: where an answer trains a
network, all would take an hour.
"""

from __future__ import annotations

import contextlib
import io
import random
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np

from checks.call import call
from checks.cells import compiled
from checks.compare import compare
from checks.mistakes import Diagnoses
from checks.session import session
from checks.values import plain
from grader import mutants
from grader.mutants import Mutant
from grader.proof import ProblemSet

FILE_NAME = "mutants.py"
TRIES = 1_000  # random inputs for what passes all tests
SECONDS = 5.0  # a mutant may run for ever, and a busy machine is slow
TOLERANCE = 1e-6  # as the checks'
ANY = "any"  # in place of a statement: whatever passes the tests is right, by the exercise's text


@dataclass(frozen=True)
class Inputs:
    """Random arguments for one exercise: `draw` takes a generator and returns a tuple."""

    exercise: str
    draw: Callable[[np.random.Generator], tuple]


@dataclass(frozen=True)
class Harmless:
    """A changed statement that leaves an answer right, and why."""

    exercise: str
    statement: str
    reason: str


def inputs(exercise: str) -> Callable[[Callable], Inputs]:
    """Make the decorated function draw random arguments for an exercise."""
    return lambda draw: Inputs(exercise, draw)


def harmless(exercise: str, *statements: str, reason: str) -> list[Harmless]:
    """List changed statements that leave an answer right."""
    return [Harmless(exercise, statement, reason) for statement in statements]


@dataclass
class Tally:
    """What became of the mutants of a set."""

    caught: int = 0
    same: int = 0
    of: int = 0  # how many there are, where only a sample was tried
    listed: list[tuple[Mutant, str]] = field(default_factory=list)
    escaped: list[Mutant] = field(default_factory=list)

    @property
    def made(self) -> int:
        """How many there were."""
        return self.caught + self.same + len(self.listed) + len(self.escaped)

    def __str__(self) -> str:
        of = f" of {self.of}" if self.of > self.made else ""
        parts = (
            f"{self.caught} caught",
            f"{self.same} the same on random inputs",
            f"{len(self.listed)} listed as harmless",
            f"{len(self.escaped)} escaped",
        )
        return f"{self.made}{of} mutants: {', '.join(parts)}"


def mutants_of(problem_set: ProblemSet, exercise: str = "") -> list[Mutant]:
    """Make the mutants of all right answers, or of those to one exercise; equal ones once."""
    answers = [(c.id, "solution", c.source) for c in problem_set.cells if c.role == "answer"]
    answers += [(item.exercise, item.name, item.source) for item in problem_set.accepted]
    found: dict[str, Mutant] = {}
    for name, origin, source in answers:
        if exercise in ("", name):
            for mutant in mutants.of_answer(name, origin, source):
                found.setdefault(mutant.source, mutant)
    return list(found.values())


def at_release(folder: Path, made: list[Mutant]) -> list[Mutant]:
    """Return those of a set's mutants that a release tries."""
    path = folder / FILE_NAME
    size = run_path(str(path)).get("AT_RELEASE", len(made)) if path.exists() else len(made)
    return sample(made, size)


def sample(made: list[Mutant], size: int) -> list[Mutant]:
    """Return so many of the mutants, the same each time."""
    return random.Random(0).sample(made, size) if size < len(made) else made


def attack(
    folder: Path,
    problem_set: ProblemSet,
    chosen: Iterable[Mutant],
    *,
    tries: int = TRIES,
) -> Tally:
    """Run mutants on all tests of their exercises, and those that pass on random inputs."""
    drawn, listed = _load(folder / FILE_NAME)
    bench = Bench(problem_set)
    tally, twins = Tally(), {}
    for mutant in chosen:
        if (reason := listed.get((mutant.exercise, ANY))) is not None:
            tally.listed.append((mutant, reason))
            continue
        if bench.score(mutant) < problem_set.points[mutant.exercise]:
            tally.caught += 1
            continue
        reason = listed.get((mutant.exercise, mutant.statement), "")
        if reason:
            tally.listed.append((mutant, reason))
            continue
        draw, parent = drawn.get(mutant.exercise), mutant.parent
        if draw and parent not in twins:
            twins[parent] = Twins(bench, mutant, draw, tries)
        if draw and twins[parent].agree(mutant):
            tally.same += 1
        else:
            tally.escaped.append(mutant)
    return tally


def _load(path: Path) -> tuple[dict[str, Callable], dict[tuple[str, str], str]]:
    values = list(run_path(str(path)).values()) if path.exists() else []
    drawn = {item.exercise: item.draw for item in values if isinstance(item, Inputs)}
    lists = [value for value in values if isinstance(value, list)]
    listed = [item for items in lists for item in items if isinstance(item, Harmless)]
    return drawn, {(item.exercise, item.statement): item.reason for item in listed}


class Bench:
    """A set's notebook, run once with the right answers; single answers are then tried in it."""

    def __init__(self, problem_set: ProblemSet, seed: int = 0) -> None:
        self._seed = seed
        self._cells = {cell.id: cell for cell in problem_set.cells}
        self._names: dict[str, dict[str, Any]] = {}  # as they stand before each answer cell
        names: dict[str, Any] = {"__name__": "__main__"}
        with session(show=_nothing, seed=seed, known=Diagnoses(), only=""), _silent():
            for cell in problem_set.cells:
                if cell.role == "answer":
                    self._names[cell.id] = dict(names)
                compiled(cell.id, cell.source).run(names)

    def define(self, exercise: str, source: str) -> dict[str, Any]:
        """Run an answer cell and return the names that stand then; it may fail."""
        names = dict(self._names[exercise])
        with _silent(), contextlib.suppress(Exception):
            compiled(exercise, source).run(names)
        return names

    def score(self, mutant: Mutant) -> float:
        """Run all tests of an exercise, until one fails, and return the score."""
        names = self.define(mutant.exercise, mutant.source)
        test = self._cells[f"test_{mutant.exercise}"]
        _scrub()
        settings = {"only": mutant.exercise, "hasty": True, "seed": self._seed}
        with session(show=_nothing, known=Diagnoses(), **settings), _silent():
            return compiled(test.id, test.source).run(names)


class Twins:
    """Compares mutants with the right answer that they were made of, on the same random inputs."""

    def __init__(self, bench: Bench, mutant: Mutant, draw: Callable, tries: int) -> None:
        self._bench, self._exercise = bench, mutant.exercise
        right = bench.define(mutant.exercise, mutant.parent)[mutant.exercise]
        rng = np.random.default_rng(0)
        with _silent():
            self._cases = [(args, self._run(right, args)) for args in _drawn(draw, rng, tries)]

    def agree(self, mutant: Mutant) -> bool:
        """Tell whether a mutant returns the same for all inputs."""
        function = self._bench.define(self._exercise, mutant.source).get(self._exercise)
        with _silent():
            return all(
                compare(self._run(function, args), want, TOLERANCE) is None
                for args, want in self._cases
            )

    def _run(self, function: Any, args: tuple) -> Any:
        outcome = call(function, args, {}, SECONDS, watch=True)
        return plain([outcome.ending, outcome.changed, outcome.value])


def _drawn(draw: Callable, rng: np.random.Generator, tries: int) -> Iterator[tuple]:
    return (draw(rng) for _ in range(tries))


def _scrub() -> None:
    """Overwrite what earlier answers have left in memory, where `np.empty` would find it."""
    for size in range(1, 65):
        left = [np.full(size, np.nan) for _ in range(8)]
    del left


def _nothing(_: Any) -> None:
    """Show nothing."""


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Let wrong code print and warn without a word."""
    nowhere = io.StringIO()
    silent = contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere)
    with silent[0], silent[1], warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
