"""Figures of activation functions: the cheat sheet, and what activations do to deep networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from coursebook.figures.style import BLUE, GREEN, GREY, INK, ORANGE, Picture, show, subplots
from scratchnet.activations import ACTIVATIONS

SHEET = ("identity", "step", "sigmoid", "tanh", "relu", "leaky_relu", "softplus", "softmax")
TITLES = {
    "step": "Step",
    "identity": "Identity",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "softplus": "Softplus",
    "softmax": "Softmax, first of (z, 0, 0)",
}
_LOOKS = ((BLUE, "-", "o"), (ORANGE, "--", "s"), (GREEN, "-.", "^"))


def curve(name: str, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values and slopes of an activation, as the cheat sheet draws them.

    Softmax has no curve of its own, as it compares several scores. It is drawn as the first output
    for the scores (z, 0, 0), and its slope as the change of that output with z.

    Parameters
    ----------
    name : str
        A name in `scratchnet.activations.ACTIVATIONS`.
    z : array (n,)
        Pre-activations.

    Returns
    -------
    a, slope : array (n,)

    Raises
    ------
    ValueError
        If `name` is no activation.
    """
    if name not in ACTIVATIONS:
        raise ValueError(f"name: expected one of {', '.join(ACTIVATIONS)}, got {name!r}")
    activation = ACTIVATIONS[name]
    if name == "softmax":
        scores = np.column_stack([z, np.zeros_like(z), np.zeros_like(z)])
        return activation(scores)[:, 0], activation.derivative(scores)[:, 0, 0]
    return activation(z), activation.derivative(z)


