"""Chapter 5: N12, N13, and its costs, steps and batches beside those of the library."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchnet import SGD, AdaGrad, Adam, losses, numerical_gradient

CHAPTER = "05_cost_and_gradient_descent"
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "by-hand-code", "glue-n12", "costs", "rise-over-run", "descend",
        "steps-needed", "slope-functions", "gradient-check", "twenty-steps", "twenty-figure",
        "check-n13", "houses", "steps-to-minimum", "optimizer-steps", "optimizer-run",
        "minibatches", "saturated-run", "saddle",
    )  # fmt: skip


# The numbers that the sources print


def test_n12_one_step(chapter):
    w, x = np.array([0.0, 2.0, 1.0]), np.array([1.0, 2.0, 3.0])
    assert chapter["weights"].tolist() == w.tolist()
    assert chapter["input_data"].tolist() == x.tolist()
    assert chapter["error"] == w @ x - 0 == 7
    assert chapter["slope"](w, x, 0).tolist() == [14, 28, 42]
    stepped = chapter["update"](w, chapter["slope"](w, x, 0), 0.01)
    for new in (stepped, chapter["new_weights"]):
        np.testing.assert_allclose(new, [-0.14, 1.72, 0.58], rtol=1e-12)
        assert new @ x == pytest.approx(5.04)


def test_n13_the_error_falls_at_every_one_of_twenty_steps(chapter):
    w, x = np.array([-0.49929916, 1.00140168, -0.49789747]), np.array([1.0, 2.0, 3.0])
    errors = [chapter["mse"](0, w @ x)]
    for _ in range(20):
        w = chapter["update"](w, chapter["slope"](w, x, 0), 0.01)
        errors.append(chapter["mse"](0, w @ x))
    assert (np.diff(errors) < 0).all()
    np.testing.assert_allclose(chapter["history"], errors, rtol=1e-9)
    # each step multiplies the error by 1 - 2 · 0.01 · |x|², so its square by 0.72²
    np.testing.assert_allclose(np.divide(errors[1:], errors[:-1]), 0.72**2)


# The same function in the chapter and in the library


def probabilities(rng, shape):
    p = rng.uniform(0.01, 0.99, shape)
    return p / p.sum(axis=1, keepdims=True) if len(shape) == 2 else p


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 30), seeds)
def test_costs_are_those_of_the_library(chapter, n, seed):
    rng = np.random.default_rng(seed)
    y, y_hat = rng.normal(size=(2, n)) * 10
    assert chapter["sse"](y, y_hat) == pytest.approx(n * losses.mean_squared_error(y, y_hat))
    assert chapter["mse"](y, y_hat) == pytest.approx(losses.mean_squared_error(y, y_hat))
    y, p = rng.integers(0, 2, n).astype(float), probabilities(rng, (n,))
    expected = losses.binary_cross_entropy(y, p)
    assert chapter["binary_cross_entropy"](y, p) == pytest.approx(expected)
    Y, P = np.eye(4)[rng.integers(0, 4, n)], probabilities(rng, (n, 4))
    expected = losses.categorical_cross_entropy(Y, P)
    assert chapter["categorical_cross_entropy"](Y, P) == pytest.approx(expected)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 20), st.integers(1, 5), seeds)
def test_the_gradient_is_that_of_the_library_and_of_finite_differences(chapter, n, n_in, seed):
    rng = np.random.default_rng(seed)
    X, y, w = rng.normal(size=(n, n_in)), rng.normal(size=n), rng.normal(size=n_in)
    gradient = chapter["gradient"](w, X, y)
    by_chain_rule = X.T @ losses.mean_squared_error.gradient(y, X @ w)
    np.testing.assert_allclose(gradient, by_chain_rule, rtol=1e-9, atol=1e-12)
    numeric = numerical_gradient(lambda w: chapter["mse"](y, X @ w), w)
    np.testing.assert_allclose(gradient, numeric, rtol=1e-6, atol=1e-8)
    row_by_row = np.mean([chapter["slope"](w, X[i], y[i]) for i in range(n)], axis=0)
    np.testing.assert_allclose(gradient, row_by_row, rtol=1e-9, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(seeds, st.floats(1e-3, 0.5))
@pytest.mark.parametrize(
    ("rule", "optimizer"),
    [
        ("sgd", SGD),
        ("momentum", lambda rate: SGD(rate, momentum=0.67)),
        ("adagrad", lambda rate: AdaGrad(rate, initial_total=0, epsilon=1e-12)),
        ("adam", lambda rate: Adam(rate, epsilon=0)),
    ],
)
def test_steps_are_those_of_the_library(chapter, rule, optimizer, seed, rate):
    rng = np.random.default_rng(seed)
    w, state, ours = rng.normal(size=6), {}, optimizer(rate)
    parameters = w.copy()
    for _ in range(15):
        g = rng.choice([-1, 1], 6) * rng.uniform(0.1, 2, 6)
        w = chapter[rule](w, g, state, rate)
        ours.update(parameters, g)
    # The chapter's Adam adds its epsilon of 1e-8 in another place: far below a step.
    np.testing.assert_allclose(w, parameters, rtol=1e-6, atol=1e-5 * rate)


def test_descent_on_the_parabola_is_that_of_the_library(chapter):
    for rate in (0.1, 0.5, 0.9, 1.1):
        w, optimizer = np.array([1.0]), SGD(rate)
        for expected in chapter["descend"](rate, 12)[1:]:
            optimizer.update(w, 2 * w)
            assert w[0] == pytest.approx(expected)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 50), st.integers(1, 60), seeds)
def test_batches_hold_every_row_once_with_its_target(chapter, n, batch_size, seed):
    X = np.arange(2 * n).reshape(n, 2)
    batches = list(chapter["minibatches"](X, 10 * X[:, 0], batch_size, np.random.default_rng(seed)))
    assert all(len(rows) == batch_size for rows, _ in batches[:-1])
    assert 1 <= len(batches[-1][0]) <= batch_size
    rows, targets = map(np.concatenate, zip(*batches, strict=True))
    assert sorted(rows.tolist()) == X.tolist()
    assert targets.tolist() == (10 * rows[:, 0]).tolist()


# What the prose says


def test_steps_on_the_parabola(chapter):
    needed = chapter["steps_needed"]
    assert [needed(rate) for rate in (0.1, 0.5, 0.9, 1.0, 1.1)] == [21, 1, 21, None, None]
    assert chapter["descend"](1.1, 20)[-1] == pytest.approx(1.2**20)


def test_columns_are_standardized(chapter):
    X, _ = chapter["houses"](np.random.default_rng(5))
    scaled = chapter["standardize"](X)
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=0), 1)


def test_counting_steps_by_the_gradient_seen_from_the_minimum_is_descent(chapter):
    """`steps_to_minimum` follows the distance to the best weights; here go the weights."""
    X, price = chapter["houses"](np.random.default_rng(1))
    X = chapter["standardize"](X)
    A = np.column_stack([np.ones(len(X)), X])
    rate = 1 / np.linalg.eigvalsh(2 / len(A) * A.T @ A)[-1]
    lowest = chapter["mse"](price, A @ np.linalg.lstsq(A, price)[0])
    w, steps = np.zeros(3), 0
    while chapter["mse"](price, A @ w) > 1.01 * lowest:
        w, steps = chapter["update"](w, chapter["gradient"](w, A, price), rate), steps + 1
    assert chapter["steps_to_minimum"](X, price) == steps


def test_the_saturated_neuron_is_slow_where_it_is_most_wrong(chapter):
    """Squared error is steepest late, cross-entropy early: the shape, at equal rates."""
    slow, fast = (-np.diff(chapter["said"][name]) for name in ("squared error", "cross-entropy"))
    assert slow[0] < slow.max() / 10
    assert fast[0] > fast.max() / 10
    assert fast.argmax() < slow.argmax()


def test_axes_decide_who_crosses_the_trench_sooner(chapter):
    straight, turned = chapter["needed"].values()
    assert straight["momentum"] < straight["gradient descent"] / 3
    assert turned["gradient descent"] == straight["gradient descent"]
    assert turned["momentum"] == straight["momentum"]
    assert turned["AdaGrad"] > 3 * straight["AdaGrad"]


def test_the_rooms_are_innocent(chapter):
    X, price = chapter["houses"](np.random.default_rng(1))
    steps = chapter["steps_to_minimum"]
    both, area, scaled = (steps(A, price) for A in (X, X[:, :1], X / X.std(axis=0)))
    assert area > 0.8 * both
    assert scaled < both / 100


def test_the_ridge_of_the_saddle(chapter):
    assert chapter["on_ridge"][-1] == pytest.approx([0, 0], abs=1e-5)
    assert chapter["beside"][-1][1] == pytest.approx(1e-4 * 1.2**60)
