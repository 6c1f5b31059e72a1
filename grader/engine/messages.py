"""What the examiner and a student's process say to each other: one named tuple per message.

Fields are checked against their annotations when a message arrives, so that the code behind it
meets only what it expects. An unknown kind, a missing field or a wrong type is a `ProtocolError`.
"""

import math
from typing import Any, NamedTuple

from grader.engine.channel import Channel, framed
from grader.engine.decoding import decode
from grader.engine.wire import ProtocolError, encode


class Start(NamedTuple):
    """To the student: files to put into the working folder."""

    files: dict


class RunCell(NamedTuple):
    """To the student: run a cell, `given` if it is ours, then look at names as `Look` does.

    `draw` asks for what it has drawn.
    """

    id: str
    source: str
    given: bool
    seconds: float
    look: list = []  # noqa: RUF012  never changed
    draw: bool = False


class Ran(NamedTuple):
    """From the student: what became of a cell. `error` is empty if it finished.

    `found` is as in `Looked`; `figures` are PNG files.
    """

    printed: str
    complained: str
    shown: str
    error: str
    error_text: str
    traceback: str
    found: dict
    figures: list


class Look(NamedTuple):
    """To the student: say what these names stand for."""

    names: list


class Looked(NamedTuple):
    """From the student: the plain value of each name that is defined, or a `Held`."""

    found: dict


class Call(NamedTuple):
    """To the student: call a function under `checks.call`; `hold` what it returns.

    `watch` asks for the arguments after it.

    `given` is encoded, since many calls in a row have the same. `follows` says that it was sent
    before the answer to the call before it: then it is made only if that has not run out of time.
    """

    function: Any
    args: tuple
    kwargs: dict
    seconds: float
    given: bytes
    watch: bool
    hold: bool
    follows: bool = False


class Returned(NamedTuple):
    """From the student: a call's `Outcome`, and the number of what is held or -1.

    `told` holds error, error_text, line, line_number and printed, or nothing where all of them are
    empty. `after` holds the arguments as the call has left them, where that was asked for.
    """

    ending: str
    value: Any
    parameters: tuple
    told: tuple
    held: int
    after: list = []  # noqa: RUF012  never changed


class Use(NamedTuple):
    """To the student: take an attribute of a held object, or if that is empty, call it.

    What comes back is plain or a `Held`.
    """

    object: int
    attribute: str
    args: tuple
    kwargs: dict
    seconds: float


class Ask(NamedTuple):
    """From the student, during a call: call one of the examiner's functions."""

    function: int
    args: tuple
    kwargs: dict


class Answer(NamedTuple):
    """To the student: what that function returned, or the error that it raised."""

    value: Any
    error: str
    error_text: str


class Borrow(NamedTuple):
    """From the student: call a function of the course, which is not there, see `reserved`.

    The answer's value is what it returned, and the random generators among the arguments as they
    are then.
    """

    module: str
    name: str
    args: tuple
    kwargs: dict


KINDS = (Start, RunCell, Ran, Look, Looked, Call, Returned, Use, Ask, Answer, Borrow)
_FIELDS = {
    kind: [(name, object if of is Any else of) for name, of in kind.__annotations__.items()]
    for kind in KINDS
}
_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}


def packed(message: Any, number: int) -> bytes:
    """Return a message as a frame; `number` ties an answer to its question.

    TypeError for a message with a value outside the format.
    """
    return framed(_NUMBERS[type(message)], number, encode(tuple(message)))


def send(channel: Channel, message: Any, number: int, deadline: float = math.inf) -> None:
    """Send a message at once."""
    channel.post(packed(message, number), deadline)
    channel.flush(deadline)


def receive(channel: Channel, deadline: float = math.inf) -> tuple[int, Any]:
    """Return number and message of the next frame; `ProtocolError` if it is none."""
    kind, number, content = channel.receive(deadline)
    return number, read(kind, content)


def read(kind: int, content: bytes) -> Any:
    """Return the message that a frame holds; `ProtocolError` if it holds none."""
    if kind >= len(KINDS):
        raise ProtocolError(f"message: unknown kind {kind}")
    values, wanted = decode(content), _FIELDS[KINDS[kind]]
    if type(values) is not tuple or len(values) != len(wanted):
        raise ProtocolError(f"{KINDS[kind].__name__}: expected {len(wanted)} fields")
    for (name, expected), value in zip(wanted, values, strict=True):
        if expected is not object and type(value) is not expected:
            raise ProtocolError(
                f"{KINDS[kind].__name__}: {name}: expected {expected.__name__}, "
                f"got {type(value).__name__}"
            )
    return KINDS[kind]._make(values)
