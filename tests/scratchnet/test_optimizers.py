"""Optimizers: one step by hand, the same two problems for all, state and refusals."""

import re

import numpy as np
import pytest

from scratchnet.optimizers import SGD, AdaGrad, Adam, Optimizer


def says(error, text):
    return pytest.raises(error, match=f"^{re.escape(text)}$")


ALL = [SGD(0.05), SGD(0.02, momentum=0.9), AdaGrad(0.5), Adam(0.05)]
NAMES = ["SGD", "momentum", "AdaGrad", "Adam"]


def fresh(optimizer):
    """Return an optimizer of the same settings without state."""
    settings = {key: value for key, value in vars(optimizer).items() if not key.startswith("_")}
    return type(optimizer)(**settings)


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        # Two steps from 1 with gradients 2 and 1.
        (SGD(0.1), 1 - 0.1 * 2 - 0.1 * 1),
        (SGD(0.1, momentum=0.5), 1 - 0.2 - (0.5 * 0.2 + 0.1)),
        (
            AdaGrad(0.1, initial_total=0, epsilon=0),
            1 - 0.1 * 2 / np.sqrt(4) - 0.1 * 1 / np.sqrt(4 + 1),
        ),
        (
            Adam(0.1, beta_1=0.5, beta_2=0.5, epsilon=0),
            # The corrected averages: first 2 and 4, then (0.25·2 + 0.5·1)/0.75, (0.25·4 + 0.5)/0.75
            1 - 0.1 * 2 / 2 - 0.1 * (1.0 / 0.75) / np.sqrt(1.5 / 0.75),
        ),
    ],
    ids=NAMES,
)
def test_two_steps_by_hand(optimizer, expected):
    w = np.array([1.0])
    optimizer.update(w, np.array([2.0]))
    optimizer.update(w, np.array([1.0]))
    assert w[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("optimizer", ALL, ids=NAMES)
def test_every_optimizer_finds_the_bottom_of_a_bowl(optimizer):
    optimizer, w = fresh(optimizer), np.array([3.0, -2.0])
    for _ in range(1000):
        optimizer.update(w, 2 * (w - [1.0, 0.5]))
    np.testing.assert_allclose(w, [1, 0.5], atol=0.02)


@pytest.mark.parametrize("optimizer", ALL, ids=NAMES)
def test_every_optimizer_gets_through_a_narrow_trench(optimizer):
    """Cost (w0² + 20 w1²) / 2, twenty times steeper in one direction than in the other."""
    optimizer, w = fresh(optimizer), np.array([5.0, 1.0])
    for _ in range(1000):
        optimizer.update(w, np.array([1.0, 20.0]) * w)
    np.testing.assert_allclose(w, [0, 0], atol=0.02)


@pytest.mark.parametrize("optimizer", ALL, ids=NAMES)
def test_parameters_change_in_place_and_the_gradient_does_not(optimizer):
    optimizer, w = fresh(optimizer), np.ones((2, 3), np.float32)
    view, gradient = w[0], np.ones((2, 3), np.float32)
    for _ in range(3):
        assert optimizer.update(w, gradient) is None
    assert (view < 1).all()
    assert w.dtype == np.float32
    np.testing.assert_array_equal(gradient, 1)


@pytest.mark.parametrize("optimizer", ALL, ids=NAMES)
def test_a_changed_learning_rate_counts_from_the_next_step(optimizer):
    slow, fast = fresh(optimizer), fresh(optimizer)
    fast.learning_rate *= 2
    w_slow, w_fast = np.ones(1), np.ones(1)
    slow.update(w_slow, np.ones(1))
    fast.update(w_fast, np.ones(1))
    assert 1 - w_fast[0] == pytest.approx(2 * (1 - w_slow[0]), rel=1e-12)


@pytest.mark.parametrize("optimizer", ALL, ids=NAMES)
def test_wrong_arrays_are_named(optimizer):
    optimizer = fresh(optimizer)
    with says(TypeError, "parameters: expected an array of floats, got int64"):
        optimizer.update(np.ones(2, np.int64), np.ones(2))
    with says(TypeError, "parameters: expected an array of floats, got list"):
        optimizer.update([1.0], np.ones(1))
    w = np.ones(2)
    optimizer.update(w, np.ones(2))
    with says(ValueError, "gradient: expected the shape of parameters, (2,), got (2, 1)"):
        optimizer.update(w, np.ones((2, 1)))
    with says(ValueError, "parameters: expected the shape of the update before, (2,), got (3,)"):
        optimizer.update(np.ones(3), np.ones(3))
    np.testing.assert_array_equal(w < 1, True)


@pytest.mark.parametrize("kind", [SGD, AdaGrad, Adam])
@pytest.mark.parametrize("value", [-0.1, 0])
def test_the_learning_rate_must_be_positive(kind, value):
    with says(ValueError, f"learning_rate: expected a number above 0, got {value}"):
        kind(learning_rate=value)


@pytest.mark.parametrize(
    ("kind", "name", "value", "text"),
    [
        (SGD, "momentum", 1, "of at least 0 and below 1, got 1"),
        (AdaGrad, "initial_total", -1, "of at least 0, got -1"),
        (AdaGrad, "epsilon", -1, "of at least 0, got -1"),
        (Adam, "beta_1", -0.5, "of at least 0 and below 1, got -0.5"),
        (Adam, "beta_2", 1, "of at least 0 and below 1, got 1"),
        (Adam, "epsilon", -1, "of at least 0, got -1"),
    ],
)
def test_other_settings_have_bounds_too(kind, name, value, text):
    with says(ValueError, f"{name}: expected a number {text}"):
        kind(**{name: value})


def test_an_optimizer_of_ones_own_needs_only_a_step():
    class Sign(Optimizer):
        def _step(self, parameters, gradient):
            parameters -= self.learning_rate * np.sign(gradient)

    w = np.array([1.0, -1.0])
    Sign(0.25).update(w, w)
    np.testing.assert_array_equal(w, [0.75, -0.75])
