"""Adversarial pairs of networks, trained for many seeds at once.

One run of a pair says little: another seed gives other forgeries. Here the weights of all runs
stand in one array with an axis for the seed, so that ten runs take little longer than one. Each
run draws from a generator of its own, in the order of the loop that chapter 16 shows, and comes
out as it does there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from scratchnet import Adam, Sequential, mlp
from scratchnet.activations import ActivationFunction, identity, relu, sigmoid, tanh

FUNCTIONS = {"identity": identity, "relu": relu, "sigmoid": sigmoid, "tanh": tanh}
Parts = list[tuple[np.ndarray, np.ndarray]]


def train_pairs(
    real: Callable[[int, np.random.Generator], np.ndarray],
    sizes_g: Sequence[int],
    sizes_d: Sequence[int],
    *,
    seeds: int,
    steps: int,
    hidden: str,
    output: str = "identity",
    rate_g: float = 0.001,
    rate_d: float = 0.001,
    batch: int = 32,
    beta_1: float = 0.9,
) -> tuple[list[Sequential], np.ndarray]:
    """Train a generator against a discriminator, once for each seed from 0 on.

    The discriminator descends on the cross-entropy of real and forged examples, then the generator
    on -ln p of new forgeries. Both take steps of Adam.

    Parameters
    ----------
    real : callable
        `real(n, rng)` draws real examples, an array of shape (n, sizes_g[-1]).
    sizes_g, sizes_d : sequences of int
        Sizes of the layers; the generator's first is that of its noise, the discriminator's last 1.
    seeds, steps : int
        Runs, and steps of both networks in each.
    hidden, output : str
        Activations of the hidden layers of both, and of the generator's last layer.
    rate_g, rate_d : float
        Learning rates of generator and discriminator.
    batch : int
        Real examples of a step, and as many forged ones.
    beta_1 : float
        Adam's, of both.

    Returns
    -------
    generators : list of Sequential
        One for each seed, trained.
    costs : array of shape (seeds, steps, 2)
        Costs of discriminator and generator at each step.
    """
    rngs = [np.random.default_rng(seed) for seed in range(seeds)]
    generators = [mlp(sizes_g, hidden=hidden, output=output, rng=rng) for rng in rngs]
    judges = [mlp(sizes_d, hidden=hidden, output="identity", rng=rng) for rng in rngs]
    G, D = Stack(generators, sizes_g, hidden, output), Stack(judges, sizes_d, hidden, "identity")
    adam_g, adam_d = Adam(rate_g, beta_1=beta_1), Adam(rate_d, beta_1=beta_1)
    target = np.repeat([[1.0], [0.0]], batch, axis=0)
    costs = np.empty((seeds, steps, 2))
    for step in range(steps):
        drawn = [_drawn(rng, real, batch, sizes_g[0]) for rng in rngs]
        noise, genuine, again = (np.stack(kind) for kind in zip(*drawn, strict=True))
        p = sigmoid(D.forward(np.concatenate([genuine, G.forward(noise)], axis=1)))
        D.backward((p - target) / batch)
        adam_d.update(D.values, D.slopes)
        own = -np.log(p[:, :batch]).mean(axis=1) - np.log(1 - p[:, batch:]).mean(axis=1)

        p = sigmoid(D.forward(G.forward(again)))
        G.backward(D.backward((p - 1) / batch))
        adam_g.update(G.values, G.slopes)
        costs[:, step] = np.hstack([own, -np.log(p).mean(axis=1)])
    for network, values in zip(generators, G.values, strict=True):
        network.parameter_vector = values
    return generators, costs


def train_judges(
    generators: Sequence[Sequential],
    real: Callable[[int, np.random.Generator], np.ndarray],
    sizes_g: Sequence[int],
    sizes_d: Sequence[int],
    *,
    steps: int,
    hidden: str,
    rate: float = 0.001,
    batch: int = 32,
) -> np.ndarray:
    """Train a new discriminator against each generator, which stands still.

    Parameters
    ----------
    generators : sequence of Sequential
        Trained ones, say of `train_pairs`. They do not change.
    real : callable
        As in `train_pairs`.
    sizes_g, sizes_d : sequences of int
        As in `train_pairs`.
    steps : int
        Steps of each discriminator, with Adam.
    hidden : str
        Activation of its hidden layers.
    rate : float
        Its learning rate.
    batch : int
        Real examples of a step, and as many forged ones. All are new in every step.

    Returns
    -------
    costs : array of shape (n_generators, steps)
        Cross-entropy of real and forged examples, added. It stays near 2 ln 2 where nobody could
        tell them apart.
    """
    rngs = [np.random.default_rng([1, place]) for place in range(len(generators))]
    judges = [mlp(sizes_d, hidden=hidden, output="identity", rng=rng) for rng in rngs]
    D = Stack(judges, sizes_d, hidden, "identity")
    adam, target = Adam(rate), np.repeat([[1.0], [0.0]], batch, axis=0)
    costs = np.empty((len(generators), steps))
    for step in range(steps):
        shown = [
            np.vstack([real(batch, rng), G.predict(rng.normal(size=(batch, sizes_g[0])))])
            for G, rng in zip(generators, rngs, strict=True)
        ]
        p = sigmoid(D.forward(np.stack(shown)))
        D.backward((p - target) / batch)
        adam.update(D.values, D.slopes)
        own = -np.log(p[:, :batch]).mean(axis=1) - np.log(1 - p[:, batch:]).mean(axis=1)
        costs[:, step] = own[:, 0]
    return costs


def _drawn(
    rng: np.random.Generator, real: Callable, batch: int, n_noise: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw what one run needs for a step: noise, real examples, noise once more."""
    noise = rng.normal(size=(batch, n_noise))
    return noise, real(batch, rng), rng.normal(size=(batch, n_noise))


