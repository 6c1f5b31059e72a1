"""Hand submissions to worker processes and take results as they come.

Workers are forks of this process around a sandbox, and end with it. A worker has one task at a
time, so that neither side ever waits for the other to read. One that dies takes its task with it;
another one gets that, and after three deaths it is given up. One that hangs is ended, and its task
given up at once. Both are the submission's own doing: the others go on. Results come in the order
in which they are ready.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from multiprocessing.connection import wait

from grader.engine import cgroup, worker
from grader.engine.examiner import GradingError
from grader.engine.limits import Limits
from grader.engine.paper import Paper
from grader.engine.sandbox import Sandbox
from grader.engine.submission import Graded, Task
from grader.engine.worker import Setup

DEATHS = 3  # of workers, before a task is given up
SPARE_SECONDS = 60.0  # beyond a submission's own limit, before a worker counts as hung

_forking = multiprocessing.get_context("fork")


class Worker:
    """A worker process and the task that it has."""

    def __init__(self, setup: Setup, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.connection, theirs = _forking.Pipe()
        self.process = _forking.Process(
            target=worker.serve, args=(theirs, setup, sandbox, os.getpid()), daemon=True
        )
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.since = 0.0

    def give(self, task: Task | None) -> None:
        """Hand a task over to a process that has none."""
        self.task, self.since = task, time.monotonic()
        if task is not None:
            with contextlib.suppress(OSError):  # it is dead, which the next look at it finds
                self.connection.send(task)

    def end(self) -> None:
        """End the process."""
        self.connection.close()
        self.process.kill()
        self.process.join()


class Workers:
    """Worker processes around one sandbox, or where cgroups hold the memory, around one each.

    A sandbox is started at once, so that it imports the libraries while the caller prepares.

    Parameters
    ----------
    jobs : int
        How many processes.
    limits : Limits
    paper_ : Paper
        The problem set to grade.
    contained : bool
        Whether students' code runs in the sandbox.
    hidden : tuple of str
        Paths that students must not see.
    """

    def __init__(
        self,
        jobs: int,
        limits: Limits,
        paper_: Paper,
        *,
        contained: bool,
        hidden: tuple[str, ...] = (),
    ) -> None:
        # A cgroup bounds all processes of a sandbox together: there one student is in it at a time.
        own = jobs if contained and cgroup.delegated() else 1
        self._sandboxes = [
            worker.sandbox_for(paper_, limits, contained=contained, hidden=hidden)
            for _ in range(own)
        ]
        self._jobs = jobs
        self.started: list[Worker] = []

    def start(self, setup: Setup) -> None:
        """Prove that the sandbox holds and start the processes; `SandboxError` if it does not."""
        worker.prepare(setup.key.paper)
        for sandbox in self._sandboxes:
            worker.tested(sandbox)
        gc.collect()
        gc.freeze()  # what is there now stays; no need to look through it in every process
        sandboxes = islice(cycle(self._sandboxes), self._jobs)
        self.started = [Worker(setup, sandbox) for sandbox in sandboxes]

    def replace(self, gone: Worker, setup: Setup) -> None:
        """Put a new process in the place of one that died or hangs."""
        gone.end()
        self.started[self.started.index(gone)] = Worker(setup, gone.sandbox)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for started in self.started:
            started.end()
        for sandbox in self._sandboxes:
            sandbox.close()


def kept_busy(task: Task, seconds: float) -> Graded:
    """Return what becomes of a submission that takes the grader longer than it may."""
    problem = f"it kept the grader busy for more than {seconds:g} seconds"
    return Graded(task.student, problem=problem, whose="student", notes=task.notes)


def given_up(task: Task) -> Graded:
    """Return what becomes of a submission over which grading processes have ended."""
    problem = f"{DEATHS} grading processes ended while they graded it"
    return Graded(task.student, problem=problem, whose="student", notes=task.notes)


def grade_all(tasks: Iterable[Task], setup: Setup, workers: Workers) -> Iterator[Graded]:
    """Start the workers, grade tasks with them, and yield each result when it is ready.

    Raises
    ------
    SandboxError
        If the sandbox cannot be started, or does not hold.
    GradingError
        If the set's own cells do not run.
    """
    waiting = iter(tasks)
    again: deque[Task] = deque()
    deaths: Counter[str] = Counter()
    workers.start(setup)
    patience = setup.limits.seconds + SPARE_SECONDS
    while True:
        for one in workers.started:
            if one.task is None:
                one.give(again.popleft() if again else next(waiting, None))
        busy = [one for one in workers.started if one.task is not None]
        if not busy:
            return
        ready = wait([one.connection for one in busy], timeout=1.0)
        done = []
        for one in busy:
            is_hung = time.monotonic() - one.since > patience
            if one.connection not in ready and not is_hung:
                continue
            task, result = one.task, None
            with contextlib.suppress(EOFError, OSError):
                result = None if is_hung else one.connection.recv()
            if isinstance(result, GradingError):
                raise result
            if result is None:
                workers.replace(one, setup)
                deaths[task.student] += 1
                if not is_hung and deaths[task.student] < DEATHS:
                    again.append(task)
                    continue
                result = kept_busy(task, patience) if is_hung else given_up(task)
            else:  # the next task first: what the caller does with a result takes time
                one.give(again.popleft() if again else next(waiting, None))
            done.append(result)
        yield from done
