"""Grade the same class with stock nbgrader and with `grader grade`, and print the ratios.

    python benchmarks/grading.py [N ...] [--sets PS ...] [--nbgrader-n 100] [--jobs 2] [--json FILE]

A class of N submissions is drawn for each set: every exercise of every student gets one of the
set's accepted variants and known mistakes, each as likely as any other, or the solution. No two
students' cells are the same text, and each wrong answer gives other numbers than all others, so
that nothing is gained by repetition; with `--repeated` the variants stay as they are. Both
commands grade it from the same folders, each in a course of its own: `nbgrader autograde SET`, then
`grader grade SET --jobs JOBS` with the sandbox on. Both times are those of the whole command, with
its start, the graded notebooks and the gradebook. Stock nbgrader grades at most `--nbgrader-n` of
the submissions, and grades them once for all N; beyond that its time is scaled up. All scores of
what both have graded are compared one by one.

p50 and p95 are the seconds from taking up a submission to its result. Memory is the highest sum
over all processes of the command, with what they share counted once (PSS, sampled).

`--json` writes the figures of each set for the first N, and those for further N as a list in
`more`. Sets that are in the file and were not measured now stay as they are.

`--where` measures instead where the time of `grader grade` goes, step by step in this process, with
the floor: the same cells run by `exec` in one process, without any border.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import psutil
from stock_nbgrader import ROOT, Answers, hand_in, make_course
from tqdm import tqdm

from grader import notebook, proof, release
from grader.engine.limits import THREADS

os.environ.update(THREADS)  # one thread per library, for both
N_NUMPY, N_KERAS = 100, 20  # submissions, unless N says otherwise
SAMPLE_SECONDS = 2.0  # between two looks at the memory, which take the time of the process
SEED = 0
SCORES = """
    select s.student_id, b.name, g.auto_score
    from grade g join submitted_notebook n on g.notebook_id = n.id
    join submitted_assignment s on n.assignment_id = s.id
    join base_cell b on g.cell_id = b.id
"""


@dataclass
class Comparison:
    """One set graded by both; seconds, and memory in MB."""

    n: int
    nbgrader_n: int
    nbgrader_seconds: float
    grader_seconds: float
    ratio: float
    scores_equal: bool
    scores: int
    nbgrader_p50: float
    nbgrader_p95: float
    grader_p50: float
    grader_p95: float
    nbgrader_peak_mb: float
    peak_mb: float


# What a student's wrong answer ends with: its numbers become the student's own.
OWN = """

def _own(value):
    if isinstance(value, (list, tuple)):
        return type(value)(map(_own, value))
    if isinstance(value, dict):
        return {{key: _own(item) for key, item in value.items()}}
    is_number = isinstance(value, float) or getattr(value, "dtype", None) in ("f4", "f8")
    return value * {factor} if is_number else value

def _changed(function):
    import functools
    @functools.wraps(function)
    def call(*args, **kwargs):
        return _own(function(*args, **kwargs))
    return call

{name} = _changed({name})
"""


def class_of(name: str, n: int, *, repeated: bool = False) -> dict[str, Answers]:
    """Return the answers of so many students, as changes of the solution; the same every time."""
    problem_set = proof.load(ROOT / "solutions" / name)
    right = {cell.id: cell.source for cell in problem_set.cells if cell.role == "answer"}
    choices = {exercise: [source] for exercise, source in right.items()}
    for variant in (*problem_set.accepted, *problem_set.mistakes):
        choices[variant.exercise].append(variant.source)
    wrong = {variant.source for variant in problem_set.mistakes}
    rng = random.Random(SEED)

    def answer(exercise: str, number: int) -> str:
        source = rng.choice(choices[exercise])
        if repeated:
            return source
        own = OWN.format(name=exercise, factor=1 + 1e-3 * (number + 1)) if source in wrong else ""
        return f"{source}\n# {number}\n{own}"

    return {
        f"student_{i:04}": {exercise: answer(exercise, i) for exercise in choices} for i in range(n)
    }


@dataclass
class Measured:
    """What one command took."""

    seconds: float
    peak_mb: float


def timed(folder: Path, *command: str) -> Measured:
    """Run a command in a course, look at its memory from time to time, and return both."""
    environment = {**os.environ, "NBGRADER_EXCHANGE": str(folder / "exchange")}
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
        )  # fmt: skip
        peak, done = [0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peak, done), daemon=True)
        watcher.start()
        status = process.wait()
        seconds = time.perf_counter() - start
        done.set()
        watcher.join()
        if status:
            said.seek(0)
            print(said.read().decode(errors="replace")[-4000:], file=sys.stderr)
            raise SystemExit(f"{' '.join(command)}: exit status {status}")
    return Measured(seconds, peak[0] / 1e6)


def _watch(pid: int, peak: list[float], done: threading.Event) -> None:
    while not done.wait(SAMPLE_SECONDS):
        total = 0
        with contextlib.suppress(psutil.Error):
            root = psutil.Process(pid)
            for process in (root, *root.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    total += process.memory_full_info().pss
        peak[0] = max(peak[0], total)


def scores(folder: Path) -> dict[tuple[str, str], float | None]:
    """Return every automatic score in a course's gradebook, by student and cell."""
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as database:
        return {(student, cell): score for student, cell, score in database.execute(SCORES)}


