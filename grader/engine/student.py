"""In the student's process: run cells, answer calls, hand out plain values.

Everything here runs beside the student's code and can be changed by it, so nothing here is
trusted: what protects the score is that this process holds no test, no expected value and no file
but Python's, and that the examiner reads its answers as data.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import os
import socket
import sys
import time
import types
from collections import deque
from collections.abc import Iterator
from typing import Any

import numpy as np

from checks import call as calls
from checks import limit
from checks.cells import compiled, newly_bound
from checks.limit import TimeLimit
from checks.outcome import Part
from checks.shipped import NOT_GIVEN
from checks.values import class_name, plain
from grader.engine import figures, messages, reserved, shell
from grader.engine.channel import Channel, ClosedError
from grader.engine.decoding import decode
from grader.engine.messages import Answer, Ask, Call, Look, Looked, Ran, Returned, RunCell, Use
from grader.engine.shown import Capped, clipped, described, text_of
from grader.engine.wire import AS_THEY_ARE, Callback, Drawing, Frame, Held, Known, Opaque, Path

SHOWN = 8_000  # characters
SHOWN = 20_000  # characters of a cell's last value


def serve(sock: socket.socket, limits: dict[str, Any]) -> None:
    """Answer the examiner until it hangs up."""
    limit.ring_always()
    side = _Side(Channel(sock, limits["reply_mib"] * 2**20), limits["output_kib"] * 1024)
    with contextlib.suppress(ClosedError):
        while True:
            number, message = side.next_message()
            reply = side.answer(message)
            if reply is not None:  # sent at the latest before the next wait
                side.channel.post(messages.packed(reply, number))


class _Side:
    """The notebook's namespace and the objects that the examiner has asked for."""

    def __init__(self, channel: Channel, output: int) -> None:
        self.channel = channel
        self._output = output
        self._module = types.ModuleType("__main__")
        self._module.__dict__["__builtins__"] = builtins
        sys.modules["__main__"] = self._module
        self._namespace = self._module.__dict__
        self._given: dict[str, Any] = {}
        self._held: list[Any] = []
        self._lent: dict[tuple[str, str], Any] = {}
        self._last_given: tuple[bytes, dict[str, Any]] = b"", {}
        self._was_slow = False
        self._n_asked = 0
        self._waiting: deque[tuple[int, Any]] = deque()  # what came before an answer
        reserved.answer_with(self._borrow)

    def next_message(self) -> tuple[int, Any]:
        """Return what the examiner asks next, and its number."""
        return self._waiting.popleft() if self._waiting else messages.receive(self.channel)

    def answer(self, message: Any) -> Any:
        match message:
            case messages.Start():
                for name, content in message.files.items():
                    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
                    with open(name, "wb") as file:
                        file.write(content)
                return None
            case RunCell():
                return self._run(message)
            case Look():
                return Looked(self._looked(message.names))
            case Call():
                return self._call(message)
            case Use():
                return self._use(message)
        return None

    def _run(self, cell: RunCell) -> Ran:
        printed, complained = Capped(self._output), Capped(self._output)
        before, start = dict(self._namespace), time.monotonic()
        shown = error = error_text = told = ""
        pictures: list[bytes] = []
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
            try:
                with TimeLimit(cell.seconds):
                    value = self._execute(cell)
                    shown = "" if value is None else clipped(repr(value), SHOWN)
            except BaseException as caught:
                error, error_text, told = described(caught, cell.seconds)
            left = cell.seconds - (time.monotonic() - start)
            if cell.draw and left > 0:
                try:
                    with TimeLimit(left):
                        pictures = figures.drawn()
                except BaseException as caught:
                    if not error:
                        error, error_text, told = described(caught, cell.seconds)
        self._last_given = b"", {}  # a cell may have given the names to other functions
        if cell.given:
            self._given |= newly_bound(before, self._namespace)
        return Ran(
            printed.getvalue(), complained.getvalue(), text_of(shown), error, error_text, told,
            self._looked(cell.look), pictures,
        )  # fmt: skip

    def _execute(self, cell: RunCell) -> Any:
        if not cell.given and "get_ipython" in cell.source:  # a name that a shell brings
            return shell.run(cell.source, self._module)
        try:
            code = compiled(cell.id, cell.source)
        except SyntaxError:
            if not shell.is_for_a_shell(cell.source):
                raise
            return shell.run(cell.source, self._module)
        return code.run(self._namespace)

    def _call(self, asked: Call) -> Returned:
        """Make one call of a check, exactly as it is made in a notebook."""
        if asked.follows and self._was_slow:
            return Returned("not made", None, (), (), -1)
        try:
            function = self._received(asked.function)
            args, kwargs = self._received(asked.args), self._received(asked.kwargs)
            if self._last_given[0] != asked.given:
                self._last_given = asked.given, self._received(decode(asked.given))
            given = self._last_given[1]
        except Exception as error:
            name, text = class_name(type(error)), text_of(str(error))
            return Returned("raised", None, (), (name, text, "", 0, ""), -1)
        after: list[Any] = []
        outcome, thing = calls.call_and_hand_over(
            function, args, kwargs, asked.seconds, given, after=after if asked.watch else None
        )
        self._was_slow = outcome.ending == "too slow"
        held = -1
        if asked.hold and outcome.ending == "returned" and thing is not None:
            self._held.append(thing)
            held = len(self._held) - 1
        told: tuple = (
            outcome.error, outcome.error_text, outcome.line, outcome.line_number,
            outcome.printed,
        )  # fmt: skip
        told = told if any(told) else ()
        return Returned(outcome.ending, outcome.value, outcome.parameters, told, held, after)

    def _use(self, asked: Use) -> Returned:
        """Call an object, or take an attribute of it, for a test cell that uses it directly."""
        printed = Capped(self._output)
        value, error, text = None, "", ""
        with contextlib.redirect_stdout(printed):
            try:
                with TimeLimit(asked.seconds):
                    thing = self._held[asked.object]
                    if asked.attribute:
                        thing = getattr(thing, asked.attribute)
                    else:
                        thing = thing(*self._received(asked.args), **self._received(asked.kwargs))
                    value = self._sent(thing)
            except BaseException as caught:
                error, text, _ = described(caught, asked.seconds)
        ending = "raised" if error else "returned"
        told = (error, text, "", 0, printed.getvalue())
        return Returned(ending, value, (), told, -1)

    def _looked(self, names: list[str]) -> dict[str, Any]:
        return {
            name: self._sent(self._namespace[name]) for name in names if name in self._namespace
        }

    def _sent(self, thing: Any) -> Any:
        """Return the plain value of a thing, or hold it and return its number."""
        value = plain(thing)
        if isinstance(value, Opaque):
            self._held.append(thing)
            return Held(len(self._held) - 1, callable(thing), value.phrase)
        return value

    def _received(self, value: Any) -> Any:
        """Return what the examiner's names and numbers stand for on this side."""
        if type(value) in AS_THEY_ARE:
            return value
        match value:
            case Known():
                if value.module == "__main__":
                    return self._given[value.name]
                return getattr(importlib.import_module(value.module), value.name)
            case Callback():
                return self._asker(value)
            case Held():
                return self._held[value.number]
            case Path():
                return Part(value.path)
            case Frame():
                return _frame(value)
            case Drawing():
                bits = getattr(np.random, value.kind)(0)
                bits.state = value.state
                return np.random.Generator(bits)
            case list() | tuple():
                return type(value)(self._received(item) for item in value)
            case dict():
                return {key: self._received(item) for key, item in value.items()}
        return value

    def _asker(self, callback: Callback) -> Any:
        def ask(*args: Any, **kwargs: Any) -> Any:
            question = Ask(callback.number, _sendable(args), _sendable(kwargs))
            return self._received(self._answered(question))

        ask.__name__ = ask.__qualname__ = callback.name
        return ask

    def _borrow(self, module: str, name: str, args: tuple, kwargs: dict[str, Any]) -> Any:
        """Have the examiner call a function of the course, or take its text and call that here.

        Generators draw on where the examiner's copies have stopped.
        """
        function = self._lent.get((module, name))
        if function is None:
            question = messages.Borrow(module, name, _sendable(args), _sendable(kwargs))
            answer = self._answered(question)
            if type(answer) is list:
                own_name, text = answer
                home = {"__name__": module}
                exec(compile(text, f"<{module}>", "exec"), home)
                function = self._lent[module, name] = home[own_name]
        if function is not None:
            return function(*args, **kwargs)
        value, drawn = self._received(answer)
        for generator, after in zip(_generators((args, kwargs)), drawn, strict=True):
            generator.bit_generator.state = after.bit_generator.state
        return value

    def _answered(self, question: Ask | messages.Borrow) -> Any:
        """Ask the examiner during a call and return the answer, or raise the error that it is."""
        self._n_asked += 1
        messages.send(self.channel, question, self._n_asked)
        while True:
            number, reply = messages.receive(self.channel)
            if not isinstance(reply, Answer):  # a call sent ahead
                self._waiting.append((number, reply))
            elif number == self._n_asked:  # else one that a time limit did not wait for
                break
        if reply.error and reply.error != reserved.TEXT:
            kinds = {**vars(builtins), NOT_GIVEN: reserved.NotGivenError}
            raise kinds.get(reply.error, RuntimeError)(reply.error_text)
        return reply.value


def _sendable(value: Any) -> Any:
    """Keep NumPy's numbers as they are, make everything else plain."""
    if isinstance(value, np.generic) and value.dtype.kind in "biufc":
        return value
    if type(value) is np.random.Generator:
        return value
    if type(value) in (list, tuple):
        return type(value)(map(_sendable, value))
    if type(value) is dict:
        return {key: _sendable(item) for key, item in value.items()}
    return plain(value)


def _generators(value: Any) -> Iterator[np.random.Generator]:
    """Yield the random generators in a value, in order."""
    if type(value) is np.random.Generator:
        yield value
    elif type(value) in (list, tuple, dict):
        for item in value.values() if type(value) is dict else value:
            yield from _generators(item)


def _frame(value: Frame) -> Any:
    import pandas as pd

    series = [
        pd.Series(column, index=value.index, dtype=dtype)
        for column, dtype in zip(value.columns, value.dtypes, strict=True)
    ]
    return (
        pd.concat(series, axis=1, keys=value.names) if series else pd.DataFrame(index=value.index)
    )
