"""Prove a problem set before students see it.

The solution and every accepted variant score full marks, the blank notebook scores zero, and every
known mistake fails with its own message and takes no point from any other exercise.

A student meets a set without its hidden tests, and is graded with them. The solution, the blank
notebook and every mistake are run both ways. What is accepted with the hidden tests is accepted
without them, so an accepted variant is run with them only.

With the hidden tests the variants run in rounds: the first of every exercise in one notebook, then
the second, and so on. No exercise needs another one to be right, so each must come out as if it
were alone. Where one does not, the variants of that round run again one by one, to name the one at
fault. Without the hidden tests each mistake runs alone, for its digests.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from checks.mistakes import Diagnoses, Diagnosis
from grader import notebook, variants
from grader.course import CourseError
from grader.notebook import Cell, Result
from grader.variants import Variant


@dataclass(frozen=True)
class ProblemSet:
    """A problem set's source: its cells, its known mistakes and accepted variants."""

    name: str
    cells: tuple[Cell, ...]
    mistakes: tuple[Variant, ...]
    accepted: tuple[Variant, ...]

    @property
    def points(self) -> dict[str, float]:
        """Points by exercise, in the notebook's order."""
        return {
            cell.id.removeprefix("test_"): cell.points for cell in self.cells if cell.role == "test"
        }


@dataclass(frozen=True)
class Proof:
    """Outcome of a proof: what is wrong, and the diagnoses to ship if nothing is."""

    faults: tuple[str, ...]
    known: dict[str, list[Diagnosis]]


def load(folder: Path) -> ProblemSet:
    """Read a problem set from its folder in `solutions/`."""
    path = folder / f"{folder.name}.ipynb"
    if not path.exists():
        raise FileNotFoundError(f"{folder.name}: there is no {path}")
    try:
        cells = notebook.read(path)
    except Exception as error:  # nbformat raises whatever it stumbles on
        told = str(error).partition("\n")[0]
        raise CourseError(f"{path}: expected a notebook: {type(error).__name__}: {told}") from error
    return ProblemSet(
        folder.name,
        tuple(cells),
        tuple(variants.load(folder / "mistakes.py")),
        tuple(variants.load(folder / "accepted.py")),
    )


def prove(
    problem_set: ProblemSet, *, seed: int = 0, progress: Callable[[Iterable], Iterable] = iter
) -> Proof:
    """Prove a problem set; `progress` wraps the list of things to run, to show how far it is."""
    faults = _faults_of_form(problem_set)
    if faults:
        return Proof(tuple(faults), {})
    points_of = problem_set.points
    graded = list(problem_set.cells)
    released = notebook.as_released(graded)
    blank = {cell.id: cell.source for cell in released if cell.role == "answer"}
    answers = {cell.id: cell.source for cell in graded if cell.role == "answer"}
    visible = notebook.with_answers(released, answers)
    runs = [_Run("the solution", "solution", {})]
    runs += [_Run("the blank notebook", "blank", blank)]
    runs += [_nonsense(text, list(points_of)) for text in NONSENSE]
    runs += _rounds("accepted", problem_set.accepted)
    runs += _rounds("mistake", problem_set.mistakes)
    try:
        alone = _alone(problem_set, visible, seed)
        known = _known(problem_set, alone)

        def faults_of(run: _Run) -> list[str]:
            found = []
            is_known = run.variants or run.kind == "nonsense"
            ways = [(graded, "graded")] + [(visible, "released")] * (not is_known)
            for cells, where in ways:
                changed = notebook.with_answers(cells, run.answers)
                results = _results(changed, known=Diagnoses(known), seed=seed)
                faults = _faults(points_of, results, run)
                found += [f"{run.title} ({where} tests): {fault}" for fault in faults]
            return found

        for run in progress(runs):
            found = faults_of(run)
            if found and len(run.variants) > 1:
                found = [fault for part in run.parts() for fault in faults_of(part)] or found
            faults += found
            if faults and run.kind == "blank":  # then most variants fail as well, and tell no more
                return Proof(tuple(faults), {})
    except notebook.CellError as error:
        return Proof((str(error),), {})
    for variant, result in alone:
        named = _named(variant, result, known)
        fault = _fault(points_of, variant.exercise, named, variant.message, "released")
        faults += [f"{_title(variant)} (released tests): {fault}"] * bool(fault)
    faults += _ambiguous(known)
    return Proof(tuple(faults), known)


NONSENSE = ("0", "1", "True", "'text'", "[]", "args[0]", "np.zeros(np.shape(args[0]))", "args[-1]")


@dataclass(frozen=True)
class _Run:
    """Answers to run at once, by exercise; the others are the solution's."""

    title: str
    kind: str  # solution, blank, nonsense, accepted or mistake
    answers: dict[str, str]
    variants: tuple[Variant, ...] = ()

    def parts(self) -> list[_Run]:
        """Return a run for each variant alone."""
        return [_run_of(self.kind, (variant,)) for variant in self.variants]


def _nonsense(text: str, exercises: Sequence[str]) -> _Run:
    """Answer every exercise with the same: a constant, or an argument."""
    answers = {name: f"def {name}(*args, **_):\n    return {text}" for name in exercises}
    return _Run(f"always {text}", "nonsense", answers)


