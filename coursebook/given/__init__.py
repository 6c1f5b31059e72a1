"""Correct helpers that a problem set gives, so that no exercise needs another one to be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

Parameters = Sequence[tuple[np.ndarray, np.ndarray]]  # (W, b) of each layer


def predict_with_network(input_data_row: np.ndarray, weights: Mapping[str, np.ndarray]) -> float:
    """Return the output of a network with two hidden nodes and one output, ReLU on all three.

    Parameters
    ----------
    input_data_row : array of shape (n_features,)
    weights : mapping
        Arrays under the keys `node_0` and `node_1`, of shape (n_features,), and `output`, of
        shape (2,).
    """
    into_hidden = np.column_stack([weights["node_0"], weights["node_1"]])
    hidden = (input_data_row @ into_hidden).clip(min=0)
    return float((hidden @ weights["output"]).clip(min=0))


def early_stop(val_costs: Sequence[float], patience: int) -> int:
    """Return the epoch, counted from 1, whose weights early stopping restores.

    Parameters
    ----------
    val_costs : sequence of float
        Validation cost by epoch, at least one.
    patience : int
        Epochs without a new best after which training stops, 1 or more.
    """
    lowest = np.minimum.accumulate(val_costs)
    best = np.searchsorted(-lowest, -lowest)  # place of the best cost up to each epoch
    is_over = np.arange(len(best)) - best >= patience
    return int(best[is_over.argmax() if is_over.any() else -1]) + 1


def weighted_sum(inputs: np.ndarray, weights: np.ndarray, bias: float = 0.0) -> float:
    """Return the sum of the products of two arrays of shape (n,), and the bias."""
    return float(np.einsum("i,i", inputs, weights)) + bias


def sum_of_squared_errors(y: np.ndarray, y_hat: np.ndarray) -> float:
    """Return the sum of the squared differences of two arrays of the same shape."""
    return float(np.sum(np.subtract(y, y_hat) ** 2))


def mean_squared_error(y: np.ndarray, y_hat: np.ndarray) -> float:
    """Return the mean of the squared differences of two arrays of the same shape."""
    return float(np.mean(np.subtract(y, y_hat) ** 2))


def linear_cost(weights: np.ndarray, X: np.ndarray, y: np.ndarray) -> float:
    """Return the mean squared error of the linear neuron `X @ weights`.

    Parameters
    ----------
    weights : array of shape (n_features,)
    X : array of shape (n_samples, n_features)
    y : array of shape (n_samples,)
    """
    return float(np.mean((X @ weights - y) ** 2))


def linear_slope(weights: np.ndarray, input_data: np.ndarray, target: float) -> np.ndarray:
    """Return the slope of the squared error of `input_data @ weights` for each weight."""
    # Not by `linear_gradient`: what one exercise builds on is the next one's answer.
    inputs = np.asarray(input_data)
    return 2.0 * inputs * (inputs @ weights - target)


def linear_gradient(weights: np.ndarray, X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the slope of `linear_cost` for each weight, an array of shape (n_features,)."""
    return 2 * X.T @ (X @ weights - y) / len(y)


def softmax(z: np.ndarray, axis: int = -1) -> np.ndarray:
    """Turn the scores that lie along an axis into probabilities that sum to 1.

    Parameters
    ----------
    z : array of any shape with at least one axis
    axis : int

    Returns
    -------
    array of the shape of `z`
    """
    z = np.asarray(z)
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def update(weights: np.ndarray, gradient: np.ndarray, learning_rate: float) -> np.ndarray:
    """Return the weights after one step against the gradient, as a new array."""
    return np.subtract(weights, learning_rate * np.asarray(gradient))


def graph_forward(x: float, y: float, z: float) -> tuple[float, float]:
    """Return both values of the graph g = (x + y) · z: the sum p, and g."""
    return x + y, x * z + y * z


def mlp_forward(X: np.ndarray, params: Parameters) -> tuple[np.ndarray, dict]:
    """Take rows through a network with ReLU in its hidden layers and softmax at its end.

    Parameters
    ----------
    X : array of shape (n_samples, n_features)
    params : list of (W, b)
        One pair per layer, `W` of shape (n_in, n_out), `b` of shape (n_out,).

    Returns
    -------
    y_hat : array of shape (n_samples, n_outputs)
    cache : dict
        `inputs`, what goes into each layer; `params`; `y_hat`.
    """
    reached = [np.asarray(X)]
    for depth, (weights, bias) in enumerate(params, start=1):
        summed = np.einsum("ni,io->no", reached[-1], weights) + bias
        reached.append(summed.clip(min=0) if depth < len(params) else softmax(summed))
    return reached[-1], {"inputs": reached[:-1], "params": params, "y_hat": reached[-1]}


