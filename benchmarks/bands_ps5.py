"""Measure how often the networks of problem set 5 reach the score that its tests ask for.

    python benchmarks/bands_ps5.py [--seeds 100] [--reference-seeds 31000] [--jobs 2]

The reference, every accepted variant and every known mistake of `moons_network` and `pima_network`
are run with many seeds, the reference with most: the tests give each call other first weights and
another order of rows, and for the moons other points. It prints the lines of the table in the set's
README and says which kinds of data were used. A run of a variant that returns no array of the right
shape counts as a failure.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import math
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from coursebook import given
from grader import notebook, proof

FOLDER = Path(__file__).parents[1] / "solutions" / "ps5_training_loop"
ASKED = {"moons_network": 0.95, "pima_network": 0.68}
HELD_OUT = {"moons_network": 1000, "pima_network": 368}
CHUNK = 50  # seeds that a worker runs at a time


def answers(problem_set: proof.ProblemSet, exercise: str) -> dict[str, str]:
    """Return the answer cells to measure, by name: the reference, then all variants."""
    found = {"reference": next(c.source for c in problem_set.cells if c.id == exercise)}
    for kind, items in (("accepted", problem_set.accepted), ("mistake", problem_set.mistakes)):
        found |= {f"{kind}: {i.name}": i.source for i in items if i.exercise == exercise}
    return found


def scores(cells: list[notebook.Cell], exercise: str, seeds: range) -> list[float]:
    """Return the share of held-out rows that are right, for each seed; nan where none came."""
    namespace: dict = {"__name__": "__main__"}
    for cell in cells:
        exec(compile(cell.source, f"<cell {cell.id}>", "exec"), namespace)
    found = []
    for seed in seeds:
        X, y, X_new, y_new = rows(exercise, seed)
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            y_hat = namespace[exercise](X, y, X_new, np.random.default_rng(seed))
        fits = isinstance(y_hat, np.ndarray) and y_hat.shape == y_new.shape
        fits = fits and y_hat.dtype.kind == "f"
        found.append(float(np.mean((y_hat >= 0.5) == y_new)) if fits else math.nan)
    return found


def rows(exercise: str, seed: int) -> tuple[np.ndarray, ...]:
    """Return rows to learn from and held-out rows, as the tests draw them."""
    if exercise == "pima_network":
        return given.pima(seed % 2)[:4]
    rng = np.random.default_rng([1, seed])
    return (*given.two_moons(200, 0.1, rng), *given.two_moons(HELD_OUT[exercise], 0.1, rng))


def line(exercise: str, name: str, found: np.ndarray) -> str:
    """Write one line of the table: range, distance from what is asked, failures."""
    failed = int(np.sum(~(found >= ASKED[exercise])))
    if np.isnan(found).all():
        return f"| {name} | {len(found):,} | nothing to score | | | {failed:,} |"
    low, middle, high = (f"{100 * value:.1f} %" for value in np.nanquantile(found, [0, 0.5, 1]))
    return f"| {name} | {len(found):,} | {low} | {middle} | {high} | {failed:,} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100, help="for each variant")
    parser.add_argument("--reference-seeds", type=int, default=31_000, help="for each reference")
    parser.add_argument("--exercise", choices=ASKED, help="measure this one only")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--only", default="", help="measure names that contain this text")
    arguments = parser.parse_args()
    problem_set = proof.load(FOLDER)
    cells = [cell for cell in problem_set.cells if cell.role != "test"]
    print(given.pima(0).source)
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for exercise, asked in ASKED.items():
            if arguments.exercise not in (None, exercise):
                continue
            print(f"\n{exercise}: at least {asked:.0%} of {HELD_OUT[exercise]} rows\n")
            print("| answer | seeds | lowest | median | highest | below |")
            print("|---|---:|---:|---:|---:|---:|")
            for name, source in answers(problem_set, exercise).items():
                if arguments.only not in name:
                    continue
                n = arguments.reference_seeds if name == "reference" else arguments.seeds
                chunks = [range(i, min(i + CHUNK, n)) for i in range(0, n, CHUNK)]
                measured = notebook.with_answers(cells, {exercise: source})
                parts = tqdm(
                    pool.map(partial(scores, measured, exercise), chunks),
                    total=len(chunks), desc=name, leave=False, disable=None,
                )  # fmt: skip
                print(line(exercise, name, np.concatenate(list(parts))), flush=True)


if __name__ == "__main__":
    main()
