"""The forward and the backward pass over a batch, on arrays that are allocated once.

Both passes are a few NumPy calls per layer. Three habits keep them few and short:

- The bias is the weight of one more input that is always 1. A layer's weights and bias are one
  matrix of shape (n_in + 1, n_out), so a single product makes z, and a single product gives the
  gradient of both.
- Every result is written into an array made beforehand (``out=``). Those arrays are stored column
  by column (``order="F"``), so that all columns but the last, the ones, are a single block of
  memory, which NumPy walks through in one go.
- ``A.dot(B, out=C)`` is the matrix product A @ B, written into C in the shortest way that NumPy has
  for small matrices; it wants C stored row by row. Where C is stored column by column, the code
  computes the transposed product, Cᵀ = Bᵀ Aᵀ.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scratchnet import checks
from scratchnet.activations import ACTIVATIONS, Activation
from scratchnet.losses import LOSSES

# With these two, the derivatives of activation and loss cancel to y_hat - y.
_PAIRS = {("sigmoid", "binary_cross_entropy"), ("softmax", "categorical_cross_entropy")}


def with_ones(X: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Return X with one more column, of ones: the input that the biases are the weights of."""
    return np.hstack([X, np.ones((len(X), 1))]).astype(dtype, copy=False)


class Buffers:
    """The arrays that a forward and a backward pass over a batch of `n` rows write into.

    Attributes
    ----------
    inputs_1 : list of arrays (n, n_units + 1)
        For each hidden layer what the next layer takes in: its activations and a column of ones.
    hidden : list of arrays (n, n_units)
        For each hidden layer g(z): `inputs_1` without the ones. With dropout an array of its own,
        as the backward pass needs g(z) as it was before units were dropped.
    masks : list of arrays (n, n_units), or None
        With dropout: what the activations are multiplied by.
    deltas : list of arrays (n, n_units)
        For each layer the gradient of the cost with respect to z.
    scratch : list of arrays (n, n_units)
        For each layer room to work in.
    y_hat : array (n, n_outputs)
    """

    def __init__(self, sizes: Sequence[int], n: int, dtype: np.dtype, *, dropout: bool = False):
        def room(units: int) -> np.ndarray:
            return np.empty((n, units), dtype, order="F")

        self.inputs_1 = [np.ones((n, units + 1), dtype, order="F") for units in sizes[1:-1]]
        self.hidden = [a_1[:, :-1] for a_1 in self.inputs_1]
        self.masks = None
        if dropout:
            self.hidden = [room(units) for units in sizes[1:-1]]
            self.masks = [room(units) for units in sizes[1:-1]]
        self.deltas = [room(units) for units in sizes[1:]]
        self.scratch = [room(units) for units in sizes[1:]]
        self.y_hat = room(sizes[-1])


def forward_pass(
    X_1: np.ndarray,
    weights: list[np.ndarray],
    activation: Activation,
    z: np.ndarray,
    buffers: Buffers,
) -> None:
    """Carry a batch from the inputs to z of the last layer.

    Parameters
    ----------
    X_1 : array (n, n_features + 1)
        The inputs with a column of ones.
    weights : list of arrays (n_in + 1, n_out)
        Each layer's weights, with the biases as last row.
    activation : Activation
        That of the hidden layers.
    z : array (n, n_outputs)
        Stored column by column; is filled with the last layer's value before its activation.
    buffers : Buffers
        For n rows; `hidden` and `inputs_1` are filled.
    """
    a_1 = X_1
    for k, a in enumerate(buffers.hidden):
        weights[k].T.dot(a_1.T, out=a.T)  # a = a_1 @ weights[k]
        activation.function(a, out=a)
        a_1 = buffers.inputs_1[k]
        if buffers.masks is not None:
            np.multiply(a, buffers.masks[k], out=a_1[:, :-1])
    weights[-1].T.dot(a_1.T, out=z.T)


