"""Run notebooks, some at a time, and keep their results in the cache that Sphinx reads.

What fails is told with notebook, cell and error; an interruption ends what runs and loses nothing
that had ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
CACHE = BUILD / ".jupyter_cache"
REPORTS = BUILD / "reports"


class ChapterError(Exception):
    """A chapter that did not run to its end; the message names notebook, cell and error."""


def open_cache() -> JupyterCacheAbstract:
    """Open the cache of results."""
    CACHE.mkdir(parents=True, exist_ok=True)
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


def is_known(cache: JupyterCacheAbstract, path: Path, key: str) -> bool:
    """Whether the cache holds the result of this notebook under this key.

    Sphinx looks results up by the whole of the code cells. Where only tags, comments or docstrings
    of the notebook changed, the result is kept under what it looks for now.
    """
    notebook = read(path)
    for record in cache.list_cache_records():
        if record.data.get("key") != key:
            continue
        try:
            # An interruption can leave an entry without its file; so look at that too.
            executed = cache.get_cache_bundle(record.pk).nb
            if cache.match_cache_notebook(notebook).data.get("key") == key:
                return True
        except KeyError:
            pass
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        if len(code) != len(executed.cells):
            continue
        for cell, result in zip(code, executed.cells, strict=True):
            cell.outputs, cell.execution_count = result.outputs, result.execution_count
        bundle = CacheBundleIn(notebook, str(path), data=record.data)
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        return True
    return False


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


def execute_all(paths: list[Path], keys: dict[Path, str], jobs: int, timeout: int) -> list[str]:
    """Run what the cache does not know, `jobs` notebooks at a time; return the failures in words.

    Raises
    ------
    KeyboardInterrupt
        If the user interrupts. Kernels that run are ended; results that are complete are kept.
    """
    cache = open_cache()
    stale = [path for path in paths if not is_known(cache, path, keys[path])]
    if not stale:
        print(f"Notebooks to run: none of {len(paths)}; nothing that they depend on has changed.")
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
                bundle = CacheBundleIn(
                    notebook, str(path), data={"execution_seconds": taken, "key": keys[path]}
                )
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
