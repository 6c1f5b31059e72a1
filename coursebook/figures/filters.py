"""A filter that slides over an image, drawn with every number."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from coursebook.figures.diagrams import format_number
from coursebook.figures.style import BLUE, FAINT, GREEN, GREY, PAPER, Picture, show, subplots

MOST_COLUMNS = 13
_CELL, _GAP, _TOP = 0.42, 0.5, 0.4  # inches


def moving_filter(image: ArrayLike, kernel: ArrayLike, place: tuple[int, int] = (0, 0)) -> Picture:
    """Draw an image, a filter, and the filter's answers at all places, with one place marked.

    Parameters
    ----------
    image : array_like, shape (height, width)
    kernel : array_like, shape (rows, columns)
    place : tuple of int
        The answer to mark, by row and column, together with the window that it comes from.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If an array has not two dimensions, the kernel does not fit into the image, or the drawing
        would be too wide for a page.
    IndexError
        If there is no answer at `place`.
    """
    image, kernel = (np.asarray(array, dtype=float) for array in (image, kernel))
    for name, array in (("image", image), ("kernel", kernel)):
        if array.ndim != 2:
            raise ValueError(f"{name}: expected two dimensions, got shape {array.shape}")
    if np.any(np.less(image.shape, kernel.shape)):
        raise ValueError(f"kernel: expected at most the image's {image.shape}, got {kernel.shape}")
    windows = sliding_window_view(image, kernel.shape)
    answers = (windows * kernel).sum(axis=(2, 3))
    row, column = place
    if not 0 <= row < len(answers) or not 0 <= column < answers.shape[1]:
        raise IndexError(f"place: expected an entry of shape {answers.shape}, got {place}")
    parts = [
        ("image", image, (row, column), kernel.shape, BLUE),
        ("filter", kernel, (0, 0), kernel.shape, BLUE),
        ("answers", answers, (row, column), (1, 1), GREEN),
    ]
    columns = sum(array.shape[1] for _, array, *_ in parts)
    if columns > MOST_COLUMNS:
        raise ValueError(f"image: expected at most {MOST_COLUMNS} columns in all, got {columns}")
    width = columns * _CELL + 2 * _GAP + 0.2
    height = len(image) * _CELL + _TOP + 0.1
    fig, ax = subplots(width=width, height=height)
    fig.set_layout_engine("none")
    ax.set_position([0, 0, 1, 1])
    ax.set_axis_off()
    ax.set(xlim=(0, width), ylim=(height, 0))
    left, middle = 0.1, _TOP + len(image) * _CELL / 2
    for k, (name, array, first, size, color) in enumerate(parts):
        top = middle - len(array) * _CELL / 2
        _grid(ax, array, (left, top), name)
        corner = (left + first[1] * _CELL, top + first[0] * _CELL)
        extent = (size[1] * _CELL, size[0] * _CELL)
        frame = {"fill": False, "edgecolor": color, "linewidth": 2.4, "zorder": 4}
        ax.add_patch(Rectangle(corner, *extent, **frame))
        left += array.shape[1] * _CELL + _GAP
        if k < 2:
            ax.text(left - _GAP / 2, middle, "×="[k], size=14, ha="center", va="center")
    return show(fig, _describe(image, kernel, answers, windows[row, column], place))


def _grid(ax: Axes, array: np.ndarray, corner: tuple[float, float], name: str) -> None:
    left, top = corner
    for (i, j), value in np.ndenumerate(array):
        box = {"facecolor": PAPER, "edgecolor": FAINT, "linewidth": 1, "zorder": 1}
        ax.add_patch(Rectangle((left + j * _CELL, top + i * _CELL), _CELL, _CELL, **box))
        center = left + (j + 0.5) * _CELL, top + (i + 0.5) * _CELL
        ax.text(*center, format_number(value), size=11, ha="center", va="center", zorder=3)
    across = left + array.shape[1] * _CELL / 2
    ax.text(across, top - 0.08, name, size=11, color=GREY, ha="center", va="bottom")


def _describe(image, kernel, answers, window, place) -> str:
    """Return the text alternative: all numbers, and the sum behind the marked answer."""
    rows = [
        "; ".join(", ".join(map(format_number, row)) for row in array)
        for array in (image, kernel, answers)
    ]
    terms = [
        f"{format_number(x)} times {format_number(w)}"
        for x, w in zip(window.ravel(), kernel.ravel(), strict=True)
        if w
    ]
    return (
        f"A filter slides over an image. Image, row by row: {rows[0]}. Filter: {rows[1]}. Answers "
        f"at all places: {rows[2]}. Marked is the answer in row {place[0]}, column {place[1]}: "
        f"{' plus '.join(terms)} is {format_number(answers[place])}."
    )
