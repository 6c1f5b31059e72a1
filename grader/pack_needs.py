"""What the code of exercises needs: modules of this course, found by imports, and distributions."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import nbformat
from packaging.requirements import Requirement

NAME = "neural-networks-exercises"
PACKAGES = ("checks", "coursebook", "scratchnet")
# Where the name that is imported is not the name that is installed.
DISTRIBUTIONS = {"sklearn": "scikit-learn", "IPython": "ipython"}
ALONG_WITH = {"keras": "tensorflow"}  # what Keras computes with, never imported by name


def imported_modules(root: Path, sources: Iterable[str]) -> list[Path]:
    """Return the files of this course's packages that code imports, directly or not."""
    found: set[Path] = set()
    waiting = list(sources)
    while waiting:
        for module in _imports(waiting.pop()):
            for path in _files_of(root, module):
                if path not in found:
                    found.add(path)
                    waiting.append(path.read_text(encoding="utf-8"))
    return sorted(found)


def code_cells(path: Path) -> list[str]:
    """Return the code of a notebook's cells."""
    cells = nbformat.read(path, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def _imports(source: str) -> Iterator[str]:
    """Yield the modules that code names in import statements, also inside functions."""
    # A line that only IPython understands imports nothing of ours.
    lines = (line for line in source.splitlines() if not line.lstrip().startswith(("%", "!")))
    text = "\n".join(lines)
    try:
        tree = ast.parse(text)
    except SyntaxError:  # what is left of a cell whose block held nothing but such a line
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            # `from package import module`, which a name alone does not tell from a function
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _files_of(root: Path, module: str) -> Iterator[Path]:
    """Yield the files that Python reads to import a module of this course, packages first."""
    parts = module.split(".")
    if parts[0] not in PACKAGES:
        return
    for end in range(1, len(parts) + 1):
        place = root.joinpath(*parts[:end])
        if place.is_dir():
            yield place / "__init__.py"
        elif place.with_suffix(".py").exists():
            yield place.with_suffix(".py")


def declared(project: Mapping) -> dict[str, list[Requirement]]:
    """Return the requirements of the course by the name of their distribution."""
    listed = [*project["dependencies"]]
    for extra in project.get("optional-dependencies", {}).values():
        listed += extra
    found: dict[str, list[Requirement]] = {}
    for requirement in map(Requirement, listed):
        found.setdefault(requirement.name.lower(), []).append(requirement)
    found.pop(project["name"], None)
    return found


def requirements(project: Mapping, sources: Iterable[str]) -> list[str]:
    """Return, with their ranges, the distributions that code imports."""
    ranges = declared(project)
    imported = {module.split(".")[0] for source in sources for module in _imports(source)}
    names = {DISTRIBUTIONS.get(module, module) for module in imported}
    names |= {extra for name, extra in ALONG_WITH.items() if name in names}
    return sorted(str(one) for name in names for one in ranges.get(name, []))


def pyproject(project: Mapping, needed: Iterable[str]) -> str:
    """Return a `pyproject.toml` for the folder, with what it needs."""
    lines = [f"    {json.dumps(requirement)}," for requirement in needed]
    return "\n".join(
        [
            "[build-system]",
            'requires = ["setuptools>=77"]',
            'build-backend = "setuptools.build_meta"',
            "",
            "[project]",
            f'name = "{NAME}"',
            f'version = "{project["version"]}"',
            'description = "The exercises of an open course on neural networks."',
            f'requires-python = "{project["requires-python"]}"',
            "dependencies = [",
            *lines,
            "]",
            "",
            "[tool.setuptools.packages.find]",
            "include = [" + ", ".join(f'"{package}*"' for package in PACKAGES) + "]",
            "",
        ]
    )