def backward_pass(
    X_1: np.ndarray,
    weights: list[np.ndarray],
    activation: Activation,
    gradients: list[np.ndarray],
    buffers: Buffers,
) -> None:
    """Carry the last layer's delta, ``buffers.deltas[-1]``, back to the first layer.

    Parameters
    ----------
    X_1, weights, activation, buffers
        As in the forward pass that came before.
    gradients : list of arrays (n_in + 1, n_out)
        Are filled with the gradient of the cost with respect to each of `weights`.
    """
    for k in reversed(range(len(weights))):
        a_1 = buffers.inputs_1[k - 1] if k else X_1
        a_1.T.dot(buffers.deltas[k], out=gradients[k])
        if k:
            delta = buffers.deltas[k - 1]
            weights[k][:-1].dot(buffers.deltas[k].T, out=delta.T)  # delta = deltas[k] @ W.T
            if buffers.masks is not None:
                delta *= buffers.masks[k - 1]
            activation.backward(delta, buffers.hidden[k - 1], buffers.scratch[k - 1])


class Objective:
    """The cost as a function of z, the last layer's value before its activation.

    For sigmoid with binary and softmax with categorical cross-entropy it uses the loss from logits:
    the same cost, whose gradient is simply (y_hat - y) / n.

    Parameters
    ----------
    loss : str
        A name in `scratchnet.losses.LOSSES`.
    output : str
        The last layer's activation, a name in `scratchnet.activations.ACTIVATIONS`.

    Raises
    ------
    ValueError
        If there is no such loss, or it does not fit the output: cross-entropy needs probabilities,
        cross-entropy from logits must not get them.
    """

    def __init__(self, loss: str, output: str):
        checks.choice("loss", loss, LOSSES)
        gives_probabilities = output in ("sigmoid", "softmax")
        if loss.endswith("from_logits") and gives_probabilities:
            expected = "an output layer without sigmoid or softmax"
            raise ValueError(f"loss: {loss} expected {expected}, got output={output!r}")
        if loss.endswith("cross_entropy") and not gives_probabilities:
            expected = "an output layer with sigmoid or softmax"
            raise ValueError(f"loss: {loss} expected {expected}, got output={output!r}")
        self.name = loss
        self.fused = (output, loss) in _PAIRS
        self.loss = LOSSES[f"{loss}_from_logits" if self.fused else loss]
        self.output = ACTIVATIONS[output]

    def targets(self, name: str, y: object, shape: tuple[int, int], dtype: np.dtype) -> np.ndarray:
        """Return `y` as an array of `shape` and `dtype`, checked for what the loss expects."""
        y = checks.shape(name, checks.numbers(name, y), shape)
        return self.loss.check_y(name, y).astype(dtype)

    def losses(self, y: np.ndarray, z: np.ndarray) -> np.ndarray:
        """Return the loss of each row, shape (n,)."""
        return self.loss.per_example(y, z if self.fused else self.output.function(z))

    def cost(self, losses: np.ndarray) -> float:
        """Return the cost of rows with these losses: their mean, or sum where the loss says so."""
        return float(self.loss.total(losses))

    def delta(self, y: np.ndarray, z: np.ndarray, buffers: Buffers) -> None:
        """Fill ``buffers.deltas[-1]`` with the cost's gradient with respect to z."""
        delta = buffers.deltas[-1]
        if self.fused:
            self.loss.gradient(y, z, out=delta)
        else:
            y_hat = self.output.function(z, out=buffers.y_hat)
            self.loss.gradient(y, y_hat, out=delta)
            self.output.backward(delta, y_hat, buffers.scratch[-1])

    def accuracy(self, y: np.ndarray, z: np.ndarray) -> float | None:
        """Return the share of labels that the network gets right; None where y is no label."""
        if self.name.startswith("categorical"):
            return float(np.mean(z.argmax(axis=1) == y.argmax(axis=1)))
        if self.name.startswith("binary"):
            logits = self.fused or self.name.endswith("logits")
            says_one = z >= 0 if logits else self.output.function(z) >= 0.5
            return float(np.mean(says_one == (y == 1)))
        return None
