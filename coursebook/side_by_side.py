"""Train many small networks at once, each on rows of its own, in the time of a few.

A layer is a matrix product, and a stack of matrix products is one operation. So the weights of all
networks get one axis more, (n_networks, n_in, n_out), and every step trains all of them. No weight
belongs to two networks, and none learns from another: `tests/coursebook/test_side_by_side.py` holds
each one to what Keras makes of it alone, from the same weights and batches. It is written in NumPy
because a step of networks this small costs Keras thirty times as long in calls as in arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # of Adam, as in Keras


@dataclass(frozen=True)
class Trained:
    """What came out: the weights of each network, and its outputs for the rows to watch.

    ``weights[k]`` is a list of arrays, as `set_weights` of Keras takes them; ``outputs`` has shape
    (epochs, n_watched, n_networks), and is None where nothing was watched.
    """

    weights: list[list[np.ndarray]]
    outputs: np.ndarray | None


def train_side_by_side(
    starts: Sequence[Sequence[np.ndarray]],
    X: Sequence[np.ndarray],
    y: Sequence[np.ndarray],
    *,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    learning_rate: float = 0.001,
    weights: Sequence[np.ndarray] | None = None,
    watch: Sequence[np.ndarray] | None = None,
    after_epoch: Callable[[], object] = lambda: None,
) -> Trained:
    """Train networks for yes or no, ReLU inside and a sigmoid node at the end, with Adam.

    Parameters
    ----------
    starts : sequence of sequences of arrays
        First weights of each network, W, b, W, b, …, as `get_weights` of Keras returns them. All
        networks have the same shapes. They are left as they are.
    X : sequence of arrays, shape (n_rows, n_in)
        Training rows of each network, as many for each.
    y : sequence of arrays, shape (n_rows,)
        Their labels, 0 or 1. The cost is the binary cross-entropy.
    epochs, batch_size : int
    rng : numpy.random.Generator
        Shuffles the rows before each epoch, in the same way for all networks.
    learning_rate : float
        Of Adam.
    weights : sequence of arrays, shape (n_rows,), optional
        What each row counts in the cost.
    watch : sequence of arrays, shape (n_watched, n_in), optional
        Rows for whose outputs after every epoch you ask. Nothing is learned from them.
    after_epoch : callable
        Called without arguments after every epoch.

    Raises
    ------
    ValueError
        If there are no networks, their shapes differ, the last layer has more than one node, or
        the networks, `X` and `y` do not match.
    """
    _check(starts, X, y)
    stack, n_rows = _Stack(starts), len(y[0])
    rows, labels = _each(X), _each(y)[..., None]
    counts = None if weights is None else _each(weights)[..., None]
    watched = None if watch is None else _each(watch)
    pages = []
    for _ in range(epochs):
        order = rng.permutation(n_rows)
        X_epoch, y_epoch = rows[:, order], labels[:, order]
        counts_epoch = None if counts is None else counts[:, order]
        for first in range(0, n_rows, batch_size):
            batch = np.s_[:, first : first + batch_size]
            part = None if counts is None else counts_epoch[batch]
            stack.step(X_epoch[batch], y_epoch[batch], part, learning_rate)
        if watched is not None:
            pages.append(stack.forward(watched)[-1][..., 0].T)
        after_epoch()
    return Trained(stack.unstacked(), np.stack(pages) if pages else None)


class _Stack:
    """Parameters of all networks in one vector, with Adam's running means beside it."""

    def __init__(self, starts: Sequence[Sequence[np.ndarray]]):
        each = [np.stack(parts) for parts in zip(*starts, strict=True)]
        self.vector = np.concatenate([part.ravel() for part in each]).astype("float32")
        self.gradient = np.zeros_like(self.vector)
        self.mean, self.square = np.zeros_like(self.vector), np.zeros_like(self.vector)
        self.shapes, self.steps = [part.shape for part in each], 0
        self.parts, self.slopes = self._views(self.vector), self._views(self.gradient)

    def _views(self, vector: np.ndarray) -> list[np.ndarray]:
        ends = np.cumsum([np.prod(shape) for shape in self.shapes])[:-1]
        return [
            part.reshape(shape)
            for part, shape in zip(np.split(vector, ends), self.shapes, strict=True)
        ]

    def forward(self, X: np.ndarray) -> list[np.ndarray]:
        """Return inputs of every layer and, last, outputs, (n_networks, n_rows, n_nodes)."""
        values = [X]
        for k in range(0, len(self.parts), 2):
            z = values[-1] @ self.parts[k]
            z += self.parts[k + 1][:, None]
            is_last = k == len(self.parts) - 2
            # (1 + tanh(z/2)) / 2 is the sigmoid, and exp of a large number does not come up.
            values.append(0.5 * (1 + np.tanh(0.5 * z)) if is_last else np.maximum(z, 0, out=z))
        return values

    def step(self, X, y, counts, learning_rate: float) -> None:
        values = self.forward(X)
        delta = (values[-1] - y) / np.float32(y.shape[1])
        if counts is not None:
            delta *= counts
        for k in range(len(self.parts) - 2, -1, -2):
            value = values[k // 2]
            np.matmul(value.swapaxes(1, 2), delta, out=self.slopes[k])
            delta.sum(axis=1, out=self.slopes[k + 1])
            if k > 0:
                delta = (delta @ self.parts[k].swapaxes(1, 2)) * (value > 0)
        self._adam(learning_rate)

    def _adam(self, learning_rate: float) -> None:
        self.steps += 1
        self.mean += (self.gradient - self.mean) * np.float32(1 - BETA_1)
        self.square += (self.gradient**2 - self.square) * np.float32(1 - BETA_2)
        rate = learning_rate * np.sqrt(1 - BETA_2**self.steps) / (1 - BETA_1**self.steps)
        self.vector -= np.float32(rate) * self.mean / (np.sqrt(self.square) + np.float32(EPSILON))

    def unstacked(self) -> list[list[np.ndarray]]:
        return [[part[n].copy() for part in self.parts] for n in range(self.shapes[0][0])]


def _each(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack(parts).astype("float32")


def _check(starts, X, y) -> None:
    if not len(starts) or not len(starts) == len(X) == len(y):
        raise ValueError(
            "starts, X, y: expected as many of each and at least one, "
            f"got {len(starts)}, {len(X)} and {len(y)}"
        )
    if n_other := [len(part) for part in (*X, *y) if len(part) != len(y[0])]:
        raise ValueError(f"X, y: expected {len(y[0])} rows for every network, got {n_other[0]}")
    expected = [np.shape(part) for part in starts[0]]
    for start in starts:
        if (shapes := [np.shape(part) for part in start]) != expected:
            raise ValueError(f"starts: expected weights of shapes {expected}, got {shapes}")
    if len(expected) % 2 or expected[-1] != (1,):
        raise ValueError(f"starts: expected W, b, … and a single node at the end, got {expected}")
