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
from itertools import pairwise

import numpy as np

from scratchnet.activations import softmax

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
    hidden: str = "relu",
    learning_rate: float = 0.001,
    momentum: float | None = None,
    clip: float | None = None,
    weights: Sequence[np.ndarray] | None = None,
    watch: Sequence[np.ndarray] | None = None,
    after_epoch: Callable[[], object] = lambda: None,
) -> Trained:
    """Train networks that name classes: a sigmoid node at the end for yes or no, or a softmax.

    Parameters
    ----------
    starts : sequence of sequences of arrays
        First weights of each network, W, b, W, b, …, as `get_weights` of Keras returns them. All
        networks have the same shapes. They are left as they are.
    X : sequence of arrays, shape (n_rows, n_in)
        Training rows of each network, as many for each.
    y : sequence of arrays, shape (n_rows,) or (n_rows, n_classes)
        Their labels, 0 or 1, for networks with one node at the end, else one-hot rows. The cost is
        the cross-entropy.
    epochs, batch_size : int
    rng : numpy.random.Generator
        Shuffles the rows before each epoch, in the same way for all networks.
    hidden : "relu" or "sigmoid"
        Activation of the hidden layers.
    learning_rate : float
    momentum : float, optional
        With it, networks are trained by gradient descent with this momentum, and not by Adam.
    clip : float, optional
        The largest norm that the gradient of a network may have; a larger one is scaled down.
    weights : sequence of arrays, shape (n_rows,), optional
        What each row counts in the cost.
    watch : sequence of arrays, shape (n_watched, n_in), optional
        Rows for whose outputs after every epoch you ask, of networks with one node at the end.
        Nothing is learned from them.
    after_epoch : callable
        Called without arguments after every epoch.

    Raises
    ------
    ValueError
        If there are no networks, their shapes differ, `hidden` is no such activation, or the
        networks, `X` and `y` do not match.
    """
    _check(starts, X, y, hidden)
    stack, n_rows = _Stack(starts, hidden, learning_rate, momentum, clip), len(y[0])
    rows, labels = _each(X), _each(y).reshape(len(y), n_rows, -1)
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
            stack.step(X_epoch[batch], y_epoch[batch], part)
        if watched is not None:
            pages.append(stack.forward(watched)[-1][..., 0].T)
        after_epoch()
    return Trained(stack.unstacked(), np.stack(pages) if pages else None)


def stack_machines_side_by_side(
    sizes: Sequence[int],
    rows: Sequence[np.ndarray],
    *,
    epochs: int,
    learning_rate: float,
    rng: np.random.Generator,
    batch_size: int = 32,
) -> list[list[tuple[np.ndarray, np.ndarray]]]:
    """Train deep belief networks, one on each set of rows, as `scratchnet.DBN` trains one alone.

    Parameters
    ----------
    sizes : sequence of int
        Units of each layer, from the visible ones up.
    rows : sequence of arrays, shape (n_rows, n_visible)
        Values from 0 to 1; as many rows for each network.
    epochs, batch_size : int
        Of each machine of a stack.
    learning_rate : float
        Of contrastive divergence with one step.
    rng : numpy.random.Generator
        Draws first weights and states, and shuffles the rows in the same way for all networks.

    Returns
    -------
    list of lists of (W, b_hidden)
        For each network its machines from the lowest up, in float32.
    """
    values, one = _each(rows), np.float32(1)
    starts = [rng.normal(0, 0.01, (len(rows), *pair)) for pair in pairwise(sizes)]
    stacks = []
    for W in (start.astype("float32") for start in starts):
        b_visible, b_hidden = (np.zeros((len(W), 1, size), "float32") for size in W.shape[1:])
        for _ in range(epochs):
            order = rng.permutation(values.shape[1])
            for first in range(0, len(order), batch_size):
                v = values[:, order[first : first + batch_size]]
                h = _sigmoid(v @ W + b_hidden)
                v_model = _draw(_sigmoid(_draw(h, rng) @ W.swapaxes(1, 2) + b_visible), rng)
                h_model = _sigmoid(v_model @ W + b_hidden)
                step = learning_rate * one / v.shape[1]
                W += step * (v.swapaxes(1, 2) @ h - v_model.swapaxes(1, 2) @ h_model)
                b_visible += step * (v - v_model).sum(axis=1, keepdims=True)
                b_hidden += step * (h - h_model).sum(axis=1, keepdims=True)
        values = _sigmoid(values @ W + b_hidden)
        stacks.append((W, b_hidden[:, 0]))
    return [[(W[n], b[n]) for W, b in stacks] for n in range(len(rows))]


