"""Silence what a library writes to standard error from below Python."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Drop everything that is written to the process's standard error while the block runs.

    TensorFlow greets each import with notes on the machine, written by its C++ part, which
    `contextlib.redirect_stderr` does not reach. Errors still arrive: as exceptions.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
