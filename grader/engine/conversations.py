"""Remember what test cells asked, what they were answered, and what came of it.

A test cell asks a student's process for calls and makes a result of the answers. Where a process
gives the same answers to the same requests, down to the last byte, as one before it, the result is
the same, and the test cell need not be run again: right answers are much alike, and so are the
common wrong ones. The student's own code always runs, every call of it.

What is remembered is a tree. A `Turn` holds what is sent before the next answer is awaited; each
answer to it, by its digest, leads to the next turn, and the last turn holds the result. The
examiner goes along the tree as far as the answers are known. At the first new one it runs the test
cell after all: a `Talk` retells to it what has been said already, and notes what is said from there
on, for the tree.

A memory lives as long as a worker and is of one problem set under one key; what else a test cell
depends on is part of the name that its tree has: what the student's names stand for, and whether
the exercises have passed of which the test cell asks that.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from checks.report import Report
from grader.engine.wire import HEADER

MOST_BYTES = 8 * 2**20  # of all trees together; then everything is forgotten
TURN_BYTES = 500  # about what a turn takes beside its requests and its result


class Answer(NamedTuple):
    """The frame of an answer, as it came."""

    kind: int
    number: int
    content: bytes

    @property
    def digest(self) -> bytes:
        """What stands for kind and content: no two that differ have the same."""
        return hashlib.blake2b(self.content, key=bytes([self.kind]), digest_size=32).digest()


class Request(NamedTuple):
    """The frame of a request, without its number."""

    kind: int
    content: bytes


@dataclass(frozen=True)
class Result:
    """What became of a test cell: outputs in the notebook format, score, reports by exercise."""

    outputs: list[dict[str, Any]]
    score: float | None
    reports: dict[str, Report]


@dataclass(slots=True)
class Turn:
    """What to send, how many seconds the next answer may take, and where each answer leads."""

    requests: tuple[Request, ...] = ()
    seconds: float = 0.0
    after: dict[bytes, Turn] = field(default_factory=dict)
    result: Result | None = None


class Noted(NamedTuple):
    """A turn of one conversation, with the digest of its answer."""

    requests: tuple[Request, ...]
    seconds: float
    digest: bytes


class Memory:
    """The conversations of a problem set's test cells."""

    def __init__(self) -> None:
        self._forget()
        self._unsteady: set[Hashable] = set()
        # The exercises that a test cell asks of, see `checks.session.Session`, by the cell's id.
        self.asked: dict[str, frozenset[tuple[str, ...]]] = {}

    def _forget(self) -> None:
        self._trees: dict[Hashable, Turn] = {}
        # What many turns hold is kept once.
        self._requests: dict[tuple[Request, ...], tuple[Request, ...]] = {}
        self._results: dict[bytes, Result] = {}
        self._bytes = 0

    def tree(self, name: Hashable) -> Turn | None:
        """Return the first turn of all conversations of this name, or None."""
        return self._trees.get(name)

    def learn(self, name: Hashable, talk: Talk, result: Result) -> None:
        """Remember a conversation that is over, and its result."""
        if name in self._unsteady:
            return
        if self._bytes > MOST_BYTES:
            self._forget()
        turn = self._trees.setdefault(name, Turn())
        for noted in talk.noted:
            if turn.result is not None or (turn.after and turn.requests != noted.requests):
                self.never(name)
                return
            if not turn.after:
                turn.requests = self._kept(noted.requests)
                turn.seconds = noted.seconds
            following = turn.after.get(noted.digest)
            if following is None:
                following = turn.after[noted.digest] = Turn()
                self._bytes += TURN_BYTES
            turn = following
        if turn.after:
            self.never(name)
            return
        turn.result = self._kept_result(result)

    def never(self, name: Hashable) -> None:
        """Remember nothing of this name: its test cell does not ask the same things each time."""
        self._unsteady.add(name)
        self._trees.pop(name, None)

    def _kept(self, requests: tuple[Request, ...]) -> tuple[Request, ...]:
        if requests not in self._requests:
            self._bytes += sum(len(request.content) + TURN_BYTES for request in requests)
        return self._requests.setdefault(requests, requests)

    def _kept_result(self, result: Result) -> Result:
        reports = [(report, report.digests) for report in result.reports.values()]
        told = repr((result.outputs, result.score, reports)).encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(told).digest()
        if digest not in self._results:
            self._bytes += 2 * len(told)
        return self._results.setdefault(digest, result)


class Talk:
    """One test cell's conversation with a student's process.

    Parameters
    ----------
    said : deque of bytes
        Frames that have been sent already, before the test cell runs.
    heard : deque of Answer
        What has come back.
    error : Exception or None
        What came in place of the next answer.

    Attributes
    ----------
    noted : list of Noted
        The conversation so far.
    is_lost : bool
        Whether the test cell has asked other things than were said already, which a test with
        random numbers that nobody seeds may do. The process is of no use for it then.
    """

    def __init__(self, said: deque[bytes], heard: deque[Answer], error: Exception | None) -> None:
        self._said, self._heard, self._error = said, heard, error
        self.noted: list[Noted] = []
        self.is_lost = False
        self._requests: list[Request] = []

    @property
    def is_told(self) -> bool:
        """Whether the test cell has said, and been told, all that was said before it ran."""
        return not (self.is_lost or self._said or self._heard or self._error)

    @property
    def is_over(self) -> bool:
        """Whether nothing has been asked since the last answer."""
        return not self._requests

    def say(self, frame: bytes) -> bool:
        """Note a frame to send; return whether it has been sent already."""
        self._requests.append(Request(HEADER.unpack_from(frame)[1], frame[HEADER.size :]))
        if not self._said:
            return False
        self.is_lost = self.is_lost or self._said.popleft() != frame
        return not self.is_lost

    def retold(self) -> Answer | None:
        """Return the next answer that has come already, or None; raise the error in its place."""
        if self._heard:
            return self._heard.popleft()
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        return None

    def hear(self, answer: Answer, seconds: float) -> None:
        """Note an answer that may have taken so many seconds."""
        self.noted.append(Noted(tuple(self._requests), seconds, answer.digest))
        self._requests = []
