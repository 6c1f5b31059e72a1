"""Figures of classifiers in the plane: points of two classes and where the answer changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from coursebook.figures.style import BLUE, INK, ORANGE, PAPER, Picture, show, subplots


def decision_boundaries(
    classifiers: Mapping[str, Callable[[np.ndarray], np.ndarray]],
    X: np.ndarray,
    y: np.ndarray,
    *,
    threshold: float = 0.5,
    xlabel: str = "x₁",
    ylabel: str = "x₂",
    classes: tuple[str, str] = ("class 0", "class 1"),
    finding: str = "",
    margin: float = 0.15,
    height: float | None = None,
) -> Picture:
    """Draw points of two classes and, one panel per classifier, where its answer changes.

    Parameters
    ----------
    classifiers : mapping of str to callable
        Title of the panel to a function from X of shape (n, 2) to scores of shape (n,); a score
        above `threshold` means class 1.
    X : array of shape (n_samples, 2)
    y : array of shape (n_samples,)
        0 or 1.
    threshold : float
    xlabel, ylabel : str
        Axis labels, with units.
    classes : tuple of str
        What 0 and 1 mean.
    finding : str
        What the picture shows, in a sentence; where a panel is no classifier, such as a hidden
        unit, it stands in place of the shares of points.
    margin : float
        Room around the points as a share of their extent.
    height : float, optional
        Height of the figure in inches.

    Returns
    -------
    Picture
        Its text alternative gives `finding`, or for each panel the share of points on the right
        side.

    Raises
    ------
    ValueError
        If X is not of shape (n, 2) or y not of shape (n,).
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2 or X.shape[1] != 2:
        raise ValueError(f"X: expected shape (n_samples, 2), got {X.shape}")
    if y.shape != X.shape[:1]:
        raise ValueError(f"y: expected shape {X.shape[:1]}, got {y.shape}")
    room = margin * np.ptp(X, axis=0)
    (left, bottom), (right, top) = X.min(axis=0) - room, X.max(axis=0) + room
    grid = np.meshgrid(np.linspace(left, right, 151), np.linspace(bottom, top, 151))
    plane = np.column_stack([axis.ravel() for axis in grid])
    columns = min(2, len(classifiers))
    rows = -(-len(classifiers) // columns)
    fig, axes = subplots(
        rows, columns, height=height or (3.6 if rows == columns == 1 else 2.8 * rows),
        sharex=True, sharey=True, squeeze=False,
    )  # fmt: skip
    sentences = []
    for ax, (title, classifier) in zip(axes.flat, classifiers.items(), strict=False):
        positive = (np.asarray(classifier(plane), dtype=float) > threshold).reshape(grid[0].shape)
        # Hatching, not colour alone, marks the side of class 1.
        ax.contourf(*grid, positive, levels=[0.5, 1.5], colors=["none"], hatches=["//"])
        if positive.any() and not positive.all():
            ax.contour(*grid, positive, levels=[0.5], colors=[INK], linewidths=1.5)
        for label, color, marker in ((0, BLUE, "o"), (1, ORANGE, "s")):
            ax.plot(*X[y == label].T, color=color, marker=marker, linestyle="none", markersize=5,
                    markeredgecolor=PAPER, markeredgewidth=0.5, label=classes[label])  # fmt: skip
        ax.set(title=title, xlim=(left, right), ylim=(bottom, top))
        ax.grid(visible=False)
        right_share = np.mean((np.asarray(classifier(X), dtype=float) > threshold) == (y == 1))
        sentences.append(f"{title}: {100 * right_share:.0f} % of the points on the right side")
    for ax in axes.flat[len(classifiers) :]:
        ax.set_axis_off()
    for ax in axes[-1]:
        ax.set_xlabel(xlabel)
    for ax in axes[:, 0]:
        ax.set_ylabel(ylabel)
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    alt = (
        f"Points of {classes[0]} (circles) and {classes[1]} (squares) over {xlabel} and {ylabel}, "
        f"with the side that a classifier gives to {classes[1]} hatched and its border drawn. "
        f"{finding or '. '.join(sentences) + '.'}"
    )
    return show(fig, alt)
