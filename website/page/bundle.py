"""Put into the site what runs in the page: Pyodide, the course's own modules, the scripts."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path
from unittest import mock

from page import runtime, sets
from student.shipped import position

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# The course's modules that a page imports. All need NumPy alone; figures need Matplotlib, which a
# page loads when a cell asks for it. Modules of `host/` take the place of those of the same name.
MODULES = (
    "checks/**/*.py",
    "coursebook/__init__.py",
    "coursebook/quiz.py",
    "coursebook/figures/*.py",
    "coursebook/given/**/*.py",
    "coursebook/samples.py",
    "scratchnet/**/*.py",
)
FIGURES = "matplotlib"  # what figures need; NumPy is loaded at once
ON_START = ("numpy",)
COMPRESSED = {"pyodide.asm.wasm"}  # by us, since not every server does it
EPOCH = (1980, 1, 1, 0, 0, 0)  # so that equal contents give equal archives


def modules() -> dict[str, Path]:
    """Return the Python files that the page gets, by their path inside the archive."""
    found = {p.relative_to(ROOT).as_posix(): p for pattern in MODULES for p in ROOT.glob(pattern)}
    host = HERE / "host"
    return found | {path.relative_to(host).as_posix(): path for path in host.rglob("*.py")}


def sources() -> list[Path]:
    """Return the files outside of `website/` on which the pages depend through this module."""
    found = [path for path in modules().values() if HERE not in path.parents]
    return sorted(found) + sorted(ROOT.glob("solutions/*/*.ipynb"))


def archive() -> bytes:
    """Return the course's modules as a zip file."""
    path = ROOT / "_build" / "course.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, source in sorted(modules().items()):
            target.writestr(zipfile.ZipInfo(name, EPOCH), source.read_bytes(), zipfile.ZIP_DEFLATED)
        rows = zipfile.ZipInfo("coursebook/datasets/pima.csv", EPOCH)
        target.writestr(rows, pima_rows(), zipfile.ZIP_DEFLATED)
    return path.read_bytes()


def pima_rows() -> str:
    """Return the stand-in for the Pima table as text: source, missing columns, header, rows.

    Always the stand-in: a site gives nobody's rows away.
    """
    from coursebook.datasets import load_pima  # loads pandas

    with mock.patch.dict(os.environ, SCRATCHNET_DATA="stand-in"):
        data = load_pima()
    rows = data.table.to_csv(index=False)
    return "\n".join([data.source, ",".join(data.zero_is_missing), rows])


def transferred(path: Path) -> int:
    """Bytes that a server sends for a file: it compresses scripts."""
    content = path.read_bytes()
    return len(gzip.compress(content, 6)) if path.suffix in {".mjs", ".json"} else len(content)


def write(site: Path, pyodide: Path, with_solutions: bool = False) -> dict[str, int]:
    """Write everything into the folder `python` of a site.

    Parameters
    ----------
    site : Path
        The folder that becomes the site's root.
    pyodide : Path
        The folder of Pyodide's files.
    with_solutions : bool
        Whether a reader who has seen all hints to an exercise may see its solution.

    Returns
    -------
    dict of str to int
        Bytes that a reader loads at the start (`start`), and for figures beyond that (`figures`).
    """
    target = site / "python"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(HERE / "scripts", target, ignore=shutil.ignore_patterns("offline.js"))
    shutil.copyfile(HERE / "scripts" / "offline.js", site / "offline.js")
    folder = target / f"pyodide-{runtime.MANIFEST['version']}"
    folder.mkdir()
    for name in runtime.digests():
        if name in COMPRESSED:
            packed = gzip.compress((pyodide / name).read_bytes(), 9, mtime=0)
            (folder / f"{name}.gz").write_bytes(packed)
        else:
            shutil.copyfile(pyodide / name, folder / name)
    course = archive()
    name = f"course-{hashlib.sha256(course).hexdigest()[:12]}.zip"
    (target / name).write_bytes(course)
    _write_sets(target, with_solutions)
    return _write_list(target, folder, name)


def _write_sets(target: Path, with_solutions: bool) -> None:
    """Write what pages know of the problem sets: known mistakes and help of each, points of all."""
    listed = []
    notebooks = ROOT.glob("exercises/*/*.ipynb")
    for notebook in sorted(notebooks, key=lambda path: position(path.stem)):
        folder = target / "sets" / notebook.stem
        folder.mkdir(parents=True)
        known = notebook.with_name("diagnoses.json")
        if known.exists():
            shutil.copyfile(known, folder / known.name)
        told = sets.help_of(notebook.parent, with_solutions)
        (folder / "help.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        listed.append(sets.summary(notebook))
    (target / "sets.json").write_text(json.dumps(listed, ensure_ascii=False), "utf-8")


def _write_list(target: Path, folder: Path, course: str) -> dict[str, int]:
    """Write `files.json`: what the worker loads and how large it is."""

    def entry(path: Path) -> dict:
        name = path.relative_to(target).as_posix()
        return {"name": name, "bytes": transferred(path)}

    packages = runtime.MANIFEST["lock"]["packages"]
    wheels = {name: entry(folder / package["file_name"]) for name, package in packages.items()}
    start = [entry(folder / "pyodide.mjs"), entry(folder / "pyodide.asm.mjs")]
    start += [entry(folder / "pyodide.asm.wasm.gz"), entry(folder / "python_stdlib.zip")]
    start += [entry(target / course), *(wheels[name] for name in ON_START)]
    figures = [wheel for name, wheel in wheels.items() if name not in ON_START]
    listed = {
        "folder": f"{folder.name}/",
        "course": course,
        "start": start,
        "figures": figures,
        "lock": runtime.MANIFEST["lock"],
    }
    (target / "files.json").write_text(json.dumps(listed), "utf-8")
    return {key: sum(file["bytes"] for file in listed[key]) for key in ("start", "figures")}
