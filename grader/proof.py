"""Prove a problem set before students see it.

The solution and every accepted variant score full marks, the blank notebook scores zero, and every
known mistake fails with its own message and takes no point from any other exercise. Each is run
twice, with the hidden tests and without, since both are what a student meets.

The variants run in rounds: the first of every exercise in one notebook, then the second, and so
on. No exercise needs another one to be right, so each must come out as if it were alone. Where one
does not, the variants of that round run again one by one, to name the one at fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from grader import notebook, variants
from grader.diagnoses import Diagnoses, Diagnosis
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
    return ProblemSet(
        folder.name,
        tuple(notebook.read(path)),
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
    runs += _rounds("accepted", problem_set.accepted)
    runs += _rounds("mistake", problem_set.mistakes)
    try:
        known = _known(problem_set, visible, seed)

        def faults_of(run: _Run) -> list[str]:
            found = []
            for cells, where in ((graded, "graded"), (visible, "released")):
                changed = notebook.with_answers(cells, run.answers)
                results = notebook.run(changed, known=Diagnoses(known), seed=seed)
                faults = _faults(points_of, results, run)
                found += [f"{run.title} ({where} tests): {fault}" for fault in faults]
            return found

        for run in progress(runs):
            found = faults_of(run)
            if found and len(run.variants) > 1:
                alone = [fault for part in run.parts() for fault in faults_of(part)]
                found = alone or found
            faults += found
            if faults and run.kind == "blank":  # then most variants fail as well, and tell no more
                return Proof(tuple(faults), {})
    except notebook.CellError as error:
        return Proof((str(error),), {})
    faults += _ambiguous(known)
    return Proof(tuple(faults), known)


@dataclass(frozen=True)
class _Run:
    """Answers to run at once, by exercise; the others are the solution's."""

    title: str
    kind: str  # solution, blank, accepted or mistake
    answers: dict[str, str]
    variants: tuple[Variant, ...] = ()

    def parts(self) -> list[_Run]:
        """Return a run for each variant alone."""
        return [_run_of(self.kind, (variant,)) for variant in self.variants]


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


def _known(problem_set: ProblemSet, visible: list[Cell], seed: int) -> dict[str, list[Diagnosis]]:
    """Run every mistake on the visible tests and take the digests of what it computes."""
    known: dict[str, list[Diagnosis]] = {exercise: [] for exercise in problem_set.points}
    for item in problem_set.mistakes:
        cells = notebook.with_answers(visible, {item.exercise: item.source})
        report = notebook.run(cells, seed=seed, only=item.exercise)[item.exercise].report
        known[item.exercise].append(Diagnosis(item.message, report.digests if report else ()))
    return known


def _faults(points: dict[str, float], results: dict[str, Result], run: _Run) -> list[str]:
    """Return where the results of one run are not what they must be."""
    message_of = {item.exercise: item.message for item in run.variants}
    faults = []
    for exercise, worth in points.items():
        result = results[exercise]
        is_mistake = run.kind == "mistake" and exercise in message_of
        if result.report is None or result.report.points != worth:
            faults.append(f"{exercise}: the check's points are not the cell's {worth:g}")
        elif type(result.score) is not float or result.score != result.report.score:
            faults.append(f"{exercise}: the cell does not end with `t.score`")
        elif run.kind == "blank":
            if result.score != 0:
                faults.append(f"{exercise} scores {result.score:g}, not 0")
        elif not is_mistake and result.score != worth:
            faults.append(f"{exercise} scores {result.score:g} of {worth:g}: {result.report}")
        elif is_mistake and result.score == worth:
            faults.append("scores full marks")
        elif is_mistake and message_of[exercise] not in str(result.report):
            faults.append(f"its message is missing: {result.report}")
    return faults


def _ambiguous(known: dict[str, list[Diagnosis]]) -> list[str]:
    """Return which mistakes the visible tests cannot tell from one another."""
    return [
        f"{exercise}: the visible tests do not tell {first.message!r} from {second.message!r}"
        for exercise, items in known.items()
        for i, first in enumerate(items)
        for second in items[i + 1 :]
        if first.digests == second.digests and first.message != second.message
    ]
