"""What the results of a notebook depend on, found by following its imports without running it.

The key of a notebook is a digest of its code, of the modules of this repository that it imports,
directly or through others, of the files that they name, and of the lock file. Docstrings, comments
and tags of cells are not in it: they change no result.
"""

from __future__ import annotations

import ast
import hashlib
import os
import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat

# What is asked of a package: all of it, or some names. `from scratchnet import Adam` depends on the
# module that defines Adam, and not on all the others that `scratchnet/__init__.py` imports.
Names = frozenset[str]
ALL: Names = frozenset({"*"})
SMALL = 5_000_000  # bytes; what code names and is larger is not read as a source of results


def notebook_key(
    notebook: nbformat.NotebookNode, path: Path, root: Path, data: Iterable[str] = ()
) -> str:
    """Digest of everything that the results of a notebook depend on.

    Parameters
    ----------
    notebook : NotebookNode
    path : Path
        Where it stands.
    root : Path
        Of the repository: its packages are followed, all others stand in the lock file.
    data : iterable of str
        What the loaders of data sets found; it counts where they are imported.
    """
    tree = notebook_tree(notebook)
    found = follow(tree, root)
    parts = [platform.python_version(), platform.machine(), platform.system()]
    parts += [os.environ.get("KERAS_BACKEND", ""), lock(root / "requirements.txt")]
    parts.append(digest(tree))
    for module in sorted(found):
        parts += [str(module.relative_to(root)), module_digest(module)]
    files = set(files_named(tree, [path.parent]))
    for module in found:
        files.update(files_named(module_tree(module), [module.parent, path.parent]))
    for file in sorted(file for file in files if file not in found):
        parts += [os.path.relpath(file, root), hashlib.sha256(file.read_bytes()).hexdigest()]
    if any("datasets" in module.parts for module in found):
        parts += data
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def notebook_tree(notebook: nbformat.NotebookNode) -> ast.Module:
    """Code of a notebook; commands of IPython (`%time`, `!ls`) are left out of the syntax tree."""
    cells = [c.source for c in notebook.cells if c.cell_type == "code"]
    body: list[ast.stmt] = []
    for source in cells:
        python = re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)
        try:
            body += ast.parse(python).body
        except SyntaxError:  # it fails when it is run, in words; here its text is enough
            body.append(ast.Expr(ast.Constant(source + "!")))
        if python != source:
            body.append(ast.Expr(ast.Constant(source + "%")))
    return ast.Module(body, [])


def lock(path: Path) -> str:
    """Versions in the lock file, without its comments."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return "\n".join(line for line in lines if line.strip() and not line.lstrip().startswith("#"))


@dataclass
class _Walk:
    """Modules found so far, and those whose re-exports were asked for by name."""

    root: Path
    found: set[Path] = field(default_factory=set)
    asked: set[tuple[Path, Names]] = field(default_factory=set)

    def ask(self, dotted: str, names: Names) -> bool:
        """Follow a module of the repository and return whether there is one."""
        path = self.file_of(dotted)
        if path is None:
            return False
        parts = dotted.split(".")
        for n in range(1, len(parts)):
            package = self.root.joinpath(*parts[:n])
            self.read(package / "__init__.py", ".".join(parts[:n]), frozenset())
        self.read(path, dotted, names)
        return True

    def file_of(self, dotted: str) -> Path | None:
        place = self.root.joinpath(*dotted.split("."))
        for path in (place / "__init__.py", place.with_suffix(".py")):
            if path.is_file():
                return path
        return None

    def read(self, path: Path, dotted: str, names: Names) -> None:
        """Follow the imports of one module; of a mere table of names only those asked for."""
        if (path, names) in self.asked or not path.is_file():
            return
        self.asked.add((path, names))
        tree, package = module_tree(path), path.name == "__init__.py"
        if package and is_table(tree):
            self.read_table(tree, dotted, names)
        elif path not in self.found:
            self.found.add(path)
            self.follow(tree, dotted if package else dotted.rpartition(".")[0])

    def read_table(self, tree: ast.Module, dotted: str, names: Names) -> None:
        for statement in tree.body:
            if isinstance(statement, ast.ImportFrom):
                source = absolute(statement, dotted)
                for alias in statement.names:
                    if (alias.asname or alias.name) in names or names == ALL:
                        self.ask_for(source, alias.name)

    def ask_for(self, source: str, name: str) -> None:
        """Follow `from source import name`, where the name may be a module."""
        if not self.ask(f"{source}.{name}", ALL):
            self.ask(source, ALL if name == "*" else frozenset({name}))

    def follow(self, tree: ast.AST, package: str) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.ask(alias.name, ALL)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    self.ask_for(absolute(node, package), alias.name)


def follow(tree: ast.AST, root: Path) -> set[Path]:
    """Modules of the repository that code imports, directly or through others."""
    walk = _Walk(root)
    walk.follow(tree, "")
    return walk.found


def absolute(statement: ast.ImportFrom, package: str) -> str:
    """Return the full name of the module after `from`, as seen from inside `package`."""
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - statement.level + 1]
    return ".".join([*base, *([statement.module] if statement.module else [])])


def is_table(tree: ast.Module) -> bool:
    """Whether an `__init__.py` does nothing but give names: a docstring, imports, `__all__`."""
    return all(
        isinstance(statement, ast.ImportFrom)
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        or (
            isinstance(statement, ast.Assign)
            and isinstance(statement.targets[0], ast.Name)
            and statement.targets[0].id == "__all__"
        )
        for statement in tree.body
    )


def files_named(tree: ast.AST, folders: list[Path]) -> Iterator[Path]:
    """Files that exist among the texts of the code, seen from the given folders.

    Files beside a notebook do not count: it may have written them itself.
    """
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and "." in text and len(text) < 200 and text.isprintable():
            for folder in folders:
                path = folder / text
                beside = "/" not in text and not (folder / "__init__.py").exists()
                if not beside and path.is_file() and path.stat().st_size < SMALL:
                    yield path.resolve()


@cache
def _parsed(path: Path, changed: int) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def module_tree(path: Path) -> ast.Module:
    """Syntax tree of a module."""
    return _parsed(path, path.stat().st_mtime_ns)


def module_digest(path: Path) -> str:
    """Digest of what a module does."""
    return _digested(path, path.stat().st_mtime_ns)


@cache
def _digested(path: Path, changed: int) -> str:
    return digest(module_tree(path))


def digest(tree: ast.Module) -> str:
    """Digest of code without comments, docstrings and the places where it stands."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    text = ast.dump(_WithoutDocstrings(kinds).visit(ast.parse(ast.unparse(tree))))
    return hashlib.sha256(text.encode()).hexdigest()


class _WithoutDocstrings(ast.NodeTransformer):
    def __init__(self, kinds: tuple[type, ...]) -> None:
        self.kinds = kinds

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, self.kinds) and node.body and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return node
