"""Figures of what a probability is worth before a threshold makes it a yes or a no.

How well outputs put the positive rows first (ROC, precision and recall), whether they mean what
they say (reliability), and what each threshold costs. Labels are 0 or 1; a score is a number per
row, the higher the surer of label 1. The names, dashes and colors of the models stand within the
figure, and the text alternative is written from the numbers that are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from coursebook.figures._ranking_parts import (
    DASHES,
    GRID,
    MARKERS,
    at_false_positive_rates,
    at_recalls,
    count_of_runs,
    curves_of,
    draw_key,
    draw_runs,
    refuse_marks,
    ring_thresholds,
    runs_of_models,
    spread_words,
    unit_square,
    wilson,
)
from coursebook.figures.ranking_points import (
    average_precision,
    costs_at,
    precision_recall_points,
    reliability_points,
    roc_area,
    roc_points,
)
from coursebook.figures.style import GREY, INK, PAPER, SERIES, Picture, show, subplots


def roc_curves(
    y: ArrayLike,
    scores: Mapping[str, ArrayLike],
    *,
    mark: Mapping[str, float] | None = None,
    title: str = "",
) -> Picture:
    """Draw the share of positives found against the share of negatives called positive.

    Parameters
    ----------
    y : array_like of 0 and 1, shape (n_rows,) or (n_runs, n_rows)
        Labels. With several runs, say the test rows of several splits, each curve is the line of
        the medians in a band from the lowest to the highest run.
    scores : mapping of str to array_like of the shape of `y`
        Name of the model to its scores, six models at most.
    mark : mapping of str to float, optional
        What a threshold is called to the threshold; it is ringed on every curve. Single runs only.
    title : str
        Heading of the figure.

    Returns
    -------
    Picture
        The names stand in the empty corner with the area under each curve.

    Raises
    ------
    TypeError, ValueError
        If there are no models or more than six, shapes differ, scores are not finite, one class is
        absent from a run, or thresholds are marked on several runs.
    """
    models = runs_of_models(y, scores)
    refuse_marks(models, mark)
    fig, ax = subplots(height=4.5)
    ax.plot([0, 1], [0, 1], color=GREY, linestyle=(0, (2, 2)), linewidth=1.4)
    ax.text(0.28, 0.17, "by chance", color=GREY, fontsize=11, rotation=38)
    sentences, labels = [], []
    for place, (name, runs) in enumerate(models.items()):
        curve = draw_runs(ax, place, runs, roc_points, at_false_positive_rates)
        found = np.interp([0.1, 0.3], *curve)
        area = spread_words([roc_area(*run) for run in runs], ".3f")
        labels.append(f"{name}: area {np.median([roc_area(*run) for run in runs]):.2f}")
        sentences.append(
            f"{name}: area {area}; it finds {found[0]:.0%} of the positives at a false-positive "
            f"rate of 10% and {found[1]:.0%} at 30%."
        )
        sentences += ring_thresholds(ax, place, name, runs[0], mark or {}, roc_points)
    ax.set(xlabel="false-positive rate", ylabel="recall (true-positive rate)", title=title)
    unit_square(ax)
    draw_key(ax, labels, "lower right")
    start = f"ROC {curves_of(models)}: recall against the false-positive rate, from 0 to 1."
    return show(fig, " ".join([start, *sentences, "A dashed diagonal marks chance, area 0.500."]))


def precision_recall_curves(
    y: ArrayLike,
    scores: Mapping[str, ArrayLike],
    *,
    mark: Mapping[str, float] | None = None,
    title: str = "",
) -> Picture:
    """Draw precision against recall, beside the precision of calling everyone positive.

    For parameters and errors see `roc_curves`.

    Returns
    -------
    Picture
        The names stand in the empty corner with the average precision of each model.
    """
    models = runs_of_models(y, scores)
    refuse_marks(models, mark)
    share = float(np.mean(y))
    fig, ax = subplots(height=4.5)
    ax.axhline(share, color=GREY, linestyle=(0, (2, 2)), linewidth=1.4)
    text = {"color": GREY, "fontsize": 11, "va": "top", "ha": "right"}
    ax.text(0.99, share - 0.01, f"everyone “yes”: {share:.2f}", **text)
    sentences, labels = [], []
    for place, (name, runs) in enumerate(models.items()):
        curve = draw_runs(ax, place, runs, precision_recall_points, at_recalls)
        first = np.searchsorted(curve[0], [0.5, 0.8])
        values = [average_precision(*run) for run in runs]
        labels.append(f"{name}: {np.median(values):.2f}")
        sentences.append(
            f"{name}: average precision {spread_words(values, '.3f')}; its precision is "
            f"{curve[1][first[0]]:.0%} at a recall of 50% and {curve[1][first[1]]:.0%} at 80%."
        )
        sentences += ring_thresholds(ax, place, name, runs[0], mark or {}, precision_recall_points)
    ax.set(xlabel="recall", ylabel="precision", title=title)
    unit_square(ax)
    draw_key(ax, labels, "lower left", title="average precision")
    start = f"Precision-recall {curves_of(models)}: precision against recall, from 0 to 1."
    end = f"A dashed line marks the share of positives, {share:.3f}."
    return show(fig, " ".join([start, *sentences, end]))


def reliability_diagram(
    y: ArrayLike, scores: Mapping[str, ArrayLike], *, n_bins: int = 10, title: str = ""
) -> Picture:
    """Draw how often label 1 came out where it was predicted with about the same probability.

    Parameters
    ----------
    y : array_like of 0 and 1, shape (n_rows,)
        Labels. Each row should be there once: the bars assume that rows are independent.
    scores : mapping of str to array_like, shape (n_rows,)
        Name of the model to its probabilities, six models at most.
    n_bins : int
        Number of bins of equal width.
    title : str
        Heading of the figure.

    Returns
    -------
    Picture
        A point per bin with its 95 % interval (Wilson) above the number of rows in each bin. Points
        on the diagonal mean what they say; below it the model is too sure of label 1.

    Raises
    ------
    TypeError, ValueError
        As `reliability_points`, and if there are no models or more than six.
    """
    models = runs_of_models(y, scores)
    if np.ndim(y) != 1:
        raise ValueError(f"y: expected shape (n_rows,), got {np.shape(y)}")
    fig, (ax, below) = subplots(2, 1, height=5.4, sharex=True, height_ratios=[3, 1])
    ax.plot([0, 1], [0, 1], color=GREY, linestyle=(0, (2, 2)), linewidth=1.4)
    sentences = []
    for place, (name, ((labels, p),)) in enumerate(models.items()):
        predicted, observed, n_rows = reliability_points(labels, p, n_bins)
        color, dashes = SERIES[place], DASHES[place]
        shift = 0.006 * (place - (len(models) - 1) / 2)  # bars of two models side by side
        ax.plot(
            predicted + shift,
            observed,
            color=color,
            linestyle=dashes,
            marker=MARKERS[place],
            linewidth=1.4,
        )
        ax.vlines(predicted + shift, *wilson(observed, n_rows), color=color, linewidth=1.2)
        counts, edges = np.histogram(p, bins=n_bins, range=(0, 1))
        below.stairs(counts, edges, color=color, linestyle=dashes, linewidth=1.8)
        sentences.append(
            f"{name}: "
            + ", ".join(
                f"{o:.0%} of {n} where it said {q:.0%} on average"
                for q, o, n in zip(predicted, observed, n_rows, strict=True)
            )
            + "."
        )
    ax.set(ylabel="share that is positive", ylim=(-0.03, 1.03), title=title)
    below.set(xlabel="predicted probability", ylabel="rows (count)", xlim=(-0.02, 1.02))
    below.set_ylim(bottom=0)
    draw_key(ax, list(models), "upper left", markers=True)
    start = (
        f"Reliability diagram of {count_of_runs(models)} on {len(np.asarray(y))} rows: share of "
        "positives against predicted probability; a dashed diagonal marks where both are equal. "
        "Below, the number of rows in each bin."
    )
    return show(fig, " ".join([start, *sentences]))


def cost_against_threshold(
    y: ArrayLike,
    scores: Mapping[str, ArrayLike],
    costs: ArrayLike,
    *,
    ylabel: str = "mean cost per row",
    thresholds: ArrayLike = GRID,
    mark: Mapping[str, float] | None = None,
    title: str = "",
    fmt: str = ".2f",
) -> Picture:
    """Draw what the decisions cost, from each threshold upward called 1.

    Parameters
    ----------
    y : array_like of 0 and 1, shape (n_rows,) or (n_runs, n_rows)
        Labels; several runs are drawn as in `roc_curves`.
    scores : mapping of str to array_like of the shape of `y`
        Name of the model to its scores, six models at most.
    costs : array_like, shape (2, 2)
        Entry (i, j): what a row of class i costs that is called j. A gain is a negative cost.
    ylabel : str
        The quantity on the vertical axis, with its unit.
    thresholds : array_like, shape (n_thresholds,)
        Where the cost is computed, rising.
    mark : mapping of str to float, optional
        What a threshold is called to the threshold, drawn as a vertical line.
    title : str
        Heading of the figure.
    fmt : str
        Format of the costs in the text alternative.

    Returns
    -------
    Picture
        A ring marks the lowest point of each curve.

    Raises
    ------
    TypeError, ValueError
        As `costs_at` and `roc_curves`.
    """
    models = runs_of_models(y, scores)
    thresholds = np.asarray(thresholds, dtype=float)
    fig, ax = subplots(height=4.0)
    sentences = []
    for place, (name, runs) in enumerate(models.items()):
        each = np.stack([costs_at(*run, costs, thresholds) for run in runs])
        line = np.median(each, axis=0)
        color = SERIES[place]
        ax.plot(thresholds, line, color=color, linestyle=DASHES[place])
        if len(runs) > 1:
            low, high = each.min(axis=0), each.max(axis=0)
            ax.fill_between(thresholds, low, high, color=color, alpha=0.13, linewidth=0)
        best = line.argmin()
        ax.plot(thresholds[best], line[best], "o", color=color, markerfacecolor=PAPER, zorder=4)
        sentences.append(
            f"{name}: lowest, {line[best]:{fmt}}, at {thresholds[best]:.2f}; "
            f"{line[0]:{fmt}} at {thresholds[0]:.2f} and {line[-1]:{fmt}} at {thresholds[-1]:.2f}."
        )
    for label, threshold in (mark or {}).items():
        ax.axvline(threshold, color=INK, linestyle=(0, (2, 2)), linewidth=1.4, zorder=0)
        ax.annotate(
            f"{label}: {threshold:.2f}",
            (threshold, 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, -2),
            textcoords="offset points",
            rotation=90,
            va="top",
            fontsize=11,
            color=INK,
        )
        sentences.append(f"A dashed vertical line marks {label} at {threshold:.2f}.")
    ax.set(xlabel="threshold, from which the answer is “yes”", ylabel=ylabel, title=title)
    ax.set_xlim(thresholds[0], thresholds[-1])
    draw_key(fig, list(models), "outside upper left")  # the curves may be anywhere within
    middle = " (medians)" if len(next(iter(models.values()))) > 1 else ""
    start = (
        f"Line chart of {ylabel} against the threshold for {count_of_runs(models)}{middle}; "
        "a ring marks the lowest point."
    )
    return show(fig, " ".join([start, *sentences]))
