"""Build the book: run every chapter whose result is not known yet, then make the pages.

Run as `make book`. Chapters run two at a time and their results go to the cache that Sphinx reads
(`_build/.jupyter_cache`). The cache is emptied when anything changes that the chapters depend on:
the versions of the installed packages, `scratchnet`, or the data.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from importlib.metadata import distributions
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
CACHE = BUILD / ".jupyter_cache"
REPORTS = BUILD / "reports"
# One thread per library: two notebooks run side by side on two cores, and results do not depend on
# how a sum was divided.
KERNEL_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "",
    "MPLBACKEND": "agg",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
}


class ChapterError(Exception):
    """A chapter that did not run to its end; the message names notebook, cell and error."""


def chapters(toc: dict) -> list[Path]:
    """Notebooks of the table of contents that the build executes, in reading order."""
    entries = [entry for part in toc["parts"] for entry in part["chapters"]]
    files = [
        toc["root"],
        *(e["file"] for entry in entries for e in [entry, *entry.get("sections", [])]),
    ]
    paths = [ROOT / f"{name}.ipynb" for name in files if not name.startswith("exercises/")]
    return [path for path in paths if path.exists()]


def environment_key() -> str:
    """Digest of everything but the notebook itself that a result depends on."""
    parts = [platform.python_version(), platform.machine()]
    parts += sorted({f"{d.metadata['Name']}=={d.version}" for d in distributions()})
    for path in sorted((ROOT / "scratchnet").rglob("*.py")):
        parts += [str(path.relative_to(ROOT)), hashlib.sha256(path.read_bytes()).hexdigest()]
    data = os.environ.get("SCRATCHNET_DATA", "")
    parts.append(data)
    if data and Path(data).is_dir():
        stats = [(path.name, path.stat()) for path in sorted(Path(data).glob("*.csv"))]
        parts += [f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def open_cache() -> JupyterCacheAbstract:
    """Open the cache of results, emptied if it was made in another environment."""
    stamp = CACHE / "environment"
    key = environment_key()
    if CACHE.exists() and (not stamp.exists() or stamp.read_text() != key):
        shutil.rmtree(CACHE)
    CACHE.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    return get_cache(str(CACHE))


def is_known(cache: JupyterCacheAbstract, path: Path) -> bool:
    """Whether the cache holds the result of this notebook."""
    try:
        cache.match_cache_notebook(nbformat.read(path, as_version=4))
    except KeyError:
        return False
    return True


def execute(path: Path, timeout: int, on_cell) -> tuple[nbformat.NotebookNode, float]:
    """Run one notebook in its folder.

    Returns
    -------
    notebook : NotebookNode
        With outputs.
    seconds : float

    Raises
    ------
    ChapterError
        If a cell raises, takes longer than `timeout` seconds or ends the kernel.
    """
    notebook = nbformat.read(path, as_version=4)
    running = {"index": 0}

    def started(cell, cell_index):
        running["index"] = cell_index

    client = NotebookClient(
        notebook,
        timeout=timeout,
        record_timing=False,  # times in the metadata would change the key that the cache looks up
        extra_arguments=["--Application.log_level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_execute=started,
        on_cell_executed=lambda cell, cell_index, execute_reply: on_cell(),
    )
    begin = time.perf_counter()
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        REPORTS.mkdir(parents=True, exist_ok=True)
        report = REPORTS / path.name
        nbformat.write(notebook, report)
        index = running["index"]
        cell = notebook.cells[index]
        what = (
            f"{error.ename}: {error.evalue}"
            if isinstance(error, CellExecutionError)
            else str(error)
        )
        source = "\n".join(f"    {line}" for line in cell.source.splitlines())
        raise ChapterError(
            f"{path.relative_to(ROOT)}, cell {index} (id {cell.get('id', 'none')}): {what.strip()}\n"
            f"{source}\n  All outputs up to there: {report.relative_to(ROOT)}"
        ) from error
    return notebook, time.perf_counter() - begin


def execute_all(paths: list[Path], jobs: int, timeout: int) -> list[str]:
    """Run what the cache does not know, `jobs` notebooks at a time; return the failures in words."""
    cache = open_cache()
    stale = [path for path in paths if not is_known(cache, path)]
    if not stale:
        print(f"All {len(paths)} notebooks are unchanged; none is run again.")
        return []
    cells = sum(cell.cell_type == "code" for path in stale for cell in nbformat.read(path, 4).cells)
    failures, seconds, lock = [], {}, threading.Lock()
    with (
        tqdm(total=cells, unit="cell", desc=f"Running {len(stale)} notebooks") as bar,
        ThreadPoolExecutor(jobs) as pool,
    ):

        def advance():
            with lock:
                bar.update()

        futures = {pool.submit(execute, path, timeout, advance): path for path in stale}
        for future in as_completed(futures):
            path = futures[future]
            try:
                notebook, taken = future.result()
            except ChapterError as error:
                failures.append(str(error))
                continue
            seconds[path] = taken
            bundle = CacheBundleIn(notebook, str(path), data={"execution_seconds": taken})
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    for path in stale:
        if path in seconds:
            print(f"  {path.relative_to(ROOT)}: {seconds[path]:.1f} s")
    return failures


def make_pages(fresh: bool) -> bool:
    """Build the HTML with warnings as errors; return whether it succeeded."""
    command = [
        str(Path(sys.executable).with_name("jupyter-book")),
        "build",
        str(ROOT),
        "-n",
        "-W",
        "--keep-going",
        "-q",
    ]
    if fresh:
        command.append("--all")
    if subprocess.run(command, cwd=ROOT).returncode == 0:
        return True
    # Sphinx would not repeat the warnings of pages it has already read, and so pass the next time.
    shutil.rmtree(BUILD / "html" / ".doctrees", ignore_errors=True)
    shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
    return False


def digest_of(files: Iterable[Path]) -> str:
    """Digest of names and contents."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def page_keys() -> tuple[str, str]:
    """Digests of what every page depends on (results, settings, extension) and of the pages' sources."""
    shared = [ROOT / "_config.yml", ROOT / "_toc.yml", CACHE / "environment"]
    shared += [p for p in (ROOT / "book").rglob("*") if p.is_file() and p.suffix != ".pyc"]
    sources = [
        p for room in ("chapters", "exercises") for p in (ROOT / room).rglob("*.*") if p.is_file()
    ]
    return digest_of(shared), digest_of(p for p in sources if ".ipynb_checkpoints" not in p.parts)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__.split("\n\n")[0])
    parser.add_argument("--jobs", type=int, default=2, help="notebooks run at a time (default 2)")
    parser.add_argument(
        "--timeout", type=int, default=300, help="seconds that one cell may take (default 300)"
    )
    options = parser.parse_args(arguments)
    for name, value in KERNEL_ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    begin = time.perf_counter()
    paths = chapters(yaml.safe_load((ROOT / "_toc.yml").read_text()))
    failures = execute_all(paths, options.jobs, options.timeout)
    if failures:
        print("\nThe book was not built; these notebooks failed:\n", file=sys.stderr)
        print("\n\n".join(failures), file=sys.stderr)
        return 1
    stamp = BUILD / "pages"
    shared, sources = page_keys()
    built = stamp.read_text().split() if stamp.exists() else ["", ""]
    if built != [shared, sources]:
        stamp.unlink(missing_ok=True)
        if not make_pages(fresh=built[0] != shared):
            print("\nThe book was not built; the warnings above say why.", file=sys.stderr)
            return 1
        stamp.write_text(f"{shared} {sources}")
    print(f"The book is built ({time.perf_counter() - begin:.0f} s). Open _build/html/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
