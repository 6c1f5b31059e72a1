"""Drawings of a nerve cell and of the artificial neuron that was modelled on it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch

from coursebook.figures.style import BLUE, GREEN, INK, ORANGE, PAPER, Picture, show, subplots


def biological_neuron() -> Picture:
    """Draw a nerve cell with the parts that the artificial neuron took over.

    Returns
    -------
    Picture
    """
    fig, ax = _canvas(height=2.9, right=10.4, top=4.4)
    for angle in np.linspace(0.62 * np.pi, 1.38 * np.pi, 5):
        _dendrite(ax, angle)
    ax.add_patch(Circle((2.6, 2.2), 0.75, facecolor=PAPER, edgecolor=BLUE, linewidth=2))
    ax.add_patch(Circle((2.6, 2.2), 0.25, facecolor=BLUE, edgecolor=BLUE))
    x = np.linspace(3.35, 7.6, 60)
    ax.plot(x, 2.2 + 0.12 * np.sin(2 * (x - 3.35)), color=BLUE, linestyle="-", linewidth=4)
    for end in (1.2, 1.9, 2.6, 3.3):
        ax.plot([7.6, 8.7], [2.25, end], color=BLUE, linestyle="-", linewidth=2)
        ax.add_patch(Circle((8.8, end), 0.14, facecolor=ORANGE, edgecolor=ORANGE))
    ax.plot([9.15, 9.15], [0.9, 3.6], color=GREEN, linestyle="-", linewidth=3)
    ax.text(9.15, 0.5, "next cell", ha="center", va="center", color=GREEN)
    labels = {
        "dendrites": ((0.75, 3.1), (0.6, 4.1)),
        "cell body": ((3.0, 2.83), (3.9, 4.1)),
        "nucleus": ((2.6, 2.0), (2.9, 0.4)),
        "axon": ((5.9, 2.15), (5.9, 3.1)),
        "terminals": ((8.6, 1.3), (7.2, 0.4)),
        "synapse": ((9.04, 3.3), (8.4, 4.1)),
    }
    for text, (point, place) in labels.items():
        ax.annotate(
            text,
            point,
            place,
            ha="center",
            va="center",
            arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.8, "shrinkB": 0},
        )
    return show(
        fig,
        "Drawing of a nerve cell. Branching dendrites on the left lead into a round cell body with "
        "its nucleus. A long axon leaves it to the right and splits into four terminals. Across a "
        "narrow gap, the synapse, they face the next cell.",
    )


def artificial_neuron() -> Picture:
    """Draw the artificial neuron: weighted inputs, sum with bias, activation, output.

    Returns
    -------
    Picture
    """
    fig, ax = _canvas(height=2.9, right=10.4, top=4.4)
    for k, height in enumerate((3.6, 2.2, 0.8), start=1):
        ax.add_patch(Circle((1.0, height), 0.42, facecolor=PAPER, edgecolor=INK, linewidth=1.5))
        ax.text(1.0, height, f"x{_sub(k)}", ha="center", va="center")
        _arrow(ax, (1.42, height), (4.0, 2.2 + 0.35 * (height - 2.2)), BLUE)
        # above its arrow, the lowest one below
        place = 2.2 + 0.7 * (height - 2.2) + (0.3 if k < 3 else -0.32)
        ax.text(2.35, place, f"w{_sub(k)}", ha="center", va="center", color=BLUE)
    ax.add_patch(Circle((4.75, 2.2), 0.78, facecolor=PAPER, edgecolor=INK, linewidth=1.5))
    ax.text(4.75, 2.2, "sum", ha="center", va="center")
    ax.text(4.75, 4.1, "bias b", ha="center", va="center", color=BLUE)
    _arrow(ax, (4.75, 3.85), (4.75, 3.0), BLUE)
    _arrow(ax, (5.53, 2.2), (6.9, 2.2), INK)
    ax.text(6.2, 2.5, "z", ha="center", va="center")
    ax.add_patch(Circle((7.65, 2.2), 0.75, facecolor=PAPER, edgecolor=ORANGE, linewidth=2))
    ax.text(7.65, 2.2, "g", ha="center", va="center")
    ax.text(7.65, 0.9, "activation", ha="center", va="center", color=ORANGE)
    _arrow(ax, (8.4, 2.2), (9.9, 2.2), INK)
    ax.text(9.2, 2.5, "a = g(z)", ha="center", va="center")
    return show(
        fig,
        "Diagram of an artificial neuron. Three inputs x1, x2 and x3 are multiplied by weights w1, "
        "w2 and w3, and flow into a sum together with a bias b. The sum z passes through an "
        "activation g, and the output is a = g(z).",
    )


def _canvas(height: float, right: float, top: float):
    fig, ax = subplots(height=height)
    ax.set(xlim=(0, right), ylim=(0, top), aspect="equal")
    ax.set_axis_off()
    return fig, ax


def _dendrite(ax: Axes, angle: float) -> None:
    """Draw a branch from the cell body that forks once."""
    body = np.array([2.6, 2.2])
    direction = np.array([np.cos(angle), np.sin(angle)])
    fork = body + 1.5 * direction
    ax.plot(*np.array([body + 0.7 * direction, fork]).T, color=BLUE, linestyle="-", linewidth=3)
    for turn in (-0.45, 0.45):
        tip = fork + 0.75 * np.array([np.cos(angle + turn), np.sin(angle + turn)])
        ax.plot(*np.array([fork, tip]).T, color=BLUE, linestyle="-", linewidth=1.8)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], color: str) -> None:
    ax.add_patch(
        FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=12, color=color, linewidth=1.5)
    )


def _sub(k: int) -> str:
    return "₀₁₂₃₄₅₆₇₈₉"[k]
