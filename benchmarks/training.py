"""Time one training run in scratchnet, Keras, PyTorch and scikit-learn, and print the ratios.

In every library the same network starts from the same weights and takes the same number of Adam
steps on the same batches in the same order (rows are shuffled once, beforehand, and not again).
All compute in the same precision. Features are standardised with the mean and standard deviation of
all rows; Pima's missing values stay the zeros that stand for them.

  pima    768 rows, 8-16-8-1, batch 10, 150 epochs (11,550 steps)
  churn   10,000 rows, 11-6-6-1, batch 10, 10 epochs (10,000 steps)
  digits  1,797 rows, 64-256-128-10, batch 256, 20 epochs (160 steps)

What is timed:

  scratchnet  scratchnet.training.fit
  keras       compile and fit as a beginner writes them, so tracing is part of it
  keras_best  fit with jit_compile=True and all steps of an epoch in one call (steps_per_execution),
              on a cached tf.data pipeline; tracing and compiling come before the clock starts
  torch       an eager training loop on one thread, if PyTorch is installed
  sklearn     MLPClassifier.fit

NumPy's matrix products (scratchnet, sklearn) and PyTorch run on one thread, Keras on as many as it
likes. Joining all epochs into one data set lets Keras run faster still, but without a result after
each epoch, so that is not compared.

The final cost is computed from each library's last weights, on all rows, by the same NumPy code.
Take ratios from one run: seconds depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")  # the processor only, and no word about it

import numpy as np

from scratchnet.network import Sequential, mlp
from scratchnet.optimizers import Adam
from scratchnet.training import fit

Layers = list[tuple[np.ndarray, np.ndarray]]

# Adam's epsilon, so small that its place in the formula does not matter: PyTorch adds it after the
# correction for the start at 0, the others before, which with 1e-7 ends in costs 3e-3 apart.
EPSILON = 1e-12


@dataclass
class Problem:
    """Rows, a network's sizes and how long it is trained."""

    name: str
    X: np.ndarray  # (n_samples, n_features)
    y: np.ndarray  # (n_samples, n_outputs), labels 0 or 1 or one-hot rows
    hidden: list[int]
    batch_size: int
    epochs: int

    @property
    def sizes(self) -> list[int]:
        """Units of each layer."""
        return [self.X.shape[1], *self.hidden, self.y.shape[1]]

    @property
    def is_binary(self) -> bool:
        """Whether there is one output, a probability, and not one per class."""
        return self.y.shape[1] == 1

    @property
    def loss(self) -> str:
        """The loss by scratchnet's name."""
        return "binary_cross_entropy" if self.is_binary else "categorical_cross_entropy"

    def network(self) -> Sequential:
        """Return the network with the weights that every library starts from."""
        output = "sigmoid" if self.is_binary else "softmax"
        rng = np.random.default_rng(1)
        return mlp(self.sizes, output=output, rng=rng, dtype=self.X.dtype)

    def cost(self, layers: Layers) -> float:
        """Return the cost of a network with these weights on all rows."""
        network = self.network()
        for layer, (W, b) in zip(network.layers[::2], layers, strict=True):
            layer.W[...], layer.b[...] = W, b
        return network.evaluate(self.X, self.y, self.loss)[0]


def pima(dtype: str) -> Problem:
    """Diabetes among 768 women: eight measurements."""
    from coursebook.datasets import load_pima

    data = load_pima()
    print(f"pima: {data.source}", file=sys.stderr)
    X, y = data.table[list(data.features)].to_numpy(float), data.table[data.target].to_numpy(float)
    return Problem("pima", *_prepare(X, y[:, None], dtype), [16, 8], batch_size=10, epochs=150)


def churn(dtype: str) -> Problem:
    """Bank customers who stay or leave: eight numbers, country and gender as 0 and 1."""
    import pandas as pd

    from coursebook.datasets import load_churn

    data = load_churn()
    print(f"churn: {data.source}", file=sys.stderr)
    table = pd.get_dummies(data.table[list(data.features)], drop_first=True)
    X, y = table.to_numpy(float), data.table[data.target].to_numpy(float)
    return Problem("churn", *_prepare(X, y[:, None], dtype), [6, 6], batch_size=10, epochs=10)


def digits(dtype: str) -> Problem:
    """Handwritten digits of 8 by 8 pixels, from scikit-learn; divided by 16, not standardised."""
    from sklearn.datasets import load_digits

    data = load_digits()
    y = np.eye(10)[data.target]
    X, y = _prepare(data.data / 16, y, dtype, standardise=False)
    return Problem("digits", X, y, [256, 128], batch_size=256, epochs=20)


