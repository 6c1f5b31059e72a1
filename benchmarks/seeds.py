"""Train the recipes of chapters 10 and 12 with many seeds, and count how many keep to the bands.

A chapter shows five seeds and states a band for each result: what to expect from any other seed, on
any machine. Here the same recipes run with twenty. Nothing is typed twice: the table, the network,
its training, the results and the bands come from the code cells of the chapters.

  pima    chapter 10: 8-16-8-1, batch 10, 150 epochs, scored on the rows it was trained on
  churn   chapter 12: 13-6-6-1, batch 10, 50 epochs, scored on training and test rows

The networks of a recipe train side by side, as in the chapters. The exit code is 1 if
a result of more than one seed in twenty leaves its band. A minute or two on a laptop; the memory
for one seed more is a copy of the table.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import math
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import nbformat
import numpy as np
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
SHARE_WITHIN = 0.95  # nineteen of twenty

Results = dict[str, np.ndarray]  # what was measured: one value per seed


def pima(names: dict, seeds: Sequence[int], after_epoch: Callable[[], object]) -> Results:
    """Train chapter 10's recipe, each network on all rows in its own order."""
    return _measured(names, names["on_all_rows"](seeds, after_epoch))


def churn(names: dict, seeds: Sequence[int], after_epoch: Callable[[], object]) -> Results:
    """Train chapter 12's recipe, each network on the training rows in its own order."""
    return _measured(names, names["on_training_rows"](seeds, after_epoch))


def _measured(names: dict, y_hat: np.ndarray) -> Results:
    each = [names["measures"](p) for p in y_hat.T]
    return {result: np.array([one[result] for one in each]) for result in names["BANDS"]}


@dataclass(frozen=True)
class Recipe:
    """A chapter, the cells that define its recipe, and what trains it with other seeds."""

    chapter: str
    cells: tuple[str, ...]
    run: Callable[[dict, Sequence[int], Callable[[], object]], Results]


RECIPES = {
    "pima": Recipe(
        "10_pima_diabetes",
        ("imports", "imports-book", "load", "data-arrays", "glue-data", "define", "five-seeds",
         "bands-code"),
        pima,
    ),
    "churn": Recipe(
        "12_bank_churn",
        ("imports", "imports-book", "load", "split", "first-fold", "prepare-code", "define",
         "folder", "five-seeds", "bands-code"),
        churn,
    ),
}  # fmt: skip


def chapter_names(recipe: Recipe) -> dict:
    """Run the cells of a recipe, and return the names that they define.

    Raises
    ------
    ValueError
        If the chapter has not all of the cells.
    """
    path = ROOT / "chapters" / f"{recipe.chapter}.ipynb"
    cells = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    if missing := [name for name in recipe.cells if name not in cells]:
        raise ValueError(f"{path.name}: expected cells named {', '.join(missing)}, found none")
    module = ModuleType(f"recipe_{recipe.chapter}")
    sys.modules[module.__name__] = module
    sys.modules.setdefault("myst_nb", _without_notebook())
    for name in recipe.cells:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(cells[name], f"<{path.name}, cell {name}>", "exec"), vars(module))
    return vars(module)


def _without_notebook() -> ModuleType:
    """Return a stand-in for MyST-NB, whose `glue` works in a running notebook only."""
    module = ModuleType("myst_nb")
    module.glue = lambda name, value, display=True: None
    return module


def within(values: np.ndarray, band: tuple[float, float]) -> int:
    """Count the values in a band, its ends included."""
    low, high = band
    return int(((values >= low) & (values <= high)).sum())


def print_table(title: str, results: Results, bands: dict[str, tuple[float, float]]) -> bool:
    """Print the distribution of each result beside its band; tell whether enough are within."""
    print(f"\n{title}")
    header = ("result", "lowest", "5 %", "median", "95 %", "highest", "band", "within")
    print("{:<22} {:>8} {:>8} {:>8} {:>8} {:>8} {:>16} {:>9}".format(*header))
    enough = True
    for result, values in results.items():
        low, high = bands[result]
        count = within(values, (low, high))
        enough &= count >= math.ceil(SHARE_WITHIN * len(values) - 1e-9)
        quantiles = np.quantile(values, [0, 0.05, 0.5, 0.95, 1])
        print(
            f"{result:<22}",
            *(f"{value:>8.4f}" for value in quantiles),
            f"{f'{low:g} to {high:g}':>16} {f'{count} of {len(values)}':>9}",
        )
    return enough


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recipes", nargs="+", choices=RECIPES, default=list(RECIPES))
    parser.add_argument(
        "--seeds", type=int, default=20, metavar="N", help="seeds 0 to N − 1 (default: %(default)s)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every value and band")
    options = parser.parse_args(arguments)
    if options.seeds < 1:
        parser.error(f"--seeds: expected at least 1, got {options.seeds}")
    everything, enough = {}, True
    for name in options.recipes:
        recipe = RECIPES[name]
        names = chapter_names(recipe)
        print(f"{name}: {names['data'].source}", file=sys.stderr)
        with tqdm(desc=name, unit="epoch", file=sys.stderr) as bar:
            results = recipe.run(names, range(options.seeds), bar.update)
        title = f"{name}: chapter {recipe.chapter[:2]}, {options.seeds} seeds"
        enough &= print_table(title, results, names["BANDS"])
        everything[name] = {
            "table": names["data"].source,
            "results": {result: values.tolist() for result, values in results.items()},
            "bands": names["BANDS"],
        }
        if options.json:  # after each recipe, so that an interrupted run leaves what it has
            options.json.write_text(json.dumps(everything, indent=2) + "\n", encoding="utf-8")
    print(f"\n{'At least' if enough else 'NOT at least'} 19 of 20 seeds keep to every band.")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
