"""The command `course`, for students: get, lab, check, hand-in, doctor."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import util
from pathlib import Path

from student import installing, shipped
from student.shipped import StudentError

FOLDER = Path.home() / "neural-networks"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0 if all is well, 1 if not."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal of Windows may know fewer characters
    arguments = _parser().parse_args(argv)
    try:
        status = arguments.run(arguments)
        sys.stdout.flush()
        return status
    except StudentError as error:
        print(f"course: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("course: interrupted; your notebooks are as they were.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # whoever read the output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="course",
        description="Do the exercises of the course on this computer.",
        epilog="Begin with: course lab",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("get", help="copy exercises to your folder, overwriting nothing")
    command.add_argument("sets", nargs="*", metavar="PS", help="such as ps1; all by default")
    command.add_argument(
        "--fresh", action="store_true", help="put an untouched notebook beside yours"
    )
    _add_folder(command)
    command.set_defaults(run=_get)

    command = commands.add_parser("lab", help="open JupyterLab on the list of exercises")
    command.add_argument("--no-browser", action="store_true", help="only print the address")
    _add_folder(command)
    command.set_defaults(run=_lab)

    command = commands.add_parser(
        "check", help="run a notebook from the top and print what its tests say"
    )
    command.add_argument("what", metavar="FILE", help="a notebook, or a set such as ps1")
    _add_folder(command)
    command.set_defaults(run=_check)

    command = commands.add_parser("hand-in", help="make the one file that you hand in")
    command.add_argument("set", metavar="PS", help="such as ps1")
    command.add_argument("--file", type=Path, help="your notebook, if it lies elsewhere")
    command.add_argument("--to", type=Path, metavar="FOLDER", help="where to make the file")
    _add_folder(command)
    command.set_defaults(run=_hand_in)

    command = commands.add_parser("doctor", help="look whether this computer has what is needed")
    _add_folder(command)
    command.set_defaults(run=_doctor)
    return parser


def _add_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--folder", type=Path, default=FOLDER, help="your exercises (default: %(default)s)"
    )


def _get(arguments: argparse.Namespace) -> int:
    for one in shipped.chosen(arguments.sets):
        for line in shipped.copy(one, arguments.folder, fresh=arguments.fresh):
            print(line)
    shipped.index(arguments.folder)
    return 0


def _lab(arguments: argparse.Namespace) -> int:
    if util.find_spec("jupyterlab") is None:
        raise StudentError(f"JupyterLab is not installed. Type: {installing.extra('lab')}")
    for one in shipped.sets():
        list(shipped.copy(one, arguments.folder))
    page = shipped.index(arguments.folder)
    print(f"Your exercises are in {arguments.folder}. Close JupyterLab with Ctrl-C here.")
    folder = arguments.folder.resolve()
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    command += [f"--LabApp.default_url=/lab/tree/{page.name}"]
    command += ["--no-browser"] if arguments.no_browser else []
    # In a container, or a fresh WSL, a student is root; Jupyter asks for a word before it starts.
    command += ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    # These show the list as text, and leave out nbgrader's panels for instructors. (A query in the
    # address would do the first, but Jupyter prints its token behind another question mark.)
    settings = [str(Path(__file__).with_name("jupyter")), os.environ.get("JUPYTER_CONFIG_PATH")]
    environment = os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, settings))}
    try:
        # From within the folder: nbgrader reports an error where it lies outside of what is served.
        return subprocess.call(command, cwd=folder, env=environment)
    except KeyboardInterrupt:  # the server got it too, and says so itself
        return 0


def _check(arguments: argparse.Namespace) -> int:
    from student.check import check

    path = Path(arguments.what)
    if path.is_dir():
        path = path / f"{path.resolve().name}.ipynb"
    if not path.exists() and path.suffix != ".ipynb":
        path = _mine(arguments.what, arguments.folder)
    earned = of = 0.0

    def tell(exercise: str) -> None:
        if sys.stderr.isatty():
            print(f"\r{exercise} …\033[K", end="\r", file=sys.stderr, flush=True)

    for said in check(path, tell):
        print(said.text or f"{said.exercise}: its test said nothing", end="\n\n", flush=True)
        earned, of = earned + said.points, of + said.of
    print(f"{earned:g} of {of:g} points with the visible tests; grading makes further ones.")
    return 0 if earned == of else 1


def _mine(name: str, folder: Path) -> Path:
    """Return the student's notebook of a set."""
    (one,) = shipped.chosen([name])
    path = folder / one.name / one.notebook.name
    if not path.exists():
        raise StudentError(f"{path} is not there. `course get {one.short}` makes it.")
    return path


def _hand_in(arguments: argparse.Namespace) -> int:
    from student.hand_in import hand_in

    (one,) = shipped.chosen([arguments.set])
    path = arguments.file or _mine(arguments.set, arguments.folder)
    done = hand_in(one, path, arguments.to or arguments.folder / "hand in")
    print(f"{len(done.answered)} of {len(done.answered) + len(done.blank)} exercises are answered.")
    if done.blank:
        print(f"Not answered: {', '.join(done.blank)}.")
    print(f"Hand in this one file: {done.path}")
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from student.doctor import examine

    bad = 0
    for good, sentence in examine(arguments.folder):
        print(f"{'good   ' if good else 'missing'}  {sentence}")
        bad += not good
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
