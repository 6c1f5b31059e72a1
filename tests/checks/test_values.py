"""Plain values: what a student hands back, copied into types that cannot lie."""

import collections
import enum
from functools import wraps

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from checks.compare import compare
from checks.values import MAX_DEPTH, MAX_ITEMS, Opaque, copied, describe, plain, reference, show


class EqualToEverything:
    __hash__ = None

    def __eq__(self, other):
        return True


class LyingFloat(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__

    def __float__(self):
        return 44.0

    def __str__(self):
        return "44.0"

    __repr__ = __str__
    __class__ = np.float64


class LyingArray(np.ndarray):
    shape = property(lambda self: (1,))
    dtype = property(lambda self: np.dtype(float))

    def __array_finalize__(self, other):
        if other is not None:
            raise RuntimeError("the student's code runs")

    def __getitem__(self, index):
        return 44.0

    def copy(self):
        return np.array([44.0])


class LyingList(list):
    def __iter__(self):
        return iter([44.0])

    def __len__(self):
        return 1


class LyingDict(dict):
    def items(self):
        return [("a", 44.0)]

    keys = values = __iter__ = items


class ForgedClass:
    """Says that it is a float."""

    @property
    def __class__(self):
        return float


class NamedByMeta(type):
    @property
    def __name__(cls):
        raise RuntimeError("the student's code runs")


class Odd(metaclass=NamedByMeta):
    pass


Point = collections.namedtuple("Point", "x y")
Level = enum.IntEnum("Level", "LOW HIGH")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (np.True_, True),
        (3, 3),
        (Level.HIGH, 2),
        (np.int8(-3), -3),
        (2.5, 2.5),
        (np.float64(2.5), 2.5),
        (np.array(2.5), 2.5),
        (np.array(7), 7),
        (LyingFloat(1.5), 1.5),
        ("text", "text"),
        (LyingList([1, 2]), [1, 2]),
        (Point(1, 2.0), (1, 2.0)),
        (LyingDict(a=1), {"a": 1}),
        ([np.int64(1), (np.float64(2), None)], [1, (2.0, None)]),
    ],
)
def test_becomes_a_python_value(value, expected):
    got = plain(value)
    assert got == expected
    assert type(got) is type(expected)


numbers = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
nested = st.recursive(
    numbers,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=20,
).filter(lambda value: not isinstance(plain(value), Opaque))


on_a_busy_machine = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@on_a_busy_machine
@given(nested)
def test_plain_values_stay_what_they_are(value):
    got = plain(value)
    assert repr(got) == repr(value)
    assert compare(got, value, 1e-6) is None
    assert len(show(got)) <= 120
    assert describe(got)


@on_a_busy_machine
@given(arrays(np.float64, array_shapes(max_dims=4), elements=st.floats(-1e9, 1e9)))
def test_arrays_stay_what_they_are(array):
    got = plain(array)
    np.testing.assert_array_equal(got, array)
    assert compare(got, array, 1e-6) is None
    array.flat[-1] += 1e9
    assert compare(got, array, 1e-6).rung == "value"


def test_single_precision_stays_known():
    assert type(plain(np.float32(0.1))) is np.float32
    assert type(plain(np.array(0.1, dtype=np.float16))) is np.float32


def test_array_becomes_a_copy_of_the_base_class():
    source = np.arange(6.0).reshape(2, 3)
    got = plain(source)
    source[0, 0] = 99
    assert type(got) is np.ndarray
    np.testing.assert_array_equal(got, np.arange(6.0).reshape(2, 3))


def test_array_subclass_cannot_lie():
    got = plain(np.ndarray.__new__(LyingArray, (2,), buffer=np.array([1.0, 2.0])))
    assert type(got) is np.ndarray
    np.testing.assert_array_equal(got, [1.0, 2.0])


OPAQUE = [
    (EqualToEverything(), "an object of class EqualToEverything"),
    (ForgedClass(), "an object of class ForgedClass"),
    (Odd(), "an object of class Odd"),
    (1j, "an object of class complex"),
    ((n for n in range(3)), "an object of class generator"),
    (10**301, "a whole number of over 300 digits"),
    ([0] * (MAX_ITEMS + 1), "a list of more than 1,000,000 values"),
    ({EqualToEverything: 1}, "a dict whose keys are neither texts nor numbers"),
    ("x" * (64 * 2**20 + 1), "a very long text"),
]


@pytest.mark.parametrize(("value", "phrase"), OPAQUE, ids=[phrase for _, phrase in OPAQUE])
def test_anything_else_is_opaque(value, phrase):
    assert plain(value) == Opaque(phrase)


def test_endless_nesting_ends():
    nested = []
    nested.append(nested)
    got = plain(nested)
    for _ in range(MAX_DEPTH):
        got = got[0]
    assert got == Opaque(f"a list nested more than {MAX_DEPTH} deep")


def test_an_array_too_large_to_copy_is_opaque():
    huge = np.broadcast_to(np.zeros(1), (10_000, 10_000))
    assert plain(huge) == Opaque("an array of 762 MiB")


def test_arguments_are_copied_all_the_way_down():
    W = np.ones((2, 2))
    layers = [(W, [1, 2])]
    got = copied(layers)
    got[0][0][:] = 0
    got[0][1].append(3)
    assert W.all()
    assert layers[0][1] == [1, 2]


def outer():
    return lambda x: x


def test_a_function_argument_is_known_by_module_and_name():
    assert reference(outer) == (__name__, "outer")
    assert reference(wraps) == ("functools", "wraps")


def test_a_function_of_a_notebook_is_known_by_name():
    namespace = {"__name__": "__main__"}
    exec("def cost(params):\n    return 0", namespace)
    assert reference(namespace["cost"]) == ("__main__", "cost")


@pytest.mark.parametrize("function", [outer(), lambda x: x])
def test_a_function_without_a_name_cannot_be_an_argument(function):
    with pytest.raises(TypeError, match=r"defines or imports under its own name, got .*<lambda>"):
        reference(function)


def test_other_arguments_are_handed_on():
    assert copied(len) is len


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (True, "True"),
        (4, "the number 4"),
        (0.1 + 0.2, "the number 0.3"),
        ("44", "the text '44'"),
        (np.zeros((3, 2)), "an array of shape (3, 2)"),
        ([1], "a list of 1 value"),
        ((1, 2), "a tuple of 2 values"),
        ({"a": 1}, "a dict with 1 key"),
        (Opaque("a cat"), "a cat"),
    ],
)
def test_describe(value, words):
    assert describe(value) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "0.333333"),
        (np.float32(0.5), "0.5"),
        (np.array([1.0, -2.5]), "array([1, -2.5])"),
        (np.array([[1], [2]]), "array([[1], [2]])"),
        (np.array([1j]), "array([1j])"),
        (np.zeros(10), "an array of shape (10,)"),
        (np.array(["a"]), "an array of shape (1,)"),
        ((1.0,), "(1,)"),
        ([0] * 10, "a list of 10 values"),
        ({"a": [1, 2]}, "{'a': [1, 2]}"),
        ("x" * 1000, "'" + "x" * 78 + "…"),
        (Opaque("a cat"), "a cat"),
        (float("nan"), "nan"),
    ],
)
def test_show(value, text):
    assert show(value) == text
