"""The exercises that came with the course, and copies of them in the student's own folder."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DISTRIBUTION = "neural-networks-line-by-line"


class StudentError(Exception):
    """What the student can do something about; the message says what."""


@dataclass(frozen=True)
class Set:
    """One problem set as it was shipped.

    Attributes
    ----------
    name : str
        Such as `ps1_forward_propagation`: the name of its folder and of its notebook.
    folder : Path
    """

    name: str
    folder: Path

    @property
    def notebook(self) -> Path:
        """The notebook as it was shipped."""
        return self.folder / f"{self.name}.ipynb"

    @property
    def short(self) -> str:
        """`ps1` of `ps1_forward_propagation`."""
        return self.name.partition("_")[0]

    @property
    def needs_keras(self) -> bool:
        """Whether the set needs more than NumPy."""
        return "import keras" in self.notebook.read_text(encoding="utf-8")

    def facts(self) -> tuple[str, str, str]:
        """Return title, time and points, as the first cell tells them."""
        text = "".join(read(self.notebook)["cells"][0]["source"])
        title = text.splitlines()[0].removeprefix("# ").partition(": ")[2]
        time = re.search(r"\*\*Time:\*\* ([^.]*)\.", text)
        points = re.search(r"\*\*Points:\*\* ([^.]*)\.", text)
        return title, time[1] if time else "", points[1] if points else ""


def read(path: Path) -> dict:
    """Return a notebook's content.

    Raises
    ------
    StudentError
        It is not there, or is no notebook.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StudentError(f"{path} is not there.") from None
    except OSError as error:
        raise StudentError(f"{path}: cannot read it ({error.strerror}).") from error
    except ValueError:
        raise StudentError(
            f"{path} is not a notebook: it is damaged, or another kind of file."
        ) from None
    cells = content.get("cells") if isinstance(content, dict) else None
    good = isinstance(cells, list) and all(
        isinstance(cell, dict)
        and isinstance(cell.get("source"), str | list)
        and isinstance(cell.get("metadata"), dict)
        for cell in cells
    )
    if not good or content.get("nbformat") != 4:
        raise StudentError(f"{path} is not a notebook of a kind that Jupyter writes today.")
    return content


def position(name: str) -> tuple[int, str]:
    """Where a set stands among the others, as a key to sort names by: ps2 before ps11."""
    number = re.match(r"ps(\d+)", name)
    return (int(number[1]) if number else 0, name)


def sets() -> list[Set]:
    """Return the sets that came with the course, in order.

    Raises
    ------
    StudentError
        The course was installed without them.
    """
    # In a wheel they lie beside this module, in the repository beside its package.
    for folder in (HERE / "exercises", HERE.parent / "exercises"):
        names = [path.parent.name for path in folder.glob("*/*.ipynb")]
        found = sorted((name for name in set(names) if name.startswith("ps")), key=position)
        if found:
            return [Set(name, folder / name) for name in found]
    raise StudentError(
        "The exercises are not in this installation. Install the course's wheel once more; the "
        "page *Exercises on your own computer* has the line to type."
    )


def chosen(wanted: Iterable[str]) -> list[Set]:
    """Return the sets with these names, long or short as `ps1`; all of them without a name.

    Raises
    ------
    StudentError
        There is no set of such a name.
    """
    known, result = sets(), []
    for name in wanted:
        plain = name.strip().rstrip("/\\").lower()
        fitting = [one for one in known if plain in (one.name, one.short)]
        if not fitting:
            listed = ", ".join(one.short for one in known)
            raise StudentError(f"There is no set {name!r}. There are {listed}.")
        result += fitting
    return result or known


def copy(one: Set, folder: Path, *, fresh: bool = False) -> Iterator[str]:
    """Copy a set's files into `folder/NAME/`, and tell what became of each notebook.

    A file that is there stays as it is, whatever is in it. With `fresh` an untouched notebook is
    put beside one that is there, under a name of its own.

    Raises
    ------
    StudentError
        The folder cannot be written to.
    """
    place = folder / one.name
    try:
        place.mkdir(parents=True, exist_ok=True)
        for source in sorted(path for path in one.folder.iterdir() if path.is_file()):
            target = place / source.name
            if source.suffix != ".ipynb":
                write(target, source.read_bytes())  # what test cells read; not for editing
            elif not target.exists():
                write(target, source.read_bytes())
                yield f"{target}"
            elif fresh:
                beside = _free(target)
                write(beside, source.read_bytes())
                yield f"{beside}: a fresh one; yours stays as it is"
            else:
                yield f"{target}: there already, left as it is"
    except OSError as error:
        raise StudentError(f"{place}: cannot write there ({error.strerror}).") from error


def write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _free(path: Path) -> Path:
    number = 1
    while (beside := path.with_stem(f"{path.stem}.fresh{number}")).exists():
        number += 1
    return beside


def index(folder: Path) -> Path:
    """Write `folder/index.md`, a page that leads to each notebook, and return its path.

    Raises
    ------
    StudentError
        The folder cannot be written to.
    """
    rows = []
    for one in sets():
        title, time, points = one.facts()
        link = f"[{one.short}: {title}]({one.name}/{one.name}.ipynb)"
        rows.append(f"| {link} | {points} | {time} | {'Keras' if one.needs_keras else 'NumPy'} |")
    text = "\n".join(
        [
            "# Exercises",
            "",
            "Open one. Write each function in place of `raise NotImplementedError()`, run the cell",
            "below it, and read what is right. No exercise needs another one to be right.",
            "",
            "| set | points | time | needs |",
            "|---|---|---|---|",
            *rows,
            "",
            "When you are done, type `course hand-in ps1` (or the name of the set) in a terminal.",
            "",
        ]
    )
    path = folder / "index.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write(path, text.encode())
    except OSError as error:
        raise StudentError(f"{folder}: cannot write there ({error.strerror}).") from error
    return path
