"""Figures of what a probability is worth before a threshold makes it a yes or a no.

How well outputs put the positive rows first (ROC, precision and recall), whether they mean what
they say (reliability), and what each threshold costs. Labels are 0 or 1; a score is a number per
row, the higher the surer of label 1. The names, dashes and colors of the models stand within the
figure, and the text alternative is written from the numbers that are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from coursebook.figures.style import GREY, INK, PAPER, SERIES, Picture, show, subplots
from scratchnet import checks

_DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1)), (0, (1, 3)))
_MARKERS = ("o", "s", "D", "^", "v", "P")
_GRID = np.linspace(0, 1, 101)

Runs = list[tuple[np.ndarray, np.ndarray]]  # labels and scores of each run


def roc_points(y: ArrayLike, score: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """False-positive and true-positive rate at every threshold.

    Parameters
    ----------
    y : array_like of 0 and 1, shape (n_rows,)
        Labels, with both classes among them.
    score : array_like, shape (n_rows,)
        The higher, the surer of label 1.

    Returns
    -------
    false_positive_rate, true_positive_rate : arrays, shape (n_thresholds + 1,)
        Shares of the rows of class 0 and of class 1 with at least that score. The highest
        threshold, which no row reaches, comes first; the lowest, which all rows reach, last.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ, scores are not finite, or one class is absent.
    """
    n_false, n_true = _counts_from_above(*_pair(y, score))
    return n_false / n_false[-1], n_true / n_true[-1]


def roc_area(y: ArrayLike, score: ArrayLike) -> float:
    """Area under the ROC curve.

    It is the probability that a positive row drawn at random scores higher than a negative one, a
    tie counted half. For parameters and errors see `roc_points`.
    """
    false_positive_rate, true_positive_rate = roc_points(y, score)
    return float(np.trapezoid(true_positive_rate, false_positive_rate))


def precision_recall_points(y: ArrayLike, score: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Recall and precision at every threshold.

    For parameters and errors see `roc_points`.

    Returns
    -------
    recall, precision : arrays, shape (n_thresholds,)
        The highest threshold that a row reaches comes first.
    """
    n_false, n_true = (counts[1:] for counts in _counts_from_above(*_pair(y, score)))
    return n_true / n_true[-1], n_true / (n_true + n_false)


def average_precision(y: ArrayLike, score: ArrayLike) -> float:
    """Mean of the precisions, each weighted by the recall that its threshold adds.

    It is the area under the steps of the precision-recall curve. For parameters and errors see
    `roc_points`.
    """
    recall, precision = precision_recall_points(y, score)
    return float(np.sum(np.diff(recall, prepend=0) * precision))


