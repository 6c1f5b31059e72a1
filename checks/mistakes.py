"""Recognise a known mistake by digests of what it computes, without shipping the mistake.

The release command runs every known mistake on the visible test inputs and writes, beside the
student's notebook, one digest per test and the message that the mistake deserves. A student's
wrong answer that gives the same digests on every visible test gets that message. A digest does
not lead back to a value or to a line of code.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from checks.outcome import Outcome
from checks.values import Table, describe

FILE_NAME = "diagnoses.json"
VERSION = 1
MAX_ENTRIES = 20_000  # of a value that is looked at; a known mistake gives less
DIGITS = 6  # significant; enough to tell mistakes apart, few enough to survive another BLAS


@dataclass(frozen=True)
class Diagnosis:
    """The message for one known mistake and its digest in each visible test of its exercise."""

    message: str
    digests: tuple[str, ...]


@dataclass(frozen=True)
class Diagnoses:
    """All known mistakes of a set, by exercise; `problem` says why there are none."""

    by_exercise: Mapping[str, Sequence[Diagnosis]] = field(default_factory=dict)
    problem: str = ""

    def match(self, exercise: str, digests: Sequence[str]) -> str:
        """Return the message of the mistake with these digests, or an empty string."""
        for known in self.by_exercise.get(exercise, ()):
            told = known.digests
            if told and all(told) and told == tuple(digests[: len(told)]):
                return known.message
        return ""


def digest(exercise: str, test: int, outcome: Outcome) -> str:
    """Digest what became of the call in one test, numbers rounded to `DIGITS` digits.

    Empty for a value with more than `MAX_ENTRIES` numbers, which no known mistake has.
    """
    if _entries(outcome.value) > MAX_ENTRIES:
        return ""
    told = [exercise, str(test), outcome.ending]
    if outcome.ending == "returned":
        told += [_canonical(outcome.value), outcome.changed]
        if outcome.value is None:
            told.append(_printed_numbers(outcome.printed))
    elif outcome.ending == "raised":
        # Quoted names and numbers vary with the student's own names, and Keras numbers its objects:
        # the first model of a process is `sequential`, the next `sequential_1`.
        told += [outcome.error, re.sub(r"'[^']*'|_?\d+", "", outcome.error_text)]
    elif outcome.ending == "lacks":
        told += [outcome.error, outcome.error_text, describe(outcome.value)]
    return hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()[:16]


def load(folder: Path) -> Diagnoses:
    """Read the diagnoses beside a notebook; a missing or damaged file means none."""
    try:
        content = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            return Diagnoses(problem=f"{FILE_NAME} has version {content['version']}")
        return Diagnoses(
            {
                str(exercise): [
                    Diagnosis(str(item["message"]), tuple(map(str, item["digests"])))
                    for item in items
                ]
                for exercise, items in content["exercises"].items()
            }
        )
    except FileNotFoundError:
        return Diagnoses(problem=f"{FILE_NAME} is not beside the notebook")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return Diagnoses(problem=f"{FILE_NAME} cannot be read ({type(error).__name__})")


def dumps(by_exercise: Mapping[str, Sequence[Diagnosis]]) -> str:
    """Write diagnoses as JSON: sorted digests inside, so that the order tells nothing."""
    exercises = {
        exercise: [
            {"digests": list(item.digests), "message": item.message}
            for item in sorted(items, key=lambda item: item.digests)
        ]
        for exercise, items in by_exercise.items()
    }
    content = {"version": VERSION, "exercises": exercises}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _entries(value: Any) -> int:
    """Count what a plain value holds, not far beyond `MAX_ENTRIES`; 20 characters count as one."""
    match value:
        case np.ndarray():
            return value.nbytes // 8 if value.dtype.kind in "SU" else value.size
        case str():
            return len(value) // 20
        case Table():
            return _entries(value.columns)
        case dict():
            return len(value) if len(value) > MAX_ENTRIES else _entries(list(value.values()))
        case list() | tuple():
            entries = len(value)
            for item in value:
                if entries > MAX_ENTRIES:
                    break
                entries += _entries(item)
            return entries
    return 0


def _canonical(value: Any) -> str:
    """Write a plain value so that equal results of equal code give equal text."""
    match value:
        case bool() | None | str():
            return repr(value)
        case int() | float() | np.float32():
            return _rounded(value)
        case np.ndarray() if value.dtype.kind in "iuf":
            return f"array{value.shape}" + ",".join([_rounded(x) for x in value.ravel().tolist()])
        case np.ndarray() if value.dtype.kind in "OS":  # rows of different lengths, for one
            texts = [str(item) for item in value.ravel().tolist()]
            return f"array{value.shape}{value.dtype.kind}{texts}"
        case np.ndarray():
            return f"array{value.shape}{value.dtype.kind}{value.astype(str).ravel().tolist()}"
        case list() | tuple():
            return type(value).__name__ + "[" + ",".join(map(_canonical, value)) + "]"
        case Table():
            return f"table{list(value.columns)}" + _canonical(value.columns)
        case dict():  # in whatever order it was written
            texts = sorted(f"{key!r}:{_canonical(value[key])}" for key in value)
            return "{" + ",".join(texts) + "}"
    return value.phrase


def _printed_numbers(text: str) -> str:
    """Return the numbers that are all that was printed, which tells `print` for `return`."""
    try:
        return ",".join(_rounded(float(word)) for word in text.split())
    except ValueError:
        return ""


def _rounded(number: float) -> str:
    if abs(number) < 1e-12:  # also -0.0, and the rounding error beside a zero
        return "0"
    return f"{number:.{DIGITS - 1}e}"
