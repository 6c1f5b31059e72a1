"""The commands around grading: `doctor`, `collect`; `feedback`, `report` and `export` after it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from tqdm import tqdm

from grader.course import CourseError, find_course, sets

FORMATS = ("csv", "canvas", "moodle")
SHOWN = 160  # characters of a line


def add(commands: argparse._SubParsersAction) -> None:
    """Add these commands to the command line's parser."""
    command = commands.add_parser(
        "collect",
        help="take what students handed in from a folder or a platform's zip",
        description=(
            "Take the notebooks of a problem set into submitted/STUDENT/PS/. Knows the zips of "
            "Moodle and Canvas, nbgrader's folders, and one folder per student. The newest "
            "notebook of a student counts; what cannot be trusted is refused by its name."
        ),
        epilog="Exit status: 0, or 1 if something was refused or nothing was found.",
    )
    command.add_argument("set", metavar="PS", help="a folder in solutions/")
    command.add_argument("source", type=Path, metavar="SOURCE", help="a folder or a zip")
    command.add_argument(
        "--pattern",
        metavar="REGEX",
        help="for the paths inside, if the layout is another one; with a group (?P<student>...)",
    )
    command.add_argument(
        "--replace", action="store_true", help="let an older notebook replace what is there, too"
    )
    command.set_defaults(run=_collect)

    command = commands.add_parser(
        "feedback",
        help="write a page for each student",
        description=(
            "Write feedback/STUDENT/PS/PS.html: points, every message of the checks, the "
            "student's answers and your comments; no hidden test. One file each, to mail or upload."
        ),
    )
    command.add_argument("set", metavar="PS", help="a graded problem set")
    command.add_argument(
        "--student", action="append", metavar="ID", help="only this one; may be repeated"
    )
    command.set_defaults(run=_feedback)

    command = commands.add_parser(
        "report",
        help="write a page about the class",
        description=(
            "Write reports/PS.html: the scores, how hard each exercise was and how well it tells "
            "who knows the rest, the most common mistakes by name, and what was noticed."
        ),
    )
    command.add_argument("set", metavar="PS", help="a graded problem set")
    command.set_defaults(run=_report)

    command = commands.add_parser(
        "export",
        help="write the scores as a table for a learning platform",
        description=(
            "Write the scores of a problem set, exercise by exercise. A student who handed in "
            "nothing gets empty cells, not zeros."
        ),
    )
    command.add_argument("set", metavar="PS", help="a graded problem set")
    command.add_argument(
        "--format", choices=FORMATS, default="csv", help="which platform's table (default: csv)"
    )
    command.add_argument(
        "--output", type=Path, metavar="FILE", help="where to write it (default: the terminal)"
    )
    command.set_defaults(run=_export)

    command = commands.add_parser(
        "doctor",
        help="look whether this machine can grade",
        description="Try the sandbox, and look at memory, the course's folder and the gradebook.",
        epilog="Exit status: 0 if this machine can grade, 1 if something has to be done.",
    )
    command.set_defaults(run=_doctor)


def _doctor(arguments: argparse.Namespace) -> int:
    from grader.doctor import examine

    words = []
    for finding in examine(Path.cwd()):
        print(f"{finding.word:<5}{finding.text}", flush=True)
        words.append(finding.word)
    return 1 if "bad" in words else 0


def _collect(arguments: argparse.Namespace) -> int:
    from grader.collect import collect

    root = find_course(Path.cwd())
    _known(root, arguments.set)
    done = collect(
        root,
        arguments.set,
        arguments.source,
        pattern=arguments.pattern,
        replace=arguments.replace,
        progress=_bar("collecting"),
    )
    for item in done:
        if item.word in ("refused", "older", "replaced"):
            name = "".join(letter if letter.isprintable() else "?" for letter in item.name)
            line = f"{item.word}: {name}" + (f": {item.reason}" if item.reason else "")
            print(line[:SHOWN])
    counts = Counter(item.word for item in done)
    words = ("collected", "replaced", "unchanged", "older", "ignored", "refused")
    print(f"{arguments.set}: " + ", ".join(f"{counts[word]} {word}" for word in words))
    there = counts["collected"] + counts["replaced"] + counts["unchanged"] + counts["older"]
    if not there:
        print(f"There is no {arguments.set}.ipynb in {arguments.source}.", file=sys.stderr)
    return 1 if counts["refused"] or not there else 0


def _feedback(arguments: argparse.Namespace) -> int:
    from grader.feedback import write

    root = find_course(Path.cwd())
    _known(root, arguments.set)
    written = write(root, arguments.set, arguments.student, _bar("feedback"))
    pages = "1 page" if len(written) == 1 else f"{len(written)} pages"
    print(f"{pages}, such as {written[0].relative_to(root)}")
    return 0


def _report(arguments: argparse.Namespace) -> int:
    from grader.overview import write

    root = find_course(Path.cwd())
    _known(root, arguments.set)
    print(write(root, arguments.set).relative_to(root))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from grader import export, pages
    from grader.results import opened_gradebook

    root = find_course(Path.cwd())
    _known(root, arguments.set)
    with opened_gradebook(root) as gradebook:
        text = export.FORMATS[arguments.format](export.read(gradebook, arguments.set))
    if arguments.output is None:
        print(text, end="")
        return 0
    try:
        pages.write(arguments.output, text)
    except OSError as error:
        raise CourseError(f"--output {arguments.output}: {error.strerror}") from error
    print(arguments.output)
    return 0


def _known(root: Path, name: str) -> None:
    if name not in sets(root):
        known = ", ".join(sets(root)) or "none"
        raise CourseError(f"{name}: no such problem set in solutions/ (there are: {known})")


def _bar(what: str) -> Callable[[Iterable], Iterable]:
    return lambda items: tqdm(items, desc=what, unit="nb", leave=False, disable=None)
