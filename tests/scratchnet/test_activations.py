"""Activations: values, derivatives against finite differences, extremes, dtypes, identities."""

import copy
import math
import pickle
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from scratchnet import activations as act
from scratchnet.activations import ACTIVATIONS

ELEMENTWISE = [name for name in ACTIVATIONS if name != "softmax"]
EXTREMES = np.array([-1000.0, -100.0, -1.0, 0.0, 1.0, 100.0, 1000.0])
finite_arrays = arrays(
    np.float64,
    array_shapes(min_dims=1, max_dims=3, max_side=5),
    elements=st.floats(-50, 50, allow_nan=False),
)


@pytest.mark.parametrize(
    ("function", "z", "expected"),
    [
        (act.step, [-2.0, 0.0, 3.0], [0, 1, 1]),
        (act.identity, [-2.0, 0.0, 3.0], [-2, 0, 3]),
        (act.sigmoid, [0.0, math.log(3)], [0.5, 0.75]),
        (act.tanh, [0.0, math.log(2)], [0, 0.6]),
        (act.relu, [-2.0, 0.0, 3.0], [0, 0, 3]),
        (act.leaky_relu, [-2.0, 0.0, 3.0], [-0.02, 0, 3]),
        (act.softplus, [0.0, math.log(3)], [math.log(2), math.log(4)]),
        (act.softmax, [0.0, math.log(3)], [0.25, 0.75]),
    ],
)
def test_values_that_can_be_checked_by_hand(function, z, expected):
    np.testing.assert_allclose(function(z), expected, atol=1e-15)