def _prepare(
    X: np.ndarray, y: np.ndarray, dtype: str, standardise: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    """Standardise the features and shuffle the rows, once."""
    if standardise:
        X = (X - X.mean(axis=0)) / X.std(axis=0)
    order = np.random.default_rng(0).permutation(len(X))
    return X[order].astype(dtype), y[order].astype(dtype)


def pairs(network: Sequential) -> Layers:
    """Return (W, b) of each dense layer."""
    return list(zip(network.parameters[::2], network.parameters[1::2], strict=True))


def train_scratchnet(problem: Problem) -> tuple[float, Layers]:
    """Train with scratchnet; return seconds and final weights, as all functions below."""
    network = problem.network()
    started = time.perf_counter()
    fit(
        network,
        problem.X,
        problem.y,
        problem.loss,
        optimizer=Adam(epsilon=EPSILON),
        epochs=problem.epochs,
        batch_size=problem.batch_size,
        shuffle=False,
        progress=False,
    )
    return time.perf_counter() - started, pairs(network)


def _keras_model(problem: Problem):
    import keras

    keras.config.set_floatx(problem.X.dtype.name)
    network = problem.network()
    model = keras.Sequential([keras.Input((problem.sizes[0],))])
    for units in problem.hidden:
        model.add(keras.layers.Dense(units, activation="relu"))
    model.add(keras.layers.Dense(problem.sizes[-1], activation=network[-1].name))
    model.set_weights(network.parameters)
    return model


def _keras_layers(model) -> Layers:
    weights = model.get_weights()
    return list(zip(weights[::2], weights[1::2], strict=True))


def train_keras(problem: Problem) -> tuple[float, Layers]:
    """Train with Keras as a beginner writes it."""
    import keras

    model = _keras_model(problem)
    loss = "binary_crossentropy" if problem.is_binary else "categorical_crossentropy"
    started = time.perf_counter()
    model.compile(loss=loss, optimizer=keras.optimizers.Adam(epsilon=EPSILON), metrics=["accuracy"])
    model.fit(
        problem.X,
        problem.y,
        epochs=problem.epochs,
        batch_size=problem.batch_size,
        shuffle=False,
        verbose=0,
    )
    return time.perf_counter() - started, _keras_layers(model)


def train_keras_best(problem: Problem) -> tuple[float, Layers]:
    """Train with Keras at its best: compiled by XLA, an epoch per call, data cached."""
    import keras
    import tensorflow as tf

    model = _keras_model(problem)
    start = model.get_weights()
    loss = "binary_crossentropy" if problem.is_binary else "categorical_crossentropy"
    data = tf.data.Dataset.from_tensor_slices((problem.X, problem.y))
    data = data.batch(problem.batch_size).cache().prefetch(tf.data.AUTOTUNE)
    optimizer = keras.optimizers.Adam(epsilon=EPSILON)
    model.compile(
        loss=loss,
        optimizer=optimizer,
        steps_per_execution=int(data.cardinality()),
        jit_compile=True,
    )
    model.fit(data, epochs=2, verbose=0, shuffle=False)  # traces, compiles, fills the cache
    model.set_weights(start)
    for variable in optimizer.variables:
        if variable is not optimizer.learning_rate:
            variable.assign(keras.ops.zeros_like(variable))
    started = time.perf_counter()
    model.fit(data, epochs=problem.epochs, verbose=0, shuffle=False)
    return time.perf_counter() - started, _keras_layers(model)


def train_torch(problem: Problem) -> tuple[float, Layers]:
    """Train with PyTorch, eager, on one thread."""
    import torch

    torch.set_num_threads(1)
    layers = [
        torch.nn.Linear(*pair) for pair in zip(problem.sizes, problem.sizes[1:], strict=False)
    ]
    model = torch.nn.Sequential(layers[0])
    for layer in layers[1:]:
        model.append(torch.nn.ReLU())
        model.append(layer)
    model.to(torch.from_numpy(problem.X).dtype)
    with torch.no_grad():
        for layer, (W, b) in zip(layers, pairs(problem.network()), strict=True):
            layer.weight.copy_(torch.from_numpy(W.T.copy()))
            layer.bias.copy_(torch.from_numpy(b.copy()))
    X, y = torch.from_numpy(problem.X), torch.from_numpy(problem.y)
    if problem.is_binary:
        loss_function = torch.nn.BCEWithLogitsLoss()
    else:
        loss_function, y = torch.nn.CrossEntropyLoss(), y.argmax(dim=1)
    optimizer = torch.optim.Adam(model.parameters(), eps=EPSILON)
    started = time.perf_counter()
    for _ in range(problem.epochs):
        for start in range(0, len(X), problem.batch_size):
            rows = slice(start, start + problem.batch_size)
            optimizer.zero_grad()
            loss_function(model(X[rows]), y[rows]).backward()
            optimizer.step()
    seconds = time.perf_counter() - started
    return seconds, [(p.weight.detach().numpy().T, p.bias.detach().numpy()) for p in layers]


def train_sklearn(problem: Problem) -> tuple[float, Layers]:
    """Train with scikit-learn's MLPClassifier."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    start = iter(pairs(problem.network()))

    class SameStart(MLPClassifier):
        def _init_coef(self, fan_in, fan_out, dtype):
            return tuple(array.copy() for array in next(start))

    classifier = SameStart(
        problem.hidden,
        alpha=0,  # no penalty
        batch_size=problem.batch_size,
        epsilon=EPSILON,
        max_iter=problem.epochs,
        n_iter_no_change=problem.epochs + 1,  # no stop before the last epoch
        shuffle=False,
        tol=0,
    )
    labels = problem.y[:, 0] if problem.is_binary else problem.y.argmax(axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        started = time.perf_counter()
        classifier.fit(problem.X, labels)
        seconds = time.perf_counter() - started
    return seconds, list(zip(classifier.coefs_, classifier.intercepts_, strict=True))


PROBLEMS: dict[str, Callable[[str], Problem]] = {"pima": pima, "churn": churn, "digits": digits}
LIBRARIES: dict[str, Callable[[Problem], tuple[float, Layers]]] = {
    "scratchnet": train_scratchnet,
    "keras": train_keras,
    "keras_best": train_keras_best,
    "torch": train_torch,
    "sklearn": train_sklearn,
}
PACKAGES = {"keras": "tensorflow", "keras_best": "tensorflow", "torch": "torch"}


def measure(problem: Problem, libraries: list[str], repetitions: int) -> tuple[dict, dict]:
    """Train `repetitions` times in each library, taking turns; return seconds and final costs."""
    seconds = {name: [] for name in libraries}
    costs = {}
    for repetition in range(1, repetitions + 1):
        for name in libraries:
            elapsed, layers = LIBRARIES[name](problem)
            seconds[name].append(elapsed)
            costs[name] = problem.cost(layers)
            text = (
                f"{problem.name}, repetition {repetition} of {repetitions}: {name} {elapsed:.3f} s"
            )
            print(text, file=sys.stderr, flush=True)
    return seconds, costs


def print_table(problem: Problem, seconds: dict, costs: dict) -> None:
    """Print medians, their ratio to scratchnet's, the ratios' range over repetitions, and costs."""
    sizes = "-".join(map(str, problem.sizes))
    print(f"\n{problem.name}: {sizes}, batch {problem.batch_size}, {problem.epochs} epochs")
    header = ("library", "seconds", "ratio", "range", "final cost", "difference")
    print("{:<11} {:>9} {:>7} {:>15} {:>12} {:>11}".format(*header))
    own, own_cost = seconds["scratchnet"], costs["scratchnet"]
    for name, times in seconds.items():
        ratio = statistics.median(times) / statistics.median(own)
        ratios = [theirs / ours for theirs, ours in zip(times, own, strict=True)]
        print(
            f"{name:<11} {statistics.median(times):>9.3f} {ratio:>6.1f}x "
            f"{f'{min(ratios):.1f} to {max(ratios):.1f}':>15} {costs[name]:>12.8f} "
            f"{abs(costs[name] / own_cost - 1):>11.0e}"
        )


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--problems", nargs="+", choices=PROBLEMS, default=list(PROBLEMS))
    parser.add_argument(
        "--libraries",
        nargs="+",
        choices=LIBRARIES,
        default=list(LIBRARIES),
        help="what scratchnet is compared with (it always runs)",
    )
    parser.add_argument("--repetitions", type=int, default=3, help="default: %(default)s")
    parser.add_argument(
        "--dtype",
        choices=["float64", "float32"],
        default="float64",
        help="precision of all libraries; in float32, rounding alone makes long runs end with "
        "costs that differ in the third digit (default: %(default)s)",
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write median seconds; null: not installed"
    )
    arguments = parser.parse_args()
    if arguments.repetitions < 1:
        parser.error(f"--repetitions: expected at least 1, got {arguments.repetitions}")
    libraries = ["scratchnet", *(name for name in arguments.libraries if name != "scratchnet")]
    missing = [name for name in libraries if name in PACKAGES and not _installed(PACKAGES[name])]
    for name in missing:
        print(f"{name}: not measured, {PACKAGES[name]} is not installed", file=sys.stderr)
    results = {}
    for problem_name in arguments.problems:
        problem = PROBLEMS[problem_name](arguments.dtype)
        present = [name for name in libraries if name not in missing]
        seconds, costs = measure(problem, present, arguments.repetitions)
        print_table(problem, seconds, costs)
        medians = {name: statistics.median(times) for name, times in seconds.items()}
        results[problem_name] = {name: medians.get(name) for name in libraries}
        if arguments.json:  # after each problem, so that an interrupted run leaves what it has
            arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
