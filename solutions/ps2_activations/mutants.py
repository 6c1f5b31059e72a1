"""Random arguments for the exercises of this set, and changed answers that stay right.

See `grader.adversary`: every mutant of a right answer fails a test, returns the same as the right
answer for all these arguments, or is listed here with its reason.
"""

# ruff: noqa: D103

from grader.adversary import harmless, inputs

NAMES = ["identity", "step", "sigmoid", "tanh", "relu", "softplus"]


def numbers(rng, *shape):
    """Draw numbers of all sizes, zeros and whole numbers among them."""
    if rng.random() < 0.3:
        return rng.integers(-3, 4, shape)
    return rng.normal(scale=rng.choice([1, 5, 400]), size=shape)


def of_any_shape(rng):
    shape = tuple(rng.integers(1, 4, rng.integers(0, 4)))
    return numbers(rng, *shape) if shape else numbers(rng, 1)[0].item()


@inputs("step")
def for_step(rng):
    return (of_any_shape(rng),)


@inputs("sigmoid")
def for_sigmoid(rng):
    return (of_any_shape(rng),)


@inputs("tanh")
def for_tanh(rng):
    return (of_any_shape(rng),)


@inputs("softplus")
def for_softplus(rng):
    return (of_any_shape(rng),)


@inputs("softmax")
def scores(rng):
    shape = tuple(rng.integers(1, 4, rng.integers(1, 4)))
    axis = [int(rng.integers(-len(shape), len(shape)))] * int(rng.integers(2))
    return (numbers(rng, *shape), *axis)


@inputs("derivative")
def names(rng):
    return str(rng.choice(NAMES)), of_any_shape(rng)


@inputs("activate_layer")
def layers(rng):
    n_samples, n_in, n_out = rng.integers(1, 5, 3)
    X, W, b = numbers(rng, n_samples, n_in), rng.normal(size=(n_in, n_out)), numbers(rng, n_out)
    return X, W, b, str(rng.choice([*NAMES, "softmax"]))


more_precise = [
    *harmless("tanh", "x = np.asarray(z)", reason="double precision in place of single"),
    *harmless("derivative", "x = np.asarray(z)", reason="double precision in place of single"),
    *harmless(
        "softmax",
        "def softmax(scores: np.ndarray, axis: int=-1) -> np.ndarray:",
        reason="double precision in place of single, or nothing printed",
    ),
]
lists = harmless(
    "activate_layer",
    "sums = [x @ W[:, j] + b[j] for j in range(len(b))]",
    reason="right with the given functions, which take lists; the solution's do not",
)
