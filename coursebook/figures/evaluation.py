"""Figures that judge a network: what it confuses, and which rows it is trained and judged on.

Each function draws one figure and writes its text alternative from the very numbers that it drew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from coursebook.figures.runs import learning_curves
from coursebook.figures.runs import points as score_spread
from coursebook.figures.style import BLUE, INK, SERIES, Picture, show, subplots

__all__ = ["confusion_matrix", "learning_curves", "score_spread", "split_bar"]


def confusion_matrix(counts: ArrayLike, labels: Sequence[str], *, title: str = "") -> Picture:
    """Draw how many rows of each true class were predicted as which class.

    Parameters
    ----------
    counts : array_like of int, shape (n_classes, n_classes)
        Entry (i, j) counts the rows of true class i that were predicted as class j.
    labels : sequence of str, length n_classes
        Names of the classes.
    title : str
        Heading of the figure.

    Returns
    -------
    Picture
        A field per entry with its count and its share of the true class; the larger the share the
        stronger its color. Borders mark the right predictions.

    Raises
    ------
    ValueError
        If `counts` is not square, holds anything but whole numbers from 0, has an empty class, or
        does not match `labels`.
    """
    counts = np.asarray(counts)
    n = len(labels)
    if n < 2 or counts.shape != (n, n):
        raise ValueError(
            f"counts: expected shape {(n, n)} for {n} labels, at least two, got {counts.shape}"
        )
    if (counts < 0).any() or (counts != np.floor(counts)).any():
        raise ValueError(f"counts: expected whole numbers from 0, got {counts.tolist()}")
    counts = counts.astype(int)
    totals = counts.sum(axis=1)
    if (totals == 0).any():
        empty = [label for label, total in zip(labels, totals, strict=True) if total == 0]
        raise ValueError(f"counts: expected rows of every true class, got none of {empty}")
    shares = counts / totals[:, None]

    fig, ax = subplots(height=0.9 + 0.95 * n)
    text = {"ha": "center", "va": "center", "color": INK}
    for i in range(n):
        for j in range(n):
            # At most a third of the color: dark text stays legible on it, in light and in dark.
            ax.fill_between(
                [j, j + 1], i, i + 1, color=BLUE, alpha=0.04 + 0.3 * shares[i, j], linewidth=0
            )
            ax.text(j + 0.5, i + 0.42, f"{counts[i, j]}", fontsize=18, **text)
            ax.text(j + 0.5, i + 0.72, f"{shares[i, j]:.0%} of row", **text)
        box = np.array([[i, i], [i + 1, i], [i + 1, i + 1], [i, i + 1], [i, i]])
        ax.plot(*box.T, color=INK, linestyle="-", clip_on=False, zorder=3)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.set(xlim=(0, n), ylim=(n, 0), xlabel="predicted class", ylabel="true class", title=title)
    ax.set_xticks(np.arange(n) + 0.5, labels)
    ax.set_yticks(np.arange(n) + 0.5, labels)

    rows = (
        f"of {totals[i]} rows that are truly {labels[i]}, "
        + ", ".join(f"{counts[i, j]} are predicted {labels[j]}" for j in range(n))
        for i in range(n)
    )
    return show(fig, f"Confusion matrix of {counts.sum()} rows: {'; '.join(rows)}.")


def split_bar(counts: Mapping[str, int], uses: Mapping[str, str], *, title: str = "") -> Picture:
    """Draw into which parts the rows of a table are split, and what each part is for.

    Parameters
    ----------
    counts : mapping of str to int
        Name of the part to its number of rows, the largest first.
    uses : mapping of str to str
        The same names to a few words each; they stand beside or inside the bar.
    title : str
        Heading of the figure.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If a part has no rows, the names differ, or there are no parts or more than six.
    """
    if not 1 <= len(counts) <= len(SERIES):
        raise ValueError(f"counts: expected 1 to {len(SERIES)} parts, got {len(counts)}")
    if set(uses) != set(counts):
        raise ValueError(f"uses: expected the names {list(counts)}, got {list(uses)}")
    if min(counts.values()) < 1:
        raise ValueError(f"counts: expected at least one row in each part, got {dict(counts)}")
    n_rows = sum(counts.values())

    fig, ax = subplots(height=0.9 + 0.55 * len(counts))
    start = 0
    for place, (name, count) in enumerate(counts.items()):
        color = SERIES[place]
        ax.barh(place, count, left=start, height=0.7, color=color, alpha=0.25, edgecolor=color)
        inside = start == 0
        ax.annotate(
            uses[name],
            (0 if inside else start, place),
            xytext=(6 if inside else -6, 0),
            textcoords="offset points",
            ha="left" if inside else "right",
            va="center",
            color=INK,
        )
        start += count
    ax.set(xlabel=f"rows of the table ({n_rows} in all)", title=title, xlim=(0, n_rows))
    ax.set_yticks(range(len(counts)), [f"{name}: {count}" for name, count in counts.items()])
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    parts = (f"{name} with {count} rows ({uses[name]})" for name, count in counts.items())
    return show(fig, f"Bar of {n_rows} rows cut into {len(counts)} parts: {'; '.join(parts)}.")
