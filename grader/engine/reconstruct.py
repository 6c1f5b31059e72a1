"""Put a student's answers into the instructor's notebook, and note what had been changed.

What is graded is the instructor's notebook: its tests, points, order and metadata. From the
student come the answer cells, found by nbgrader's id or, where that is lost, by the cell's own id,
and the cells that they added, which run in the student's process only. All else that differs
changes nothing and is noted: as an accident where editors and hands do such things, as tampering
where tests, points or grading data were changed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from grader.engine.paper import Cell, Paper, text_of, with_cells

MAX_BYTES = 20 * 2**20
MAX_CELLS = 2_000
MAX_SOURCE = 1_000_000  # characters of a cell
# Where Markdown begins HTML or a link, and mathematics a link. Formgrader shows them as they are: a
# script in a student's text would act with the rights of whoever grades it.
ACTIVE = re.compile(r"<(?=[a-z/!?])|\](?=[(:\[])|\\(?=href)", re.IGNORECASE)


class UnreadableError(Exception):
    """What was handed in is not a notebook; the text says why."""


@dataclass(frozen=True)
class Note:
    """What was changed in a submission: `kind` is `accident` or `tampering`."""

    kind: str
    text: str


@dataclass(frozen=True)
class _Submitted:
    """A cell as it was handed in."""

    id: str
    name: str
    kind: str
    source: str
    grading: dict[str, Any]


def reconstruct(key: Paper, content: bytes) -> tuple[Paper, tuple[Note, ...]]:
    """Return the paper with the student's answers, and what else had been changed.

    Raises
    ------
    UnreadableError
        If the content is not a notebook at all.
    """
    cells, notes = _read(content)
    by_name = {cell.name: cell for cell in key.cells if cell.name}
    by_id = {cell.id: cell for cell in key.cells}
    by_text: dict[str, Cell] = {}
    for cell in key.cells:
        if cell.role != "answer":
            by_text.setdefault(cell.released().strip(), cell)
    # By the instructor's cell's id: where the student's stood, behind which other, and the cell.
    found: dict[str, tuple[int, str, _Submitted]] = {}
    extra_after: dict[str, list[_Submitted]] = {}
    place = ""  # the instructor's cell that the last one found stands for
    for number, cell in enumerate(cells):
        own = by_name.get(cell.name)
        if own is None and (own := by_id.get(cell.id)) is not None and own.name and not cell.name:
            notes.append(Note("accident", f"cell `{own.label}` had lost its grading data"))
        elif own is not None and own.name and cell.name and own.name != cell.name:
            notes.append(Note("tampering", f"cell `{own.label}` was renamed `{cell.name[:40]}`"))
        if own is None:
            own = by_text.get(cell.source.strip())
        if own is None:
            if cell.source.strip():
                extra_after.setdefault(place, []).append(cell)
            continue
        if own.id in found:
            notes.append(
                Note("accident", f"cell `{own.label}` is there twice; the last one counts")
            )
            # As in nbgrader the earlier one stays where it was, as a cell without a role.
            _, before, earlier = found[own.id]
            extra_after.setdefault(before, []).append(earlier)
        found[own.id] = (number, place, cell)
        place = own.id
    notes += _changes(key, {name: cell for name, (_, _, cell) in found.items()})
    if any(cell.role == "answer" for cell in key.cells):
        order = [found[cell.id][0] for cell in key.cells if cell.id in found and cell.name]
        if order != sorted(order):
            notes.append(Note("accident", "cells had been moved; they run in the set's order"))
    result = [*_extras(extra_after.get("", []), 0)]
    for cell in key.cells:
        if cell.role == "answer":
            source = found[cell.id][2].source if cell.id in found else ""
            result.append(replace(cell, source=source if cell.kind == "code" else _inert(source)))
        else:
            result.append(cell)
        result += _extras(extra_after.get(cell.id, []), len(result))
    unique = {(note.kind, note.text): note for note in notes}
    return with_cells(key, result), tuple(unique.values())


def _read(content: bytes) -> tuple[list[_Submitted], list[Note]]:
    if not content.strip():
        raise UnreadableError("the file is empty")
    if len(content) > MAX_BYTES:
        raise UnreadableError(f"the file has {len(content) // 2**20} MB, more than 20")
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableError("the file is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise UnreadableError("the file is damaged: it is not JSON") from None
    notes = []
    notebook = notebook if isinstance(notebook, dict) else {}
    cells, sheets = notebook.get("cells"), notebook.get("worksheets")
    if cells is None and isinstance(sheets, list):
        notes.append(Note("accident", "the notebook is in the old format 3"))
        parts = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        cells = [cell for part in parts if isinstance(part, list) for cell in part]
    if not isinstance(cells, list):
        raise UnreadableError("the file holds no cells")
    if len(cells) > MAX_CELLS:
        raise UnreadableError(f"the notebook has {len(cells)} cells, more than {MAX_CELLS}")
    return [_submitted(cell) for cell in cells if isinstance(cell, dict)], notes


def _submitted(cell: dict[str, Any]) -> _Submitted:
    metadata = cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {}
    grading = metadata.get("nbgrader") if isinstance(metadata.get("nbgrader"), dict) else {}
    name = grading.get("grade_id")
    source = text_of(cell.get("source", cell.get("input", "")))
    return _Submitted(
        id=cell["id"] if isinstance(cell.get("id"), str) else "",
        name=name if isinstance(name, str) else "",
        kind=cell["cell_type"] if cell.get("cell_type") in ("code", "markdown") else "raw",
        source=source[:MAX_SOURCE],
        grading=grading,
    )


def _changes(key: Paper, found: dict[str, _Submitted]) -> list[Note]:
    """Return what was changed in the cells that nbgrader knows."""
    notes = []
    for cell in key.cells:
        if not cell.name:
            continue
        theirs = found.get(cell.id)
        if theirs is None:
            notes.append(Note("accident", f"cell `{cell.label}` was missing"))
            continue
        if theirs.kind != cell.kind:
            notes.append(Note("accident", f"cell `{cell.label}` was turned into {theirs.kind}"))
        if cell.role == "test" and theirs.source.strip() not in (
            cell.released().strip(), cell.source.strip()
        ):  # fmt: skip
            notes.append(Note("tampering", f"the tests in `{cell.label}` were edited"))
        elif cell.role == "given" and theirs.source.strip() != cell.released().strip():
            notes.append(Note("tampering", f"the locked cell `{cell.label}` was edited"))
        for field in ("points", "grade", "solution", "locked", "task"):
            own = (cell.grading or {}).get(field)
            if field in theirs.grading and theirs.grading[field] != own and theirs.name:
                notes.append(Note("tampering", f"`{field}` of cell `{cell.label}` was changed"))
    return notes


def _inert(text: str) -> str:
    """Return a text that looks much the same and holds no HTML and no links."""
    return ACTIVE.sub(r"\g<0> ", text)


def _extras(cells: list[_Submitted], place: int) -> list[Cell]:
    return [
        Cell(
            id=f"extra-{place}-{number}",
            name="",
            kind=cell.kind,
            role="extra" if cell.kind == "code" else "text",
            source=cell.source if cell.kind == "code" else _inert(cell.source),
        )
        for number, cell in enumerate(cells)
    ]
