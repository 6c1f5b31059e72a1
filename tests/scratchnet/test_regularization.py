"""Penalties, dropout, early stopping and shifted images, each against its definition."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchnet.activations import ACTIVATIONS
from scratchnet.gradcheck import numerical_gradient, relative_error
from scratchnet.network import Network
from scratchnet.optimizers import SGD, Adam
from scratchnet.propagation import Buffers, Objective, backward_pass, forward_pass, with_ones
from scratchnet.regularization import L1, L2, Dropout, EarlyStopping, ShiftImages
from scratchnet.training import History, fit


def says(error, text):
    return pytest.raises(error, match=f"^{re.escape(text)}$")


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def small_network(rng, **options):
    network = Network([3, 4, 2], "tanh", "identity", rng=rng, **options)
    for _, b in network.layers:
        b[:] = rng.normal(size=b.size)
    return network


def test_penalties_by_hand(rng):
    network = Network([2, 1], rng=rng)
    network.parameters[:] = [3, -4, 100]  # the bias, 100, does not count
    assert L2(0.1).cost(network) == pytest.approx(0.1 * 25)
    assert L1(0.1).cost(network) == pytest.approx(0.1 * 7)
    network.gradient[:] = 0
    L2(0.1).add_gradient(network)
    L1(0.5).add_gradient(network)
    np.testing.assert_allclose(network.gradient, [0.6 + 0.5, -0.8 - 0.5, 0])


@pytest.mark.parametrize("penalty", [L1(0.3), L2(0.7)])
def test_penalty_gradients_agree_with_finite_differences(penalty, rng):
    network = small_network(rng)
    network.gradient[:] = 0
    penalty.add_gradient(network)
    numeric = numerical_gradient(lambda _: penalty.cost(network), network.parameters)
    np.testing.assert_allclose(network.gradient, numeric, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("penalty", "expected"), [(L2(0.5), 2 / 3), (L1(0.5), 0.75)])
def test_training_finds_the_minimum_of_cost_plus_penalty(penalty, expected, rng):
    """(1 - w)² + λ w² is least at 1 / (1 + λ), (1 - w)² + λ |w| at 1 - λ/2."""
    network = Network([1, 1], output="identity", rng=rng)
    X, y = np.array([[1.0], [-1.0]]), np.array([[1.0], [-1.0]])  # keeps the bias at 0
    fit(
        network,
        X,
        y,
        "mean_squared_error",
        optimizer=SGD(0.1),
        epochs=200,
        batch_size=2,
        penalties=[penalty],
        shuffle=False,
    )
    np.testing.assert_allclose(network.parameters, [expected, 0], atol=1e-6)


@pytest.mark.parametrize("kind", [L1, L2])
def test_a_negative_strength_is_refused(kind):
    with says(ValueError, "strength: expected a number of at least 0, got -0.1"):
        kind(-0.1)


def test_a_mask_keeps_the_share_and_the_scale(rng):
    mask = np.empty((400, 500))
    Dropout(0.8, rng=rng).draw([mask])
    assert set(np.unique(mask)) == {0.0, 1 / 0.8}
    # 200,000 draws: the share kept is within 0.01 of 0.8 by eleven standard errors.
    assert (mask > 0).mean() == pytest.approx(0.8, abs=0.01)
    Dropout(0.8, rng=rng, inverted=False).draw([mask])
    assert set(np.unique(mask)) == {0.0, 1.0}


def test_keep_one_drops_nothing(rng):
    mask = np.empty((10, 10))
    Dropout(1.0, rng=rng).draw([mask])
    np.testing.assert_array_equal(mask, 1)


def masked_outputs(network, X, dropout, draws):
    """Return the mean output over many random masks, as training sees it."""
    X_1 = with_ones(X, network.dtype)
    buffers = Buffers(network.sizes, len(X), network.dtype, dropout=True)
    z, total = np.empty((len(X), network.sizes[-1]), order="F"), 0
    for _ in range(draws):
        dropout.draw(buffers.masks)
        forward_pass(X_1, network._weights, ACTIVATIONS[network.hidden], z, buffers)
        total = total + z
    return total / draws


@pytest.mark.parametrize("inverted", [True, False])
def test_both_forms_predict_what_training_gives_on_average(inverted, rng):
    """One hidden layer and a linear output, so the expectation passes through exactly."""
    network = small_network(rng)
    X = rng.normal(size=(5, 3))
    dropout = Dropout(0.6, rng=rng, inverted=inverted)
    mean = masked_outputs(network, X, dropout, draws=20_000)
    # The mean over 20,000 masks has a standard error of about 1 / √20,000 = 0.007.
    np.testing.assert_allclose(dropout.for_prediction(network).predict(X), mean, atol=0.05)


def test_the_two_forms_differ_by_the_factor_keep(rng):
    network = small_network(rng)
    network.layers[1][1][:] = 0
    X = rng.normal(size=(5, 3))
    inverted, original = (
        Dropout(0.6, rng=rng, inverted=inverted).for_prediction(network)
        for inverted in (True, False)
    )
    assert inverted is network
    np.testing.assert_allclose(original.predict(X), 0.6 * inverted.predict(X), rtol=1e-12)


@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_backward_with_dropout_agrees_with_finite_differences(hidden, rng):
    network = Network([3, 5, 4, 2], hidden, "sigmoid", rng=rng)
    network.parameters[:] = rng.normal(size=network.parameters.size)
    X_1, y = with_ones(rng.normal(size=(4, 3)), float), rng.integers(0, 2, (4, 2)).astype(float)
    buffers = Buffers(network.sizes, 4, network.dtype, dropout=True)
    Dropout(0.7, rng=rng).draw(buffers.masks)
    objective = Objective("binary_cross_entropy", "sigmoid")
    activation, z = ACTIVATIONS[hidden], np.empty((4, 2), order="F")

    def cost(_):
        forward_pass(X_1, network._weights, activation, z, buffers)
        return objective.cost(objective.losses(y, z))

    cost(None)
    objective.delta(y, z, buffers)
    backward_pass(X_1, network._weights, activation, network._gradients, buffers)
    numeric = numerical_gradient(cost, network.parameters)
    assert relative_error(network.gradient, numeric).max() < 1e-6


def test_training_with_dropout_learns_and_costs_more_than_prediction(rng):
    X = rng.normal(size=(200, 2))
    y = (X[:, :1] * X[:, 1:] > 0).astype(float)
    network = Network([2, 32, 1], rng=rng)
    history = fit(
        network,
        X,
        y,
        "binary_cross_entropy",
        optimizer=Adam(0.02),
        epochs=60,
        batch_size=20,
        rng=rng,
        dropout=Dropout(0.5, rng=rng),
        validation_data=(X, y),
    )
    assert history.validation_accuracy[-1] > 0.9
    assert history.cost[-1] > history.validation_cost[-1]


def test_validation_of_the_original_form_uses_the_scaled_network(rng):
    X, y = rng.normal(size=(20, 2)), rng.integers(0, 2, (20, 1))
    network = Network([2, 8, 1], rng=rng)
    dropout = Dropout(0.5, rng=rng, inverted=False)
    history = fit(
        network,
        X,
        y,
        "binary_cross_entropy",
        optimizer=SGD(0.1),
        epochs=2,
        batch_size=5,
        rng=rng,
        dropout=dropout,
        validation_data=(X, y),
    )
    expected = dropout.for_prediction(network).evaluate(X, y, "binary_cross_entropy")
    assert history.validation_cost[-1] == expected[0]
    assert history.validation_cost[-1] != network.evaluate(X, y, "binary_cross_entropy")[0]


@pytest.mark.parametrize("keep", [0, -0.5, 1.5])
def test_keep_has_bounds(keep, rng):
    with says(ValueError, f"keep: expected a number above 0 and of at most 1, got {keep}"):
        Dropout(keep, rng=rng)


def play(stopping, costs, network):
    """Feed early stopping with validation costs; the weights are the number of the epoch."""
    history = History("mean_squared_error")
    for epoch, cost in enumerate(costs, start=1):
        network.parameters[:] = epoch
        history.cost.append(0.0)
        history.validation_cost.append(cost)
        if stopping.after_epoch(network, history):
            break
    stopping.after_training(network, history)
    return history


@pytest.mark.parametrize(
    ("costs", "patience", "min_delta", "epochs", "best"),
    [
        ([5, 4, 3, 4, 5, 6], 2, 0, 5, 3),
        ([5, 4, 3, 4, 2, 6, 7], 2, 0, 7, 5),
        ([5, 6], 3, 0, 2, 1),  # training ends before patience does
        ([5, 4.9, 4.8, 4.7], 2, 0.5, 3, 1),  # it falls, but too little
        ([3, 3, 3, 3], 2, 0, 3, 1),
    ],
)
def test_early_stopping_stops_and_restores(costs, patience, min_delta, epochs, best, rng):
    network = Network([1, 1], rng=rng)
    stopping = EarlyStopping(patience, min_delta)
    history = play(stopping, costs, network)
    assert history.epochs == epochs
    assert history.best_epoch == stopping.best_epoch == best
    np.testing.assert_array_equal(network.parameters, best)


def test_early_stopping_starts_afresh_in_a_new_run(rng):
    network, stopping = Network([1, 1], rng=rng), EarlyStopping(1)
    play(stopping, [1, 2], network)
    play(stopping, [9, 8, 9], network)
    assert stopping.best_epoch == 2
    assert stopping.best_cost == 8
    np.testing.assert_array_equal(network.parameters, 2)


def test_early_stopping_in_a_run_that_overfits(rng):
    X = rng.normal(size=(60, 10))
    y = rng.integers(0, 2, (60, 1))  # nothing to learn but the rows themselves
    network = Network([10, 32, 1], rng=rng)
    validation = X[30:], y[30:]
    history = fit(
        network,
        X[:30],
        y[:30],
        "binary_cross_entropy",
        optimizer=Adam(0.01),
        epochs=200,
        batch_size=10,
        rng=rng,
        validation_data=validation,
        callbacks=[EarlyStopping(patience=5)],
    )
    assert history.epochs == history.best_epoch + 5 < 200
    best = min(history.validation_cost)
    assert network.evaluate(*validation, "binary_cross_entropy")[0] == best


def test_early_stopping_needs_validation_data_and_sensible_settings(rng):
    with says(ValueError, "validation_data: expected rows for early stopping to watch, got None"):
        fit(
            Network([1, 1], rng=rng),
            [[1.0]],
            [[1]],
            "binary_cross_entropy",
            optimizer=SGD(),
            epochs=1,
            batch_size=1,
            rng=rng,
            callbacks=[EarlyStopping()],
        )
    with says(ValueError, "patience: expected a whole number of at least 1, got 0"):
        EarlyStopping(patience=0)
    with says(ValueError, "min_delta: expected a number of at least 0, got -1"):
        EarlyStopping(min_delta=-1)


def moved(image, down, right):
    """Move an image by whole pixels, one at a time: the slow way."""
    result = np.zeros_like(image)
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            if 0 <= row - down < image.shape[0] and 0 <= column - right < image.shape[1]:
                result[row, column] = image[row - down, column - right]
    return result


@given(st.integers(2, 6), st.integers(2, 6), st.integers(0, 3), st.integers(0, 2**32 - 1))
def test_each_image_is_moved_by_whole_pixels(height, width, pixels, seed):
    pixels = min(pixels, height - 1, width - 1)
    rng = np.random.default_rng(seed)
    X = rng.random((4, height * width)) + 0.1
    shifted = ShiftImages((height, width), pixels, rng=rng)(X)
    assert shifted.shape == X.shape
    steps = range(-pixels, pixels + 1)
    for before, after in zip(X, shifted, strict=True):
        image = before.reshape(height, width)
        candidates = [moved(image, down, right).ravel() for down in steps for right in steps]
        assert any(np.array_equal(after, candidate) for candidate in candidates)


def test_all_shifts_come_equally_often(rng):
    X = np.zeros((9000, 25))
    X[:, 12] = 1  # a single bright pixel in the middle of 5 by 5
    counts = ShiftImages((5, 5), 1, rng=rng)(X).sum(axis=0).reshape(5, 5)
    assert counts.sum() == 9000
    # 1,000 each of nine, with a standard deviation of 30.
    assert (np.abs(counts[1:4, 1:4] - 1000) < 150).all()


def test_shifting_keeps_the_dtype_and_the_original(rng):
    X = rng.random((3, 12)).astype(np.float32)
    before = X.copy()
    assert ShiftImages((3, 4), 2, rng=rng)(X).dtype == np.float32
    np.testing.assert_array_equal(X, before)


def test_augmentation_reaches_the_training_rows_batch_by_batch(rng):
    sizes = []
    shift = ShiftImages((2, 3), 1, rng=rng)

    def spy(X):
        sizes.append(len(X))
        return shift(X)

    fit(
        Network([6, 1], rng=rng),
        rng.random((7, 6)),
        rng.integers(0, 2, (7, 1)),
        "binary_cross_entropy",
        optimizer=SGD(),
        epochs=2,
        batch_size=3,
        rng=rng,
        augment=spy,
    )
    assert sizes == [3, 3, 1, 3, 3, 1]


@pytest.mark.parametrize("shuffle", [True, False])
def test_augmentation_starts_from_the_original_rows_in_each_epoch(shuffle, rng):
    seen = []

    def add_one(X):
        seen.append(X.copy())
        return X + 1

    fit(
        Network([2, 1], rng=rng),
        np.zeros((4, 2)),
        np.ones((4, 1)),
        "binary_cross_entropy",
        optimizer=SGD(),
        epochs=3,
        batch_size=2,
        rng=rng,
        shuffle=shuffle,
        augment=add_one,
    )
    assert len(seen) == 6
    np.testing.assert_array_equal(seen, 0)


def test_wrong_settings_of_shifts_are_named(rng):
    with says(ValueError, "pixels: expected less than 3, the smaller side of the images, got 3"):
        ShiftImages((3, 5), 3, rng=rng)
    with says(ValueError, "pixels: expected a whole number of at least 0, got -1"):
        ShiftImages((3, 5), -1, rng=rng)
    with says(TypeError, "shape[0]: expected a whole number, got float"):
        ShiftImages((3.0, 5), rng=rng)
    with says(ValueError, "X: expected shape (n, 15), got (2, 16)"):
        ShiftImages((3, 5), rng=rng)(np.zeros((2, 16)))