def _sigmoid(z: np.ndarray) -> np.ndarray:
    """Sigmoid as (1 + tanh(z/2)) / 2, where exp of a large number does not come up; changes z."""
    z *= 0.5
    np.tanh(z, out=z)
    z += 1
    z *= 0.5
    return z


def _draw(probabilities: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return (rng.random(probabilities.shape, "float32") < probabilities).astype("float32")


class _Stack:
    """Parameters of all networks, a row for each, with the optimizer's running means beside it."""

    def __init__(self, starts, hidden: str, learning_rate, momentum, clip):
        each = [np.stack(parts) for parts in zip(*starts, strict=True)]
        self.table = np.hstack([part.reshape(len(starts), -1) for part in each]).astype("float32")
        self.gradient = np.zeros_like(self.table)
        self.mean, self.square = np.zeros_like(self.table), np.zeros_like(self.table)
        self.shapes, self.steps = [part.shape for part in each], 0
        self.parts, self.slopes = self._views(self.table), self._views(self.gradient)
        self.hidden, self.momentum, self.clip = hidden, momentum, clip
        self.learning_rate = learning_rate

    def _views(self, table: np.ndarray) -> list[np.ndarray]:
        ends = np.cumsum([np.prod(shape[1:]) for shape in self.shapes])[:-1]
        return [
            part.reshape(shape)
            for part, shape in zip(np.split(table, ends, axis=1), self.shapes, strict=True)
        ]

    def forward(self, X: np.ndarray) -> list[np.ndarray]:
        """Return inputs of every layer and, last, outputs, (n_networks, n_rows, n_nodes)."""
        values = [X]
        for k in range(0, len(self.parts), 2):
            z = values[-1] @ self.parts[k]
            z += self.parts[k + 1][:, None]
            is_last = k == len(self.parts) - 2
            if is_last and z.shape[-1] > 1:
                softmax.compute(z, z)
            elif is_last or self.hidden == "sigmoid":
                _sigmoid(z)
            else:
                np.maximum(z, 0, out=z)
            values.append(z)
        return values

    def step(self, X, y, counts) -> None:
        values = self.forward(X)
        delta = (values[-1] - y) / np.float32(y.shape[1])
        if counts is not None:
            delta *= counts
        for k in range(len(self.parts) - 2, -1, -2):
            value = values[k // 2]
            np.matmul(value.swapaxes(1, 2), delta, out=self.slopes[k])
            delta.sum(axis=1, out=self.slopes[k + 1])
            if k > 0:
                slope = value > 0 if self.hidden == "relu" else value * (1 - value)
                delta = (delta @ self.parts[k].swapaxes(1, 2)) * slope
        if self.clip is not None:
            norms = np.linalg.norm(self.gradient, axis=1, keepdims=True)
            self.gradient *= self.clip / np.maximum(norms, np.float32(self.clip))
        if self.momentum is None:
            self._adam()
        else:
            self.mean *= np.float32(self.momentum)
            self.mean += self.gradient
            self.table -= np.float32(self.learning_rate) * self.mean

    def _adam(self) -> None:
        self.steps += 1
        self.mean += (self.gradient - self.mean) * np.float32(1 - BETA_1)
        self.square += (self.gradient**2 - self.square) * np.float32(1 - BETA_2)
        correction = np.sqrt(1 - BETA_2**self.steps) / (1 - BETA_1**self.steps)
        rate = np.float32(self.learning_rate * correction)
        self.table -= rate * self.mean / (np.sqrt(self.square) + np.float32(EPSILON))

    def unstacked(self) -> list[list[np.ndarray]]:
        return [[part[n].copy() for part in self.parts] for n in range(self.shapes[0][0])]


def _each(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack(parts).astype("float32")


def _check(starts, X, y, hidden) -> None:
    if hidden not in ("relu", "sigmoid"):
        raise ValueError(f"hidden: expected 'relu' or 'sigmoid', got {hidden!r}")
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
    if len(expected) % 2:
        raise ValueError(f"starts: expected W, b, W, b, …, got {len(expected)} arrays")
    n_outputs = (1, *y[0].shape[1:])[-1]
    if expected[-1] != (n_outputs,):
        raise ValueError(f"starts: expected a last layer of {n_outputs}, as in y, got {expected}")
