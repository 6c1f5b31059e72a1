"""Make the one file that is handed in, after a look whether it is the right one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from student.check import grading
from student.shipped import Set, StudentError, read, write


@dataclass(frozen=True)
class HandedIn:
    """What was made: the file, and the exercises that are answered in it and those that are not."""

    path: Path
    answered: list[str]
    blank: list[str]


def hand_in(one: Set, path: Path, folder: Path) -> HandedIn:
    """Copy an answered notebook to `folder/NAME.ipynb`, the name that grading looks for.

    Raises
    ------
    StudentError
        The file is no notebook, or not one of this set, cells of it were deleted or copied, or
        nothing in it is answered. Nothing is written then.
    """
    mine, shipped = _by_id(read(path)), _by_id(read(one.notebook))
    ids = Counter(grade_id for grade_id, _ in mine)
    wanted = [grade_id for grade_id, _ in shipped]
    missing = [grade_id for grade_id in wanted if grade_id not in ids]
    if 2 * len(missing) > len(wanted):  # sets share some names, `setup` for one
        raise StudentError(f"{path} is not a notebook of {one.name}. Nothing was handed in.")
    if missing:
        raise StudentError(
            f"{path} lacks {_cells(missing)}: deleted, or the notebook is of another year. Type "
            f"`course get {one.short} --fresh` and copy your answers there. Nothing was handed in."
        )
    twice = [grade_id for grade_id in wanted if ids[grade_id] > 1]
    if twice:
        raise StudentError(
            f"{path} has {_cells(twice)} more than once: a copy was made of it. Delete the copy. "
            "Nothing was handed in."
        )
    source = dict(mine)
    answers = [(grade_id, text) for grade_id, text in shipped if _is_answer(text)]
    blank = [name for name, cell in answers if _text(source[name]) == _text(cell)]
    answered = [name for name, _ in answers if name not in blank]
    if not answered:
        raise StudentError(
            f"{path} has no answer in it yet. Is it the file that you worked on? "
            "Nothing was handed in."
        )
    target = folder / one.notebook.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.exists() and target.samefile(path):
            raise StudentError(
                f"{path} lies where the file to hand in would be made. Choose another --to."
            )
        write(target, path.read_bytes())
    except OSError as error:
        raise StudentError(f"{folder}: cannot write there ({error.strerror}).") from error
    return HandedIn(target, answered, blank)


def _by_id(content: dict) -> list[tuple[str, dict]]:
    """Return the cells that nbgrader knows, each with its id."""
    return [
        (str(grading(cell)["grade_id"]), cell)
        for cell in content["cells"]
        if "grade_id" in grading(cell)
    ]


def _is_answer(cell: dict) -> bool:
    return bool(grading(cell).get("solution"))


def _text(cell: dict) -> str:
    return "".join(cell["source"]).strip()


def _cells(names: list[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names[:5])
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"the cell{'s' if len(names) > 1 else ''} {listed}{more}"