def test_relu_of_the_numbers_in_the_sources():
    """N7: 4, -2, 26, -13 give 4, 0, 26, 0."""
    assert [act.relu(z) for z in (4, -2, 26, -13)] == [4, 0, 26, 0]
    np.testing.assert_array_equal(act.relu(np.array([4, -2, 26, -13])), [4, 0, 26, 0])


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_number_gives_a_number(name):
    for z in (2, -1.5, np.float32(0.25)):
        for function in (ACTIVATIONS[name], ACTIVATIONS[name].derivative):
            assert np.ndim(function(z)) == 0
            assert float(function(z)) == pytest.approx(float(function(np.array([z]))[0]))


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extremes_are_finite_without_warning_and_keep_the_dtype(name, dtype):
    z = EXTREMES.astype(dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        a = ACTIVATIONS[name](z)
        slope = ACTIVATIONS[name].derivative(z)
    assert a.dtype == dtype
    assert slope.dtype == dtype
    assert np.isfinite(a).all()
    assert np.isfinite(slope).all()


def test_limits_are_reached_exactly():
    np.testing.assert_array_equal(act.sigmoid(np.array([-1000.0, 1000.0])), [0, 1])
    np.testing.assert_array_equal(act.tanh(np.array([-1000.0, 1000.0])), [-1, 1])
    np.testing.assert_array_equal(act.softplus(np.array([-1000.0, 1000.0])), [0, 1000])
    np.testing.assert_array_equal(act.softmax(np.array([-1000.0, 1000.0])), [0, 1])


def test_the_sigmoid_keeps_its_precision_where_it_is_tiny():
    assert act.sigmoid(-40.0) == pytest.approx(math.exp(-40), rel=1e-12)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_derivatives_agree_with_finite_differences(name):
    # Not at 0, where step jumps and the two ReLUs have a kink.
    z = np.concatenate([np.linspace(-4, -0.1, 20), np.linspace(0.1, 4, 20)])
    h = 1e-6
    function = ACTIVATIONS[name]
    numeric = (function(z + h) - function(z - h)) / (2 * h)
    # Rounding of values up to 4 divided by 2h leaves about 4 · 1e-16 / 2e-6 = 2e-10.
    np.testing.assert_allclose(ACTIVATIONS[name].derivative(z), numeric, rtol=1e-6, atol=1e-9)


def test_the_conventions_at_zero():
    assert act.step.derivative(0.0) == 0
    assert act.relu.derivative(0.0) == 0
    assert act.leaky_relu.derivative(0.0) == 0.01


def test_the_softmax_jacobian_agrees_with_finite_differences():
    z = np.array([[0.3, -1.2, 2.0], [1.0, 1.0, -0.5]])
    jacobian = act.softmax.derivative(z)
    assert jacobian.shape == (2, 3, 3)
    h = 1e-6
    for j in range(3):
        step = h * np.eye(3)[j]
        numeric = (act.softmax(z + step) - act.softmax(z - step)) / (2 * h)
        np.testing.assert_allclose(jacobian[:, :, j], numeric, atol=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_backward_multiplies_by_the_derivative(name):
    rng = np.random.default_rng(0)
    z, delta = rng.normal(size=(2, 4, 3))
    activation = ACTIVATIONS[name]
    if name == "softmax":
        expected = np.einsum("nij,ni->nj", activation.derivative(z), delta)
    else:
        expected = delta * activation.derivative(z)
    result = activation.backward(delta, activation(z))
    np.testing.assert_allclose(result, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_out_receives_the_result_and_may_be_the_input(name):
    z = np.random.default_rng(1).normal(size=(3, 4))
    expected = ACTIVATIONS[name](z)
    out = np.empty_like(z)
    assert ACTIVATIONS[name](z, out=out) is out
    np.testing.assert_array_equal(out, expected)
    ACTIVATIONS[name](z, out=z)
    np.testing.assert_array_equal(z, expected)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_input_is_left_alone(name):
    z = np.random.default_rng(2).normal(size=(3, 4))
    before = z.copy()
    ACTIVATIONS[name](z)
    ACTIVATIONS[name].derivative(z)
    np.testing.assert_array_equal(z, before)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_integers_of_any_width_give_what_floats_give(name):
    z = [-3, 0, 5]
    for dtype in (np.int8, np.int64):
        expected = ACTIVATIONS[name](np.array(z, float))
        np.testing.assert_array_equal(ACTIVATIONS[name](np.array(z, dtype)), expected)


@given(finite_arrays, st.floats(-100, 100))
def test_softmax_ignores_a_shift_and_sums_to_one(z, shift):
    a = act.softmax(z)
    np.testing.assert_allclose(a.sum(axis=-1), 1, rtol=1e-12)
    # A shift by up to 100 rounds z by up to 1e-14, and exp turns that into a relative error.
    np.testing.assert_allclose(act.softmax(z + shift), a, rtol=1e-12, atol=1e-15)


@given(finite_arrays)
def test_identities_between_activations(z):
    np.testing.assert_allclose(act.sigmoid(-z), 1 - act.sigmoid(z), atol=1e-15)
    np.testing.assert_allclose(act.tanh(z), 2 * act.sigmoid(2 * z) - 1, atol=1e-15)
    np.testing.assert_allclose(act.softplus(z) - act.softplus(-z), z, atol=1e-13)
    np.testing.assert_allclose(act.softplus.derivative(z), act.sigmoid(z), rtol=1e-9, atol=1e-15)
    np.testing.assert_array_equal(act.relu(z) - act.relu(-z), z)
    np.testing.assert_allclose(act.leaky_relu(z), 0.99 * act.relu(z) + 0.01 * z, atol=1e-13)


@given(finite_arrays, finite_arrays.map(np.abs))
def test_activations_never_fall(z, up):
    for name in ELEMENTWISE:
        function = ACTIVATIONS[name]
        first = function(z.ravel()[0])
        assert function(z.ravel()[0] + up.ravel()[0]) >= first


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_wrong_input_is_named(name):
    with pytest.raises(TypeError, match=r"^z: expected numbers, got str$"):
        ACTIVATIONS[name]("1")
    with pytest.raises(TypeError, match=r"^z: expected numbers, got NoneType$"):
        ACTIVATIONS[name].derivative(None)


def test_softmax_refuses_a_number_and_an_empty_array():
    text = r"^z: expected an array, got a single number; softmax compares several$"
    with pytest.raises(ValueError, match=text):
        act.softmax(1.0)
    with pytest.raises(ValueError, match=r"^z: expected at least one value, got shape \(0,\)$"):
        act.softmax([])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_keeps_its_name_and_words_and_is_copied_as_itself(name):
    function = ACTIVATIONS[name]
    assert function.__name__ == name
    assert len(function.__doc__) > 20
    assert copy.deepcopy(function) is pickle.loads(pickle.dumps(function)) is function
