"""The line to one student's processes: what is asked, what is answered, and who is at fault.

A submission is graded over one line. There is a process behind it as long as none has gone; when
one dies, is killed, or breaks the protocol, the call or cell at fault gets a `GoneError`, and the
next one that needs a process gets a new one, in which the cells before are run again.

Most of the time of a short call would go by waiting for the other process, so calls are sent ahead
of the answers to those before them (`Line.begin`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from checks.outcome import Outcome
from checks.shipped import NOT_GIVEN
from grader.engine import messages, received
from grader.engine.channel import ClosedError, DeadlineError
from grader.engine.lending import lend
from grader.engine.paper import Cell
from grader.engine.process import Process
from grader.engine.proxy import GoneError, Proxy
from grader.engine.sandbox import Sandbox, SandboxError
from grader.engine.sending import Sending, UnderWay
from grader.engine.sent import Sender
from grader.engine.wire import Held, ProtocolError

AHEAD_BYTES = 32_768  # of calls that are sent before the answers to those before them
LOOK_SECONDS = 10.0
INCIDENTS = 20  # of one submission; the same one counts once
_BREAKS = (DeadlineError, ProtocolError, ClosedError)  # what may come in place of an answer


class Line:
    """The line to the processes of one student.

    Parameters
    ----------
    sandbox, files, until
        As for `Process`.

    Attributes
    ----------
    sender : Sender
        Says what stands on the wire for the tests' values.
    process : Process
        The process of now.
    is_theirs : bool
        Whether a cell of the student's has been sent to a process: from then on what goes wrong is
        the student's fault.
    incidents : list of str
        What went wrong on the way, for the instructor.
    """

    def __init__(
        self, sandbox: Sandbox, files: Mapping[str, bytes], until: float | None = None
    ) -> None:
        self.sender = Sender()
        self.limits = sandbox.limits
        self.is_theirs = False
        self.incidents: list[str] = []
        self.process = Process(sandbox, files, until)
        self._looked: tuple[list[str], dict[str, Any]] = [], {}
        self._number = 0
        self._under_way: deque[UnderWay] = deque()
        # Cells that a new process runs first, and what they may borrow.
        self._past: list[tuple[Cell, list[Any]]] = []

    @property
    def is_alive(self) -> bool:
        """Whether there is a process."""
        return self.process.is_alive

    @property
    def generation(self) -> int:
        """Which process it is, counted from 1."""
        return self.process.generation

    @property
    def until(self) -> float:
        """When the whole notebook's time is used up."""
        return self.process.until

    @property
    def failure(self) -> SandboxError | None:
        """What the machine failed at."""
        return self.process.failure

    def end(self) -> None:
        """End the process."""
        self.process.end()
        self._looked = [], {}

    def note(self, text: str) -> None:
        """Enter an incident once; a student cannot fill the list, nor write beyond its lines."""
        text = "".join(letter if letter.isprintable() else "?" for letter in text)
        if text not in self.incidents and len(self.incidents) < INCIDENTS:
            self.incidents.append(text)

    def run(self, cell: Cell, names: list[str], *, draw: bool = False) -> messages.Ran:
        """Run a cell and look at names; with `draw`, have the figures drawn that it has made."""
        self.is_theirs = self.is_theirs or cell.role != "given"
        message = self._to_run(cell)._replace(look=names, draw=draw)
        seconds = message.seconds
        try:
            ran = self._ask(message, messages.Ran, seconds)
        except GoneError as gone:
            if gone.is_slow or not gone.had_a_past:
                raise
            # What an earlier call left behind may have ended it: once more, without a past.
            ran = self._ask(message, messages.Ran, seconds)
        self._past.append((cell, self.sender.lent))
        self._looked = names, _known(ran.found, names)
        return ran

    def look(self, names: list[str]) -> dict[str, Any]:
        """Return what names stand for over there: plain values or `Held`."""
        if self._looked[0] == names:  # told with the cell before, and nothing has run since
            return self._looked[1]
        found = self._ask(messages.Look(names), messages.Looked, LOOK_SECONDS).found
        return _known(found, names)

    def use(
        self, proxy: Proxy, attribute: str, args: tuple, kwargs: Mapping[str, Any]
    ) -> messages.Returned:
        """Take an attribute of an object, or if that is empty, call it."""
        self.settle()
        sent, seconds = self.sender.value, self.limits.seconds_per_cell
        held = proxy.held().number
        message = messages.Use(held, attribute, sent(args), sent(dict(kwargs)), seconds)
        return self._ask(message, messages.Returned, seconds)

    def call(self, *call: Any, **options: Any) -> tuple[Outcome, Any]:
        """Make a check's call over there; see `checks.call.Remote.run`."""
        return self._made(Sending(self.sender, *call, **options))

    def begin(self, *call: Any, **options: Any) -> Callable[[], Outcome]:
        """Send a check's call over, as `checks.call.Remote.begin` does.

        Calls are sent ahead as far as `AHEAD_BYTES` go: more might fill both directions, and then
        each side would wait for the other to read.
        """
        sending = Sending(self.sender, *call, **options)
        callbacks = self.sender.n_callbacks
        try:
            message = sending.message(follows=bool(self._under_way))
        except GoneError as gone:
            told = gone  # `gone` itself does not outlive this block
            return lambda: self._broken_off(sending, told)[0]
        number = self._number + 1
        frame = messages.packed(message, number)
        room = AHEAD_BYTES - len(frame)
        while self._under_way and sum(one.size for one in self._under_way) > room:
            self._take_in()
        # What the student's side asks during a call must not come behind calls that wait.
        asks = self.sender.n_callbacks > callbacks
        if not self.process.is_alive or asks or len(frame) > AHEAD_BYTES:
            return lambda: self._made(sending)[0]
        self._looked, self._number = ([], {}), number
        one = UnderWay(sending, number, len(frame), self.process.has_past)
        self.process.has_past = True
        self._under_way.append(one)
        try:
            self._say(frame, sending.seconds)
        except (DeadlineError, ClosedError) as error:
            self._lose(error)
        return lambda: self._waited_for(one)

    def settle(self) -> None:
        """Take in the answers to all calls under way."""
        while self._under_way:
            self._take_in()

    def _to_run(self, cell: Cell) -> messages.RunCell:
        seconds = self.limits.seconds_per_cell
        return messages.RunCell(cell.label, cell.source, cell.role == "given", seconds)

    def _ask(self, message: Any, expected: type, seconds: float) -> Any:
        """Send a message and return its answer.

        Raises
        ------
        GoneError
            The process ended, was ended, or said what it must not.
        """
        self.settle()
        self._looked = [], {}
        had_a_past = False
        try:
            self.process.start(self._run_past)
            had_a_past, self.process.has_past = self.process.has_past, True
            self._number = number = self._number + 1
            self._say(messages.packed(message, number), seconds)
            return self._answer(number, expected, seconds)
        except _BREAKS as error:
            raise self.process.gone(error, seconds, had_a_past=had_a_past) from None

    def _run_past(self) -> None:
        """Run the cells before in a new process."""
        lent_now = self.sender.lent
        try:
            for cell, lent in self._past:
                self.sender.lent = lent
                messages.send(self.process.channel, self._to_run(cell), 0, self.until)
                self._answer(0, messages.Ran, self.limits.seconds)
        finally:
            self.sender.lent = lent_now

    def _say(self, frame: bytes, seconds: float) -> None:
        """Send a frame, at the latest when an answer is awaited."""
        self.process.channel.post(frame, self.process.patience(seconds))

    def _answer(self, number: int, expected: type, seconds: float) -> Any:
        """Return the answer to a message that has been sent, serving what is asked meanwhile."""
        channel, deadline = self.process.channel, self.process.patience(seconds)
        while True:
            back, answer = messages.receive(channel, deadline)
            if isinstance(answer, messages.Ask):
                messages.send(channel, self.sender.call_back(answer, seconds), back, deadline)
                continue
            if isinstance(answer, messages.Borrow):
                lent = lend(answer, self.sender.lent, seconds)
                if lent.error == NOT_GIVEN:
                    self.note(f"the course's own function was called: {lent.error_text}")
                messages.send(channel, lent, back, deadline)
                continue
            is_odd = isinstance(answer, messages.Returned) and len(answer.told) not in (0, 5)
            if back != number or not isinstance(answer, expected) or is_odd:
                raise ProtocolError("an answer to what was not asked")
            return answer

    def _made(self, sending: Sending, *, again: bool = True) -> tuple[Outcome, Any]:
        self.settle()  # which may end the process that the message's numbers are for
        try:
            back = self._ask(sending.message(), messages.Returned, sending.seconds)
        except GoneError as gone:
            return self._broken_off(sending, gone, again=again)
        thing = Proxy(self, Held(back.held, True, "")) if back.held >= 0 else None
        return received.outcome(back, sending.watched), thing

    def _broken_off(
        self, sending: Sending, gone: GoneError, *, again: bool = True
    ) -> tuple[Outcome, Any]:
        """Make a call that broke off once more, or return what became of it."""
        if gone.is_slow:
            return Outcome("too slow"), None
        if gone.had_a_past and again:  # as in `run`
            return self._made(sending, again=False)
        name = getattr(sending.function, "__name__", "a function")
        self.note(f"a call of `{name}` {gone}")
        return Outcome("died", error_text=str(gone)), None

    def _waited_for(self, one: UnderWay) -> Outcome:
        """Return the outcome of a call that was sent ahead."""
        while one in self._under_way:
            self._take_in()
        if one.back is not None:
            return received.outcome(one.back, one.sending.watched)
        if one.gone is not None:
            return self._broken_off(one.sending, one.gone)[0]
        return self._made(one.sending)[0]

    def _take_in(self) -> None:
        """Wait for the answer to the first call under way."""
        one = self._under_way[0]
        try:
            one.back = self._answer(one.number, messages.Returned, one.sending.seconds)
            self._under_way.popleft()
        except _BREAKS as error:
            self._lose(error)

    def _lose(self, error: Exception) -> None:
        """Give up the calls under way.

        Where there is only one, it is at fault. Where there are more, the answers of some may be
        lost as well, so they are made again one by one, and that tells.
        """
        under_way, self._under_way = self._under_way, deque()
        if len(under_way) == 1:
            one = under_way[0]
            one.gone = self.process.gone(error, one.sending.seconds, had_a_past=one.had_a_past)
        else:
            self.end()


def _known(found: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, Held) else received.closed(value)
        for name, value in found.items()
        if name in names
    }
