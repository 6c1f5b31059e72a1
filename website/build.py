"""Build the book: run every chapter whose result is not known yet, then make the pages.

Run as `make book`. Chapters run two at a time and their results go to the cache that Sphinx reads
(`_build/.jupyter_cache`). The cache is emptied when anything changes that the chapters depend on:
the versions of the installed packages, `scratchnet`, the data, or what the benchmarks measured.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import platform
import shutil
import signal
import subprocess
import sys
import sysconfig
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from functools import partial
from importlib.metadata import distributions
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

from coursebook.datasets import DataError, load_churn, load_pima

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


def prepare_data() -> list[str]:
    """Have both tables in place before any chapter runs; return where the numbers come from.

    Chapters then neither download nor wait. If one table cannot be had, all of them use stand-ins,
    so that the pages do not depend on which chapter tried when.

    Raises
    ------
    DataError
        If a file that was found is not the right one.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tables = [load_pima(), load_churn()]
    for warning in caught:
        print(warning.message, file=sys.stderr)
    if any(table.is_synthetic for table in tables):
        os.environ["SCRATCHNET_DATA"] = "stand-in"
        print("The book is built on generated stand-ins; its pages say so.")
        tables = [load_pima(), load_churn()]
    return [table.source for table in tables]


def environment_key(data: list[str]) -> str:
    """Digest of everything but the notebook itself that a result depends on."""
    parts = [platform.python_version(), platform.machine()]
    # Of this environment only: packages such as setuptools add copies of others to sys.path when
    # they are imported, and then the key would depend on who asks.
    installed = distributions(path=[sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    parts += sorted({f"{d.metadata['Name']}=={d.version}" for d in installed})
    # What chapters import and read: the library, and what the benchmarks measured.
    for path in sorted(
        [
            *ROOT.glob("scratchnet/**/*.py"),
            *ROOT.glob("coursebook/**/*.py"),
            *ROOT.glob("benchmarks/*.json"),
        ]
    ):
        parts += [str(path.relative_to(ROOT)), hashlib.sha256(path.read_bytes()).hexdigest()]
    # The loaders accept a file by its SHA-256 only, so where it comes from says what is in it.
    parts += data
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def open_cache(key: str) -> JupyterCacheAbstract:
    """Open the cache of results, emptied if it was made in another environment."""
    stamp = CACHE / "environment"
    if CACHE.exists() and (not stamp.exists() or stamp.read_text() != key):
        shutil.rmtree(CACHE)
    CACHE.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    return get_cache(str(CACHE))


def read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook.

    Raises
    ------
    ChapterError
        If the file is not one.
    """
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, AttributeError) as error:
        raise ChapterError(
            f"{path.relative_to(ROOT)}: expected a notebook, got: {error}"
        ) from error


def is_known(cache: JupyterCacheAbstract, path: Path) -> bool:
    """Whether the cache holds the result of this notebook."""
    try:
        # An interruption can leave an entry without its file; so look at that too.
        cache.get_cache_bundle(cache.match_cache_notebook(read(path)).pk)
    except KeyError:
        return False
    return True


def execute(
    path: Path, timeout: int, on_cell: Callable[[], None], running: list[NotebookClient]
) -> tuple[nbformat.NotebookNode, float]:
    """Run one notebook in its folder; while it runs, its client is in `running`.

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
    notebook = read(path)
    index = 0

    def started(cell, cell_index):
        nonlocal index
        index = cell_index

    client = NotebookClient(
        notebook,
        timeout=timeout,
        record_timing=False,  # times in the metadata would change the key that the cache looks up
        extra_arguments=["--Application.log_level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_execute=started,
        on_cell_executed=lambda cell, cell_index, execute_reply: on_cell(),
    )
    running.append(client)
    begin = time.perf_counter()
    REPORTS.mkdir(parents=True, exist_ok=True)
    # What libraries write past Python goes beside the reports and not between the progress bars.
    log = REPORTS / f"{path.stem}.log"
    try:
        with log.open("wb") as stderr:
            try:
                client.execute(stderr=stderr)
            except RuntimeError as error:
                # Between choosing a free port and binding it another program can take it; then the
                # kernel dies before the first cell, and a second start chooses anew.
                if "before replying to kernel_info" not in str(error):
                    raise
                client.execute(stderr=stderr)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        report = REPORTS / path.name
        nbformat.write(notebook, report)
        cell = notebook.cells[index]
        if isinstance(error, CellExecutionError):
            what = f"{error.ename}: {error.evalue}"
        elif isinstance(error, CellTimeoutError):
            what = f"it took longer than {timeout} s"
        else:
            what = f"{error}; what it wrote last may be in {log.relative_to(ROOT)}"
        source = "\n".join(f"    {line}" for line in cell.source.splitlines())
        name = path.relative_to(ROOT)
        place = f"{name}, cell {index} (id {cell.get('id', 'none')})"
        raise ChapterError(
            f"{place}: {what.strip()}\n{source}\n"
            f"  All outputs up to there: {report.relative_to(ROOT)}"
        ) from error
    finally:
        running.remove(client)
    return notebook, time.perf_counter() - begin


def end_kernels(running: Iterable[NotebookClient]) -> None:
    """End the kernels of these clients at once; who waits for them gets an error."""
    for client in list(running):
        if client.km is not None and client.km.has_kernel and client.km.provisioner.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(client.km.provisioner.pid, signal.SIGKILL)


@contextlib.contextmanager
def noting_an_interruption() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C sets; a second one interrupts at once, as always.

    An exception that is raised wherever Python is at that moment can get lost: what a destructor or
    a callback of the garbage collection raises is ignored.
    """
    noted = threading.Event()

    def note(*_: object) -> None:
        noted.set()
        signal.signal(signal.SIGINT, usual)

    usual = signal.getsignal(signal.SIGINT)
    if usual is not signal.SIG_IGN:  # as it is in what a script runs in the background
        signal.signal(signal.SIGINT, note)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, usual)


def execute_all(paths: list[Path], key: str, jobs: int, timeout: int) -> list[str]:
    """Run what the cache does not know, `jobs` notebooks at a time; return the failures in words.

    Raises
    ------
    KeyboardInterrupt
        If the user interrupts. Kernels that run are ended; results that are complete are kept.
    """
    cache = open_cache(key)
    try:
        stale = [path for path in paths if not is_known(cache, path)]
    except ChapterError as error:
        return [str(error)]
    if not stale:
        print(f"All {len(paths)} notebooks are unchanged; none is run again.")
        return []
    cells = sum(cell.cell_type == "code" for path in stale for cell in nbformat.read(path, 4).cells)
    failures, seconds, running, ended = [], {}, [], []
    pause = 0.1 if sys.stderr.isatty() else 10  # seconds; in a log, a line now and then
    tqdm.monitor_interval = 0  # no thread that only watches
    with (
        tqdm(total=cells, unit="cell", desc="Running notebooks", mininterval=pause) as bar,
        noting_an_interruption() as interruption,
        ThreadPoolExecutor(jobs) as pool,
    ):
        on_cell = partial(ended.append, None)
        futures = {pool.submit(execute, path, timeout, on_cell, running): path for path in stale}
        waiting = set(futures)
        while waiting and not interruption.is_set():
            done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            # By this thread only: one that cannot write would leave the bar locked for all others.
            bar.update(len(ended) - bar.n)
            for future in done:
                path = futures[future]
                try:
                    notebook, taken = future.result()
                except ChapterError as error:
                    failures.append(str(error))
                    continue
                seconds[path] = taken
                bundle = CacheBundleIn(notebook, str(path), data={"execution_seconds": taken})
                cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        if interruption.is_set():
            pool.shutdown(wait=False, cancel_futures=True)
            # Again and again: a kernel may be starting at this moment.
            while not all(future.done() for future in futures):
                end_kernels(running)
                time.sleep(0.2)
            raise KeyboardInterrupt
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
    # Standard output is only a banner; warnings and errors come through.
    if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode == 0:
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
    """Digests of what all pages depend on (results, settings, extension) and of their sources."""
    shared = [ROOT / "_config.yml", ROOT / "_toc.yml", CACHE / "environment"]
    shared += [p for p in (ROOT / "website").rglob("*") if p.is_file() and p.suffix != ".pyc"]
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
    sys.stdout.reconfigure(line_buffering=True)  # in step with what goes to stderr
    begin = time.perf_counter()
    paths = chapters(yaml.safe_load((ROOT / "_toc.yml").read_text()))
    try:
        key = environment_key(prepare_data())
    except DataError as error:
        print(f"The book was not built: {error}", file=sys.stderr)
        return 1
    stamp = BUILD / "pages"
    failures = execute_all(paths, key, options.jobs, options.timeout)
    if failures:
        stamp.unlink(missing_ok=True)
        print("\nThe book was not built; these notebooks failed:\n", file=sys.stderr)
        print("\n\n".join(failures), file=sys.stderr)
        return 1
    shared, sources = page_keys()
    built = (stamp.read_text().split() if stamp.exists() else []) or ["", ""]
    if built != [shared, sources]:
        print("Making the pages")
        stamp.unlink(missing_ok=True)
        if not make_pages(fresh=built[0] != shared):
            print("\nThe book was not built; the warnings above say why.", file=sys.stderr)
            return 1
        stamp.write_text(f"{shared} {sources}")
    print(f"The book is built ({time.perf_counter() - begin:.0f} s). Open _build/html/index.html")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print(
            "\nInterrupted. Chapters that had ended are kept; the next run goes on.",
            file=sys.stderr,
        )
        sys.exit(130)
