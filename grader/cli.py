"""The command line: `release`, `student-pack` and `grade`; see also `class_commands`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from grader import class_commands
from grader.course import CourseError, chosen, find_course, printable, sets

if TYPE_CHECKING:  # nbgrader takes seconds to import, and grading does not need it
    from grader.release import Release


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    argv = sys.argv[1:] if argv is None else argv
    if not argv:
        _parser().print_help(sys.stderr)
        return 2
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except CourseError as error:
        problem = str(error)
    except KeyboardInterrupt:
        print("grader: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # whoever read the output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        problem = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    except Exception as error:
        # SQLAlchemy takes a while to import; it is there where it could have raised this.
        databases = sys.modules.get("sqlalchemy.exc")
        if databases is None or not isinstance(error, databases.SQLAlchemyError):
            raise
        problem = f"the gradebook: {str(error).splitlines()[0]}"
    print("grader: " + "\n".join(map(printable, problem.splitlines())), file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="grader", description="Release and grade the problem sets of this course."
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
    command.add_argument(
        "--solutions",
        action="store_true",
        help="write the sets with their solutions for students, once they are due",
    )
    command.add_argument(
        "--force", action="store_true", help="with --solutions: before they are due, too"
    )
    command.set_defaults(run=_release)
    command = commands.add_parser(
        "student-pack",
        help="write a folder and a zip with all that a student needs",
        description=(
            "Write a folder and a zip with the released exercises, the modules that they import, "
            "the requirements, and a README that says how to start. Nothing is written if a file "
            "would show a line of a solution, a hidden test, a known mistake or an accepted answer."
        ),
    )
    command.add_argument(
        "sets", nargs="*", metavar="PS", help="a folder in exercises/; all of them by default"
    )
    command.add_argument(
        "--output",
        type=Path,
        metavar="FOLDER",
        help="where to write it; _build/student_pack in the course's folder by default",
    )
    command.set_defaults(run=_student_pack)
    _add_grade(commands)
    class_commands.add(commands)
    return parser


def _add_grade(commands: argparse._SubParsersAction) -> None:
    command = commands.add_parser(
        "grade",
        help="grade what students handed in",
        description=(
            "Grade submitted/STUDENT/PS/ of every student, in parallel and in a sandbox, and write "
            "autograded/ and the gradebook as nbgrader does. What is graded already and has not "
            "changed is left as it is. Interrupt it at any time: what is finished stays, and the "
            "next run continues. Manual scores are never changed."
        ),
        epilog=(
            "Exit status: 0 if every submission is graded, 1 if one could not be or nothing was "
            "there, 130 if interrupted."
        ),
    )
    class_commands.add_set(command)
    command.add_argument(
        "--student",
        action="append",
        default=[],
        metavar="ID",
        help="only this one; may be repeated",
    )
    command.add_argument(
        "--exercise",
        action="append",
        default=[],
        metavar="NAME",
        help="write the points and messages of this one only, after its test was mended; may be "
        "repeated",
    )
    command.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="submissions at a time (default: one per processor, %(default)s)",
    )
    command.add_argument(
        "--force", action="store_true", help="grade again what has not changed since the last run"
    )
    command.add_argument(
        "--no-sandbox",
        action="store_true",
        help="run students' code unprotected, with your rights; only for code you trust",
    )
    command.add_argument(
        "--cluster",
        default="",
        metavar="ADDRESS",
        help="grade on the workers of this Dask scheduler, such as tcp://10.0.0.1:8786",
    )
    command.set_defaults(run=_grade)


def _grade(arguments: argparse.Namespace) -> int:
    from grader.engine.limits import THREADS

    os.environ.update(THREADS)  # before NumPy is imported: one thread, as in the sandbox
    from grader.grading import run

    root = find_course(Path.cwd())
    return run(
        root,
        chosen(root, arguments.set),
        students=arguments.student,
        exercises=arguments.exercise,
        jobs=arguments.jobs,
        force=arguments.force,
        contained=not arguments.no_sandbox,
        cluster=arguments.cluster,
    )


def _release(arguments: argparse.Namespace) -> int:
    from grader.release import release

    root = find_course(Path.cwd())
    status = 0
    if arguments.solutions:
        return _solutions(root, arguments)
    for name in [chosen(root, name) for name in arguments.sets] or sets(root):
        start = time.perf_counter()

        def progress(runs: Iterable, name: str = name) -> Iterable:
            return tqdm(runs, desc=name, unit="run", leave=False, disable=None)

        done = release(root, name, write=not arguments.check, progress=progress)
        print(f"{name}: {_proved(done)} in {time.perf_counter() - start:.1f} s")
        if done.tally:
            print(f"{name}: {done.tally}")
        print(_written(done, check=arguments.check))
        if arguments.check and done.stale:
            status = 1
    return status


def _solutions(root: Path, arguments: argparse.Namespace) -> int:
    from grader.solutions import write

    if not arguments.sets:
        raise CourseError("--solutions: name the problem sets whose solutions students may see")
    for name in [chosen(root, name) for name in arguments.sets]:
        print(write(root, name, force=arguments.force).relative_to(root))
    return 0


def _student_pack(arguments: argparse.Namespace) -> int:
    from grader.student_pack import student_pack

    root = find_course(Path.cwd())
    if arguments.output is not None and not arguments.output.absolute().parent.is_dir():
        raise CourseError(
            f"--output {arguments.output}: there is no folder {arguments.output.parent}"
        )
    output = arguments.output or root / "_build" / "student_pack"

    def progress(names: Iterable) -> Iterable:
        return tqdm(names, desc="looking for secrets", unit="set", leave=False, disable=None)

    names = [chosen(root, name) for name in arguments.sets]
    pack = student_pack(root, output, names, progress=progress)
    print(f"{pack.folder}: {pack.files} files, {pack.bytes / 1e3:,.0f} kB")
    print(f"{pack.archive}: {pack.bytes_zipped / 1e3:,.0f} kB, sha256 {pack.sha256}")
    return 0


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
