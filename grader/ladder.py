"""The ladder that a test climbs, and the sentence for each rung."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.calls import Outcome
from grader.compare import compare
from grader.values import describe, plain, show

PRINTED_SHOWN = 160  # characters of a call's output in a message
ARGUMENT_SHOWN = 40  # characters of an argument in a message


@dataclass(frozen=True)
class Call:
    """The call that a test makes."""

    exercise: str
    test: int
    args: tuple
    kwargs: Mapping[str, Any]
    seconds: float

    def __str__(self) -> str:
        parts = [_argument(value) for value in self.args]
        parts += [f"{name}={_argument(value)}" for name, value in self.kwargs.items()]
        return f"`{self.exercise}({', '.join(parts)})`"


@dataclass(frozen=True)
class Problem:
    """Why a test failed: a sentence, what to look for, and what the call printed."""

    sentence: str
    hint: str = ""
    printed: str = ""

    def lines(self) -> list[str]:
        """Return the problem as lines of a report."""
        printed = " ".join(self.printed.split())
        if len(printed) > PRINTED_SHOWN:
            printed = printed[: PRINTED_SHOWN - 1] + "…"
        return [
            self.sentence,
            *([self.hint] if self.hint else []),
            *([f"It printed: {printed}"] if printed else []),
        ]


def climb(call: Call, outcome: Outcome, want: Any, tolerance: float) -> Problem | None:
    """Return what is wrong with the outcome of a call, or None where nothing is."""
    problem = _ending(call, outcome)
    if problem is None:
        difference = compare(outcome.value, want, tolerance)
        if difference is not None:
            problem = Problem(f"{call} {difference.sentence}", difference.hint)
        elif outcome.changed:
            problem = Problem(
                f"{call} returned the right value, but changed its argument `{outcome.changed}`.",
                "Work on a copy, or compute a new array.",
            )
    if problem is None:
        return None
    return Problem(f"Test {call.test}: {problem.sentence}", problem.hint, outcome.printed)


def broken_off(exercise: str, error: BaseException) -> Problem:
    """Return why the tests of an exercise could not be made at all."""
    if isinstance(error, NameError):
        name = error.name or "a name"
        if name == exercise:
            return Problem(
                f"`{name}` is not defined.",
                "Run the cell that defines it. If that cell shows an error, mend that first.",
            )
        return Problem(
            f"`{name}` is not defined.",
            "Run all cells from the top of the notebook, then this one again.",
        )
    return Problem(
        f"This check stopped with {type(error).__name__}: {str(error)[:160]}",
        "Run all cells from the top of the notebook, then this one again.",
    )


def _argument(value: Any) -> str:
    text = show(plain(value), digits=4)
    return text if len(text) <= ARGUMENT_SHOWN else "…"


def _ending(call: Call, outcome: Outcome) -> Problem | None:
    """Return the problem of a call that did not come back with a value."""
    function = f"`{call.exercise}`"
    match outcome.ending:
        case "not callable":
            return Problem(
                f"{function} is {describe(outcome.value)}, not a function.",
                f"Define it with `def {call.exercise}(...)`, and give that name to nothing else.",
            )
        case "wrong signature":
            return Problem(
                f"{call} cannot be called: your function's parameters are "
                f"({', '.join(outcome.parameters)}).",
                "Put the first line of the function back as it was given.",
            )
        case "too slow":
            return Problem(
                f"{call} was stopped after {call.seconds:g} seconds; later tests were not made.",
                "Look for a loop that never ends.",
            )
        case "raised":
            return _raised(call, outcome)
    return None


def _raised(call: Call, outcome: Outcome) -> Problem:
    if outcome.error == "NotImplementedError":
        return Problem(
            f"`{call.exercise}` is not written yet.",
            "Put your code in place of `raise NotImplementedError()`, run that cell, "
            "then this one again.",
        )
    if outcome.error == "RecursionError":
        return Problem(
            f"{call} calls itself again and again, without an end.",
            "A function that calls itself needs a case in which it does not.",
        )
    if outcome.error == "SystemExit":
        return Problem(f"{call} tried to end Python.", "Use `return`, not `exit` or `quit`.")
    where = f", in line {outcome.line_number} of its cell: `{outcome.line}`" if outcome.line else ""
    text = f": {outcome.error_text}" if outcome.error_text else ""
    return Problem(f"{call} stopped with {outcome.error}{text}{where}")
