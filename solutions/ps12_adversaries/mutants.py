"""Random arguments for the exercises of this set, and changed answers that stay right.

See `grader.adversary`: every mutant of a right answer fails a test, returns the same as the right
answer for all these arguments, or is listed here with its reason.
"""

# ruff: noqa: D103

import numpy as np

from grader.adversary import inputs


def probabilities(rng):
    return rng.uniform(0.02, 0.98, rng.integers(1, 7))


@inputs("discriminator_loss")
def both_kinds(rng):
    return probabilities(rng), probabilities(rng)


@inputs("generator_loss")
def forged(rng):
    return (probabilities(rng), *[bool(rng.integers(2))][: rng.integers(2)])


@inputs("gan_step")
def pairs(rng):
    z, x = rng.normal(size=rng.integers(1, 6)), rng.normal(2, 1, rng.integers(1, 6))
    generator, discriminator = (tuple(rng.normal(size=2).tolist()) for _ in range(2))
    return z, x, generator, discriminator, float(rng.choice([0.1, 0.5, 2]))


@inputs("modes_covered")
def clusters(rng):
    """Draw whole numbers half of the time, so that some are equally near or just at the radius."""
    n, k, d = rng.integers(1, 12), rng.integers(1, 5), rng.integers(1, 4)
    whole = rng.random() < 0.5
    samples = rng.integers(-3, 4, (n, d)) if whole else rng.normal(0, 2, (n, d))
    centers = rng.integers(-3, 4, (k, d)) if whole else rng.normal(0, 2, (k, d))
    radius = float(rng.choice([0.5, 1, 2, 3]))
    return np.array(samples, float), np.array(centers, float), radius, int(rng.integers(1, 4))
