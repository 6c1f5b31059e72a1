"""Networks that are trained side by side are those that Keras trains one by one."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from coursebook.side_by_side import train_side_by_side

pytestmark = pytest.mark.slow


def network(seed: int, n_in: int = 5) -> keras.Sequential:
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1, activation="sigmoid")]
    return keras.Sequential([keras.Input((n_in,)), *layers])


@pytest.fixture
def rows():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3, 47, 5)).astype("float32")  # the last mini-batch is smaller
    return X, (X[..., 0] + X[..., 1] ** 2 > 0.7).astype("float32")


def alone(seed, X, y, weights=None):
    model = network(seed)
    tf.random.set_seed(1)  # the order of rows depends on it too
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(0.01))
    parts = (X, y[:, None]) if weights is None else (X, y[:, None], weights)
    data = tf.data.Dataset.from_tensor_slices(parts).shuffle(len(X), seed=0).batch(10)
    model.fit(data, epochs=3, shuffle=False, verbose=0)
    return model


@pytest.mark.parametrize("weighted", [False, True])
def test_each_network_learns_as_it_would_alone(rows, weighted):
    X, y = rows
    weights = np.where(y == 1, 3.0, 1.0).astype("float32") if weighted else None
    networks = [network(seed) for seed in (3, 8, 9)]
    starts = [one.get_weights() for one in networks]
    tf.random.set_seed(1)
    outputs = train_side_by_side(
        networks, X, y, epochs=3, batch_size=10, learning_rate=0.01, weights=weights, watch=X
    )
    assert outputs.shape == (3, 47, 3)
    for n, seed in enumerate((3, 8, 9)):
        expected = alone(seed, X[n], y[n], None if weights is None else weights[n])
        for mine, theirs in zip(networks[n].get_weights(), expected.get_weights(), strict=True):
            np.testing.assert_allclose(mine, theirs, atol=1e-5)
        assert np.abs(networks[n].get_weights()[0] - starts[n][0]).max() > 0.01
        last = expected.predict(X[n], verbose=0)[:, 0]
        np.testing.assert_allclose(outputs[-1, :, n], last, atol=1e-5)
        assert np.abs(outputs[0, :, n] - last).max() > 1e-3


def test_what_does_not_match_is_named(rows):
    X, y = rows
    three, settings = [network(seed) for seed in range(3)], {"epochs": 1, "batch_size": 10}
    short, others = [X[0], X[1], X[2][:46]], [*three[:2], network(2, n_in=6)]
    dropped = keras.Sequential([keras.Input((5,)), keras.layers.Dropout(0.5)])
    with pytest.raises(ValueError, match="as many of each and at least one, got 1, 3 and 3"):
        train_side_by_side(three[:1], X, y, **settings)
    with pytest.raises(ValueError, match="expected 47 rows for every network, got 46"):
        train_side_by_side(three, short, y, **settings)
    with pytest.raises(ValueError, match=r"expected weights of shapes .*got \[\(6, 4\)"):
        train_side_by_side(others, X, y, **settings)
    with pytest.raises(ValueError, match="expected dense layers, got <Dropout"):
        train_side_by_side([dropped], X[:1], y[:1], **settings)
