"""A call on its way to a student's process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from grader.engine import messages
from grader.engine.proxy import GoneError
from grader.engine.sent import Sender


class Sending(NamedTuple):
    """A call to make, again if need be: what stands for its parts depends on the process."""

    sender: Sender
    function: Any
    args: tuple
    kwargs: Mapping[str, Any]
    seconds: float
    given: Mapping[str, Callable]
    watch: bool
    hold: bool = False

    @property
    def watched(self) -> tuple[tuple, Mapping[str, Any]] | None:
        """The arguments, where the call must not change them."""
        return (self.args, self.kwargs) if self.watch else None

    def message(self, *, follows: bool = False) -> messages.Call:
        """Return the message; `follows` says that it is sent before the last has been answered."""
        sent = self.sender.value
        return messages.Call(
            sent(self.function), sent(self.args), sent(dict(self.kwargs)), float(self.seconds),
            self.sender.functions(self.given), self.watch, self.hold, follows,
        )  # fmt: skip


@dataclass(eq=False)
class UnderWay:
    """A call that has been sent ahead: its answer, or why there is none, once it is known."""

    sending: Sending
    number: int
    size: int
    had_a_past: bool
    back: messages.Returned | None = None
    gone: GoneError | None = None
