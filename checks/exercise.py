"""Checks for the test cells of the exercises: what is wrong, in words, and partial credit.

A test cell reads

    with check("relu", points=2) as t:
        t.returns(relu, -2, want=0)
        t.returns(relu, np.array([3.0, -1.0]), want=np.array([3.0, 0.0]))
    t.score

Each test climbs a ladder and stops at the first rung that fails: defined, callable, with this
signature, runs, returns something, type, shape, dtype, finite, value; only then is a known mistake
looked for. The block shows one report. `t.score`, the cell's last line, is a plain float between
0 and `points`, which nbgrader takes as partial credit: `t.criterion("numbers", points=0.5)` names
what the tests below it decide on.
"""

from __future__ import annotations

import types
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import TracebackType
from typing import Any

import numpy as np

from checks import stale, verdict
from checks.call import keep
from checks.criteria import Criteria
from checks.expect import equals, has_property
from checks.outcome import Kept, Outcome, Part
from checks.picture import draw
from checks.report import Report, listed
from checks.session import current
from checks.trials import Asked, Trials
from checks.values import reference

SECONDS_PER_CALL = 2.0


def check(
    exercise: str,
    *,
    points: float,
    given: Mapping[str, Callable] | None = None,
    helpers: Sequence[Callable] = (),
    keeps_arguments: bool | float = False,
    seconds: float = SECONDS_PER_CALL,
) -> Check:
    """Check one exercise in a `with` block.

    Parameters
    ----------
    exercise : str
        Its name, usually the function's.
    points : float
        What it is worth, the same number as in the cell's nbgrader metadata.
    given : mapping of str to function, optional
        Correct versions of earlier exercises. A test that fails is repeated with these in place
        of the student's functions of the same names, and counts if it passes then: an exercise
        never needs another one to be right. Where the checks of all these exercises have been
        made, they decide: nothing is repeated if all have passed; else these come first, and a
        test is repeated with the student's own only where it does not return with these.
    helpers : sequence of functions, optional
        Functions of the course besides those in `given` that the exercise builds on. Grading reads
        them here: while the exercise is tested these are there and no others.
    keeps_arguments : bool or float
        Whether a call that changes its arguments is wrong; or the points for changing none, which
        are then all that it costs.
    seconds : float
        Time limit of each call; after the first that exceeds it the remaining tests are not made.
    """
    return Check(exercise, points, given or {}, keeps_arguments, seconds)