def network_initialize(sizes: Sequence[int], rng: np.random.Generator) -> Parameters:
    """Draw the parameters of a network: He's normal weights, biases of zero.

    Parameters
    ----------
    sizes : sequence of int
        Nodes of each layer, the inputs first.
    rng : numpy.random.Generator
    """
    return [
        (rng.standard_normal((above, below)) * (2 / above) ** 0.5, np.zeros(below))
        for above, below in pairwise(sizes)
    ]


def _activations(params: Parameters, X: np.ndarray) -> list[np.ndarray]:
    """Return what goes into each layer and, last, the probabilities, of shape (n_samples,)."""
    *hidden, (last_weights, last_bias) = params
    reached = [X]
    for weights, bias in hidden:
        summed = reached[-1] @ weights
        summed += bias
        reached.append(np.maximum(summed, 0, out=summed))
    summed = (reached[-1] @ last_weights)[:, 0] + last_bias
    # The sigmoid without overflow, 0.5 + 0.5 tanh(z / 2), in place: this runs for every batch.
    summed *= 0.5
    np.tanh(summed, out=summed)
    summed *= 0.5
    summed += 0.5
    reached.append(summed)
    return reached


def network_predict(params: Parameters, X: np.ndarray) -> np.ndarray:
    """Return the probability of label 1 for each row, shape (n_samples,).

    The network has ReLU in its hidden layers and one output with a sigmoid.

    Parameters
    ----------
    params : list of (W, b)
    X : array of shape (n_samples, n_features)
    """
    return _activations(params, X)[-1]


def network_cost(params: Parameters, X: np.ndarray, y: np.ndarray) -> float:
    """Return the mean binary cross-entropy of the network of `network_predict` on these rows.

    Parameters
    ----------
    params : list of (W, b)
    X : array of shape (n_samples, n_features)
    y : array of shape (n_samples,)
        Labels 0 or 1.
    """
    right = np.abs(1 - y - _activations(params, X)[-1])  # the probability of the label that came
    return float(-np.log(np.maximum(right, 1e-15)).mean())


def network_gradient(params: Parameters, X: np.ndarray, y: np.ndarray) -> Parameters:
    """Return the gradient of `network_cost`, as a list of (dW, db), first layer first.

    Parameters
    ----------
    params : list of (W, b)
    X : array of shape (n_samples, n_features)
    y : array of shape (n_samples,)
        Labels 0 or 1.
    """
    *reached, probabilities = _activations(params, X)
    signal = ((probabilities - y) / y.size)[:, None]
    found = []
    for arriving, (weights, _) in zip(reversed(reached), reversed(params), strict=True):
        found.insert(0, (arriving.T @ signal, np.add.reduce(signal)))
        if len(found) < len(params):
            # An outer product is faster as a product of columns and rows that are stretched.
            is_outer = weights.shape[1] == 1
            signal = signal * weights.T if is_outer else signal @ weights.T
            signal *= arriving > 0
    return found


def network_train(
    params: Parameters,
    X: np.ndarray,
    y: np.ndarray,
    learning_rate: float,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
) -> tuple[Parameters, list[float]]:
    """Train by gradient descent on mini-batches, in a new order in each epoch.

    Parameters
    ----------
    params : list of (W, b)
        Where to start; not changed.
    X : array of shape (n_samples, n_features)
    y : array of shape (n_samples,)
    learning_rate : float
    epochs, batch_size : int
    rng : numpy.random.Generator

    Returns
    -------
    params : list of (W, b)
    history : list of float
        The cost of all rows after each epoch.
    """
    history: list[float] = []
    while len(history) < epochs:
        shuffled = rng.permutation(y.size)
        for start in range(0, y.size, batch_size):
            part = shuffled[start : start + batch_size]
            slopes = network_gradient(params, X[part], y[part])
            params = [
                (weights - learning_rate * by_weights, bias - learning_rate * by_bias)
                for (weights, bias), (by_weights, by_bias) in zip(params, slopes, strict=True)
            ]
        history.append(network_cost(params, X, y))
    return list(params), history


def adam_step(
    w: np.ndarray,
    gradient: np.ndarray,
    state: Mapping,
    learning_rate: float,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[np.ndarray, dict]:
    """Take one step of Adam [Kingma & Ba 2015, algorithm 1].

    Parameters
    ----------
    w, gradient : arrays of one shape
    state : mapping
        `t`, the steps taken; `mean` and `square`, the running means of gradient and gradient².
    learning_rate, beta_1, beta_2, epsilon : float

    Returns
    -------
    w : array
    state : dict
    """
    steps = state["t"] + 1
    mean = gradient + beta_1 * (state["mean"] - gradient)
    square = gradient**2 + beta_2 * (state["square"] - gradient**2)
    length = np.sqrt(square / (1 - beta_2**steps)) + epsilon
    moved = w - learning_rate / (1 - beta_1**steps) * mean / length
    return moved, {"t": steps, "mean": mean, "square": square}
