"""`grader similar`: submissions that are alike beyond what right answers share.

Code is compared as a sequence of what it does: names that a cell binds itself are numbered, layout,
comments and docstrings are dropped. Of the sequence all short runs are taken. What stands in the
solution, in an accepted answer, in a known mistake or in what was given out says nothing, and
neither does what many of the class wrote. Two submissions are alike if they share enough of what is
left. That is a hint to look closer and never a verdict: two who learn together share as much.
"""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from grader import proof
from grader.course import CourseError
from grader.engine import paper
from grader.engine.reconstruct import MAX_BYTES, UnreadableError, reconstruct
from grader.handed_in import read_file

RUN = 8  # steps in a row; fewer are in everybody's code
FEW = 40  # shared runs, below which nothing is said
SHARE = 0.5  # of the rarer of the two submissions' own runs
COMMON = 20  # what more than one in so many students wrote, and more than two, is common

Runs = dict[str, frozenset[int]]  # by exercise


@dataclass(frozen=True)
class Group:
    """Submissions that are alike, and the exercises in which they are."""

    students: tuple[str, ...]
    exercises: tuple[str, ...]


def find(root: Path, problem_set: str) -> list[Group]:
    """Return the groups of a class, the largest first; `CourseError` if nothing is handed in."""
    source = root / "solutions" / problem_set
    key = paper.load(source / f"{problem_set}.ipynb")
    known = proof.load(source)
    references: list[dict[str, str]] = [_answers(key), _answers(_released(root, problem_set, key))]
    references += [{one.exercise: one.source} for one in (*known.accepted, *known.mistakes)]
    answers = {}
    for path in sorted(root.glob(f"submitted/*/{problem_set}/*.ipynb")):
        try:
            answers[path.parent.parent.name] = _answers(
                reconstruct(key, read_file(path, MAX_BYTES))[0]
            )
        except (UnreadableError, CourseError):
            continue
    if not answers:
        raise CourseError(f"{problem_set}: there is nothing in submitted/ to compare")
    return groups(answers, references)


def groups(
    answers: Mapping[str, Mapping[str, str]], references: Iterable[Mapping[str, str]]
) -> list[Group]:
    """Return the groups among answers, by student and exercise; `references` say nothing."""
    said: dict[str, set[int]] = {}
    for reference in references:
        for exercise, source in reference.items():
            said.setdefault(exercise, set()).update(runs(source))
    own: dict[str, Runs] = {
        student: {name: runs(source) - said.get(name, set()) for name, source in by_name.items()}
        for student, by_name in answers.items()
    }
    counts = Counter(
        (name, run) for by in own.values() for name, found in by.items() for run in found
    )
    most = max(2, len(own) // COMMON)
    rare: dict[str, Runs] = {
        student: {
            name: frozenset(run for run in found if counts[name, run] <= most)
            for name, found in by.items()
        }
        for student, by in own.items()
    }
    pairs = {}
    for one, other in _met(rare):
        shared = {
            name: len(rare[one][name] & rare[other].get(name, frozenset())) for name in rare[one]
        }
        total = sum(shared.values())
        least = min(sum(map(len, rare[student].values())) for student in (one, other))
        if total >= FEW and total >= SHARE * least:
            pairs[one, other] = {name for name, count in shared.items() if count}
    return _joined(pairs)


def runs(source: str) -> frozenset[int]:
    """Return all runs of `RUN` steps in a cell's code, as numbers."""
    try:
        steps = list(_steps(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # no Python, or nested too deep
        steps = source.split()
    return frozenset(hash(tuple(steps[i : i + RUN])) for i in range(len(steps) - RUN + 1))


def _steps(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    numbers: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            numbers.setdefault(node.id, f"v{len(numbers)}")
        elif isinstance(node, ast.arg):
            numbers.setdefault(node.arg, f"v{len(numbers)}")
    yield from _told(tree, numbers)


def _told(node: ast.AST, numbers: Mapping[str, str]) -> Iterator[str]:
    """Yield the steps of a tree in order."""
    yield type(node).__name__
    match node:
        case ast.Name(id=name):
            yield numbers.get(name, name)
        case ast.arg(arg=name):
            yield numbers.get(name, name)
        case ast.Attribute(attr=name) | ast.keyword(arg=name):
            yield str(name)
        case ast.Constant(value=value):
            yield repr(value)
    for child in ast.iter_child_nodes(node):
        is_text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if not is_text and not isinstance(child, ast.expr_context):
            yield from _told(child, numbers)


def _met(rare: Mapping[str, Runs]) -> Iterator[tuple[str, str]]:
    """Yield the pairs that share anything, without looking at all pairs of a class."""
    where: dict[tuple[str, int], list[str]] = {}
    for student, by in rare.items():
        for name, found in by.items():
            for run in found:
                where.setdefault((name, run), []).append(student)
    seen = set()
    for students in where.values():
        seen |= set(combinations(students, 2))
    yield from sorted(seen)


def _joined(pairs: Mapping[tuple[str, str], set[str]]) -> list[Group]:
    """Return the groups that pairs make: who is alike to one of a group belongs to it."""
    found: list[tuple[set[str], set[str]]] = []
    for pair, names in pairs.items():
        students, exercises = set(pair), set(names)
        apart = []
        for group in found:
            if group[0] & students:
                students |= group[0]
                exercises |= group[1]
            else:
                apart.append(group)
        found = [*apart, (students, exercises)]
    result = [Group(tuple(sorted(who)), tuple(sorted(what))) for who, what in found]
    return sorted(result, key=lambda group: (-len(group.students), group.students))


def _released(root: Path, problem_set: str, key: paper.Paper) -> paper.Paper:
    """Return the set as students got it, the key itself where it is not released."""
    path = root / "exercises" / problem_set / f"{problem_set}.ipynb"
    if not os.path.exists(path):
        return key
    return reconstruct(key, path.read_bytes())[0]


def _answers(of: paper.Paper) -> dict[str, str]:
    return {
        cell.name: cell.source for cell in of.cells if cell.role == "answer" and cell.kind == "code"
    }
