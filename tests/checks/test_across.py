"""What the wrong results of several tests have in common."""

import numpy as np
import pytest

from checks.across import Seen, told
from checks.values import Opaque


def said(*pairs, args=None):
    """Return what is told of pairs (returned, expected)."""
    seen = [
        Seen(np.array_equal(got, want), got, want, args[place] if args else (), {})
        for place, (got, want) in enumerate(pairs)
    ]
    return told(seen)


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([(1.0, 2.0), (2.0, 4.0), (3.0, 3.0)], "Wherever it is wrong it is 0.5 times what"),
        ([(3.0, 2.0), (5.0, 4.0)], "Wherever it is wrong it is too large by 1."),
        ([(-2.0, 2.0), (4.0, -4.0)], "Wherever it is wrong it has the wrong sign."),
        ([(2, 2.5), (7, 7.25), (1, 1)], "Wherever it is wrong it is what was expected without its"),
        ([(0.3, 0.7), (0.9, 0.1)], "Wherever it is wrong it is 1 minus what was expected."),
        ([(6.0, 26.0), (6.0, 8.5), (3.0, 3.0)], "Wherever it is wrong it is 6, where more was"),
        ([(0.0, -1.0), (0.0, -7.0), (2.0, 2.0)], "It is 0 wherever a negative number was expected"),
        ([(0.0, 1.0), (0.0, 2.0), (0.0, 3.0)], "It is 0 in each of the 3 tests, whatever the"),
        ([(1.0, 4.0), (2.0, 4.5)], "Wherever it is wrong it is too small."),
        ([(np.array([2.0, 1.0]), np.array([4.0, 2.0]))], "Wherever it is wrong it is 0.5 times"),
    ],
)
def test_numbers(pairs, sentence):
    assert said(*pairs).startswith(sentence)


@pytest.mark.parametrize(
    "pairs",
    [
        [(3.0, 0.0)],  # one wrong number tells nothing
        [(5.0, 4.0), (1.0, 3.0)],  # nothing in common
        [(np.inf, 1.0), (np.inf, 2.0)],
        [("text", 1.0), (3.0, 2.0)],
        [(np.zeros(3), np.zeros(2)), (1.0, 2.0)],
    ],
)
def test_nothing_is_told_beyond_doubt(pairs):
    assert said(*pairs) == ""


def test_parts_that_are_right():
    assert told(
        [
            Seen(False, (4.0, 5.0), (4.0, -12.0), (), {}),
            Seen(False, (7.0, 1.0), (7.0, 70.0), (), {}),
        ],
        ("p", "g"),
    ) == "`g` is wrong; `p` is right in every test."  # fmt: skip


def test_what_parts_right_tests_from_wrong_ones():
    two, three = np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0])
    pairs = [(3.0, 3.0), (4.0, 4.0), (3.0, 6.0), (9.0, 6.5)]
    args = [(two,), (two,), (three,), (three,)]
    sentence = "It is right where the first argument has 2 values, and wrong where it has 3 values."
    assert said(*pairs, args=args) == sentence


def test_an_argument_as_it_came():
    pairs = [(2.0, 4.0), (3.0, 9.0), (5.0, 25.5)]
    args = [(2.0,), (3.0,), (5.0,)]
    assert said(*pairs, args=args) == "Wherever it is wrong it is the first argument, as it came."


def test_no_value_breaks_it():
    rng = np.random.default_rng(0)
    leaves = [
        0, 1.5, -2, True, None, "text", float("nan"), float("inf"), np.zeros(0), np.array(3.0),
        np.ones((2, 2)), np.array(["a", "b"]), np.array([1, "a"], dtype=object), 10**40,
        np.array([np.nan, 1.0]), np.array([True, False]), Opaque("an object"),
    ]  # fmt: skip

    def value(depth=0):
        kind = rng.integers(5) if depth < 3 else 0
        if kind < 3:
            return leaves[rng.integers(len(leaves))]
        items = [value(depth + 1) for _ in range(rng.integers(3))]
        return tuple(items) if kind == 3 else dict(enumerate(items))

    for _ in range(3_000):
        wants = [value() for _ in range(rng.integers(1, 5))]
        gots = [want if rng.random() < 0.4 else value() for want in wants]
        rights = rng.random(len(wants)) < 0.5
        seen = [
            Seen(bool(right), got, want, (value(), value()), {})
            for right, got, want in zip(rights, gots, wants, strict=True)
        ]
        assert isinstance(told(seen, ("p", "g")), str)


def test_whole_numbers_beyond_all_floats_break_nothing():
    assert said((10**400, 1.0), (-(10**400), 3.0)) == ""
    assert said((np.array([1.0, 2.0]), np.array([1.0, 3.0])), (10**400, 3.0)) == ""


def test_a_part_in_single_precision_is_judged_as_the_tests_judge_it():
    want = np.array([0.3, 0.7]), 2.0
    got = (want[0] * (1 + 5e-6)).astype(np.float32), 3.0
    told_of = told([Seen(False, got, want, (), {})])
    assert told_of == "`result[1]` is wrong; `result[0]` is right here."
