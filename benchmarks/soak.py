"""Grade a large mixed class in one run, and hold that memory stays flat and no process is left.

    python benchmarks/soak.py [N] [--set PS] [--jobs 2] [--seed 0]

Of N = 2,000 submissions nine in ten are accepted variants and known mistakes, drawn at random, one
in twenty is blank, and one in twenty is an attack of `tests/grader/hostile` that needs no deadline.
The class is graded by the command, with the sandbox on. Once a second the memory of its processes
is looked at (PSS: what they share is counted once), by part: the coordinator that writes, the
workers that judge, and the sandboxes with the students in them.

Exit status 1 if the median memory of a part over the last tenth of the class is more than that over
the second tenth by a tenth and 10 MB, if a submission is not graded, or if a process is left.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import runpy
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from grading import class_of
from stock_nbgrader import ROOT, hand_in, make_course
from tqdm import tqdm

from grader.engine import kernel

ATTACKS = ROOT / "tests" / "grader" / "hostile"
# These wait for a deadline or fill the memory, which takes seconds each.
SLOW = {
    "asks_without_end", "blocks_signals", "catches_everything", "fork_bomb", "loops_below_python",
    "reads_memory", "takes_memory", "takes_memory_in_many_processes", "takes_memory_while_it_talks",
}  # fmt: skip
LIMITS = {"seconds_per_cell": 5, "seconds": 60, "memory_mib": 300}
EVERY = 20  # one of so many is blank, and one hostile
PARTS = ("coordinator", "workers", "sandboxes")
GROWTH, SPARE_MB = 1.1, 10.0
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Sample:
    """One look: seconds since the start, submissions graded, MB by part, and processes."""

    seconds: float
    graded: int
    memory: dict[str, float]
    processes: int


def make_class(folder: Path, name: str, n: int, seed: int) -> dict[str, int]:
    """Make a course with a mixed class; return how many submissions of each kind there are."""
    make_course(folder, [name])
    (folder / "solutions" / name / "limits.json").write_text(json.dumps(LIMITS))
    attacks = sorted(path.stem for path in ATTACKS.glob("*.py") if path.stem not in SLOW)
    rng = random.Random(seed)
    counts = dict.fromkeys(("variants", "blank", "hostile"), 0)
    for i, (student, answers) in enumerate(
        tqdm(class_of(name, n).items(), desc="class", leave=False)
    ):
        kind = {0: "blank", 1: "hostile"}.get(i % EVERY, "variants")
        counts[kind] += 1
        hand_in(folder, name, student, {} if kind == "blank" else answers)
        if kind == "hostile":
            path = folder / "submitted" / student / name / f"{name}.ipynb"
            path.write_text(_attacking(json.loads(path.read_text()), rng.choice(attacks)))
    return counts


def _attacking(content: dict, name: str) -> str:
    """Put an attack into a notebook and return its text."""
    attack = runpy.run_path(str(ATTACKS / f"{name}.py"))
    for cell in content["cells"]:
        answer = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = attack["answers"].get(answer, cell["source"])
    return json.dumps(attack["notebook"](content) if "notebook" in attack else content)


def look(pid: int) -> tuple[dict[str, float], int]:
    """Return the MB of each part and the number of processes of the command.

    The workers are the command's own children; what stands below them is sandboxes.
    """
    memory, count = dict.fromkeys(PARTS, 0.0), 0
    with contextlib.suppress(psutil.Error):
        root = psutil.Process(pid)
        workers = root.children()
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                part = PARTS[0 if process == root else 1 if process in workers else 2]
                memory[part] += process.memory_full_info().pss / 1e6
                count += 1
    return memory, count


def soak(folder: Path, name: str, n: int, jobs: int) -> tuple[list[Sample], int, str]:
    """Grade the class and return the samples, the exit status, and what the command said."""
    samples = []
    with tempfile.TemporaryFile("w+") as said:
        start = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "grader", "grade", name, "--jobs", str(jobs)],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
        )  # fmt: skip
        with tqdm(total=n, desc="graded", leave=False) as bar:
            while process.poll() is None:
                memory, processes = look(process.pid)
                graded = sum(1 for _ in (folder / "autograded").glob(f"[!.]*/{name}"))
                samples.append(Sample(time.monotonic() - start, graded, memory, processes))
                bar.update(graded - bar.n)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(1.0)
        samples.append(Sample(time.monotonic() - start, n, *look(process.pid)))
        said.seek(0)
        return samples, process.returncode, said.read()


def between(samples: list[Sample], n: int, start: float, end: float) -> list[Sample]:
    """Return the samples taken while between two shares of the class were graded."""
    return [sample for sample in samples if start * n <= sample.graded < end * n]


def left_over(seconds: float = 10.0) -> list[int]:
    """Return the processes that the command has left, after those that are ending have gone."""
    deadline = time.monotonic() + seconds
    while children := psutil.Process().children(recursive=True):
        for child in children:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child.pid, os.WNOHANG)
        if time.monotonic() > deadline:
            return [child.pid for child in children]
        time.sleep(0.05)
    return []


def main(arguments: list[str] | None = None) -> int:
    """Run the soak and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("n", nargs="?", type=int, default=2000, metavar="N")
    parser.add_argument("--set", default="ps1_forward_propagation", metavar="PS", dest="name")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    name, n = chosen.name, chosen.n
    kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)  # orphans are seen below this one
    with tempfile.TemporaryDirectory(prefix="soak-") as place:
        folder = Path(place)
        counts = make_class(folder, name, n, chosen.seed)
        print(", ".join(f"{count} {kind}" for kind, count in counts.items()))
        samples, status, said = soak(folder, name, n, chosen.jobs)
    problems = [] if status == 0 else [f"exit status {status}:\n{said[-2000:]}"]
    print(f"{'graded':>8} {'minutes':>8} {'a minute':>9}"
          + "".join(f" {part + ' MB':>15}" for part in PARTS) + f" {'processes':>10}")  # fmt: skip
    medians = []
    for start, end in ((0.1, 0.2), (0.45, 0.55), (0.9, 1.0)):
        found = between(samples, n, start, end)
        if len(found) < 2:
            raise SystemExit("the class is too small: there is no time to look")
        first, last = found[0], found[-1]
        rate = 60 * (last.graded - first.graded) / (last.seconds - first.seconds)
        medians.append({part: statistics.median(sample.memory[part] for sample in found)
                        for part in PARTS})  # fmt: skip
        shown = "".join(f" {medians[-1][part]:>15,.0f}" for part in PARTS)
        processes = statistics.median(sample.processes for sample in found)
        print(f"{last.graded:>8} {last.seconds / 60:>8.1f} {rate:>9,.0f}{shown} {processes:>10g}")
    for part in PARTS:
        before, after = medians[0][part], medians[-1][part]
        if after > GROWTH * before + SPARE_MB:
            problems.append(f"the memory of the {part} grew from {before:.0f} to {after:.0f} MB")
    if left := left_over():
        problems.append(f"{len(left)} processes are left")
    print("\n".join(problems) or "flat, and no process is left")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
