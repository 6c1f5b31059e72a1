"""Random arguments for the exercises of this set, and changed answers that stay right.

See `grader.adversary`: every mutant of a right answer fails a test, returns the same as the right
answer for all these arguments, or is listed here with its reason.
"""

# ruff: noqa: D103

from itertools import pairwise

import numpy as np

from grader.adversary import ANY, harmless, inputs


def numbers(rng, *shape):
    """Draw whole numbers half of the time, so that ties and zeros come up."""
    return rng.integers(-3, 4, shape) if rng.random() < 0.5 else rng.normal(size=shape)


def network(rng, n_in):
    sizes = [n_in, *rng.integers(1, 5, rng.integers(0, 3)), 1]
    return [(numbers(rng, *pair), numbers(rng, pair[1])) for pair in pairwise(sizes)]


@inputs("initialize")
def sizes(rng):
    seed = rng.integers(10**6)
    return rng.integers(1, 30, rng.integers(2, 5)).tolist(), np.random.default_rng(seed)


@inputs("predict")
def rows(rng):
    n_samples, n_in = rng.integers(1, 5, 2)
    return network(rng, n_in), numbers(rng, n_samples, n_in)


@inputs("accuracy")
def labels(rng):
    n = rng.integers(1, 8)
    return rng.integers(0, 2, n), np.round(rng.random(n), int(rng.integers(1, 4)))


@inputs("train")
def loop(rng):
    n_samples, n_in = rng.integers(1, 6), rng.integers(1, 4)
    params = [(W.astype(float), b.astype(float)) for W, b in network(rng, n_in)]
    X, y = numbers(rng, n_samples, n_in), rng.integers(0, 2, n_samples)
    batch_size, epochs = rng.integers(1, 7), rng.integers(1, 4)
    draws = np.random.default_rng(rng.integers(10**6))
    return params, X, y, float(rng.choice([0.1, 0.5])), int(epochs), int(batch_size), draws


@inputs("adam_step")
def step(rng):
    shape, t = tuple(rng.integers(1, 4, rng.integers(1, 3))), int(rng.integers(0, 6))
    mean, square = numbers(rng, *shape) * (t > 0), rng.random(shape) * (t > 0)
    state = {"t": t, "mean": mean, "square": square}
    betas = [0.5, 0.75, 0.1][: rng.integers(4)]
    return (numbers(rng, *shape), numbers(rng, *shape), state, 0.1, *betas)


in_double_precision = harmless(
    "initialize",
    "return [(rng.standard_normal((i, o)) * np.float32(np.sqrt(2 / i)), "
    "np.zeros(o, dtype=np.float32)) for i, o in zip(sizes, sizes[1:], strict=False)]",
    reason="double precision in place of single",
)
free_moons = harmless("moons_network", ANY, reason="any setting that reaches the share is right")
free_pima = harmless("pima_network", ANY, reason="any setting that reaches the share is right")