class Stack:
    """Networks of the same sizes side by side; every array has a first axis for the network.

    Parameters
    ----------
    networks : sequence of Sequential
        As `mlp` makes them; their weights are copied.
    sizes : sequence of int
    hidden, output : str
        Their activations.

    Attributes
    ----------
    values, slopes : arrays of shape (n_networks, n_parameters)
        All parameters, and after `backward` the gradient along them.
    """

    def __init__(
        self, networks: Sequence[Sequential], sizes: Sequence[int], hidden: str, output: str
    ) -> None:
        self.values = np.stack([network.parameter_vector for network in networks])
        self.slopes = np.zeros_like(self.values)
        self._layers = list(_cut(self.values, sizes))
        self._gradients = list(_cut(self.slopes, sizes))
        inside = [FUNCTIONS[hidden]] * (len(sizes) - 2)
        self._functions: list[ActivationFunction] = [*inside, FUNCTIONS[output]]
        self._passed: list[np.ndarray] = []

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs for inputs of shape (n_networks, n_samples, n_in)."""
        self._passed = [x]
        for (W, b), function in zip(self._layers, self._functions, strict=True):
            self._passed.append(function(self._passed[-1] @ W + b))
        return self._passed[-1]

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Fill `slopes` from the gradient of the outputs, and return that of the inputs."""
        parts = self._layers, self._gradients, self._functions, pairwise(self._passed)
        for (W, _), (dW, db), function, (x, a) in reversed(list(zip(*parts, strict=True))):
            gradient = function.backward(gradient, a)
            np.matmul(x.transpose(0, 2, 1), gradient, out=dW)
            gradient.sum(axis=1, keepdims=True, out=db)
            gradient = gradient @ W.transpose(0, 2, 1)
        return gradient


def _cut(vectors: np.ndarray, sizes: Sequence[int]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield W and b of each layer as views into the vectors of all networks."""
    start, n = 0, len(vectors)
    for n_in, n_out in pairwise(sizes):
        middle, end = start + n_in * n_out, start + (n_in + 1) * n_out
        W = vectors[:, start:middle].reshape(n, n_in, n_out)
        yield W, vectors[:, middle:end].reshape(n, 1, n_out)
        start = end
