"""The graded notebooks in `autograded/`: read, told whether they still hold, put in their place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.engine.reconstruct import Note
from grader.engine.submission import Graded, Task
from grader.handed_in import TIMESTAMP


class Autograded:
    """The graded notebooks of one problem set in `folder`."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self._name = folder, name

    def before(self, student: str) -> dict[str, Any]:
        """Return the graded notebook of an earlier run, empty if there is none."""
        try:
            content = json.loads((self._place(student) / f"{self._name}.ipynb").read_bytes())
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def write(
        self, graded: Graded, files: Mapping[str, bytes | Path], timestamp: Path | None
    ) -> None:
        """Put a graded notebook and what lies beside it in the place of the last, in one step.

        Parameters
        ----------
        graded : Graded
        files : mapping
            Contents by name, or where they are.
        timestamp : Path, optional
            The file that says when it was handed in.
        """
        target = self._place(graded.student)
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_name(f".{target.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        for name, content in files.items():
            copy = new / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        if timestamp is not None:
            shutil.copyfile(timestamp, new / TIMESTAMP)
        (new / f"{self._name}.ipynb").write_bytes(graded.notebook)
        if target.exists():
            shutil.rmtree(target)
        new.rename(target)

    def _place(self, student: str) -> Path:
        return self.folder / student / self._name


def told(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a graded notebook says of its grading, empty where it says nothing."""
    metadata = notebook.get("metadata")
    found = metadata.get("grader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def result(task: Task, notebook: Mapping[str, Any], points: float) -> Graded | None:
    """Return the result that a graded notebook holds; None if it is damaged."""
    kept = told(notebook)
    try:
        return Graded(
            task.student,
            scores=kept["scores"],
            points=points,
            notes=tuple(Note(kind, text) for kind, text in kept["notes"]),
            seconds=kept["seconds"],
        )
    except (KeyError, TypeError, ValueError):
        return None
