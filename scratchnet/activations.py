"""Activation functions and their derivatives.

All take a number or an array of any shape and work on each value by itself, except `softmax`, which
works on rows. float32 stays float32, nothing overflows. Each derivative is written with the
activation's own value a = g(z), which the forward pass has already computed: the sigmoid's slope,
for example, is a (1 - a). A network uses the table `ACTIVATIONS` at the end, and passes `out`, the
array to write into; with `out`, the input is not checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from scratchnet import checks


def step(z, out=None):
    """Threshold: 1 where z is 0 or more, else 0; that of the perceptron [Rosenblatt 1958].

    Parameters
    ----------
    z : number or array of any shape
    out : array of the shape of `z`, optional
        Where the result is written.

    Returns
    -------
    number or array of the shape of `z`, of a float dtype
    """
    z = checks.floats("z", z) if out is None else z
    return np.heaviside(z, 1, out=out)


def step_derivative(z):
    """Slope of `step`: 0, as the function is flat; at its jump, z = 0, 0 by convention."""
    return _step_slope(step(z))


def identity(z, out=None):
    """No activation: the output is z. For parameters and result see `step`."""
    z = checks.numbers("z", z) if out is None else z
    return np.positive(z, out=out)


def identity_derivative(z):
    """Slope of `identity`: 1 everywhere."""
    return _identity_slope(identity(z))


@np.errstate(over="ignore")
def sigmoid(z, out=None):
    """Logistic function 1 / (1 + exp(-z)), between 0 and 1. For parameters and result see `step`.

    For a very negative z, exp(-z) overflows to infinity and the quotient is 0, which is right, so
    NumPy's warning about it is off.
    """
    z = checks.floats("z", z) if out is None else z
    a = np.exp(np.negative(z, out=out), out=out)
    a += 1
    return np.reciprocal(a, out=out)


def sigmoid_derivative(z):
    """Slope of `sigmoid`, a (1 - a): at most 0.25, at z = 0."""
    return _sigmoid_slope(sigmoid(z))


def tanh(z, out=None):
    """Hyperbolic tangent, between -1 and 1. For parameters and result see `step`."""
    z = checks.floats("z", z) if out is None else z
    return np.tanh(z, out=out)


def tanh_derivative(z):
    """Slope of `tanh`, 1 - a²: at most 1, at z = 0."""
    return _tanh_slope(tanh(z))


def relu(z, out=None):
    """Rectified linear unit: z where z is positive, else 0; integers stay integers.

    For parameters and result see `step`.
    """
    z = checks.numbers("z", z) if out is None else z
    return np.maximum(z, 0, out=out)


def relu_derivative(z):
    """Slope of `relu`: 1 where z is positive, else 0; at the kink, z = 0, 0 by convention."""
    return _relu_slope(relu(z))


def leaky_relu(z, slope=0.01, out=None):
    """Return z where z is positive, else `slope` times z [Maas et al. 2013].

    Parameters
    ----------
    z : number or array of any shape
    slope : float
        Slope for negative z, from 0 to below 1.
    out : array of the shape of `z`, optional
        Where the result is written.

    Returns
    -------
    number or array of the shape of `z`, of a float dtype
    """
    if out is None:
        z = checks.floats("z", z)
        slope = checks.number("slope", slope, least=0, below=1)
    return np.maximum(z, z * slope, out=out)


def leaky_relu_derivative(z, slope=0.01):
    """Slope of `leaky_relu`: 1 where z is positive, else `slope`."""
    return _leaky_relu_slope(leaky_relu(z, slope), slope)


def softplus(z, out=None):
    """Return ln(1 + exp(z)), a smooth `relu`. For parameters and result see `step`."""
    z = checks.floats("z", z) if out is None else z
    return np.logaddexp(z, 0, out=out)


def softplus_derivative(z):
    """Slope of `softplus`: sigmoid(z), here as 1 - exp(-a)."""
    return _softplus_slope(softplus(z))


def softmax(z, out=None):
    """Turn each row of z into probabilities: exp(z) divided by the row's sum.

    Only the differences within a row matter, so the row's maximum is subtracted first; then no
    exponential is above 1 and none overflows.

    Parameters
    ----------
    z : array of shape (…, n_classes)
    out : array of the shape of `z`, optional
        Where the result is written.

    Returns
    -------
    array of the shape of `z`
        Rows of positive numbers that sum to 1.

    Raises
    ------
    ValueError
        If `z` is a single number or empty.
    """
    if out is None:
        z = checks.not_empty("z", checks.floats("z", z))
        if z.ndim == 0:
            raise ValueError("z: expected an array, got a single number; softmax compares several")
    a = np.subtract(z, z.max(axis=-1, keepdims=True), out=out)
    a = np.exp(a, out=out)
    a /= a.sum(axis=-1, keepdims=True)
    return a


def softmax_derivative(z):
    """Jacobian of `softmax`: entry [i, j] is how output i changes with input j, a_i (δ_ij - a_j).

    Parameters
    ----------
    z : array of shape (…, n_classes)

    Returns
    -------
    array of shape (…, n_classes, n_classes)
    """
    a = softmax(z)
    return a[..., :, None] * (np.eye(a.shape[-1], dtype=a.dtype) - a[..., None, :])


# The slopes g'(z), written with a = g(z).


def _step_slope(a, out=None):
    return np.multiply(a, 0, out=out)


def _identity_slope(a, out=None):
    return np.add(np.multiply(a, 0, out=out), 1, out=out)


def _sigmoid_slope(a, out=None):
    return np.multiply(a, 1 - a, out=out)


def _tanh_slope(a, out=None):
    return np.subtract(1, a * a, out=out)


def _relu_slope(a, out=None):
    return np.sign(a, out=out)  # a is positive or 0: its sign is the slope


def _leaky_relu_slope(a, slope=0.01, out=None):
    return np.maximum(np.sign(a, out=out), slope, out=out)


def _softplus_slope(a, out=None):
    return np.negative(np.expm1(np.negative(a, out=out), out=out), out=out)


class Activation(NamedTuple):
    """What a network needs of an activation.

    Attributes
    ----------
    function : callable
        ``function(z, out=a)`` writes g(z) into `a`.
    derivative : callable
        ``derivative(z)`` returns g'(z); for softmax, the Jacobian.
    backward : callable
        ``backward(delta, a, scratch)`` turns the gradient with respect to a into the one with
        respect to z, in place: the chain rule's step through this activation. `scratch` is an
        array of the same shape to work in.
    """

    function: Callable
    derivative: Callable
    backward: Callable


def _times(slope: Callable) -> Callable:
    """Return the `backward` of an activation that works on each value by itself."""

    def backward(delta, a, scratch):
        delta *= slope(a, out=scratch)

    return backward


def _identity_backward(delta, a, scratch):
    """Leave delta as it is: the slope is 1."""


def _softmax_backward(delta, a, scratch):
    """Multiply each row of delta by the Jacobian: a (delta - sum of a · delta)."""
    np.multiply(delta, a, out=scratch)
    delta -= scratch.sum(axis=-1, keepdims=True)
    delta *= a


ACTIVATIONS: dict[str, Activation] = {
    "step": Activation(step, step_derivative, _times(_step_slope)),
    "identity": Activation(identity, identity_derivative, _identity_backward),
    "sigmoid": Activation(sigmoid, sigmoid_derivative, _times(_sigmoid_slope)),
    "tanh": Activation(tanh, tanh_derivative, _times(_tanh_slope)),
    "relu": Activation(relu, relu_derivative, _times(_relu_slope)),
    "leaky_relu": Activation(leaky_relu, leaky_relu_derivative, _times(_leaky_relu_slope)),
    "softplus": Activation(softplus, softplus_derivative, _times(_softplus_slope)),
    "softmax": Activation(softmax, softmax_derivative, _softmax_backward),
}
