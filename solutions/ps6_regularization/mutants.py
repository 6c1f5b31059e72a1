"""Random arguments for the exercises of this set, and changed answers that stay right.

See `grader.adversary`: every mutant of a right answer fails a test, returns the same as the right
answer for all these arguments, or is listed here with its reason.
"""

# ruff: noqa: D103

from itertools import pairwise

import numpy as np

from grader.adversary import harmless, inputs


def numbers(rng, *shape):
    """Draw whole numbers half of the time, so that ties and zeros come up."""
    return rng.integers(-3, 4, shape) if rng.random() < 0.5 else rng.normal(size=shape)


def network(rng):
    sizes = rng.integers(1, 5, rng.integers(2, 5))
    return [(numbers(rng, *pair), numbers(rng, pair[1])) for pair in pairwise(sizes)]


def strength(rng):
    return float(rng.choice([0, 0.1, 0.5, 3]))


@inputs("l2_cost")
def penalties(rng):
    return network(rng), strength(rng)


@inputs("l2_gradient")
def pulls(rng):
    return network(rng), strength(rng)


@inputs("dropout")
def activations(rng):
    shape = tuple(rng.integers(1, 5, rng.integers(1, 4)))
    draws = np.random.default_rng(rng.integers(10**6))
    return numbers(rng, *shape), float(rng.choice([0.2, 0.5, 1.0])), draws, bool(rng.integers(2))


@inputs("early_stop")
def costs(rng):
    n = rng.integers(1, 12)
    values = rng.integers(1, 6, n) if rng.random() < 0.5 else rng.random(n)
    return values.tolist(), int(rng.integers(1, 6))


@inputs("shift_image")
def images(rng):
    dx, dy = rng.integers(-5, 6, 2).tolist()
    return numbers(rng, *rng.integers(1, 5, 2)), dx, dy


@inputs("train_with_early_stopping")
def neurons(rng):
    n = rng.integers(1, 4)
    rows = [(numbers(rng, k, n), numbers(rng, k)) for k in rng.integers(1, 5, 2)]
    rate, epochs, patience = float(rng.choice([0.05, 0.5])), rng.integers(1, 9), rng.integers(1, 4)
    return (numbers(rng, n), *rows, rate, int(epochs), int(patience))


same_chances = [
    *harmless(
        "dropout",
        "return a32 * (rng.random(a.shape) < keep) / np.float32(keep)",
        reason="draws in double precision in place of single",
    ),
    *harmless(
        "dropout",
        "dropped = rng.random(a.shape) >= keep",
        "dropped = np.random.default_rng(0).permuted(rng.random(a.shape)) >= keep",
        reason="independent draws stay independent, whatever their order",
    ),
]
