"""Figures of gradient descent: a ball on a curve, and paths on a surface seen from above."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from coursebook.figures.style import (
    BLUE,
    GREY,
    INK,
    MARKERS,
    ORANGE,
    PAPER,
    SERIES,
    Picture,
    show,
    subplots,
)


def curve_descents(
    cost: Callable[[np.ndarray], np.ndarray],
    paths: Mapping[str, Sequence[float]],
    *,
    limit: float,
    xlabel: str = "weight w",
    ylabel: str = "cost J(w)",
) -> Picture:
    """Draw one panel per path: the cost as a curve, the visited weights as a ball with its track.

    Parameters
    ----------
    cost : callable
        Takes an array of weights, returns their costs.
    paths : mapping of str to sequence of float
        Title of the panel to the visited weights, in order.
    limit : float
        The curve is drawn from ``-limit`` to ``limit``; visits beyond it are cut off.
    xlabel, ylabel : str
        Axis labels.

    Returns
    -------
    Picture
        Its text alternative says for each path where it starts, and where it is at the end.
    """
    columns = min(2, len(paths))
    rows = -(-len(paths) // columns)
    fig, axes = subplots(rows, columns, height=2.5 * rows, sharex=True, sharey=True, squeeze=False)
    w = np.linspace(-limit, limit, 201)
    sentences = []
    for ax, (title, path) in zip(axes.flat, paths.items(), strict=False):
        path = np.asarray(path, dtype=float)
        seen = path[np.abs(path) <= limit]
        ax.plot(w, cost(w), color=GREY, linestyle="-", linewidth=1.5)
        ax.plot(seen, cost(seen), color=BLUE, linestyle="-", linewidth=1, marker="o", markersize=4)
        ax.plot(seen[:1], cost(seen[:1]), color=ORANGE, marker="s", markersize=8, linestyle="none")
        ax.set_title(title)
        outcome = f"is at w = {path[-1]:.3g}" if np.isfinite(path[-1]) else "has left all bounds"
        sentences.append(
            f"{title}: from w = {path[0]:.3g}, after {len(path) - 1} steps it {outcome}"
        )
    for ax in axes.flat[len(paths) :]:
        ax.set_axis_off()
    for ax in axes[-1]:
        ax.set_xlabel(xlabel)
    for ax in axes[:, 0]:
        ax.set_ylabel(ylabel)
    axes[0, 0].set_ylim(-0.05 * cost(np.array([limit]))[0], 1.05 * cost(np.array([limit]))[0])
    alt = (
        f"{len(paths)} panels, each a curve of {ylabel} over {xlabel} with the steps of gradient "
        f"descent on it. {'. '.join(sentences)}."
    )
    return show(fig, alt)


def surface_descents(
    cost: Callable[[np.ndarray, np.ndarray], np.ndarray],
    paths: Mapping[str, np.ndarray],
    *,
    extent: tuple[float, float, float, float],
    minimum: tuple[float, float],
    mark: str = "minimum",
    levels: Sequence[float] | int = 12,
    xlabel: str = "weight w₁",
    ylabel: str = "weight w₂",
    height: float | None = None,
) -> Picture:
    """Draw contour lines of a cost of two weights, and on them one path per panel.

    Parameters
    ----------
    cost : callable
        Takes two arrays of one shape, returns the costs in that shape.
    paths : mapping of str to array of shape (n_steps + 1, 2)
        Title of the panel to the visited points, the start first.
    extent : tuple of float
        Left, right, bottom and top of every panel.
    minimum : tuple of float
        Where the slope is zero; marked with a cross.
    mark : str
        What the cross marks.
    levels : sequence of float or int
        Contour levels, passed to Matplotlib.
    xlabel, ylabel : str
        Axis labels.
    height : float, optional
        Height of the figure in inches.

    Returns
    -------
    Picture
        Its text alternative says for each path its start, its end and its number of steps.
    """
    left, right, bottom, top = extent
    grid = np.meshgrid(np.linspace(left, right, 121), np.linspace(bottom, top, 121))
    heights = cost(*grid)
    columns = 1 if len(paths) == 1 else 2
    rows = -(-len(paths) // columns)
    fig, axes = subplots(
        rows, columns, height=height or 2.6 * rows, sharex=True, sharey=True, squeeze=False
    )
    sentences = []
    for k, (ax, (title, path)) in enumerate(zip(axes.flat, paths.items(), strict=False)):
        path = np.asarray(path, dtype=float)
        ax.contour(*grid, heights, levels=levels, colors=[GREY], linewidths=0.7)
        ax.plot(*path.T, color=SERIES[k % len(SERIES)], linestyle="-", linewidth=1.2,
                marker=MARKERS[k % len(MARKERS)], markersize=3, clip_on=True)  # fmt: skip
        ax.plot(*path[0], color=INK, marker="s", markersize=7, markerfacecolor=PAPER)
        ax.plot(*minimum, color=INK, marker="x", markersize=9, markeredgewidth=2)
        ax.set(xlim=(left, right), ylim=(bottom, top), title=title)
        ax.grid(visible=False)
        sentences.append(
            f"{title}: from ({path[0, 0]:.3g}, {path[0, 1]:.3g}) to "
            f"({path[-1, 0]:.3g}, {path[-1, 1]:.3g}) in {len(path) - 1} steps"
        )
    for ax in axes.flat[len(paths) :]:
        ax.set_axis_off()
    for ax in axes[-1]:
        ax.set_xlabel(xlabel)
    for ax in axes[:, 0]:
        ax.set_ylabel(ylabel)
    alt = (
        f"Contour lines of the cost over {xlabel} and {ylabel}, with a path of descent in each of "
        f"{len(paths)} panels; a square marks the start and a cross the {mark} at "
        f"({minimum[0]:.3g}, {minimum[1]:.3g}). {'. '.join(sentences)}."
    )
    return show(fig, alt)
