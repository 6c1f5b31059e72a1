"""Figures of runs that were repeated with several seeds or splits.

Each function draws one figure and writes its text alternative from the very numbers that it drew.
Series differ by dashes and markers as well as by colour, and carry their names beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from coursebook.figures.labels import label_ends
from coursebook.figures.style import (
    DASHES,
    GREY,
    INK,
    MARKERS,
    PAPER,
    SERIES,
    Picture,
    show,
    subplots,
)

MOST_ARMS = 12


def points(
    arms: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    baseline: tuple[str, float] | None = None,
    paired: bool = False,
    title: str = "",
    fmt: str = ".1f",
) -> Picture:
    """Draw what each arm of an experiment scored, a point for each seed or split.

    Parameters
    ----------
    arms : mapping of str to array_like, shape (n_runs,)
        Name of the arm to its scores, drawn from top to bottom.
    xlabel : str
        The score on the horizontal axis, with its unit.
    baseline : tuple of str and float, optional
        Name and score of something that needs no learning, drawn as a vertical line.
    paired : bool
        Whether run k of every arm had the same seed or split; a thin line then joins them.
    title : str
        Heading of the figure.
    fmt : str
        Format of the numbers in the figure and in its text alternative.

    Returns
    -------
    Picture
        A row of points per arm, with a tall mark at the median, whose value stands above it.

    Raises
    ------
    ValueError
        If there are no arms or more than twelve, scores are empty or not finite, or paired arms
        have different numbers of runs.
    """
    runs = {name: _runs(name, values, what="scores") for name, values in arms.items()}
    if not 1 <= len(runs) <= MOST_ARMS:
        raise ValueError(f"scores: expected 1 to {MOST_ARMS} arms, got {len(runs)}")
    n_runs = {values.size for values in runs.values()}
    if paired and len(n_runs) > 1:
        raise ValueError(f"scores: expected as many runs in each paired arm, got {sorted(n_runs)}")

    fig, ax = subplots(height=1.3 + 0.62 * len(runs))
    if paired:
        for run in np.column_stack([values[0] for values in runs.values()]):
            ax.plot(run, range(len(runs)), color=GREY, linestyle="-", linewidth=0.6, alpha=0.6)
    sentences = []
    for place, (name, values) in enumerate(runs.items()):
        scores = np.sort(values[0])
        # Neighbors in the sorted order lie at different heights, so that equal scores stay visible.
        height = place + (0 if paired else 0.09) * (np.arange(scores.size) % 3 - 1)
        look = {"color": SERIES[place % 6], "marker": MARKERS[place % 6], "linestyle": "none"}
        ax.plot(scores, height, alpha=0.75, markersize=5, markeredgewidth=0, **look)
        median = float(np.median(scores))
        ax.plot([median] * 2, [place - 0.27, place + 0.27], color=INK, linestyle="-", linewidth=2.5)
        text = {"ha": "center", "va": "bottom", "color": INK, "fontsize": 11}
        ax.text(median, place - 0.3, f"{median:{fmt}}", **text)
        sentences.append(
            f"{name}: median {median:{fmt}}, from {scores[0]:{fmt}} to {scores[-1]:{fmt}}."
        )
    ax.set(xlabel=xlabel, title=title, ylim=(len(runs) - 0.3, -0.75))
    ax.set_yticks(range(len(runs)), list(runs))
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    alt = (
        f"Dot plot of {xlabel}, {'/'.join(map(str, sorted(n_runs)))} points for each arm"
        f"{', joined where they share a seed or split' if paired else ''}. {' '.join(sentences)}"
    )
    if baseline:
        label, value = baseline
        ax.axvline(value, color=GREY, linestyle=(0, (2, 2)), linewidth=1.6, zorder=0)
        look = {"color": GREY, "fontsize": 11, "va": "bottom"}
        ax.text(value, len(runs) - 0.35, f" {label}: {value:{fmt}}", **look)
        alt += f" A dashed vertical line marks {label} at {value:{fmt}}."
    return show(fig, alt)


def sweep(
    settings: Sequence[float],
    arms: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    xscale: str = "linear",
    yscale: str = "linear",
    baseline: tuple[str, float] | None = None,
    title: str = "",
    fmt: str = ".3g",
) -> Picture:
    """Draw how a score depends on one setting, a point for each run and a line through the medians.

    Parameters
    ----------
    settings : sequence of float, length n_settings
        In ascending order: learning rates, numbers of layers, rows, …
    arms : mapping of str to array_like, shape (n_settings, n_runs)
        Name of the arm to its scores. The names stand at the right ends of the lines.
    xlabel, ylabel : str
        The setting and the score, with their units.
    xscale, yscale : str
        ``"linear"`` or ``"log"``.
    baseline : tuple of str and float, optional
        Name and score of something that needs no learning, drawn as a horizontal line.
    title : str
        Heading of the figure.
    fmt : str
        Format of the numbers in the text alternative.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there are no arms or more than six, a shape does not fit, settings do not ascend, or a
        score is not finite, or not above zero on a logarithmic axis.
    """
    settings = np.asarray(settings, dtype=float)
    if settings.ndim != 1 or settings.size < 2 or not (np.diff(settings) > 0).all():
        raise ValueError(f"settings: expected two or more that ascend, got {settings.tolist()}")
    if not 1 <= len(arms) <= len(SERIES):
        raise ValueError(f"arms: expected 1 to {len(SERIES)}, got {len(arms)}")
    runs = {name: _runs(name, values, what="arms") for name, values in arms.items()}
    for name, values in runs.items():
        if len(values) != settings.size:
            raise ValueError(
                f"arms[{name!r}]: expected shape ({settings.size}, n_runs), got {values.shape}"
            )
        if yscale == "log" and not (values > 0).all():
            raise ValueError(f"arms[{name!r}]: expected scores above 0 on a logarithmic axis")

    fig, ax = subplots(height=3.8)
    ends, sentences = {}, []
    for k, (name, values) in enumerate(runs.items()):
        color, marker = SERIES[k], MARKERS[k]
        middle = np.median(values, axis=1)
        ax.plot(settings, middle, color=color, linestyle=DASHES[k])
        single = {"color": color, "marker": marker, "linestyle": "none"}
        ax.plot(settings, values, markersize=4, alpha=0.6, markeredgewidth=0, **single)
        ends[name] = (float(middle[-1]), color)
        at = ", ".join(f"{m:{fmt}} at {s:g}" for s, m in zip(settings, middle, strict=True))
        sentences.append(f"{name}: {at}.")
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title, xscale=xscale, yscale=yscale)
    if settings.size <= 8:
        ax.set_xticks(settings, [f"{s:g}" for s in settings])
        ax.minorticks_off()
    logarithmic = [axis for axis, scale in (("x", xscale), ("y", yscale)) if scale == "log"]
    n_runs = "/".join(str(n) for n in sorted({values.shape[1] for values in runs.values()}))
    alt = f"Line chart of {ylabel} against {xlabel}, {n_runs} runs at each setting. "
    if logarithmic:
        alt += f"Logarithmic: {' and '.join(logarithmic)}. "
    alt += f"Medians: {' '.join(sentences)}"
    if baseline:
        label, value = baseline
        ax.axhline(value, color=GREY, linestyle=(0, (2, 2)), linewidth=1.6, zorder=0)
        ends[label] = (value, GREY)
        alt += f" A dashed horizontal line marks {label} at {value:{fmt}}."
    label_ends(ax, ends)
    return show(fig, alt)


def learning_curves(
    curves: Mapping[str, ArrayLike] | object,
    *,
    ylabel: str = "cost",
    title: str = "",
    fmt: str = ".3f",
) -> Picture:
    """Draw how one or more quantities change from epoch to epoch.

    Parameters
    ----------
    curves : mapping of str to array_like, shape (n_epochs,) or (n_runs, n_epochs)
        Name to values; or what `fit` returns, of scratchnet or of Keras: then its training loss is
        drawn and, where there is one, its validation loss. Several runs are drawn
        as the line of their medians inside a band from the lowest to the highest run. A ring marks
        the lowest point of a line that ends above it by a tenth of its range or more.
    ylabel : str
        The quantity on the vertical axis, with its unit if it has one.
    title : str
        Heading of the figure.
    fmt : str
        Format of the numbers in the text alternative.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there are no curves or more than six, a curve is not one- or two-dimensional or holds
        values that are not finite, or the numbers of epochs differ.
    """
    runs = {name: _runs(name, values) for name, values in _losses(curves).items()}
    if not 1 <= len(runs) <= len(SERIES):
        raise ValueError(f"curves: expected 1 to {len(SERIES)}, got {len(runs)}")
    lengths = {name: values.shape[1] for name, values in runs.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"curves: expected the same number of epochs in each, got {lengths}")
    n_epochs = next(iter(lengths.values()))
    epochs = np.arange(1, n_epochs + 1)

    fig, ax = subplots()
    sentences = [f"Line chart of {ylabel} against the epoch, from 1 to {n_epochs}."]
    ends = {}
    for (name, values), color, dashes in zip(runs.items(), SERIES, DASHES, strict=False):
        line = np.median(values, axis=0)
        ax.plot(epochs, line, color=color, linestyle=dashes)
        if len(values) > 1:
            low, high = values.min(axis=0), values.max(axis=0)
            ax.fill_between(epochs, low, high, color=color, alpha=0.15, linewidth=0)
        if _rises(line):
            lowest = line.argmin()
            ax.plot(epochs[lowest], line[lowest], "o", color=color, markerfacecolor=PAPER)
        ends[name] = (float(line[-1]), color)
        sentences.append(_course(name, values, line, fmt))
    ax.set(xlabel="epoch", ylabel=ylabel, title=title, xlim=(1, max(n_epochs, 2)))
    ax.xaxis.get_major_locator().set_params(integer=True)
    label_ends(ax, ends)
    return show(fig, " ".join(sentences))


def _runs(name: str, values: ArrayLike, what: str = "curves") -> np.ndarray:
    """Check one named series and give it the shape (n_runs, n_values)."""
    values = np.asarray(values, dtype=float)
    shapes = {
        "curves": ("(n_epochs,) or (n_runs, n_epochs)", 1, 2),
        "scores": ("(n_runs,)", 1, 1),
        "arms": ("(n_settings, n_runs)", 2, 2),
    }
    expected, least, most = shapes[what]
    if not least <= values.ndim <= most or values.size == 0:
        raise ValueError(
            f"{what}[{name!r}]: expected shape {expected}, none of them 0, got {values.shape}"
        )
    if not np.isfinite(values).all():
        bad = int((~np.isfinite(values)).sum())
        raise ValueError(f"{what}[{name!r}]: expected finite values, got {bad} that are not")
    return np.atleast_2d(values)


def _rises(line: np.ndarray) -> bool:
    """Whether a line falls to a lowest point and then rises by more than its ups and downs."""
    return bool(line.argmin() > 0 and line[-1] - line.min() >= 0.1 * np.ptp(line) > 0)


def _course(name: str, values: np.ndarray, line: np.ndarray, fmt: str) -> str:
    """Say in words how a curve runs."""
    start, end = line[0], line[-1]
    text = f"{name}{' (median)' if len(values) > 1 else ''} goes from {start:{fmt}} to {end:{fmt}}"
    if _rises(line):
        text += f", lowest at epoch {line.argmin() + 1} with {line.min():{fmt}}"
    if len(values) > 1:
        low, high = values[:, -1].min(), values[:, -1].max()
        text += f"; at the end its {len(values)} runs lie between {low:{fmt}} and {high:{fmt}}"
    return text + "."


def _losses(curves: Mapping[str, ArrayLike] | object) -> Mapping[str, ArrayLike]:
    """Return named curves; of a history, those of its losses."""
    if isinstance(curves, Mapping):
        return curves
    history = getattr(curves, "history", None) or vars(curves)
    names = {
        "loss": "training",
        "val_loss": "validation",
        "validation_loss": "validation",
    }
    found = {word: history[name] for name, word in names.items() if len(history.get(name, ()))}
    if not found:
        raise ValueError(f"curves: expected a mapping or a history with a loss, got {curves!r}")
    return found
