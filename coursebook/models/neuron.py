"""What a training of `given_neuron` gives, by formula, whatever order the rows come in.

The tests of problem set 7 compare costs and weights with these. The unit starts at zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

import numpy as np

BATCH = 2  # rows in each step of `TwoEpochs`
CLOSE = 2e-5  # single precision is nearer, hardly another order is


def descent(
    X: np.ndarray, y: np.ndarray, steps: int, learning_rate: float = 0.5
) -> tuple[list[float], list[np.ndarray]]:
    """Return the costs before each of so many steps that see all rows, and weights and bias then.

    The cost is the mean binary cross-entropy, in nats.
    """
    rows, w, costs = _with_ones(X), np.zeros(X.shape[1] + 1), []
    for _ in range(steps):
        y_hat = _sigmoid(rows @ w)
        costs.append(float(_cross_entropy(y, y_hat).mean()))
        w -= learning_rate * rows.T @ (y_hat - y) / len(y)
    return costs, [w[:-1, None], w[-1:]]


class TwoEpochs:
    """Recognizes the orders of the rows in trainings of two epochs in batches of two rows.

    For few rows all orders can be tried: five rows can be cut into two batches of two and a last
    one of one in 30 ways, so that two epochs have 900.

    Parameters
    ----------
    X, y : array
        The rows and their labels.
    trainings : int
        How many there are; the last one tells if the seed and the epoch made a difference.
    """

    def __init__(self, X: np.ndarray, y: np.ndarray, trainings: int) -> None:
        # A batch that lacks a row gets one that counts for nothing; it is the last of the last.
        lacks = -len(y) % BATCH
        self._rows = np.pad(_with_ones(X), ((0, lacks), (0, 0)))
        self._y, self._trainings = np.pad(y, (0, lacks)), trainings
        self._counts = np.arange(len(y) + lacks) < len(y)
        orders = ([*order, *range(len(y), len(y) + lacks)] for order in permutations(range(len(y))))
        ways = (np.reshape(order, (-1, BATCH)) for order in orders)
        self._ways = np.array([way for way in ways if (np.diff(way) > 0).all()])
        first, w = self._epoch(np.zeros((1, X.shape[1] + 1)))
        second, self._weights = self._epoch(w[0])
        self._costs = np.stack(np.broadcast_arrays(first.T, second), axis=2)
        self._fits = np.ones(second.shape, dtype=bool)
        self._found: list[tuple[int, int, int]] = []  # seed and the order of either epoch

    def costs(self, costs: Sequence[float]) -> str:
        """Say what is wrong with the costs of a training: no order gives them."""
        self._fits = np.abs(self._costs - costs).max(axis=2) < CLOSE
        return "" if self._fits.any() else "costs that no order of the rows gives."

    def weights(self, seed: int) -> Callable[[Sequence[np.ndarray]], str]:
        """Return a rule for the weights of the training whose costs came last."""

        def rule(weights: Sequence[np.ndarray]) -> str:
            apart = np.abs(self._weights - np.concatenate(weights, axis=None)).max(axis=2)
            apart[~self._fits] = np.inf
            if apart.min() > CLOSE:
                return "weights that no order of the rows gives together with these costs."
            first, second = divmod(int(apart.argmin()), len(self._ways))
            self._found.append((seed, first, second))
            return self._wrong_with_orders()

        return rule

    def _wrong_with_orders(self) -> str:
        if len(set(self._found)) > len({seed for seed, *_ in self._found}):
            return "those of another order than before, although the seed is the same."
        if len(self._found) < self._trainings:
            return ""
        if len({(first, second) for _, first, second in self._found}) == 1:
            return "those of the same order for every seed."
        if all(first == second for _, first, second in self._found):
            return "those of the same order in each epoch."
        return ""

    def _epoch(self, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return costs and weights after an epoch, for each start in `w` and each order."""
        w = np.repeat(w[:, None], len(self._ways), axis=1)
        costs = np.zeros(w.shape[:2])
        for batch in self._ways.transpose(1, 0, 2):
            part, labels, counts = self._rows[batch], self._y[batch], self._counts[batch]
            y_hat = _sigmoid(np.einsum("obk,sok->sob", part, w))
            costs += (_cross_entropy(labels, y_hat) * counts).sum(axis=2)
            shares = counts / counts.sum(axis=1, keepdims=True)
            w = w - 0.5 * np.einsum("sob,obk->sok", (y_hat - labels) * shares, part)
        return costs / self._counts.sum(), w


def _with_ones(X: np.ndarray) -> np.ndarray:
    return np.column_stack([X, np.ones(len(X))])


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def _cross_entropy(y: np.ndarray, y_hat: np.ndarray) -> np.ndarray:
    return -np.log(np.where(y == 1, y_hat, 1 - y_hat))
