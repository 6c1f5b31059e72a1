"""The command line: `grader release`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from grader.release import Release, ReleaseError, find_course, release, sets


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except ReleaseError as error:
        print(f"grader: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="grader", description="Release the problem sets of this course."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "release",
        help="prove problem sets and generate exercises/",
        description=(
            "Prove problem sets (the solution and every accepted variant score full marks, the "
            "blank notebook scores zero, every known mistake fails with its own message), then "
            "generate exercises/ through nbgrader. If a proof fails, nothing is written."
        ),
    )
    command.add_argument(
        "sets", nargs="*", metavar="PS", help="a folder in solutions/; all of them by default"
    )
    command.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit with 1 if a derived file is stale",
    )
    command.set_defaults(run=_release)
    return parser


def _release(arguments: argparse.Namespace) -> int:
    root = find_course(Path.cwd())
    status = 0
    for name in arguments.sets or sets(root):
        start = time.perf_counter()

        def progress(runs: Iterable, name: str = name) -> Iterable:
            return tqdm(runs, desc=name, unit="run", leave=False, disable=None)

        done = release(root, name, write=not arguments.check, progress=progress)
        print(f"{name}: {_proved(done)} in {time.perf_counter() - start:.1f} s")
        print(_written(done, check=arguments.check))
        if arguments.check and done.stale:
            status = 1
    return status


def _proved(done: Release) -> str:
    points = sum(done.problem_set.points.values())
    return (
        f"{len(done.problem_set.points)} exercises, {points:g} points; proved with "
        f"{len(done.problem_set.accepted)} accepted variants and "
        f"{len(done.problem_set.mistakes)} mistakes"
    )


def _written(done: Release, *, check: bool) -> str:
    if not done.stale:
        return "  exercises/ is fresh, nothing to write"
    verb = "stale" if check else "written"
    return "\n".join(f"  {verb}: {path}" for path in done.stale)