def gaps(folder: Path, name: str) -> list[float]:
    """Return the seconds between the graded notebooks of a command that works one by one."""
    graded = (folder / "autograded").glob(f"*/{name}/{name}.ipynb")
    times = sorted(path.stat().st_mtime for path in graded)
    return [after - before for before, after in pairwise(times)]


def told(folder: Path, name: str) -> list[float]:
    """Return the seconds that each submission took, as its graded notebook says."""
    graded = (folder / "autograded").glob(f"*/{name}/{name}.ipynb")
    return [json.loads(path.read_bytes())["metadata"]["grader"]["seconds"] for path in graded]


def quantiles(values: Sequence[float]) -> tuple[float, float]:
    """Return median and 95th percentile; of one value or none, that."""
    if len(values) < 2:
        return (values[0], values[0]) if values else (0.0, 0.0)
    return statistics.median(values), statistics.quantiles(values, n=20)[-1]


def compare(
    name: str, numbers: Sequence[int], nbgrader_n: int, jobs: int, *, repeated: bool
) -> Iterator[Comparison]:
    """Grade classes of a set with both commands, in temporary courses, and compare for each N."""
    nbgrader_n = min(max(numbers), nbgrader_n)
    with course(name, class_of(name, nbgrader_n, repeated=repeated)) as folder:
        stock = timed(folder, "nbgrader", "autograde", name)
        stock_scores, stock_seconds = scores(folder), gaps(folder, name)
    for n in numbers:
        with course(name, class_of(name, n, repeated=repeated)) as folder:
            ours = timed(folder, "grader", "grade", name, "--jobs", str(jobs))
            our_scores, our_seconds = scores(folder), told(folder, name)
        both = our_scores.keys() & stock_scores.keys()
        differing = [cell for cell in sorted(both) if our_scores[cell] != stock_scores[cell]]
        for cell in differing:
            print(f"{name}: {cell}: nbgrader {stock_scores[cell]}, grader {our_scores[cell]}")
        is_whole = len(both) == min(len(our_scores), len(stock_scores)) > 0
        scaled = stock.seconds * n / nbgrader_n
        yield Comparison(
            n, nbgrader_n, scaled, ours.seconds, scaled / ours.seconds,
            is_whole and not differing, len(both),
            *quantiles(stock_seconds), *quantiles(our_seconds), stock.peak_mb, ours.peak_mb,
        )  # fmt: skip


