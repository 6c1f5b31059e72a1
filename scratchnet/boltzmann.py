"""Restricted Boltzmann machines, and a stack of them [Hinton et al. 2006].

Visible units v and hidden units h are 0 or 1. A pair (v, h) is the more probable the lower its
energy E(v, h) = -(v @ b_visible + h @ b_hidden + (v @ W) · h). There is no target: the machine
learns to make what it has seen probable.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from scratchnet import checks
from scratchnet.activations import sigmoid


class RBM:
    """A restricted Boltzmann machine: no connection within the visible or the hidden units.

    Parameters
    ----------
    n_visible, n_hidden : int
    rng : numpy.random.Generator
        Draws the weights, from a normal of spread 0.01, and all states.

    Attributes
    ----------
    W : array of shape (n_visible, n_hidden)
    b_visible, b_hidden : arrays of shape (n_visible,), (n_hidden,)
        Start at 0.
    """

    def __init__(self, n_visible: int, n_hidden: int, *, rng: np.random.Generator):
        shape = (
            checks.whole_number("n_visible", n_visible),
            checks.whole_number("n_hidden", n_hidden),
        )
        self.rng = checks.generator("rng", rng)
        self.W = rng.normal(0, 0.01, shape)
        self.b_visible, self.b_hidden = np.zeros(shape[0]), np.zeros(shape[1])

    def hidden(self, v) -> np.ndarray:
        """Return the probability of each hidden unit to be 1, given v: (n, n_hidden)."""
        return sigmoid(self._visible("v", v) @ self.W + self.b_hidden)

    def visible(self, h) -> np.ndarray:
        """Return the probability of each visible unit to be 1, given h: (n, n_visible)."""
        h = checks.last_axis("h", h, len(self.b_hidden))
        return sigmoid(h @ self.W.T + self.b_visible)

    def sample(self, probabilities: np.ndarray) -> np.ndarray:
        """Return 1 with each of these probabilities, else 0."""
        return (self.rng.random(probabilities.shape) < probabilities).astype(float)

    def free_energy(self, v) -> np.ndarray:
        """Return -ln Σ_h exp(-E(v, h)) for each row: (n,). Lower is more probable."""
        v = self._visible("v", v)
        return -(v @ self.b_visible) - np.logaddexp(0, v @ self.W + self.b_hidden).sum(axis=1)

    def gibbs(self, v, steps: int = 1) -> np.ndarray:
        """Sample hidden from visible units and back, `steps` times; return visible states."""
        v = self._visible("v", v)
        for _ in range(checks.whole_number("steps", steps)):
            v = self.sample(self.visible(self.sample(self.hidden(v))))
        return v

    def gradient(self, v, v_model) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the gradient of mean free energy of v minus that of v_model: dW, db_v, db_h.

        With v_model from the machine's own distribution this is the gradient of the negative log
        likelihood; contrastive divergence takes the states after a few steps of Gibbs sampling.
        """
        v, v_model = self._visible("v", v), self._visible("v_model", v_model)
        h, h_model = self.hidden(v), self.hidden(v_model)
        dW = v_model.T @ h_model / len(v_model) - v.T @ h / len(v)
        db_visible = v_model.mean(axis=0) - v.mean(axis=0)
        return dW, db_visible, h_model.mean(axis=0) - h.mean(axis=0)

    def fit(
        self,
        v,
        *,
        learning_rate: float = 0.1,
        epochs: int = 10,
        batch_size: int = 32,
        steps: int = 1,
    ) -> list[float]:
        """Train by contrastive divergence (CD-k with k = `steps`) [Hinton 2002].

        Parameters
        ----------
        v : array of shape (n, n_visible)
            Values from 0 to 1.
        learning_rate : float
            Above 0.
        epochs, batch_size, steps : int

        Returns
        -------
        list of float
            For each epoch the mean squared difference between rows and their reconstruction. It
            shows that something is learned; it is not the cost that is minimized.
        """
        v = self._visible("v", v)
        learning_rate = checks.number("learning_rate", learning_rate, above=0)
        batch_size = checks.whole_number("batch_size", batch_size)
        errors = []
        for _ in range(checks.whole_number("epochs", epochs)):
            order = self.rng.permutation(len(v))
            for start in range(0, len(v), batch_size):
                rows = v[order[start : start + batch_size]]
                dW, db_visible, db_hidden = self.gradient(rows, self.gibbs(rows, steps))
                self.W -= learning_rate * dW
                self.b_visible -= learning_rate * db_visible
                self.b_hidden -= learning_rate * db_hidden
            errors.append(float(np.mean((v - self.visible(self.hidden(v))) ** 2)))
        return errors

    def _visible(self, name: str, v) -> np.ndarray:
        v = checks.last_axis(name, v, len(self.b_visible))
        return checks.probabilities(name, v)


class DBN:
    """A deep belief network: a stack of RBMs, each trained on the hidden units of the one below.

    Parameters
    ----------
    sizes : sequence of int
        Units of each layer, from the visible ones up.
    rng : numpy.random.Generator
    """

    def __init__(self, sizes: Sequence[int], *, rng: np.random.Generator):
        if len(sizes) < 2:
            raise ValueError(f"sizes: expected at least two layers, got {list(sizes)}")
        self.machines = [
            RBM(n_visible, n_hidden, rng=rng) for n_visible, n_hidden in pairwise(sizes)
        ]

    def fit(self, v, **options) -> list[list[float]]:
        """Train machine after machine with `RBM.fit`; return what each of them returned."""
        errors = []
        for machine in self.machines:
            errors.append(machine.fit(v, **options))
            v = machine.hidden(v)
        return errors

    def transform(self, v) -> np.ndarray:
        """Return the top hidden units' probabilities for rows v, going up without sampling."""
        for machine in self.machines:
            v = machine.hidden(v)
        return v
