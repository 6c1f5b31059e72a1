"""A process that grades: `python -m grader.engine.worker FD`, at the other end of `batch`.

It is trusted and holds the tests; it owns one sandbox and examines one submission at a time. It
holds no gradebook. It ends when its connection does, or when the process that started it ends.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from grader.engine import paper
from grader.engine.examiner import GradingError
from grader.engine.limits import Limits
from grader.engine.sandbox import DATA, Sandbox, SandboxError, data_setting, self_test
from grader.engine.submission import Graded, Key, Task, grade

PR_SET_PDEATHSIG = 1
ATTEMPTS = 3


@dataclass(frozen=True)
class Setup:
    """What a worker needs before its first task."""

    key: Key
    limits: Limits
    contained: bool
    tests_sandbox: bool = True


def main() -> None:
    """Answer tasks until the connection closes."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's to handle
    os.environ[DATA] = data_setting()  # the same on both sides
    connection = Connection(int(sys.argv[1]))
    setup: Setup = connection.recv()
    try:
        worker = Worker(setup)
    except SandboxError as error:
        connection.send(error)
        return
    gc.collect()
    gc.freeze()  # what is there now stays; no need to look through it again and again
    connection.send("ready")
    try:
        while True:
            connection.send(worker.grade(connection.recv()))
    except (EOFError, OSError):
        pass
    finally:
        worker.close()


class Worker:
    """Grades tasks in a sandbox of its own, and starts that again if it breaks."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._sandbox = self._started()
        if setup.contained and setup.tests_sandbox:
            failures = self_test(self._sandbox)
            if failures:
                self.close()
                raise SandboxError("the sandbox does not hold: " + "; ".join(failures))

    def grade(self, task: Task) -> Graded | GradingError:
        """Grade a task; what the machine fails at is tried again."""
        problem: Any = ""
        for _ in range(ATTEMPTS):
            try:
                return grade(task, self._setup.key, self._sandbox)
            except GradingError as error:
                return error
            except SandboxError as error:
                problem = error
                self.close()
                self._sandbox = self._started()
        return Graded(task.student, problem=str(problem), whose="machine", notes=task.notes)

    def close(self) -> None:
        """End the sandbox."""
        self._sandbox.close()

    def _started(self) -> Sandbox:
        setup = self._setup
        modules = paper.modules(setup.key.paper)
        sandbox = Sandbox(setup.limits, modules, contained=setup.contained)
        sandbox.wait_until_ready()
        return sandbox


if __name__ == "__main__":
    from grader.engine import worker  # under its own name, so that what is pickled has one class

    worker.main()
