"""Losses: values by hand, gradients against finite differences, extremes, refusals."""

import math
import re
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scratchnet import losses
from scratchnet.activations import sigmoid, softmax
from scratchnet.gradient_check import numerical_gradient
from scratchnet.losses import LOSSES

NAMES = list(LOSSES)
# Up to 10, so that no probability comes near 2e-16, where clipping sets in.
logits = arrays(np.float64, (3, 4), elements=st.floats(-10, 10))


def example(name, rng, shape=(5, 3)):
    """Return targets and outputs that the loss accepts."""
    z = rng.normal(size=shape)
    if name.startswith("categorical"):
        y = np.eye(shape[1])[rng.integers(shape[1], size=shape[0])]
        return y, z if name.endswith("logits") else softmax(z)
    if name.startswith("binary"):
        y = rng.integers(0, 2, shape).astype(float)
        return y, z if name.endswith("logits") else sigmoid(z)
    return rng.normal(size=shape), z


def says(error, text):
    return pytest.raises(error, match=f"^{re.escape(text)}$")


def test_values_by_hand():
    y, y_hat = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[0.25, 0.5], [0.5, 0.5]])
    squares = 1 / 16 + 3 / 4
    assert losses.mean_squared_error(y, y_hat) == pytest.approx(squares / 4)
    logarithms = -math.log(0.75) - 3 * math.log(0.5)
    assert losses.binary_cross_entropy(y, y_hat) == pytest.approx(logarithms / 4)
    rows = np.array([[0.25, 0.75], [0.5, 0.5]])
    assert losses.categorical_cross_entropy(y, rows) == pytest.approx(
        -(math.log(0.75) + math.log(0.5)) / 2
    )


def test_squared_error_of_single_numbers_as_in_the_gradient_step_of_the_sources():
    """N12: target 0, prediction 7: error 7, its square 49, slope 2 · 7 per unit of prediction."""
    assert losses.mean_squared_error(0, 7) == 49
    assert losses.mean_squared_error.gradient(0, 7) == 14


def test_an_even_guess_costs_the_logarithm_of_the_number_of_classes():
    y = np.eye(10)
    assert losses.categorical_cross_entropy(y, np.full((10, 10), 0.1)) == pytest.approx(
        math.log(10)
    )
    assert losses.categorical_cross_entropy_from_logits(y, np.zeros((10, 10))) == pytest.approx(
        math.log(10)
    )


def test_the_cross_entropy_gradient_that_can_be_checked_by_hand():
    """softmax(2, 1, 0) - (1, 0, 0) = (-0.335, 0.245, 0.090), which sums to zero."""
    gradient = losses.categorical_cross_entropy_from_logits.gradient([[1, 0, 0]], [[2.0, 1.0, 0.0]])
    np.testing.assert_allclose(gradient, [[-0.335, 0.245, 0.090]], atol=5e-4)
    assert gradient.sum() == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_gradients_agree_with_finite_differences(name):
    y, y_hat = example(name, np.random.default_rng(0))
    value, gradient = LOSSES[name], LOSSES[name].gradient
    numeric = numerical_gradient(lambda x: value(y, x), y_hat)
    np.testing.assert_allclose(gradient(y, y_hat), numeric, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("categorical")])
