"""One look for every figure, and a figure that a page can show, recolour and read aloud.

Matplotlib draws with the colours below. `show` turns the drawing into inline SVG in which each of
them is a CSS custom property, so that one drawing follows the page from light to dark, and puts the
text alternative on it. Draw with these names only, and a figure is legible in both modes, to
colour-blind readers and, with the markers and dashes, in greyscale.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from base64 import b64encode
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from html import escape

import matplotlib as mpl
from cycler import cycler
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

INK = "#1f2328"  # text, axes
FAINT = "#d0d7de"  # grid, background lines
PAPER = "#fefefe"  # what lies behind the figure, for halos and filled nodes
BLUE = "#0a5fb4"
ORANGE = "#b84a00"
GREEN = "#0b7a4b"
PURPLE = "#8a3d9e"
BROWN = "#7a5c00"
GREY = "#5f6873"
SERIES = (BLUE, ORANGE, GREEN, PURPLE, BROWN, GREY)
# Colour is never alone: each series has dashes and a marker of its own as well.
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1)), (0, (1, 3)))
MARKERS = ("o", "s", "D", "^", "v", "P")

_CSS_NAMES = {
    INK: "--sn-ink",
    FAINT: "--sn-faint",
    PAPER: "--sn-paper",
    BLUE: "--sn-blue",
    ORANGE: "--sn-orange",
    GREEN: "--sn-green",
    PURPLE: "--sn-purple",
    BROWN: "--sn-brown",
    GREY: "--sn-grey",
}
# Where the book's style sheet is absent (JupyterLab), text and paper follow the notebook's theme.
_FALLBACKS = {
    INK: "var(--jp-content-font-color1, #1f2328)",
    FAINT: "var(--jp-border-color2, #d0d7de)",
    PAPER: "var(--jp-layout-color0, #fefefe)",
}

_STYLE = {
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "hatch.color": FAINT,
    "patch.edgecolor": INK,
    "axes.prop_cycle": cycler(color=SERIES) + cycler(linestyle=DASHES),
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "lines.linewidth": 2,
    "text.color": INK,
    "font.size": 12,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "legend.frameon": False,
    "legend.fontsize": 11,
    "svg.fonttype": "none",
    "svg.hashsalt": "scratchnet",
    "axes.unicode_minus": True,
}
# From `subplots` until `show`: the context that gives the reader's own settings back.
_drawing: list[AbstractContextManager] = []


@dataclass(frozen=True)
class Picture:
    """A drawn figure: inline SVG and the words that stand for it.

    Attributes
    ----------
    svg : str
        The drawing, an ``<svg>`` element that fills the width it is given.
    alt : str
        The text alternative: what the figure shows, in at least ten words.
    png : bytes
        The drawing in pixels, for the picture that stands for a page; empty unless the environment
        variable COURSEBOOK_CARDS is set.
    """

    svg: str
    alt: str
    png: bytes = b""

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        bundle = {
            "text/html": f'<figure class="sn-figure" style="margin: 1em 0">{self.svg}</figure>',
            "text/plain": f"Figure: {self.alt}",
        }
        if self.png:
            bundle["image/png"] = b64encode(self.png).decode()
        return bundle


def subplots(
    nrows: int = 1, ncols: int = 1, *, width: float = 5.8, height: float = 3.6, **options
) -> tuple[Figure, object]:
    """Make a figure in the book's style, which is Matplotlib's own until `show`.

    Parameters
    ----------
    nrows, ncols : int
        Rows and columns of axes.
    width, height : float
        Size in inches. At 5.8 inches the text stays legible on a phone; make figures higher, not
        wider.
    **options
        Passed to `matplotlib.figure.Figure.subplots` (``sharex``, ``squeeze``, ``subplot_kw``, …).

    Returns
    -------
    fig : matplotlib.figure.Figure
    axes : matplotlib.axes.Axes or array of Axes
    """
    # Not for this call only: lines and texts take their look when they are added.
    if not _drawing:
        _drawing.append(mpl.rc_context(_STYLE))
        _drawing[0].__enter__()
    fig = Figure(figsize=(width, height))
    FigureCanvasSVG(fig)
    return fig, fig.subplots(nrows, ncols, **options)


def show(fig: Figure, alt: str) -> Picture:
    """Turn a figure into a `Picture`; as the last value of a cell it is displayed.

    Matplotlib has the reader's own settings again afterwards.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        Drawn with the colours of this module.
    alt : str
        What the figure shows, in at least ten words: the kind of figure, the axes, and the finding.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `alt` has fewer than ten words.
    """
    alt = " ".join(alt.split())
    if len(alt.split()) < 10:
        raise ValueError(f"alt: expected at least 10 words that say what is shown, got {alt!r}")
    buffer, pixels = io.StringIO(), io.BytesIO()
    with mpl.rc_context(_STYLE):
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        fig.savefig(buffer, format="svg", metadata=nothing)
        if os.environ.get("COURSEBOOK_CARDS"):
            fig.savefig(pixels, format="png", dpi=150, metadata={"Software": None})
    while _drawing:
        _drawing.pop().__exit__(None, None, None)
    return Picture(inline_svg(buffer.getvalue(), alt), alt, pixels.getvalue())


def inline_svg(svg: str, alt: str, colors: Iterable[str] = tuple(_CSS_NAMES)) -> str:
    """Make a stand-alone SVG document fit to stand inside a page.

    Colours of this module become custom properties, ids become unique to the drawing and its text
    (two figures of one page must not share any), the size becomes a maximum, and the element gets
    its role and name.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = svg.replace("#000000", INK)  # Matplotlib's own black would vanish in dark mode
    for color in colors:
        fallback = _FALLBACKS.get(color, color)
        svg = svg.replace(color, f"var({_CSS_NAMES[color]}, {fallback})")
    prefix = "f" + hashlib.sha256((svg + alt).encode()).hexdigest()[:8] + "-"
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}\1)", svg)
    svg = re.sub(r'xlink:href="#([^"]+)"', rf'xlink:href="#{prefix}\1"', svg)
    head, body = svg.split(">", 1)
    width = float(re.search(r'width="([\d.]+)pt"', head)[1]) * 4 / 3  # points to CSS pixels
    view_box = re.search(r'viewBox="[^"]+"', head)[0]
    head = (
        f'<svg {view_box} role="img" aria-label="{escape(alt)}" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'style="width: 100%; max-width: {width:.0f}px; height: auto"'
    )
    return f"{head}>{body}".strip()
