"""Random arguments for the exercises of this set, and changed answers that stay right.

See `grader.adversary`: every mutant of a right answer fails a test, returns the same as the right
answer for all these arguments, or is listed here with its reason.
"""

# ruff: noqa: D103

from itertools import pairwise

from grader.adversary import inputs


def numbers(rng, *shape):
    """Draw whole numbers half of the time, so that ties and zeros come up."""
    return rng.integers(-3, 4, shape) if rng.random() < 0.5 else rng.normal(size=shape)


@inputs("weighted_sum")
def nodes(rng):
    n = rng.integers(1, 6)
    bias = [float(rng.normal())] * int(rng.integers(2))
    return (numbers(rng, n), numbers(rng, n), *bias)


@inputs("relu")
def of_any_shape(rng):
    shape = tuple(rng.integers(1, 4, rng.integers(0, 4)))
    return (numbers(rng, *shape) if shape else numbers(rng, 1)[0].item(),)


def two_nodes(rng, n):
    shapes = {"node_0": n, "node_1": n, "output": 2}
    return {name: numbers(rng, size) for name, size in shapes.items()}


@inputs("predict_with_network")
def rows(rng):
    n = rng.integers(1, 6)
    return numbers(rng, n), two_nodes(rng, n)


@inputs("predict_rows")
def tables(rng):
    n = rng.integers(1, 6)
    return numbers(rng, rng.integers(1, 6), n), two_nodes(rng, n)


@inputs("predict_deep")
def deep_rows(rng):
    n = rng.integers(1, 6)
    sizes = {"node_0_0": n, "node_0_1": n, "node_1_0": 2, "node_1_1": 2, "output": 2}
    return numbers(rng, n), {name: numbers(rng, size) for name, size in sizes.items()}


@inputs("forward")
def layers(rng):
    sizes = rng.integers(1, 5, rng.integers(2, 6))
    pairs = [(numbers(rng, n_in, n_out), numbers(rng, n_out)) for n_in, n_out in pairwise(sizes)]
    return numbers(rng, rng.integers(1, 5), sizes[0]), pairs
