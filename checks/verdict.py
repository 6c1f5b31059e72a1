"""The ladder that a test climbs, and the sentence for each rung."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from checks.difference import Difference, Pair
from checks.outcome import Kept, Outcome
from checks.shipped import NOT_GIVEN
from checks.values import describe, plain, show

PRINTED_SHOWN = 160  # characters of a call's output in a message
ARGUMENT_SHOWN = 40  # characters of an argument in a message


class Call(NamedTuple):
    """The call that a test makes, or the part that it reads.

    `text` is how that is written, or writes it when a message needs it.
    """

    exercise: str
    test: int
    text: str | Callable[[], str]
    seconds: float

    def unwritten(self) -> Call:
        """Return the call without its arguments, for a message that nobody reads."""
        return self._replace(text=f"{self.exercise}(…)")

    def __str__(self) -> str:
        return f"`{self.text() if callable(self.text) else self.text}`"


def written(name: str, args: tuple, kwargs: Mapping[str, Any]) -> str:
    """Write a call as one would in Python, long arguments as dots."""
    parts = [_argument(value) for value in args]
    parts += [f"{name}={_argument(value)}" for name, value in kwargs.items()]
    return f"{name}({', '.join(parts)})"


@dataclass(frozen=True)
class Problem:
    """Why a test failed: a sentence, what to look for, and what the call printed.

    `only_changed` says that the value is right and nothing but an argument was changed; `pair`
    holds the two values that differ.
    """

    sentence: str
    hint: str = ""
    printed: str = ""
    only_changed: bool = False
    pair: Pair | None = field(default=None, repr=False, compare=False)

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


def climb(
    call: Call, outcome: Outcome, judge: Callable[[Any], Difference | None]
) -> Problem | None:
    """Return what is wrong with the outcome of a call, or None where nothing is.

    `judge` takes the value returned and says how it differs from what is expected.
    """
    problem = _ending(call, outcome)
    if problem is None:
        difference = judge(outcome.value)
        if difference is not None:
            is_part = not str(call).endswith(")`")
            sentence = difference.sentence
            sentence = sentence.replace("returned ", "is ", 1) if is_part else sentence
            problem = Problem(f"{call} {sentence}", difference.hint, pair=difference.pair)
        elif outcome.changed:
            problem = Problem(
                f"{call} returned the right value, but changed its argument `{outcome.changed}`.",
                "Work on a copy, or compute a new array.",
                only_changed=True,
            )
    if problem is None:
        return None
    return replace(
        problem, sentence=f"Test {call.test}: {problem.sentence}", printed=outcome.printed
    )


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
    if isinstance(value, Kept):
        return value.text if len(value.text) <= ARGUMENT_SHOWN else "…"
    if isinstance(value, np.random.Generator):
        return "rng"
    if isinstance(value, types.FunctionType):
        return value.__name__
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
        case "died":
            return Problem(
                f"{call} {outcome.error_text}; later tests were not made.",
                "Look for an `exit`, or for arrays and lists that grow without end.",
            )
        case "too slow":
            return Problem(
                f"{call} was stopped after {call.seconds:g} seconds; later tests were not made.",
                "It is an endless loop, or it does far more work than it needs to.",
            )
        case "lacks":
            place = f"`{outcome.error}`" if outcome.error else "what your function returned"
            return Problem(
                f"{call} cannot be read: {place} is {describe(outcome.value)}, "
                f"which has no `{outcome.error_text}`."
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
    if outcome.error == NOT_GIVEN:
        return Problem(
            f"{call} takes {outcome.error_text}.",
            "Helpers of the course are for the exercises that build on them.",
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
    return Problem(f"{call} stopped with {outcome.error}{text}{where}", _about_shapes(outcome))


def _about_shapes(outcome: Outcome) -> str:
    """Say in plain words what NumPy says of shapes that do not fit."""
    if found := re.search(
        r"broadcast together with shapes (\([\d,]*\)) (\([\d,]*\))", outcome.error_text
    ):
        one, other = (shape.replace(",", ", ").replace(", )", ",)") for shape in found.groups())
        matrices = "; the product of matrices is `@`" if "*" in outcome.line else ""
        return f"Arrays of shapes {one} and {other} do not fit entry by entry{matrices}."
    if "matmul" in outcome.error_text and (
        found := re.search(r"size (\d+) is different from (\d+)", outcome.error_text)
    ):
        return (
            "`A @ B` needs as many columns in A as B has rows: "
            f"here A has {found[2]} and B has {found[1]}."
        )
    return ""
