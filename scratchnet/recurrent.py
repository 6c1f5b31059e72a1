"""Layers for sequences: the same weights at every step, and a state that is handed on.

Inputs have shape (n, steps, features). The gradient goes back through all steps, the last one
first [Rumelhart et al. 1986]; each step adds its share to the gradients of the weights.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scratchnet import checks
from scratchnet.activations import sigmoid
from scratchnet.initializers import draw
from scratchnet.layers import Layer, as_rows, float_dtype


class _Recurrent(Layer):
    """What both kinds share: arguments, weights, checks of shapes."""

    names = ("W", "U", "b")
    gates = 1

    def __init__(
        self,
        n_in: int,
        n_units: int,
        return_sequences: bool = False,
        initializer: str | Callable = "glorot_uniform",
        *,
        rng: np.random.Generator,
        dtype: type = np.float64,
    ):
        n_in = checks.whole_number("n_in", n_in)
        self.n_units = n_units = checks.whole_number("n_units", n_units)
        self.return_sequences = bool(return_sequences)
        dtype, width = float_dtype(dtype), self.gates * n_units
        self.W = draw(initializer, rng, n_in, width).astype(dtype)
        self.U = draw(initializer, rng, n_units, width).astype(dtype)
        self.b = np.zeros(width, dtype)
        self.dW, self.dU, self.db = map(np.zeros_like, (self.W, self.U, self.b))

    def check(self, name: str, x) -> np.ndarray:
        """Return `x` as an array of shape (n, steps, n_in) and the layer's dtype."""
        x = checks.not_empty(name, checks.numbers(name, x))
        checks.shape(name, x, ("n", "steps", len(self.W)))
        return x.astype(self.W.dtype, copy=False)

    def config(self) -> dict:
        """Return the sizes, and whether all steps are given out."""
        return {
            "n_in": len(self.W),
            "n_units": self.n_units,
            "return_sequences": self.return_sequences,
        }

    def _driven(self, x: np.ndarray) -> np.ndarray:
        """Return x @ W + b with the steps first: (steps, n, width)."""
        z = as_rows(x) @ self.W + self.b
        return np.ascontiguousarray(z.reshape(*x.shape[:2], -1).swapaxes(0, 1))

    def _outputs(self, h: np.ndarray) -> np.ndarray:
        """Return what is given out of the states h, (steps + 1, n, n_units), the first one 0."""
        return h[1:].swapaxes(0, 1).copy() if self.return_sequences else h[-1].copy()

    def _arriving(self, gradient, h: np.ndarray) -> np.ndarray:
        """Return what arrives at each state from outside, (steps, n, n_units)."""
        states, n, units = h.shape
        if self.return_sequences:
            outputs = (n, states - 1, units)
            gradient = checks.fits("gradient", gradient, "the outputs", outputs, h.dtype)
            return gradient.swapaxes(0, 1)
        arriving = np.zeros((states - 1, n, units), h.dtype)
        arriving[-1] = checks.fits("gradient", gradient, "the outputs", (n, units))
        return arriving

    def _finish(self, x, h, dz, need_input: bool) -> np.ndarray | None:
        """Fill the gradients from dz at all steps; return that with respect to x."""
        self.dU[...] = as_rows(h[:-1]).T @ as_rows(dz)
        dz = np.ascontiguousarray(dz.swapaxes(0, 1))  # examples first, as in x
        self.dW[...] = as_rows(x).T @ as_rows(dz)
        self.db[...] = as_rows(dz).sum(axis=0)
        return (as_rows(dz) @ self.W.T).reshape(x.shape) if need_input else None


