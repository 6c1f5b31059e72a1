"""The course's tables in a page: the stand-in for Pima diabetes, from the rows that come with it.

`coursebook.datasets` reads and downloads files with pandas, which a page does not have.
"""

from __future__ import annotations

from importlib.resources import files
from io import StringIO
from typing import NamedTuple

import numpy as np


class DataWarning(UserWarning):
    """Never given in a page: `source` says where the rows come from."""


class Rows(NamedTuple):
    """The part of `coursebook.datasets.Dataset` that needs no pandas; `table` is the rows."""

    table: np.ndarray
    X: np.ndarray
    y: np.ndarray
    features: list[str]
    zero_is_missing: list[str]
    source: str


def load_pima() -> Rows:
    """Return the generated stand-in for the Pima Indians diabetes table."""
    text = files(__name__).joinpath("pima.csv").read_text("utf-8")
    source, missing, header, *rows = text.splitlines()
    table = np.loadtxt(StringIO("\n".join(rows)), delimiter=",")
    features = header.split(",")[:-1]
    return Rows(table, table[:, :-1], table[:, -1], features, missing.split(","), source)
