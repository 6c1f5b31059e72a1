"""First values of the weights; biases start at 0.

Each takes a random generator and the number of inputs and outputs of a unit, and returns an array
of shape (n_in, n_out), or of `shape` where a layer's weights are no matrix. What matters is the
spread: too small and the signal dies over the layers, too large and it explodes; equal weights keep
all units of a layer equal for ever.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scratchnet import checks

Initializer = Callable[..., np.ndarray]


def he_normal(rng: np.random.Generator, n_in: int, n_out: int, shape=None) -> np.ndarray:
    """Draw from a normal of variance 2 / n_in, which suits ReLU [He et al. 2015]."""
    return rng.normal(0, np.sqrt(2 / n_in), shape or (n_in, n_out))


def glorot_uniform(rng: np.random.Generator, n_in: int, n_out: int, shape=None) -> np.ndarray:
    """Draw evenly, with variance 2 / (n_in + n_out): for tanh [Glorot & Bengio 2010]."""
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, shape or (n_in, n_out))


def uniform(rng: np.random.Generator, n_in: int, n_out: int, shape=None) -> np.ndarray:
    """Draw evenly from 0 to 1: to see what this advice of some tutorials does to a deep network."""
    return rng.uniform(0, 1, shape or (n_in, n_out))


def standard_normal(rng: np.random.Generator, n_in: int, n_out: int, shape=None) -> np.ndarray:
    """Draw from a normal of variance 1, too large for a layer with many inputs."""
    return rng.normal(0, 1, shape or (n_in, n_out))


def zeros(rng: np.random.Generator, n_in: int, n_out: int, shape=None) -> np.ndarray:
    """Set all to 0: every unit of a hidden layer stays the same as every other."""
    return np.zeros(shape or (n_in, n_out))


INITIALIZERS: dict[str, Initializer] = {
    function.__name__: function
    for function in (he_normal, glorot_uniform, uniform, standard_normal, zeros)
}


def draw(
    initializer: str | Initializer, rng: np.random.Generator, n_in: int, n_out: int, shape=None
) -> np.ndarray:
    """Return first weights from an initializer, given by name or as a function.

    Raises
    ------
    TypeError, ValueError
        If there is no such initializer, `rng` is no generator, or what a function returned is not
        of the right shape.
    """
    checks.generator("rng", rng)
    if not callable(initializer):
        initializer = INITIALIZERS[checks.choice("initializer", initializer, INITIALIZERS)]
    drawn = initializer(rng, n_in, n_out, *([] if shape is None else [shape]))
    return checks.shape("initializer", checks.numbers("initializer", drawn), shape or (n_in, n_out))
