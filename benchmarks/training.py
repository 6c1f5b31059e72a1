"""Time one training run in scratchnet, Keras, PyTorch and scikit-learn, and print the ratios.

In every library the same network starts from the same weights and takes the same number of Adam
steps on the same batches in the same order (rows are shuffled once, beforehand, and not again).
All compute in the same precision. Features are standardised with the mean and standard deviation of
all rows; Pima's missing values stay the zeros that stand for them.

  pima       768 rows, 8-16-8-1, batch 10, 150 epochs (11,550 steps)
  churn      10,000 rows, 11-6-6-1, batch 10, 10 epochs (10,000 steps)
  digits     1,797 rows, 64-256-128-10, batch 256, 20 epochs (160 steps)
  images     the digits as 8 by 8 pixels, two convolutions, batch 32, 5 epochs (285 steps)
  sequences  512 sequences of 50 steps, LSTM of 32 units, batch 32, 5 epochs (80 steps)

What is timed:

  scratchnet  scratchnet.training.fit
  keras       compile and fit as a beginner writes them, so tracing is part of it
  keras_best  fit with jit_compile=True and all steps of an epoch in one call (steps_per_execution),
              on a cached tf.data pipeline; tracing and compiling come before the clock starts
  torch       an eager training loop, if PyTorch is installed; dense networks only
  sklearn     MLPClassifier.fit; dense networks only

Each run is a process of its own, on one core and one thread, and the libraries take turns. Seconds
are those of the processor, so that other programs disturb little; on a busy machine they still grow
by up to a half. The headline is therefore the ratio of the smallest; medians and the range of
the ratios within a turn stand beside it.

The final cost is computed from each library's last weights, on all rows, by the same NumPy code.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from training_libraries import DENSE_ONLY, LIBRARIES, PACKAGES
from training_problems import PROBLEMS


def run_here(problem: str, library: str, dtype: str) -> None:
    """Train once in this process, on one core; print seconds and final cost as JSON."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    task = PROBLEMS[problem](dtype)
    seconds, weights = LIBRARIES[library](task)
    print(json.dumps([seconds, task.cost(weights)]))


def run_apart(problem: str, library: str, dtype: str) -> tuple[float, float]:
    """Train once in a process of its own; return seconds and final cost."""
    command = [sys.executable, __file__, "--one", problem, library, "--dtype", dtype]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{problem}, {library}: the run failed\n{done.stderr}")
    seconds, cost = json.loads(done.stdout.splitlines()[-1])
    return seconds, cost


def measure(problem: str, libraries: list[str], repetitions: int, dtype: str) -> tuple[dict, dict]:
    """Train `repetitions` times in each library, taking turns; return seconds and final costs."""
    seconds = {name: [] for name in libraries}
    costs = {}
    for repetition in range(1, repetitions + 1):
        for name in libraries:
            elapsed, costs[name] = run_apart(problem, name, dtype)
            seconds[name].append(elapsed)
            turn = f"{problem}, repetition {repetition} of {repetitions}"
            print(f"{turn}: {name} {elapsed:.3f} s", file=sys.stderr, flush=True)
    return seconds, costs


def print_table(problem: str, seconds: dict, costs: dict) -> None:
    """Print smallest and median seconds, ratios to scratchnet's, and final costs."""
    runs = len(seconds["scratchnet"])
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"\n{problem}: {runs} runs of each{load}")
    header = ("library", "smallest", "ratio", "median", "ratio", "range", "cost", "difference")
    print("{:<11} {:>9} {:>7} {:>9} {:>7} {:>15} {:>12} {:>11}".format(*header))
    own, own_cost = seconds["scratchnet"], costs["scratchnet"]
    for name, times in seconds.items():
        median, ratios = statistics.median(times), [a / b for a, b in zip(times, own, strict=True)]
        print(
            f"{name:<11} {min(times):>9.3f} {min(times) / min(own):>6.1f}x "
            f"{median:>9.3f} {median / statistics.median(own):>6.1f}x "
            f"{f'{min(ratios):.1f} to {max(ratios):.1f}':>15} {costs[name]:>12.8f} "
            f"{abs(costs[name] / own_cost - 1):>11.0e}",
            flush=True,
        )


def parse() -> argparse.Namespace:
    """Return the arguments of the command line."""
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
    parser.add_argument("--repetitions", type=int, default=10, help="default: %(default)s")
    parser.add_argument(
        "--dtype",
        choices=["float64", "float32"],
        default="float64",
        help="precision of all libraries; in float32, rounding alone makes long runs end with "
        "costs that differ in the third digit (default: %(default)s)",
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write smallest seconds; null: not measured"
    )
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.repetitions < 1:
        parser.error(f"--repetitions: expected at least 1, got {arguments.repetitions}")
    return arguments


def main() -> None:
    """Run the benchmark from the command line."""
    arguments = parse()
    if arguments.one:
        run_here(*arguments.one, arguments.dtype)
        return
    libraries = ["scratchnet", *(name for name in arguments.libraries if name != "scratchnet")]
    missing = [name for name in libraries if name in PACKAGES and not _installed(PACKAGES[name])]
    for name in missing:
        print(f"{name}: not measured, {PACKAGES[name]} is not installed", file=sys.stderr)
    results = {}
    for problem in arguments.problems:
        dense = problem in ("pima", "churn", "digits")
        present = [
            name for name in libraries if name not in missing and (dense or name not in DENSE_ONLY)
        ]
        seconds, costs = measure(problem, present, arguments.repetitions, arguments.dtype)
        print_table(problem, seconds, costs)
        results[problem] = {name: min(seconds.get(name, []), default=None) for name in libraries}
        if arguments.json:  # after each problem, so that an interrupted run leaves what it has
            arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
