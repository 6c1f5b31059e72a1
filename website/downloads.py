"""What the site offers to take along: the course as a wheel, and each problem set as a zip.

They lie in the folder `download/` of the site. A zip is the student pack of one set (see
grader/student_pack.py), which works alone.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from sphinx.application import Sphinx

from grader.student_pack import as_zip, contents

# What the wheel is made of.
SOURCES = ("checks", "coursebook", "grader", "scratchnet", "student", "exercises")
FILES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "MANIFEST.in")
PAGE = "chapters/on_your_computer"
FOLDER = "download"


def wheel_name(root: Path) -> str:
    """Return the file name of the course's wheel; the version is that of pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return f"{project['name'].replace('-', '_')}-{project['version']}-py3-none-any.whl"


def make_wheel(root: Path, target: Path) -> Path:
    """Build the course's wheel in `target`.

    Raises
    ------
    RuntimeError
        It was not built; the message is what pip wrote.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder)
        for path in sources(root):
            copy = source / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
        command += ["--no-build-isolation", "--disable-pip-version-check"]
        command += ["--wheel-dir", str(target), folder]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the wheel was not built: {done.stderr.strip()}")
    return target / wheel_name(root)


def sources(root: Path) -> list[Path]:
    """Return the files that the downloads are made of; none where it is not the whole course."""
    if not all((root / name).exists() for name in (*SOURCES, *FILES)):
        return []
    found = [path for name in SOURCES for path in (root / name).rglob("*") if path.is_file()]
    made = {"__pycache__", ".ipynb_checkpoints"}
    found = [path for path in found if not made & set(path.parts)]
    return [*found, *(root / name for name in FILES)]


def write(root: Path, site: Path) -> None:
    """Put the wheel and the zips into a site, unless they are there and newer than the course.

    Parameters
    ----------
    root, site : Path
        The course's folder, and that of its pages. A folder that is not the whole course is left.
    """
    files = sources(root)
    if not files:
        return
    target = site / FOLDER
    wheel = target / wheel_name(root)
    if wheel.exists() and wheel.stat().st_mtime > max(path.stat().st_mtime for path in files):
        return
    shutil.rmtree(target, ignore_errors=True)  # with what the course no longer has
    target.mkdir()
    for folder in (root / "exercises").glob("ps*"):
        (target / f"{folder.name}.zip").write_bytes(as_zip(contents(root, [folder.name])))
    make_wheel(root, target)  # last: it says that all is there


def measured(path: Path) -> str:
    """Return what `benchmarks/ways.py` measured, as a table in Markdown."""
    rows = ["| what | seconds to the first verdict | megabytes |", "|---|---:|---:|"]
    for way, found in json.loads(path.read_text("utf-8")).items():
        rows.append(f"| {way} | {found['seconds']:.0f} | {found['megabytes']:.0f} |")
    return "\n".join(rows)


def offer(app: Sphinx, docname: str, source: list[str]) -> None:
    """Say at the head of a problem set where else it can be done; name the wheel on its page."""
    if docname == PAGE:
        root = Path(app.confdir)
        text = source[0].replace("WHEEL", wheel_name(root))
        source[0] = text.replace("MEASURED", measured(root / "benchmarks" / "ways.json"))
    if not docname.startswith("exercises/") or PAGE not in app.env.found_docs:
        return
    content = json.loads(source[0])
    name = docname.split("/")[1]
    where = (
        f'\n\n<p class="sn-where">On your own computer: <a href="../../{PAGE}.html">how to install '
        f'it</a>, or <a href="../../{FOLDER}/{name}.zip">this set as a zip</a>.</p>\n'
    )
    first = content["cells"][0]
    first["source"] = "".join(first["source"]) + where
    source[0] = json.dumps(content)
