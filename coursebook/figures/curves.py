"""Curves over any quantity, with their names written at them, and pairs of scores as points."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from coursebook.figures.style import GREY, INK, SERIES, Picture, show, subplots

_MARKERS = ("o", "s", "^", "D", "v", "P")


def curves(
    series: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    xlabel: str,
    ylabel: str,
    xscale: str = "linear",
    yscale: str = "linear",
    ylim: tuple[float, float] | None = None,
    reference: tuple[str, float] | None = None,
    height: float = 3.6,
    markers: bool | None = None,
    fmt: str = ".3g",
) -> Picture:
    """Draw values over a quantity; several runs of a curve as points around their median line.

    Parameters
    ----------
    series : mapping of str to (x, y)
        Name to x, shape (n,), and y, shape (n,) or (n_runs, n); at most six.
    xlabel, ylabel : str
        Axis labels, with units.
    xscale, yscale : str
        ``"linear"``, ``"log"``, or ``"symlog"`` for values that include zero.
    ylim : (float, float), optional
        Lowest and highest value shown; what lies beyond is cut off, and said in the text.
    reference : (str, float), optional
        Name and height of a dashed line to compare with.
    height : float
        Height of the figure in inches.
    markers : bool, optional
        Whether the lines have markers; by default up to 25 values have.
    fmt : str
        How values are written in the text alternative.

    Returns
    -------
    Picture
        Its text alternative says for each curve its ends, its lowest and its highest value.

    Raises
    ------
    ValueError
        If there are no curves or more than six, or the shapes of x and y differ.
    """
    if not 1 <= len(series) <= len(SERIES):
        raise ValueError(f"series: expected 1 to {len(SERIES)} curves, got {len(series)}")
    fig, ax = subplots(height=height)
    ends, sentences = {}, []
    for k, (name, (x, y)) in enumerate(series.items()):
        x, runs = np.asarray(x, float), np.atleast_2d(np.asarray(y, float))
        if x.ndim != 1 or runs.ndim != 2 or runs.shape[1] != x.size:
            raise ValueError(
                f"series[{name!r}]: expected x (n,) and y (n,) or (n_runs, n), "
                f"got {x.shape} and {np.shape(y)}"
            )
        line, color = np.median(runs, axis=0), SERIES[k]
        marker = _MARKERS[k] if (x.size <= 25 if markers is None else markers) else ""
        if len(runs) > 1:
            ax.plot(x, runs.T, linestyle="none", marker=".", markersize=5, color=color, alpha=0.35)
        ax.plot(x, line, color=color, marker=marker, markersize=5)
        ends[name] = (line[-1], color)
        sentences.append(_in_words(name, x, line, len(runs), fmt))
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=ylim)
    ax.set_xscale(xscale, **({"linthresh": _least(series)} if xscale == "symlog" else {}))
    ax.set_yscale(yscale)
    if reference:
        ax.axhline(reference[1], color=GREY, linestyle=(0, (2, 2)), linewidth=1.4)
        ends[reference[0]] = (reference[1], GREY)
        sentences.append(f"A dashed line marks {reference[0]} at {reference[1]:{fmt}}.")
    _name_ends(ax, ends)
    cut = f" Values beyond {ylim[0]:g} and {ylim[1]:g} are cut off." if ylim else ""
    return show(fig, f"Curves of {ylabel} over {xlabel}. {' '.join(sentences)}{cut}")


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


def _in_words(name: str, x: np.ndarray, line: np.ndarray, n_runs: int, fmt: str) -> str:
    low, high = int(np.nanargmin(line)), int(np.nanargmax(line))
    of = f" (median of {n_runs})" if n_runs > 1 else ""
    return (
        f"{name}{of}: {line[0]:{fmt}} at {x[0]:{fmt}}, {line[-1]:{fmt}} at {x[-1]:{fmt}}; "
        f"lowest {line[low]:{fmt}} at {x[low]:{fmt}}, highest {line[high]:{fmt}} "
        f"at {x[high]:{fmt}}."
    )


def _least(series: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> float:
    """The smallest x above zero, where a scale that includes zero turns logarithmic."""
    return float(min(x[x > 0].min() for x in (np.asarray(x, float) for x, _ in series.values())))


def _name_ends(ax, ends: Mapping[str, tuple[float, str]]) -> None:
    """Write each curve's name at its right end, moved apart where two would overlap."""
    to_share = ax.transData + ax.transAxes.inverted()
    left = ax.get_xlim()[0]
    place = -np.inf
    heights = {name: to_share.transform((left, value))[1] for name, (value, _) in ends.items()}
    for name in sorted(heights, key=heights.get):
        place = max(np.clip(heights[name], 0, 1), place + 0.075)
        ax.annotate(
            name,
            (1, place),
            xycoords="axes fraction",
            xytext=(6, 0),
            textcoords="offset points",
            color=ends[name][1],
            va="center",
            fontsize=11,
        )
