"""Random arguments for the exercises of this set, and changed answers that stay right.

See `grader.adversary`: every mutant of a right answer fails a test, returns the same as the right
answer for all these arguments, or is listed here with its reason.
"""

# ruff: noqa: D103

import numpy as np

from grader.adversary import inputs

LETTERS = "abcdeABCDE !"


def numbers(rng, *shape):
    """Draw whole numbers half of the time, so that ties and zeros come up."""
    return rng.integers(-3, 4, shape) if rng.random() < 0.5 else rng.normal(size=shape)


@inputs("rnn_step")
def steps(rng):
    n_in, n_units = rng.integers(1, 5, 2)
    weights = numbers(rng, n_in, n_units), numbers(rng, n_units, n_units), numbers(rng, n_units)
    return (numbers(rng, n_in), numbers(rng, n_units), *weights)


@inputs("rnn_forward")
def sequences(rng):
    n, n_in, n_units = rng.integers(1, 5, 3)
    weights = numbers(rng, n_in, n_units), numbers(rng, n_units, n_units), numbers(rng, n_units)
    return (numbers(rng, n, n_in), *weights)


@inputs("rnn_backward")
def signals(rng):
    n, n_in, n_units = rng.integers(1, 5, 3)
    states = np.tanh(numbers(rng, n + 1, n_units))
    return numbers(rng, n, n_in), states, numbers(rng, n, n_units), numbers(rng, n_units, n_units)


@inputs("lstm_step")
def gates(rng):
    n_in, n_units = rng.integers(1, 5, 2)
    width = 4 * n_units
    weights = numbers(rng, n_in, width), numbers(rng, n_units, width), numbers(rng, width)
    return (numbers(rng, n_in), numbers(rng, n_units), numbers(rng, n_units), *weights)


@inputs("one_hot_text")
def texts(rng):
    alphabet = "".join(rng.permutation(list(LETTERS))[: rng.integers(1, len(LETTERS))])
    return "".join(rng.choice(list(LETTERS), rng.integers(0, 8))), alphabet


@inputs("sample_text")
def tables(rng):
    m = int(rng.integers(1, 6))
    alphabet = "".join(rng.permutation(list(LETTERS))[:m])
    start = "".join(rng.choice(list(alphabet), rng.integers(1, 4)))
    draws = np.random.default_rng(rng.integers(10**6))
    return rng.dirichlet(np.ones(m), size=m), alphabet, start, int(rng.integers(0, 9)), draws
