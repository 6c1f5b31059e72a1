"""What the site offers to take along: the course as a wheel, and each problem set as a zip.

They lie in the folder `download/` of the site. A zip is the student pack of one set (see
grader/student_pack.py), which works alone.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
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
    source = root / "_build" / "wheel"
    shutil.rmtree(source, ignore_errors=True)  # what was built before would stay in the wheel
    source.mkdir(parents=True)
    for name in SOURCES:
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(root / name, source / name, ignore=ignored)
    for name in FILES:
        shutil.copy(root / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--disable-pip-version-check", "--wheel-dir", str(target)]
    done = subprocess.run([*command, str(source)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the wheel was not built: {done.stderr.strip()}")
    return target / wheel_name(root)


def newest(paths: Iterator[Path]) -> float:
    """Return when the newest of these files was written, in seconds."""
    return max((path.stat().st_mtime for path in paths if path.is_file()), default=0.0)


def write(root: Path, site: Path) -> None:
    """Put the wheel and the zips into a site, unless they are there and newer than the course.

    Parameters
    ----------
    root, site : Path
        The course's folder, and that of its pages. A folder that is not the whole course is left.
    """
    if not all((root / name).exists() for name in (*SOURCES, *FILES)):
        return
    target = site / FOLDER
    target.mkdir(exist_ok=True)
    wheel = target / wheel_name(root)
    sources = (path for name in SOURCES for path in (root / name).rglob("*.[jpi]*"))
    if wheel.exists() and wheel.stat().st_mtime > newest(sources):
        return
    make_wheel(root, target)
    for folder in sorted((root / "exercises").glob("ps*")):
        (target / f"{folder.name}.zip").write_bytes(as_zip(contents(root, [folder.name])))


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
        f'\n\n<p class="sn-where">On your own computer: <a href="../../{PAGE}.html">how, in three '
        f'lines</a>, or <a href="../../{FOLDER}/{name}.zip">this set as a zip</a>.</p>\n'
    )
    first = content["cells"][0]
    first["source"] = "".join(first["source"]) + where
    source[0] = json.dumps(content)
