"""How the parts of a diagram are drawn."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Circle, Rectangle

from coursebook.figures._diagram_layout import Column, fitting_size, format_number
from coursebook.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
)


def blank_axes(fig, ax, width: float, height: float) -> None:
    """Axes that fill the figure, without frame, in inches."""
    fig.set_layout_engine("none")
    ax.set_position([0, 0, 1, 1])
    ax.set_axis_off()
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)


def write(ax, x: float, y: float, text: str, **options) -> None:
    """Text on a patch of paper that hides the lines behind it."""
    patch = {"facecolor": PAPER, "edgecolor": "none", "boxstyle": "square,pad=0.12"}
    ax.text(x, y, text, ha="center", va="center", bbox=patch, parse_math=False, zorder=4, **options)


def draw_edges(ax, left: Column, right: Column, W, labels, label_size: float) -> None:
    """Draw the lines between two layers: solid for positive weights, dashed for negative ones."""
    pairs = [(i, j, y0, y1) for i, y0 in left.nodes for j, y1 in right.nodes]
    largest = 0.0 if W is None else float(np.abs(W).max())
    for index, (i, j, y0, y1) in enumerate(pairs):
        weight = None if W is None else W[i, j]
        if weight is None:
            style = {"color": GREY, "linestyle": "-", "linewidth": 1.0}
        elif labels is None:
            share = abs(weight) / largest if largest else 0.0
            style = {**_sign_style(weight), "linewidth": 0.4 + 2.6 * share}
        else:
            style = {**_sign_style(weight), "linewidth": 1.6}
        ax.plot([left.x, right.x], [y0, y1], **style, zorder=1)
        if labels is not None:
            color = _sign_style(weight)["color"]
            box = labels[index]
            write(ax, box.x, box.y, format_number(weight), size=label_size, color=color)


def _sign_style(weight: float) -> dict[str, object]:
    if weight == 0:
        return {"color": GREY, "linestyle": ":"}
    if weight < 0:
        return {"color": ORANGE, "linestyle": (0, (5, 2))}
    return {"color": BLUE, "linestyle": "-"}


def draw_node(ax, center, radius: float, *, value, total, is_input: bool) -> None:
    """Draw a circle with its value, and above it the sum before the activation if there is one."""
    x, y = center
    edge = GREY if is_input else INK
    ax.add_patch(Circle(center, radius, facecolor=PAPER, edgecolor=edge, linewidth=1.6, zorder=3))
    options = {"ha": "center", "va": "center", "zorder": 5}
    if total is not None:
        ax.plot([x - radius, x + radius], [y, y], color=FAINT, linestyle="-", linewidth=1, zorder=4)
        text = format_number(total)
        size = fitting_size(text, 1.5 * radius)
        ax.text(x, y + 0.42 * radius, text, size=size, color=GREY, **options)
    if value is not None:
        text = format_number(value)
        size = fitting_size(text, (1.5 if total is not None else 1.75) * radius)
        ax.text(x, y - (0.42 * radius if total is not None else 0), text, size=size, **options)


def draw_matrix(ax, center, cell_size, matrix, marked, title: str) -> None:
    """Draw a matrix as a grid of numbers around a centre; mark a row, a column or an entry."""
    (x, middle), (width, height) = center, cell_size
    rows, columns = matrix.shape
    x -= columns * width / 2
    top = middle + rows * height / 2
    for i in range(rows):
        for j in range(columns):
            left, low = x + j * width, top - (i + 1) * height
            box = {"facecolor": PAPER, "edgecolor": FAINT, "linewidth": 1}
            ax.add_patch(Rectangle((left, low), width, height, zorder=1, **box))
            is_marked = marked[0] in (None, i) and marked[1] in (None, j)
            ax.text(
                left + width / 2,
                low + height / 2,
                text := format_number(matrix[i, j]),
                size=fitting_size(text, 0.85 * width),
                weight="bold" if is_marked else "normal",
                ha="center",
                va="center",
                zorder=3,
            )
    row, column = marked
    left = x if column is None else x + column * width
    low = top - rows * height if row is None else top - (row + 1) * height
    size = (columns * width if column is None else width, rows * height if row is None else height)
    color, dashes = {(False, True): (BLUE, "-"), (True, False): (ORANGE, (0, (5, 2)))}.get(
        (row is None, column is None), (GREEN, "-")
    )
    frame = {"fill": False, "edgecolor": color, "linestyle": dashes, "linewidth": 2.2}
    ax.add_patch(Rectangle((left, low), *size, zorder=4, **frame))
    label = {"size": 11, "color": GREY, "ha": "center", "va": "bottom", "parse_math": False}
    ax.text(x + columns * width / 2, top + 0.08, title, **label)
