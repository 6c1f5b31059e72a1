"""Train many small Keras networks at once, each on rows of its own, in the time of a few.

A layer is a matrix product, and a stack of matrix products is one operation. So the weights of all
networks get one axis more, (n_networks, n_in, n_out), and every step trains all of them. No weight
belongs to two networks, and none learns from another: `tests/coursebook/test_side_by_side.py` holds
each one to what Keras makes of it alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf


def train_side_by_side(
    networks: Sequence[keras.Sequential],
    X: Sequence[np.ndarray],
    y: Sequence[np.ndarray],
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float = 0.001,
    weights: Sequence[np.ndarray] | None = None,
    watch: Sequence[np.ndarray] | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
) -> np.ndarray | None:
    """Train networks for yes or no with Adam and binary cross-entropy, from the weights they have.

    Parameters
    ----------
    networks : sequence of keras.Sequential
        All with the same dense layers, the last with a single node. Their weights are changed.
    X : sequence of arrays, shape (n_rows, n_in)
        Training rows of each network, as many for each.
    y : sequence of arrays, shape (n_rows,)
        Their labels, 0 or 1.
    epochs, batch_size : int
    learning_rate : float
        Of Adam.
    weights : sequence of arrays, shape (n_rows,), optional
        What each row counts in the cost.
    watch : sequence of arrays, shape (n_watched, n_in), optional
        Rows for whose outputs after every epoch you ask.
    callbacks : sequence of keras.callbacks.Callback

    Returns
    -------
    array, shape (epochs, n_watched, n_networks), or None
        Outputs for the rows to watch, if there are any. Nothing is learned from them.

    Raises
    ------
    ValueError
        If there are no networks, their layers differ, or the networks, `X` and `y` do not match.
    """
    _check(networks, X, y)
    stack = _stack(networks)
    n_rows = len(y[0])
    stack.compile(
        loss="binary_crossentropy",
        loss_weights=[len(networks)],  # undoes the mean over the networks
        optimizer=keras.optimizers.Adam(learning_rate),
        jit_compile=False,
        steps_per_execution=math.ceil(n_rows / batch_size),
    )
    parts = [_each(X), _each(y)[..., None]]
    parts += [] if weights is None else [_each(weights)]
    rows = tf.data.Dataset.from_tensor_slices(tuple(parts)).shuffle(n_rows, seed=0)
    options = tf.data.Options()
    options.autotune.enabled = False  # too little data to tune for
    diary = None if watch is None else _Diary(_each(watch))
    stack.fit(
        rows.batch(batch_size).with_options(options),
        epochs=epochs,
        shuffle=False,  # the batches come shuffled
        verbose=0,
        callbacks=[*callbacks, *([diary] if diary else [])],
    )
    for place, network in enumerate(networks):
        network.set_weights([part[place] for part in stack.get_weights()])
    return np.stack(diary.pages) if diary else None


class _Diary(keras.callbacks.Callback):
    """Writes down what all networks put out after each epoch."""

    def __init__(self, X: np.ndarray):
        super().__init__()
        self.X, self.pages = X, []

    def on_epoch_end(self, epoch, logs=None):
        self.pages.append(keras.ops.convert_to_numpy(self.model(self.X))[..., 0])


def _each(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack(parts, axis=1).astype("float32")


def _stack(networks: Sequence[keras.Sequential]) -> keras.Sequential:
    """One model with the weights of all: `rni,nio->rno` for row, network, input and output."""
    first, n_networks = networks[0], len(networks)
    layers = [
        keras.layers.EinsumDense(
            "rni,nio->rno",
            output_shape=(n_networks, layer.units),
            bias_axes="no",
            activation=layer.activation,
        )
        for layer in first.layers
    ]
    stack = keras.Sequential([keras.Input((n_networks, first.input_shape[-1])), *layers])
    each = zip(*(network.get_weights() for network in networks), strict=True)
    stack.set_weights([np.stack(weights) for weights in each])
    return stack


def _check(networks, X, y) -> None:
    if not networks or not len(networks) == len(X) == len(y):
        raise ValueError(
            "networks, X, y: expected as many of each and at least one, "
            f"got {len(networks)}, {len(X)} and {len(y)}"
        )
    if n_other := [len(part) for part in (*X, *y) if len(part) != len(y[0])]:
        raise ValueError(f"X, y: expected {len(y[0])} rows for every network, got {n_other[0]}")
    for network in networks:
        if other := [
            layer for layer in network.layers if not isinstance(layer, keras.layers.Dense)
        ]:
            raise ValueError(f"networks: expected dense layers, got {other[0]!r}")
        shapes = [weights.shape for weights in network.get_weights()]
        expected = [weights.shape for weights in networks[0].get_weights()]
        if shapes != expected:
            raise ValueError(f"networks: expected weights of shapes {expected}, got {shapes}")
