"""Numbers as the pages write them: one way to round, to tell a spread, and to show a table.

`number` and `percent` round a value to a text, `median_range` tells what several seeds or splits
scored, `interval` compares two arms that were scored on the same splits, `as_table` shows rows as a
table, and `tell` hands texts to the prose of a chapter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

MINUS, INFINITY = "−", "∞"


def number(value: float, digits: int = 0) -> str:
    """Write a number with groups of three digits and a true minus sign.

    Parameters
    ----------
    value : float
    digits : int
        Digits after the point.

    Returns
    -------
    str
        ``number(1437) == "1,437"``, ``number(-0.5, 2) == "−0.50"``. A value that rounds to zero has
        no sign.

    Raises
    ------
    ValueError
        If `value` is not a number (NaN): a page must not print one.
    """
    value = float(value)
    if np.isnan(value):
        raise ValueError("value: expected a number to print, got NaN")
    if np.isinf(value):
        return INFINITY if value > 0 else MINUS + INFINITY
    text = f"{abs(value):,.{digits}f}"
    return MINUS + text if value < 0 and any(c in "123456789" for c in text) else text


def percent(share: float, digits: int = 1) -> str:
    """Write a share of one in percent.

    Returns
    -------
    str
        ``percent(0.613) == "61.3%"``, ``percent(1, 0) == "100%"``.
    """
    return f"{number(100 * share, digits)}%"


def median_range(values: ArrayLike, text: Callable[[float], str] = percent) -> str:
    """Write what several seeds or splits gave: the median, and the lowest and the highest.

    Parameters
    ----------
    values : array_like, shape (n_runs,)
    text : callable
        Turns one value into text: `percent`, `number`, ``"{:.2f} s".format``, …

    Returns
    -------
    str
        ``median_range([0.9, 0.92, 0.95]) == "92.0% (90.0% to 95.0%)"``. If lowest and highest read
        the same, that one text.
    """
    low, middle, high = map(text, np.quantile(_runs(values, "values"), [0, 0.5, 1]))
    return middle if low == high else f"{middle} ({low} to {high})"


def interval(
    differences: ArrayLike, *, n_training: int, n_test: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Return a confidence interval for the mean difference of two arms over random splits.

    The splits of one table share rows, so their scores vary less together than those of fresh data
    would, and the usual standard error is far too small. The corrected one adds the share of test
    rows (Nadeau and Bengio, "Inference for the Generalization Error", 2003); the quantile is
    Student's.

    Parameters
    ----------
    differences : array_like, shape (n_splits,)
        Score of one arm less the score of the other, split by split. At least two.
    n_training, n_test : int
        Rows that each split trains on and tests on.
    confidence : float

    Returns
    -------
    low, high : float
        In the unit of the differences. If zero lies between them, the splits do not tell the arms
        apart.
    """
    from scipy.special import stdtrit  # half a second that most pages do not need

    differences = _runs(differences, "differences")
    if differences.size < 2:
        raise ValueError(f"differences: expected at least 2, got {differences.size}")
    if min(n_training, n_test) < 1:
        raise ValueError(f"n_training, n_test: expected at least 1, got {n_training}, {n_test}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence: expected between 0 and 1, got {confidence}")
    n = differences.size
    error = np.sqrt((1 / n + n_test / n_training) * differences.var(ddof=1))
    reach = stdtrit(n - 1, (1 + confidence) / 2) * error
    return float(differences.mean() - reach), float(differences.mean() + reach)


@dataclass(frozen=True)
class Table:
    """Rows as a page shows them; the first column heads the rows."""

    frame: pd.DataFrame

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {
            "text/html": self.frame.to_html(index=False, border=0),
            "text/plain": self.frame.to_string(index=False),
        }


def as_table(
    rows: Iterable[Sequence[object]] | Mapping[str, object], columns: Sequence[str]
) -> Table:
    """Show rows as a table without an index; as the last value of a cell it is displayed.

    Parameters
    ----------
    rows : iterable of rows, or mapping
        A row is a sequence with an entry per column. In a mapping the key is the first entry, and
        the value is the second one or the sequence of all others.
    columns : sequence of str
        Headings.

    Returns
    -------
    Table
        Its ``frame`` is the `pandas.DataFrame`.

    Raises
    ------
    ValueError
        If a row has more or fewer entries than there are columns.
    """
    if isinstance(rows, Mapping):
        rows = [(key, *(value if _is_row(value) else [value])) for key, value in rows.items()]
    rows = [tuple(row) for row in rows]
    for place, row in enumerate(rows):
        if len(row) != len(columns):
            raise ValueError(
                f"rows[{place}]: expected {len(columns)} entries, one for each of "
                f"{list(columns)}, got {row}"
            )
    return Table(pd.DataFrame(rows, columns=list(columns)))


def tell(chapter: str, **texts: object) -> None:
    """Hand texts to the prose of a chapter, which shows them by ``{glue:text}`chapter_name` ``.

    Parameters
    ----------
    chapter : str
        Prefix of the names: ``tell("ch07", best_rate="0.5")`` is shown by ``ch07_best_rate``.
    **texts : object
        Name to text, or to what `str` turns into one.
    """
    from myst_nb import glue  # needed where the book is built, and not where a cell is tried alone

    for name, text in texts.items():
        glue(f"{chapter}_{name}", str(text), display=False)


def _is_row(value: object) -> bool:
    return isinstance(value, list | tuple | np.ndarray)


def _runs(values: ArrayLike, name: str) -> np.ndarray:
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or values.size == 0:
        raise ValueError(f"{name}: expected shape (n_runs,), at least one run, got {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError(f"{name}: expected finite values, got {values.tolist()}")
    return values