@contextlib.contextmanager
def course(name: str, answers: dict[str, Answers]) -> Iterator[Path]:
    """Yield a temporary course in which a class has handed in its answers to one set."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        path = Path(folder)
        make_course(path, [name])
        for student, items in answers.items():
            hand_in(path, name, student, items)
        yield path


def where(name: str, n: int) -> list[tuple[str, float]]:
    """Return the milliseconds per submission of each step of `grader grade`, and of the floor."""
    from grader import grading
    from grader.engine.examiner import Examiner
    from grader.engine.reconstruct import reconstruct
    from grader.engine.submission import grade
    from grader.engine.worker import prepare, sandbox_for, tested

    answers = class_of(name, n)
    problem_set = proof.load(ROOT / "solutions" / name)
    known = release.diagnoses.load(ROOT / "solutions" / name)
    with course(name, answers) as folder:
        ours = grading.Course(folder, name)
        ours.open()
        tasks = list(ours.tasks(ours.find()))
        key = ours._key()
        sandbox = sandbox_for(ours.paper, ours.limits, contained=True)
        prepare(ours.paper)
        tested(sandbox)
        papers = [reconstruct(key.paper, task.notebook)[0] for task in tasks]
        cells = [notebook.with_answers(list(problem_set.cells), a) for a in answers.values()]

        def fork() -> None:
            sandbox.fork().kill()

        graded = [grade(task, key, sandbox) for task in tasks]
        by_student = {task.student: task for task in tasks}
        steps: list[tuple[str, list[Callable]]] = [
            (
                "floor: the cells in one process",
                [lambda c=c: notebook.run(c, known=known) for c in cells],
            ),
            ("a process in namespaces of its own, begun and ended", [fork] * n),
            ("the cells, student and examiner apart", [
                lambda p=p: Examiner(p, sandbox, key.known, key.files).run() for p in papers
            ]),
            ("from bytes to bytes", [lambda t=t: grade(t, key, sandbox) for t in tasks]),
            ("gradebook and folder", [
                lambda g=g: ours._write(g, by_student[g.student]) for g in graded
            ]),
        ]  # fmt: skip
        found = []
        for label, calls in steps:
            start = time.perf_counter()
            for call in calls:
                call()
            found.append((label, 1e3 * (time.perf_counter() - start) / len(calls)))
        sandbox.close()
        ours.close()
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Print a line for each set; return 1 if any score differs."""
    every = release.sets(ROOT)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("number", nargs="*", type=int, metavar="N", help="submissions of each set")
    parser.add_argument("--n", nargs="+", type=int, default=[], help="the same as N")
    parser.add_argument("--sets", nargs="+", metavar="PS", default=every, help="default: all")
    parser.add_argument("--nbgrader-n", type=int, default=100, help="at most so many by nbgrader")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures, too")
    parser.add_argument("--repeated", action="store_true", help="let students hand in the same")
    parser.add_argument("--where", action="store_true", help="measure where our time goes")
    arguments = parser.parse_args(argv)
    names = [next((s for s in every if s.split("_")[0] == name), name) for name in arguments.sets]
    if unknown := set(names) - set(every):
        parser.error(f"no such problem set: {', '.join(sorted(unknown))} (there are: {every})")
    numbers = arguments.n or arguments.number
    if min(*numbers, arguments.nbgrader_n, arguments.jobs, 1) < 1:
        parser.error("N, --nbgrader-n and --jobs: expected 1 or more")
    if arguments.where:
        for name in names:
            print(name)
            n = numbers[0] if numbers else 5 if "keras" in name else 50
            for label, milliseconds in where(name, n):
                print(f"  {label:<54} {milliseconds:>9.1f} ms")
        return 0
    found: dict[str, list[Comparison]] = {}
    print(f"{arguments.jobs} jobs; seconds of the whole command; nbgrader's scaled up beyond its n")
    print(
        f"{'set':<28} {'n':>5} {'nbgrader':>9} {'grader':>8} {'a minute':>9} {'ratio':>7} "
        f"{'scores':>12} {'p50, p95 ms':>13} {'nbgrader':>13} {'MB':>6} {'nbgrader':>9}"
    )
    for name in tqdm(names, unit="set", leave=False, disable=None):
        counts = numbers or [N_KERAS if "keras" in name else N_NUMPY]
        for c in compare(
            name, counts, arguments.nbgrader_n, arguments.jobs, repeated=arguments.repeated
        ):
            found.setdefault(name, []).append(c)
            equal = f"{c.scores} {'equal' if c.scores_equal else 'DIFFER'}"
            print(
                f"{name:<28} {c.n:>5} {c.nbgrader_seconds:>9.1f} {c.grader_seconds:>8.2f} "
                f"{60 * c.n / c.grader_seconds:>9,.0f} {c.ratio:>6.1f}x {equal:>12} "
                f"{1e3 * c.grader_p50:>6.0f} {1e3 * c.grader_p95:>6.0f} "
                f"{1e3 * c.nbgrader_p50:>6.0f} {1e3 * c.nbgrader_p95:>6.0f} "
                f"{c.peak_mb:>6.0f} {c.nbgrader_peak_mb:>9.0f}",
                flush=True,
            )
        if arguments.json:
            write(arguments.json, found)
    return 0 if all(item.scores_equal for items in found.values() for item in items) else 1


def write(path: Path, found: dict[str, list[Comparison]]) -> None:
    """Put what was found into a file, beside what is there of other sets."""
    content = json.loads(path.read_text()) if path.exists() else {}
    for name, (first, *more) in found.items():
        content[name] = asdict(first) | ({"more": [asdict(c) for c in more]} if more else {})
    new = path.with_name(f".{path.name}.new")
    new.write_text(json.dumps(dict(sorted(content.items())), indent=1) + "\n")
    new.replace(path)


if __name__ == "__main__":
    sys.exit(main())
