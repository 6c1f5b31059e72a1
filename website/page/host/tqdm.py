"""Progress bars draw nothing in a page: what runs there is short, and Stop ends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


class tqdm:  # noqa: N801 - the name that cells import
    """Goes through an iterable; every other call does nothing."""

    def __init__(self, iterable: Iterable = (), **_: Any) -> None:
        self._iterable = iterable

    def __iter__(self) -> Iterator:
        return iter(self._iterable)

    def __enter__(self) -> tqdm:
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None
