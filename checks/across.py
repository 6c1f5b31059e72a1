"""Say what the results of several tests have in common, where that is beyond doubt.

One wrong number tells little; that each wrong one is half of what was expected tells where to look.
Each sentence states a fact of the results, never a guess at its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from checks.compare import close
from checks.report import listed
from checks.values import is_number, plain, show

MOST_LEAVES = 40  # numbers and arrays in a result that are looked at one by one
NEAR = 1e-6
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


class Seen(NamedTuple):
    """A test that came back with a plain value, and what was expected."""

    is_right: bool
    got: Any
    want: Any
    args: tuple
    kwargs: Mapping[str, Any]


def told(seen: Sequence[Seen], outputs: Sequence[str] = ()) -> str:
    """Return a sentence about all these tests, some of which are wrong; or an empty string."""
    wrong = [one for one in seen if not one.is_right]
    parts = [_leaves(one.got, one.want, outputs) for one in seen]
    filled = [part for part in parts if part]
    if not wrong or not filled or any(part is None for part in parts):
        return ""
    with np.errstate(all="ignore"):
        pairs = _wrong_numbers(filled)
        return (
            _whatever(seen, wrong)
            or (_relation(*pairs) if pairs else "")
            or _in_parts(filled)
            or _split(seen)
            or (_direction(*pairs) if pairs else "")
        )


def _leaves(got: Any, want: Any, outputs: Sequence[str]) -> dict[str, tuple[Any, Any]] | None:
    """Return the numbers and arrays of a result by their place; None where the forms differ."""
    found: dict[str, tuple[Any, Any]] = {}
    left = [("", got, want)]
    while left:
        place, one, other = left.pop(0)
        if _is_numeric(other):
            if not _is_numeric(one) or np.shape(one) != np.shape(other):
                return None
            found[place] = one, other
        elif isinstance(other, dict):
            if not isinstance(one, dict) or one.keys() != other.keys():
                return None
            left += [(f"{place}[{key!r}]", one[key], other[key]) for key in other]
        elif isinstance(other, (list, tuple)):
            if not isinstance(one, (list, tuple)) or len(one) != len(other):
                return None
            named = outputs if not place and len(outputs) == len(other) else ()
            names = named or [f"{place}[{i}]" for i in range(len(other))]
            left += list(zip(names, one, other, strict=True))
        else:
            return None
        if len(left) + len(found) > MOST_LEAVES:
            return None
    return found


def _is_numeric(value: Any) -> bool:
    return value.dtype.kind in "biuf" if isinstance(value, np.ndarray) else is_number(value)


def _flat(value: Any) -> np.ndarray:
    """Return numbers in a row; those in single precision stay so, and are compared as such."""
    numbers = np.atleast_1d(np.asarray(value)).ravel()
    try:
        return numbers if numbers.dtype.kind == "f" else numbers.astype(np.float64)
    except OverflowError:  # a whole number beyond the largest float
        return np.array([np.inf if value > 0 else -np.inf])


def _wrong_numbers(parts: Sequence[dict]) -> tuple[np.ndarray, np.ndarray] | None:
    """Return all numbers that are wrong, and those expected, if there are two at least."""
    both = [(_flat(one), _flat(other)) for part in parts for one, other in part.values()]
    if not both:
        return None
    got, want = (np.concatenate(values) for values in zip(*both, strict=True))
    off = np.concatenate([~close(*pair, NEAR) for pair in both])
    is_told = off.sum() > 1 and np.isfinite(got[off]).all() and np.isfinite(want[off]).all()
    return (got[off], want[off]) if is_told else None


def _whatever(seen: Sequence[Seen], wrong: Sequence[Seen]) -> str:
    """Tell a result that is the same in all tests, or an argument as it came."""
    if len(seen) < 3:
        return ""
    first = plain(seen[0].got)
    if is_number(first) and all(is_number(one.got) and one.got == first for one in seen):
        return f"It is {show(first)} in each of the {len(seen)} tests, whatever the arguments are."
    for place, name in enumerate(PLACES):
        if all(len(one.args) > place and _is_same(one.got, one.args[place]) for one in wrong):
            return f"Wherever it is wrong it is the {name} argument, as it came."
    return ""


def _is_same(got: Any, argument: Any) -> bool:
    is_alike = _is_numeric(got) and _is_numeric(argument)
    return bool(is_alike and np.array_equal(np.asarray(got), np.asarray(argument)))


def _relation(got: np.ndarray, want: np.ndarray) -> str:
    """Tell one relation that holds between every wrong number and the one expected."""
    relations: list[tuple[Callable[[], np.ndarray], str]] = [
        (lambda: -want, "has the wrong sign"),
        (lambda: 1 - want, "is 1 minus what was expected"),
        (lambda: np.trunc(want), "is what was expected without its fraction"),
        (lambda: np.round(want), "is what was expected, rounded to a whole number"),
        (lambda: np.round(want, 1), "is what was expected, rounded to one decimal"),
        (lambda: np.round(want, 2), "is what was expected, rounded to two decimals"),
        (lambda: np.round(want, 3), "is what was expected, rounded to three decimals"),
        (lambda: want**2, "is the square of what was expected"),
        (lambda: np.sqrt(want), "is the square root of what was expected"),
        (lambda: 1 / want, "is 1 divided by what was expected"),
        (lambda: np.log(want), "is the logarithm of what was expected"),
        (lambda: np.exp(want), "is e to the power of what was expected"),
    ]
    is_one = np.ptp(got) == 0
    shift, factor = got[0] - want[0], got[0] / want[0] if want[0] else 0.0
    if np.ptp(want) > 0:
        word = "large" if shift > 0 else "small"
        relations.insert(1, (lambda: want + shift, f"is too {word} by {abs(shift):.6g}"))
        if factor:
            said = f"is {factor:.6g} times what was expected"
            relations.insert(1, (lambda: want * factor, said))
    for right, said in relations:
        told = right()
        rounds = "expected without" in said or "rounded" in said
        if (
            np.isfinite(told).all()
            and bool(close(got, told, NEAR).all())
            and not (rounds and is_one)
        ):
            return f"Wherever it is wrong it {said}."
    if is_one and (want > got).all():
        if got[0] == 0:
            return "It is 0 wherever it is wrong, and a positive number was expected there."
        return f"Wherever it is wrong it is {got[0]:.6g}, where more was expected."
    if is_one and (want < got).all():
        if got[0] == 0:
            return "It is 0 wherever a negative number was expected and it is wrong."
        return f"Wherever it is wrong it is {got[0]:.6g}, where less was expected."
    return ""


def _in_parts(parts: Sequence[dict]) -> str:
    """Tell which parts of a result are right in every test, where others are not."""
    if any(part.keys() != parts[0].keys() for part in parts) or len(parts[0]) < 2:
        return ""
    right = {
        place: all(bool(close(*map(_flat, part[place]), NEAR).all()) for part in parts)
        for place in parts[0]
    }
    good = [place for place, is_right in right.items() if is_right]
    bad = [place for place, is_right in right.items() if not is_right]
    if not good or not bad or len(good) + len(bad) > 6:
        return ""
    verbs = ["is" if len(names) == 1 else "are" for names in (bad, good)]
    every = "in every test" if len(parts) > 1 else "here"
    wrong, fine = (
        listed([f"result{name}" if name.startswith("[") else name for name in names])
        for names in (bad, good)
    )
    return f"{wrong} {verbs[0]} wrong; {fine} {verbs[1]} right {every}."


def _split(seen: Sequence[Seen]) -> str:
    """Tell what of the arguments parts the tests that are right from those that are wrong."""
    features = [dict(_features(one.args, one.kwargs)) for one in seen]
    right = [one for one, test in zip(features, seen, strict=True) if test.is_right]
    wrong = [one for one, test in zip(features, seen, strict=True) if not test.is_right]
    if len(right) < 2:
        return ""
    for name in features[0]:
        if not all(name in one for one in features):
            continue
        goods, bads = ({one[name]: None for one in group} for group in (right, wrong))
        if not goods.keys().isdisjoint(bads) or min(len(goods), len(bads)) > 1:
            continue
        subject, good, bad = name.split(":")[0], next(iter(goods)), next(iter(bads))
        if len(goods) == len(bads) == 1:
            return f"It is right where {subject} {good}, and wrong where it {bad}."
        if len(goods) == 1:
            return f"It is right where {subject} {good}, and wrong in the other tests."
        return f"It is wrong where {subject} {bad}, and right in the other tests."
    return ""


def _features(args: tuple, kwargs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield properties of a call, each with a name and what is said of it."""
    yield "the call:count", f"has {len(args) + len(kwargs)} arguments"
    for name, argument in zip(PLACES, args, strict=False):
        subject = f"the {name} argument"
        if isinstance(argument, (list, tuple)):
            yield f"{subject}:length", f"has {len(argument)} item" + "s" * (len(argument) != 1)
        elif isinstance(argument, str):
            yield f"{subject}:text", f"is '{argument}'"
        elif isinstance(argument, bool):
            yield f"{subject}:bool", f"is {argument}"
        elif _is_numeric(argument):
            values = np.asarray(argument)
            kind = "is a number" if not values.ndim else f"has the dimension {values.ndim}"
            yield f"{subject}:kind", kind
            if values.ndim and values.shape[-1]:
                unit, last = "column" if values.ndim > 1 else "value", values.shape[-1]
                yield f"{subject}:one", f"has {'one' if last == 1 else 'more than one'} {unit}"
                yield f"{subject}:last", f"has {last} {unit}" + "s" * (last != 1)
            if values.ndim > 1:
                yield f"{subject}:rows", f"has {'one' if len(values) == 1 else 'more than one'} row"
            if values.dtype.kind in "iuf" and values.size:
                has = "a negative" if (values < 0).any() else "no negative"
                yield f"{subject}:sign", f"has {has} number in it"
                yield f"{subject}:zero", f"has {'a' if (values == 0).any() else 'no'} 0 in it"


def _direction(got: np.ndarray, want: np.ndarray) -> str:
    for is_so, word in ((got < want, "small"), (got > want, "large")):
        if is_so.all():
            return f"Wherever it is wrong it is too {word}."
    return ""
