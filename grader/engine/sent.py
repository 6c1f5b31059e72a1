"""What stands on the wire for the tests' own values, functions and tables."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from checks.limit import TimeLimit, TooSlowError
from checks.outcome import Part
from checks.values import plain, reference
from grader.engine import messages, reserved
from grader.engine.proxy import Proxy
from grader.engine.wire import AS_THEY_ARE, Callback, Frame, Held, Known, Path, encode


class Sender:
    """Sends the values of one notebook's tests.

    A function that the other side has too goes by its name. One that only a test cell has stays
    here, and a number goes over under which it can be called: a callback.

    Attributes
    ----------
    given : dict
        What the given cells have defined, on both sides, by name.
    lent : list of functions
        The functions of the course that may be borrowed now.
    """

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}
        self.lent: list[Any] = []
        self._callbacks: list[Callable] = []
        self._last_given: tuple[dict[str, Callable], bytes] = {}, encode({})

    @property
    def n_callbacks(self) -> int:
        """How many functions have stayed here."""
        return len(self._callbacks)

    def value(self, value: Any) -> Any:
        """Return what stands for a value on the wire."""
        kind = type(value)
        if kind in AS_THEY_ARE:
            return value
        if kind is Proxy:
            return Held(value.held().number, True, "")  # which is all that the other side needs
        if kind is Part:
            return Path(value.path)
        if kind in (list, tuple):
            return kind(self.value(item) for item in value)
        if kind is dict:
            return {key: self.value(item) for key, item in value.items()}
        if _is_frame(kind):
            return _frame(value)
        if callable(value) and not isinstance(value, np.generic):
            return self._function(value)
        return value

    def functions(self, given: Mapping[str, Callable]) -> bytes:
        """Return what stands for given functions, encoded; many calls in a row have the same."""
        if self._last_given[0] == given:
            return self._last_given[1]
        before, sent = self.n_callbacks, encode(self.value(dict(given)))
        if self.n_callbacks == before:  # else each call has to show that it brings some
            self._last_given = dict(given), sent
        return sent

    def call_back(self, asked: messages.Ask, seconds: float) -> messages.Answer:
        """Call a function that stayed here, for the student's side, with a limit of time.

        What the student's side hands to it may be anything.
        """
        try:
            function = self._callbacks[asked.function]
            kwargs = {str(name): value for name, value in asked.kwargs.items()}
            with TimeLimit(seconds):
                value = function(*asked.args, **kwargs)
            value = self.value(value)
            encode(value)  # here, where one that cannot be written is an error of the call
            return messages.Answer(value, "", "")
        except TooSlowError:
            return messages.Answer(None, "TimeoutError", f"stopped after {seconds:g} seconds")
        except Exception as error:
            return messages.Answer(None, type(error).__name__, str(error)[:1000])

    def _function(self, function: Callable) -> Any:
        name = getattr(function, "__name__", "function")
        with contextlib.suppress(TypeError, AttributeError):
            module, name = reference(function)
            if reserved.is_course(module):  # it is an argument, so this test lends it
                self.lent.append(function)
            if module != "__main__" or self.given.get(name) is function:
                return Known(module, name)
        for label, thing in self.given.items():  # under the name that a given cell imports it by
            if thing is function:
                return Known("__main__", label)
        module = getattr(function, "__module__", None) or "numpy"
        if getattr(sys.modules.get(module), name, None) is function:
            return Known(module, name)
        self._callbacks.append(function)
        return Callback(len(self._callbacks) - 1, name)


def _is_frame(kind: type) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and issubclass(kind, pandas.DataFrame)


def _frame(frame: Any) -> Frame:
    columns = [frame.iloc[:, i] for i in range(frame.shape[1])]
    return Frame(
        names=[plain(name) for name in frame.columns],
        columns=[_column(column) for column in columns],
        dtypes=[str(column.dtype) for column in columns],
        index=_column(frame.index),
    )


def _column(column: Any) -> Any:
    values = column.to_numpy()
    return values if values.dtype.kind in "biuf" else [plain(item) for item in column]
