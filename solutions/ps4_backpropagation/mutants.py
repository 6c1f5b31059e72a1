"""Random arguments for the exercises of this set, and changed answers that stay right.

See `grader.adversary`: every mutant of a right answer fails a test, returns the same as the right
answer for all these arguments, or is listed here with its reason.
"""

# ruff: noqa: D103

from itertools import pairwise

import numpy as np

from coursebook.given import mlp_forward
from grader.adversary import inputs


def sum_of_cubes(params):
    """Bend, so that the length of the step shows."""
    return sum((W**3).sum() + (b**3).sum() for W, b in params)


def numbers(rng, *shape):
    """Draw whole numbers half of the time, so that ties and zeros come up."""
    whole = rng.random() < 0.5
    return rng.integers(-3, 4, shape).astype(float) if whole else rng.normal(size=shape)


def network(rng):
    sizes = rng.integers(1, 5, rng.integers(2, 5))
    return [(numbers(rng, n_in, n_out), numbers(rng, n_out)) for n_in, n_out in pairwise(sizes)]


@inputs("graph_forward")
def forward(rng):
    return tuple(numbers(rng, 3).tolist())


@inputs("graph_backward")
def backward(rng):
    return tuple(numbers(rng, 3).tolist())


@inputs("numerical_gradient")
def measured(rng):
    eps = [float(rng.choice([0.125, 0.5, 1.0]))]
    return (sum_of_cubes, network(rng), *eps)


@inputs("mlp_forward")
def rows(rng):
    params = network(rng)
    return numbers(rng, rng.integers(1, 5), len(params[0][0])), params


@inputs("mlp_backward")
def caches(rng):
    X, params = rows.draw(rng)
    n_outputs = len(params[-1][1])
    return mlp_forward(X, params)[1], np.eye(n_outputs)[rng.integers(0, n_outputs, len(X))]
