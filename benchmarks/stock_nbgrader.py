"""Grade every known right and wrong answer with stock nbgrader, and compare the scores.

Every problem set is proved without a kernel, by running its cells in one process (`grader.proof`).
This script hands the same answers in as notebooks and has nbgrader's own `autograde` grade them,
each in a fresh kernel. All scores must be the same, to the last digit.

Exercises are independent, so one notebook holds one variant of each: the first known mistakes of
all exercises in the first notebook, the second ones in the next, and so on. The solution and the
blank notebook are handed in, too.

Run by hand: it takes minutes. A sample is part of the tests.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import zip_longest
from multiprocessing import get_context
from pathlib import Path

# The same numbers in every process, whatever else the machine does.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from tqdm import tqdm
from traitlets.config import Config, PyFileConfigLoader

from grader import notebook, proof
from grader.course import sets
from grader.proof import ProblemSet
from grader.variants import Variant

ROOT = Path(__file__).resolve().parents[1]
CONFIG = "nbgrader_config.py"

Answers = Mapping[str, str | None]  # by exercise; None for a cell that is deleted
Scores = dict[str, float]  # by exercise


@dataclass(frozen=True)
class Comparison:
    """What nbgrader gave to the submissions of one set, and what they were to get."""

    name: str
    graded: dict[str, Scores]
    expected: dict[str, Scores]
    seconds: float

    @property
    def differences(self) -> list[str]:
        """Return each score that is not what it was to be."""
        return [
            f"{self.name}, {student}, {exercise}: nbgrader gave {self.graded[student][exercise]}, "
            f"where {want} was expected"
            for student, scores in self.expected.items()
            for exercise, want in scores.items()
            if self.graded[student][exercise] != want
        ]


def submissions(problem_set: ProblemSet) -> dict[str, dict[str, str]]:
    """Return what students hand in, as changes of the solution: every variant once, in rounds."""
    released = notebook.as_released(list(problem_set.cells))
    blank = {cell.id: cell.source for cell in released if cell.role == "answer"}
    found: dict[str, dict[str, str]] = {"solution": {}, "blank": blank}
    for kind in ("accepted", "mistakes"):
        for i, variants in enumerate(rounds(getattr(problem_set, kind))):
            found[f"{kind}_{i:02}"] = {item.exercise: item.source for item in variants}
    return found


def rounds(variants: Iterable[Variant]) -> list[list[Variant]]:
    """Put the first variants of all exercises into one round, the second into the next."""
    by_exercise: dict[str, list[Variant]] = {}
    for variant in variants:
        by_exercise.setdefault(variant.exercise, []).append(variant)
    return [list(filter(None, items)) for items in zip_longest(*by_exercise.values())]


def expected_scores(problem_set: ProblemSet, answers: Answers) -> Scores:
    """Return the scores that the proof gives to answers, without a kernel."""
    sources = {exercise: source or "" for exercise, source in answers.items()}
    cells = notebook.with_answers(list(problem_set.cells), sources)
    return {exercise: result.score for exercise, result in notebook.run(cells).items()}


def make_course(folder: Path, names: Iterable[str], root: Path = ROOT) -> None:
    """Make a course of some sets, and generate their assignments with nbgrader."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(root / CONFIG, folder)
    for name in names:
        skipped = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(root / "solutions" / name, folder / "solutions" / name, ignore=skipped)
        _run(GenerateAssignment, folder, name)


def hand_in(folder: Path, name: str, student: str, answers: Answers) -> None:
    """Put answers into the released notebook and hand it in, without the file beside it."""
    content = nbformat.read(folder / "exercises" / name / f"{name}.ipynb", as_version=4)
    kept = []
    for cell in content.cells:
        answer = cell.metadata.get("nbgrader", {}).get("grade_id")
        if answer in answers and answers[answer] is None:
            continue
        cell.source = answers.get(answer, cell.source)
        kept.append(cell)
    content.cells = kept
    target = folder / "submitted" / student / name
    target.mkdir(parents=True)
    nbformat.write(content, target / f"{name}.ipynb")


