"""What the tests of the chapters share: the built pages, and chapters that were run."""

import ast
import linecache
import os
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import ModuleType

import nbformat
import numpy as np
import pytest
import yaml

from coursebook.datasets import load_churn, load_pima

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "website"))  # the scripts are no package; tests import them by name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run a whole chapter."""
    for item in items:
        if {"chapter_namespace", "on_stand_in", "glued"} & set(item.fixturenames):
            item.add_marker("slow")


@pytest.fixture(scope="module", autouse=True)
def single_precision() -> Iterator[None]:
    """Put Keras back to single precision, which chapters that compare many digits leave."""
    yield
    if keras := sys.modules.get("keras"):
        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")


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


@pytest.fixture(scope="session")
def on_stand_in(chapter_namespace) -> Callable[[str], dict]:
    """A function like `chapter_namespace`, which runs the chapter on stand-ins in any case."""
    done = {}

    def run(name: str) -> dict:
        if load_pima().is_synthetic and load_churn().is_synthetic:
            return chapter_namespace(name)
        if name not in done:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("SCRATCHNET_DATA", "stand-in")
                done[name] = run_chapter(ROOT / "chapters" / f"{name}.ipynb")
        return done[name]

    return run


@pytest.fixture(params=["real", "stand_in"])
def glued(request, chapter_namespace, on_stand_in) -> dict[str, str]:
    """What the test module's `CHAPTER` glues into its prose, once of the real tables, once without.

    Of the real tables it is what the build computed, where that is from the chapter as it stands.
    """
    chapter = request.module.CHAPTER
    if request.param == "stand_in":
        return on_stand_in(chapter)["__glued__"]
    if load_pima().is_synthetic or load_churn().is_synthetic:
        pytest.skip("the real tables are not on this machine")
    return glued_by_the_build(chapter) or chapter_namespace(chapter)["__glued__"]


@pytest.fixture
def results(request, chapter_namespace) -> dict[str, str]:
    """What the build glued into the prose of the test module's `CHAPTER`, else what it computes."""
    chapter = request.module.CHAPTER
    return glued_by_the_build(chapter) or chapter_namespace(chapter)["__glued__"]


@pytest.fixture
def unseen_rows_fill_and_scale_nothing(monkeypatch) -> Callable[[dict, tuple], None]:
    """A function of a chapter's names and one (training, validation, test): what `prepare` learns
    from the first part does not change with what is written into the others."""

    def check(names: dict, parts: tuple) -> None:
        training, validation, test = parts
        before = names["prepare"](training)
        changed = names["X_missing"].copy()
        changed[[*validation, *test]] = 1e4
        monkeypatch.setitem(names, "X_missing", changed)
        after = names["prepare"](training)
        np.testing.assert_array_equal(after[training], before[training])
        assert (after[test] != before[test]).any()

    return check


@pytest.fixture
def flipped_test_labels_teach_nothing() -> Callable[..., None]:
    """A function of labels, parts, and what turns labels into a model's outputs for all rows: the
    outputs stay when test labels are flipped, and change when labels to learn from are."""

    def check(y: np.ndarray, parts: tuple, outputs: Callable[[np.ndarray], np.ndarray]) -> None:
        training, _, test = parts
        before = outputs(y)
        flipped, other = y.copy(), y.copy()
        flipped[test] = 1 - flipped[test]
        other[training[::2]] = 1 - other[training[::2]]
        np.testing.assert_array_equal(outputs(flipped), before)
        assert (outputs(other) != before).any()

    return check


def glued_by_the_build(chapter: str) -> dict[str, str] | None:
    """What the build computed, if it was from this chapter, these packages and these tables."""
    import build
    from dependencies import notebook_key
    from execution import is_known, open_cache, read

    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    with_images = any("load_mnist" in path.read_text("utf-8") for path in build.chapters(toc))
    path = ROOT / "chapters" / f"{chapter}.ipynb"
    key = notebook_key(read(path), path, ROOT, build.prepare_data(with_images))
    cache = open_cache()
    if not is_known(cache, path, key):
        return None
    record = cache.match_cache_notebook(nbformat.read(path, as_version=4))
    cells = cache.get_cache_bundle(record.pk).nb.cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return {
        output.metadata["scrapbook"]["name"]: ast.literal_eval(next(iter(output.data.values())))
        for output in outputs
        if "scrapbook" in output.get("metadata", {})
    }


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
