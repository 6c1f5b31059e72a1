"""Expected beside returned as a picture: inline SVG of a few kilobytes, drawn here.

For arrays in which one sees at once what a sentence about the first wrong entry does not tell: a
curve with another sign, an image that is shifted. Rows of numbers become rings and dots, or lines
where there are many; tables and images two maps on one scale of colour. A shape says what differs,
colour never alone does, and a text alternative says what is seen. Nothing but numbers of the two
arrays goes into it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from checks.compare import close
from checks.difference import Pair
from checks.values import is_number, show

FEWEST, MOST = 4, 400  # numbers of a row that is drawn
MOST_DOTS = 40  # above it lines
FEWEST_CELLS, LARGEST_SIDE = 4, 32  # of a map
WIDEST_WITH_NUMBERS = 6  # columns of a map that has room for its numbers
TOLD = 3  # entries that differ, in a text alternative
MOST_OUTLINED = 0.25  # of the cells of a map without numbers; more would hide it
LEVELS = 8  # of colour
# The page's own colours; else those of JupyterLab, and of the middle between black and white.
INK = "var(--sn-ink, var(--jp-content-font-color1, #767676))"
EXPECTED = "var(--sn-blue, #1f77d0)"
YOURS = "var(--sn-orange, #c4601a)"


class _Range(NamedTuple):
    """The smallest and the largest finite number of both arrays."""

    low: float
    high: float

    def part(self, values: np.ndarray) -> np.ndarray:
        """Where in the range, from 0 to 1; one half where it has no width."""
        values = values.astype(np.float64)
        largest = max(abs(self.low), abs(self.high)) or 1.0  # so that no difference overflows
        span = self.high / largest - self.low / largest
        return (values / largest - self.low / largest) / span if span else 0.5 + 0 * values


def draw(pair: Pair | None) -> str:
    """Draw two arrays that differ; an empty string where a picture would not help.

    Parameters
    ----------
    pair : Pair, optional
        What was returned and what was expected, as plain values.

    Returns
    -------
    str
        HTML without scripts; each drawing in it has its text alternative.
    """
    if pair is None:
        return ""
    got, want = (_drawable(value) for value in pair[:2])
    if got is None or want is None or got.ndim != want.ndim:
        return ""
    with np.errstate(all="ignore"):
        if got.ndim == 2:
            return _maps(got, want, pair.tolerance)
        return _row(got, want, pair.tolerance) if got.shape == want.shape else ""


def _drawable(value: Any) -> np.ndarray | None:
    """Return a row or a table of numbers as an array, anything else as None."""
    if isinstance(value, (list, tuple)):
        value = np.array(value, float) if all(map(is_number, value)) else None
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        return None
    value = value if value.dtype.kind == "f" else value.astype(np.float64)
    value = value.reshape([n for n in value.shape if n != 1])
    is_row = value.ndim == 1 and FEWEST <= value.size <= MOST
    is_map = value.ndim == 2 and value.size >= FEWEST_CELLS and max(value.shape) <= LARGEST_SIDE
    return value if is_row or is_map else None


def _row(got: np.ndarray, want: np.ndarray, tolerance: float) -> str:
    off = ~close(got, want, tolerance)
    scale = _scale(got, want)
    x = 8 + 284 * (np.arange(got.size) + 0.5) / got.size
    y_got, y_want = (8 + 104 * (1 - scale.part(values)) for values in (got, want))
    seen, seen_want = np.isfinite(got), np.isfinite(want)
    if got.size <= MOST_DOTS:
        both = np.flatnonzero(off & seen & seen_want)
        stems = "".join(f"M{x[i]:.1f} {y_want[i]:.1f}V{y_got[i]:.1f}" for i in both)
        marks = f'<path d="{stems}" stroke="{YOURS}"/>'
        marks += "".join(
            f'<circle cx="{x[i]:.1f}" cy="{y_want[i]:.1f}" r="4.5" fill="none" '
            f'stroke="{EXPECTED}" stroke-width="1.5"/>'
            for i in np.flatnonzero(seen_want)
        )
        marks += "".join(
            f'<circle cx="{x[i]:.1f}" cy="{y_got[i]:.1f}" r="2.5" fill="{YOURS}"/>'
            for i in np.flatnonzero(seen)
        )
        legend = "Rings: expected. Dots: yours."
    else:
        marks = _line(x, y_want, seen_want, EXPECTED, 'stroke-width="4" stroke-opacity="0.6"')
        marks += _line(x, y_got, seen, YOURS, 'stroke-width="1.5" stroke-dasharray="5 2"')
        legend = "Thick line: expected. Dashed line: yours."
    for i in np.flatnonzero(~seen):
        marks += _text(x[i], 124, "×", YOURS)
    legend += " Crosses: yours is no finite number." if not seen.all() else ""
    axes = (
        f'<path d="M8 8V112H292" fill="none" stroke="{INK}" stroke-opacity="0.5"/>'
        + _text(2, 12, show(scale.high, 3), INK, "end")
        + _text(2, 114, show(scale.low, 3), INK, "end")
        + _text(x[0], 136, "0", INK)
        + _text(x[-1], 136, str(got.size - 1), INK)
        + _text(150, 136, "index", INK)
    )
    alt = (
        f"{got.size} values by index: expected {_ends(want)}, yours {_ends(got)}. "
        f"{_differences(got, want, off)}"
    )
    drawing = _svg("-56 0 354 140", alt, axes + marks, 420)
    return _figure([drawing], f"{legend} {_count(off)}")


def _maps(got: np.ndarray, want: np.ndarray, tolerance: float) -> str:
    is_shaped = got.shape == want.shape
    off = ~close(got, want, tolerance) if is_shaped else None
    scale = _scale(got, want)
    side = max(*got.shape, *want.shape)
    columns = max(got.shape[1], want.shape[1])
    has_numbers = columns <= WIDEST_WITH_NUMBERS and len(want) <= 2 * WIDEST_WITH_NUMBERS
    is_outlined = off is not None and (has_numbers or off.mean() <= MOST_OUTLINED)
    drawings = []
    for name, values in (("Expected", want), ("Yours", got)):
        rows = f"{len(values)} rows of {values.shape[1]} values"
        alt = f"{name}: {rows}, {_ends(values)}."
        outlined = off if values is got and is_outlined else None
        if values is got and off is not None:
            alt += f" {_differences(got, want, off)}"
        size = 240 / (columns if has_numbers else side)
        drawings.append(_map(name, values, outlined, scale, size, alt, has_numbers=has_numbers))
    legend = (
        f"The stronger the colour, the larger the value, from {show(scale.low, 3)} to "
        f"{show(scale.high, 3)}. "
    )
    if off is not None:
        legend += f"{'Outlined: ' if is_outlined else ''}{_count(off)}"
    else:
        shapes = (f"{len(values)} × {values.shape[1]}" for values in (want, got))
        legend += "Expected {} values, yours {}.".format(*shapes)
    return _figure(drawings, legend)


def _map(
    name: str,
    values: np.ndarray,
    off: np.ndarray | None,
    scale: _Range,
    width: float,
    alt: str,
    *,
    has_numbers: bool,
) -> str:
    """Draw a table of numbers as cells of a width, those of `off` outlined."""
    height = 26 if has_numbers else width
    is_finite = np.isfinite(values)
    part = np.where(is_finite, np.clip(scale.part(np.where(is_finite, values, 0)), 0, 1), 0)
    level = np.rint(part * LEVELS).astype(int)
    cells = ""
    for one in range(1, LEVELS + 1):
        path = "".join(
            f"M{c * width:.4g} {16 + r * height:.4g}h{width:.4g}v{height:.4g}h-{width:.4g}z"
            for r, c in np.argwhere(is_finite & (level == one))
        )
        # Numbers are to be legible on the strongest colour.
        opacity = one / LEVELS * (0.4 if has_numbers else 1.0)
        cells += f'<path d="{path}" fill="{EXPECTED}" fill-opacity="{opacity:.3g}"/>' * bool(path)
    for r, c in np.argwhere(np.full(values.shape, True) if has_numbers else ~is_finite):
        number = show(float(values[r, c]), 3) if has_numbers else "×"
        cells += _text((c + 0.5) * width, 16 + (r + 0.7) * height, number, INK)
    if off is not None:
        inner = (
            f"M{c * width + 1:.4g} {17 + r * height:.4g}"
            f"h{width - 2:.4g}v{height - 2:.4g}h-{width - 2:.4g}z"
            for r, c in np.argwhere(off)
        )
        cells += f'<path d="{"".join(inner)}" fill="none" stroke="{YOURS}" stroke-width="2"/>'
    frame = (
        f'<rect x="0" y="16" width="{values.shape[1] * width:.4g}" '
        f'height="{len(values) * height:.4g}" fill="none" stroke="{INK}" stroke-opacity="0.5"/>'
    )
    title = _text(0, 11, name, INK, "start")
    return _svg(f"-1 0 242 {18 + len(values) * height:.4g}", alt, title + cells + frame, 242)


def _scale(got: np.ndarray, want: np.ndarray) -> _Range:
    finite = [values[np.isfinite(values)] for values in (got, want)]
    both = np.concatenate(finite).astype(np.float64)
    return _Range(float(both.min()), float(both.max())) if both.size else _Range(0.0, 0.0)


def _line(x: np.ndarray, y: np.ndarray, seen: np.ndarray, color: str, look: str) -> str:
    """Draw a line through the entries that are seen, broken where one is not."""
    path, pen = "", "M"
    for i in range(len(x)):
        path += f"{pen}{x[i]:.1f} {y[i]:.1f}" if seen[i] else ""
        pen = "L" if seen[i] else "M"
    return f'<path d="{path}" fill="none" stroke="{color}" {look}/>'


def _text(x: float, y: float, text: str, color: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.4g}" y="{y:.4g}" text-anchor="{anchor}" fill="{color}">{text}</text>'


def _svg(box: str, alt: str, content: str, width: int) -> str:
    return (
        f'<svg viewBox="{box}" role="img" aria-label="{alt}" font-size="12" '
        f'style="flex:1 1 14rem;max-width:{width}px;height:auto">{content}</svg>'
    )


def _figure(drawings: list[str], caption: str) -> str:
    return (
        '<figure style="margin:.4rem 0">'
        '<div style="display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start">'
        f"{''.join(drawings)}</div>"
        f'<figcaption style="font-size:.875em">{caption}</figcaption></figure>'
    )


def _ends(values: np.ndarray) -> str:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return "without a finite number"
    return f"from {show(float(finite.min()), 3)} to {show(float(finite.max()), 3)}"


def _count(off: np.ndarray) -> str:
    return f"{int(off.sum())} of {off.size} values differ."


def _differences(got: np.ndarray, want: np.ndarray, off: np.ndarray) -> str:
    """Name the first entries that differ."""
    places = [tuple(int(i) for i in place) for place in np.argwhere(off)]
    told = [
        f"at {list(place)} expected {show(float(want[place]), 4)}, "
        f"yours {show(float(got[place]), 4)}"
        for place in places[:TOLD]
    ]
    more = f"; and {len(places) - TOLD} more" if len(places) > TOLD else ""
    return f"{_count(off)[:-1]}: {'; '.join(told)}{more}."
