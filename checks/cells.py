"""Run the text of a notebook's cell as a notebook does, in a namespace of one's own.

Only what is Python: no magics, no shell commands, no top-level await.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Mapping
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple


class Code(NamedTuple):
    """A cell's text, compiled: its statements, and its last line where that has a value."""

    filename: str
    lines: tuple[Any, ...]  # as `linecache` keeps them, for tracebacks and messages
    statements: CodeType
    last: CodeType | None

    def run(self, namespace: dict[str, Any]) -> Any:
        """Run the cell and return the value of its last line, or None."""
        linecache.cache[self.filename] = self.lines
        exec(self.statements, namespace)
        return eval(self.last, namespace) if self.last else None


@lru_cache(maxsize=1024)  # most cells are the same in all the runs of a proof or a class
def compiled(name: str, source: str) -> Code:
    """Return the code of a cell; tracebacks call it by its name.

    As in a notebook, a last line that ends with a semicolon has no value.

    Raises
    ------
    SyntaxError
        If the text is not Python, or only a notebook's.
    """
    filename = f"<cell {name}>"
    tree = ast.parse(source, filename)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = compile(ast.Expression(tree.body.pop().value), filename, "eval")
    lines = (len(source), None, source.splitlines(keepends=True), filename)
    return Code(filename, lines, compile(tree, filename, "exec"), last)


def newly_bound(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the names, with their values, that a cell has bound between two looks."""
    missing = object()
    return {name: value for name, value in after.items() if before.get(name, missing) is not value}
