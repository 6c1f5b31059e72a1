"""Hand submissions to worker processes and take results as they come.

Workers are separate processes that end with this one. A worker that dies takes at most the tasks
it had with it; they are given to another one, and after three deaths a task is given up as the
machine's problem. Results come in the order in which they are ready.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait

from grader.engine.examiner import GradingError
from grader.engine.sandbox import ENVIRONMENT, SandboxError
from grader.engine.submission import Graded, Task
from grader.engine.worker import Setup

DEATHS = 3  # of workers, before a task is given up
AHEAD = 2  # tasks that a worker has at a time, so that it never waits for the next
SPARE_SECONDS = 120.0  # beyond a submission's own limit, before a worker counts as hung
THREADS = {name: value for name, value in ENVIRONMENT.items() if "THREADS" in name}


class Worker:
    """A worker process and the tasks that it has."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader.engine.worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={**os.environ, **THREADS},
        )
        theirs.close()
        self.connection = Connection(ours.detach())
        self.tasks: deque[Task] = deque()
        self.since = time.monotonic()

    def end(self) -> None:
        """End the process."""
        self.connection.close()
        self.process.kill()
        self.process.wait()


class Workers:
    """Worker processes, started at once so that they import while the caller prepares."""

    def __init__(self, jobs: int) -> None:
        self.started = [Worker() for _ in range(jobs)]

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.started:
            worker.end()


def grade_all(tasks: Iterable[Task], setup: Setup, workers: Workers) -> Iterator[Graded]:
    """Grade tasks with workers that have no setup yet, and yield each result when it is ready.

    Raises
    ------
    SandboxError
        If the sandbox cannot be started, or does not hold.
    GradingError
        If the set's own cells do not run.
    """
    waiting = iter(tasks)
    again: deque[Task] = deque()
    deaths: dict[str, int] = {}
    started = workers.started
    for worker in started:
        _send(worker, setup)
    while True:
        for worker in started:
            while len(worker.tasks) < AHEAD:
                task = again.popleft() if again else next(waiting, None)
                if task is None:
                    break
                if not worker.tasks:
                    worker.since = time.monotonic()
                worker.tasks.append(task)
                _send(worker, task)
        if not any(worker.tasks for worker in started):
            return
        ready = wait([worker.connection for worker in started], timeout=1.0)
        for i, worker in enumerate(started):
            limit = setup.limits.seconds + SPARE_SECONDS
            is_hung = worker.tasks and time.monotonic() - worker.since > limit
            if worker.connection not in ready and not is_hung:
                continue
            try:
                if is_hung:
                    raise EOFError
                result = worker.connection.recv()
            except (EOFError, OSError):
                worker.end()
                started[i] = Worker()
                _send(started[i], setup)
                yield from _given_up(worker, again, deaths)
                continue
            if isinstance(result, (SandboxError, GradingError)):
                raise result
            worker.since = time.monotonic()
            if isinstance(result, Graded):
                worker.tasks.popleft()
                yield result


def _send(worker: Worker, thing: Setup | Task) -> None:
    try:
        worker.connection.send(thing)
    except OSError:  # it is dead, which the next look at it finds
        return


def _given_up(worker: Worker, again: deque[Task], deaths: dict[str, int]) -> Iterator[Graded]:
    """Put a dead worker's tasks back, but for one that too many workers died of."""
    for task in worker.tasks:
        # Only the first was being graded.
        deaths[task.student] = deaths.get(task.student, 0) + (task is worker.tasks[0])
        if deaths[task.student] < DEATHS:
            again.append(task)
        else:
            problem = f"{DEATHS} grading processes ended while they graded it"
            yield Graded(task.student, problem=problem, whose="machine", notes=task.notes)
