"""Random arguments for the exercises of this set, and changed answers that stay right.

See `grader.adversary`: every mutant of a right answer fails a test, returns the same as the right
answer for all these arguments, or is listed here with its reason.
"""

# ruff: noqa: D103

import numpy as np

from grader.adversary import harmless, inputs


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


PRECISE = "double precision in place of single"
more_precise = [
    *harmless("sse", "difference = np.subtract(predictions, targets)", reason=PRECISE),
    *harmless(
        "binary_cross_entropy",
        "def binary_cross_entropy(labels: np.ndarray, p: np.ndarray) -> np.float32:",
        reason=PRECISE,
    ),
    *harmless("update", "step = np.asarray(learning_rate * gradient)", reason=PRECISE),
    *harmless("gradient_descent", "w = np.zeros(X.shape[1])", reason=PRECISE),
]
bounds = harmless(
    "binary_cross_entropy",
    "p = np.clip(y_hat, 1e-08, 1 - 1e-09)",
    "p = np.clip(y_hat, 1e-09, 1 - 1e-08)",
    reason="any bound as near to 0 and 1 as these will do",
)
