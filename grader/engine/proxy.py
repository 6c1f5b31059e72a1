"""What stands in a test cell for an object of the student's, which stays in its own process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from checks.outcome import Outcome, Remote
from grader.engine import received
from grader.engine.wire import Held

if TYPE_CHECKING:
    from grader.engine.line import Line


class GoneError(Exception):
    """The student's process has gone; the text is a predicate.

    `is_slow` says that it was ended for its slowness, `had_a_past` that other calls or cells had
    run in it since it was started.
    """

    def __init__(self, text: str, *, is_slow: bool = False, had_a_past: bool = False) -> None:
        super().__init__(text)
        self.is_slow = is_slow
        self.had_a_past = had_a_past


class Keeper(Remote):
    """Makes calls in the student's process that no object of the student's is part of."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def run(self, *call: Any, **options: Any) -> tuple[Outcome, Any]:
        """Make a check's call over there."""
        return self._line.call(*call, **options)

    def begin(self, *call: Any, **options: Any) -> Callable[[], Outcome]:
        """Send a check's call ahead."""
        return self._line.begin(*call, **options)


class Proxy(Keeper):
    """An object of the student's.

    A check calls it through `checks.call`. A test cell may also use it as if it were here: call
    it and read its attributes. What comes back is a plain value, or another proxy.
    """

    def __init__(self, line: Line, held: Held, name: str = "") -> None:
        super().__init__(line)
        self._held = held
        self._name = name
        self._generation = line.generation
        if name:
            self.__name__ = name

    def held(self) -> Held:
        """Return the object's number in the student's process of now.

        Raises
        ------
        GoneError
            The process that held it has gone, and it has no name to look it up by.
        """
        line = self._line
        if not line.is_alive or self._generation != line.generation:
            if not self._name:
                raise GoneError("ended the process that held what it returned earlier")
            found = line.look([self._name]).get(self._name)
            if not isinstance(found, Held):
                raise GoneError("ended its process and is no longer defined")
            self._held, self._generation = found, line.generation
        return self._held

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object for a test cell that does so itself."""
        return self._use("", args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._use(name, (), {})

    def __repr__(self) -> str:
        return f"<{self._name or 'an object'} of the student's>"

    def _use(self, attribute: str, args: tuple, kwargs: Mapping[str, Any]) -> Any:
        try:
            back = self._line.use(self, attribute, args, kwargs)
        except GoneError as gone:
            raise received.StudentError(f"`{self._name}` {gone}") from None
        told = received.outcome(back)
        if told.printed:
            print(told.printed, end="")
        if told.ending != "returned":
            raise received.raised(told.error, told.error_text)
        if isinstance(back.value, Held):
            return Proxy(self._line, back.value)
        return received.closed(back.value)