class SimpleRNN(_Recurrent):
    """h_t = tanh(x_t @ W + h_{t-1} @ U + b), from h_0 = 0 [Elman 1990].

    Parameters
    ----------
    n_in, n_units : int
        Features of a step, and units.
    return_sequences : bool
        Whether to give out the states of all steps, (n, steps, n_units), or the last, (n, n_units).
    initializer, rng, dtype
        As for `Dense`.

    Attributes
    ----------
    W, dW : arrays of shape (n_in, n_units)
    U, dU : arrays of shape (n_units, n_units)
    b, db : arrays of shape (n_units,)
    """

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Return the states of x, an array of shape (n, steps, n_in)."""
        x = self.check("x", x)
        z = self._driven(x)
        h = np.zeros((len(z) + 1, len(x), self.n_units), x.dtype)  # one state more: the first
        for t in range(len(z)):
            h[t + 1] = np.tanh(z[t] + h[t] @ self.U)
        self.cache = x, h
        return self._outputs(h)

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Carry the gradient back through time; see `Layer.backward`."""
        x, h = self.recall()
        arriving, slope = self._arriving(gradient, h), 1 - h[1:] ** 2
        dz, later = np.empty(slope.shape, slope.dtype), 0
        for t in reversed(range(len(dz))):
            dz[t] = (arriving[t] + later) * slope[t]
            later = dz[t] @ self.U.T
        return self._finish(x, h, dz, need_input)


class LSTM(_Recurrent):
    """A state c that gates write to, keep and read from [Hochreiter & Schmidhuber 1997].

    i, f, o = sigmoid(…), g = tanh(…) of z = x_t @ W + h_{t-1} @ U + b, in the order i, f, g, o
    c_t = f · c_{t-1} + i · g;  h_t = o · tanh(c_t)

    Parameters
    ----------
    n_in, n_units, return_sequences, initializer, rng, dtype
        As for `SimpleRNN`.
    forget_bias : float
        Where the bias of the forget gate f starts; 1 lets the state last from the start.

    Attributes
    ----------
    W, dW : arrays of shape (n_in, 4 · n_units)
    U, dU : arrays of shape (n_units, 4 · n_units)
    b, db : arrays of shape (4 · n_units,)
    """

    gates = 4

    def __init__(
        self,
        n_in: int,
        n_units: int,
        return_sequences: bool = False,
        initializer: str | Callable = "glorot_uniform",
        *,
        forget_bias: float = 1.0,
        rng: np.random.Generator,
        dtype: type = np.float64,
    ):
        super().__init__(n_in, n_units, return_sequences, initializer, rng=rng, dtype=dtype)
        self.b[n_units : 2 * n_units] = checks.number("forget_bias", forget_bias)

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Return the states h of x, an array of shape (n, steps, n_in)."""
        x = self.check("x", x)
        gates = self._driven(x)  # z at first; each step puts its gates there
        steps, n, units = len(gates), len(x), self.n_units
        h, c = np.zeros((2, steps + 1, n, units), x.dtype)
        with np.errstate(over="ignore"):  # in the sigmoid, where it does no harm
            for t in range(steps):
                z = gates[t]
                z += h[t] @ self.U
                candidate = np.tanh(z[:, 2 * units : 3 * units])
                sigmoid.compute(z, out=z)
                z[:, 2 * units : 3 * units] = candidate
                i, f, g, o = z.reshape(n, 4, units).swapaxes(0, 1)
                c[t + 1] = f * c[t] + i * g
                h[t + 1] = o * np.tanh(c[t + 1])
        self.cache = x, h, c, gates
        return self._outputs(h)

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Carry the gradient back through time; see `Layer.backward`.

        All slopes within a step are known from the forward pass and are taken together, before the
        loop: how z at the gates i, f, g changes c, and o changes h; and how h changes with c.
        """
        x, h, c, gates = self.recall()
        arriving = self._arriving(gradient, h)
        parts = gates.reshape(*gates.shape[:2], 4, -1)
        i, f, g, o = np.moveaxis(parts, 2, 0)
        seen = np.tanh(c[1:])
        of_c = np.stack([g * i * (1 - i), c[:-1] * f * (1 - f), i * (1 - g**2)], axis=2)
        of_h, through = seen * o * (1 - o), o * (1 - seen**2)
        dz = np.empty(parts.shape, gates.dtype)
        dh, dc = 0, 0
        for t in reversed(range(len(dz))):
            dh = arriving[t] + dh
            dc = dc + dh * through[t]
            np.multiply(of_c[t], dc[:, None], out=dz[t, :, :3])
            np.multiply(of_h[t], dh, out=dz[t, :, 3])
            dh = dz[t].reshape(len(x), -1) @ self.U.T
            dc = dc * f[t]
        return self._finish(x, h, dz.reshape(gates.shape), need_input)
