"""Is a gradient right? Central finite differences say so without any calculus.

The slope of a cost J at a parameter w is close to (J(w + h) - J(w - h)) / 2h. With h too large the
curve bends in between, with h too small the two costs differ by little more than rounding; in
float64 about 1e-5 is best. At a kink of ReLU the quotient is neither of the two slopes, so a check
that fails in one place by a few per cent may have hit one: try another h or other rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scratchnet import checks
from scratchnet.layers import Layer
from scratchnet.losses import Loss
from scratchnet.network import Sequential
from scratchnet.objective import backpropagate


def numerical_gradient(
    function: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5
) -> np.ndarray:
    """Estimate the gradient of a function by central differences, two calls per entry.

    Parameters
    ----------
    function : callable
        Takes an array of the shape of `x` and returns a number.
    x : float64 array of any shape
        Where; it is changed during the computation and restored.
    h : float
        The step to either side, above 0.

    Returns
    -------
    float64 array of the shape of `x`
    """
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        came = getattr(x, "dtype", type(x).__name__)
        raise TypeError(f"x: expected an array of float64, got {came}")
    h = checks.number("h", h, above=0)
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        value = x[place]
        try:
            x[place] = value + h
            above = function(x)
            x[place] = value - h
            below = function(x)
        finally:
            x[place] = value
        gradient[place] = (above - below) / (2 * h)
    return gradient


def relative_error(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Compare two gradients entry by entry: |a - b| divided by the larger of |a| and |b|.

    Entries below a hundredth of the largest are compared with that hundredth: rounding alone makes
    them differ by too large a part of themselves.
    """
    size = np.maximum(np.abs(a), np.abs(b))
    size = np.maximum(size, 0.01 * size.max(initial=0))
    return np.abs(a - b) / np.where(size > 0, size, 1)


@dataclass(frozen=True)
class ParameterCheck:
    """Backpropagation against finite differences for one parameter array.

    Attributes
    ----------
    name : str
        ``W1``, ``b1``, ``W2``, …: the number counts the layers that have parameters.
    place : tuple of int
        Where in the array they differ most.
    analytic, numeric : float
        The two values there.
    error : float
        Their relative error.
    """

    name: str
    place: tuple[int, ...]
    analytic: float
    numeric: float
    error: float


@dataclass(frozen=True)
class GradientReport:
    """What `check_gradients` found; prints as a table, and is true if all errors are small enough.

    Attributes
    ----------
    checks : list of ParameterCheck
        One for each array of parameters.
    tolerance : float
    """

    checks: list[ParameterCheck]
    tolerance: float

    @property
    def error(self) -> float:
        """The largest relative error."""
        return max(check.error for check in self.checks)

    def __bool__(self) -> bool:
        return self.error <= self.tolerance

    def __str__(self) -> str:
        lines = [f"{'worst entry':<14}{'backward':>15}{'differences':>15}{'relative error':>16}"]
        for check in self.checks:
            entry = f"{check.name}[{', '.join(map(str, check.place))}]"
            mark = "" if check.error <= self.tolerance else "  too large"
            lines.append(
                f"{entry:<14}{check.analytic:>15.6e}{check.numeric:>15.6e}{check.error:>16.1e}{mark}"
            )
        return "\n".join(lines)

    __repr__ = __str__


def check_gradients(
    network: Sequential, X, y, loss: str | Loss, *, h: float = 1e-5, tolerance: float = 1e-6
) -> GradientReport:
    """Compare a network's backward pass with finite differences, for every parameter.

    Parameters
    ----------
    network : Sequential
        Of dtype float64; its parameters are the same afterwards.
    X : array of shape (n_samples, …)
        A few rows are enough; the check takes two forward passes per parameter.
    y : array of the shape of the outputs
    loss : str or Loss
        A name in `scratchnet.losses.LOSSES`, or a loss.
    h : float
        The step to either side, above 0.
    tolerance : float
        The largest relative error (see `relative_error`) that counts as equal.

    Returns
    -------
    GradientReport
    """
    if network.dtype != np.float64:
        raise TypeError(f"network: expected dtype float64, got {network.dtype}")
    backpropagate(network, X, y, loss)
    analytic = [gradient.copy() for gradient in network.gradients]
    report = []
    for name, parameter, gradient in zip(
        _names(network.leaves), network.parameters, analytic, strict=True
    ):
        numeric = numerical_gradient(lambda _: network.evaluate(X, y, loss)[0], parameter, h)
        errors = relative_error(gradient, numeric)
        place = tuple(int(i) for i in np.unravel_index(np.argmax(errors), errors.shape))
        values = float(gradient[place]), float(numeric[place]), float(errors[place])
        report.append(ParameterCheck(name, place, *values))
    return GradientReport(report, tolerance)


def _names(layers: list[Layer]) -> list[str]:
    """Return a name for each array of parameters: that of the layer's attribute, and a number."""
    with_parameters = [layer for layer in layers if layer.names]
    return [
        f"{name}{k}" for k, layer in enumerate(with_parameters, start=1) for name in layer.names
    ]
