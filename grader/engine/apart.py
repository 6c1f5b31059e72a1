"""Measure what students have handed over, in a process in which nothing of theirs has run.

It is forked from the same zygote as theirs, with the same limits, one for each submission, and sees
their work as values alone: configurations and arrays.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from checks.outcome import Outcome
from grader.engine import messages, received
from grader.engine.channel import ClosedError, DeadlineError
from grader.engine.sandbox import Sandbox, SandboxError, Student
from grader.engine.sent import Sender
from grader.engine.wire import ProtocolError

GRACE = 3.0  # seconds that the process has to tell that its own timer has rung


class Apart:
    """Calls functions of the course in a process of its own, started when it is first needed.

    Parameters
    ----------
    sandbox : Sandbox
        Where the process comes from.
    until : float
        When, on the monotonic clock, the submission's time is used up.

    Attributes
    ----------
    failure : SandboxError or None
        What the machine failed at.
    """

    def __init__(self, sandbox: Sandbox, until: float) -> None:
        self.failure: SandboxError | None = None
        self._sandbox, self._until = sandbox, until
        self._sender = Sender()
        self._process: Student | None = None
        self._number = 0

    def call(
        self, function: Callable, args: tuple, kwargs: Mapping[str, Any], seconds: float
    ) -> Outcome:
        """Call a function of the course with plain values."""
        try:
            return self._called(function, args, kwargs, seconds)
        except SandboxError as error:
            self.failure = error
            raise
        except DeadlineError:
            outcome = Outcome("too slow")
        except (ClosedError, ProtocolError):
            why = self._process.reason or self._process.how_it_ended() or "ended its process"
            outcome = Outcome("died", error_text=f"cannot be measured: its copy {why}")
        self.end()
        return outcome

    def end(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def _called(
        self, function: Callable, args: tuple, kwargs: Mapping[str, Any], seconds: float
    ) -> Outcome:
        deadline = min(time.monotonic() + seconds, self._until) + GRACE
        if self._process is None:
            self._process = self._sandbox.fork()
        sent, channel = self._sender.value, self._process.channel
        self._number += 1
        call = messages.Call(
            sent(function), sent(args), sent(dict(kwargs)), float(seconds),
            self._sender.functions({}), watch=False, hold=False,
        )  # fmt: skip
        messages.send(channel, call, self._number, deadline)
        number, back = messages.receive(channel, deadline)
        is_answer = number == self._number and isinstance(back, messages.Returned)
        if not is_answer or len(back.told) not in (0, 5):
            raise ProtocolError("an answer to what was not asked")
        return received.outcome(back)
