"""`grader release --solutions`: a problem set with its solutions, for students to compare with.

The hidden tests stay hidden: another class may get the same set.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from grader import marks, pages
from grader.course import CourseError
from grader.engine import paper
from grader.engine.gradebook import Gradebook

FOLDER = "_build/solutions"
MARKER = re.compile(r"^\s*###\s*(?:BEGIN|END) SOLUTION\s*\n?", re.MULTILINE)


def write(root: Path, problem_set: str, *, force: bool = False) -> Path:
    """Write the solved notebook into `_build/solutions/` and return its path.

    Raises
    ------
    CourseError
        If the set is not due yet, for some student, and `force` is not set.
    """
    until = _open_until(root, problem_set)
    if until and until > datetime.now(UTC).replace(tzinfo=None) and not force:
        raise CourseError(
            f"{problem_set}: students may hand in until {until:%Y-%m-%d %H:%M} UTC; "
            "--force shows them the solutions all the same"
        )
    source = root / "solutions" / problem_set / f"{problem_set}.ipynb"
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
        by_id = {cell.id: cell for cell in paper.load(source).cells}
    except (ValueError, paper.PaperError) as error:
        raise CourseError(f"{source}: expected a notebook: {error}") from error
    for number, cell in enumerate(content["cells"]):
        own = by_id[str(cell.get("id", f"cell-{number}"))]
        cell["source"] = MARKER.sub("", own.released())
        cell["metadata"] = {}
        if own.kind == "code":
            cell |= {"outputs": [], "execution_count": None}
    path = root / FOLDER / f"{problem_set}.ipynb"
    pages.write(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    return path


def _open_until(root: Path, problem_set: str) -> datetime | None:
    """Return until when the last student may hand in, UTC, where the gradebook says."""
    try:
        url = marks.url_of(root)
    except CourseError:
        return None
    book = Gradebook(url, problem_set)
    try:
        return book.last_due() if book.open() else None
    finally:
        book.close()
