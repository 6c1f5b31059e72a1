"""Networks and matrix products drawn with their numbers on them, described in words as drawn.

`network_diagram` puts values on nodes and weights on edges; `product_diagram` shows one layer,
``X @ W + b``, with the row and the column that make one entry. Both return a `Picture` whose text
alternative is written from what was drawn, so the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from coursebook.figures._diagram_drawing import (
    blank_axes,
    draw_edges,
    draw_matrix,
    draw_node,
    write,
)
from coursebook.figures._diagram_layout import (
    LABEL_SIZE,
    default_names,
    format_number,
    lay_out_page,
    layer_title,
    node_boxes,
    per_layer,
    place_all_labels,
    read_layers,
    text_box,
)
from coursebook.figures.style import (
    GREY,
    Picture,
    show,
    subplots,
)

# Inches between layers, a factor for those between nodes, and the size of labels in points. A
# network gets more room, and in the end smaller labels, only where its labels need it.
_ROOM = (
    (1.65, 1.0, 11),
    (2.3, 1.0, 11),
    (2.3, 1.25, 11),
    (2.3, 1.5, 10),
    (2.3, 1.75, 9),
)


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
    sizes, matrices, biases = read_layers(layers)
    values = per_layer("values", values, sizes)
    sums = per_layer("sums", sums, sizes)
    named = names is not None
    names = [
        default if given is None else [str(name) for name in given]
        for given, default in zip(
            per_layer("names", names, sizes), default_names(sizes), strict=True
        )
    ]

    placed = None
    shown_names = names if named else None
    for across, stretch, label_size in _ROOM:
        page = lay_out_page(sizes, shown_names, sums, biases, across, stretch)
        if matrices is None:
            break
        obstacles = node_boxes(page, shown_names, biases)
        placed = place_all_labels(matrices, page.columns, obstacles, label_size)
        if placed is not None:
            break
    else:
        page = lay_out_page(sizes, shown_names, sums, biases, *_ROOM[0][:2])
    width, height, radius, positions = page.width, page.height, page.radius, page.columns
    fig, ax = subplots(width=width, height=height)
    blank_axes(fig, ax, width, height)
    for index in range(len(sizes) - 1):
        matrix = None if matrices is None else matrices[index]
        labels = None if placed is None else placed[index]
        draw_edges(ax, positions[index], positions[index + 1], matrix, labels, label_size)
    for index, spots in enumerate(positions):
        title = layer_title(index, len(sizes))
        ax.text(spots.x, height - 0.16, title, size=11, color=GREY, ha="center", va="center")
        if len(spots.nodes) < sizes[index]:
            ax.text(spots.x, spots.dots, "⋮", size=16, ha="center", va="center")
        for node, y in spots.nodes:
            draw_node(
                ax,
                (spots.x, y),
                radius,
                value=None if values[index] is None else values[index][node],
                total=None if sums[index] is None else sums[index][node],
                is_input=index == 0,
            )
            if named:
                name = names[index][node]
                write(ax, spots.x, y + radius + 0.13, name, size=page.text_size(name))
            if index and biases is not None:
                text = f"b = {format_number(biases[index - 1][node])}"
                write(ax, spots.x, y - radius - 0.13, text, size=page.text_size(text))
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
        max(matrix.shape[1] * cell, text_box(0, 0, title, LABEL_SIZE).width)
        for (_, matrix, _), title in zip(parts, titles, strict=True)
    ]
    width = sum(widths) + sign * (len(parts) - 1) + 0.3
    height = max(len(X), len(W)) * line + 0.75
    middle = (height - 0.45) / 2
    fig, ax = subplots(width=width, height=height)
    blank_axes(fig, ax, width, height)
    x = 0.15
    signs = ["@", "=", ""] if b is None else ["@", "+", "=", ""]
    for (_, matrix, marked), title, room, operator in zip(
        parts, titles, widths, signs, strict=True
    ):
        draw_matrix(ax, (x + room / 2, middle), (cell, line), matrix, marked, title)
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
