"""Two arms of an experiment, case by case: where a remedy wins and where it loses."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from coursebook.figures.style import GREY, INK, SERIES, Picture, show, subplots


def pairs(
    scores: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    xlabel: str,
    names: tuple[str, str] = ("without", "with"),
    fmt: str = ".1f",
) -> Picture:
    """Draw for each case the scores of two arms as points, and an arrow from median to median.

    Parameters
    ----------
    scores : mapping of str to (first, second)
        Case to the scores of both arms, each of shape (n_runs,); drawn from top to bottom.
    xlabel : str
        What is measured, with its unit.
    names : (str, str)
        Names of the two arms.
    fmt : str
        How medians are written.

    Returns
    -------
    Picture
    """
    fig, ax = subplots(height=1.1 + 0.58 * len(scores))
    sentences = []
    for place, (case, arms) in enumerate(scores.items()):
        middle = [float(np.median(arm)) for arm in arms]
        color = SERIES[2] if middle[1] > middle[0] else SERIES[1]
        for lift, arm, shade in zip((-0.14, 0.14), arms, (GREY, color), strict=True):
            marker = "o" if shade == GREY else "D"
            ax.plot(arm, np.full(len(arm), place + lift), marker, color=shade, alpha=0.55,
                    markersize=4.5, markeredgewidth=0)  # fmt: skip
        ax.annotate(
            "", (middle[1], place), (middle[0], place),
            arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.5, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
        text = f"{middle[0]:{fmt}} → {middle[1]:{fmt}}"
        ax.text(1.02, place, text, transform=ax.get_yaxis_transform(), va="center", fontsize=10)
        sentences.append(f"{case}: {middle[0]:{fmt}} {names[0]}, {middle[1]:{fmt}} {names[1]}.")
    ax.set_yticks(range(len(scores)), list(scores))
    ax.set(xlabel=f"{xlabel}; ● {names[0]}, ◆ {names[1]}", ylim=(len(scores) - 0.4, -0.6))
    ax.tick_params(axis="y", length=0, labelsize=10)
    ax.grid(visible=False, axis="y")
    n_runs = len(next(iter(scores.values()))[0])
    words = f"Points of {xlabel}, {n_runs} runs of each arm, with medians. {' '.join(sentences)}"
    return show(fig, words)
