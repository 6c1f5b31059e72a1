"""Points in the plane, panel beside panel in the same axes: codes of two numbers, and samples."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from coursebook.figures.style import BLUE, GREY, INK, SERIES, Picture, show, subplots

MOST_PANELS = 4


def clouds(
    panels: Mapping[str, ArrayLike],
    *,
    finding: str,
    labels: ArrayLike | None = None,
    behind: ArrayLike | None = None,
    xlabel: str = "x₁",
    ylabel: str = "x₂",
    shared: bool = True,
    height: float = 3.2,
) -> Picture:
    """Draw clouds of points, one panel each.

    Parameters
    ----------
    panels : mapping of str to array_like, shape (n, 2)
        Heading of a panel to its points.
    finding : str
        What the pictures show, in a sentence.
    labels : array_like, shape (n,), optional
        Whole numbers from 0 to 9, written in place of the points of every panel.
    behind : array_like, shape (m, 2), optional
        Points drawn in grey behind those of every panel, to compare with.
    xlabel, ylabel : str
        Names of the two numbers.
    shared : bool
        Whether all panels have the same axes, of equal scale in both directions, so that a circle
        is round; codes of different networks have not.
    height : float
        In inches.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there are no panels or more than four, points are not of shape (n, 2), or there is not
        a label for each.
    """
    clouds = {name: np.asarray(points, dtype=float) for name, points in panels.items()}
    if not 1 <= len(clouds) <= MOST_PANELS:
        raise ValueError(f"panels: expected 1 to {MOST_PANELS}, got {len(clouds)}")
    for name, points in clouds.items():
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"panels[{name!r}]: expected shape (n, 2), got {points.shape}")
        if labels is not None and len(labels) != len(points):
            raise ValueError(f"labels: expected {len(points)}, one a point, got {len(labels)}")
    fig, axes = subplots(1, len(clouds), height=height, sharex=shared, sharey=shared, squeeze=False)
    for ax, (name, points) in zip(axes[0], clouds.items(), strict=True):
        if behind is not None:
            ax.plot(*np.transpose(behind), ".", color=GREY, markersize=2, alpha=0.5)
        if labels is None:
            ax.plot(*points.T, "o", color=BLUE, markersize=2.5, alpha=0.6, markeredgewidth=0)
        else:
            _digits(ax, points, labels)
        ax.set_title(name, loc="center", fontsize=12)
        ax.set(xlabel=xlabel)
        if shared:
            ax.set_aspect("equal")
    axes[0, 0].set(ylabel=ylabel)
    told = f"{len(clouds)} panels of points" if len(clouds) > 1 else "A panel of points"
    kind = ", drawn as the digits that they stand for" if labels is not None else ""
    grey = ", before grey points to compare with" if behind is not None else ""
    return show(fig, f"{told}{kind}{grey}: {', '.join(clouds)}. {finding}")


def _digits(ax, points: np.ndarray, labels: ArrayLike) -> None:
    """Write each point's digit where it lies; those that share a color differ in shape anyway."""
    for digit in np.unique(labels):
        color = (*SERIES, INK)[int(digit) % 7]
        look = {"marker": f"${digit}$", "markersize": 5, "linestyle": "none"}
        ax.plot(*points[np.asarray(labels) == digit].T, color=color, markeredgewidth=0, **look)
