"""Prove a problem set before students see it.

The solution and every accepted variant score full marks, the blank notebook scores zero, and every
known mistake fails with its own message and takes no point from any other exercise. Each is run
twice, with the hidden tests and without, since both are what a student meets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
    try:
        known = _known(problem_set, visible, seed)
        runs = [("the solution", {}, ""), ("the blank notebook", blank, "blank")]
        runs += [(_title(item), item, "accepted") for item in problem_set.accepted]
        runs += [(_title(item), item, "mistake") for item in problem_set.mistakes]
        for title, answer, kind in progress(runs):
            is_variant = isinstance(answer, Variant)
            change = {answer.exercise: answer.source} if is_variant else answer
            # What a variant does to the other exercises shows in the graded tests, the larger set.
            only = answer.exercise if is_variant else None
            for cells, where, looked_at in ((graded, "graded", None), (visible, "released", only)):
                results = notebook.run(
                    notebook.with_answers(cells, change),
                    known=Diagnoses(known),
                    seed=seed,
                    only=looked_at,
                )
                points = {looked_at: points_of[looked_at]} if looked_at else points_of
                found = _faults(points, results, answer, kind)
                faults += [f"{title} ({where} tests): {fault}" for fault in found]
    except notebook.CellError as error:
        return Proof((str(error),), {})
    faults += _ambiguous(known)
    return Proof(tuple(faults), known)


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


def _faults(
    points: dict[str, float], results: dict[str, Result], answer: Variant | dict, kind: str
) -> list[str]:
    """Return where the results of one run are not what they must be."""
    faults = []
    for exercise, worth in points.items():
        result = results[exercise]
        is_wrong = kind == "blank" or (kind == "mistake" and answer.exercise == exercise)
        if result.report is None or result.report.points != worth:
            faults.append(f"{exercise}: the check's points are not the cell's {worth:g}")
        elif type(result.score) is not float or result.score != result.report.score:
            faults.append(f"{exercise}: the cell does not end with `t.score`")
        elif not is_wrong and result.score != worth:
            faults.append(f"{exercise} scores {result.score:g} of {worth:g}: {result.report}")
        elif kind == "blank" and result.score != 0:
            faults.append(f"{exercise} scores {result.score:g}, not 0")
        elif is_wrong and result.score == worth:
            faults.append("scores full marks")
        elif kind == "mistake" and is_wrong and answer.message not in str(result.report):
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
