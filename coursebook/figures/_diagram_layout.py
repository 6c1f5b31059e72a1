"""Where the parts of a diagram go: layers, nodes, and labels that hide nothing; in inches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral

import numpy as np

MAX_NODES = 8  # of a larger layer the first five and the last are drawn
MAX_WIDTH = 5.8  # inches; see coursebook.figures.style.subplots
_FIRST_NODES = 5
LABEL_SIZE = 11  # points
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
class Column:
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
    columns: list[Column]

    def text_size(self, text: str) -> float:
        """Size in points of a name or bias, smaller where it would run into its neighbour."""
        return min(LABEL_SIZE, fitting_size(text, self.room - 0.1))


def read_layers(layers) -> tuple[list[int], list[np.ndarray] | None, list[np.ndarray] | None]:
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


def per_layer(argument: str, given, sizes: list[int]) -> list:
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


def default_names(sizes: list[int]) -> list[list[str]]:
    """Names of nodes as the chapters write them: x_0, node_1, node_0_1, output."""
    hidden = [
        [f"node_{layer}_{node}" if len(sizes) > 3 else f"node_{node}" for node in range(size)]
        for layer, size in enumerate(sizes[1:-1])
    ]
    outputs = ["output"] if sizes[-1] == 1 else [f"output_{node}" for node in range(sizes[-1])]
    return [[f"x_{node}" for node in range(sizes[0])], *hidden, outputs]


def layer_title(index: int, n_layers: int) -> str:
    """Name of a layer, short where many stand side by side."""
    if index in (0, n_layers - 1):
        kind = "output" if index else "input"
        return f"{kind} layer" if n_layers <= 4 else kind
    number = f" {index}" if n_layers > 3 else ""
    return f"hidden layer{number}" if n_layers <= 4 else f"hidden{number}"


def lay_out_page(sizes, names, sums, biases, across: float, stretch: float) -> _Page:
    """Place the nodes, at most `across` inches between layers."""
    slots = [min(size, _FIRST_NODES + 2) if size > MAX_NODES else size for size in sizes]
    rows = max(slots)
    halved = any(entry is not None for entry in sums)
    above = 0.24 * (names is not None)
    below = 0.24 * (biases is not None)
    step = 0.72 + above + below + 0.1 * halved
    step = stretch * (max(step, 1.1) if rows <= 3 else step - 0.1)
    outer = [] if names is None else [*names[0], *names[-1]]
    widest = max((text_box(0, 0, name, LABEL_SIZE).width for name in outer), default=0.0)
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
        columns.append(Column(margin + across * index, nodes, ys[-2] if shown < size else ys[-1]))
    return _Page(width, height, radius, min(across, 2 * margin), columns)


def text_box(x: float, y: float, text: str, size: float) -> Box:
    """Room that a text needs. Pages set their own font; 0.62 em covers the digits of wide ones."""
    return Box(x, y, (0.62 * len(text) + 0.35) * size / 72, 1.2 * size / 72)


def node_boxes(page: _Page, names, biases) -> list[list[Box]]:
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
            here += [text_box(spots.x, y, text, page.text_size(text)) for y, text in texts]
        boxes.append(here)
    return boxes


def place_all_labels(matrices, positions, obstacles, size: float) -> list[list[Box]] | None:
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
                for box in [text_box(0, 0, format_number(W[i, j]), size)]
            ],
            obstacles[index] + obstacles[index + 1],
        )
        if boxes is None:
            return None
        placed.append(boxes)
    return placed


def fitting_size(text: str, width: float) -> float:
    """Size in points at which a text is at most `width` inches wide."""
    return min(12.0, width * 72 / (0.62 * len(text)))
