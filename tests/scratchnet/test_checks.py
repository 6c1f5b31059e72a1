"""Every error names the argument, what was expected and what came; the texts are asserted whole."""

import re

import numpy as np
import pandas as pd
import pytest

from scratchnet import checks


def says(error, text):
    """Expect an error with exactly this text."""
    return pytest.raises(error, match=f"^{re.escape(text)}$")


def test_numbers_accepts_lists_numbers_arrays_and_tables():
    for value in (3, 2.5, [1, 2], [[1.0], [2.0]], np.float32(1), pd.DataFrame({"a": [1, 2]})):
        np.testing.assert_array_equal(checks.numbers("z", value), np.asarray(value))


def test_numbers_keeps_the_dtype_and_the_array_itself():
    z = np.zeros(3, np.float32)
    assert checks.numbers("z", z) is z


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        ("3", TypeError, "z: expected numbers, got str"),
        (None, TypeError, "z: expected numbers, got NoneType"),
        (["a"], TypeError, "z: expected numbers, got list that makes an array of dtype <U1"),
        (
            np.array([True]),
            TypeError,
            "z: expected numbers, got dtype bool of True and False; convert with .astype(float)",
        ),
        (np.array([1j]), TypeError, "z: expected numbers, got dtype complex128"),
        (
            pd.DataFrame({"a": [1], "b": ["x"]}),
            TypeError,
            "z: expected numbers, got DataFrame that makes an array of dtype object",
        ),
        (
            [[1, 2], [3]],
            ValueError,
            "z: expected an array of numbers, got rows of different lengths",
        ),
    ],
)
def test_numbers_refuses(value, error, text):
    with says(error, text):
        checks.numbers("z", value)


def test_floats_converts_integers_only():
    assert checks.floats("z", [1, 2]).dtype == np.float64
    assert checks.floats("z", np.ones(2, np.int8)).dtype == np.float64
    assert checks.floats("z", np.ones(2, np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    ("array", "expected", "text"),
    [
        (np.zeros((3, 2)), (2, 3), "weights: expected shape (2, 3), got (3, 2)"),
        (np.zeros(4), (3,), "weights: expected shape (3,), got (4,)"),
        (np.zeros((4, 2)), ("n", 3), "weights: expected shape (n, 3), got (4, 2)"),
        (
            np.zeros(4),
            ("n", 1),
            "weights: expected shape (n, 1), got (4,); write weights.reshape(-1, 1)",
        ),
        (
            np.zeros(4),
            (4, 1),
            "weights: expected shape (4, 1), got (4,); write weights.reshape(-1, 1)",
        ),
        (
            np.zeros(4),
            ("n", 4),
            "weights: expected shape (n, 4), got (4,); for a single row write "
            "weights.reshape(1, -1)",
        ),
        (np.zeros((4, 1, 1)), ("n", 1), "weights: expected shape (n, 1), got (4, 1, 1)"),
    ],
)
def test_shape_refuses(array, expected, text):
    with says(ValueError, text):
        checks.shape("weights", array, expected)


def test_shape_accepts_any_length_for_a_letter():
    array = np.zeros((4, 2))
    assert checks.shape("weights", array, ("n", 2)) is array


def test_same_shape_refuses_a_vector_against_a_column():
    with says(ValueError, "y_hat: expected the shape of y, (5,), got (5, 1)"):
        checks.same_shape("y_hat", np.zeros((5, 1)), "y", np.zeros(5))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.zeros((0, 2)), "X: expected at least one value, got shape (0, 2)"),
        ([[1.0]], "X: expected shape (n, 2), got (1, 1)"),
        (
            np.zeros(2),
            "X: expected shape (n, 2), got (2,); for a single row write X.reshape(1, -1)",
        ),
        (np.zeros((3, 2, 4)), "X: expected shape (n, …, 2), got (3, 2, 4)"),
    ],
)
def test_last_axis_refuses(value, text):
    with says(ValueError, text):
        checks.last_axis("X", value, 2)


def test_last_axis_takes_any_number_of_axes():
    for shape in ((1, 2), (3, 4, 2), (3, 4, 5, 2)):
        assert checks.last_axis("X", np.zeros(shape), 2).shape == shape


