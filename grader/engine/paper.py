"""The instructor's notebook as the engine sees it: cells with roles, and which names are whose.

Roles
-----
text      markdown, raw cells and tasks: nothing runs
given     a locked cell: runs for the student, and for the examiner too, so that tests use trusted
          values, unless it uses what students write
answer    what students write: runs in the student's process only
test      runs in the examiner only
plain     any other cell of the instructor's: runs in the student's process
shown     a cell that only draws or adds up points: figures are not drawn, points are added up
extra     a cell that a student added: runs in the student's process
"""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.course import CourseError
from grader.engine import reserved
from grader.engine.names import bound, loaded, tree

BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
SHOWS = {"drawing", "points_so_far"}  # names of `checks` that only show something


class PaperError(CourseError):
    """The instructor's notebook cannot be used; the text says why."""


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes
    ----------
    id : str
        The cell's id in the notebook's file.
    name : str
        nbgrader's id, where it has one.
    kind : str
        `code`, `markdown` or `raw`.
    role : str
        See above.
    source : str
    points : float
        What a graded cell is worth.
    is_graded : bool
        Whether nbgrader keeps a score for it; an answer that is graded is graded by hand.
    grading : dict
        nbgrader's metadata.
    """

    id: str
    name: str
    kind: str
    role: str
    source: str
    points: float = 0.0
    is_graded: bool = False
    grading: dict[str, Any] | None = None

    @property
    def label(self) -> str:
        """What messages call the cell."""
        return self.name or self.id

    def released(self) -> str:
        """Return the text as students got it: without hidden tests."""
        kept, hidden = [], False
        for line in self.source.split("\n"):
            if BEGIN_HIDDEN in line:
                hidden = True
            elif END_HIDDEN in line:
                hidden = False
            elif not hidden:
                kept.append(line)
        return "\n".join(kept)


@dataclass(frozen=True)
class Paper:
    """A problem set to grade by.

    Attributes
    ----------
    name : str
    cells : tuple of Cell
        The instructor's, or after `grader.engine.reconstruct` a student's.
    metadata : dict
        The notebook's.
    theirs : frozenset of str
        The names that tests take from the student.
    both : frozenset of str
        The ids of given cells that the examiner runs as well.
    """

    name: str
    cells: tuple[Cell, ...]
    metadata: dict[str, Any]
    theirs: frozenset[str] = frozenset()
    both: frozenset[str] = frozenset()

    @property
    def points(self) -> float:
        """Points possible."""
        return sum(cell.points for cell in self.cells)

    @property
    def by_hand(self) -> bool:
        """Whether a person grades some of it."""
        return any(cell.role != "test" and cell.points > 0 for cell in self.cells)


def load(path: Path) -> Paper:
    """Read the instructor's notebook; `PaperError` if it is not one."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = _marked_shown([_cell(cell, number) for number, cell in enumerate(content["cells"])])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PaperError(f"{path}: {type(error).__name__}: {error}") from error
    names = [cell.name for cell in cells if cell.name]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise PaperError(f"{path}: two cells are named {', '.join(sorted(twice))}")
    theirs: set[str] = set()
    both = set()
    for cell in cells:
        if cell.kind != "code" or cell.role in ("test", "shown"):
            continue
        if cell.role == "given" and not loaded(cell.source) & theirs:
            both.add(cell.id)
            theirs -= bound(cell.source)
        else:
            theirs |= bound(cell.source)
    metadata = {
        name: content["metadata"][name]
        for name in ("kernelspec", "language_info")
        if name in content.get("metadata", {})
    }
    return Paper(path.stem, tuple(cells), metadata, frozenset(theirs), frozenset(both))


def modules(paper: Paper) -> list[str]:
    """Return the modules that the instructor's cells import, for the zygote to import first."""
    found: dict[str, None] = {}
    for cell in paper.cells:
        if cell.kind == "code" and cell.role in ("given", "answer", "plain"):
            for statement in ast.walk(tree(cell.source)):
                if isinstance(statement, ast.Import):
                    found |= {alias.name: None for alias in statement.names}
                elif isinstance(statement, ast.ImportFrom) and statement.module:
                    found[statement.module] = None
    return list(found)


def given(paper: Paper) -> list[str]:
    """Return the given cells that run on both sides."""
    return [cell.source for cell in paper.cells if cell.id in paper.both]


def shut(paper: Paper) -> list[str]:
    """Return the modules that students of a set must not have; see `grader.engine.reserved`.

    That is for sets whose tests use `checks`: these say what each exercise builds on.
    """
    tests = [cell.source for cell in paper.cells if cell.role == "test"]
    if not any("check" in loaded(source) for source in tests):
        return []
    used = {name.partition(".")[0] for name in modules(paper)}
    libraries = () if used & set(reserved.LIBRARIES) else reserved.LIBRARIES
    seen = {reserved.FIGURES} if paper.by_hand else set()
    return [name for name in (*reserved.COURSE, *libraries) if name not in seen]


def text_of(source: Any) -> str:
    """Return a cell's source, a text or a list of texts, as one text that can be written."""
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    return text.encode("utf-8", "replace").decode("utf-8")


def _cell(cell: dict[str, Any], number: int) -> Cell:
    grading = cell.get("metadata", {}).get("nbgrader") or {}
    source = text_of(cell["source"])
    kind = cell["cell_type"]
    is_graded, is_solution = bool(grading.get("grade")), bool(grading.get("solution"))
    if is_solution:
        role = "answer"
    elif grading.get("task") or kind != "code":
        role = "text"
    elif is_graded:
        role = "test"
    elif grading.get("locked"):
        role = "given"
    else:
        role = "plain"
    return Cell(
        id=str(cell.get("id", f"cell-{number}")),
        name=str(grading.get("grade_id", "")),
        kind=kind,
        role=role,
        source=source,
        points=float(grading.get("points", 0) or 0) if is_graded or grading.get("task") else 0.0,
        is_graded=is_graded,
        grading=grading or None,
    )


def _shows(source: str) -> bool:
    """Tell whether a cell draws a figure with the student's functions, or adds up points."""
    for statement in tree(source).body:
        match statement:
            case ast.FunctionDef(decorator_list=[ast.Call(func=ast.Name(id=name))]):
                pass
            case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
                pass
            case _:
                continue
        if name in SHOWS:
            return True
    return False


def _marked_shown(cells: list[Cell]) -> list[Cell]:
    """Give the role `shown` to plain cells that show, and define nothing that a later cell uses."""
    needed: set[str] = set()
    marked = []
    for cell in reversed(cells):
        if cell.role == "plain" and _shows(cell.source) and not bound(cell.source) & needed:
            cell = replace(cell, role="shown")
        if cell.kind == "code" and cell.role != "shown":
            needed |= loaded(cell.source)
        marked.append(cell)
    return marked[::-1]


def with_cells(paper: Paper, cells: list[Cell]) -> Paper:
    """Return the paper with other cells."""
    return replace(paper, cells=tuple(cells))
