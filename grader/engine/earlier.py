"""Keep the results of tests that nothing has changed for since an earlier run.

A test cell's result depends on the cells that run before it, on the cell itself, on the known
mistakes of its exercise, on which exercises have passed so far (they decide whether given functions
stand in), and on the `ground`: files, limits, data and code. `Ledger` makes one key of all that as
the notebook runs. Where an earlier run of the same submission has the same key for the cell, the
student's functions need not be called again.
"""

from __future__ import annotations

import hashlib
import symtable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from checks.mistakes import Diagnoses
from checks.report import Report
from grader.engine.paper import Cell, Paper, bound


@dataclass(frozen=True)
class Earlier:
    """The result of a test cell: its key, outputs and score, and the reports that it made."""

    key: str
    outputs: list[dict[str, Any]]
    score: float
    reports: dict[str, Report]

    def told(self) -> dict[str, Any]:
        """Return what a notebook's file keeps of it beside the outputs and the score."""
        return {"key": self.key, "reports": [asdict(report) for report in self.reports.values()]}

    @classmethod
    def read(cls, told: Any, outputs: list[dict[str, Any]], score: float) -> Earlier:
        """Read it back; KeyError, TypeError or ValueError if it is not as `told` writes it."""
        reports = {}
        for item in told["reports"]:
            lists = {name: tuple(item[name]) for name in ("lines", "digests")}
            reports[item["exercise"]] = Report(**{**item, **lists})
        return cls(str(told["key"]), outputs, float(score), reports)


class Ledger:
    """The keys of a notebook's test cells, made while it runs.

    Parameters
    ----------
    paper : Paper
    known : Diagnoses
    ground : str
        A digest of all else that every result depends on.
    """

    def __init__(self, paper: Paper, known: Diagnoses, ground: str) -> None:
        self._known = known
        self._so_far = hashlib.sha256(ground.encode())
        tests = [cell for cell in paper.cells if cell.role == "test"]
        # A cell has to run that defines what a later test uses and does not define for itself.
        self._needed = {
            cell.id
            for i, cell in enumerate(tests)
            for later in tests[i + 1 :]
            if bound(cell.source) & (_used(later.source) - bound(later.source))
        }

    def enter(self, cell: Cell) -> None:
        """Note a cell that runs before the tests to come."""
        self._so_far.update(repr((cell.role, cell.label, cell.source)).encode("utf-8", "replace"))

    def key(self, cell: Cell, reports: dict[str, Report]) -> str:
        """Return the key of a test cell after these reports; empty if it must run every time."""
        if cell.id in self._needed:
            return ""
        exercise = cell.name.removeprefix("test_")
        passed = sorted(name for name, report in reports.items() if report.word == "passed")
        known = self._known.digest_of(exercise)
        total = self._so_far.copy()
        total.update(repr((cell.source, cell.points, known, passed)).encode("utf-8", "replace"))
        return total.hexdigest()[:32]


@lru_cache(maxsize=256)
def _used(source: str) -> frozenset[str]:
    """Return the names of the notebook that a cell uses, without those local to its functions."""
    used, tables = set(), [symtable.symtable(source, "cell", "exec")]
    while tables:
        table = tables.pop()
        is_top = table.get_type() == "module"
        used |= {
            name.get_name()
            for name in table.get_symbols()
            if name.is_referenced() and (is_top or name.is_global())
        }
        tables += table.get_children()
    return frozenset(used)
