"""Print what becomes of the mutants of each problem set's right answers.

    python benchmarks/mutants.py [PS ...] [--sample N] [--all]

A mutant is a right answer with one small thing changed, see `grader.mutants`. Each must fail a
test, return the same on random inputs, or be listed with its reason in the set's `mutants.py`; what
escapes is printed. A sample of N for each set is drawn with a fixed seed, 100 unless told. `--all`
takes all: seconds for a set with NumPy, half an hour and more for one with Keras.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from tqdm import tqdm

from grader import adversary, course, proof

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Try the mutants of the sets that are named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sets", nargs="*", metavar="PS", help="such as ps7; all if none is named")
    parser.add_argument("--sample", type=int, default=100, metavar="N")
    parser.add_argument("--all", action="store_true", help="not a sample")
    asked = parser.parse_args()
    for name in [course.chosen(ROOT, name) for name in asked.sets] or course.sets(ROOT):
        start, folder = time.process_time(), ROOT / "solutions" / name
        problem_set = proof.load(folder)
        made = adversary.mutants_of(problem_set)
        tried = made if asked.all else adversary.sample(made, asked.sample)
        shown = tqdm(tried, desc=name, leave=False, disable=None)
        tally = adversary.attack(folder, problem_set, shown)
        tally.of = len(made)
        seconds = time.process_time() - start
        print(f"{name}: {tally}; {seconds:.0f} processor seconds", flush=True)
        for mutant in tally.escaped:
            print(f"  {mutant.exercise}, {mutant.origin}: {mutant.statement}", flush=True)


if __name__ == "__main__":
    main()