def test_fits_compares_with_what_it_names():
    assert checks.fits("gradient", [[1, 2]], "the outputs", (1, 2)).dtype == float
    text = "gradient: expected the shape of the outputs, (2, 1), got (1, 2)"
    with says(ValueError, text):
        checks.fits("gradient", [[1, 2]], "the outputs", (2, 1))


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.array([0.0, 1.0, 2.0]), "y: expected labels 0 or 1, got 2 at [2]"),
        (np.array([[0.0], [-1.0]]), "y: expected labels 0 or 1, got -1 at [1, 0]"),
        (np.array([0.5]), "y: expected labels 0 or 1, got 0.5 at [0]"),
        (np.array([np.nan]), "y: expected labels 0 or 1, got nan at [0]"),
        (np.array(3), "y: expected labels 0 or 1, got 3"),
    ],
)
def test_binary_refuses(array, text):
    with says(ValueError, text):
        checks.binary("y", array)


@pytest.mark.parametrize(
    ("array", "text"),
    [
        ([[1, 0], [1, 1]], "y: expected a single 1 in each row, got 2 in row 1"),
        ([[0, 0], [1, 0]], "y: expected a single 1 in each row, got 0 in row 0"),
        ([[2, 0]], "y: expected labels 0 or 1, got 2 at [0, 0]"),
        ([0, 1], "y: expected shape (n, n_classes), got (2,)"),
    ],
)
def test_one_hot_refuses(array, text):
    with says(ValueError, text):
        checks.one_hot("y", np.array(array))


def test_probabilities_refuses():
    with says(ValueError, "y_hat: expected probabilities between 0 and 1, got 1.2 at [1]"):
        checks.probabilities("y_hat", np.array([1.0, 1.2]))


@pytest.mark.parametrize(
    ("value", "bounds", "error", "text"),
    [
        (-0.1, {"above": 0}, ValueError, "eta: expected a number above 0, got -0.1"),
        (0, {"above": 0}, ValueError, "eta: expected a number above 0, got 0"),
        (np.nan, {"above": 0}, ValueError, "eta: expected a number above 0, got nan"),
        (np.inf, {}, ValueError, "eta: expected a number that is finite, got inf"),
        (
            1.0,
            {"least": 0, "below": 1},
            ValueError,
            "eta: expected a number of at least 0 and below 1, got 1.0",
        ),
        (
            1.5,
            {"above": 0, "most": 1},
            ValueError,
            "eta: expected a number above 0 and of at most 1, got 1.5",
        ),
        ("0.1", {}, TypeError, "eta: expected a number, got str"),
        (True, {}, TypeError, "eta: expected a number, got bool"),
        ([0.1], {}, TypeError, "eta: expected a number, got list"),
    ],
)
def test_number_refuses(value, bounds, error, text):
    with says(error, text):
        checks.number("eta", value, **bounds)


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0, ValueError, "epochs: expected a whole number of at least 1, got 0"),
        (-3, ValueError, "epochs: expected a whole number of at least 1, got -3"),
        (2.0, TypeError, "epochs: expected a whole number, got float"),
        (True, TypeError, "epochs: expected a whole number, got bool"),
    ],
)
def test_whole_number_refuses(value, error, text):
    with says(error, text):
        checks.whole_number("epochs", value)


def test_choice_lists_the_options():
    with says(ValueError, "hidden: expected one of tanh, relu, got 'relux'"):
        checks.choice("hidden", "relux", ["tanh", "relu"])


@pytest.mark.parametrize(("value", "came"), [(None, "None"), (0, "int"), (np.random, "module")])
def test_generator_refuses(value, came):
    expected = "a numpy.random.Generator such as np.random.default_rng(0)"
    with says(TypeError, f"rng: expected {expected}, got {came}"):
        checks.generator("rng", value)


def test_each_has_refuses_a_single_object_and_objects_without_the_method():
    with says(TypeError, "callbacks: expected a list, got int"):
        checks.each_has("callbacks", 3, "after_epoch")
    with says(TypeError, "callbacks: expected objects with a method after_epoch, got int"):
        checks.each_has("callbacks", [3], "after_epoch")
