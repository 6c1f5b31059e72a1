"""Grade on a Dask cluster: the same submissions, the same results, on other machines.

A submission is a pure function of its bytes and the set's, so it may run anywhere, and again
elsewhere when a machine dies; nothing is shared but the scheduler's address. Each thread of
the cluster's workers keeps one grading process (see `worker`) with a sandbox of its own; Dask's
processes never run a student's code or a test. Results come back to the coordinator, the only one
that writes.

Dask's messages are pickles. That is safe here because both ends are ours: what comes from a student
has passed through `wire` into plain values before it becomes a result.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from grader.engine import batch
from grader.engine.examiner import GradingError
from grader.engine.limits import THREADS
from grader.engine.sandbox import SandboxError
from grader.engine.submission import Graded, Task, code_digest
from grader.engine.worker import Setup

DEATHS = 3  # of workers with a task, before it is given up
AHEAD = 2  # tasks under way per worker, so that none waits for the network
SECONDS_TO_CONNECT = 20.0


class ClusterError(Exception):
    """The cluster cannot be used; the text says why."""


def grade_all(tasks: Iterable[Task], setup: Setup, address: str) -> Iterator[Graded]:
    """Grade tasks on the cluster at `address` and yield each result when it is ready.

    Parameters
    ----------
    tasks : iterable of Task
    setup : Setup
    address : str
        The scheduler's, such as `tcp://10.0.0.1:8786`.

    Raises
    ------
    ClusterError
        If there is no such scheduler or no worker, or a worker has another version of the course.
    SandboxError
        If a worker's sandbox cannot be started, or does not hold.
    GradingError
        If the set's own cells do not run.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        raise ClusterError(
            "--cluster needs Dask; install it with: pip install -e '.[cluster]'"
        ) from None
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        raise ClusterError(f"--cluster {address}: no scheduler answers: {error}") from error
    with client:
        _check(client, address)
        # As a task, and not scattered: if the workers that hold it die, Dask makes it again.
        shared = client.submit(_same, setup, pure=False)
        waiting = iter(tasks)
        students: dict[str, str] = {}

        def submit() -> Any:
            task = next(waiting, None)
            if task is None:
                return None
            future = client.submit(_grade, task, shared, pure=False)
            students[future.key] = task.student
            return future

        workers = sum(client.nthreads().values())
        first = [future for _ in range(AHEAD * workers) if (future := submit()) is not None]
        for future in (coming := as_completed(first)):
            student = students.pop(future.key)
            try:
                result = future.result()
            except KilledWorker:
                problem = f"{DEATHS} or more of the cluster's workers ended while they graded it"
                result = Graded(student, problem=problem, whose="machine")
            if isinstance(result, (SandboxError, GradingError)):
                raise result
            if (more := submit()) is not None:
                coming.add(more)
            yield result


def _check(client: Any, address: str) -> None:
    """Let only workers grade that run this very code."""
    versions = client.run(code_digest)
    if not versions:
        raise ClusterError(f"--cluster {address}: the scheduler has no workers")
    for worker, version in versions.items():
        if version != code_digest():
            raise ClusterError(
                f"--cluster {address}: the worker {worker} has another version of the course or "
                "of Python; install the same there, or scores could differ"
            )


def _same(setup: Setup) -> Setup:
    return setup


class _Process:
    """A grading process of a worker's, which ends with it."""

    def __init__(self, setup: Setup) -> None:
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "grader.engine.worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={**os.environ, **THREADS},
        )
        theirs.close()
        self.connection = Connection(ours.detach())
        self.setup = setup
        self.connection.send(setup)

    def end(self) -> None:
        self.connection.close()
        self._process.kill()
        self._process.wait()


_local: dict[int, _Process] = {}  # by thread


def _grade(task: Task, setup: Setup) -> Graded | SandboxError | GradingError:
    """Grade a task in this thread's grading process; runs on a worker of the cluster."""
    thread = threading.get_ident()
    for _ in range(DEATHS):
        try:
            if thread not in _local or _local[thread].setup != setup:
                _end(thread)
                _local[thread] = _Process(setup)
            connection = _local[thread].connection
            connection.send(task)
            patience = setup.limits.seconds + batch.SPARE_SECONDS
            while connection.poll(patience):
                result = connection.recv()
                if not isinstance(result, str):  # it says when it is ready
                    return result
            _end(thread)
            return batch.kept_busy(task, patience)
        except (EOFError, OSError):
            pass
        _end(thread)  # it died
    return batch.given_up(task)


def _end(thread: int) -> None:
    if process := _local.pop(thread, None):
        process.end()


@atexit.register
def _end_all() -> None:
    for thread in list(_local):
        _end(thread)
