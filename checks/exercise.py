"""Checks for the test cells of the exercises: what is wrong, in words, and partial credit.

A test cell reads

    with check("relu", points=2) as t:
        t.returns(relu, -2, want=0)
        t.returns(relu, np.array([3.0, -1.0]), want=np.array([3.0, 0.0]))
    t.score

Each test climbs a ladder and stops at the first rung that fails: defined, callable, with this
signature, runs, returns something, type, shape, dtype, finite, value; only then is a known mistake
looked for. The block shows one report. `t.score`, the cell's last line, is a plain float between
0 and `points`, which nbgrader takes as partial credit.
"""

from __future__ import annotations

import re
import types
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np

from checks import mistakes, verdict
from checks.call import absent, begin, call, keep
from checks.expect import Judge, equals, has_property, nothing_returned
from checks.outcome import Kept, Outcome, Part
from checks.report import Report
from checks.session import current
from checks.values import copied, reference
from checks.verdict import Problem

SECONDS_PER_CALL = 2.0


def check(
    exercise: str,
    *,
    points: float,
    given: Mapping[str, Callable] | None = None,
    keeps_arguments: bool = False,
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
    keeps_arguments : bool
        Whether a call that changes its arguments is wrong.
    seconds : float
        Time limit of each call; after the first that exceeds it the remaining tests are not made.
    """
    return Check(exercise, points, given or {}, keeps_arguments, seconds)


class _Begun(NamedTuple):
    """A test whose call has been begun: `attempt` makes it again, with given functions."""

    call: verdict.Call
    attempt: Callable[[Mapping[str, Callable]], Outcome]
    judge: Judge
    by_value: bool
    with_given: bool
    begun: Outcome | Callable[[], Outcome]


class Check:
    """One exercise under test; made by `check`."""

    def __init__(
        self,
        exercise: str,
        points: float,
        given: Mapping[str, Callable],
        keeps_arguments: bool,
        seconds: float,
    ) -> None:
        self.exercise = exercise
        self.points = float(points)
        self.given = given
        self._keeps_arguments = keeps_arguments
        self._seconds = seconds
        self._weights: list[float] = []
        self._passed: list[bool] = []
        self._digests: list[str] = []
        # The mistakes that agree with the digests so far; None where no mistake is known at all.
        self._alike = current().diagnoses().by_exercise.get(exercise)
        self._problem: Problem | None = None
        self._out_of_time = False
        self._was_given = self._only_given = False
        self._begun: list[_Begun] = []

    @cached_property
    def rng(self) -> np.random.Generator:
        """Random numbers for test inputs, the same in every run of this exercise."""
        return np.random.default_rng([current().seed, zlib.crc32(self.exercise.encode())])

    @cached_property
    def _helpers_passed(self) -> bool | None:
        """Whether the student's own functions of the given names have passed; None if unknown."""
        return current().have_passed(tuple(self.given)) if self.given else None

    @property
    def score(self) -> float:
        """Points earned: the share of the tests' weight that passed, to two decimals."""
        self._settle()
        if self._problem is not None and not self._weights:
            return 0.0
        earned = sum(w for w, passed in zip(self._weights, self._passed, strict=True) if passed)
        return round(self.points * earned / sum(self._weights), 2) if earned else 0.0

    def returns(
        self,
        function: Any,
        /,
        *args: Any,
        want: Any,
        weight: float = 1.0,
        tolerance: float = 1e-6,
        outputs: Sequence[str] = (),
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
        """
        self._test(function, args, kwargs, weight, equals(want, tolerance, outputs))

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
        self._test(function, args, kwargs, weight, judge, by_value=False)

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
        self._settle()
        if self._out_of_time:
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
            arguments.
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
        self._test(
            reader,
            (kept, *args),
            kwargs,
            weight,
            judge,
            by_value=that is None,
            text=text,
            last=last,
        )

    def _test(
        self,
        function: Any,
        args: tuple,
        kwargs: Mapping[str, Any],
        weight: float,
        judge: Judge,
        *,
        by_value: bool = True,
        text: str = "",
        last: bool = False,
    ) -> None:
        """Call `function` and enter what `judge` says of the plain value that it returned.

        A known mistake is recognised by that value, or where many values are right (`by_value` is
        False) by what `judge` says. `text` is how a message writes the call, where it is not one
        of the exercise's function; for `last` see `reads`.
        """
        if current().only not in (None, self.exercise):
            return
        for argument in (*args, *kwargs.values()):
            if isinstance(argument, types.FunctionType):
                reference(argument)
        if last:
            self._settle()
        self._weights.append(weight)
        if self._out_of_time:
            self._passed.append(False)
            return
        test = len(self._weights)
        if last and not all(self._passed):
            self._passed.append(False)
            self._digest(test, Outcome("not made"))
            return
        args, kwargs = copied(args), copied(dict(kwargs))  # the cell may go on with its own
        told = text or partial(verdict.written, self.exercise, args, kwargs)
        if (missing := absent(args, kwargs)) is not None:
            told, judge = missing.text, nothing_returned
        with_given = self._only_given or self._helpers_passed is False
        given = self.given if with_given else {}
        watch = self._keeps_arguments
        attempt = partial(call, function, args, kwargs, self._seconds, watch=watch)
        begun = begin(function, args, kwargs, self._seconds, given, watch=watch)
        shown = verdict.Call(self.exercise, test, told, self._seconds)
        self._begun.append(_Begun(shown, attempt, judge, by_value, with_given, begun))
        if isinstance(begun, Outcome):
            self._settle()

    def _settle(self) -> None:
        """Enter the tests whose calls have been begun, in order."""
        begun, self._begun = self._begun, []
        for test in begun:
            if self._out_of_time:
                self._passed.append(False)
            else:
                self._enter(test)

    def _enter(self, test: _Begun) -> None:
        """Take the outcome of a test's call and enter what is to be said of it."""
        with_given = test.with_given
        if self._only_given and not with_given:  # decided after it was begun
            outcome, with_given = test.attempt(self.given), True
        else:
            outcome = test.begun if isinstance(test.begun, Outcome) else test.begun()
        # The first problem is the one that is shown; the others need no words.
        shown = test.call if self._problem is None or not test.by_value else test.call.unwritten()
        problem = verdict.climb(shown, outcome, test.judge)
        decides = self._only_given or self._helpers_passed
        decides = decides or (with_given and outcome.ending == "returned")
        if problem is not None and self.given and not decides:
            again = test.attempt({} if with_given else self.given)
            problem_again = verdict.climb(shown, again, test.judge)
            own, given = (again, outcome) if with_given else (outcome, again)
            # A helper that hangs or ends Python would do so again in every test that is left.
            self._only_given = own.ending in ("too slow", "died")
            # A helper of the student's own under a given name may not fit the given one.
            takes_given = given.ending == "returned" or own.ending != "returned"
            if problem_again is None or takes_given != with_given:
                outcome, problem, with_given = again, problem_again, not with_given
        self._was_given |= problem is None and with_given
        self._out_of_time = outcome.ending in ("too slow", "died")
        self._passed.append(problem is None)
        if not test.by_value and outcome.ending == "returned" and outcome.value is not None:
            # A number that came in place of something else tells nothing: it may be a random one.
            told = re.sub(r"the number \S+", "a number", problem.sentence) if problem else ""
            outcome = outcome._replace(value=told)
        self._digest(test.call.test, outcome)
        self._problem = self._problem or problem

    def _digest(self, test: int, outcome: Outcome) -> None:
        """Digest an outcome, as long as a known mistake has the same digests so far."""
        if self._alike == []:
            return
        digest, n = mistakes.digest(self.exercise, test, outcome), len(self._digests)
        self._digests.append(digest)
        if self._alike is not None:
            self._alike = [one for one in self._alike if one.digests[n : n + 1] == (digest,)]

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
            self._settle()
        else:
            self._begun = []
            # The tests that would have followed are unknown, so nothing can be credited.
            self._weights, self._passed = [], []
            self._problem = verdict.broken_off(self.exercise, error)
        current().checking = None
        report = self._report()
        current().reports[self.exercise] = report
        current().show(report)
        return True

    def _report(self) -> Report:
        problem = self._problem
        if problem is not None:
            likely = current().diagnoses().match(self.exercise, self._digests)
            problem = replace(problem, hint=f"Likely cause: {likely}") if likely else problem
        lines = problem.lines() if problem else []
        if self._was_given and problem is None:
            names = " and ".join(f"`{name}`" for name in self.given)
            lines.append(f"Tested with a correct {names} in place of yours.")
        return Report(
            self.exercise,
            self.score,
            self.points,
            passed=sum(self._passed),
            tests=len(self._passed),
            lines=tuple(lines),
            digests=tuple(self._digests),
        )
