"""Measure how often the networks of problem sets 7 and 8 reach the score that their tests ask for.

    python benchmarks/bands_keras.py [--seeds 50] [--reference-seeds 1000] [--exercise build_model]

Each test trains once and asks for a mean cross-entropy below a limit. Here the reference, every
accepted variant and every known mistake that trains at all do the same with many seeds, which set
the first weights and the order of the rows; the rows are those of the test. The lines printed are
those of the table in the sets' README files. `mistake` lines show what the limit finds by itself;
most mistakes are found by the tests before it, so that a high share there is no fault.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from scipy.stats import norm
from tqdm import tqdm

from grader import notebook, proof
from grader.given_keras import (
    given_churn,
    given_neuron,
    given_pima,
    given_restart,
    given_score,
    given_score_after_training,
    keras,
)
from scratchnet.datasets import load_churn, load_pima

SOLUTIONS = Path(__file__).parents[1] / "solutions"
SET_OF = {
    "build_model": "ps7_keras_on_pima",
    "fit": "ps7_keras_on_pima",
    "build_classifier": "ps8_keras_on_churn",
}
LIMIT = {"build_model": 0.63, "fit": 0.63, "build_classifier": 0.48}  # nats, as in the tests


def answers(problem_set: proof.ProblemSet, exercise: str) -> dict[str, str]:
    """Return the answer cells to measure, by name: the reference, then all variants."""
    found = {"reference": next(c.source for c in problem_set.cells if c.id == exercise)}
    for kind, items in (("accepted", problem_set.accepted), ("mistake", problem_set.mistakes)):
        found |= {f"{kind}: {i.name}": i.source for i in items if i.exercise == exercise}
    return found


def trained_networks(build: Callable, parts: tuple) -> Iterator[float]:
    """Yield the score of a network of this architecture after training, seed by seed."""
    model = build(parts[0].shape[1])
    for seed in range(10**9):
        keras.utils.set_random_seed(seed)
        # New weights in the old model: making its training step anew would take most of the time.
        model.set_weights(build(parts[0].shape[1]).get_weights())
        for variable in model.optimizer.variables:
            variable.assign(np.zeros(variable.shape))
        yield given_score_after_training(model, *parts, seed)


def trained_neurons(fit: Callable, parts: tuple) -> Iterator[float]:
    """Yield the score of the given neuron after training by this function, seed by seed."""
    X, y, X_test, y_test = parts
    model = given_neuron(X.shape[1], 0.1)
    for seed in range(10**9):
        fit(given_restart(model), X, y, seed, epochs=4, batch_size=64)
        yield given_score(model, X_test, y_test)


def scores(cells: list[notebook.Cell], exercise: str, n_seeds: int) -> list[float]:
    """Return the scores of an answer for so many seeds; none where it does not train."""
    namespace: dict = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        try:
            for cell in cells:
                exec(compile(cell.source, f"<cell {cell.id}>", "exec"), namespace)
            parts = given_churn(1, n_rows=4000) if exercise == "build_classifier" else None
            if exercise == "fit":
                found = trained_neurons(namespace[exercise], given_pima(2))
            else:
                found = trained_networks(namespace[exercise], parts or given_pima(1))
            return [next(found) for _ in range(n_seeds)]
        except (AttributeError, NotImplementedError, TypeError, ValueError):
            return []


def line(name: str, found: list[float], limit: float) -> str:
    """Return a line of the table: seeds, median and range of the score, runs below the limit."""
    if not found:
        return f"| {name} | – | does not train | – | – |"
    low, middle, high = np.quantile(found, [0, 0.5, 1])
    above = sum(not score < limit for score in found)
    spread = np.std(found)
    distance = (limit - np.mean(found)) / spread if spread else math.inf
    chance = f"{norm.sf(distance):.0e}" if 0 < distance < 38 else "0" if distance > 0 else "–"
    return (
        f"| {name} | {len(found)} | {middle:.3f} ({low:.3f} to {high:.3f}) | {above} | "
        f"{distance:.0f} standard deviations, {chance} |"
    )


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=50, help="for each variant")
    parser.add_argument("--reference-seeds", type=int, default=1000, help="for each reference")
    parser.add_argument("--exercise", choices=SET_OF, help="measure this one only")
    parser.add_argument("--only", default="", help="measure names that contain this text")
    arguments = parser.parse_args()
    for load in (load_pima, load_churn):
        print(load().source)
    for exercise in [arguments.exercise] if arguments.exercise else SET_OF:
        problem_set = proof.load(SOLUTIONS / SET_OF[exercise])
        given = [cell for cell in problem_set.cells if cell.role == "given"]
        limit = LIMIT[exercise]
        print(f"\n{exercise}: cross-entropy of the test rows, asked to be below {limit}\n")
        print("| answer | seeds | score: median (range) | not below | distance, normal tail |")
        print("|---|---:|---|---:|---|")
        chosen = answers(problem_set, exercise).items()
        chosen = [(name, source) for name, source in chosen if arguments.only in name]
        for name, source in tqdm(chosen, desc=exercise, unit="answer", leave=False, disable=None):
            n_seeds = arguments.reference_seeds if name == "reference" else arguments.seeds
            found = scores([*given, notebook.Cell(exercise, source, "answer")], exercise, n_seeds)
            print(line(name, found, limit), flush=True)


if __name__ == "__main__":
    main()
