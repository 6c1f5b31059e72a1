"""Networks and matrix products drawn with their numbers on them, described in words as drawn.

`network_diagram` puts values on nodes and weights on edges; `product_diagram` shows one layer,
``X @ W + b``, with the row and the column that make one entry. Both return a `Picture` whose text
alternative is written from what was drawn, so the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from matplotlib.patches import Circle, Rectangle
from numpy.typing import ArrayLike

from coursebook.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PAPER,
    Picture,
    show,
    subplots,
)

MAX_NODES = 8  # of a larger layer the first five and the last are drawn
MAX_WIDTH = 5.8  # inches; see coursebook.figures.style.subplots
_FIRST_NODES = 5
_LABEL_SIZE = 11  # points
# Inches between layers, a factor for those between nodes, and the size of labels in points. A
# network gets more room, and in the end smaller labels, only where its labels need it.
_ROOM = (
    (1.65, 1.0, 11),
    (2.3, 1.0, 11),
    (2.3, 1.25, 11),
    (2.3, 1.5, 10),
    (2.3, 1.75, 9),
)
_MAX_LABELS = 24  # more between two layers are never legible


@dataclass(frozen=True)
class Box:
    """A rectangle in inches: its centre, width and height."""

    x: float
    y: float
    width: float
    height: float

    def gap(self, other: Box) -> float:
        """Distance to another box along the better axis; negative where the two overlap."""
        return max(
            abs(self.x - other.x) - (self.width + other.width) / 2,
            abs(self.y - other.y) - (self.height + other.height) / 2,
        )


def format_number(value: float) -> str:
    """Write a number as the figures do: three significant digits, a true minus sign.

    Whole numbers below a million are written in full: 1541, not 1.54e+03. Below 0.001 two digits
    have to do.
    """
    value = float(value)
    if not np.isfinite(value):
        text = str(value)
    elif abs(value) < 1e6 and (value == round(value) or abs(value) >= 1000):
        text = f"{round(value)}"
    elif abs(value) < 0.001:
        text = f"{value:.2g}"
    else:
        text = f"{value:.3g}"
    return text.replace("-", "−")


def network_diagram(
    layers: Sequence[int] | Sequence[ArrayLike] | Sequence[tuple[ArrayLike, ArrayLike]],
    values: Sequence[Sequence[float] | None] | None = None,
    names: Sequence[Sequence[str] | None] | None = None,
    *,
    sums: Sequence[Sequence[float] | None] | None = None,
) -> Picture:
    """Draw a fully connected network with any number of layers.

    A positive weight is a solid line, a negative one is dashed and of another colour. Weights stand
    on their edges if there is room for all of them; otherwise the larger ones have the thicker
    lines. Of a layer with more than eight nodes, six are drawn.

    Parameters
    ----------
    layers : sequence
        Either the number of nodes in each layer, input first, for a network without weights; or
        what lies between the layers: matrices W of shape (n_in, n_out), or pairs (W, b) with b of
        shape (n_out,). Biases stand below their nodes unless all of them are zero.
    values : sequence, optional
        One sequence of numbers per layer, input first, written into the nodes. None in place of a
        layer leaves it empty, for a forward pass that is not finished.
    names : sequence, optional
        One sequence of names per layer, input first, written above the nodes.
    sums : sequence, optional
        Like `values`: the weighted sums z before the activation, written above the value inside the
        node. None for layers without, such as the input.

    Returns
    -------
    Picture
        With a text alternative that names layers, values, weights and biases.

    Raises
    ------
    ValueError
        If there are fewer than two layers, a matrix does not fit the one before it, a bias does not
        fit its matrix, or `values`, `names` or `sums` do not have one entry per layer and node.

    Examples
    --------
    >>> W_hidden = [[1, -1], [1, 1]]  # the column of a node holds the weights of its inputs
    >>> W_output = [[2], [-1]]
    >>> picture = network_diagram([W_hidden, W_output], values=[[2, 3], [5, 1], [9]])
    >>> picture.alt[:55]
    'Network diagram. Input layer of 2 nodes: x_0 = 2, x_1 ='
    """
    sizes, matrices, biases = _read_layers(layers)
    values = _per_layer("values", values, sizes)
    sums = _per_layer("sums", sums, sizes)
    named = names is not None
    names = [
        default if given is None else [str(name) for name in given]
        for given, default in zip(
            _per_layer("names", names, sizes), _default_names(sizes), strict=True
        )
    ]

    placed = None
    shown_names = names if named else None
    for across, stretch, label_size in _ROOM:
        page = _lay_out(sizes, shown_names, sums, biases, across, stretch)
        if matrices is None:
            break
        obstacles = _node_boxes(page, shown_names, biases)
        placed = _place_all_labels(matrices, page.columns, obstacles, label_size)
        if placed is not None:
            break
    else:
        page = _lay_out(sizes, shown_names, sums, biases, *_ROOM[0][:2])
    width, height, radius, positions = page.width, page.height, page.radius, page.columns
    fig, ax = subplots(width=width, height=height)
    _blank(fig, ax, width, height)
    for index in range(len(sizes) - 1):
        matrix = None if matrices is None else matrices[index]
        labels = None if placed is None else placed[index]
        _draw_edges(ax, positions[index], positions[index + 1], matrix, labels, label_size)
    for index, spots in enumerate(positions):
        title = _title(index, len(sizes))
        ax.text(spots.x, height - 0.16, title, size=11, color=GREY, ha="center", va="center")
        if len(spots.nodes) < sizes[index]:
            ax.text(spots.x, spots.dots, "⋮", size=16, ha="center", va="center")
        for node, y in spots.nodes:
            _draw_node(
                ax,
                (spots.x, y),
                radius,
                value=None if values[index] is None else values[index][node],
                total=None if sums[index] is None else sums[index][node],
                is_input=index == 0,
            )
            if named:
                name = names[index][node]
                _text(ax, spots.x, y + radius + 0.13, name, size=page.text_size(name))
            if index and biases is not None:
                text = f"b = {format_number(biases[index - 1][node])}"
                _text(ax, spots.x, y - radius - 0.13, text, size=page.text_size(text))
    alt = _describe_network(sizes, positions, names, named, values, sums, matrices, biases, placed)
    return show(fig, alt)


def product_diagram(
    X: ArrayLike,
    W: ArrayLike,
    b: ArrayLike | None = None,
    *,
    row: int = 0,
    column: int = 0,
    names: tuple[str, str, str, str] = ("X", "W", "b", "Z"),
) -> Picture:
    """Draw ``Z = X @ W + b`` with every number, and mark the row and column that make one entry.

    Parameters
    ----------
    X : array_like, shape (n_samples, n_in)
    W : array_like, shape (n_in, n_out)
    b : array_like, shape (n_out,), optional
        Left out of the drawing if None.
    row, column : int
        The entry of Z to mark, with its row of `X`, its column of `W` and its entry of `b`.
    names : tuple of four str
        Names of X, W, b and Z.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If the shapes do not fit, or the drawing would be too wide for a page (more than eight
        columns of numbers in all).
    IndexError
        If Z has no such row or column.
    """
    X, W = (np.asarray(value, dtype=float) for value in (X, W))
    if X.ndim != 2:
        raise ValueError(f"X: expected two dimensions, got shape {X.shape}")
    if W.ndim != 2 or len(W) != X.shape[1]:
        raise ValueError(f"W: expected shape ({X.shape[1]}, n_out), got {W.shape}")
    parts = [(names[0], X, (row, None)), (names[1], W, (None, column))]
    Z = X @ W
    if b is not None:
        b = np.asarray(b, dtype=float)
        if b.shape != (W.shape[1],):
            raise ValueError(f"b: expected shape ({W.shape[1]},), got {b.shape}")
        Z = Z + b
        parts.append((names[2], b[np.newaxis], (0, column)))
    if not 0 <= row < len(Z) or not 0 <= column < Z.shape[1]:
        raise IndexError(f"row, column: expected an entry of shape {Z.shape}, got {(row, column)}")
    parts.append((names[3], Z, (row, column)))
    titles = [
        f"{name}  {b.shape if name is names[2] and b is not None else matrix.shape}"
        for name, matrix, _ in parts
    ]
    total = sum(matrix.shape[1] for _, matrix, _ in parts)
    if total > 8:
        raise ValueError(f"X, W, b: expected at most 8 columns to draw in all, got {total}")

    cell, line, sign = 0.52, 0.4, 0.36
    widths = [
        max(matrix.shape[1] * cell, _text_box(0, 0, title, _LABEL_SIZE).width)
        for (_, matrix, _), title in zip(parts, titles, strict=True)
    ]
    width = sum(widths) + sign * (len(parts) - 1) + 0.3
    height = max(len(X), len(W)) * line + 0.75
    middle = (height - 0.45) / 2
    fig, ax = subplots(width=width, height=height)
    _blank(fig, ax, width, height)
    x = 0.15
    signs = ["@", "=", ""] if b is None else ["@", "+", "=", ""]
    for (_, matrix, marked), title, room, operator in zip(
        parts, titles, widths, signs, strict=True
    ):
        _draw_matrix(ax, (x + room / 2, middle), (cell, line), matrix, marked, title)
        x += room
        ax.text(x + sign / 2, middle, operator, size=14, ha="center", va="center")
        x += sign

    numbers = [format_number(value) for value in X[row]]
    weights = [format_number(value) for value in W[:, column]]
    terms = " plus ".join(f"{x} times {w}" for x, w in zip(numbers, weights, strict=True))
    bias = "" if b is None else f" plus {format_number(b[column])}"
    n_x, n_w, n_b, n_z = names
    all_rows = "; ".join(", ".join(format_number(value) for value in line) for line in Z)
    bias_shape = "" if b is None else f", plus {n_b} of shape {b.shape}"
    alt = (
        f"Matrix product drawn with its numbers: {n_x} of shape {X.shape} times {n_w} of shape "
        f"{W.shape}{bias_shape}, gives {n_z} of shape {Z.shape}. Marked: row {row} of {n_x} and "
        f"column {column} of {n_w}, which make entry ({row}, {column}) of {n_z}: {terms}{bias} is "
        f"{format_number(Z[row, column])}. All of {n_z}, row by row: {all_rows}."
    )
    return show(fig, alt)


def place_labels(
    edges: Sequence[tuple[tuple[float, float], tuple[float, float]]],
    sizes: Sequence[tuple[float, float]],
    obstacles: Sequence[Box],
) -> list[Box] | None:
    """Find a place on each edge for its label so that no label hides a label, a node or a name.

    First the labels are tried side by side, all at the same fraction of their edges, which is the
    tidiest; the fraction that keeps them clearest of each other and of the other lines wins. If
    none is clear, they are placed one after another, each where it has most room. A label may touch
    the line of another weight but not hide it.

    Parameters
    ----------
    edges : sequence of ((x, y), (x, y))
        Start and end of each edge, in inches.
    sizes : sequence of (width, height)
        Of each label, in inches.
    obstacles : sequence of Box
        What must stay visible.

    Returns
    -------
    list of Box or None
        None if there is no room.
    """
    clear, hidden = 0.015, -0.03  # inches: around labels and nodes; what of a line may be hidden
    starts, ends = np.asarray(edges, dtype=float).transpose(1, 0, 2)
    fractions = np.linspace(0.18, 0.82, 33)[:, np.newaxis, np.newaxis]
    centers = starts + fractions * (ends - starts)  # (fraction, edge, xy)
    sizes = np.asarray(sizes, dtype=float)

    def gaps(centers: np.ndarray, sizes: np.ndarray, others: np.ndarray, other_sizes) -> np.ndarray:
        """Gap from each box (its last axis: x, y) to each other one, as `Box.gap`."""
        apart = np.abs(centers[..., np.newaxis, :] - others)
        return (apart - (sizes[..., np.newaxis, :] + other_sizes) / 2).max(axis=-1)

    walls = np.array([(box.x, box.y, box.width, box.height) for box in obstacles]).reshape(-1, 4)
    solid = gaps(centers, sizes, walls[:, :2], walls[:, 2:]).min(axis=-1, initial=np.inf)
    points = np.linspace(starts, ends, 60, axis=1)  # (edge, point, xy): each line as points
    n_edges = len(starts)
    lines = np.stack(
        [
            gaps(centers[:, k], sizes[k], np.delete(points, k, axis=0).reshape(-1, 2), 0.0).min(
                axis=-1, initial=np.inf
            )
            for k in range(n_edges)
        ],
        axis=1,
    )
    # Gaps wider than this look the same; among equals, nearer to the source reads better.
    taste = 2 * np.minimum(lines, 0.06) - 0.05 * np.abs(fractions[:, 0] - 0.35)
    allowed = (solid >= clear) & (lines >= hidden)

    others = np.array(
        [
            gaps(here, sizes, here, sizes)[~np.eye(n_edges, dtype=bool)].min(initial=np.inf)
            for here in centers
        ]
    )
    together = allowed.all(axis=1) & (others >= clear)
    if together.any():
        room = np.minimum(np.minimum(solid.min(axis=1), others), 0.1)
        best = np.where(together, room + taste.min(axis=1), -np.inf).argmax()
        chosen = np.full(n_edges, best)
    else:
        chosen = np.empty(n_edges, dtype=int)
        for k in range(n_edges):
            placed = centers[chosen[:k], np.arange(k)]
            room = gaps(centers[:, k], sizes[k], placed, sizes[:k]).min(axis=-1, initial=np.inf)
            scores = np.minimum(np.minimum(solid[:, k], room), 0.1) + taste[:, k]
            scores[~allowed[:, k] | (room < clear)] = -np.inf
            chosen[k] = scores.argmax()
            if scores[chosen[k]] == -np.inf:
                return None
    spots = centers[chosen, np.arange(n_edges)]
    return [Box(*spot, *size) for spot, size in zip(spots.tolist(), sizes.tolist(), strict=True)]


@dataclass(frozen=True)
class _Column:
    """Where one layer is drawn: x, (node, y) of the nodes that are shown, y of the dots."""

    x: float
    nodes: list[tuple[int, float]]
    dots: float


@dataclass(frozen=True)
class _Page:
    """Size of a drawing, radius of its nodes, room for a text at a node, and its layers; inches."""

    width: float
    height: float
    radius: float
    room: float
    columns: list[_Column]

    def text_size(self, text: str) -> float:
        """Size in points of a name or bias, smaller where it would run into its neighbour."""
        return min(_LABEL_SIZE, _fitting(text, self.room - 0.1))


def _read_layers(layers) -> tuple[list[int], list[np.ndarray] | None, list[np.ndarray] | None]:
    """Sizes, and matrices and biases if there are any, checked to fit each other."""
    layers = list(layers)
    if all(isinstance(layer, Integral) for layer in layers):
        if len(layers) < 2 or min(layers) < 1:
            raise ValueError(f"layers: expected at least two sizes of at least 1, got {layers}")
        return [int(size) for size in layers], None, None
    matrices, biases = [], []
    for index, layer in enumerate(layers):
        W, b = layer if isinstance(layer, tuple) and np.ndim(layer[0]) == 2 else (layer, None)
        W = np.asarray(W, dtype=float)
        n_in = matrices[-1].shape[1] if matrices else "n_in"
        if W.ndim != 2 or (matrices and len(W) != n_in):
            raise ValueError(f"layers[{index}]: expected shape ({n_in}, n_out), got {W.shape}")
        b = np.zeros(W.shape[1]) if b is None else np.asarray(b, dtype=float)
        if b.shape != (W.shape[1],):
            raise ValueError(
                f"layers[{index}], bias: expected shape ({W.shape[1]},), got {b.shape}"
            )
        matrices.append(W)
        biases.append(b)
    sizes = [len(matrices[0]), *(W.shape[1] for W in matrices)]
    return sizes, matrices, biases if any(b.any() for b in biases) else None


def _per_layer(argument: str, given, sizes: list[int]) -> list:
    """One entry per layer, each None or as long as its layer."""
    if given is None:
        return [None] * len(sizes)
    given = list(given)
    if len(given) != len(sizes):
        raise ValueError(f"{argument}: expected {len(sizes)} layers, got {len(given)}")
    for index, (entry, size) in enumerate(zip(given, sizes, strict=True)):
        if entry is not None and len(entry) != size:
            raise ValueError(f"{argument}[{index}]: expected {size} entries, got {len(entry)}")
    return given


def _default_names(sizes: list[int]) -> list[list[str]]:
    """Names of nodes as the chapters write them: x_0, node_1, node_0_1, output."""
    hidden = [
        [f"node_{layer}_{node}" if len(sizes) > 3 else f"node_{node}" for node in range(size)]
        for layer, size in enumerate(sizes[1:-1])
    ]
    outputs = ["output"] if sizes[-1] == 1 else [f"output_{node}" for node in range(sizes[-1])]
    return [[f"x_{node}" for node in range(sizes[0])], *hidden, outputs]


def _title(index: int, n_layers: int) -> str:
    """Name of a layer, short where many stand side by side."""
    if index in (0, n_layers - 1):
        kind = "output" if index else "input"
        return f"{kind} layer" if n_layers <= 4 else kind
    number = f" {index}" if n_layers > 3 else ""
    return f"hidden layer{number}" if n_layers <= 4 else f"hidden{number}"


def _lay_out(sizes, names, sums, biases, across: float, stretch: float) -> _Page:
    """Place the nodes, at most `across` inches between layers."""
    slots = [min(size, _FIRST_NODES + 2) if size > MAX_NODES else size for size in sizes]
    rows = max(slots)
    halved = any(entry is not None for entry in sums)
    above = 0.24 * (names is not None)
    below = 0.24 * (biases is not None)
    step = 0.72 + above + below + 0.1 * halved
    step = stretch * (max(step, 1.1) if rows <= 3 else step - 0.1)
    outer = [] if names is None else [*names[0], *names[-1]]
    widest = max((_text_box(0, 0, name, _LABEL_SIZE).width for name in outer), default=0.0)
    margin = min(max(0.66, widest / 2), 1.0)
    across = min(across, (MAX_WIDTH - 2 * margin) / (len(sizes) - 1))
    radius = min(0.34 if halved else 0.29, 0.38 * step, 0.24 * across)
    top, bottom = 0.5 + radius + above, 0.12 + radius + below
    width, height = 2 * margin + across * (len(sizes) - 1), top + bottom + step * (rows - 1)
    columns = []
    for index, (size, shown) in enumerate(zip(sizes, slots, strict=True)):
        first = height - top - step * (rows - shown) / 2
        ys = [first - step * slot for slot in range(shown)]
        nodes = list(enumerate(ys))
        if shown < size:
            nodes = [*nodes[:_FIRST_NODES], (size - 1, ys[-1])]
        columns.append(_Column(margin + across * index, nodes, ys[-2] if shown < size else ys[-1]))
    return _Page(width, height, radius, min(across, 2 * margin), columns)


def _text_box(x: float, y: float, text: str, size: float) -> Box:
    """Room that a text needs. Pages set their own font; 0.62 em covers the digits of wide ones."""
    return Box(x, y, (0.62 * len(text) + 0.35) * size / 72, 1.2 * size / 72)


def _node_boxes(page: _Page, names, biases) -> list[list[Box]]:
    """Boxes around the nodes, names and biases of each layer."""
    boxes = []
    for index, spots in enumerate(page.columns):
        here = []
        for node, y in spots.nodes:
            here.append(Box(spots.x, y, 2 * page.radius, 2 * page.radius))
            texts = []
            if names is not None:
                texts.append((y + page.radius + 0.13, names[index][node]))
            if index and biases is not None:
                text = f"b = {format_number(biases[index - 1][node])}"
                texts.append((y - page.radius - 0.13, text))
            here += [_text_box(spots.x, y, text, page.text_size(text)) for y, text in texts]
        boxes.append(here)
    return boxes


def _place_all_labels(matrices, positions, obstacles, size: float) -> list[list[Box]] | None:
    """Boxes of the labels between each two layers, or None if some would collide."""
    placed = []
    for index, W in enumerate(matrices):
        left, right = positions[index], positions[index + 1]
        pairs = [(i, j, y0, y1) for i, y0 in left.nodes for j, y1 in right.nodes]
        if len(pairs) < W.size or len(pairs) > _MAX_LABELS:
            return None
        boxes = place_labels(
            [((left.x, y0), (right.x, y1)) for _, _, y0, y1 in pairs],
            [
                (box.width, box.height)
                for i, j, _, _ in pairs
                for box in [_text_box(0, 0, format_number(W[i, j]), size)]
            ],
            obstacles[index] + obstacles[index + 1],
        )
        if boxes is None:
            return None
        placed.append(boxes)
    return placed


def _blank(fig, ax, width: float, height: float) -> None:
    """Axes that fill the figure, without frame, in inches."""
    fig.set_layout_engine("none")
    ax.set_position([0, 0, 1, 1])
    ax.set_axis_off()
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)


def _text(ax, x: float, y: float, text: str, **options) -> None:
    """Text on a patch of paper that hides the lines behind it."""
    patch = {"facecolor": PAPER, "edgecolor": "none", "boxstyle": "square,pad=0.12"}
    ax.text(x, y, text, ha="center", va="center", bbox=patch, parse_math=False, zorder=4, **options)


def _draw_edges(ax, left: _Column, right: _Column, W, labels, label_size: float) -> None:
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
            _text(ax, box.x, box.y, format_number(weight), size=label_size, color=color)


def _sign_style(weight: float) -> dict[str, object]:
    if weight == 0:
        return {"color": GREY, "linestyle": ":"}
    if weight < 0:
        return {"color": ORANGE, "linestyle": (0, (5, 2))}
    return {"color": BLUE, "linestyle": "-"}


def _draw_node(ax, center, radius: float, *, value, total, is_input: bool) -> None:
    """Draw a circle with its value, and above it the sum before the activation if there is one."""
    x, y = center
    edge = GREY if is_input else INK
    ax.add_patch(Circle(center, radius, facecolor=PAPER, edgecolor=edge, linewidth=1.6, zorder=3))
    options = {"ha": "center", "va": "center", "zorder": 5}
    if total is not None:
        ax.plot([x - radius, x + radius], [y, y], color=FAINT, linestyle="-", linewidth=1, zorder=4)
        text = format_number(total)
        size = _fitting(text, 1.5 * radius)
        ax.text(x, y + 0.42 * radius, text, size=size, color=GREY, **options)
    if value is not None:
        text = format_number(value)
        size = _fitting(text, (1.5 if total is not None else 1.75) * radius)
        ax.text(x, y - (0.42 * radius if total is not None else 0), text, size=size, **options)


def _fitting(text: str, width: float) -> float:
    """Size in points at which a text is at most `width` inches wide."""
    return min(12.0, width * 72 / (0.62 * len(text)))


def _draw_matrix(ax, center, cell_size, matrix, marked, title: str) -> None:
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
                size=_fitting(text, 0.85 * width),
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


def _describe_network(
    sizes, positions, names, named, values, sums, matrices, biases, placed
) -> str:
    """Say in words what `network_diagram` has drawn."""
    sentences = ["Network diagram."]
    for index, spots in enumerate(positions):
        kind = "Input" if index == 0 else "Output" if index == len(sizes) - 1 else "Hidden"
        number = f" {index}" if kind == "Hidden" and len(sizes) > 3 else ""
        shown = [
            _describe_node(
                names[index][node],
                None if values[index] is None else format_number(values[index][node]),
                None if sums[index] is None else format_number(sums[index][node]),
            )
            for node, _ in spots.nodes
        ]
        count = f"{sizes[index]} node" + "s" * (sizes[index] > 1)
        some = f" ({len(shown)} of them drawn)" if len(shown) < sizes[index] else ""
        # Default names are worth hearing only where something is said of the nodes.
        bare = not named and placed is None and values[index] is None and sums[index] is None
        nodes = "" if bare else f": {', '.join(shown)}"
        sentences.append(f"{kind} layer{number} of {count}{some}{nodes}.")
    sentences.append("Every node is connected to every node of the next layer.")
    if placed is not None:
        for index, W in enumerate(matrices):
            for j, name in enumerate(names[index + 1]):
                sources = zip(W[:, j], names[index], strict=True)
                parts = ", ".join(f"{format_number(w)} from {source}" for w, source in sources)
                sentences.append(f"Weights into {name}: {parts}.")
    elif matrices is not None:
        total = sum(W.size for W in matrices)
        negative = sum(int((W < 0).sum()) for W in matrices)
        sentences.append(
            "Thicker lines have larger weights; "
            f"{negative} of {total} weights are negative and dashed."
        )
    if biases is not None:
        parts = [
            f"{names[index + 1][node]} {format_number(b[node])}"
            for index, b in enumerate(biases)
            for node, _ in positions[index + 1].nodes
        ]
        sentences.append(f"Biases: {', '.join(parts)}.")
    return " ".join(sentences)


def _describe_node(name: str, value: str | None, total: str | None) -> str:
    if total is None:
        return name if value is None else f"{name} = {value}"
    after = "" if value is None else f", {value} after it"
    return f"{name} has the sum {total} before the activation{after}"
