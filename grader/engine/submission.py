"""Grade one submission: from bytes to bytes, with no file and no gradebook.

A `Task` is what was handed in, a `Graded` is what nbgrader would have made of it: the graded
notebook, a score and a comment per cell. The same task under the same set gives the same result on
any machine.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import platform
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from checks.mistakes import Diagnoses
from grader.engine.examiner import CellResult, Examiner, Run
from grader.engine.paper import Cell, Paper
from grader.engine.reconstruct import Note, UnreadableError, reconstruct
from grader.engine.sandbox import Sandbox

NO_RESPONSE = "No response."


@dataclass(frozen=True)
class Task:
    """A submission: who, the notebook's bytes, and other files by name."""

    student: str
    notebook: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Graded:
    """What became of a submission.

    Attributes
    ----------
    student : str
    problem : str
        Why it could not be graded; empty where it was.
    whose : str
        `student` or `machine`: whose problem it is.
    notebook : bytes
        The graded notebook.
    scores : dict
        Automatic score by nbgrader's cell id; None where a person has to give it.
    comments : dict
        Automatic comment by nbgrader's cell id, or None.
    points : float
        Points possible.
    notes : tuple of Note
        What had been changed, and what happened while it ran (`incident`).
    seconds : float
    penalty : float
        Points taken off for handing in late; the gradebook knows, so it is filled in afterwards.
    """

    student: str
    problem: str = ""
    whose: str = ""
    notebook: bytes = b""
    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    points: float = 0.0
    notes: tuple[Note, ...] = ()
    seconds: float = 0.0
    penalty: float = 0.0

    @property
    def score(self) -> float:
        """Points earned less the penalty, without what a person has to give."""
        return max(0.0, sum(score or 0.0 for score in self.scores.values()) - self.penalty)


@dataclass(frozen=True)
class Key:
    """What a set is graded by.

    Attributes
    ----------
    paper : Paper
        The instructor's notebook.
    known : Diagnoses
        The known mistakes.
    files : mapping
        The set's files that students have beside their notebook.
    blanks : mapping
        The text of each answer cell as students got it, by nbgrader's id.
    checksums : mapping
        nbgrader's checksum of each cell, by its id.
    """

    paper: Paper
    known: Diagnoses
    files: Mapping[str, bytes]
    blanks: Mapping[str, str]
    checksums: Mapping[str, str]


def grade(task: Task, key: Key, sandbox: Sandbox) -> Graded:
    """Grade a submission."""
    try:
        paper, notes = reconstruct(key.paper, task.notebook)
    except UnreadableError as error:
        return Graded(task.student, problem=str(error), whose="student", notes=task.notes)
    files = {**_beside(task.files, key.files), **key.files}
    run = Examiner(paper, sandbox, key.known, files).run()
    notes = (*task.notes, *notes, *(Note("incident", text) for text in _unique(run.incidents)))
    scores, comments = {}, {}
    for cell in paper.cells:
        is_blank = cell.role == "answer" and cell.source == key.blanks.get(cell.name)
        if cell.role == "test":
            scores[cell.name] = run.results[cell.id].score
        elif cell.is_graded:  # by hand, unless nothing was written
            scores[cell.name] = 0.0 if is_blank else None
        if cell.role == "answer" or (cell.grading or {}).get("task"):
            comments[cell.name] = NO_RESPONSE if is_blank else None
    told = {
        "key": task.key,
        "handed_in": digest_of(task, ""),
        "scores": scores,
        "notes": [[note.kind, note.text] for note in notes],
        "seconds": round(run.seconds, 3),
        "limits": sandbox.limits.to_dict(),
        "sandbox": sandbox.contained,
        "gaps": sandbox.gaps(),
    }
    return Graded(
        student=task.student,
        notebook=_notebook(paper, run, key, told),
        scores=scores,
        comments=comments,
        points=paper.points,
        notes=notes,
        seconds=run.seconds,
    )


@cache
def code_digest() -> str:
    """Return a digest of Python's version, what is installed, and the code of the course."""
    names = os.listdir(sysconfig.get_path("purelib"))
    installed = sorted(name for name in names if name.endswith(".dist-info"))
    total = hashlib.sha256(repr((platform.python_version(), installed)).encode())
    for package in ("checks", "coursebook", "grader", "scratchnet"):
        places = importlib.util.find_spec(package).submodule_search_locations
        for path in sorted(Path(places[0]).rglob("*.py")):
            total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def digest_of(task: Task, common: str) -> str:
    """Return the key by which a submission is known to be unchanged under unchanged tests."""
    total = hashlib.sha256(f"{common}\0{task.notes}".encode("utf-8", "replace"))
    for name, content in sorted({**task.files, "": task.notebook}.items()):
        total.update(f"{name}\0{len(content)}\0".encode("utf-8", "replace"))
        total.update(content)
    return total.hexdigest()[:32]


def _beside(theirs: Mapping[str, bytes], ours: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a student's files without those named like a folder of the set."""
    folders = {name.partition("/")[0] for name in ours if "/" in name}
    return {name: content for name, content in theirs.items() if name not in folders}


def _unique(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _notebook(paper: Paper, run: Run, key: Key, told: dict[str, Any]) -> bytes:
    """Write the graded notebook as nbgrader would have."""
    cells, count = [], 0
    for number, cell in enumerate(paper.cells):
        result = run.results[cell.id]
        if result.was_run:
            count += 1
        cells.append(_cell(cell, number, result, count, key.checksums))
    content = {
        "cells": cells,
        "metadata": {**paper.metadata, "grader": told},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def _cell(
    cell: Cell, number: int, result: CellResult, count: int, checksums: Mapping[str, str]
) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if cell.grading:
        metadata["nbgrader"] = {**cell.grading, "cell_type": cell.kind}
        if cell.name in checksums:
            metadata["nbgrader"]["checksum"] = checksums[cell.name]
        metadata["deletable"] = False
        if cell.role != "answer":
            metadata["editable"] = False
    written: dict[str, Any] = {
        "cell_type": cell.kind,
        "id": cell.id if cell.role != "extra" else f"extra-{number}",
        "metadata": metadata,
        "source": cell.source,
    }
    if cell.kind == "code":
        outputs = [dict(output) for output in result.outputs]
        for output in outputs:
            if output["output_type"] == "execute_result":
                output["execution_count"] = count
        written["execution_count"] = count if result.was_run else None
        written["outputs"] = outputs
    return written
