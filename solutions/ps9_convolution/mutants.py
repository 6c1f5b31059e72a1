"""Random arguments for the exercises of this set.

See `grader.adversary`: every mutant of a right answer fails a test, or returns the same as the
right answer for all these arguments.
"""

# ruff: noqa: D103

from grader.adversary import inputs


def numbers(rng, *shape):
    """Draw whole numbers half of the time, so that ties and zeros come up."""
    return rng.integers(-3, 4, shape) if rng.random() < 0.5 else rng.normal(size=shape)


@inputs("convolve")
def images(rng):
    rows, columns, down, right = rng.integers(1, 5, 4)
    return numbers(rng, rows + down - 1, columns + right - 1), numbers(rng, rows, columns)


@inputs("output_shape")
def sides(rng):
    size = int(rng.integers(1, 6))
    shape = tuple(int(side) for side in size + rng.integers(0, 12, 2))
    return shape, size, int(rng.integers(1, 5)), int(rng.integers(0, 4))


@inputs("max_pool")
def maps(rng):
    size = int(rng.integers(1, 5))
    return numbers(rng, *(size + rng.integers(0, 7, 2))), size


@inputs("conv_backward")
def signals(rng):
    rows, columns, down, right = rng.integers(1, 5, 4)
    image = numbers(rng, rows + down - 1, columns + right - 1)
    return image, numbers(rng, rows, columns), numbers(rng, down, right)


@inputs("count_parameters")
def networks(rng):
    kinds = {
        "conv": lambda: ("conv", *rng.integers(1, 6, 3).tolist()),
        "dense": lambda: ("dense", *rng.integers(1, 9, 2).tolist()),
        "pool": lambda: ("pool", int(rng.integers(2, 4))),
        "flatten": lambda: ("flatten",),
    }
    return ([kinds[kind]() for kind in rng.choice(list(kinds), rng.integers(0, 5))],)


@inputs("receptive_field")
def stacks(rng):
    pairs = zip(rng.integers(1, 6, 5).tolist(), rng.integers(1, 4, 5).tolist(), strict=True)
    return (list(pairs)[: rng.integers(0, 6)],)
