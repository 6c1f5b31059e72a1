"""Penalties, dropout, early stopping and moved images, each against its definition."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchnet.augmentation import RandomTranslation
from scratchnet.callbacks import EarlyStopping
from scratchnet.gradient_check import numerical_gradient
from scratchnet.history import History
from scratchnet.network import mlp
from scratchnet.optimizers import SGD, Adam
from scratchnet.penalties import L1, L2
from scratchnet.training import fit


def says(error, text):
    return pytest.raises(error, match=f"^{re.escape(text)}$")


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def small_network(rng, **options):
    network = mlp([3, 4, 2], "tanh", "identity", rng=rng, **options)
    for b in network.parameters[1::2]:
        b[:] = rng.normal(size=b.size)
    return network


def test_penalties_by_hand(rng):
    network = mlp([2, 1], rng=rng)
    network.parameter_vector[:] = [3, -4, 100]  # the bias, 100, does not count
    assert L2(0.1).cost(network) == pytest.approx(0.1 * 25)
    assert L1(0.1).cost(network) == pytest.approx(0.1 * 7)
    network.gradient_vector[:] = 0
    L2(0.1).add_gradient(network)
    L1(0.5).add_gradient(network)
    np.testing.assert_allclose(network.gradient_vector, [0.6 + 0.5, -0.8 - 0.5, 0])


@pytest.mark.parametrize("penalty", [L1(0.3), L2(0.7)])
def test_penalty_gradients_agree_with_finite_differences(penalty, rng):
    network = small_network(rng)
    network.gradient_vector[:] = 0
    penalty.add_gradient(network)
    numeric = numerical_gradient(lambda _: penalty.cost(network), network.parameter_vector)
    np.testing.assert_allclose(network.gradient_vector, numeric, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("penalty", "expected"), [(L2(0.5), 2 / 3), (L1(0.5), 0.75)])
def test_training_finds_the_minimum_of_cost_plus_penalty(penalty, expected, rng):
    """(1 - w)² + λ w² is least at 1 / (1 + λ), (1 - w)² + λ |w| at 1 - λ/2."""
    network = mlp([1, 1], output="identity", rng=rng)
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
    np.testing.assert_allclose(network.parameter_vector, [expected, 0], atol=1e-6)


@pytest.mark.parametrize("kind", [L1, L2])
def test_a_negative_decay_is_refused(kind):
    with says(ValueError, "weight_decay: expected a number of at least 0, got -0.1"):
        kind(-0.1)


def test_training_with_dropout_learns_and_costs_more_than_prediction(rng):
    X = rng.normal(size=(200, 2))
    y = (X[:, :1] * X[:, 1:] > 0).astype(float)
    network = mlp([2, 32, 1], dropout=0.5, rng=rng)
    history = fit(
        network,
        X,
        y,
        "binary_cross_entropy",
        optimizer=Adam(0.02),
        epochs=60,
        batch_size=20,
        rng=rng,
        validation_data=(X, y),
    )
    assert history.validation_accuracy[-1] > 0.9
    assert history.loss[-1] > history.validation_loss[-1]


def play(stopping, costs, network):
    """Feed early stopping with validation costs; the weights are the number of the epoch."""
    history = History("mean_squared_error")
    for epoch, cost in enumerate(costs, start=1):
        network.parameter_vector[:] = epoch
        history.loss.append(0.0)
        history.validation_loss.append(cost)
        if stopping.on_epoch_end(network, history):
            break
    stopping.on_train_end(network, history)
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
    network = mlp([1, 1], rng=rng)
    stopping = EarlyStopping(patience, min_delta)
    history = play(stopping, costs, network)
    assert history.epochs == epochs
    assert history.best_epoch == stopping.best_epoch == best
    np.testing.assert_array_equal(network.parameter_vector, best)


def test_early_stopping_starts_afresh_in_a_new_run(rng):
    network, stopping = mlp([1, 1], rng=rng), EarlyStopping(1)
    play(stopping, [1, 2], network)
    play(stopping, [9, 8, 9], network)
    assert stopping.best_epoch == 2
    assert stopping.best_loss == 8
    np.testing.assert_array_equal(network.parameter_vector, 2)


def test_early_stopping_in_a_run_that_overfits(rng):
    X = rng.normal(size=(60, 10))
    y = rng.integers(0, 2, (60, 1))  # nothing to learn but the rows themselves
    network = mlp([10, 32, 1], rng=rng)
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
    best = min(history.validation_loss)
    assert network.evaluate(*validation, "binary_cross_entropy")[0] == best


def test_early_stopping_needs_validation_data_and_sensible_settings(rng):
    with says(ValueError, "validation_data: expected rows for early stopping to watch, got None"):
        fit(
            mlp([1, 1], rng=rng),
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
    shifted = RandomTranslation((height, width), pixels, rng=rng)(X)
    assert shifted.shape == X.shape
    steps = range(-pixels, pixels + 1)
    for before, after in zip(X, shifted, strict=True):
        image = before.reshape(height, width)
        candidates = [moved(image, down, right).ravel() for down in steps for right in steps]
        assert any(np.array_equal(after, candidate) for candidate in candidates)


def test_all_shifts_come_equally_often(rng):
    X = np.zeros((9000, 25))
    X[:, 12] = 1  # a single bright pixel in the middle of 5 by 5
    counts = RandomTranslation((5, 5), 1, rng=rng)(X).sum(axis=0).reshape(5, 5)
    assert counts.sum() == 9000
    # 1,000 each of nine, with a standard deviation of 30.
    assert (np.abs(counts[1:4, 1:4] - 1000) < 150).all()


def test_shifting_keeps_the_dtype_and_the_original(rng):
    X = rng.random((3, 12)).astype(np.float32)
    before = X.copy()
    assert RandomTranslation((3, 4), 2, rng=rng)(X).dtype == np.float32
    np.testing.assert_array_equal(X, before)


def test_augmentation_reaches_the_training_rows_batch_by_batch(rng):
    sizes = []
    shift = RandomTranslation((2, 3), 1, rng=rng)

    def spy(X):
        sizes.append(len(X))
        return shift(X)

    fit(
        mlp([6, 1], rng=rng),
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
        mlp([2, 1], rng=rng),
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
        RandomTranslation((3, 5), 3, rng=rng)
    with says(ValueError, "pixels: expected a whole number of at least 0, got -1"):
        RandomTranslation((3, 5), -1, rng=rng)
    with says(TypeError, "shape[0]: expected a whole number, got float"):
        RandomTranslation((3.0, 5), rng=rng)
    with says(ValueError, "X: expected shape (n, 15), got (2, 16)"):
        RandomTranslation((3, 5), rng=rng)(np.zeros((2, 16)))


def test_images_may_have_axes_of_their_own_and_channels_move_together(rng):
    flat = rng.random((5, 12))
    move = [RandomTranslation((3, 4), 2, rng=np.random.default_rng(1)) for _ in range(3)]
    expected = move[0](flat)
    np.testing.assert_array_equal(move[1](flat.reshape(5, 3, 4)), expected.reshape(5, 3, 4))
    two = np.stack([flat, -flat], axis=-1).reshape(5, 3, 4, 2)
    moved_two = move[2](two)
    np.testing.assert_array_equal(moved_two[..., 0], expected.reshape(5, 3, 4))
    np.testing.assert_array_equal(moved_two[..., 1], -expected.reshape(5, 3, 4))
