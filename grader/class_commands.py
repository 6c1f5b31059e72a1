"""The commands around grading: before it `collect` and `due`, after it `feedback` and others."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from tqdm import tqdm

from grader.course import CourseError, chosen, find_course, printable

FORMATS = ("csv", "canvas", "moodle")
SHOWN = 160  # characters of a line
SET = "a folder in solutions/, or its start: ps1"


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
        epilog="Exit status: 0, or 1 if something was left out or refused, or nothing was found.",
    )
    add_set(command)
    command.add_argument("source", type=Path, metavar="SOURCE", help="a folder or a zip")
    command.add_argument(
        "--pattern",
        metavar="REGEX",
        help="for the paths inside, if the layout is another one; with a group (?P<student>...)",
    )
    command.add_argument(
        "--roster",
        type=Path,
        metavar="FILE",
        help="Moodle's grading worksheet or Canvas's gradebook export: who the students are",
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
    add_set(command, "a graded problem set")
    command.add_argument(
        "--student", action="append", metavar="ID", help="only this one; may be repeated"
    )
    command.add_argument(
        "--zip",
        type=Path,
        metavar="FILE",
        help="all pages in one zip, as Moodle and Canvas take it back",
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
    add_set(command, "a graded problem set")
    command.set_defaults(run=_report)

    command = commands.add_parser(
        "export",
        help="write the scores as a table for a learning platform",
        description=(
            "Write the scores of a problem set, exercise by exercise. A student who handed in "
            "nothing gets empty cells, not zeros."
        ),
    )
    add_set(command, "a graded problem set")
    command.add_argument(
        "--format", choices=FORMATS, default="csv", help="which platform's table (default: csv)"
    )
    command.add_argument(
        "--output", type=Path, metavar="FILE", help="where to write it (default: the terminal)"
    )
    command.set_defaults(run=_export)

    command = commands.add_parser(
        "due",
        help="say or set when a problem set is due",
        description=(
            "Say when a problem set is due, and whose extension it has; with WHEN, set it for all, "
            "with --student for one. The gradebook keeps both where nbgrader has them."
        ),
    )
    add_set(command)
    command.add_argument(
        "when",
        nargs="?",
        metavar="WHEN",
        help="a day, a time ('2026-05-01 18:00'), none, or for a student +2d, +12h",
    )
    command.add_argument("--student", metavar="ID", help="whose due date")
    command.set_defaults(run=_due)

    command = commands.add_parser(
        "similar",
        help="list submissions that are alike beyond what right answers share",
        description=(
            "Compare the code of all submissions of a set, whatever names and layout it has, and "
            "list groups that share what nobody else wrote. A hint to look closer, no verdict."
        ),
    )
    add_set(command)
    command.set_defaults(run=_similar)

    command = commands.add_parser(
        "doctor",
        help="look whether this machine can grade",
        description="Try the sandbox, and look at memory, the course's folder and the gradebook.",
        epilog="Exit status: 0 if this machine can grade, 1 if something has to be done.",
    )
    command.set_defaults(run=_doctor)


def add_set(command: argparse.ArgumentParser, what: str = SET) -> None:
    """Let a command take the name of a problem set."""
    command.add_argument("set", metavar="PS", help=what)


def _chosen(arguments: argparse.Namespace) -> tuple[Path, str]:
    """Return the course's folder and the set that is meant."""
    root = find_course(Path.cwd())
    return root, chosen(root, arguments.set)


def _doctor(arguments: argparse.Namespace) -> int:
    from grader.doctor import examine

    words = []
    for finding in examine(Path.cwd()):
        print(f"{finding.word:<5}{finding.text}", flush=True)
        words.append(finding.word)
    return 1 if "bad" in words else 0


def _collect(arguments: argparse.Namespace) -> int:
    from grader.collect import collect

    root, name = _chosen(arguments)
    done = collect(
        root,
        name,
        arguments.source,
        pattern=arguments.pattern,
        students=arguments.roster,
        replace=arguments.replace,
        progress=_bar("collecting"),
    )
    for item in done:
        if item.word not in ("collected", "unchanged"):
            whose = f" ({item.student})" if item.student else ""
            line = f"{item.word}: {item.name}{whose}" + (f": {item.reason}" if item.reason else "")
            print(printable(line)[:SHOWN])
    counts = Counter(item.word for item in done)
    words = ("collected", "replaced", "unchanged", "older", "left out", "refused")
    print(f"{name}: " + ", ".join(f"{counts[word]} {word}" for word in words))
    there = counts["collected"] + counts["replaced"] + counts["unchanged"] + counts["older"]
    if not there:
        print(f"There is no {name}.ipynb in {arguments.source}.", file=sys.stderr)
    return 1 if counts["refused"] or counts["left out"] or not there else 0


def _feedback(arguments: argparse.Namespace) -> int:
    from grader.feedback import write, zipped

    root, name = _chosen(arguments)
    written = write(root, name, arguments.student, _bar("feedback"))
    pages = "1 page" if len(written) == 1 else f"{len(written)} pages"
    print(printable(f"{pages}, such as {written[0].relative_to(root)}"))
    if arguments.zip is not None:
        _needs_folder("--zip", arguments.zip)
        unknown = zipped(root, name, written, arguments.zip)
        print(arguments.zip)
        if unknown:
            names = ", ".join(unknown)
            print(printable(f"Not met by collect, so under their own names: {names}"))
    return 0


def _report(arguments: argparse.Namespace) -> int:
    from grader.overview import write

    root, name = _chosen(arguments)
    print(write(root, name).relative_to(root))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from nbgrader.api import Gradebook

    from grader import export, pages, roster
    from grader.marks import url_of

    root, name = _chosen(arguments)
    with Gradebook(url_of(root)) as gradebook:
        people = roster.recorded(root / "submitted", name)
        text = export.FORMATS[arguments.format](export.read(gradebook, name), people)
    if arguments.output is None:
        print(text, end="")
        return 0
    _needs_folder("--output", arguments.output)
    try:
        pages.write(arguments.output, text)
    except OSError as error:
        raise CourseError(f"--output {arguments.output}: {error.strerror}") from error
    print(arguments.output)
    return 0


def _due(arguments: argparse.Namespace) -> int:
    from grader.due import change

    root, name = _chosen(arguments)
    for line in change(root, name, arguments.student or "", arguments.when or ""):
        print(printable(line))
    if arguments.when:
        print(f"Penalties follow with the next: grader grade {name}")
    return 0


def _similar(arguments: argparse.Namespace) -> int:
    from grader.similar import find

    root, name = _chosen(arguments)
    groups = find(root, name)
    for group in groups:
        students, exercises = ", ".join(group.students), ", ".join(group.exercises)
        print(printable(f"{students}: alike in {exercises}"))
    print(f"{name}: {len(groups)} {'group' if len(groups) == 1 else 'groups'}. A hint, no verdict.")
    return 0


def _needs_folder(option: str, path: Path) -> None:
    """Refuse a path whose folder is not there: most likely it is mistyped."""
    if not path.absolute().parent.is_dir():
        raise CourseError(f"{option} {path}: there is no folder {path.parent}")
    if path.is_dir():
        raise CourseError(f"{option} {path}: expected a file's name, and this is a folder")


def _bar(what: str) -> Callable[[Iterable], Iterable]:
    return lambda items: tqdm(items, desc=what, unit="nb", leave=False, disable=None)
