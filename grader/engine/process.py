"""The student's process of now: started when one is needed, ended, and how that is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from grader.engine import messages
from grader.engine.channel import Channel, ClosedError, DeadlineError
from grader.engine.proxy import GoneError
from grader.engine.sandbox import Sandbox, SandboxError, Student
from grader.engine.wire import ProtocolError

GRACE = 3.0  # seconds that a process has to tell that its own timer has rung


class Process:
    """The process behind a line; where the last has gone, the next use starts a new one.

    Parameters
    ----------
    sandbox : Sandbox
        Where the processes come from.
    files : mapping
        Names and contents of the files that lie beside the notebook.
    until : float, optional
        When, on the monotonic clock, the whole notebook's time is used up.

    Attributes
    ----------
    generation : int
        Counts the processes.
    failure : SandboxError or None
        What the machine failed at.
    has_past : bool
        Whether calls or cells have run in this one since it was started.
    """

    def __init__(
        self, sandbox: Sandbox, files: Mapping[str, bytes], until: float | None = None
    ) -> None:
        self.generation = 0
        self.failure: SandboxError | None = None
        self.has_past = False
        self._sandbox, self._limits, self._files = sandbox, sandbox.limits, dict(files)
        self._student: Student | None = None
        self._deaths = 0
        self.until = time.monotonic() + self._limits.seconds if until is None else until

    @property
    def is_alive(self) -> bool:
        """Whether there is one."""
        return self._student is not None

    @property
    def channel(self) -> Channel:
        """The way to it."""
        return self._student.channel

    def start(self, run_past: Callable[[], None]) -> None:
        """Start a process where there is none, and have the cells before run in it."""
        if self._student is not None:
            return
        if time.monotonic() >= self.until:
            raise DeadlineError
        if self._deaths > self._limits.restarts:
            raise GoneError(f"was not run: its process had ended {self._deaths} times")
        try:
            self._student = self._sandbox.fork()
        except SandboxError as error:
            self.failure = error
            raise
        self.has_past = False
        self.generation += 1
        messages.send(self.channel, messages.Start(self._files), 0, self.until)
        run_past()

    def end(self) -> None:
        """End it."""
        if self._student is not None:
            self._student.kill()
            self._student = None

    def patience(self, seconds: float) -> float:
        """Return until when an answer is awaited that may take so many seconds."""
        return min(time.monotonic() + seconds, self.until) + GRACE

    def gone(self, error: Exception, seconds: float, *, had_a_past: bool) -> GoneError:
        """End it after an error on its channel, and say what happened."""
        reason = self._student.reason if self._student else ""
        if isinstance(error, ClosedError) and self._student and not reason:
            reason = self._student.how_it_ended()
        self.end()
        self._deaths += 1
        if isinstance(error, ProtocolError):
            told = f"was stopped: it spoke to the grader itself ({error})"
            return GoneError(told, had_a_past=had_a_past)
        if isinstance(error, ClosedError):
            return GoneError(reason or "ended its process", had_a_past=had_a_past)
        if time.monotonic() >= self.until:
            return GoneError(
                f"was stopped: the {self._limits.seconds:g} seconds for the whole notebook "
                "are used up"
            )
        return GoneError(f"was stopped after {seconds:g} seconds", is_slow=True)