def reliability_points(
    y: ArrayLike, score: ArrayLike, n_bins: int = 10
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count what was predicted and what came out, in bins of equal width from 0 to 1.

    Parameters
    ----------
    y : array_like of 0 and 1, shape (n_rows,)
        Labels, with both classes among them.
    score : array_like, shape (n_rows,)
        Probabilities of label 1.
    n_bins : int
        Number of bins, of which the empty ones are left out.

    Returns
    -------
    predicted, observed : arrays, shape (n_filled_bins,)
        Mean probability and share of label 1 in each bin.
    n_rows : int array, shape (n_filled_bins,)
        Number of rows in each bin.

    Raises
    ------
    TypeError, ValueError
        As `roc_points`, and if a score is not between 0 and 1.
    """
    y, p = _pair(y, score)
    n_bins = checks.whole_number("n_bins", n_bins)
    if p.min() < 0 or p.max() > 1:
        raise ValueError(f"score: expected probabilities, got {p.min():g} to {p.max():g}")
    place = np.minimum((p * n_bins).astype(int), n_bins - 1)
    n_rows = np.bincount(place, minlength=n_bins)
    filled = n_rows > 0
    predicted, observed = (np.bincount(place, v, n_bins)[filled] / n_rows[filled] for v in (p, y))
    return predicted, observed, n_rows[filled]


def costs_at(y: ArrayLike, score: ArrayLike, costs: ArrayLike, thresholds: ArrayLike) -> np.ndarray:
    """Mean cost per row where every score from a threshold upward is called 1.

    Parameters
    ----------
    y : array_like of 0 and 1, shape (n_rows,)
        Labels, with both classes among them.
    score : array_like, shape (n_rows,)
        The higher, the surer of label 1.
    costs : array_like, shape (2, 2)
        Entry (i, j): what a row of class i costs that is called j. A gain is a negative cost.
    thresholds : array_like, shape (n_thresholds,)

    Returns
    -------
    array, shape (n_thresholds,)

    Raises
    ------
    TypeError, ValueError
        As `roc_points`, and if `costs` is no table of two times two finite numbers.
    """
    y, score = _pair(y, score)
    costs = checks.finite("costs", checks.numbers("costs", costs))
    if costs.shape != (2, 2):
        raise ValueError(f"costs: expected shape (2, 2), got {costs.shape}")
    called = score >= np.asarray(thresholds, dtype=float)[:, None]
    negative = np.where(called, costs[0, 1], costs[0, 0])
    positive = np.where(called, costs[1, 1], costs[1, 0])
    return np.where(y == 1, positive, negative).mean(axis=1)


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
    models = _models(y, scores)
    _refuse_marks(models, mark)
    fig, ax = subplots(height=4.5)
    ax.plot([0, 1], [0, 1], color=GREY, linestyle=(0, (2, 2)), linewidth=1.4)
    ax.text(0.28, 0.17, "by chance", color=GREY, fontsize=11, rotation=38)
    sentences, labels = [], []
    for place, (name, runs) in enumerate(models.items()):
        curve = _draw_runs(ax, place, runs, roc_points, _at_false_positive_rates)
        found = np.interp([0.1, 0.3], *curve)
        area = _spread([roc_area(*run) for run in runs], ".3f")
        labels.append(f"{name}: area {np.median([roc_area(*run) for run in runs]):.2f}")
        sentences.append(
            f"{name}: area {area}; it finds {found[0]:.0%} of the positives at a false-positive "
            f"rate of 10% and {found[1]:.0%} at 30%."
        )
        sentences += _ring(ax, place, name, runs[0], mark or {}, roc_points)
    ax.set(xlabel="false-positive rate", ylabel="recall (true-positive rate)", title=title)
    _unit_square(ax)
    _key(ax, labels, "lower right")
    start = f"ROC {_curves_of(models)}: recall against the false-positive rate, from 0 to 1."
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
    models = _models(y, scores)
    _refuse_marks(models, mark)
    share = float(np.mean(y))
    fig, ax = subplots(height=4.5)
    ax.axhline(share, color=GREY, linestyle=(0, (2, 2)), linewidth=1.4)
    text = {"color": GREY, "fontsize": 11, "va": "top", "ha": "right"}
    ax.text(0.99, share - 0.01, f"everyone “yes”: {share:.2f}", **text)
    sentences, labels = [], []
    for place, (name, runs) in enumerate(models.items()):
        curve = _draw_runs(ax, place, runs, precision_recall_points, _at_recalls)
        first = np.searchsorted(curve[0], [0.5, 0.8])
        values = [average_precision(*run) for run in runs]
        labels.append(f"{name}: {np.median(values):.2f}")
        sentences.append(
            f"{name}: average precision {_spread(values, '.3f')}; its precision is "
            f"{curve[1][first[0]]:.0%} at a recall of 50% and {curve[1][first[1]]:.0%} at 80%."
        )
        sentences += _ring(ax, place, name, runs[0], mark or {}, precision_recall_points)
    ax.set(xlabel="recall", ylabel="precision", title=title)
    _unit_square(ax)
    _key(ax, labels, "lower left", title="average precision")
    start = f"Precision-recall {_curves_of(models)}: precision against recall, from 0 to 1."
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
    models = _models(y, scores)
    if np.ndim(y) != 1:
        raise ValueError(f"y: expected shape (n_rows,), got {np.shape(y)}")
    fig, (ax, below) = subplots(2, 1, height=5.4, sharex=True, height_ratios=[3, 1])
    ax.plot([0, 1], [0, 1], color=GREY, linestyle=(0, (2, 2)), linewidth=1.4)
    sentences = []
    for place, (name, ((labels, p),)) in enumerate(models.items()):
        predicted, observed, n_rows = reliability_points(labels, p, n_bins)
        color, dashes = SERIES[place], _DASHES[place]
        shift = 0.006 * (place - (len(models) - 1) / 2)  # bars of two models side by side
        ax.plot(
            predicted + shift,
            observed,
            color=color,
            linestyle=dashes,
            marker=_MARKERS[place],
            linewidth=1.4,
        )
        ax.vlines(predicted + shift, *_wilson(observed, n_rows), color=color, linewidth=1.2)
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
    _key(ax, list(models), "upper left", markers=True)
    start = (
        f"Reliability diagram of {_count(models)} on {len(np.asarray(y))} rows: share of positives "
        "against predicted probability; a dashed diagonal marks where both are equal. Below, the "
        "number of rows in each bin."
    )
    return show(fig, " ".join([start, *sentences]))


def cost_against_threshold(
    y: ArrayLike,
    scores: Mapping[str, ArrayLike],
    costs: ArrayLike,
    *,
    ylabel: str = "mean cost per row",
    thresholds: ArrayLike = _GRID,
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
    models = _models(y, scores)
    thresholds = np.asarray(thresholds, dtype=float)
    fig, ax = subplots(height=4.0)
    sentences = []
    for place, (name, runs) in enumerate(models.items()):
        each = np.stack([costs_at(*run, costs, thresholds) for run in runs])
        line = np.median(each, axis=0)
        color = SERIES[place]
        ax.plot(thresholds, line, color=color, linestyle=_DASHES[place])
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
    _key(fig, list(models), "outside upper left")  # the curves may be anywhere within
    middle = " (medians)" if len(next(iter(models.values()))) > 1 else ""
    start = (
        f"Line chart of {ylabel} against the threshold for {_count(models)}{middle}; "
        "a ring marks the lowest point."
    )
    return show(fig, " ".join([start, *sentences]))


def _pair(y: ArrayLike, score: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Check labels and scores of one run."""
    score = checks.finite("score", checks.numbers("score", score))
    y = checks.binary("y", checks.same_shape("y", checks.numbers("y", y), "score", score))
    if y.ndim != 1:
        raise ValueError(f"y: expected shape (n_rows,), got {y.shape}")
    if not 0 < y.sum() < y.size:
        raise ValueError(f"y: expected rows of both classes, got {y.size} rows, {y.sum():g} of 1")
    return y, score


def _counts_from_above(y: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Negatives and positives with at least each of the scores, from none to all of them."""
    order = np.argsort(-score, kind="stable")
    last_of_equal = np.append(np.diff(score[order]) != 0, True)
    n_true = np.cumsum(y[order])[last_of_equal]
    n_all = np.flatnonzero(last_of_equal) + 1
    return tuple(np.concatenate([[0], counts]) for counts in (n_all - n_true, n_true))


def _models(y: ArrayLike, scores: Mapping[str, ArrayLike]) -> dict[str, Runs]:
    """Check all models and split each into its runs."""
    if not 1 <= len(scores) <= len(SERIES):
        raise ValueError(f"scores: expected 1 to {len(SERIES)} models, got {len(scores)}")
    y = np.asarray(y)
    models = {}
    for name, score in scores.items():
        score = np.asarray(score)
        if score.shape != y.shape or y.ndim not in (1, 2):
            raise ValueError(
                f"scores[{name!r}]: expected shape (n_rows,) or (n_runs, n_rows) like y, "
                f"got {score.shape} beside {y.shape}"
            )
        runs = zip(np.atleast_2d(y), np.atleast_2d(score), strict=True)
        models[name] = [_pair(*run) for run in runs]
    return models


def _refuse_marks(models: Mapping[str, Runs], mark: Mapping[str, float] | None) -> None:
    n_runs = len(next(iter(models.values())))
    if mark and n_runs > 1:
        raise ValueError(f"mark: expected a single run, got {n_runs} runs")


def _at_false_positive_rates(rate: np.ndarray, recall: np.ndarray) -> np.ndarray:
    return np.interp(_GRID, rate, recall)


def _at_recalls(recall: np.ndarray, precision: np.ndarray) -> np.ndarray:
    """Precision at the highest threshold with at least each recall of the grid."""
    return precision[np.searchsorted(recall, _GRID - 1e-12)]


def _draw_runs(
    ax: Axes, place: int, runs: Runs, points: Callable, on_grid: Callable
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a curve, or the medians of several in their band; return what is drawn as a line."""
    color = SERIES[place]
    curves = [points(*run) for run in runs]
    if len(curves) == 1:
        x, line = curves[0]
    else:
        each = np.stack([on_grid(*curve) for curve in curves])
        x, line = _GRID, np.median(each, axis=0)
        ax.fill_between(x, each.min(axis=0), each.max(axis=0), color=color, alpha=0.13, linewidth=0)
    ax.plot(x, line, color=color, linestyle=_DASHES[place])
    return x, line


def _ring(
    ax: Axes,
    place: int,
    name: str,
    run: tuple[np.ndarray, np.ndarray],
    mark: Mapping[str, float],
    points: Callable,
) -> list[str]:
    """Ring the points of a curve that belong to thresholds, and say where they are."""
    sentences = []
    for label, threshold in mark.items():
        y, score = run
        if not (score >= threshold).any():
            sentences.append(f"No score of {name} reaches {label}.")
            continue
        # The point of a threshold is that of the lowest score it lets pass.
        scores = np.unique(score)[::-1]
        x, line = (values[-len(scores) :] for values in points(y, score))
        at = int(np.count_nonzero(scores >= threshold)) - 1
        ax.plot(x[at], line[at], "o", color=SERIES[place], markerfacecolor=PAPER, zorder=4)
        ax.annotate(
            label,
            (x[at], line[at]),
            xytext=(7, -4),
            textcoords="offset points",
            va="top",
            fontsize=11,
            color=SERIES[place],
        )
        sentences.append(
            f"A ring marks {label} on {name} at {x[at]:.2f} across and {line[at]:.2f} up."
        )
    return sentences


def _wilson(share: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval of a share of n rows (E. B. Wilson, 1927); it stays within 0 and 1."""
    z = 1.959964
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return middle - half, middle + half


def _spread(values: list[float], fmt: str) -> str:
    """Write the value, or the median and range of several."""
    if len(values) == 1:
        return f"{values[0]:{fmt}}"
    low, middle, high = np.quantile(values, [0, 0.5, 1])
    return f"{middle:{fmt}} (median; {low:{fmt}} to {high:{fmt}})"


def _count(models: Mapping[str, Runs]) -> str:
    return f"{len(models)} models" if len(models) > 1 else "one model"


def _curves_of(models: Mapping[str, Runs]) -> str:
    n_runs = len(next(iter(models.values())))
    over = f", medians and ranges over {n_runs} runs" if n_runs > 1 else ""
    return f"curve{'s' if len(models) > 1 else ''} of {_count(models)}{over}"


def _unit_square(ax: Axes) -> None:
    ax.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.02))


def _key(
    where: Axes | Figure, labels: list[str], place: str, *, title: str = "", markers: bool = False
) -> None:
    """Write the names with a piece of their line: curves that cross cannot carry their names."""
    lines = [
        Line2D([], [], color=color, linestyle=dashes, marker=marker if markers else "")
        for color, dashes, marker in zip(SERIES, _DASHES, _MARKERS, strict=True)
    ]
    legend = where.legend(
        lines[: len(labels)],
        labels,
        loc=place,
        labelcolor=list(SERIES[: len(labels)]),
        handlelength=2.8,
        title=title or None,
        title_fontsize=11,
        alignment="left",
    )
    legend.get_title().set_color(INK)
