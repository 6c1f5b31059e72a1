"""Comparison, rung by rung: the sentence for each difference, word for word."""

import numpy as np
import pytest

from checks.compare import compare, compare_outputs
from checks.difference import Difference
from checks.expect import equals
from checks.values import Opaque, plain


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (4, 4),
        (4.0, 4),
        (4 * (1 + 5e-7), 4),
        (1e-12, 0),
        (float("nan"), float("nan")),
        (float("-inf"), float("-inf")),
        (np.float32(0.1), 0.1),
        (np.float32(3e-6), 0.0),
        (np.array([1, 2]), np.array([1.0, 2.0])),
        (np.array([1, 2], dtype=np.float32) * np.float32(1.00001), np.array([1.0, 2.0])),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        ([1, 2.0], (1.0, 2)),
        ({"W": np.ones(2), "b": 1}, {"b": 1.0, "W": np.ones(2)}),
        ("relu", "relu"),
        (True, True),
        (None, None),
        (10**200, 1e200),
    ],
)
def test_agree(got, want):
    assert compare(got, want, 1e-6) is None


RETURN = "Did you forget `return`? Without it a function computes a value and drops it."


@pytest.mark.parametrize(
    ("got", "want", "difference"),
    [
        (None, 5, Difference("none", "returned None, where the number 5 was expected.", RETURN)),
        (
            None,
            np.zeros((4, 1)),
            Difference(
                "none", "returned None, where an array of shape (4, 1) was expected.", RETURN
            ),
        ),
        (
            "44",
            44,
            Difference("type", "returned the text '44', where a number was expected."),
        ),
        (True, 1, Difference("type", "returned True, where a number was expected.")),
        (1, True, Difference("type", "returned the number 1, where True was expected.")),
        (
            Opaque("an object of class Fake"),
            1.5,
            Difference("type", "returned an object of class Fake, where a number was expected."),
        ),
        (
            [1, 2],
            np.array([1, 2]),
            Difference(
                "type",
                "returned a list of 2 values, where an array of shape (2,) was expected.",
                "`np.array(...)` turns a list into an array.",
            ),
        ),
        (
            7,
            np.array([1, 2]),
            Difference("type", "returned the number 7, where an array of shape (2,) was expected."),
        ),
        (
            np.array([44.0]),
            44,
            Difference(
                "shape",
                "returned an array of shape (1,), where one number was expected.",
                "Take the number out of it.",
            ),
        ),
        (
            np.array([40.0, 4.0]),
            44,
            Difference(
                "shape",
                "returned an array of shape (2,), where one number was expected.",
                "The sum of its values is right: `.sum()` makes one number of it.",
            ),
        ),
        (
            np.array([40.0, 1.0]),
            44,
            Difference("shape", "returned an array of shape (2,), where one number was expected."),
        ),
        (
            -44.0,
            44,
            Difference(
                "value",
                "returned -44, where 44 was expected.",
                "Its sign is the wrong one.",
            ),
        ),
        (
            np.zeros((4, 1)),
            np.zeros(4),
            Difference(
                "shape",
                "returned an array of shape (4, 1), where shape (4,) was expected.",
                "Its values are right: `.reshape(4)` turns it.",
            ),
        ),
        (
            np.array([1 > 0, 1 < 0]),
            np.array([1, 0]),
            Difference(
                "dtype", "returned an array of dtype bool, where real numbers were expected."
            ),
        ),
        (
            np.array([[1], [1, 2]], dtype=object),
            np.zeros(2),
            Difference(
                "dtype",
                "returned an array of dtype object, where real numbers were expected.",
                "Are its rows of different lengths?",
            ),
        ),
        (
            np.zeros(2, dtype=complex),
            np.zeros(2),
            Difference(
                "dtype", "returned an array of dtype complex128, where real numbers were expected."
            ),
        ),
        (
            float("nan"),
            3,
            Difference("finite", "returned the number nan, where the number 3 was expected."),
        ),
        (
            np.array([[1.0, 2.0], [np.inf, 4.0]]),
            np.array([[1.0, 2.0], [3.0, 4.0]]),
            Difference(
                "finite",
                "returned an array of the right shape, but 1 of 4 values differ: "
                "at index [1, 0] it is inf, where 3 was expected.",
            ),
        ),
        (
            5,
            0,
            Difference("value", "returned 5, where 0 was expected."),
        ),
        (
            1.0000029,
            1,
            Difference(
                "value", "returned 1.0000029, where 1 was expected (relative tolerance 1e-06)."
            ),
        ),
        (
            np.array([52, 63, 9, 140]),
            np.array([52.0, 63.0, 0.0, 148.0]),
            Difference(
                "value",
                "returned an array of the right shape, but 2 of 4 values differ: "
                "at index [2] it is 9, where 0 was expected.",
            ),
        ),
        (
            np.array([1.0, 2.0002]),
            np.array([1.0, 2.0]),
            Difference(
                "value",
                "returned an array of the right shape, but 1 of 2 values differ: "
                "at index [1] it is 2.0002, where 2 was expected (relative tolerance 1e-06).",
            ),
        ),
        (3, 2**70, Difference("value", "returned 3, where 1180591620717411303424 was expected.")),
        (4.0, np.inf, Difference("value", "returned 4, where inf was expected.")),
        (
            np.array([[7.0]]),
            np.array([[8.0]]),
            Difference(
                "value",
                "returned an array of the right shape, but its value differs: "
                "at index [0, 0] it is 7, where 8 was expected.",
            ),
        ),
        (
            (np.zeros(2),),
            (np.zeros(2), np.zeros(1)),
            Difference(
                "shape", "returned a tuple of 1 value, where a tuple of 2 values was expected."
            ),
        ),
        (
            np.zeros(2),
            [1, 2],
            Difference(
                "type",
                "returned an array of shape (2,), where a list of 2 values was expected.",
                "`.tolist()` turns an array into a list.",
            ),
        ),
        (
            [1, [2, None]],
            [1, [2, 3]],
            Difference(
                "none", "returned, as `result[1][1]`, None, where the number 3 was expected."
            ),
        ),
        (
            {"W": 1},
            {"W": 1, "b": 2},
            Difference(
                "shape",
                "returned a dict with the keys ['W'], where the keys ['W', 'b'] were expected.",
            ),
        ),
        (
            {"W": 1, "b": 3},
            {"W": 1, "b": 2},
            Difference(
                "value",
                "returned, as `result['b']`, 3, where 2 was expected.",
            ),
        ),
        (
            [("a", 1)],
            {"a": 1},
            Difference("type", "returned a list of 1 value, where a dict with 1 key was expected."),
        ),
        (
            "tanh",
            "relu",
            Difference("value", "returned the text 'tanh', where the text 'relu' was expected."),
        ),
    ],
)
def test_differ(got, want, difference):
    assert compare_outputs(got, want, 1e-6, ()) == difference


