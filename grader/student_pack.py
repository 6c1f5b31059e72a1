"""Pack what a student needs, and nothing else, into a folder and a zip.

The exercises as they are released, the parts of `checks`, `coursebook` and `scratchnet` that their
cells import (found by following import statements), what has to be installed, and how to start. The
same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

import nbformat
import yaml
from packaging.specifiers import SpecifierSet

from grader import notebook
from grader.course import CourseError, sets
from grader.pack_leaks import leaks
from grader.pack_needs import NAME, code_cells, declared, imported_modules, pyproject, requirements

TOOLS = ("jupyterlab", "nbgrader")  # nbgrader gives JupyterLab its Validate button
LINK_TO_CHAPTER = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(chapters/(\d\d)_\w+\.ipynb)\)")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can tell, the same in every pack


@dataclass(frozen=True)
class Pack:
    """What was written: the folder and the zip, the size of each, and the zip's SHA-256."""

    folder: Path
    archive: Path
    files: int
    bytes: int
    bytes_zipped: int
    sha256: str


def student_pack(
    root: Path,
    output: Path,
    names: Iterable[str] = (),
    *,
    progress: Callable[[Iterable], Iterable] = iter,
) -> Pack:
    """Write the pack as `output/NAME/` and `output/NAME.zip`.

    Parameters
    ----------
    root : Path
        The course's folder.
    output : Path
        A folder; it is made if it is not there.
    names : iterable of str
        The sets to pack; every one by default.
    progress : callable
        Wraps the list of sets, whose secrets are looked for one after the other.

    Raises
    ------
    CourseError
        A set is unknown or not released, a file would show a solution, a hidden test, a mistake or
        an accepted variant, or something else stands where the pack would. Nothing is written then.
    """
    names = _chosen(root, names)
    files = contents(root, names)
    for path, line, name in leaks(root, progress(names), files):
        raise CourseError(
            f"{path} would show students {line!r}, which is part of {name}'s solution, hidden "
            "tests or variants. Nothing was written."
        )
    folder, archive = output / NAME, output / f"{NAME}.zip"
    heading = _first_line(files["README.md"])
    if folder.exists() and _heading(folder) != heading:
        raise CourseError(
            f"{folder} is there already and is no student pack. Move it, or choose another folder "
            "with --output."
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
        _write_folder(files, folder)
        zipped = as_zip(files)
        beside = archive.with_name(f".{archive.name}.new")
        beside.write_bytes(zipped)
        os.replace(beside, archive)
    except OSError as error:
        raise CourseError(f"{output}: cannot write there ({error.strerror})") from error
    return Pack(
        folder,
        archive,
        files=len(files),
        bytes=sum(map(len, files.values())),
        bytes_zipped=len(zipped),
        sha256=hashlib.sha256(zipped).hexdigest(),
    )


def contents(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Return the pack's files: path inside it to bytes, sorted by path."""
    names = list(names)
    books_address, branch = _address(root)
    files: dict[str, bytes] = {"LICENSE": (root / "LICENSE").read_bytes()}
    sources = []
    for name in names:
        for path in sorted((root / "exercises" / name).rglob("*")):
            if path.is_file() and ".ipynb_checkpoints" not in path.parts:
                place = path.relative_to(root).as_posix()
                files[place] = path.read_bytes()
                if path.suffix == ".ipynb":
                    sources += code_cells(path)
                    files[place] = _without_links(path, books_address, branch)
    modules = imported_modules(root, sources)
    for path in modules:
        files[path.relative_to(root).as_posix()] = path.read_bytes()
    sources += [path.read_text(encoding="utf-8") for path in modules]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = requirements(project, sources)
    files["pyproject.toml"] = pyproject(project, needed).encode()
    tools = [str(one) for tool in TOOLS for one in declared(project)[tool]]
    files["requirements.txt"] = "\n".join(["-e .", *tools, ""]).encode()
    files["runtime.txt"] = (root / "runtime.txt").read_bytes()  # the Python that Binder takes
    files["README.md"] = _readme(root, names, project["requires-python"], books_address).encode()
    return dict(sorted(files.items()))


def _chosen(root: Path, names: Iterable[str]) -> list[str]:
    names = list(dict.fromkeys(names)) or sets(root)
    for name in names:
        if name not in sets(root):
            known = ", ".join(sets(root)) or "none"
            raise CourseError(f"{name}: no such problem set in solutions/ (there are: {known})")
        if not (root / "exercises" / name / f"{name}.ipynb").exists():
            raise CourseError(f"{name} is not released yet. Run: grader release {name}")
    return names


def _address(root: Path) -> tuple[str, str]:
    """Return the repository's address, an empty string for none, and its branch."""
    path = root / "_config.yml"
    if not path.exists():
        return "", "main"
    repository = yaml.safe_load(path.read_text(encoding="utf-8")).get("repository", {})
    return repository.get("url") or "", repository.get("branch", "main")


def _without_links(path: Path, address: str, branch: str) -> bytes:
    """Return a notebook whose links to chapters lead to the repository, or nowhere without one."""

    def elsewhere(link: re.Match) -> str:
        title, place, number = link.groups()
        if address:
            return f"[{title}]({address}/blob/{branch}/{place})"
        return f"chapter {int(number)} of the book, “{title}”"

    text = path.read_text(encoding="utf-8")
    content = nbformat.reads(text, as_version=4)
    for cell in content.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK_TO_CHAPTER.sub(elsewhere, cell.source)
    return (nbformat.writes(content) + "\n").encode()


def _readme(root: Path, names: Iterable[str], python: str, address: str) -> str:
    rows = []
    for name in names:
        cells = notebook.read(root / "exercises" / name / f"{name}.ipynb")
        tests = [cell for cell in cells if cell.role == "test"]
        points = sum(cell.points for cell in tests)
        title = _title(root / "exercises" / name / f"{name}.ipynb")
        link = f"[{title}](exercises/{name}/{name}.ipynb)"
        rows.append(f"| {link} | {len(tests)} | {points:g} |")
    book = f"\n\nThe book that they go with: <{address}>." if address else ""
    return Template(README).substitute(
        name=NAME,
        first=next(iter(names)),
        python=_versions(python),
        rows="\n".join(rows),
        book=book,
    )


def _versions(python: str) -> str:
    """Write a range of Python's versions as a list: `3.11, 3.12 or 3.13`."""
    range_ = SpecifierSet(python)
    known = [f"3.{minor}" for minor in range(8, 30) if f"3.{minor}" in range_]
    return " or ".join(filter(None, [", ".join(known[:-1]), known[-1]]))


def _title(path: Path) -> str:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            return cell.source.splitlines()[0].removeprefix("# ")
    return path.stem


def _heading(folder: Path) -> str:
    path = folder / "README.md"
    return _first_line(path.read_bytes()) if path.is_file() else ""


def _first_line(content: bytes) -> str:
    return content.decode("utf-8", "replace").partition("\n")[0]


def _write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files into a folder beside the target, then put it in the target's place."""
    beside, before = (
        folder.with_name(f".{folder.name}.new"),
        folder.with_name(f".{folder.name}.old"),
    )
    for left_over in (beside, before):
        shutil.rmtree(left_over, ignore_errors=True)
    for name, content in files.items():
        path = beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if folder.exists():
        folder.rename(before)
    beside.rename(folder)
    shutil.rmtree(before, ignore_errors=True)


def as_zip(files: Mapping[str, bytes]) -> bytes:
    """Return these files as a zip; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{NAME}/{name}", date_time=EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content, compresslevel=9)
    return buffer.getvalue()


README = """\
# The exercises of “Neural Networks, Line by Line”

Each notebook in `exercises/` is a problem set. You write functions; the cell below each one tells
you in words what is right and what is not.$book

| problem set | exercises | points |
|---|---:|---:|
$rows

Keep a notebook in its folder: the file `diagnoses.json` beside it lets the tests recognize common
mistakes. No exercise needs another one to be right, so begin where you like.

## On your computer, in JupyterLab

You need Python $python. Unpack the zip, open a terminal in the folder, and run, once:

```console
$$ python3 -m venv .venv
$$ .venv/bin/pip install -r requirements.txt
```

On Windows write `py -m venv .venv` and `.venv\\Scripts\\pip` instead. Then, every time:

```console
$$ .venv/bin/jupyter lab exercises
```

The *Validate* button above a notebook runs all of it afresh and says which tests fail.

## In Google Colab, with nothing to install

1. Open <https://colab.research.google.com>, choose *Upload*, and take a notebook from `exercises/`.
2. Open *Files* at the left and drop `$name.zip` there.
3. Add a cell at the top, with the name of your problem set in its last line, and run it:

   ```
   !unzip -oq $name.zip
   %pip install --quiet ./$name
   %cd $name/exercises/$first
   ```

Colab forgets these files after some idle time. Then do steps 2 and 3 again. Your notebook stays.

## On Binder, with nothing to install

Put the content of this folder into a public repository on GitHub, then open
`https://mybinder.org/v2/gh/OWNER/REPOSITORY/HEAD?urlpath=lab/tree/exercises` with the names of
owner and repository. The first start takes some minutes. Download your notebook before you leave:
Binder keeps nothing.

## Handing in

Choose *Kernel → Restart Kernel and Run All Cells*, read the points in the last cell, save, and hand
in the notebook under the name that it has.
"""