def test_vectors_give_what_columns_give(name):
    y, y_hat = example(name, np.random.default_rng(1), shape=(6, 1))
    value, gradient = LOSSES[name], LOSSES[name].gradient
    assert value(y[:, 0], y_hat[:, 0]) == pytest.approx(value(y, y_hat), rel=1e-15)
    np.testing.assert_allclose(gradient(y[:, 0], y_hat[:, 0]), gradient(y, y_hat)[:, 0], rtol=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_doubling_the_rows_leaves_the_mean(name):
    y, y_hat = example(name, np.random.default_rng(2))
    value, gradient = LOSSES[name], LOSSES[name].gradient
    twice = np.concatenate([y, y]), np.concatenate([y_hat, y_hat])
    assert value(*twice) == pytest.approx(value(y, y_hat))
    np.testing.assert_allclose(gradient(*twice)[: len(y)], gradient(y, y_hat) / 2)


@pytest.mark.parametrize("name", NAMES)
def test_float32_outputs_have_float32_gradients(name):
    y, y_hat = example(name, np.random.default_rng(3))
    gradient = LOSSES[name].gradient
    assert gradient(y, y_hat.astype(np.float32)).dtype == np.float32
    assert isinstance(LOSSES[name](y, y_hat.astype(np.float32)), float)


@pytest.mark.parametrize("name", NAMES)
def test_the_input_is_left_alone(name):
    y, y_hat = example(name, np.random.default_rng(4))
    before = y.copy(), y_hat.copy()
    gradient = LOSSES[name].gradient
    gradient(y, y_hat)
    LOSSES[name](y, y_hat)
    np.testing.assert_array_equal((y, y_hat), before)


@given(logits, st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_losses_from_logits_are_the_losses_of_sigmoid_and_softmax(z, labels):
    y = losses.one_hot(labels, 4)
    # 1 - p near 1 is rounded by 1e-16, and p is 5e-5 or more: it shows from the ninth digit on.
    assert losses.binary_cross_entropy_from_logits(y, z) == pytest.approx(
        losses.binary_cross_entropy(y, sigmoid(z)), rel=1e-6, abs=1e-12
    )
    assert losses.categorical_cross_entropy_from_logits(y, z) == pytest.approx(
        losses.categorical_cross_entropy(y, softmax(z)), rel=1e-6, abs=1e-12
    )


@given(logits, st.floats(-100, 100))
def test_a_shift_of_a_row_changes_no_categorical_cross_entropy(z, shift):
    y = losses.one_hot([0, 3, 1], 4)
    before = losses.categorical_cross_entropy_from_logits(y, z)
    after = losses.categorical_cross_entropy_from_logits(y, z + shift)
    assert after == pytest.approx(before, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_outputs_are_finite_without_warning(dtype):
    y = np.array([[0, 1], [1, 0]])
    z = np.array([[1000, -1000], [1000, -1000]], dtype)
    certain = np.array([[1, 0], [1, 0]], dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert losses.binary_cross_entropy_from_logits(y, z) == 500
        assert losses.categorical_cross_entropy_from_logits(y, z) == 1000
        for name in ("binary_cross_entropy", "categorical_cross_entropy"):
            assert 0 < LOSSES[name](y, certain) < 40
            assert np.isfinite(LOSSES[name].gradient(y, certain)).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_shapes_n_and_n_1_do_not_mix(name):
    second = "z" if name.endswith("logits") else "y_hat"
    for function in (LOSSES[name].value, LOSSES[name].gradient):
        with says(ValueError, f"{second}: expected the shape of y, (3,), got (3, 1)"):
            function(np.ones(3), np.full((3, 1), 0.5))


@pytest.mark.parametrize("name", NAMES)
def test_empty_and_nan_and_text_are_refused(name):
    value, second = LOSSES[name], "z" if name.endswith("logits") else "y_hat"
    with says(ValueError, "y: expected at least one value, got shape (0, 2)"):
        value(np.zeros((0, 2)), np.zeros((0, 2)))
    with says(TypeError, "y: expected numbers, got list that makes an array of dtype <U1"):
        value(["a"], [1.0])
    y, y_hat = example(name, np.random.default_rng(5))
    y_hat[1, 2] = np.nan
    kind = "finite numbers"
    if LOSSES[name].check_y_hat.__name__ == "probabilities":
        kind = "probabilities between 0 and 1"
    with says(ValueError, f"{second}: expected {kind}, got nan at [1, 2]"):
        value(y, y_hat)


def test_labels_outside_0_and_1_are_refused():
    with says(ValueError, "y: expected labels 0 or 1, got 2 at [1]"):
        losses.binary_cross_entropy([0, 2], [0.1, 0.2])
    with says(ValueError, "y: expected labels 0 or 1, got -1 at [0]"):
        losses.binary_cross_entropy_from_logits.gradient([-1, 1], [0.1, 0.2])
    with says(ValueError, "y: expected a single 1 in each row, got 0 in row 1"):
        losses.categorical_cross_entropy([[1, 0], [0, 0]], [[0.5, 0.5], [0.5, 0.5]])


def test_logits_passed_as_probabilities_are_refused():
    with says(ValueError, "y_hat: expected probabilities between 0 and 1, got 2.5 at [1]"):
        losses.binary_cross_entropy([0, 1], [0.5, 2.5])


def test_one_hot():
    np.testing.assert_array_equal(losses.one_hot([2, 0], 3), [[0, 0, 1], [1, 0, 0]])
    with says(ValueError, "labels: expected whole numbers from 0 to 2, got 3 at [1]"):
        losses.one_hot([0, 3], 3)
    with says(ValueError, "labels: expected whole numbers from 0 to 2, got 0.5 at [0]"):
        losses.one_hot([0.5, 1], 3)
    with says(ValueError, "labels: expected shape (n,), got (2, 1)"):
        losses.one_hot([[0], [1]], 3)


@pytest.mark.parametrize("name", NAMES)
def test_sequences_are_more_rows(name):
    """Targets (n, steps, outputs) cost what their rows one below the other do."""
    y, y_hat = example(name, np.random.default_rng(6), shape=(6, 4))
    loss, shape = LOSSES[name], (2, 3, 4)
    assert loss(y.reshape(shape), y_hat.reshape(shape)) == pytest.approx(loss(y, y_hat))
    gradient = loss.gradient(y.reshape(shape), y_hat.reshape(shape))
    np.testing.assert_allclose(gradient, loss.gradient(y, y_hat).reshape(shape))