COST = np.array([3.0, 2.0])
CACHE = {"inputs": [np.ones((3, 2)), COST]}


@pytest.mark.parametrize(
    ("got", "difference"),
    [
        ((1, CACHE), None),
        (
            None,
            Difference("none", "returned None, where a tuple of 2 values was expected.", RETURN),
        ),
        (
            np.ones(2),
            Difference(
                "type",
                "returned an array of shape (2,), where 2 values were expected: `cost, cache`.",
                "Return them together: `return cost, cache`.",
            ),
        ),
        (
            [1, CACHE, 3],
            Difference(
                "shape",
                "returned a list of 3 values, where 2 values were expected: `cost, cache`.",
                "Return them together: `return cost, cache`.",
            ),
        ),
        (
            (2, CACHE),
            Difference(
                "value",
                "returned, as `cost`, 2, where 1 was expected.",
            ),
        ),
        (
            (1, {"inputs": [np.ones((3, 2)), np.array([3.0, 1.0])]}),
            Difference(
                "value",
                "returned, as `cache['inputs'][1]`, an array of the right shape, but 1 of 2 values "
                "differ: at index [1] it is 1, where 2 was expected.",
            ),
        ),
        (
            (1, {"inputs": np.ones((2, 3, 2))}),
            Difference(
                "type",
                "returned, as `cache['inputs']`, an array of shape (2, 3, 2), "
                "where a list of 2 values was expected.",
                "`.tolist()` turns an array into a list.",
            ),
        ),
        (
            (1, {"inputs": [np.ones((3, 2)), None]}),
            Difference(
                "none",
                "returned, as `cache['inputs'][1]`, None, "
                "where an array of shape (2,) was expected.",
            ),
        ),
    ],
)
def test_several_outputs_are_named(got, difference):
    assert compare_outputs(got, (1, CACHE), 1e-6, ("cost", "cache")) == difference


def test_eleven_outputs_are_told_apart():
    """The place `[10]` does not begin with the place `[1]`."""
    names = [f"item_{i}" for i in range(11)]
    found = compare_outputs((*range(10), 0), tuple(range(11)), 1e-6, names)
    assert found.sentence.startswith("returned, as `item_10`, 0")


def test_a_student_cannot_make_numpy_raise():
    with np.errstate(all="raise"):
        assert compare(float("-inf"), float("inf"), 1e-6).rung == "value"
        assert compare(np.array([1e308]), np.array([-1e308]), 1e-6).rung == "value"


def test_single_precision_is_no_excuse():
    assert compare(np.float32(1.001), 1.0, 1e-6).rung == "value"


@pytest.mark.parametrize("kind", ["f8", "f4", "i8", "b1", "c16", "U5", "S3", "O", "M8[s]"])
@pytest.mark.parametrize("wanted", ["f8", "c16", "U5", "S3", "O", "M8[s]"])
@pytest.mark.parametrize("shape", [(0,), (3,), (2, 2)])
def test_arrays_of_any_two_kinds_are_compared(kind, wanted, shape):
    got, want = (np.zeros(shape, "i8").astype(each) for each in (kind, wanted))
    difference = compare(plain(got), plain(want), 1e-6)
    assert difference is None or difference.sentence.endswith((".", "…"))


def test_texts_are_equal_or_not():
    want = np.array(["cat", "dog"])
    assert compare(np.array(["cat", "dog"]), want, 1e-6) is None
    told = compare(np.array(["cat", "dot"]), want, 1e-6).sentence
    assert told == "returned ['cat', 'dot'], where ['cat', 'dog'] was expected."
    assert compare(np.array([1.0, 2.0], np.float32), want, 1e-6).rung == "value"


@pytest.mark.parametrize(
    ("got", "want", "sentence"),
    [
        (3, 3, ""),
        (3.0, 3.0, ""),
        (3.0, 3, "returned 3.0, where the whole number 3 (`int`) was expected."),
        ((4, 2), (4, 2), ""),
        ([4, 2], (4, 2), "returned a list of 2 values, where a tuple of 2 values was expected."),
        ((4, 2.0), (4, 2), "returned 2.0, where the whole number 2 (`int`) was expected."),
    ],
)
def test_kinds(got, want, sentence):
    difference = equals(want, 1e-6, (), kinds=True)(got)
    assert (difference.sentence if difference else "") == sentence
