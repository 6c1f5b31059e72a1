"""Drawings of a computational graph as inline SVG, in the colours of the page.

The page's style sheet gives each colour a light and a dark value under a name such as ``--sn-ink``;
where there is none, as in JupyterLab, the colours written here are used.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html import escape

from scratchnet.autodiff import Value, topological_order


@dataclass(frozen=True)
class Drawing:
    """A drawn graph.

    Attributes
    ----------
    svg : str
        An ``<svg>`` element whose colours are the custom properties of the page.
    alt : str
        The same in words; also the drawing's title.
    """

    svg: str
    alt: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        html = f'<figure class="sn-figure" style="margin: 1em 0">{self.svg}</figure>'
        return {"text/html": html, "text/plain": self.alt}


_INK = "var(--sn-ink, var(--jp-content-font-color1, #1f2328))"
_PAPER = "var(--sn-paper, var(--jp-layout-color0, #fefefe))"
_GREY = "var(--sn-grey, #5f6873)"
_BLUE = "var(--sn-blue, #0a5fb4)"
_ORANGE = "var(--sn-orange, #b84a00)"
# A box, the room that an arrow takes when it passes below boxes, the gaps; in pixels.
_WIDTH, _HEIGHT, _PASSAGE, _ACROSS, _DOWN, _MARGIN = 108, 66, 20, 72, 20, 8


def draw(output: Value) -> Drawing:
    """Draw the graph that ends in `output`, inputs left, output right.

    A box shows a value's name and operation, the value (blue) and its gradient (orange); an arrow
    the slope of the step, its local derivative.

    Parameters
    ----------
    output : Value
        On which `backward` was called, or the gradients shown are 0.

    Returns
    -------
    Drawing
    """
    order = topological_order(output)
    columns = _columns(order)
    column_of = {id(node): k for k, nodes in enumerate(columns) for node in nodes}
    arrows = [(source, node, k) for node in order for k, source in enumerate(node.inputs)]
    # An arrow over more than one gap passes below the boxes of the columns in between.
    passing = [
        [arrow for arrow in arrows if column_of[id(arrow[0])] < k < column_of[id(arrow[1])]]
        for k in range(len(columns))
    ]
    corner, passages, bottom = _places(columns, passing)
    right = max(x for x, _ in corner.values()) + _WIDTH + _MARGIN
    alt = _in_words(order)
    key = "g" + hashlib.sha256(f"{alt}{sorted(corner.values())}".encode()).hexdigest()[:8]
    parts = [
        f'<svg viewBox="0 0 {right:g} {bottom:g}" role="img" aria-labelledby="{key}" '
        f'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="14" '
        f'style="width: 100%; max-width: {right:g}px; height: auto" text-anchor="middle">',
        f'<title id="{key}">{escape(alt)}</title>',
        f'<marker id="{key}-tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="{_GREY}"/></marker>',
    ]
    for source, node, k in arrows:
        (from_x, from_y), (x, y) = corner[id(source)], corner[id(node)]
        start = from_x + _WIDTH, from_y + _HEIGHT / 2
        end = x, y + _HEIGHT * (k + 1) / (len(node.inputs) + 1)
        route = [start, *passages.get((source, node, k), []), end]
        parts += _arrow(route, node.local_gradients[k], f"{key}-tip")
    for node in order:
        parts += _box(node, *corner[id(node)])
    return Drawing("".join([*parts, "</svg>"]), alt)


def _columns(order: list[Value]) -> list[list[Value]]:
    """Sort values into columns from left to right, so that every arrow goes to the right."""
    column = {}
    for node in order:
        column[id(node)] = 1 + max((column[id(source)] for source in node.inputs), default=-1)
    for node in order:  # a given value stands just before the first step that uses it
        users = [column[id(user)] for user in order if any(node is i for i in user.inputs)]
        if not node.inputs and users:
            column[id(node)] = min(users) - 1
    return [[n for n in order if column[id(n)] == k] for k in range(max(column.values()) + 1)]


def _places(columns: list[list[Value]], passing: list[list[tuple]]) -> tuple[dict, dict, float]:
    """Return each box's upper left corner, points on the way of passing arrows, and the height."""
    heights = [
        len(nodes) * (_HEIGHT + _DOWN) + len(below) * (_PASSAGE + _DOWN)
        for nodes, below in zip(columns, passing, strict=True)
    ]
    corner, passages = {}, {}
    for k, (nodes, below) in enumerate(zip(columns, passing, strict=True)):
        x = _MARGIN + k * (_WIDTH + _ACROSS)
        y = _MARGIN + (max(heights) - heights[k]) / 2
        for node in nodes:
            corner[id(node)] = x, y
            y += _HEIGHT + _DOWN
        for arrow in below:
            middle = y + _PASSAGE / 2
            passages.setdefault(arrow, []).extend([(x, middle), (x + _WIDTH, middle)])
            y += _PASSAGE + _DOWN
    return corner, passages, max(heights) - _DOWN + 2 * _MARGIN


def _label(node: Value) -> str:
    """Return ``p = x + y`` where all have names, else the name or the operation alone."""
    names = [
        source.name or (f"{source.value:g}" if not source.inputs else "") for source in node.inputs
    ]
    formula = node.operation
    if names and all(names):
        two = len(names) == 2
        formula = f" {node.operation} ".join(names) if two else f"{node.operation} {names[0]}"
    if node.name and formula:
        return f"{node.name} = {formula}"
    return node.name or formula or "number"


def _box(node: Value, x: float, y: float) -> list[str]:
    middle = x + _WIDTH / 2
    label = escape(_label(node))
    squeeze = (
        f' textLength="{_WIDTH - 8}" lengthAdjust="spacingAndGlyphs"' if len(label) > 13 else ""
    )
    return [
        f'<rect x="{x:g}" y="{y:g}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" fill="none" '
        f'stroke="{_INK}" stroke-width="1.5"/>',
        f'<text x="{middle:g}" y="{y + 19:g}" fill="{_INK}" font-weight="bold"'
        f"{squeeze}>{label}</text>",
        f'<text x="{middle:g}" y="{y + 38:g}" fill="{_BLUE}">value {_short(node.value)}</text>',
        f'<text x="{middle:g}" y="{y + 57:g}" fill="{_ORANGE}">grad {_short(node.gradient)}</text>',
    ]


def _arrow(route: list[tuple[float, float]], slope: float, tip: str) -> list[str]:
    """Draw an arrow through points: curved across a gap, straight below boxes; slope at its tip."""
    (x, y), bend = route[0], _ACROSS / 2
    path = f"M{x:g} {y:g}"
    for to_x, to_y in route[1:]:
        path += f"C{x + bend:g} {y:g} {to_x - bend:g} {to_y:g} {to_x:g} {to_y:g}"
        x, y = to_x, to_y
    return [
        f'<path d="{path}" fill="none" stroke="{_GREY}" stroke-width="1.5" '
        f'marker-end="url(#{tip})"/>',
        f'<text x="{x - 9:g}" y="{y - 5:g}" fill="{_GREY}" text-anchor="end" stroke="{_PAPER}" '
        f'stroke-width="4" paint-order="stroke">×{_short(slope, 3)}</text>',
    ]


def _short(number: float, digits: int = 4) -> str:
    return f"{number:.{digits}g}".replace("-", "−")


def _in_words(order: list[Value]) -> str:
    steps = "; ".join(
        f"{_label(node)}, value {_short(node.value)}, gradient {_short(node.gradient)}"
        for node in order
    )
    return f"Computational graph with {len(order)} values, from inputs to output: {steps}."
