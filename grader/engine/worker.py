"""A process that grades, at the other end of `batch`.

It is trusted and holds the tests; it examines one submission at a time. It holds no gradebook. It
ends when its connection does, or when the process that started it ends.

On one machine it is forked from the command, with which it shares the libraries and the sandbox
(`serve`). On a worker of a cluster, whose process has threads and cannot be forked, it starts as
`python -m grader.engine.worker FD` and makes a sandbox of its own (`main`).
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import resource
import signal
import sys
import types
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from grader.engine import kernel, paper
from grader.engine.examiner import GradingError
from grader.engine.limits import Limits
from grader.engine.paper import Paper
from grader.engine.probe import self_test
from grader.engine.sandbox import Sandbox, SandboxError
from grader.engine.submission import Graded, Key, Task, grade
from grader.engine.view import DATA, data_setting
from grader.engine.zygote import rehearse

LARGE = 2**20  # bytes; after one huge output a worker must not keep its memory to the end
# Slow to import, and an examiner only hands functions of theirs on.
IMPORTED_WHEN_USED = ("coursebook.models.quick_keras", "keras", "tensorflow")
ATTEMPTS = 3
MEMORY_MIB = 4096  # beyond what it has at its start: a few answers of the largest size there is


@dataclass(frozen=True)
class Setup:
    """What a worker needs before its first task."""

    key: Key
    limits: Limits
    contained: bool
    hidden: tuple[str, ...] = ()  # paths that students must not see


def main() -> None:
    """Make a sandbox, test it, say so, and answer tasks until the connection closes."""
    _end_with(os.getppid())
    os.environ[DATA] = data_setting()  # the same on both sides
    connection = Connection(int(sys.argv[1]))
    setup: Setup = connection.recv()
    try:
        sandbox = sandbox_for(
            setup.key.paper, setup.limits, contained=setup.contained, hidden=setup.hidden
        )
        prepare(setup.key.paper)
        tested(sandbox)
    except SandboxError as error:
        connection.send(error)
        return
    gc.collect()
    gc.freeze()  # what is there now stays; no need to look through it again and again
    connection.send("ready")
    try:
        _answer(connection, Worker(setup, sandbox))
    finally:
        sandbox.close()


def serve(connection: Connection, setup: Setup, sandbox: Sandbox, parent: int) -> None:
    """Answer tasks in a fork of the process `parent`, with a sandbox that others use as well."""
    _end_with(parent)
    _answer(connection, Worker(setup, sandbox))


def sandbox_for(
    paper_: Paper, limits: Limits, *, contained: bool, hidden: tuple[str, ...] = ()
) -> Sandbox:
    """Start a sandbox for a problem set."""
    modules, cells = paper.modules(paper_), paper.given(paper_)
    shut = paper.shut(paper_)
    return Sandbox(limits, modules, cells, contained=contained, hidden=hidden, shut=shut)


def prepare(paper_: Paper) -> None:
    """Import and load what the examiners of a set will need, while the sandbox does the same."""
    for name in IMPORTED_WHEN_USED:
        spec = None if name in sys.modules else importlib.util.find_spec(name)
        if spec is not None:
            sys.modules[name] = _WhenUsed(name)
            sys.modules[name].__spec__ = spec
    rehearse(paper.given(paper_))


class _WhenUsed(types.ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def tested(sandbox: Sandbox) -> None:
    """Wait until a sandbox is ready and prove that it holds; `SandboxError` if it does not."""
    sandbox.wait_until_ready()
    failures = self_test(sandbox) if sandbox.contained else []
    if failures:
        sandbox.close()
        raise SandboxError("the sandbox does not hold: " + "; ".join(failures))


def _end_with(parent: int) -> None:
    """End when `parent` does; leave Ctrl-C to it."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.getppid() != parent:  # it went before the first line
        os._exit(1)


class _BusyError(BaseException):
    """A submission has used up the processor time that its examiner may take."""


def _ring(signal_number: int, frame: types.FrameType | None) -> None:
    raise _BusyError


def _bound_memory() -> None:
    """Let a huge answer end in a `MemoryError` here, before it takes the machine's memory."""
    with open("/proc/self/statm") as file:
        size = int(file.read().split()[0]) * resource.getpagesize()
    most = size + MEMORY_MIB * 2**20
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _answer(connection: Connection, worker: Worker) -> None:
    kernel.return_large_blocks(LARGE)
    _bound_memory()
    signal.signal(signal.SIGPROF, _ring)
    try:
        while True:
            connection.send(worker.grade(connection.recv()))
    except (EOFError, OSError):
        return


class Worker:
    """Grades tasks in a sandbox; if that breaks, in one of its own from then on."""

    def __init__(self, setup: Setup, sandbox: Sandbox) -> None:
        self._setup = setup
        self._sandbox = sandbox
        self._own: Sandbox | None = None

    def grade(self, task: Task) -> Graded | GradingError:
        """Grade a task; what the machine fails at is tried again."""
        problem: Any = ""
        for _ in range(ATTEMPTS):
            try:
                return self._bounded(task)
            except MemoryError:
                problem = f"to look at its answers takes more than {MEMORY_MIB} MiB"
                return Graded(task.student, problem=problem, whose="student", notes=task.notes)
            except _BusyError:
                seconds = self._setup.limits.seconds
                problem = f"to look at its answers takes more than {seconds:g} seconds"
                return Graded(task.student, problem=problem, whose="student", notes=task.notes)
            except GradingError as error:
                return error
            except SandboxError as error:
                problem = error
                self._start_anew()
            except Exception as error:  # a fault of the grader's own, which must not stop the class
                problem = f"the grader stopped with {type(error).__name__}: {str(error)[:200]}"
                break
        return Graded(task.student, problem=str(problem), whose="machine", notes=task.notes)

    def _bounded(self, task: Task) -> Graded:
        """Grade a task within a bound of this process's own processor time."""
        signal.setitimer(signal.ITIMER_PROF, self._setup.limits.seconds, 1.0)
        try:
            return grade(task, self._setup.key, self._sandbox)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    def _start_anew(self) -> None:
        if self._own:  # the first one is its maker's to close
            self._own.close()
        setup = self._setup
        self._own = sandbox_for(
            setup.key.paper, setup.limits, contained=setup.contained, hidden=setup.hidden
        )
        self._sandbox = self._own
        self._sandbox.wait_until_ready()


if __name__ == "__main__":
    from grader.engine import worker  # under its own name, so that what is pickled has one class

    worker.main()