def activation_sheet(names: Sequence[str] = SHEET, reach: float = 5.0) -> Picture:
    """Draw activations and their slopes, one panel each, with the same axes.

    Parameters
    ----------
    names : sequence of str
        Names in `scratchnet.activations.ACTIVATIONS`, in the order of the panels.
    reach : float
        The curves run from z = -reach to z = reach.

    Returns
    -------
    Picture
        Its text alternative gives each activation's values at both ends and its steepest slope.

    Raises
    ------
    ValueError
        If there is no name, a name is no activation, or `reach` is not above 0.
    """
    if not names:
        raise ValueError("names: expected at least one activation, got none")
    if not reach > 0:
        raise ValueError(f"reach: expected a number above 0, got {reach}")
    half = np.linspace(1e-12 * reach, reach, 200)
    z = np.concatenate([-half[::-1], half])
    curves = {name: curve(name, z) for name in names}
    rows = -(-len(names) // 2)
    fig, axes = subplots(rows, 2, height=0.5 + 1.9 * rows, sharex=True, sharey=True, squeeze=False)
    for ax, (name, (a, slope)) in zip(axes.flat, curves.items(), strict=False):
        _panel(ax, name, z, a, slope)
    for ax in axes.flat[len(curves) :]:
        ax.set_axis_off()
    handles, labels = axes.flat[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside upper center", ncols=2)
    for ax in axes[:, 0]:
        ax.set_ylabel("a, slope")
    for column in range(min(2, len(curves))):
        lowest = axes[(len(curves) - 1 - column) // 2, column]
        lowest.set_xlabel("pre-activation z")
        lowest.tick_params(labelbottom=True)
    found = "; ".join(
        f"{TITLES[name]} goes from {a[0]:.2g} to {a[-1]:.2g}, steepest slope {slope.max():.2g}"
        for name, (a, slope) in curves.items()
    )
    return show(
        fig,
        alt=f"{len(curves)} line charts of activation functions, solid, and their slopes, dashed, "
        f"against the pre-activation z from {-reach:g} to {reach:g}. {found}.",
    )


def broken_at_zero(z: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Break a curve that jumps at z = 0: a vertical line would show values that it never takes.

    Parameters
    ----------
    z : array (n,)
        Ascending, with its two middle values just below and just above 0.
    values : array (n,)

    Returns
    -------
    z, values : array (n,), or (n + 1,) with NaN in the middle if the curve jumps
    """
    above = int(np.searchsorted(z, 0))
    if abs(values[above] - values[above - 1]) < 1e-6:
        return z, values
    return np.insert(z, above, np.nan), np.insert(values, above, np.nan)


def _panel(ax: Axes, name: str, z: np.ndarray, a: np.ndarray, slope: np.ndarray) -> None:
    """Draw one activation and its slope."""
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.plot(*broken_at_zero(z, a), color=BLUE, linestyle="-", label="a = g(z)")
    ax.plot(*broken_at_zero(z, slope), color=ORANGE, linestyle="--", label="slope g′(z)")
    ax.set(ylim=(-1.3, 2.3), yticks=[-1, 0, 1, 2], xticks=[z[0], 0, z[-1]])
    ax.set_title(TITLES[name], loc="left")


def signal_by_layer(signals: Mapping[str, np.ndarray], *, ylabel: str) -> Picture:
    """Draw on a logarithmic axis how a signal depends on the layer, as median and range over seeds.

    Parameters
    ----------
    signals : mapping of str to array (n_seeds, n_layers)
        Label of a curve to its values, all above 0. At most three curves, with equal n_layers.
    ylabel : str
        What the values are, with their unit.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there are no curves or more than three, or a value is not above 0.
    """
    if not 1 <= len(signals) <= len(_LOOKS):
        raise ValueError(f"signals: expected 1 to {len(_LOOKS)} curves, got {len(signals)}")
    for label, values in signals.items():
        if not np.all(np.asarray(values) > 0):
            raise ValueError(f"signals: expected values above 0, got others in {label!r}")
    fig, ax = subplots(height=3.8)
    found = []
    for (label, values), (color, dashes, marker) in zip(signals.items(), _LOOKS, strict=False):
        layer = np.arange(1, np.shape(values)[1] + 1)
        low, median, high = (f(values, axis=0) for f in (np.min, np.median, np.max))
        ax.fill_between(layer, low, high, color=color, alpha=0.2)
        ax.plot(layer, median, color=color, linestyle=dashes, marker=marker, label=label)
        last = f"{median[-1]:.2g} at layer {layer[-1]}"
        found.append(f"{label} {median[0]:.2g} at layer 1 and {last}")
    ax.set(xlabel="layer (1 is next to the inputs)", ylabel=ylabel, yscale="log", xticks=layer)
    ax.legend(loc="lower right")
    return show(
        fig,
        alt=f"Line chart with a logarithmic axis: {ylabel}, against the layer. Median and range "
        f"over {len(values)} seeds for each curve. Medians: {'; '.join(found)}.",
    )


def dots_by_setting(values: Mapping[str, Sequence[float]], *, xlabel: str, ylabel: str) -> Picture:
    """Draw every run as a dot, above the setting it was made with, and each setting's median.

    Parameters
    ----------
    values : mapping of str to sequence of float
        Setting to one share (0 to 1) per run.
    xlabel, ylabel : str
        What the settings and the shares are.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there is no setting, a setting has no runs, or a value is not within 0 and 1.
    """
    if not values:
        raise ValueError("values: expected at least one setting, got none")
    fig, ax = subplots(height=3.4)
    found = []
    for place, (setting, shares) in enumerate(values.items()):
        percent = 100 * np.asarray(shares, dtype=float)
        if not (percent.size and np.all((percent >= 0) & (percent <= 100))):
            raise ValueError(f"values: expected shares from 0 to 1 in {setting!r}, got {shares}")
        # Spread sideways, so that equal runs do not hide one another.
        sideways = place + 0.16 * np.linspace(-1, 1, len(percent))
        median = np.median(percent)
        names = ("one run", "median") if place == 0 else (None, None)
        ax.plot(sideways, percent, "o", color=BLUE, linestyle="none", label=names[0])
        ends = [place - 0.3, place + 0.3]
        ax.plot(ends, [median, median], color=ORANGE, linestyle="-", label=names[1])
        ax.annotate(f"{median:.0f} %", (place + 0.34, median), va="center", color=INK)
        found.append(f"{setting}: {median:.0f} % ({percent.min():.0f} to {percent.max():.0f})")
    ax.set(
        xlabel=xlabel,
        ylabel=f"{ylabel} (%)",
        xlim=(-0.5, len(values) - 0.2),
        ylim=(-4, 104),
        xticks=range(len(values)),
        xticklabels=list(values),
    )
    ax.legend(loc="upper left")
    return show(
        fig,
        alt=f"Dot plot of {ylabel} in percent for each {xlabel}, one dot per run and a line at the "
        f"median. Median and range: {'; '.join(found)}.",
    )
