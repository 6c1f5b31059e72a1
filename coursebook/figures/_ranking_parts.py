"""What the figures of `ranking` share: checks, curves of several runs, names within the figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from coursebook.figures.ranking_points import checked_pair
from coursebook.figures.style import INK, PAPER, SERIES

DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1)), (0, (1, 3)))
MARKERS = ("o", "s", "D", "^", "v", "P")
GRID = np.linspace(0, 1, 101)
Runs = list[tuple[np.ndarray, np.ndarray]]  # labels and scores of each run


def runs_of_models(y: ArrayLike, scores: Mapping[str, ArrayLike]) -> dict[str, Runs]:
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
        models[name] = [checked_pair(*run) for run in runs]
    return models


def refuse_marks(models: Mapping[str, Runs], mark: Mapping[str, float] | None) -> None:
    n_runs = len(next(iter(models.values())))
    if mark and n_runs > 1:
        raise ValueError(f"mark: expected a single run, got {n_runs} runs")


def at_false_positive_rates(rate: np.ndarray, recall: np.ndarray) -> np.ndarray:
    return np.interp(GRID, rate, recall)


def at_recalls(recall: np.ndarray, precision: np.ndarray) -> np.ndarray:
    """Precision at the highest threshold with at least each recall of the grid."""
    return precision[np.searchsorted(recall, GRID - 1e-12)]


def draw_runs(
    ax: Axes, place: int, runs: Runs, points: Callable, on_grid: Callable
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a curve, or the medians of several in their band; return what is drawn as a line."""
    color = SERIES[place]
    curves = [points(*run) for run in runs]
    if len(curves) == 1:
        x, line = curves[0]
    else:
        each = np.stack([on_grid(*curve) for curve in curves])
        x, line = GRID, np.median(each, axis=0)
        ax.fill_between(x, each.min(axis=0), each.max(axis=0), color=color, alpha=0.13, linewidth=0)
    ax.plot(x, line, color=color, linestyle=DASHES[place])
    return x, line


def ring_thresholds(
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


def wilson(share: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval of a share of n rows (E. B. Wilson, 1927); it stays within 0 and 1."""
    z = 1.959964
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return middle - half, middle + half


def spread_words(values: list[float], fmt: str) -> str:
    """Write the value, or the median and range of several."""
    if len(values) == 1:
        return f"{values[0]:{fmt}}"
    low, middle, high = np.quantile(values, [0, 0.5, 1])
    return f"{middle:{fmt}} (median; {low:{fmt}} to {high:{fmt}})"


def count_of_runs(models: Mapping[str, Runs]) -> str:
    return f"{len(models)} models" if len(models) > 1 else "one model"


def curves_of(models: Mapping[str, Runs]) -> str:
    n_runs = len(next(iter(models.values())))
    over = f", medians and ranges over {n_runs} runs" if n_runs > 1 else ""
    return f"curve{'s' if len(models) > 1 else ''} of {count_of_runs(models)}{over}"


def unit_square(ax: Axes) -> None:
    ax.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.02))


def draw_key(
    where: Axes | Figure, labels: list[str], place: str, *, title: str = "", markers: bool = False
) -> None:
    """Write the names with a piece of their line: curves that cross cannot carry their names."""
    lines = [
        Line2D([], [], color=color, linestyle=dashes, marker=marker if markers else "")
        for color, dashes, marker in zip(SERIES, DASHES, MARKERS, strict=True)
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
