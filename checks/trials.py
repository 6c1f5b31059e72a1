"""The tests of one exercise: begun one after the other, then judged in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

from checks import across, mistakes, verdict
from checks.across import Seen
from checks.call import absent, begin, call
from checks.criteria import Criteria
from checks.expect import Equals, Judge, nothing_returned
from checks.outcome import Outcome
from checks.session import current
from checks.shipped import taken
from checks.values import copied
from checks.verdict import Problem


class Asked(NamedTuple):
    """What a test does: it calls `function`, and `judge` says of the plain value what is wrong.

    A known mistake is recognised by that value, or where many values are right (`by_value` is
    False) by what `judge` says. `text` is how a message writes the call, where it is not one of
    the exercise's function.
    """

    function: Any
    args: tuple
    kwargs: Mapping[str, Any]
    judge: Judge
    by_value: bool = True
    text: str = ""


class _Begun(NamedTuple):
    """A test whose call has been begun: `attempt` makes it again, with given functions."""

    call: verdict.Call
    attempt: Callable[[Mapping[str, Callable]], Outcome]
    judge: Judge
    by_value: bool
    with_given: bool
    arguments: tuple[tuple, Mapping[str, Any]]
    begun: Outcome | Callable[[], Outcome]


class Trials:
    """Makes the tests of one exercise and keeps what became of them.

    Parameters
    ----------
    exercise : str
    criteria : Criteria
        Learns of each test.
    given, keeps_arguments, seconds
        As for `check`.

    Attributes
    ----------
    passed : list of bool
        For each test, in order.
    kept : bool
        Whether none has changed an argument.
    digests : list of str
        See `Report`.
    problem : Problem or None
        The first.
    given : mapping
        As it came.
    was_given : bool
        Whether a test has passed with given functions only.
    """

    def __init__(
        self,
        exercise: str,
        criteria: Criteria,
        given: Mapping[str, Callable],
        keeps_arguments: bool,
        seconds: float,
    ) -> None:
        self._exercise, self._criteria, self.given = exercise, criteria, given
        self._watch, self._seconds = keeps_arguments, seconds
        self.passed: list[bool] = []
        self.kept = True
        self.digests: list[str] = []
        self.problem: Problem | None = None
        self.was_given = False
        self.out_of_time = False
        # The mistakes that agree with the digests so far; None where no mistake is known at all.
        self._alike = current().diagnoses().by_exercise.get(exercise)
        self._only_given = False
        self._begun: list[_Begun] = []
        self._seen: list[Seen] = []
        self._outputs: Sequence[str] = ()

    @cached_property
    def _helpers_passed(self) -> bool | None:
        """Whether the student's own functions of the given names have passed; None if unknown."""
        return current().have_passed(tuple(self.given)) if self.given else None

    def make(self, asked: Asked, weight: float, *, last: bool = False) -> None:
        """Begin a test; for `last` see `Check.reads`."""
        if last:
            self.settle()
        self._criteria.add(weight)
        if self.out_of_time:
            self.passed.append(False)
            return
        test = len(self._criteria)
        if last and not all(self.passed):
            self.passed.append(False)
            self._digest(test, Outcome("not made"))
            return
        # The cell may go on with its own arguments.
        args, kwargs, judge = copied(asked.args), copied(dict(asked.kwargs)), asked.judge
        told = asked.text or partial(verdict.written, self._exercise, args, kwargs)
        if (missing := absent(args, kwargs)) is not None:
            told, judge = missing.text, nothing_returned
        with_given = self._only_given or self._helpers_passed is False
        given = self.given if with_given else {}
        call_of = asked.function, args, kwargs, self._seconds
        attempt: Callable[..., Outcome]
        if not asked.text and (shipped := taken(asked.function)):
            begun, attempt = shipped, lambda _: shipped
        elif asked.text and hasattr(asked.function, "reads"):
            attempt = partial(_measured, *call_of)
            begun = attempt({})
        else:
            attempt = partial(call, *call_of, watch=self._watch)
            begun = begin(*call_of, given, watch=self._watch)
        shown = verdict.Call(self._exercise, test, told, self._seconds)
        self._begun.append(
            _Begun(shown, attempt, judge, asked.by_value, with_given, (args, kwargs), begun)
        )
        if isinstance(begun, Outcome):
            self.settle()

    def in_common(self) -> str:
        """Return what the wrong results have in common, as a sentence, or an empty string."""
        return across.told(self._seen, self._outputs)

    def settle(self) -> None:
        """Enter the tests whose calls have been begun, in order."""
        begun, self._begun = self._begun, []
        for test in begun:
            if self.out_of_time:
                self.passed.append(False)
            else:
                self._enter(test)

    def break_off(self, problem: Problem) -> None:
        """Forget all tests: those that would have followed are unknown."""
        self._begun, self.passed, self.problem = [], [], problem
        self._criteria.forget()

    def _enter(self, test: _Begun) -> None:
        """Take the outcome of a test's call and enter what is to be said of it."""
        with_given = test.with_given
        if self._only_given and not with_given:  # decided after it was begun
            outcome, with_given = test.attempt(self.given), True
        else:
            outcome = test.begun if isinstance(test.begun, Outcome) else test.begun()
        # The first problem is the one that is shown; the others need no words.
        shown = test.call if self.problem is None or not test.by_value else test.call.unwritten()
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
        self.was_given |= problem is None and with_given
        self.out_of_time = outcome.ending in ("too slow", "died")
        self.out_of_time |= current().hasty and problem is not None
        only_changed = problem is not None and problem.only_changed
        self.kept &= not only_changed
        self.passed.append(problem is None or (only_changed and self._criteria.keeps > 0))
        if isinstance(test.judge, Equals):
            value = outcome.value if outcome.ending == "returned" else None
            is_right = problem is None or only_changed
            self._seen.append(Seen(is_right, value, test.judge.want, *test.arguments))
            self._outputs = test.judge.outputs or self._outputs
        if not test.by_value and outcome.ending == "returned" and outcome.value is not None:
            # A number that came in place of something else tells nothing: it may be a random one.
            told = re.sub(r"the number \S+", "a number", problem.sentence) if problem else ""
            outcome = outcome._replace(value=told)
        self._digest(test.call.test, outcome)
        self.problem = self.problem or problem

    def _digest(self, test: int, outcome: Outcome) -> None:
        """Digest an outcome, as long as a known mistake has the same digests so far."""
        if self._alike == []:
            return
        digest, n = mistakes.digest(self._exercise, test, outcome), len(self.digests)
        self.digests.append(digest)
        if self._alike is not None:
            self._alike = [one for one in self._alike if one.digests[n : n + 1] == (digest,)]


def _measured(
    function: Any, args: tuple, kwargs: Mapping[str, Any], seconds: float, _: Mapping[str, Callable]
) -> Outcome:
    """Have a kept thing read where it is, and call the function with that somewhere else."""
    kept, *others = args
    if function.reads not in kept.copies:
        kept.copies[function.reads] = call(function.reads, (kept,), {}, seconds)
    read = kept.copies[function.reads]
    if read.ending != "returned" or not kept.is_there:
        return read
    return current().apart(function, (read.value, *others), kwargs, seconds)
