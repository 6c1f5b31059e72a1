"""Problem sets as their pages know them: roles of cells, points, hints, and solutions if allowed.

Hints are written in Markdown, in `hints.json` beside the notebook; a page gets them as HTML, with
formulas as MathJax reads them.
"""

from __future__ import annotations

import ast
import html
import json
from pathlib import Path
from typing import Any

import nbformat
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

ROOT = Path(__file__).resolve().parents[2]
# What runs in a page; a problem set that imports anything else is done elsewhere.
ELSEWHERE = {"coursebook.models.helpers", "keras", "pandas", "sklearn", "tensorflow"}
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def role(cell: nbformat.NotebookNode) -> str:
    """Return what a code cell of a problem set is: `answer`, `test`, `given` or `extra`."""
    grading = cell.metadata.get("nbgrader")
    if grading is None:
        return "extra"
    return "answer" if grading["solution"] else "test" if grading["grade"] else "given"


def imports(source: str) -> set[str]:
    """Return the modules that a cell imports, by their first name and in full."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found | {name.split(".")[0] for name in found}


def is_elsewhere(notebook: nbformat.NotebookNode) -> bool:
    """Whether a problem set imports what a page does not have."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    needs = (imports(cell.source) for cell in cells if role(cell) == "given")
    return bool(set().union(*needs) & ELSEWHERE)


class HintsError(ValueError):
    """A file of hints cannot be used; the message names it and says why."""


def _formula(text: str, options: dict[str, Any]) -> str:
    text = html.escape(text, quote=False)
    return rf"\[{text}\]" if options.get("display_mode") else rf"\({text}\)"


def as_html(text: str) -> str:
    """Return a hint, in Markdown with formulas between dollar signs, as HTML."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    dollarmath_plugin(markdown, renderer=_formula)
    return markdown.render(text).strip()


def read_hints(path: Path) -> dict[str, list[str]]:
    """Read a file of hints; one that is not there holds none.

    Raises
    ------
    HintsError
        If it holds anything but lists of texts by exercise.
    """
    if not path.exists():
        return {}
    try:
        hints = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise HintsError(f"{path}: cannot be read as JSON ({error})") from error
    is_dict = isinstance(hints, dict)
    texts = [item for items in (hints.values() if is_dict else []) for item in items]
    if not is_dict or not all(isinstance(item, str) for item in texts):
        raise HintsError(f"{path}: expected a list of texts for each exercise")
    return hints


def read_solutions(name: str) -> dict[str, str]:
    """Return the reference answer to each exercise of a set, from the instructor's notebook."""
    path = ROOT / "solutions" / name / f"{name}.ipynb"
    if not path.exists():
        return {}
    cells = nbformat.read(path, as_version=4).cells
    return {
        cell.metadata.nbgrader.grade_id: _without_marks(cell.source)
        for cell in cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def _without_marks(source: str) -> str:
    lines = source.splitlines()
    return "\n".join(line for line in lines if line.strip() not in (BEGIN, END)) + "\n"


def help_of(folder: Path, with_solutions: bool) -> dict[str, dict[str, Any]]:
    """Return the help of a set in `exercises/`: by exercise `hints`, as HTML, and `solution`."""
    hints = read_hints(folder / "hints.json")
    solutions = read_solutions(folder.name) if with_solutions else {}
    told: dict[str, dict[str, Any]] = {}
    for name in {**hints, **solutions}:
        told[name] = {"hints": [as_html(text) for text in hints.get(name, ())]}
        if name in solutions:
            told[name]["solution"] = solutions[name]
    return told


def summary(path: Path) -> dict[str, Any]:
    """Return what the page of a reader's progress knows of a set.

    `name`, `title`, `points` by exercise, and `runs`: whether its page runs it.
    """
    notebook = nbformat.read(path, as_version=4)
    grading = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = [line for line in text.splitlines() if line.startswith("# ")]
    return {
        "name": path.stem,
        "title": headings[0].removeprefix("# ") if headings else path.stem,
        "points": {
            one["grade_id"].removeprefix("test_"): one["points"]
            for one in grading
            if one.get("grade")
        },
        "runs": not is_elsewhere(notebook),
    }
