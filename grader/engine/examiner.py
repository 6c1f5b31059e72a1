"""The trusted side: run the test cells, with the student's functions called over the wire.

An examiner grades one submission at a time. It executes the given cells for itself, hands the
student's cells to a student's process, and executes the test cells, in which each name that the
student defines stands for a `Proxy`. Points come from the test cells' own last values, computed
here from what was received.

When a student's process dies, is killed, or breaks the protocol, the call or cell at fault is
marked; the next one that needs a process gets a new one, in which the cells before are run again.

A test cell is not run where an earlier student's process has answered the same in every respect:
see `grader.engine.conversations`.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import linecache
import math
import sys
import time
import traceback
import types
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple

import numpy as np

from grader.calls import Outcome, Part, Remote, kept_by
from grader.check import Session, session
from grader.diagnoses import Diagnoses
from grader.engine import messages
from grader.engine.conversations import Answer, Memory, Result, Talk
from grader.engine.earlier import Earlier, Ledger
from grader.engine.paper import Cell, Paper, loaded
from grader.engine.sandbox import Sandbox, SandboxError, Student
from grader.engine.wire import (
    AS_THEY_ARE,
    Callback,
    ClosedError,
    DeadlineError,
    Drawing,
    Frame,
    Held,
    Known,
    Path,
    ProtocolError,
    encode,
    framed,
)
from grader.values import MAX_BYTES, Opaque, Table, plain, reference

GRACE = 3.0  # seconds that a process has to tell that its own timer has rung
AHEAD_BYTES = 32_768  # of calls that are sent before the answers to those before them
ERROR_NAMES = 80  # characters of an error's name that are believed
SAID = 20 * 2**20  # characters that all cells of a notebook may print and show together


class GradingError(Exception):
    """The set's own cells do not run: the author's fault, not a student's."""


class StudentError(Exception):
    """What the student's code raised when a test cell used it directly."""


