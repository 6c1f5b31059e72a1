"""Look whether files for students show a line of a solution, a hidden test or a known mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import nbformat

from grader import notebook, proof
from grader.course import sets

TELLING = 12  # a line of code with fewer characters than these tells nothing
EVERYDAY = re.compile(
    r'(def|class|for|while|if|elif|else|with|try|except|import|from)\b|"""|#|@'
    r"|\w+(: [\w.\[\], |]+)?,$"  # a parameter or an argument that stands alone
)


def leaks(
    root: Path, names: Iterable[str], files: Mapping[str, bytes]
) -> Iterator[tuple[str, str, str]]:
    """Yield each line of a set's secrets that a file shows: the file's path, the line, the set.

    Secret are the lines of the solutions, of the hidden tests, and of all known mistakes and
    accepted variants. A line of fewer than `TELLING` characters, or one that merely begins a block,
    imports, comments or names a parameter, tells nothing. Neither does a line that everybody may
    read: in `scratchnet` and `coursebook`, the helpers that sets give among them; and in what a
    set's notebook shows by design, its text, its given cells and visible tests.
    """
    public = _public(root)
    shown = {
        path: _lines(_text(path, content))
        for path, content in files.items()
        if not path.startswith(("coursebook/", "scratchnet/"))
    }
    for name in names:
        hidden = secrets(root, name) - public
        for path, lines in shown.items():
            yield from ((path, line, name) for line in sorted(hidden & lines))


def secrets(root: Path, name: str) -> set[str]:
    """Return the lines of a set that students must not be shown."""
    source = root / "solutions" / name
    problem_set = proof.load(source)
    found: set[str] = set()
    released = notebook.as_released(list(problem_set.cells))
    for full, shown in zip(problem_set.cells, released, strict=True):
        found |= _lines(full.source) - _lines(shown.source)
    for variant in (*problem_set.mistakes, *problem_set.accepted):
        found |= _lines(variant.source)
    return found


def _public(root: Path) -> set[str]:
    """Return the lines that everybody may read, see `leaks`."""
    files = [
        *(root / "coursebook").rglob("*.py"),
        *(root / "scratchnet").rglob("*.py"),
    ]
    texts = [path.read_text(encoding="utf-8") for path in files]
    for name in sets(root):
        path = root / "solutions" / name / f"{name}.ipynb"
        texts += [cell.source for cell in notebook.as_released(notebook.read(path))]
        cells = nbformat.read(path, as_version=4).cells
        texts += [cell.source for cell in cells if "nbgrader" not in cell.metadata]
    return set().union(*map(_lines, texts))


def _text(path: str, content: bytes) -> str:
    if path.endswith(".ipynb"):
        cells = nbformat.reads(content.decode(), as_version=4).cells
        return "\n".join(cell.source for cell in cells)
    return content.decode("utf-8", "replace")


def _lines(text: str) -> set[str]:
    """Return the lines of code that tell something, without indentation."""
    stripped = (line.strip() for line in text.splitlines())
    return {line for line in stripped if len(line) >= TELLING and not EVERYDAY.match(line)}
