"""First values of the weights; biases start at 0.

Each takes a random generator and the number of inputs and outputs of a layer, and returns a matrix
W of shape (n_in, n_out). What matters is the spread: too small and the signal dies over the layers,
too large and it explodes; equal weights keep all units of a layer equal for ever.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def he(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    """Draw from a normal of variance 2 / n_in, which suits ReLU [He et al. 2015]."""
    return rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))


def glorot(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    """Draw evenly, with variance 2 / (n_in + n_out): for tanh [Glorot & Bengio 2010]."""
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


def small_uniform(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    """Draw evenly from -0.05 to 0.05: what Keras calls "uniform"."""
    return rng.uniform(-0.05, 0.05, (n_in, n_out))


def zero_to_one(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    """Draw evenly from 0 to 1: to see what this advice of some tutorials does to a deep network."""
    return rng.uniform(0, 1, (n_in, n_out))


def standard_normal(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    """Draw from a normal of variance 1, too large for a layer with many inputs."""
    return rng.normal(0, 1, (n_in, n_out))


def zeros(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    """Set all to 0: every unit of a hidden layer stays the same as every other."""
    return np.zeros((n_in, n_out))


INITIALIZERS: dict[str, Callable[[np.random.Generator, int, int], np.ndarray]] = {
    "he": he,
    "glorot": glorot,
    "small_uniform": small_uniform,
    "zero_to_one": zero_to_one,
    "standard_normal": standard_normal,
    "zeros": zeros,
}