@dataclass
class CellResult:
    """What became of a cell: outputs in the notebook format, and for a test its score."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    was_run: bool = False
    score: float | None = None
    earlier: Earlier | None = None  # the same, for a later run


@dataclass
class Run:
    """What became of a submission's cells, by the cells' ids, and what happened on the way."""

    results: dict[str, CellResult]
    incidents: list[str]
    seconds: float = 0.0


class Examiner:
    """Grades one submission; see the module's text.

    Parameters
    ----------
    paper : Paper
        The instructor's notebook with the student's answers.
    sandbox : Sandbox
        Where students' processes come from.
    known : Diagnoses
        The set's known mistakes.
    files : mapping
        Names and contents of the files that lie beside the notebook.
    ground : str
        A digest of what else the results depend on; see `grader.engine.earlier`.
    earlier : mapping
        Results of an earlier run by the test cell's id.
    memory : Memory, optional
        What earlier students' processes of the same set and key have answered.
    """

    def __init__(
        self,
        paper: Paper,
        sandbox: Sandbox,
        known: Diagnoses,
        files: Mapping[str, bytes],
        ground: str = "",
        earlier: Mapping[str, Earlier] | None = None,
        memory: Memory | None = None,
    ) -> None:
        self._paper = paper
        self._sandbox = sandbox
        self._limits = sandbox.limits
        self._known = known
        self._files = dict(files)
        self._ledger = Ledger(paper, known, ground)
        self._earlier = dict(earlier or {})
        self._memory = memory
        self._talk: Talk | None = None  # the conversation to remember, while a test cell runs
        self._student: Student | None = None
        self._looked: tuple[list[str], dict[str, Any]] = [], {}
        self._number = 0
        self._under_way: deque[_UnderWay] = deque()
        self._failure: SandboxError | None = None
        self._deaths = 0
        self._room = SAID
        self._has_past = False
        self._past: list[Cell] = []  # cells that a new process runs first
        self._deadline = math.inf
        self._given: dict[str, Any] = {}
        self._callbacks: list[Callable] = []
        self._last_given: tuple[dict[str, Callable], bytes] = {}, encode({})
        self._namespace: dict[str, Any] = {"__name__": "__main__"}
        self.generation = 0  # counts the student's processes
        self.incidents: list[str] = []

    @property
    def is_alive(self) -> bool:
        """Whether there is a student's process."""
        return self._student is not None

    def run(self) -> Run:
        """Run all cells in order and return what became of them."""
        start = time.monotonic()
        self._deadline = start + self._limits.seconds
        results = {}
        last = max(
            (i for i, cell in enumerate(self._paper.cells) if cell.role in ("test", "answer")),
            default=-1,
        )
        try:
            with (
                kept_by(_Keeper(self)),
                session(known=self._known, show=lambda report: None) as shared,
            ):
                for i, cell in enumerate(self._paper.cells):
                    result = CellResult()
                    if cell.kind == "code":
                        if cell.role == "given" and cell.id in self._paper.both:
                            self._run_given(cell)
                        if cell.role in ("given", "answer", "plain", "extra") and i <= last:
                            self._ledger.enter(cell)
                            result = self._run_theirs(cell, self._paper.cells[i + 1 : i + 2])
                        elif cell.role == "test":
                            result = self._result_of(cell, shared)
                        elif cell.role == "shown" and not _draws(cell.source):
                            self._bind(cell)
                            result = self._run_test(cell, shared)
                    if self._failure is not None:  # the machine's, whatever a test cell made of it
                        raise self._failure
                    results[cell.id] = result
        finally:
            self._end()
        return Run(results, self.incidents, time.monotonic() - start)

    def _run_given(self, cell: Cell) -> None:
        before = dict(self._namespace)
        try:
            with _captured():
                _execute(cell, self._namespace)
        except Exception as error:
            raise GradingError(
                f"the given cell `{cell.label}` stopped with {type(error).__name__}: {error}"
            ) from error
        missing = object()
        self._given |= {
            name: value
            for name, value in self._namespace.items()
            if before.get(name, missing) is not value
        }

    def _run_theirs(self, cell: Cell, behind: Sequence[Cell]) -> CellResult:
        """Run a cell in the student's process; the cell behind it, if any, may be a test."""
        seconds = self._limits.seconds_per_cell
        names = [name for test in behind if test.role == "test" for name in self._names_in(test)]
        message = messages.RunCell(cell.label, cell.source, cell.role == "given", seconds, names)
        try:
            try:
                ran = self.ask(message, messages.Ran, seconds)
            except GoneError as gone:
                if gone.is_slow or not gone.had_a_past:
                    raise
                # What an earlier call left behind may have ended it: once more, without a past.
                ran = self.ask(message, messages.Ran, seconds)
        except GoneError as gone:
            if all(past.role == "given" for past in (*self._past, cell)):
                raise GradingError(f"the given cell `{cell.label}` {gone}") from gone
            self.incidents.append(f"cell `{cell.label}` {gone}")
            return CellResult(was_run=True, outputs=[_error("Stopped", f"This cell {gone}.", "")])
        self._past.append(cell)
        self._looked = names, self._seen(ran.found, names)
        return CellResult(was_run=True, outputs=list(_outputs(self._kept(ran))))

    def _kept(self, ran: messages.Ran) -> messages.Ran:
        """Return what a cell has said, cut here too: the other side may have lost its bounds."""
        most = self._limits.output_kib * 1024 + 100  # with the words that say that it was cut
        kept = {}
        for part in ("printed", "complained", "shown", "error_text", "traceback"):
            kept[part] = getattr(ran, part)[: min(most, self._room)]
            self._room -= len(kept[part])
        return ran._replace(**kept)

    def _result_of(self, cell: Cell, shared: Session) -> CellResult:
        """Return the result of a test cell: an earlier one where nothing has changed for it."""
        key = self._ledger.key(cell, shared.reports)
        before = self._earlier.get(cell.id)
        if before is not None and key and before.key == key:
            shared.reports |= before.reports
            return CellResult(before.outputs, was_run=True, score=before.score, earlier=before)
        found = self._bind(cell)
        if not key:  # later tests need what it defines
            return self._run_test(cell, shared)
        made = self._made_of(cell, found, shared)
        told = Earlier(key, made.outputs, made.score or 0.0, made.reports)
        return CellResult(made.outputs, was_run=True, score=made.score, earlier=told)

    def _made_of(self, cell: Cell, found: Mapping[str, Any], shared: Session) -> Result:
        """Return what becomes of a test cell: what is remembered, or else by running it."""
        before, incidents, callbacks = dict(shared.reports), list(self.incidents), self._callbacks
        deaths, n_callbacks = self._deaths, len(callbacks)
        name = self._name_of(cell, found, shared)
        result = None if name is None else self._recalled(name)
        if result is not None:
            shared.reports |= result.reports
            return result
        talk, shared.asked = self._talk, set()
        ran = self._run_test(cell, shared)
        if talk is not None and (talk.is_lost or (talk is self._talk and not talk.is_told)):
            self._memory.never(name)  # it does not ask the same things each time
            self._under_way.clear()
            self._end()
            self.incidents, self._deaths, shared.reports = incidents, deaths, dict(before)
            self._bind(cell)
            ran = self._run_test(cell, shared)
        made = {
            exercise: report
            for exercise, report in shared.reports.items()
            if before.get(exercise) is not report
        }
        result = Result(ran.outputs, ran.score, made)
        is_whole = talk is not None and talk is self._talk and talk.is_over
        self._talk = None
        nothing_else = self.incidents == incidents and len(callbacks) == n_callbacks
        if is_whole and nothing_else and not self._under_way:
            asked = frozenset(shared.asked)
            if self._memory.asked.setdefault(cell.id, asked) == asked:
                self._memory.learn(name, talk, result)
        return result

    def _name_of(self, cell: Cell, found: Mapping[str, Any], shared: Session) -> Hashable | None:
        """Return all that a test cell's result depends on beside the answers of the process.

        None where nothing is to be remembered.
        """
        if self._memory is None or not self.is_alive:
            return None
        asked = self._memory.asked.get(cell.id, ())
        passed = tuple((exercises, shared.have_passed(exercises)) for exercises in sorted(asked))
        # A digest: what a student gives names to may be large.
        return cell.id, hashlib.blake2b(encode(dict(found))).digest(), passed

    def _recalled(self, name: Hashable) -> Result | None:
        """Have a conversation again, as far as the answers are known; return its result.

        None where they are new. Then the test cell has to run, and `_talk` retells what was said.
        """
        turn, number, had_a_past = self._memory.tree(name), self._number, self._has_past
        said: deque[bytes] = deque()
        heard: deque[Answer] = deque()
        error: Exception | None = None
        channel = self._student.channel
        try:
            while turn is not None and turn.result is None:
                deadline = self._patience(turn.seconds)
                for request in turn.requests:
                    said.append(framed(request.kind, self._next_number(), request.content))
                    channel.post(said[-1], deadline)
                answer = Answer(*channel.receive(deadline))
                heard.append(answer)
                is_next = answer.number == number + len(heard)
                turn = turn.after.get(answer.digest) if is_next else None
        except (DeadlineError, ProtocolError, ClosedError) as caught:
            error, turn = caught, None
        if said:
            self._looked, self._has_past = ([], {}), True
        if turn is not None:
            return turn.result
        self._number, self._has_past = number, had_a_past
        self._talk = Talk(said, heard, error)
        return None

    def _run_test(self, cell: Cell, shared: Session) -> CellResult:
        """Run a test cell here and take its score."""
        outputs: list[dict[str, Any]] = []
        shared.show = lambda thing: outputs.append(_display(thing))
        value, failed = None, False
        with _captured() as (printed, complained):
            try:
                value = _execute(cell, self._namespace)
            except Exception as error:
                failed = True
                outputs.append(_failure(error, cell))
            except SystemExit as error:  # a test cell must not end the examiner
                failed = True
                outputs.append(_failure(error, cell))
        for name, stream in (("stdout", printed), ("stderr", complained)):
            if stream.getvalue():
                outputs.insert(0, _stream(name, stream.getvalue()))
        if value is not None and not failed:
            outputs.append(_result(repr(value)))
        score = None
        if cell.role == "test":
            score = 0.0 if failed else score_of(value, cell.points)
        return CellResult(outputs, was_run=True, score=score)

    def _bind(self, cell: Cell) -> dict[str, Any]:
        """Make the student's names in a test cell stand for what the student defines now.

        Return these things, plain values or `Held`, by name.
        """
        self.settle()  # calls that the test cell before has not waited for
        names = self._names_in(cell)
        try:
            found = self.look(names) if names else {}
        except GoneError as gone:
            self.incidents.append(f"before cell `{cell.label}` the process {gone}")
            found = {}
        for name in names:
            self._namespace.pop(name, None)
            if name in found:
                value = found[name]
                is_held = isinstance(value, Held)
                self._namespace[name] = Proxy(self, value, name) if is_held else value
        return found

    def _names_in(self, cell: Cell) -> list[str]:
        """Return the student's names that a test cell needs."""
        names = sorted(loaded(cell.source) & self._paper.theirs)
        # Helper functions of earlier test cells may mention a student's name too.
        return names + sorted(self._paper.theirs & self._namespace.keys() - set(names))

    def look(self, names: list[str]) -> dict[str, Any]:
        """Return what names stand for in the student's process: plain values or `Held`."""
        if self._looked[0] == names:  # told with the cell before, and nothing has run since
            return self._looked[1]
        return self._seen(self.ask(messages.Look(names), messages.Looked, 10.0).found, names)

    def _seen(self, found: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
        return {
            name: value if isinstance(value, Held) else closed(value)
            for name, value in found.items()
            if name in names
        }

    def ask(self, message: Any, expected: type, seconds: float) -> Any:
        """Send a message to the student's process and return its answer.

        Raises
        ------
        GoneError
            The process ended, was ended, or said what it must not; its text is a predicate.
        """
        self.settle()
        self._looked = [], {}
        had_a_past = False
        try:
            self._process()
            had_a_past, self._has_past = self._has_past, True
            number = self._next_number()
            self._say(messages.packed(message, number), seconds)
            return self._answer(number, expected, seconds)
        except (DeadlineError, ProtocolError, ClosedError) as error:
            raise self._gone(error, seconds, had_a_past=had_a_past) from None

    def _say(self, frame: bytes, seconds: float) -> None:
        """Send a frame to the process, unless that has been done before the test cell ran."""
        if self._talk is not None:
            if self._talk.say(frame):
                return
            if self._talk.is_lost:
                self._end()
                raise ClosedError
        self._student.channel.post(frame, self._patience(seconds))

    def _answer(self, number: int, expected: type, seconds: float) -> Any:
        """Return the answer to a message that has been sent, serving what is asked meanwhile."""
        channel, talk, deadline = self._student.channel, self._talk, self._patience(seconds)
        while True:
            heard = talk.retold() if talk is not None else None
            if heard is None:
                heard = Answer(*channel.receive(deadline))
            if talk is not None:
                talk.hear(heard, seconds)
            back, answer = heard.number, messages.read(heard.kind, heard.content)
            if isinstance(answer, messages.Ask):
                self._talk = None  # which is not questions and answers only
                messages.send(channel, self._called_back(answer), 0, deadline)
                continue
            is_odd = isinstance(answer, messages.Returned) and len(answer.told) not in (0, 6)
            if back != number or not isinstance(answer, expected) or is_odd:
                raise ProtocolError("an answer to what was not asked")
            return answer

    def _patience(self, seconds: float) -> float:
        return min(time.monotonic() + seconds, self._deadline) + GRACE

    def _next_number(self) -> int:
        self._number += 1
        return self._number

    def _gone(self, error: Exception, seconds: float, *, had_a_past: bool) -> GoneError:
        """End the process after an error on its channel and say what happened."""
        reason = self._student.reason if self._student else ""
        if isinstance(error, ClosedError) and self._student and not reason:
            reason = self._student.how_it_ended()
        self._end()
        self._deaths += 1
        if isinstance(error, ProtocolError):
            told = f"was stopped: it spoke to the grader itself ({error})"
            return GoneError(told, had_a_past=had_a_past)
        if isinstance(error, ClosedError):
            return GoneError(reason or "ended its process", had_a_past=had_a_past)
        if time.monotonic() >= self._deadline:
            return GoneError(
                f"was stopped: the {self._limits.seconds:g} seconds for the whole notebook "
                "are used up"
            )
        return GoneError(f"was stopped after {seconds:g} seconds", is_slow=True)

    def call(
        self,
        function: Any,
        args: tuple,
        kwargs: Mapping[str, Any],
        seconds: float,
        given: Mapping[str, Callable],
        *,
        watch: bool,
        hold: bool,
    ) -> tuple[Outcome, Any]:
        """Make a check's call over there; see `grader.calls.call_and_hand_over`."""
        sending = _Sending(self, function, args, kwargs, float(seconds), given, watch, hold)
        return self._made(sending)

    def _made(self, sending: _Sending, *, again: bool = True) -> tuple[Outcome, Any]:
        self.settle()  # which may end the process that the message's numbers are for
        try:
            back = self.ask(sending.message(), messages.Returned, sending.seconds)
        except GoneError as gone:
            return self._broken_off(sending, gone, again=again)
        thing = Proxy(self, Held(back.held, True, "")) if back.held >= 0 else None
        return _outcome(back), thing

    def _broken_off(
        self, sending: _Sending, gone: GoneError, *, again: bool = True
    ) -> tuple[Outcome, Any]:
        """Make a call that broke off once more, or return what became of it."""
        if gone.is_slow:
            return Outcome("too slow"), None
        if gone.had_a_past and again:  # as in `_run_theirs`
            return self._made(sending, again=False)
        name = getattr(sending.function, "__name__", "a function")
        self.incidents.append(f"a call of `{name}` {gone}")
        return Outcome("died", error_text=str(gone)), None

    def begin(
        self,
        function: Any,
        args: tuple,
        kwargs: Mapping[str, Any],
        seconds: float,
        given: Mapping[str, Callable],
        *,
        watch: bool,
    ) -> Callable[[], Outcome]:
        """Send a check's call over and return what waits for its outcome.

        Most of the time of a short call would go by waiting for the other process. So calls are
        sent ahead, as far as `AHEAD_BYTES` go: more might fill both directions, and then each side
        would wait for the other to read.
        """
        sending = _Sending(self, function, args, kwargs, float(seconds), given, watch, hold=False)
        callbacks = len(self._callbacks)
        try:
            message = sending.message(follows=bool(self._under_way))
        except GoneError as gone:
            told = gone  # `gone` itself does not outlive this block
            return lambda: self._broken_off(sending, told)[0]
        number = self._number + 1
        frame = messages.packed(message, number)
        while self._under_way and self._bytes_under_way() + len(frame) > AHEAD_BYTES:
            self._take_in()
        # What the student's side asks during a call must not come behind calls that wait.
        asks = len(self._callbacks) > callbacks
        if not self.is_alive or asks or len(frame) > AHEAD_BYTES:
            return lambda: self._made(sending)[0]
        self._looked, self._number = ([], {}), number
        one = _UnderWay(sending, number, len(frame), self._has_past)
        self._has_past = True
        self._under_way.append(one)
        try:
            self._say(frame, seconds)
        except (DeadlineError, ClosedError) as error:
            self._lose(error)
        return lambda: self._waited_for(one)

    def _bytes_under_way(self) -> int:
        return sum(one.size for one in self._under_way)

    def _waited_for(self, one: _UnderWay) -> Outcome:
        """Return the outcome of a call that was sent ahead."""
        while one in self._under_way:
            self._take_in()
        if one.back is not None:
            return _outcome(one.back)
        if one.gone is not None:
            return self._broken_off(one.sending, one.gone)[0]
        return self._made(one.sending)[0]

    def settle(self) -> None:
        """Take in the answers to all calls under way."""
        while self._under_way:
            self._take_in()

    def _take_in(self) -> None:
        """Wait for the answer to the first call under way."""
        one = self._under_way[0]
        try:
            one.back = self._answer(one.number, messages.Returned, one.sending.seconds)
            self._under_way.popleft()
        except (DeadlineError, ProtocolError, ClosedError) as error:
            self._lose(error)

    def _lose(self, error: Exception) -> None:
        """Give up the calls under way.

        Where there is only one, it is at fault. Where there are more, the answers of some may be
        lost as well, so they are made again one by one, and that tells.
        """
        under_way, self._under_way = self._under_way, deque()
        if len(under_way) == 1:
            one = under_way[0]
            one.gone = self._gone(error, one.sending.seconds, had_a_past=one.had_a_past)
        else:
            self._end()

    def _process(self) -> Student:
        """Return the student's process, a new one if the last has gone."""
        if self._student is not None:
            return self._student
        if time.monotonic() >= self._deadline:
            raise DeadlineError
        if self._deaths > self._limits.restarts:
            raise GoneError(f"was not run: its process had ended {self._deaths} times")
        try:
            self._student = student = self._sandbox.fork()
        except SandboxError as error:
            self._failure = error
            raise
        self._has_past = False
        self.generation += 1
        deadline = min(time.monotonic() + self._limits.seconds, self._deadline)
        messages.send(student.channel, messages.Start(self._files), 0, deadline)
        for cell in self._past:
            again = messages.RunCell(
                cell.label, cell.source, cell.role == "given", self._limits.seconds_per_cell
            )
            messages.send(student.channel, again, 0, deadline)
            _, answer = messages.receive(student.channel, deadline)
            if not isinstance(answer, messages.Ran):
                raise ProtocolError("an answer to what was not asked")
        return student

    def _end(self) -> None:
        if self._student is not None:
            self._student.kill()
            self._student = None
            self._looked = [], {}
            self._talk = None

    def _called_back(self, asked: messages.Ask) -> messages.Answer:
        """Run one of the tests' own functions for the student's."""
        try:
            function = self._callbacks[asked.function]
            kwargs = {str(name): value for name, value in asked.kwargs.items()}
            value = function(*asked.args, **kwargs)
            return messages.Answer(self.sent(value), "", "")
        except Exception as error:
            return messages.Answer(None, type(error).__name__, str(error)[:1000])

    def sent(self, value: Any) -> Any:
        """Return what stands for a value of the examiner's on the wire."""
        kind = type(value)
        if kind in AS_THEY_ARE:
            return value
        if kind is Proxy:
            return Held(value.held().number, True, "")  # which is all that the other side needs
        if kind is Part:
            return Path(value.path)
        if kind in (list, tuple):
            return kind(self.sent(item) for item in value)
        if kind is dict:
            return {key: self.sent(item) for key, item in value.items()}
        if _is_frame(kind):
            return self._sent_frame(value)
        if callable(value) and not isinstance(value, np.generic):
            return self._sent_function(value)
        return value

    def sent_given(self, given: Mapping[str, Callable]) -> bytes:
        """Return what stands for given functions, encoded; many calls in a row have the same."""
        if self._last_given[0] == given:
            return self._last_given[1]
        callbacks, sent = len(self._callbacks), encode(self.sent(dict(given)))
        if len(self._callbacks) == callbacks:  # else `begin` has to see that there are some
            self._last_given = dict(given), sent
        return sent

    def _sent_function(self, function: Callable) -> Any:
        name = getattr(function, "__name__", "function")
        with contextlib.suppress(TypeError, AttributeError):
            module, name = reference(function)
            if module != "__main__" or self._given.get(name) is function:
                return Known(module, name)
        for label, thing in self._given.items():  # under the name that a given cell imports it by
            if thing is function:
                return Known("__main__", label)
        module = getattr(function, "__module__", None) or "numpy"
        if getattr(sys.modules.get(module), name, None) is function:
            return Known(module, name)
        self._callbacks.append(function)
        return Callback(len(self._callbacks) - 1, name)

    def _sent_frame(self, frame: Any) -> Frame:
        columns = [frame.iloc[:, i] for i in range(frame.shape[1])]
        return Frame(
            names=[plain(name) for name in frame.columns],
            columns=[_column(column) for column in columns],
            dtypes=[str(column.dtype) for column in columns],
            index=_column(frame.index),
        )


class _Keeper(Remote):
    """Makes calls in the student's process that no object of the student's is part of."""

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner

    def run(self, *call: Any, **options: Any) -> tuple[Outcome, Any]:
        """Make a check's call over there."""
        return self._examiner.call(*call, **options)

    def begin(self, *call: Any, **options: Any) -> Callable[[], Outcome]:
        """Send a check's call ahead."""
        return self._examiner.begin(*call, **options)


class Proxy(Remote):
    """An object of the student's, which stays in the student's process.

    A check calls it through `grader.calls`. A test cell may also use it as if it were here: call
    it and read its attributes. What comes back is a plain value, or another proxy.
    """

    def __init__(self, examiner: Examiner, held: Held, name: str = "") -> None:
        self.__dict__.update(_examiner=examiner, _held=held, _name=name)
        self.__dict__["_generation"] = examiner.generation
        if name:
            self.__dict__["__name__"] = name

    def held(self) -> Held:
        """Return the object's number in the student's process of now."""
        examiner = self._examiner
        if not examiner.is_alive or self._generation != examiner.generation:
            if not self._name:
                raise GoneError("ended the process that held what it returned earlier")
            found = examiner.look([self._name]).get(self._name)
            if not isinstance(found, Held):
                raise GoneError("ended its process and is no longer defined")
            self.__dict__.update(_held=found, _generation=examiner.generation)
        return self._held

    def run(self, *call: Any, **options: Any) -> tuple[Outcome, Any]:
        """Make a check's call over there."""
        return self._examiner.call(*call, **options)

    def begin(self, *call: Any, **options: Any) -> Callable[[], Outcome]:
        """Send a check's call ahead."""
        return self._examiner.begin(*call, **options)

    def _use(self, attribute: str, args: tuple, kwargs: Mapping[str, Any]) -> Any:
        examiner = self._examiner
        seconds = examiner._limits.seconds_per_cell
        examiner.settle()
        try:
            use = messages.Use(
                self.held().number, attribute, examiner.sent(args), examiner.sent(dict(kwargs)),
                seconds,
            )  # fmt: skip
            back = examiner.ask(use, messages.Returned, seconds)
        except GoneError as gone:
            raise StudentError(f"`{self._name}` {gone}") from None
        told = _outcome(back)
        if told.printed:
            print(told.printed, end="")
        if told.ending != "returned":
            raise _as_raised(told.error, told.error_text)
        is_held = isinstance(back.value, Held)
        return Proxy(examiner, back.value) if is_held else closed(back.value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object for a test cell that does so itself."""
        return self._use("", args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._use(name, (), {})

    def __repr__(self) -> str:
        return f"<{self._name or 'an object'} of the student's>"


class _Sending(NamedTuple):
    """A call to make, again if need be: what stands for its parts depends on the process."""

    examiner: Examiner
    function: Any
    args: tuple
    kwargs: Mapping[str, Any]
    seconds: float
    given: Mapping[str, Callable]
    watch: bool
    hold: bool

    def message(self, *, follows: bool = False) -> messages.Call:
        sent = self.examiner.sent
        return messages.Call(
            sent(self.function), sent(self.args), sent(dict(self.kwargs)), self.seconds,
            self.examiner.sent_given(self.given), self.watch, self.hold, follows,
        )  # fmt: skip


@dataclass(eq=False)
class _UnderWay:
    """A call that has been sent ahead: its answer, or why there is none, once it is known."""

    sending: _Sending
    number: int
    size: int
    had_a_past: bool
    back: messages.Returned | None = None
    gone: GoneError | None = None


_ENDINGS = ("returned", "raised", "too slow", "not callable", "wrong signature", "lacks")


class GoneError(Exception):
    """The student's process has gone; the text is a predicate.

    `is_slow` says that it was ended for its slowness, `had_a_past` that other calls or cells had
    run in it since it was started.
    """

    def __init__(self, text: str, *, is_slow: bool = False, had_a_past: bool = False) -> None:
        super().__init__(text)
        self.is_slow = is_slow
        self.had_a_past = had_a_past


def _outcome(back: messages.Returned) -> Outcome:
    """Return what a student's process says of a call, as values of the right kind and length."""
    ending = back.ending if back.ending in _ENDINGS else "raised"
    parameters = tuple([str(name)[:80] for name in back.parameters[:50]])
    if not back.told:
        return Outcome(ending, closed(back.value), parameters=parameters)
    error, error_text, line, number, changed, printed = back.told
    return Outcome(
        ending,
        closed(back.value),
        error=str(error)[:ERROR_NAMES],
        error_text=str(error_text)[:200],
        line=str(line)[:100],
        line_number=number if type(number) is int else 0,
        parameters=parameters,
        changed=str(changed)[:80],
        printed=str(printed)[:2_000],
    )


def closed(value: Any) -> Any:
    """Return a received value as `grader.values.plain` would have made it here."""
    kind = type(value)
    if kind in (float, bool) or (kind is np.ndarray and value.ndim and value.nbytes <= MAX_BYTES):
        return value
    match value:
        case Opaque():
            return value
        case Table():
            return Table({name: closed(column) for name, column in value.columns.items()})
        case list() | tuple():
            return type(value)(closed(item) for item in value)
        case dict():
            return {key: closed(item) for key, item in value.items()}
        case Known() | Callback() | Held() | Path() | Frame() | Drawing():
            return Opaque("something that is no value")
    return plain(value)


def score_of(value: Any, points: float) -> float:
    """Return the score that a test cell's last value stands for, within 0 and its points.

    As in nbgrader: a number is partial credit, no number is full credit. A number that is not
    finite or not within 0 and the points is worth nothing.
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.number)):
        return points
    score = float(np.real(value))
    return score if math.isfinite(score) and 0.0 <= score <= points else 0.0


def _as_raised(name: str, text: str) -> Exception:
    """Return an error like the student's, so that a test can expect one by its class."""
    kind = (
        getattr(__builtins__, name, None)
        if isinstance(__builtins__, types.ModuleType)
        else (__builtins__.get(name))
    )
    if isinstance(kind, type) and issubclass(kind, Exception):
        with contextlib.suppress(Exception):
            return kind(text)
    return StudentError(f"{name}: {text}")


def _draws(source: str) -> bool:
    return "drawing" in loaded(source)


def _is_frame(kind: type) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and issubclass(kind, pandas.DataFrame)


def _column(column: Any) -> Any:
    values = column.to_numpy()
    return values if values.dtype.kind in "biuf" else [plain(item) for item in column]


@contextlib.contextmanager
def _captured() -> Any:
    printed, complained = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
        yield printed, complained


def _execute(cell: Cell, namespace: dict[str, Any]) -> Any:
    """Run a cell's statements and return the value of a last line that is an expression."""
    filename = f"<cell {cell.label}>"
    body, last = _compiled(filename, cell.source)
    exec(body, namespace)
    return eval(last, namespace) if last else None


@lru_cache(maxsize=512)
def _compiled(filename: str, source: str) -> tuple[CodeType, CodeType | None]:
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    tree = ast.parse(source, filename)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = compile(ast.Expression(tree.body.pop().value), filename, "eval")
    return compile(tree, filename, "exec"), last


def _outputs(ran: messages.Ran) -> Any:
    if ran.printed:
        yield _stream("stdout", ran.printed)
    if ran.complained:
        yield _stream("stderr", ran.complained)
    if ran.shown:
        yield _result(ran.shown)
    if ran.error:
        yield _error(ran.error[:ERROR_NAMES], ran.error_text, ran.traceback)


def _failure(error: BaseException, cell: Cell) -> dict[str, Any]:
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return _error(type(error).__name__, str(error)[:1000], "".join(lines))


def _clean(text: str) -> str:
    """Replace what a notebook's file cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": _clean(text)}


def _result(text: str) -> dict[str, Any]:
    return {
        "output_type": "execute_result",
        "execution_count": None,
        "metadata": {},
        "data": {"text/plain": _clean(text)},
    }


def _error(name: str, text: str, told: str) -> dict[str, Any]:
    return {
        "output_type": "error",
        "ename": _clean(name),
        "evalue": _clean(text),
        "traceback": _clean(told or f"{name}: {text}").splitlines(),
    }


def _display(thing: Any) -> dict[str, Any]:
    bundle = (
        thing._repr_mimebundle_()
        if hasattr(thing, "_repr_mimebundle_")
        else {"text/plain": repr(thing)}
    )
    return {"output_type": "display_data", "metadata": {}, "data": bundle}
