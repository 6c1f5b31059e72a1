"""What the checks of one notebook share, and what it shows besides them."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checks import mistakes
from checks.call import call
from checks.limit import TimeLimit, TooSlowError
from checks.mistakes import Diagnoses
from checks.outcome import Outcome
from checks.report import Note, Report, Summary, listed
from checks.values import class_name


def display(thing: Any) -> None:
    """Show a thing below the cell, in a notebook."""
    from IPython.display import display  # takes a while to import, and grading shows nothing

    display(thing)
    # Of a cell that failed, nbgrader's Validate shows the code and what was written as an error.
    validating = os.environ.get("NBGRADER_VALIDATING")
    if validating and isinstance(thing, Report) and thing.score < thing.points:
        print(thing, file=sys.stderr)


@dataclass
class Session:
    """What the checks of one notebook share.

    Attributes
    ----------
    show : callable
        Takes each report; in a notebook it displays it.
    seed : int
        Of the random test inputs.
    only : str, optional
        The one exercise whose tests are made; the others' are passed over.
    hasty : bool
        Whether a check makes no further test once one has failed.
    known : Diagnoses, optional
        The known mistakes; where None they are read from `folder`.
    folder : Path
        Where the notebook is.
    reports : dict
        The latest report of each exercise.
    checking : Check, optional
        The check whose `with` block runs.
    pictures : bool
        Whether a report holds the expected values as a picture; never while hidden tests are made.
    hints_shown : dict
        How many hints to each exercise have been shown.
    apart : callable
        Takes function, arguments, keyword arguments and seconds, makes the call where nothing of
        the student's runs, and returns the `Outcome`; in a notebook there is no such place.
    """

    show: Callable[[Any], Any] = display
    seed: int = 0
    only: str | None = None
    hasty: bool = False
    known: Diagnoses | None = None
    folder: Path = field(default_factory=Path.cwd)
    reports: dict[str, Report] = field(default_factory=dict)
    checking: Any = None
    pictures: bool = False
    hints_shown: dict[str, int] = field(default_factory=dict)
    apart: Callable[..., Outcome] = call

    def have_passed(self, exercises: tuple[str, ...]) -> bool | None:
        """Return whether all these exercises have passed; None where some were not checked yet."""
        reports = [self.reports.get(exercise) for exercise in exercises]
        return None if None in reports else all(report.word == "passed" for report in reports)

    def diagnoses(self) -> Diagnoses:
        """Return the known mistakes beside the notebook, read when first needed."""
        if self.known is None:
            self.known = mistakes.load(self.folder)
        return self.known


# In the student's own notebook, where every test can be read; nbgrader says when it grades.
_session = Session(pictures=os.environ.get("NBGRADER_EXECUTION") != "autograde")


@contextlib.contextmanager
def session(**settings: Any) -> Iterator[Session]:
    """Run checks in a `Session` with these settings, then go back to the one before."""
    global _session
    before, _session = _session, Session(**settings)
    try:
        yield _session
    finally:
        _session = before


def current() -> Session:
    """Return the session that checks are made in."""
    return _session


def points_so_far(*, of: float) -> None:
    """Show the points of all exercises of this notebook, of so many possible.

    In the notebook's order, where the known mistakes beside it tell the order; an exercise whose
    test cell has not been run is listed as such.
    """
    reports = _session.reports
    in_order = [name for name in _session.diagnoses().by_exercise if name]
    in_order += [name for name in reports if name not in in_order]
    rows = tuple(reports[name] for name in in_order if name in reports)
    _session.show(Summary(rows, of, tuple(in_order)))


def drawing(*exercises: str, seconds: float = 10.0) -> Callable[[Callable[[], Any]], None]:
    """Call the decorated function at once and show the figure it returns.

    It draws with the student's functions. Until these exercises have passed their checks, or where
    it fails or takes longer than so many seconds, one line says so instead.
    """

    def draw(function: Callable[[], Any]) -> None:
        reports = [_session.reports.get(exercise) for exercise in exercises]
        names = listed(exercises)
        figure: Any = Note(f"There is no figure yet: it needs {names} to pass the tests.")
        if all(report is not None and report.word == "passed" for report in reports):
            # A function that has passed may have been changed since; its check will tell how.
            figure = Note(f"There is no figure: run the tests of {names} again.")
            try:
                with TimeLimit(seconds):
                    figure = function() or figure
            except TooSlowError:
                figure = Note(f"There is no figure: drawing it took more than {seconds:g} seconds.")
            except (Exception, SystemExit) as error:
                kind = class_name(type(error))
                figure = Note(f"There is no figure: drawing it with {names} stopped with {kind}.")
        _session.show(figure)

    return draw