class Check:
    """One exercise under test; made by `check`."""

    def __init__(
        self,
        exercise: str,
        points: float,
        given: Mapping[str, Callable],
        keeps_arguments: bool | float,
        seconds: float,
    ) -> None:
        self.exercise = exercise
        self.points = float(points)
        self._seconds = seconds
        keeps = 0.0 if isinstance(keeps_arguments, bool) else keeps_arguments
        self._criteria = Criteria(self.points, keeps)
        self._trials = Trials(exercise, self._criteria, given, bool(keeps_arguments), seconds)

    @cached_property
    def rng(self) -> np.random.Generator:
        """Random numbers for test inputs, the same in every run of this exercise."""
        return np.random.default_rng([current().seed, zlib.crc32(self.exercise.encode())])

    @property
    def score(self) -> float:
        """Points earned, to two decimals: of the criteria, or where there are none by weight."""
        self._trials.settle()
        return self._criteria.score(self._trials.passed, self._trials.kept)

    def criterion(self, name: str, points: float = 0.0, *, minor: bool = False) -> None:
        """Let the tests that follow decide together on so many of the points.

        A criterion is earned where all its tests pass, else not at all. The points of all criteria
        add up to the exercise's, with those of `keeps_arguments`.

        Parameters
        ----------
        name : str
            What the student reads, such as "arrays of any shape".
        points : float
            What it is worth; left out where it goes on after another one.
        minor : bool
            Whether a wrong answer that misses nothing else may keep more than half of the points.
        """
        self._criteria.open(name, points, minor)

    def returns(
        self,
        function: Any,
        /,
        *args: Any,
        want: Any,
        weight: float = 1.0,
        tolerance: float = 1e-6,
        outputs: Sequence[str] = (),
        kinds: bool = False,
        **kwargs: Any,
    ) -> None:
        """Test that `function(*args, **kwargs)` returns `want`.

        Parameters
        ----------
        function : callable
            The student's.
        *args, **kwargs
            The arguments: plain values, arrays, random generators, and functions that a locked
            cell defines or imports (see `checks.values.reference`).
        want : number, str, array, or list, tuple or dict of these
            What a correct function returns.
        weight : float
            Weight of this test among those of the exercise.
        tolerance : float
            Relative tolerance of numbers.
        outputs : sequence of str
            Names for the items of `want`, where it is a tuple; messages then say `history[2]`
            instead of `result[1][2]`.
        kinds : bool
            Whether an `int` has to come for an `int`, not a float, and a tuple for a tuple.
        """
        self._test(Asked(function, args, kwargs, equals(want, tolerance, outputs, kinds)), weight)

    def satisfies(
        self,
        function: Any,
        /,
        *args: Any,
        like: Any,
        that: Callable[[Any], str],
        weight: float = 1.0,
        outputs: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        """Test that what `function(*args, **kwargs)` returns has a property.

        For functions with more than one right result, such as those that draw random numbers.

        Parameters
        ----------
        function : callable
            The student's.
        like : number, str, array, or list, tuple or dict of these
            The result must be of this type, shape and length, and finite where this is.
        that : callable
            Takes the plain value returned; returns an empty string if it has the property, else
            what is wrong with it, as the rest of a sentence that begins with "`f(...)` returned".
        weight : float
            Weight of this test among those of the exercise.
        outputs : sequence of str
            As for `returns`.
        """
        judge = has_property(like, that, outputs)
        self._test(Asked(function, args, kwargs, judge, by_value=False), weight)

    def keeps(self, function: Any, /, *args: Any, **kwargs: Any) -> Kept:
        """Call `function(*args, **kwargs)` and keep what it returns where it is.

        For what is no plain value, such as a model: `reads` asks it for plain values, and any
        function takes it as an argument. This is no test. Where the call fails, the tests of what
        it should have returned do, and say why.

        Parameters
        ----------
        function : callable
            The student's, or a given one, whose name then begins with `given_`.
        *args, **kwargs
            The arguments, tables (`DataFrame`) among them.
        """
        name = getattr(function, "__name__", "") if type(function) is types.FunctionType else ""
        name = name if name.startswith("given_") else self.exercise
        text = verdict.written(name, args, kwargs)
        if current().only not in (None, self.exercise):
            return Kept(text, Outcome("not made"))
        self._trials.settle()
        if self._trials.out_of_time:
            return Kept(text, Outcome("too slow"))
        return keep(function, args, kwargs, self._seconds, text=text)

    def reads(
        self,
        kept: Kept,
        what: str | Callable,
        /,
        *args: Any,
        want: Any = None,
        like: Any = None,
        that: Callable[[Any], str] | None = None,
        weight: float = 1.0,
        tolerance: float = 1e-6,
        last: bool = False,
        **kwargs: Any,
    ) -> None:
        """Test a plain value read from what `keeps` has kept.

        Parameters
        ----------
        kept : Kept
        what : str or callable
            The part to read, as one would write it behind the thing: `count_params()`,
            `layers[0].units`, `history['loss']`. A call that ends it gets the arguments. Or a
            given function, defined or imported in a locked cell, which gets the thing and the
            arguments. One with an attribute `reads`, a given function too, gets what that has made
            of the thing as plain values, and is called apart from what is the student's.
        want, tolerance
            As for `returns`.
        like, that
            As for `satisfies`, in place of `want`.
        weight : float
            Weight of this test among those of the exercise.
        last : bool
            Make this test only where all before it have passed; where not, it fails unmade. For
            what takes seconds, such as training, and for what holds of things left alone.
        """
        if isinstance(what, str):
            text, reader = f"{kept.text}.{what}", Part(what)
            if text.endswith("()"):
                text = verdict.written(text.removesuffix("()"), args, kwargs)
        else:
            text, reader = verdict.written(what.__name__, (kept, *args), kwargs), what
            reference(what)
        judge = equals(want, tolerance, ()) if that is None else has_property(like, that, ())
        asked = Asked(reader, (kept, *args), kwargs, judge, by_value=that is None, text=text)
        self._test(asked, weight, last=last)

    def _test(self, asked: Asked, weight: float, *, last: bool = False) -> None:
        """Make a test, unless the session is about another exercise."""
        if current().only not in (None, self.exercise):
            return
        for argument in (*asked.args, *asked.kwargs.values()):
            if isinstance(argument, types.FunctionType):
                reference(argument)
        self._trials.make(asked, weight, last=last)

    def __enter__(self) -> Check:
        current().checking = self
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if isinstance(error, (KeyboardInterrupt, GeneratorExit)):
            current().checking = None
            return False
        if error is None:
            self._trials.settle()
        else:
            self._trials.break_off(verdict.broken_off(self.exercise, error))
        current().checking = None
        report = self._report()
        current().reports[self.exercise] = report
        current().show(report)
        return True

    def _report(self) -> Report:
        trials, problem = self._trials, self._trials.problem
        if problem is not None:
            likely = current().diagnoses().match(self.exercise, trials.digests)
            hint = f"Likely cause: {likely}" if likely else problem.hint or trials.in_common()
            problem = replace(problem, hint=hint)
        lines = problem.lines() if problem else []
        if problem is not None and (told := stale.newest_fails(self.exercise)):
            lines.insert(0, told)
        if trials.was_given and problem is None:
            # Those that have passed are as good as the given ones, and not the reason.
            wrong = [name for name in trials.given if not current().have_passed((name,))]
            names = listed(wrong or list(trials.given))
            lines.append(f"Tested with a correct {names} in place of yours.")
        return Report(
            self.exercise,
            self.score,
            self.points,
            passed=sum(trials.passed),
            tests=len(trials.passed),
            lines=tuple(lines),
            criteria=self._criteria.judged(trials.passed, trials.kept),
            digests=tuple(trials.digests),
            picture=draw(problem.pair) if problem is not None and current().pictures else "",
        )
