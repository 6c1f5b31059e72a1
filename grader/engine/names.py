"""Which names a cell's text defines and uses, as its syntax tree tells."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=512)
def bound(source: str) -> frozenset[str]:
    """Return the names that a cell's own statements define."""
    names = set()
    for node in _own_nodes(tree(source)):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(node.name)
            case ast.Name(ctx=ast.Store()):
                names.add(node.id)
            case ast.alias():
                names.add((node.asname or node.name).split(".")[0])
    return frozenset(names)


@lru_cache(maxsize=512)
def loaded(source: str) -> frozenset[str]:
    """Return the names that a cell mentions, at any depth."""
    return frozenset(
        node.id
        for node in ast.walk(tree(source))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree without entering functions and classes."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(
            child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda,
                    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
        ):  # fmt: skip
            yield from _own_nodes(child)


@lru_cache(maxsize=512)
def tree(source: str) -> ast.Module:
    """Return a cell's syntax tree, an empty one where it is not Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):  # magics; what a student wrote
        return ast.Module(body=[], type_ignores=[])


@lru_cache(maxsize=512)
def helpers(source: str) -> frozenset[str]:
    """Return the names that a test cell hands to `check` as what the exercise builds on.

    Those in its arguments `given` and `helpers`, and in what the cell assigns to names in these.
    """
    assigned: list[tuple[str, ast.AST]] = []
    found: set[str] = set()
    for node in ast.walk(tree(source)):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                assigned.append((name, value))
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                assigned.append((name, value))
            case ast.Call(func=ast.Name(id="check"), keywords=keywords):
                named = (word.value for word in keywords if word.arg in ("given", "helpers"))
                found |= {name for value in named for name in _names_in(value)}
    before = -1
    while len(found) > before:
        before = len(found)
        found |= {part for name, value in assigned if name in found for part in _names_in(value)}
    return frozenset(found)


def _names_in(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
