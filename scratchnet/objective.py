"""A network and a loss together: the cost as a function of the parameters, and its gradient."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from scratchnet import checks, losses
from scratchnet.layers import Activation
from scratchnet.losses import Loss
from scratchnet.network import Sequential


class Objective:
    """The cost of a network's outputs.

    Where the last layer is the sigmoid or softmax that belongs to the loss, both are one step: the
    loss takes z, that layer's input, and its gradient with respect to z is (y_hat - y) / n.

    Parameters
    ----------
    network : Sequential
    loss : str or Loss
        A name in `scratchnet.losses.LOSSES`, or a loss.

    Raises
    ------
    ValueError
        If there is no such loss, or it does not fit the output: cross-entropy needs probabilities,
        cross-entropy from logits must not get them.
    """

    def __init__(self, network: Sequential, loss: str | Loss):
        if not isinstance(network, Sequential):
            expected = "a Sequential, as `mlp` makes one"
            raise TypeError(f"network: expected {expected}, got {type(network).__name__}")
        loss = losses.get(loss)
        *body, last = network.leaves
        output = last.name if isinstance(last, Activation) else None
        gives_probabilities = output in ("sigmoid", "softmax")
        if loss.of == "z" and gives_probabilities:
            expected = "an output layer without sigmoid or softmax"
            raise ValueError(f"loss: {loss.name} expected {expected}, got {last}")
        if loss.from_logits and not gives_probabilities:
            expected = "an output layer with sigmoid or softmax"
            raise ValueError(f"loss: {loss.name} expected {expected}, got {last}")
        self.name = loss.name
        self.network = network
        self.is_joined = output is not None and loss.activation == output and bool(body)
        self.layers = body if self.is_joined else network.leaves
        self._from_last = self.layers[:0:-1]  # without the first
        self.loss = loss.from_logits if self.is_joined else loss

    def targets(self, name: str, y, X: np.ndarray) -> np.ndarray:
        """Return `y` as an array of the shape and dtype of the outputs for X, checked."""
        one = self.network.predict(X[:1])
        y = checks.shape(name, checks.numbers(name, y), (len(X), *one.shape[1:]))
        return self.loss.check_y(name, y).astype(one.dtype)

    @contextmanager
    def trusting(self) -> Iterator[None]:
        """Let the layers take arrays as they come, until the end of a block."""
        try:
            for layer in self.layers:
                layer.trusting = True
            yield
        finally:
            for layer in self.layers:
                layer.trusting = False

    def forward(self, X: np.ndarray, training: bool = False) -> np.ndarray:
        """Carry a batch to the last layer, or to z before it where loss and layer are one step."""
        for layer in self.layers:
            X = layer.forward(X, training)
        return X

    def backward(self, y: np.ndarray, outputs: np.ndarray) -> None:
        """Carry the cost's gradient back to the first layer, filling all parameters' gradients."""
        gradient = self.loss.slope(y, outputs)
        for layer in self._from_last:
            gradient = layer.backward(gradient)
        self.layers[0].backward(gradient, need_input=False)

    def losses(self, y: np.ndarray, outputs: np.ndarray) -> np.ndarray:
        """Return the loss of each row, shape (n,), for outputs of `forward`."""
        return self.loss.per_example(y, outputs)

    def accuracy(self, y: np.ndarray, outputs: np.ndarray) -> float | None:
        """Return the share of right labels, from 0 to 1; None where y is no label."""
        if self.name.startswith("categorical"):
            return float(np.mean(outputs.argmax(axis=-1) == y.argmax(axis=-1)))
        if self.name.startswith("binary"):
            says_one = outputs >= (0 if self.loss.of == "z" else 0.5)
            return float(np.mean(says_one == (y == 1)))
        return None


def backpropagate(network: Sequential, X, y, loss: str | Loss, training: bool = False) -> float:
    """Compute the cost of a batch and its gradient with respect to every parameter.

    Afterwards ``network.gradients`` and ``network.gradient_vector`` hold the gradient, ready for an
    optimizer.

    Parameters
    ----------
    network : Sequential
    X : array of shape (n_samples, …)
        Finite numbers.
    y : array of the shape of the outputs
    loss : str or Loss
    training : bool
        Whether layers behave as in training: dropout drops.

    Returns
    -------
    float
        The cost.

    Raises
    ------
    TypeError, ValueError
        If an argument is wrong; the error names it.
    """
    objective = Objective(network, loss)
    X = network.check("X", X)
    y = objective.targets("y", y, X)
    outputs = objective.forward(X, training)
    objective.backward(y, outputs)
    return float(np.mean(objective.losses(y, outputs)))


def evaluate(network: Sequential, X, y, loss: str | Loss) -> tuple[float, float | None]:
    """Return cost and accuracy of a network's predictions; see `Sequential.evaluate`."""
    objective = Objective(network, loss)
    X = network.check("X", X)
    y = objective.targets("y", y, X)
    with network.undisturbed():
        outputs = objective.forward(X)
    return float(np.mean(objective.losses(y, outputs))), objective.accuracy(y, outputs)
