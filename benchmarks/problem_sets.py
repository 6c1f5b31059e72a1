"""Print a line per problem set: what it holds, which share of wrong answers it names, its seconds.

    python benchmarks/problem_sets.py [PS ...]

Tests are counted by running the solution, so a loop counts once for each of its turns. A mistake is
named where a student who hands it in reads its own sentence, from the released notebook and the
digests beside it. The seconds are those of `nbgrader validate` on the released notebook with all
right answers in it, a fresh kernel included.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from tqdm import tqdm

from checks import mistakes as diagnoses
from grader import notebook, proof
from grader.course import sets

ROOT = Path(__file__).resolve().parents[1]
HEAD = "set|functions|points|visible tests|hidden tests|accepted|mistakes|named|seconds"


def row(name: str) -> list[str]:
    """Return the cells of a set's line."""
    problem_set = proof.load(ROOT / "solutions" / name)
    graded = list(problem_set.cells)
    right = {cell.id: cell.source for cell in graded if cell.role == "answer"}
    visible = notebook.with_answers(notebook.as_released(graded), right)
    n_all, n_visible = (
        sum(result.report.tests for result in notebook.run(cells).values())
        for cells in (graded, visible)
    )
    known = diagnoses.load(ROOT / "exercises" / name)
    named = 0
    for item in tqdm(problem_set.mistakes, desc=name, leave=False, disable=None):
        cells = notebook.with_answers(visible, {item.exercise: item.source})
        result = notebook.run(cells, known=known, only=item.exercise)[item.exercise]
        named += item.message in str(result.report)
    counts = (len(right), sum(problem_set.points.values()), n_visible, n_all - n_visible,
              len(problem_set.accepted), len(problem_set.mistakes))  # fmt: skip
    share = named / len(problem_set.mistakes)
    return [
        name,
        *(f"{count:g}" for count in counts),
        f"{share:.0%}",
        f"{validated(name, right):.1f}",
    ]


def validated(name: str, answers: dict[str, str]) -> float:
    """Return the seconds in which nbgrader finds that the finished notebook passes."""
    with tempfile.TemporaryDirectory(prefix="validate-") as folder:
        path = shutil.copytree(ROOT / "exercises" / name, Path(folder) / name) / f"{name}.ipynb"
        content = nbformat.read(path, as_version=4)
        for cell in content.cells:
            answer = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = answers.get(answer, cell.source)
        nbformat.write(content, path)
        command = [sys.executable, "-m", "nbgrader", "validate", str(path)]
        start = time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - start
    if "Success" not in done.stdout:
        raise SystemExit(f"{name}: the right answers do not validate\n{done.stdout}")
    return seconds


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", metavar="PS", help="default: all")
    print("|", HEAD.replace("|", " | "), "|")
    print("|---" + "|---:" * HEAD.count("|") + "|")
    for name in parser.parse_args().sets or sets(ROOT):
        print("|", " | ".join(row(name)), "|", flush=True)


if __name__ == "__main__":
    main()
