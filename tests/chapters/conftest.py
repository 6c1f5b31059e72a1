"""What the tests of the chapters share: the built pages, and chapters that were run."""

import linecache
import os
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "website"))  # the scripts are no package; tests import them by name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run a whole chapter."""
    for item in items:
        if "chapter_namespace" in item.fixturenames:
            item.add_marker("slow")


@pytest.fixture(scope="session")
def chapter_namespace() -> Callable[[str], dict]:
    """A function from a chapter's name to the names that its code cells define.

    ``chapter_namespace("03_forward_propagation")["relu"]`` is the function that the chapter shows.
    A chapter runs once per session, so tests must not change what they get. What the chapter glues
    into its prose is in ``["__glued__"]``.
    """
    done = {}

    def run(name: str) -> dict:
        if name not in done:
            done[name] = run_chapter(ROOT / "chapters" / f"{name}.ipynb")
        return done[name]

    return run


@pytest.fixture(scope="session")
def chapter_cells() -> Callable[..., dict]:
    """A function like `chapter_namespace`, which runs only the code cells with the ids that follow.

    ``chapter_cells("06_backpropagation", "imports", "value-class")["Value"]``, in the chapter's
    order: for tests that need what a cell defines, and not the minute that a chapter may train.
    """
    return lambda name, *ids: run_chapter(ROOT / "chapters" / f"{name}.ipynb", ids)


def run_chapter(path: Path, ids: Collection[str] = ()) -> dict:
    """Run the code cells of a notebook as plain Python, in its folder and without IPython.

    With `ids`, only the cells that they name. An error carries a note that names notebook and cell,
    and its traceback shows the cell's lines.
    """
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert set(ids) <= {cell.id for cell in cells}, f"{path.name} has not all of the cells {ids}"
    if ids:
        cells = [cell for cell in cells if cell.id in ids]
    module = ModuleType(f"chapter_{path.stem}")
    namespace = vars(module)
    namespace["__glued__"] = {}
    glue = ModuleType("myst_nb")  # the true one needs a running IPython
    glue.glue = lambda name, value, display=True: namespace["__glued__"].update({name: value})
    replaced = {name: sys.modules.get(name) for name in (module.__name__, "myst_nb")}
    sys.modules.update({module.__name__: module, "myst_nb": glue})
    folder = Path.cwd()
    os.chdir(path.parent)
    try:
        for cell in cells:
            where = f"<{path.name}, cell {cell.id}>"
            linecache.cache[where] = (len(cell.source), None, cell.source.splitlines(True), where)
            try:
                exec(compile(cell.source, where, "exec"), namespace)
            except Exception as error:
                error.add_note(f"while running {path.relative_to(ROOT)}, cell {cell.id}")
                raise
    finally:
        os.chdir(folder)
        for name, old in replaced.items():
            if old is None:
                del sys.modules[name]
            else:
                sys.modules[name] = old
    return namespace
