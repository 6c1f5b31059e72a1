"""Read a problem set's notebook and run it inside this process, without a kernel.

Pure Python cells only: no magics, no top-level await. That is what a problem set's given, answer
and test cells are made of, and it makes a proof over a hundred variants take seconds.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from checks.cells import compiled
from checks.mistakes import Diagnoses
from checks.report import Report, Summary
from checks.session import session


@dataclass(frozen=True)
class Cell:
    """A code cell that nbgrader knows.

    Attributes
    ----------
    id : str
        Its nbgrader id; an exercise's answer cell and test cell are `name` and `test_name`.
    source : str
    role : str
        `given`, `answer` or `test`.
    points : float
        What a test cell is worth.
    """

    id: str
    source: str
    role: str
    points: float = 0.0


@dataclass(frozen=True)
class Result:
    """What became of one test cell: its report and the last value of the cell."""

    report: Report | None
    score: Any


def read(path: Path) -> list[Cell]:
    """Read the given, answer and test cells of a notebook in nbgrader's format."""
    cells = []
    for cell in nbformat.read(path, as_version=4).cells:
        grading = cell.metadata.get("nbgrader")
        if grading is None or cell.cell_type != "code":
            continue
        role = "answer" if grading["solution"] else "test" if grading["grade"] else "given"
        points = float(grading.get("points", 0))
        cells.append(Cell(grading["grade_id"], cell.source, role, points))
    return cells


def as_released(cells: list[Cell]) -> list[Cell]:
    """Return the cells as a student gets them: no solution, no hidden test."""
    clear_solutions, clear_tests = ClearSolutions(), ClearHiddenTests()
    released = []
    for cell in cells:
        node = nbformat.v4.new_code_cell(cell.source)
        node.metadata.nbgrader = {"solution": cell.role == "answer", "grade": cell.role == "test"}
        if cell.role == "answer":
            clear_solutions.preprocess_cell(node, {"language": "python"}, 0)
        clear_tests.preprocess_cell(node, {}, 0)
        released.append(replace(cell, source=node.source))
    return released


def with_answers(cells: list[Cell], answers: Mapping[str, str]) -> list[Cell]:
    """Return the cells with the text of some answer cells replaced, by exercise."""
    unknown = set(answers) - {cell.id for cell in cells if cell.role == "answer"}
    if unknown:
        raise KeyError(f"answers: no answer cell named {', '.join(sorted(unknown))}")
    return [replace(cell, source=answers.get(cell.id, cell.source)) for cell in cells]


def run(
    cells: list[Cell],
    *,
    known: Diagnoses | None = None,
    seed: int = 0,
    only: str | None = None,
) -> dict[str, Result]:
    """Run cells from top to bottom and return the results of the test cells, by exercise.

    `known`, `seed` and `only` are settings of `checks.session.Session`.

    An answer cell that fails leaves its names undefined, as in a notebook; a given or a test cell
    that fails is the author's mistake and raises `CellError`.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    nowhere, results = io.StringIO(), {}
    with session(seed=seed, known=known or Diagnoses(), only=only) as shared:
        for cell in cells:
            shown: list[Report | Summary] = []
            shared.show = shown.append
            try:
                with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
                    value = compiled(cell.id, cell.source).run(namespace)
            except Exception as error:
                if cell.role != "answer":
                    raise CellError(cell.id, error) from error
                continue
            if cell.role == "test":
                results[cell.id.removeprefix("test_")] = Result(shown[0] if shown else None, value)
    return results


class CellError(Exception):
    """A cell that must run did not."""

    def __init__(self, cell: str, error: Exception) -> None:
        super().__init__(f"cell {cell!r} stopped with {type(error).__name__}: {error}")
