"""`course doctor`: what this machine can do, and what to type where something is missing."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib import metadata, util
from pathlib import Path

from student import installing
from student.shipped import StudentError, sets

OLDEST, NEWEST = (3, 11), (3, 14)


def examine(folder: Path) -> Iterator[tuple[bool, str]]:
    """Yield one finding after the other: whether it is good, and a sentence."""
    version = platform.python_version()
    fits = OLDEST <= sys.version_info[:2] <= NEWEST
    wanted = "" if fits else "; the course needs 3.11 to 3.14"
    yield fits, f"Python {version} on {platform.system()}{wanted}"
    try:
        yield True, f"{len(sets())} problem sets came with the course"
    except StudentError as error:
        yield False, str(error)
    yield from _library("numpy", "NumPy", "every set computes with it")
    yield from _library("ipykernel", "the kernel", "course check needs it")
    yield from _library("jupyterlab", "JupyterLab", "course lab needs it", "lab")
    yield from _library("keras", "Keras", "the Keras sets need it", "keras")
    if folder.exists():
        mine = sum(1 for one in sets() if (folder / one.name / one.notebook.name).exists())
        yield True, f"your exercises are in {folder}: {mine} sets"
    else:
        yield True, f"no exercises copied yet; `course get` copies them to {folder}"


def _library(module: str, name: str, why: str, extra: str = "") -> Iterator[tuple[bool, str]]:
    if util.find_spec(module) is None:
        command = installing.extra(extra) if extra else installing.again()
        yield False, f"{name} is missing; {why}. Type: {command}"
        return
    try:
        version = metadata.version(module)
    except metadata.PackageNotFoundError:  # installed under another name, as keras-nightly is
        version = "found"
    yield True, f"{name} {version}"
