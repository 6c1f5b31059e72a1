"""Settings of all tests; they hold for every process that a test starts."""

import gc
import importlib.util
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The real tables of the folder that the variable names; else the stand-ins, and no network.
if not os.environ.get("SCRATCHNET_DATA"):
    os.environ["SCRATCHNET_DATA"] = "stand-in"

# One thread per library, as in the build of the book: tests run side by side, and a sum is always
# divided in the same way.
for name, value in {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "",
    "MPLBACKEND": "agg",
}.items():
    os.environ.setdefault(name, value)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they need; what a whole room needs, its own conftest says."""
    for item in items:
        if {"pages", "built"} & set(item.fixturenames):
            item.add_marker("built")
        if {"keras", "tensorflow", "tf"} & set(vars(item.module)):
            item.add_marker("tensorflow")


@pytest.fixture(scope="module", autouse=True)
def _garbage_goes_with_its_module():
    """To look through all of it may take longer than a call may in a later test."""
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def benchmark_script():
    """A function: the name of a file in `benchmarks/` -> its module."""
    loaded = {}

    def load(file):
        if file not in loaded:
            name = f"benchmark_{Path(file).stem}"
            path = ROOT / "benchmarks" / file
            spec = importlib.util.spec_from_file_location(name, path)
            loaded[file] = sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(loaded[file])  # after: dataclasses look their module up
        return loaded[file]

    yield load
    for module in loaded.values():
        del sys.modules[module.__name__]


@pytest.fixture(scope="session")
def pages() -> Path:
    """Folder of the built pages; `make test` builds them before it runs the tests."""
    folder = ROOT / "_build" / "html"
    assert (ROOT / "_build" / "pages").exists(), "the book is not built; run: make book"
    return folder