def autograde(folder: Path, name: str) -> dict[str, Scores]:
    """Have nbgrader grade all that was handed in; return its scores by student and exercise."""
    _run(Autograde, folder, name)
    with Gradebook(_database(folder)) as gradebook:
        return {
            submission.student.id: {
                grade.name.removeprefix("test_"): grade.score
                for grade in submission.notebooks[0].grades
            }
            for submission in gradebook.assignment_submissions(name)
        }


def compare(
    folder: Path, name: str, chosen: Mapping[str, Answers], root: Path = ROOT
) -> Comparison:
    """Hand submissions of one set in, have nbgrader grade them, and compare with the proof.

    Parameters
    ----------
    folder : Path
        A course made by `make_course`, in which nothing of this set has been handed in.
    name : str
        The set.
    chosen : mapping of str to mapping
        Answers by student, as changes of the solution.
    root : Path
        The course that the set comes from.
    """
    start = time.perf_counter()
    problem_set = proof.load(root / "solutions" / name)
    right = {cell.id: cell.source for cell in problem_set.cells if cell.role == "answer"}
    for student, answers in chosen.items():
        hand_in(folder, name, student, right | dict(answers))
    graded = autograde(folder, name)
    expected = {
        student: expected_scores(problem_set, answers) for student, answers in chosen.items()
    }
    return Comparison(name, graded, expected, time.perf_counter() - start)


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'gradebook.db'}"


def _run(kind: type, folder: Path, name: str) -> None:
    """Run one of nbgrader's converters on a set of a course."""
    os.environ["NBGRADER_EXCHANGE"] = str(folder / "exchange")
    config: Config = PyFileConfigLoader(CONFIG, path=str(folder)).load_config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.assignment_id = name
    config.CourseDirectory.db_url = _database(folder)
    converter = kind(coursedir=CourseDirectory(config=config), config=config)
    converter.log = logging.Logger(kind.__name__, level=logging.ERROR)
    converter.log.addHandler(logging.StreamHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        converter.start()


def _grade_some(name: str, chosen: dict[str, Answers]) -> Comparison:
    with tempfile.TemporaryDirectory(prefix="stock-nbgrader-") as folder:
        make_course(Path(folder), [name])
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
            return compare(Path(folder), name, chosen)


def main(argv: Sequence[str] | None = None) -> int:
    """Compare all scores, print a table, and return 1 if any differ."""
    every = sets(ROOT)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", metavar="PS", help="a folder in solutions/; default all")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once, 2 by default")
    parser.add_argument("--chunk", type=int, default=8, help="notebooks of one set in a process")
    arguments = parser.parse_args(argv)
    if unknown := set(arguments.sets) - set(every):
        parser.error(f"no such problem set: {', '.join(sorted(unknown))} (there are: {every})")
    parts = []
    for name in arguments.sets or every:
        items = list(submissions(proof.load(ROOT / "solutions" / name)).items())
        size = arguments.chunk
        parts += [(name, dict(items[i : i + size])) for i in range(0, len(items), size)]
    start = time.perf_counter()
    done: list[Comparison] = []
    with ProcessPoolExecutor(arguments.jobs, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(_grade_some, *part) for part in parts]
        total = sum(len(chosen) for _, chosen in parts)
        with tqdm(total=total, unit="notebook", disable=None) as bar:
            for future in as_completed(waiting):
                done.append(future.result())
                bar.update(len(done[-1].expected))
    print(f"{'set':<34} {'notebooks':>9} {'variants':>9} {'scores':>7} {'differ':>7}")
    differences: list[str] = []
    for name in arguments.sets or every:
        ours = [item for item in done if item.name == name]
        problem_set = proof.load(ROOT / "solutions" / name)
        variants = len(problem_set.accepted) + len(problem_set.mistakes)
        found = [difference for item in ours for difference in item.differences]
        notebooks = sum(len(item.expected) for item in ours)
        scores = sum(len(row) for item in ours for row in item.expected.values())
        print(f"{name:<34} {notebooks:>9} {variants:>9} {scores:>7} {len(found):>7}")
        differences += found
    print(*differences, sep="\n")
    print(f"{time.perf_counter() - start:.0f} s with {arguments.jobs} processes at once")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
