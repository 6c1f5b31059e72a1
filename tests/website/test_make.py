"""The commands on a machine where something is missing, and on one where the folder has moved."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What a real Python is told before it runs anything, so that it stands for another one.
TOO_OLD = "import sys; sys.version_info = (3, 8, 18, 'final', 0)"
TOO_NEW = "import sys; sys.version_info = (3, 15, 0, 'final', 0)"
WITHOUT_VENV = "import sys; sys.modules['ensurepip'] = None"


@pytest.fixture
def course(tmp_path) -> Path:
    """A folder with the Makefile and what its first rules depend on, its name with a space."""
    folder = tmp_path / "my course"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).write_text("")
    (folder / "pyproject.toml").write_text("")
    (folder / "website").mkdir()
    shutil.copy(ROOT / "website/find_python.sh", folder / "website")
    (folder / "website/build.py").write_text("import sys; print('built by', sys.prefix)")
    return folder


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    # `make test` hands its own settings down, and this is not a part of it.
    environment = {
        k: v for k, v in os.environ.items() if k not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    }
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )


def python_that(folder: Path, first: str, version: str) -> str:
    """A program that runs Python after the statement `first`, and says that it is `version`."""
    program = folder / "python"
    program.write_text(
        "#!/bin/sh\n"
        f'if [ "$1" = --version ]; then echo "Python {version}"; exit; fi\n'
        f'[ "$1" = -c ] && exec {shlex.quote(sys.executable)} -c {shlex.quote(first)}\';\'"$2"\n'
        "echo 'it went on' >&2; exit 1\n"
    )
    program.chmod(0o755)
    return f"PYTHON={shlex.quote(str(program))}"


@pytest.mark.parametrize(("first", "version"), [(TOO_OLD, "3.8.18"), (TOO_NEW, "3.15.0")])
def test_a_python_out_of_range_gives_one_line(course, first, version):
    done = make(course, "book", python_that(course, first, version))
    line, _ = done.stderr.splitlines()  # the second is make's own: the rule that failed
    assert done.returncode != 0
    assert line.startswith("This course needs Python 3.11, 3.12, 3.13 or 3.14;")
    assert f"is Python {version}." in line
    assert "Leave PYTHON out" in line
    assert not (course / ".venv").exists()


def test_a_python_that_is_not_there_gives_one_line(course):
    done = make(course, "book", "PYTHON=no-such-python")
    line, _ = done.stderr.splitlines()
    assert done.returncode != 0
    assert line.startswith(
        "This course needs Python 3.11, 3.12, 3.13 or 3.14; no-such-python is missing."
    )


def test_a_python_without_venv_gives_one_line(course):
    done = make(course, "book", python_that(course, WITHOUT_VENV, "3.11.2"))
    line, _ = done.stderr.splitlines()
    assert done.returncode != 0
    assert "has no venv module" in line
    assert "apt-get install python3-venv" in line
    assert not (course / ".venv").exists()


# Where to look for a Python: a PATH with these programs and a shell's own.


@pytest.fixture
def machine(tmp_path):
    """A function that makes programs of shell lines, and finds a Python on a PATH of them alone."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for tool in ("sh", "uname", "env"):
        (programs / tool).symlink_to(shutil.which(tool))

    def find(scripts: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
        for name, script in scripts.items():
            (programs / name).write_text(f"#!/bin/sh\n{script}\n")
            (programs / name).chmod(0o755)
        return subprocess.run(
            [ROOT / "website/find_python.sh", *arguments],
            cwd=tmp_path,
            env={"PATH": str(programs)},
            capture_output=True,
            text=True,
        )

    return find


def like(first: str = "pass") -> str:
    """The script of a program that runs this Python after a statement."""
    return f"exec {shlex.quote(sys.executable)} -c {shlex.quote(first)}';'\"$2\""


def test_the_newest_python_that_fits_is_taken(machine):
    scripts = {"python3": like(), "python3.12": like(), "python3.14": like(WITHOUT_VENV)}
    assert machine(scripts).stdout == "python3.12\n"
    assert machine({"python3.13": like(), "python3.11": like()}).stdout == "python3.13\n"


def test_a_python_is_fetched_where_none_fits(machine, tmp_path):
    uv = f"""[ "$2" = install ] && {{ echo "$@" >> asked; exit 0; }}
[ "$2" = find ] && echo {shlex.quote(sys.executable)}"""
    found = machine({"python3": like(TOO_NEW), "uv": uv})
    assert found.stdout == f"{sys.executable}\n"
    assert found.stderr.startswith(
        "No Python 3.11, 3.12, 3.13 or 3.14 is here. Fetching Python 3.13"
    )
    assert "--install-dir .python" in (tmp_path / "asked").read_text()
    assert machine({}, "--here").stdout == machine({}, "--here").stderr == ""


@pytest.mark.parametrize(
    ("tool", "advice"),
    [("apt-get", "apt-get install python3 python3-venv"), ("dnf", "dnf install python3.13"),
     ("nothing", "https://www.python.org")],
)  # fmt: skip
def test_where_none_can_be_fetched_one_line_says_what_to_type(machine, tool, advice):
    done = machine({"uv": "exit 1", tool: "exit 1", "uname": "echo Linux"})
    _, line = done.stderr.splitlines()
    assert done.returncode == 1
    assert done.stdout == ""
    assert "none could be fetched. Install one: " in line
    assert advice in line


@pytest.mark.slow
def test_the_environment_is_made_once_and_anew_after_a_move(course):
    here = f"PYTHON={shlex.quote(sys.executable)}"
    first = make(course, "book", here)
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[-1] == f"built by {course / '.venv'}"
    again = make(course, "book", here)
    assert again.stdout.splitlines() == [f"built by {course / '.venv'}"]

    moved = course.rename(course.with_name("elsewhere"))
    after = make(moved, "book", here)
    assert "Making .venv with Python" in after.stdout
    assert after.stdout.splitlines()[-1] == f"built by {moved / '.venv'}"

    (moved / "requirements.txt").write_text("# changed\n")
    changed = make(moved, "book", here)
    assert "Making .venv" not in changed.stdout
    assert "Installing requirements.txt" in changed.stdout


def test_clean_keeps_what_students_handed_in(course):
    kept = {"submitted/ada/ps1/ps1.ipynb", "autograded/ada/ps1/ps1.ipynb", "gradebook.db"}
    for name in (*kept, "_build/html/index.html"):
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text("")
    assert make(course, "clean").returncode == 0
    assert all((course / name).exists() for name in kept)
    assert not (course / "_build").exists()


def test_chapter_without_a_number_says_how(course):
    (course / ".venv/bin").mkdir(parents=True)
    (course / ".venv/bin/python").symlink_to(sys.executable)
    (course / ".venv/.python").write_text(f"{course}\n")
    (course / ".venv/.course").touch()
    (course / ".venv/.dev").touch()
    done = make(course, "chapter")
    assert done.returncode != 0
    assert done.stdout == "Say which chapter: make chapter N=07\n"
    asked = make(course, "-n", "chapter", "N=7").stdout
    assert "build.py --only 07\n" in asked
    assert '-k "chapter07 or' in asked


def test_grade_without_a_set_says_how(course):
    (course / ".venv/bin").mkdir(parents=True)
    (course / ".venv/bin/python").symlink_to(sys.executable)
    (course / ".venv/.python").write_text(f"{course}\n")
    (course / ".venv/.course").touch()
    done = make(course, "grade")
    assert done.returncode != 0
    assert done.stdout == "Say which set: make grade PS=ps1_forward_propagation\n"
