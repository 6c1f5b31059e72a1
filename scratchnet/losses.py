"""Loss functions and their gradients.

A loss takes the targets `y` and the outputs `y_hat`, of the same shape, (n,) or (n, n_outputs), and
gives one number for all rows: the cost. `sum_of_squared_errors` adds up, so its gradient grows with
the number of rows; every other loss is an average over rows, so that a learning rate keeps its
meaning when the batch size changes. The losses `…_from_logits` take z, the last layer's value
before sigmoid or softmax: the same cost without rounding, overflow or clipping.

Each gradient is the derivative of the cost with respect to every entry of the second argument, and
of that argument's shape. With `out`, the array to write into, arguments are not checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from scratchnet import checks
from scratchnet.activations import sigmoid, softmax


def one_hot(labels, n_classes: int) -> np.ndarray:
    """Turn class numbers into targets for `categorical_cross_entropy`.

    Parameters
    ----------
    labels : array of shape (n,)
        Whole numbers from 0 to ``n_classes - 1``.
    n_classes : int

    Returns
    -------
    float array of shape (n, n_classes)
        A single 1 in each row.
    """
    n_classes = checks.whole_number("n_classes", n_classes, least=2)
    labels = checks.shape("labels", checks.numbers("labels", labels), ("n",))
    classes = np.arange(n_classes)
    wrong = ~np.isin(labels, classes)
    if wrong.any():
        row = int(np.argmax(wrong))
        expected = f"whole numbers from 0 to {n_classes - 1}"
        raise ValueError(f"labels: expected {expected}, got {labels[row]:g} at [{row}]")
    return (labels[:, None] == classes).astype(float)


def sum_of_squared_errors(y, y_hat) -> float:
    """Sum over all rows and outputs of (y_hat - y)².

    Parameters
    ----------
    y, y_hat : numbers or arrays of the same shape
        Targets and outputs.

    Returns
    -------
    float

    Raises
    ------
    TypeError, ValueError
        If the arguments are no numbers, empty, not finite, or differ in shape: (n,) against (n, 1)
        is refused, since NumPy would broadcast it to (n, n).
    """
    return _cost("sum_of_squared_errors", y, y_hat)


def sum_of_squared_errors_gradient(y, y_hat, out=None):
    """Return 2 (y_hat - y)."""
    if out is None:
        y, y_hat = _pair("sum_of_squared_errors", y, y_hat)
    out = np.subtract(y_hat, y, out=out)
    out *= 2
    return out


def mean_squared_error(y, y_hat) -> float:
    """Mean over all rows and outputs of (y_hat - y)². See `sum_of_squared_errors`."""
    return _cost("mean_squared_error", y, y_hat)


def mean_squared_error_gradient(y, y_hat, out=None):
    """Return 2 (y_hat - y) / (number of entries)."""
    if out is None:
        y, y_hat = _pair("mean_squared_error", y, y_hat)
    out = np.subtract(y_hat, y, out=out)
    out *= 2 / np.size(y)
    return out


def binary_cross_entropy(y, y_hat) -> float:
    """Mean over rows and outputs of -ln of the probability given to the label that came.

    Parameters
    ----------
    y : array of shape (n,) or (n, n_outputs)
        Labels 0 or 1.
    y_hat : array of the same shape
        Probabilities of label 1. They are clipped to stay as far from 0 and 1 as the precision of
        their dtype (2e-16 for float64, 1e-7 for float32), so that no logarithm is infinite.

    Returns
    -------
    float

    Raises
    ------
    TypeError, ValueError
        As for `sum_of_squared_errors`; also if a label is neither 0 nor 1, or a probability does
        not lie between 0 and 1.
    """
    return _cost("binary_cross_entropy", y, y_hat)


def binary_cross_entropy_gradient(y, y_hat, out=None):
    """Return (y_hat - y) / (y_hat (1 - y_hat)) / (number of entries)."""
    if out is None:
        y, y_hat = _pair("binary_cross_entropy", y, y_hat)
    p = _clip(y_hat)
    out = np.subtract(p, y, out=out)
    out /= p * (1 - p) * np.size(y)
    return out


def binary_cross_entropy_from_logits(y, z) -> float:
    """Return the `binary_cross_entropy` of sigmoid(z), computed as ln(1 + exp(z)) - y z."""
    return _cost("binary_cross_entropy_from_logits", y, z)


def binary_cross_entropy_from_logits_gradient(y, z, out=None):
    """Return (sigmoid(z) - y) / (number of entries)."""
    if out is None:
        y, z = _pair("binary_cross_entropy_from_logits", y, z)
    out = sigmoid(z, out=out)
    out -= y
    out *= 1 / np.size(y)
    return out


def categorical_cross_entropy(y, y_hat) -> float:
    """Mean over rows of -ln of the probability given to the class that came.

    Parameters
    ----------
    y : array of shape (n, n_classes)
        A single 1 in each row, at the class; see `one_hot`.
    y_hat : array of the same shape
        Probabilities, clipped as in `binary_cross_entropy`. That a row sums to 1 is not checked.

    Returns
    -------
    float

    Raises
    ------
    TypeError, ValueError
        As for `binary_cross_entropy`; also if a row of `y` has not exactly one 1.
    """
    return _cost("categorical_cross_entropy", y, y_hat)


def categorical_cross_entropy_gradient(y, y_hat, out=None):
    """Return -y / y_hat / (number of rows)."""
    if out is None:
        y, y_hat = _pair("categorical_cross_entropy", y, y_hat)
    out = np.divide(y, _clip(y_hat), out=out)
    out *= -1 / len(y)
    return out


def categorical_cross_entropy_from_logits(y, z) -> float:
    """Return the `categorical_cross_entropy` of softmax(z), as ln(Σ exp(z)) - z of the class."""
    return _cost("categorical_cross_entropy_from_logits", y, z)


def categorical_cross_entropy_from_logits_gradient(y, z, out=None):
    """Return (softmax(z) - y) / (number of rows)."""
    if out is None:
        y, z = _pair("categorical_cross_entropy_from_logits", y, z)
    out = softmax(z, out=out)
    out -= y
    out *= 1 / len(y)
    return out


# The loss of each row, shape (n,); the outputs of a row are averaged, classes and squares summed.


def _squared_errors(y, y_hat):
    return _over_outputs(np.sum, (y_hat - y) ** 2)


def _mean_squared_errors(y, y_hat):
    return _over_outputs(np.mean, (y_hat - y) ** 2)


def _binary(y, y_hat):
    p = _clip(y_hat)
    return _over_outputs(np.mean, -np.log(np.where(y == 1, p, 1 - p)))


def _binary_from_logits(y, z):
    return _over_outputs(np.mean, np.logaddexp(0, z) - y * z)


def _categorical(y, y_hat):
    return -np.log(_clip(np.sum(y * y_hat, axis=1)))


def _categorical_from_logits(y, z):
    z = z - z.max(axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - np.sum(y * z, axis=1)


def _over_outputs(total: Callable, losses: np.ndarray) -> np.ndarray:
    return losses if losses.ndim < 2 else total(losses, axis=1)


def _clip(p: np.ndarray) -> np.ndarray:
    margin = np.finfo(p.dtype).eps
    return np.clip(p, margin, 1 - margin)


class Loss(NamedTuple):
    """What training needs of a loss.

    Attributes
    ----------
    per_example : callable
        ``per_example(y, y_hat)`` returns the loss of each row, shape (n,).
    gradient : callable
        ``gradient(y, y_hat, out=delta)`` writes the cost's gradient into `delta`.
    total : callable
        What makes the cost of the losses: `numpy.sum` or `numpy.mean`.
    check_y : callable
        ``check_y("y", y)`` raises an error that names the first wrong target.
    check_y_hat : callable
        The same for outputs.
    """

    per_example: Callable
    gradient: Callable
    total: Callable = np.mean
    check_y: Callable = checks.finite
    check_y_hat: Callable = checks.finite


LOSSES: dict[str, Loss] = {
    "sum_of_squared_errors": Loss(_squared_errors, sum_of_squared_errors_gradient, np.sum),
    "mean_squared_error": Loss(_mean_squared_errors, mean_squared_error_gradient),
    "binary_cross_entropy": Loss(
        _binary, binary_cross_entropy_gradient, np.mean, checks.binary, checks.probabilities
    ),
    "binary_cross_entropy_from_logits": Loss(
        _binary_from_logits, binary_cross_entropy_from_logits_gradient, np.mean, checks.binary
    ),
    "categorical_cross_entropy": Loss(
        _categorical,
        categorical_cross_entropy_gradient,
        np.mean,
        checks.one_hot,
        checks.probabilities,
    ),
    "categorical_cross_entropy_from_logits": Loss(
        _categorical_from_logits,
        categorical_cross_entropy_from_logits_gradient,
        np.mean,
        checks.one_hot,
    ),
}


def _pair(name: str, y, y_hat) -> tuple[np.ndarray, np.ndarray]:
    """Return targets and outputs of the loss `name` as arrays, or raise an error."""
    loss = LOSSES[name]
    second = "z" if name.endswith("logits") else "y_hat"
    y = checks.not_empty("y", checks.numbers("y", y))
    y_hat = checks.same_shape(second, checks.floats(second, y_hat), "y", y)
    # Targets take the dtype of the outputs, so that float32 outputs have float32 gradients.
    return loss.check_y("y", y).astype(y_hat.dtype), loss.check_y_hat(second, y_hat)


def _cost(name: str, y, y_hat) -> float:
    y, y_hat = _pair(name, y, y_hat)
    return float(LOSSES[name].total(LOSSES[name].per_example(y, y_hat)))
