"""Figures that judge a network: how it learned, what it confuses, how far its score scatters.

Each function draws one figure and writes its text alternative from the very numbers that it drew.
Series differ by dashes and markers as well as by color, and carry their names beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursebook.figures.style import BLUE, GREY, INK, PAPER, SERIES, Picture, show, subplots

_DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1)), (0, (1, 3)))
_MARKERS = ("o", "s", "D", "^", "v", "P")


def learning_curves(
    curves: Mapping[str, ArrayLike],
    *,
    ylabel: str = "cost",
    title: str = "",
    fmt: str = ".3f",
) -> Picture:
    """Draw how one or more quantities change from epoch to epoch.

    Parameters
    ----------
    curves : mapping of str to array_like, shape (n_epochs,) or (n_runs, n_epochs)
        Name to values, for example the ``history`` of a Keras ``History``. Several runs are drawn
        as the line of their medians inside a band from the lowest to the highest run. A ring marks
        the lowest point of a line that ends above it by a tenth of its range or more.
    ylabel : str
        The quantity on the vertical axis, with its unit if it has one.
    title : str
        Heading of the figure.
    fmt : str
        Format of the numbers in the text alternative.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there are no curves or more than six, a curve is not one- or two-dimensional or holds
        values that are not finite, or the numbers of epochs differ.
    """
    runs = {name: _runs(name, values) for name, values in curves.items()}
    if not 1 <= len(runs) <= len(SERIES):
        raise ValueError(f"curves: expected 1 to {len(SERIES)}, got {len(runs)}")
    lengths = {name: values.shape[1] for name, values in runs.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"curves: expected the same number of epochs in each, got {lengths}")
    n_epochs = next(iter(lengths.values()))
    epochs = np.arange(1, n_epochs + 1)

    fig, ax = subplots()
    sentences = [f"Line chart of {ylabel} against the epoch, from 1 to {n_epochs}."]
    ends = {}
    for (name, values), color, dashes in zip(runs.items(), SERIES, _DASHES, strict=False):
        line = np.median(values, axis=0)
        ax.plot(epochs, line, color=color, linestyle=dashes)
        if len(values) > 1:
            low, high = values.min(axis=0), values.max(axis=0)
            ax.fill_between(epochs, low, high, color=color, alpha=0.15, linewidth=0)
        if _rises(line):
            lowest = line.argmin()
            ax.plot(epochs[lowest], line[lowest], "o", color=color, markerfacecolor=PAPER)
        ends[name] = (float(line[-1]), color)
        sentences.append(_course(name, values, line, fmt))
    ax.set(xlabel="epoch", ylabel=ylabel, title=title, xlim=(1, max(n_epochs, 2)))
    ax.xaxis.get_major_locator().set_params(integer=True)
    _label_ends(ax, ends)
    return show(fig, " ".join(sentences))


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


def score_spread(
    scores: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    baseline: tuple[str, float] | None = None,
    title: str = "",
    fmt: str = ".1f",
) -> Picture:
    """Draw the scores of several models, a point for each run or split.

    Parameters
    ----------
    scores : mapping of str to array_like, shape (n_runs,)
        Name of the model to its scores, drawn from top to bottom.
    xlabel : str
        The score on the horizontal axis, with its unit.
    baseline : tuple of str and float, optional
        Name and score of something that needs no learning, drawn as a vertical line.
    title : str
        Heading of the figure.
    fmt : str
        Format of the numbers in the figure and in its text alternative.

    Returns
    -------
    Picture
        A row of points per model, with a tall mark at the median, whose value stands above it.

    Raises
    ------
    ValueError
        If there are no models or more than six, or scores that are empty or not finite.
    """
    runs = {name: _runs(name, values, what="scores") for name, values in scores.items()}
    if not 1 <= len(runs) <= len(SERIES):
        raise ValueError(f"scores: expected 1 to {len(SERIES)} models, got {len(runs)}")

    fig, ax = subplots(height=1.3 + 0.62 * len(runs))
    sentences = []
    for place, (name, values) in enumerate(runs.items()):
        points = np.sort(values[0])
        # Neighbors in the sorted order lie at different heights, so that equal scores stay visible.
        height = place + 0.09 * (np.arange(points.size) % 3 - 1)
        color, marker = SERIES[place], _MARKERS[place]
        ax.plot(points, height, marker, color=color, alpha=0.75, markersize=5, markeredgewidth=0)
        median = float(np.median(points))
        ax.plot([median] * 2, [place - 0.27, place + 0.27], color=INK, linestyle="-", linewidth=2.5)
        text = {"ha": "center", "va": "bottom", "color": INK, "fontsize": 11}
        ax.text(median, place - 0.3, f"{median:{fmt}}", **text)
        sentences.append(
            f"{name}: median {median:{fmt}}, from {points[0]:{fmt}} to {points[-1]:{fmt}}."
        )
    ax.set(xlabel=xlabel, title=title, ylim=(len(runs) - 0.3, -0.75))
    ax.set_yticks(range(len(runs)), list(runs))
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    n_runs = "/".join(str(n) for n in sorted({values.shape[1] for values in runs.values()}))
    alt = f"Dot plot of {xlabel}, {n_runs} points for each model. " + " ".join(sentences)
    if baseline:
        label, value = baseline
        ax.axvline(value, color=GREY, linestyle=(0, (2, 2)), linewidth=1.6, zorder=0)
        ax.text(
            value,
            len(runs) - 0.35,
            f" {label}: {value:{fmt}}",
            color=GREY,
            fontsize=11,
            va="bottom",
        )
        alt += f" A dashed vertical line marks {label} at {value:{fmt}}."
    return show(fig, alt)


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


def _runs(name: str, values: ArrayLike, what: str = "curves") -> np.ndarray:
    """Check one named series and give it the shape (n_runs, n_values)."""
    values = np.asarray(values, dtype=float)
    shapes = {"curves": ("(n_epochs,) or (n_runs, n_epochs)", 2), "scores": ("(n_runs,)", 1)}
    expected, most = shapes[what]
    if not 1 <= values.ndim <= most or values.size == 0:
        raise ValueError(
            f"{what}[{name!r}]: expected shape {expected}, none of them 0, got {values.shape}"
        )
    if not np.isfinite(values).all():
        bad = int((~np.isfinite(values)).sum())
        raise ValueError(f"{what}[{name!r}]: expected finite values, got {bad} that are not")
    return np.atleast_2d(values)


def _rises(line: np.ndarray) -> bool:
    """Whether a line falls to a lowest point and then rises by more than its ups and downs."""
    return bool(line.argmin() > 0 and line[-1] - line.min() >= 0.1 * np.ptp(line) > 0)


def _course(name: str, values: np.ndarray, line: np.ndarray, fmt: str) -> str:
    """Say in words how a curve runs."""
    start, end = line[0], line[-1]
    text = f"{name}{' (median)' if len(values) > 1 else ''} goes from {start:{fmt}} to {end:{fmt}}"
    if _rises(line):
        text += f", lowest at epoch {line.argmin() + 1} with {line.min():{fmt}}"
    if len(values) > 1:
        low, high = values[:, -1].min(), values[:, -1].max()
        text += f"; at the end its {len(values)} runs lie between {low:{fmt}} and {high:{fmt}}"
    return text + "."


def _label_ends(ax: Axes, ends: Mapping[str, tuple[float, str]]) -> None:
    """Write each curve's name at its right end, moved apart where two would overlap."""
    low, high = ax.get_ylim()
    gap = 0.07 * (high - low)
    place = -np.inf
    for name, (value, color) in sorted(ends.items(), key=lambda item: item[1][0]):
        place = max(value, place + gap)
        ax.annotate(
            name,
            (1, place),
            xycoords=ax.get_yaxis_transform(),
            xytext=(6, 0),
            textcoords="offset points",
            color=color,
            va="center",
        )
