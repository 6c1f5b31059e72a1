"""Activation functions, each written once: its value, and its slope by way of that value.

All take a number or an array of any shape and work on each value by itself, except `softmax`, which
works on rows, the last axis. float32 stays float32, nothing overflows. The slope g'(z) is a formula
in a = g(z), which the forward pass has already computed: that of the sigmoid is a (1 - a).
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from scratchnet import checks


class ActivationFunction:
    """An activation g that knows its derivative; call it like a function.

    Parameters
    ----------
    function : callable
        ``function(z, out)`` returns g(z) for an array z, written into `out` unless that is None.
    slope : callable
        ``slope(a)`` returns g'(z), an array of the shape of a = g(z).
    keeps_integers : bool
        Whether integers give integers; otherwise they are converted to float64 first.

    Attributes
    ----------
    compute, slope : callable
        The two functions, as they are: for arrays of floats, without a check.
    """

    def __init__(self, function: Callable, slope: Callable, keeps_integers: bool = False):
        functools.update_wrapper(self, function)  # name and docstring
        self.compute = function
        self.slope = slope
        self.check = checks.numbers if keeps_integers else checks.floats

    def __call__(self, z, out=None):
        """Return g(z).

        Parameters
        ----------
        z : number or array of any shape
        out : array of the shape of `z`, optional
            Where the result is written; it may be `z` itself.

        Returns
        -------
        number or array of the shape of `z`

        Raises
        ------
        TypeError
            If z holds no numbers.
        """
        with np.errstate(over="ignore"):  # exp(-z) may be infinite; then 1 / infinity is 0
            return self.compute(self.check("z", z), out)

    def derivative(self, z):
        """Return g'(z), an array of the shape of `z`; for softmax the Jacobian of each row."""
        return self.slope(self(z))

    def backward(self, gradient, a):
        """Turn the gradient with respect to a = g(z) into that with respect to z."""
        return gradient * self.slope(a)

    def __repr__(self) -> str:
        return f"<activation {self.__name__}>"

    def __reduce__(self) -> str:
        return self.__name__  # pickled and copied by name


class _Softmax(ActivationFunction):
    """Works on rows: each output depends on all inputs of its row, so the slope is a matrix."""

    def __call__(self, z, out=None):
        z = checks.not_empty("z", checks.floats("z", z))
        if z.ndim == 0:
            raise ValueError("z: expected an array, got a single number; softmax compares several")
        return self.compute(z, out)

    def backward(self, gradient, a):
        """Multiply each row by the Jacobian: a (gradient - sum of gradient · a)."""
        return a * (gradient - (gradient * a).sum(axis=-1, keepdims=True))


def _activation(slope: Callable, kind=ActivationFunction, **options) -> Callable:
    """Turn a function of (z, out) into an activation with this slope."""
    return lambda function: kind(function, slope, **options)


@_activation(slope=lambda a: a * 0)
def step(z, out=None):
    """1 where z is 0 or more, else 0: that of the perceptron [Rosenblatt 1958].

    Its slope is 0, at the jump by convention.
    """
    return np.heaviside(z, 1, out=out)


@_activation(slope=np.ones_like, keeps_integers=True)
def identity(z, out=None):
    """No activation: z itself. Its slope is 1."""
    return np.positive(z, out=out)


@_activation(slope=lambda a: a * (1 - a))
def sigmoid(z, out=None):
    """Logistic function 1 / (1 + exp(-z)), between 0 and 1. Its slope is at most 0.25."""
    a = np.exp(np.negative(z, out=out), out=out)
    a += 1.0
    return np.reciprocal(a, out=out)


@_activation(slope=lambda a: 1 - a * a)
def tanh(z, out=None):
    """Hyperbolic tangent, between -1 and 1. Its slope is at most 1."""
    return np.tanh(z, out=out)


@_activation(slope=np.sign, keeps_integers=True)  # a is positive or 0: its sign is the slope
def relu(z, out=None):
    """Rectified linear unit: z where z is positive, else 0.

    Its slope is 1 or 0, at the kink, z = 0, by convention 0.
    """
    return np.maximum(z, 0, out=out)


@_activation(slope=lambda a: np.maximum(np.sign(a), 0.01))
def leaky_relu(z, out=None):
    """Return z where z is positive, else 0.01 z [Maas et al. 2013]. Slope at 0: 0.01."""
    return np.maximum(z, z * 0.01, out=out)


@_activation(slope=lambda a: -np.expm1(-a))
def softplus(z, out=None):
    """ln(1 + exp(z)), a smooth `relu`. Its slope is the sigmoid of z, here as 1 - exp(-a)."""
    return np.logaddexp(z, 0, out=out)


@_activation(
    slope=lambda a: a[..., :, None] * (np.eye(a.shape[-1], dtype=a.dtype) - a[..., None, :]),
    kind=_Softmax,
)
def softmax(z, out=None):
    """Probabilities: exp(z) divided by the row's sum, for rows along the last axis.

    Only the differences within a row matter, so the row's maximum is subtracted first; then no
    exponential is above 1 and none overflows. The derivative is the Jacobian, of shape
    (…, n_classes, n_classes): entry [i, j] is how output i changes with input j, a_i (δ_ij - a_j).
    """
    a = np.subtract(z, z.max(axis=-1, keepdims=True), out=out)
    a = np.exp(a, out=out)
    a /= a.sum(axis=-1, keepdims=True)
    return a


ACTIVATIONS: dict[str, ActivationFunction] = {
    function.__name__: function
    for function in (step, identity, sigmoid, tanh, relu, leaky_relu, softplus, softmax)
}
