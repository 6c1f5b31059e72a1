"""Grade some exercises again and leave the others as they were, after a test has been mended.

A submission is run as a whole; of what comes out, the points and messages of these exercises alone
are taken. Where the others would be the same now, the result is that of the whole set. Where not,
the graded notebook keeps the key of its last whole grading, so that the next one grades it anew.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from grader.autograded import told
from grader.course import CourseError
from grader.engine.paper import Paper
from grader.engine.reconstruct import Note
from grader.engine.submission import Graded, Task, digest_of


def tests_of(paper: Paper, exercises: Collection[str]) -> frozenset[str]:
    """Return the names of the test cells of exercises; `CourseError` where there is none."""
    known = {
        cell.name.removeprefix("test_"): cell.name for cell in paper.cells if cell.role == "test"
    }
    for exercise in exercises:
        if exercise not in known:
            there = ", ".join(known) or "none"
            raise CourseError(
                f"--exercise {exercise}: no such exercise with a test in {paper.name} "
                f"(there are: {there})"
            )
    return frozenset(known[exercise] for exercise in exercises)


def hindrance(task: Task, before: Mapping[str, Any]) -> str:
    """Say why a submission cannot be graded in part; empty if it can."""
    kept = told(before)
    if "handed_in" not in kept:
        return "not graded yet; grade it once without --exercise"
    if kept["handed_in"] != digest_of(task, ""):
        return "handed in again since it was graded; grade it without --exercise"
    return ""


def is_done(task: Task, before: Mapping[str, Any], tests: Collection[str]) -> bool:
    """Tell whether all of a result, or all of these exercises, are graded by the set as it is."""
    kept = told(before)
    done = kept.get("regraded", {})
    return kept.get("key") == task.key or (
        bool(tests) and all(done.get(name) == task.key for name in tests)
    )


def merged(before: dict[str, Any], graded: Graded, tests: Collection[str]) -> Graded:
    """Return the earlier result with the cells of these tests from the new one.

    What the other exercises would earn now is said in notes of the kind `kept`.
    """
    now = json.loads(graded.notebook)
    old, new = _by_name(before), _by_name(now)
    kept, fresh = told(before), told(now)
    others = [name for name in graded.scores if name not in tests and name in kept["scores"]]
    if all(_same(kept, fresh, old, new, name) for name in others):
        return graded
    scores = {**graded.scores, **{name: kept["scores"][name] for name in others}}
    notes = list(dict.fromkeys([*map(tuple, kept["notes"]), *map(tuple, fresh["notes"])]))
    key = fresh["key"]
    before["metadata"]["grader"] = {
        **kept,
        "scores": scores,
        "notes": notes,
        "regraded": {**kept.get("regraded", {}), **dict.fromkeys(tests, key)},
    }
    before["cells"] = [_taken(cell, new, tests) for cell in before["cells"]]
    differ = [
        Note("kept", f"`{name.removeprefix('test_')}` would now earn {graded.scores[name]:g}")
        for name in others
        if graded.scores[name] is not None and graded.scores[name] != kept["scores"][name]
    ]
    return replace(
        graded,
        notebook=json.dumps(before, ensure_ascii=False).encode("utf-8", "replace"),
        scores=scores,
        notes=(*(Note(*note) for note in notes), *differ),
    )


def _by_name(notebook: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {_name(cell): cell for cell in notebook["cells"]}


def _name(cell: Mapping[str, Any]) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _same(kept: dict, fresh: dict, old: dict, new: dict, name: str) -> bool:
    shown = [_outputs(cells.get(name, {})) for cells in (old, new)]
    return kept["scores"][name] == fresh["scores"][name] and shown[0] == shown[1]


def _outputs(cell: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a cell shows, without the number of its run."""
    return [{**output, "execution_count": None} for output in cell.get("outputs", [])]


def _taken(cell: dict[str, Any], new: Mapping[str, Any], tests: Collection[str]) -> dict[str, Any]:
    """Return the new cell for one of these tests; a table of points is left empty."""
    if _name(cell) in tests:
        return new.get(_name(cell), cell)
    if "points_so_far" in cell.get("source", ""):
        return {**cell, "outputs": []}
    return cell
