"""Measure how often the networks of problem sets 7 and 8 reach the score that their tests ask for.

    python benchmarks/bands_keras.py [--seeds 50] [--reference-seeds 200] [--exercise build_model]

Here the reference, every accepted variant and every known mistake that trains at all do what the
tests do with many seeds, which set the first weights and, for `fit`, the order of the rows; the
rows are those of the test. The lines printed are those of the tables in the sets' README files. The
last column is the chance that such an answer fails the test. A network has three trials, each with
first weights of its own, so the chance is the third power of the share that is not below the limit,
with the upper end of that share's 95 % interval in its place. `fit` has one trial; its scores lie
in a bell so narrow that the normal tail tells. `mistake` lines show what the limit finds by itself;
the other tests find most mistakes before, so that a low number there is no fault.
"""

from __future__ import annotations

import argparse
import contextlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from scipy.stats import beta, norm
from tqdm import tqdm

from coursebook.datasets import load_churn, load_pima
from coursebook.models.helpers import (
    given_churn,
    given_neuron,
    given_pima,
    given_restart,
    given_score,
    keras,
    training,
)
from grader import notebook, proof

SOLUTIONS = Path(__file__).parents[1] / "solutions"
SET_OF = {
    "build_model": "ps7_keras_on_pima",
    "fit": "ps7_keras_on_pima",
    "build_classifier": "ps8_keras_on_churn",
}
LIMIT = {"build_model": 0.63, "fit": 0.63, "build_classifier": 0.48}  # nats, as in the tests
EPOCHS = {"build_model": 20, "build_classifier": 60}


def answers(problem_set: proof.ProblemSet, exercise: str) -> dict[str, str]:
    """Return the answer cells to measure, by name: the reference, then all variants."""
    found = {"reference": next(c.source for c in problem_set.cells if c.id == exercise)}
    for kind, items in (("accepted", problem_set.accepted), ("mistake", problem_set.mistakes)):
        found |= {f"{kind}: {i.name}": i.source for i in items if i.exercise == exercise}
    return found


def trained_networks(build: Callable, parts: tuple, epochs: int) -> Iterator[float]:
    """Yield the score of a network of this architecture after training, seed by seed."""
    X, y, X_test, y_test = parts
    model = build(X.shape[1])
    train = training(model, X, y, epochs)
    for seed in range(10**9):
        keras.utils.set_random_seed(seed)
        # New weights in the old model: getting ready to train would take most of the time.
        model.set_weights(build(X.shape[1]).get_weights())
        train()
        yield given_score(model, X_test, y_test)


def trained_neurons(fit: Callable, parts: tuple) -> Iterator[float]:
    """Yield the score of the given neuron after training by this function, seed by seed."""
    X, y, X_test, y_test = parts
    model = given_neuron(X.shape[1], 0.5)
    for seed in range(10**9):
        fit(given_restart(model), X, y, seed, epochs=2, batch_size=128)
        yield given_score(model, X_test, y_test)


def scores(cells: list[notebook.Cell], exercise: str, n_seeds: int) -> list[float]:
    """Return the scores of an answer for so many seeds; none where it does not train."""
    namespace: dict = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        try:
            for cell in cells:
                exec(compile(cell.source, f"<cell {cell.id}>", "exec"), namespace)
            if exercise == "fit":
                found = trained_neurons(namespace[exercise], given_pima(2))
            else:
                is_churn = exercise == "build_classifier"
                parts = given_churn(1, n_rows=4000) if is_churn else given_pima(1)
                found = trained_networks(namespace[exercise], parts, EPOCHS[exercise])
            return [next(found) for _ in range(n_seeds)]
        except Exception:  # a mistake may raise anything
            return []


def line(exercise: str, name: str, found: list[float]) -> str:
    """Return a line of the table: seeds, median and range of the score, runs not below, chance."""
    if not found:
        return f"| {name} | – | does not train | – | – |"
    low, middle, high = np.quantile(found, [0, 0.5, 1])
    n, limit = len(found), LIMIT[exercise]
    above = sum(not score < limit for score in found)
    if exercise == "fit":
        chance = norm.sf(limit, np.mean(found), max(np.std(found), 1e-6))
    else:
        chance = beta.ppf(0.95, above + 1, n - above) ** 3 if above < n else 1.0
    return f"| {name} | {n} | {middle:.3f} ({low:.3f} to {high:.3f}) | {above} | {chance:.0e} |"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=50, help="for each variant")
    parser.add_argument("--reference-seeds", type=int, default=200, help="for each reference")
    parser.add_argument("--exercise", choices=SET_OF, help="measure this one only")
    parser.add_argument("--only", default="", help="measure names that contain this text")
    arguments = parser.parse_args()
    for load in (load_pima, load_churn):
        print(load().source)
    for exercise in [arguments.exercise] if arguments.exercise else SET_OF:
        problem_set = proof.load(SOLUTIONS / SET_OF[exercise])
        given = [cell for cell in problem_set.cells if cell.role == "given"]
        print(f"\n{exercise}: cross-entropy of the test rows, below {LIMIT[exercise]}?\n")
        print("| answer | seeds | score: median (range) | not below | chance to fail |")
        print("|---|---:|---|---:|---|")
        chosen = answers(problem_set, exercise).items()
        chosen = [(name, source) for name, source in chosen if arguments.only in name]
        for name, source in tqdm(chosen, desc=exercise, unit="answer", leave=False, disable=None):
            n_seeds = arguments.reference_seeds if name == "reference" else arguments.seeds
            found = scores([*given, notebook.Cell(exercise, source, "answer")], exercise, n_seeds)
            print(line(exercise, name, found), flush=True)


if __name__ == "__main__":
    main()
