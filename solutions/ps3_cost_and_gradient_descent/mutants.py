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


def pair(rng):
    n = rng.integers(1, 7)
    return numbers(rng, n), numbers(rng, n)


@inputs("sse")
def for_sse(rng):
    return pair(rng)


@inputs("mse")
def for_mse(rng):
    return pair(rng)


@inputs("binary_cross_entropy")
def probabilities(rng):
    n = rng.integers(1, 7)
    y, p = rng.integers(0, 2, n), rng.uniform(0.001, 0.999, n)
    sure = rng.random(n) < 0.2
    p[sure] = y[sure]
    return (y if rng.random() < 0.5 else y.astype(float)), p


@inputs("slope")
def one_row(rng):
    n = rng.integers(1, 6)
    return numbers(rng, n), numbers(rng, n), numbers(rng, 1)[0].item()


@inputs("gradient")
def table(rng):
    n_samples, n_features = rng.integers(1, 6, 2)
    return numbers(rng, n_features), numbers(rng, n_samples, n_features), numbers(rng, n_samples)


@inputs("update")
def any_shape(rng):
    shape = tuple(rng.integers(1, 4, rng.integers(1, 4)))
    return numbers(rng, *shape), numbers(rng, *shape), float(rng.choice([0, 0.01, 0.5, 2]))


@inputs("gradient_descent")
def training(rng):
    n_samples, n_features = rng.integers(1, 6, 2)
    X, y = numbers(rng, n_samples, n_features), numbers(rng, n_samples)
    return X, y, float(rng.choice([0.01, 0.1, 0.5])), int(rng.integers(0, 5))


@inputs("minibatches")
def rows(rng):
    n = int(rng.integers(1, 20))
    X, y = np.arange(2.0 * n).reshape(n, 2), np.arange(float(n))
    return X, y, int(rng.integers(1, n + 3)), np.random.default_rng(rng.integers(10**6))
