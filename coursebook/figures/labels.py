"""Names written beside the lines that they name, in place of a legend."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes


def label_ends(ax: Axes, ends: Mapping[str, tuple[float, str]], gap: float = 0.075) -> None:
    """Write each line's name at its right end, moved apart where two would overlap.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its lines drawn and its scales set.
    ends : mapping of str to tuple of float and str
        Name of the line to its last value, in units of the vertical axis, and its colour.
    gap : float
        Least distance of two names as a share of the height of the axes.
    """
    ax.get_ylim()  # settles the limits that follow from the lines
    place = -np.inf
    heights = {name: _height(ax, value) for name, (value, _) in ends.items()}
    for name in sorted(heights, key=heights.get):
        place = max(heights[name], place + gap)
        ax.annotate(
            name,
            (1, place),
            xycoords="axes fraction",
            xytext=(6, 0),
            textcoords="offset points",
            color=ends[name][1],
            va="center",
        )


def _height(ax: Axes, value: float) -> float:
    """Height of a value on the vertical axis as a share of the height of the axes, from 0 to 1."""
    to_axes = ax.transData + ax.transAxes.inverted()
    return float(np.clip(to_axes.transform((ax.get_xlim()[1], value))[1], 0, 1))
