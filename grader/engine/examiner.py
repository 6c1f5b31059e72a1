"""The trusted side: run the test cells, with the student's functions called over the wire.

An examiner grades one submission. It executes the given cells for itself, hands the student's
cells over the line to a student's process, and executes the test cells, in which each name that the
student defines stands for a `Proxy`. Points come from the test cells' own last values, computed
here from what was received.
"""

from __future__ import annotations

import contextlib
import io
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from checks import cells
from checks.call import kept_by
from checks.mistakes import Diagnoses
from checks.session import Session, session
from grader.engine import figures, messages, outputs
from grader.engine.apart import Apart
from grader.engine.line import Line
from grader.engine.names import helpers, loaded
from grader.engine.paper import Cell, Paper
from grader.engine.proxy import GoneError, Keeper, Proxy
from grader.engine.sandbox import Sandbox
from grader.engine.wire import Held

SAID = 20 * 2**20  # characters that all cells of a notebook may print and show together
DRAWN = 20 * 2**20  # bytes of all figures
THEIRS = ("given", "answer", "plain", "extra")  # roles of cells that run in a student's process


class GradingError(Exception):
    """The set's own cells do not run: the author's fault, not a student's."""


@dataclass
class CellResult:
    """What became of a cell: outputs in the notebook format, and for a test its score."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    was_run: bool = False
    score: float | None = None


@dataclass
class Run:
    """What became of a submission's cells, by the cells' ids, and what happened on the way."""

    results: dict[str, CellResult]
    incidents: list[str]
    seconds: float = 0.0


class Examiner:
    """Grades one submission; see the module's text.

    Parameters
    ----------
    paper : Paper
        The instructor's notebook with the student's answers.
    sandbox : Sandbox
        Where students' processes come from.
    known : Diagnoses
        The set's known mistakes.
    files : mapping
        Names and contents of the files that lie beside the notebook.
    """

    def __init__(
        self,
        paper: Paper,
        sandbox: Sandbox,
        known: Diagnoses,
        files: Mapping[str, bytes],
    ) -> None:
        self._paper = paper
        self._known = known
        self._sandbox, self._files = sandbox, files
        self._line = Line(sandbox, files)
        self._apart = Apart(sandbox, self._line.until)
        self._most_shown = sandbox.limits.output_kib * 1024
        self._room, self._room_for_figures = SAID, DRAWN
        self._namespace: dict[str, Any] = {"__name__": "__main__"}

    def run(self) -> Run:
        """Run all cells in order and return what became of them."""
        start = time.monotonic()
        results = {}
        last = self._last
        try:
            with (
                kept_by(Keeper(self._line)),
                session(
                    known=self._known, show=lambda report: None, apart=self._apart.call
                ) as shared,
            ):
                for i, cell in enumerate(self._paper.cells):
                    result = CellResult()
                    self._lend(self._paper.cells[i:])
                    if cell.kind == "code":
                        if cell.role == "given" and cell.id in self._paper.both:
                            self._run_given(cell)
                        if cell.role in THEIRS and i <= last:
                            result = self._run_theirs(cell, self._paper.cells[i + 1 : i + 2])
                        elif cell.role == "test" or (
                            cell.role == "shown" and not _draws(cell.source)
                        ):
                            self._bind(cell)
                            result = self._run_test(cell, shared)
                    # The machine's failure, whatever a test cell made of it.
                    if failure := self._line.failure or self._apart.failure:
                        raise failure
                    results[cell.id] = result
            self._line.end()
            self._show_untested(results)
        finally:
            self._line.end()
            self._apart.end()
        return Run(results, self._line.incidents, time.monotonic() - start)

    @property
    def _last(self) -> int:
        """The last cell that can matter."""
        roles = [cell.role for cell in self._paper.cells]
        return max((i for i, role in enumerate(roles) if role in ("test", "answer")), default=-1)

    def _show_untested(self, results: dict[str, CellResult]) -> None:
        """Let cells behind a test show what they show where no test has run.

        What a student's functions have been called with in hidden tests, a later cell could print.
        So where one shows anything, all cells run once more, in a process that no test has used.
        """
        cells = self._paper.cells[: self._last + 1]
        first = next((i for i, cell in enumerate(cells) if cell.role == "test"), len(cells))
        behind = [cell for cell in cells[first:] if cell.role in THEIRS]
        if not any(results[cell.id].outputs for cell in behind):
            return
        incidents = self._line.incidents
        self._line = Line(self._sandbox, self._files, until=self._line.until)
        self._line.is_theirs = True  # the set's own cells have run before
        self._room, self._room_for_figures = SAID, DRAWN
        for i, cell in enumerate(cells):
            if cell.kind == "code" and cell.role in THEIRS:
                self._lend(cells[i:])
                shown = self._run_theirs(cell, ())
                if cell in behind:
                    results[cell.id] = shown
        self._line.incidents = incidents

    def _lend(self, cells: Sequence[Cell]) -> None:
        """Lend what the exercise builds on whose test is the first of these cells.

        So a student's cell may call what the test behind it lends. An exercise builds on earlier
        ones, which have been tested by then.
        """
        test = next((cell for cell in cells if cell.role == "test"), None)
        names = helpers(test.source) if test else ()
        self._line.settle()
        values = [self._namespace[name] for name in sorted(names) if name in self._namespace]
        self._line.sender.lent = [function for value in values for function in _functions(value)]

    def _run_given(self, cell: Cell) -> None:
        before = dict(self._namespace)
        try:
            with _captured():
                _execute(cell, self._namespace)
        except Exception as error:
            raise GradingError(
                f"the given cell `{cell.label}` stopped with {type(error).__name__}: {error}"
            ) from error
        self._line.sender.given |= cells.newly_bound(before, self._namespace)

    def _run_theirs(self, cell: Cell, behind: Sequence[Cell]) -> CellResult:
        """Run a cell in the student's process; the cell behind it, if any, may be a test."""
        names = [name for test in behind if test.role == "test" for name in self._names_in(test)]
        try:
            ran = self._line.run(cell, names, draw=self._paper.by_hand)
        except GoneError as gone:
            if cell.role == "given" and not self._line.is_theirs:
                raise GradingError(f"the given cell `{cell.label}` {gone}") from gone
            self._line.note(f"cell `{cell.label}` {gone}")
            stopped = outputs.error("Stopped", f"This cell {gone}.")
            return CellResult(was_run=True, outputs=[stopped])
        return CellResult(was_run=True, outputs=list(outputs.of_ran(self._cut(ran))))

    def _cut(self, ran: messages.Ran) -> messages.Ran:
        """Return what a cell has said, cut here too: the other side may have lost its bounds."""
        most = self._most_shown + 100  # with the words that say that it was cut
        kept = {}
        for part in ("printed", "complained", "shown", "error_text", "traceback"):
            kept[part] = getattr(ran, part)[: min(most, self._room)]
            self._room -= len(kept[part])
        pictures = figures.pictures(ran.figures, self._room_for_figures)
        self._room_for_figures -= sum(map(len, pictures))
        return ran._replace(**kept, figures=pictures)

    def _run_test(self, cell: Cell, shared: Session) -> CellResult:
        """Run a test cell here and take its score."""
        shown: list[dict[str, Any]] = []
        shared.show = lambda thing: shown.append(outputs.display(thing))
        value, failed = None, False
        with _captured() as streams:
            try:
                value = _execute(cell, self._namespace)
            except (Exception, SystemExit) as error:  # a test cell must not end the examiner
                failed = True
                shown.append(outputs.failure(error))
        for name, stream in streams.items():
            if stream.getvalue():
                shown.insert(0, outputs.stream(name, stream.getvalue()))
        if value is not None and not failed:
            shown.append(outputs.result(repr(value)))
        score = None
        if cell.role == "test":
            score = 0.0 if failed else score_of(value, cell.points)
        return CellResult(shown, was_run=True, score=score)

    def _bind(self, cell: Cell) -> None:
        """Make the student's names in a test cell stand for what the student defines now."""
        self._line.settle()  # calls that the test cell before has not waited for
        names = self._names_in(cell)
        try:
            found = self._line.look(names) if names else {}
        except GoneError as gone:
            self._line.note(f"before cell `{cell.label}` the process {gone}")
            found = {}
        for name in names:
            self._namespace.pop(name, None)
            if name in found:
                value = found[name]
                is_held = isinstance(value, Held)
                self._namespace[name] = Proxy(self._line, value, name) if is_held else value

    def _names_in(self, cell: Cell) -> list[str]:
        """Return the student's names that a test cell needs."""
        names = sorted(loaded(cell.source) & self._paper.theirs)
        # Helper functions of earlier test cells may mention a student's name too.
        return names + sorted(self._paper.theirs & self._namespace.keys() - set(names))


def score_of(value: Any, points: float) -> float:
    """Return the score that a test cell's last value stands for, within 0 and its points.

    As in nbgrader: a number is partial credit, no number is full credit. A number that is not
    finite or not within 0 and the points is worth nothing.
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.number)):
        return points
    score = float(np.real(value))
    return score if math.isfinite(score) and 0.0 <= score <= points else 0.0


def _functions(value: Any) -> list[Any]:
    """Return the functions that a name in `given` or `helpers` stands for."""
    if type(value) is dict:
        return list(value.values())
    return list(value) if type(value) in (list, tuple) else [value]


def _draws(source: str) -> bool:
    return "drawing" in loaded(source)


def _execute(cell: Cell, namespace: dict[str, Any]) -> Any:
    return cells.compiled(cell.label, cell.source).run(namespace)


@contextlib.contextmanager
def _captured() -> Iterator[dict[str, io.StringIO]]:
    printed, complained = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
        yield {"stdout": printed, "stderr": complained}
