"""Random arguments for the exercises of this set, and changed answers that stay right.

See `grader.adversary`: every mutant of a right answer fails a test, returns the same as the right
answer for all these arguments, or is listed here with its reason.
"""

# ruff: noqa: D103

import numpy as np

from grader.adversary import inputs


def numbers(rng, *shape):
    """Draw whole numbers half of the time, so that ties and zeros come up."""
    return rng.integers(-3, 4, shape) if rng.random() < 0.5 else rng.normal(size=shape)


def machine(rng, n):
    """Draw states of both layers, n rows each, and the parameters of a machine."""
    n_visible, n_hidden = rng.integers(1, 5, 2)
    states = (rng.integers(0, 2, (n, size)).astype(float) for size in (n_visible, n_hidden))
    sizes = (n_visible, n_hidden), (n_visible,), (n_hidden,)
    zero = rng.random() < 0.3  # then all probabilities are a half, and draws can equal them
    return [*states, *(np.zeros(size) if zero else rng.normal(size=size) for size in sizes)]


@inputs("pca_code")
def spread(rng):
    n_features = int(rng.integers(1, 5))
    turn = np.linalg.qr(rng.normal(size=(n_features, n_features)))[0]
    rows = rng.normal(size=(n_features + int(rng.integers(2, 9)), n_features))
    X = rows * 2.0 ** np.arange(n_features) @ turn + rng.normal(size=n_features)
    return X, int(rng.integers(1, n_features + 1))


@inputs("encode_decode")
def autoencoders(rng):
    n, n_features, n_codes = rng.integers(1, 5, 3)
    encoder = numbers(rng, n_features, n_codes), numbers(rng, n_codes)
    decoder = numbers(rng, n_codes, n_features), numbers(rng, n_features)
    return numbers(rng, n, n_features), encoder, decoder


@inputs("reconstruction_error")
def copies(rng):
    shape = rng.integers(1, 6, 2)
    return numbers(rng, *shape), numbers(rng, *shape)


@inputs("rbm_probabilities")
def states(rng):
    return tuple(machine(rng, int(rng.integers(1, 5))))


@inputs("contrastive_divergence")
def steps(rng):
    v, h, W, b, c = machine(rng, int(rng.integers(1, 5)))
    draws = [rng.random(of.shape) for of in (h, v)]
    if not W.any():
        draws = [rng.choice([0.25, 0.5, 0.75], of.shape) for of in (h, v)]
    return v, W, b, c, *draws, float(rng.choice([0.1, 1.0, 2.0]))
