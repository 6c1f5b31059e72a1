"""Measure how often `grader similar` takes answers for copies that were written apart.

    python benchmarks/similar.py

The accepted variants of each set are right answers in different styles. As many students as an
exercise has variants hand in one each, no two the same; only the solution is known, as if no other
answer had been seen before. Every pair called alike is a false alarm. Then one student copies
another one's answers, renames every name and changes the layout: whether that is found.
"""

from __future__ import annotations

import ast
from itertools import combinations, zip_longest
from pathlib import Path

from grader import proof, similar
from grader.course import sets
from grader.engine import paper

ROOT = Path(__file__).parents[1]


def renamed(source: str) -> str:
    """Return a cell with every name that it binds given another one, and laid out anew."""
    tree = ast.parse(source)
    kept = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    bound = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    } - kept
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in bound:
            node.id = f"my_{node.id}"
        elif isinstance(node, ast.arg):
            node.arg = f"my_{node.arg}"
    return ast.unparse(tree)


def measure(name: str) -> tuple[int, int, int, int]:
    """Return pairs, false alarms, copies, and copies that were found, for a set."""
    key = paper.load(ROOT / "solutions" / name / f"{name}.ipynb")
    solution = {cell.name: cell.source for cell in key.cells if cell.role == "answer"}
    by_exercise: dict[str, list[str]] = {}
    for variant in proof.load(ROOT / "solutions" / name).accepted:
        by_exercise.setdefault(variant.exercise, []).append(variant.source)
    students = {
        f"student_{number}": {
            exercise: source for exercise, source in zip(by_exercise, row, strict=True) if source
        }
        for number, row in enumerate(zip_longest(*by_exercise.values()))
    }
    alike = similar.groups(students, [solution])
    alarms = sum(len(list(combinations(group.students, 2))) for group in alike)
    found = 0
    for student, answers in students.items():
        copied = {exercise: renamed(source) for exercise, source in answers.items()}
        groups = similar.groups({**students, "copy": copied}, [solution])
        found += any({"copy", student} <= set(group.students) for group in groups)
    return len(list(combinations(students, 2))), alarms, len(students), found


def main() -> None:
    """Print a line for each set."""
    total = [0, 0, 0, 0]
    for name in sets(ROOT):
        row = measure(name)
        total = [a + b for a, b in zip(total, row, strict=True)]
        print(f"{name:<28} {row[1]} false alarms in {row[0]} pairs, {row[3]} of {row[2]} copies")
    print(
        f"{'all':<28} {total[1]} false alarms in {total[0]} pairs, {total[3]} of {total[2]} copies"
    )


if __name__ == "__main__":
    main()