def _rounds(kind: str, variants: Sequence[Variant]) -> list[_Run]:
    """Put the first variants of all exercises into one run, the second into the next, and so on."""
    by_exercise: dict[str, list[Variant]] = {}
    for variant in variants:
        by_exercise.setdefault(variant.exercise, []).append(variant)
    rounds = zip_longest(*by_exercise.values())
    return [_run_of(kind, tuple(filter(None, variants))) for variants in rounds]


def _run_of(kind: str, variants: tuple[Variant, ...]) -> _Run:
    title = "; ".join(map(_title, variants))
    return _Run(title, kind, {item.exercise: item.source for item in variants}, variants)


def _title(variant: Variant) -> str:
    kind = "mistake" if variant.message else "accepted variant"
    return f"{variant.exercise}, {kind} {variant.name!r}"


def _faults_of_form(problem_set: ProblemSet) -> list[str]:
    """Return what is wrong with the set's cells and variants before anything is run."""
    exercises = [cell.id for cell in problem_set.cells if cell.role == "answer"]
    faults = []
    if list(problem_set.points) != exercises:
        faults.append(
            f"answer cells are {exercises}, but test cells are for {list(problem_set.points)}"
        )
    for variant in (*problem_set.mistakes, *problem_set.accepted):
        if variant.exercise not in exercises:
            faults.append(f"{_title(variant)}: there is no such exercise")
    for exercise in exercises:
        for kind, items in (
            ("mistake", problem_set.mistakes),
            ("accepted variant", problem_set.accepted),
        ):
            if not any(item.exercise == exercise for item in items):
                faults.append(f"{exercise}: no {kind} is known")
    return faults


def _results(cells: list[Cell], **settings: Any) -> dict[str, Result]:
    """Run cells as `notebook.run` does; wrong answers may overflow without a word."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return notebook.run(cells, **settings)


def _alone(problem_set: ProblemSet, visible: list[Cell], seed: int) -> list[tuple[Variant, Result]]:
    """Run every mistake on the visible tests of its own exercise, while none is known."""
    found = []
    for item in problem_set.mistakes:
        cells = notebook.with_answers(visible, {item.exercise: item.source})
        found.append((item, _results(cells, seed=seed, only=item.exercise)[item.exercise]))
    return found


def _known(
    problem_set: ProblemSet, alone: Sequence[tuple[Variant, Result]]
) -> dict[str, list[Diagnosis]]:
    """Take the digests of what every mistake computed."""
    known: dict[str, list[Diagnosis]] = {exercise: [] for exercise in problem_set.points}
    for item, result in alone:
        digests = result.report.digests if result.report else ()
        known[item.exercise].append(Diagnosis(item.message, digests))
    return known


def _named(variant: Variant, result: Result, known: Mapping[str, list[Diagnosis]]) -> Result:
    """Return the result of a mistake with the line that it gets now that all are known."""
    if result.report is None:
        return result
    likely = Diagnoses(known).match(variant.exercise, result.report.digests)
    return replace(result, report=replace(result.report, lines=(*result.report.lines, likely)))


def _faults(points: Mapping[str, float], results: dict[str, Result], run: _Run) -> list[str]:
    """Return where the results of one run are not what they must be."""
    message_of = {item.exercise: item.message for item in run.variants}
    found = [
        _fault(points, exercise, results[exercise], message_of.get(exercise, ""), run.kind)
        for exercise in points
    ]
    return list(filter(None, found))


def _fault(
    points: Mapping[str, float], exercise: str, result: Result, message: str, kind: str = "mistake"
) -> str:
    """Return what is wrong with the result of one exercise, or an empty string.

    `message` is that of the mistake which its answer is, empty where it is none.
    """
    worth, report = points[exercise], result.report
    if report is None or report.points != worth:
        return f"{exercise}: the check's points are not the cell's {worth:g}"
    if type(result.score) is not float or result.score != report.score:
        return f"{exercise}: the cell does not end with `t.score`"
    if kind == "blank":
        return f"{exercise} scores {result.score:g}, not 0" if result.score else ""
    criteria = report.criteria
    if kind == "nonsense":
        too_much = bool(criteria) and result.score > worth / 10
        return f"{exercise} scores {result.score:g} of {worth:g}" if too_much else ""
    if not message:
        is_full = result.score == worth
        return "" if is_full else f"{exercise} scores {result.score:g} of {worth:g}: {report}"
    if result.score == worth:
        return "scores full marks"
    missed = [one for one in criteria if not (one.earned or one.minor)]
    if missed and result.score > worth / 2 and kind == "mistake":
        names = ", ".join(repr(one.name) for one in missed)
        return f"keeps {result.score:g} of {worth:g} points, though it misses {names}"
    return "" if message in str(report) else f"its message is missing: {report}"


def _ambiguous(known: dict[str, list[Diagnosis]]) -> list[str]:
    """Return which mistakes the visible tests cannot tell from one another."""
    return [
        f"{exercise}: the visible tests do not tell {first.message!r} from {second.message!r}"
        for exercise, items in known.items()
        for i, first in enumerate(items)
        for second in items[i + 1 :]
        if first.digests == second.digests and first.message != second.message
    ]
