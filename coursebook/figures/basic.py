"""Plain figures: curves, images, bars, histograms, ranges; each is one call, with its alt text.

`finding` is what the picture is there to show, in a sentence of yours; it is added to the text
alternative, whose numbers come from what was drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from coursebook.figures.labels import label_ends
from coursebook.figures.style import (
    BLUE,
    DASHES,
    GREY,
    INK,
    ORANGE,
    SERIES,
    Picture,
    show,
    subplots,
)


def curves(
    x: ArrayLike | Mapping[str, ArrayLike],
    lines: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    finding: str = "",
    marks: Mapping[str, tuple[float, float]] | None = None,
    marks_below: bool = False,
    xscale: str = "linear",
    yscale: str = "linear",
    title: str = "",
    height: float = 3.6,
    fmt: str = ".3g",
) -> Picture:
    """Draw one or more curves in one pair of axes, each with its name at its right end.

    Parameters
    ----------
    x : array_like, shape (n,), or mapping of str to array_like
        Places on the horizontal axis: for all lines, or for each by its name.
    lines : mapping of str to array_like, shape (n,)
        Name to values, at most six.
    xlabel, ylabel : str
        Axis labels, with units.
    finding : str
        What the picture shows, in a sentence.
    marks : mapping of str to tuple of float, optional
        A few words to the point (x, y) where they stand, marked by a dot.
    marks_below : bool
        Whether these words stand below their point, for lines that rise.
    xscale, yscale : str
        ``"linear"`` or ``"log"``.
    title : str
        Heading of the figure.
    height : float
        In inches.
    fmt : str
        Format of the numbers in the text alternative.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there are no lines or more than six, or a line does not fit its places.
    """
    if not 1 <= len(lines) <= len(SERIES):
        raise ValueError(f"lines: expected 1 to {len(SERIES)}, got {len(lines)}")
    fig, ax = subplots(height=height)
    ends, sentences = {}, []
    for (name, y), color, dashes in zip(lines.items(), SERIES, DASHES, strict=False):
        places = np.ravel(x[name] if isinstance(x, Mapping) else x).astype(float)
        y = np.ravel(y).astype(float)
        if y.size == 0 or y.shape != places.shape:
            raise ValueError(f"lines[{name!r}]: expected shape {places.shape}, got {y.shape}")
        ax.plot(places, y, color=color, linestyle=dashes)
        ends[name] = (y[-1], color)
        low, high = places[y.argmin()], places[y.argmax()]
        sentences.append(
            f"{name} goes from {y[0]:{fmt}} at {places[0]:{fmt}} to {y[-1]:{fmt}} at "
            f"{places[-1]:{fmt}}; lowest {y.min():{fmt}} at {low:{fmt}}, highest {y.max():{fmt}} "
            f"at {high:{fmt}}."
        )
    for words, point in (marks or {}).items():
        ax.plot(*point, "o", color=INK, linestyle="none")
        place = (6, -14) if marks_below else (6, 6)
        ax.annotate(words, point, xytext=place, textcoords="offset points", color=INK)
        sentences.append(f"Marked: {words}, at ({point[0]:{fmt}}, {point[1]:{fmt}}).")
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale=xscale, yscale=yscale, title=title)
    label_ends(ax, ends)
    alt = f"Line chart of {ylabel} against {xlabel}. {finding} {' '.join(sentences)}"
    return show(fig, alt)


def images(
    pictures: Sequence[ArrayLike],
    titles: Sequence[str] = (),
    *,
    finding: str,
    columns: int | None = None,
    signed: bool = False,
    size: float = 1.15,
    rings: Sequence[tuple[int, int] | None] = (),
    numbered: bool = False,
) -> Picture:
    """Draw arrays as images in a grid, all in one scale of greys or, if signed, of two colours.

    A thin frame shows where each image ends.

    Parameters
    ----------
    pictures : sequence of array_like, shape (height, width) each
        The larger a value the darker its pixel.
    titles : sequence of str
        One for each picture, or none.
    finding : str
        What the pictures show, in a sentence.
    columns : int, optional
        Pictures in a row; by default at most eight.
    signed : bool
        Whether zero is white, and negative and positive values have a colour each.
    size : float
        Height of a row in inches.
    rings : sequence of tuple of int or None
        For each picture row and column of the pixel to be ringed, or None; or nothing at all.
    numbered : bool
        Whether the columns of pixels have their numbers, from 0, below the picture.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If there are no pictures, one is not two-dimensional, or titles or rings do not fit.
    """
    pictures = [np.asarray(picture, dtype=float) for picture in pictures]
    if not pictures:
        raise ValueError("pictures: expected at least one, got none")
    for place, picture in enumerate(pictures):
        if picture.ndim != 2:
            raise ValueError(
                f"pictures[{place}]: expected shape (height, width), got {picture.shape}"
            )
    if titles and len(titles) != len(pictures):
        raise ValueError(f"titles: expected {len(pictures)} or none, got {len(titles)}")
    if len(rings) not in (0, len(pictures)):
        raise ValueError(f"rings: expected {len(pictures)} or none, got {len(rings)}")
    columns = columns or min(8, len(pictures))
    rows = -(-len(pictures) // columns)
    top = max(np.abs(picture).max() for picture in pictures)
    low = -top if signed else min(picture.min() for picture in pictures)
    high = top if signed else max(picture.max() for picture in pictures)
    fig, axes = subplots(rows, columns, height=size * rows, squeeze=False)
    for ax in axes.flat[len(pictures) :]:
        ax.set_axis_off()
    for place, (ax, picture) in enumerate(zip(axes.flat, pictures, strict=False)):
        ax.imshow(picture, cmap="PuOr" if signed else "Greys", vmin=low, vmax=high)
        ax.set(xticks=range(picture.shape[1]) if numbered else [], yticks=[])
        ax.tick_params(length=0, pad=2)
        ax.grid(visible=False)
        for side in ax.spines.values():
            side.set(visible=True, linewidth=0.8, color=GREY)
        if rings and rings[place]:
            row, column = rings[place]
            ax.plot(column, row, "o", markersize=13, markerfacecolor="none",
                    markeredgecolor=ORANGE, markeredgewidth=2, clip_on=False)  # fmt: skip
        if titles:
            ax.set_title(titles[place], loc="center", fontsize=11)
    named = f" Their titles: {', '.join(titles)}." if titles else ""
    return show(fig, f"{len(pictures)} images in a grid of {rows} by {columns}. {finding}{named}")


def bars(
    values: Mapping[str, float],
    *,
    xlabel: str,
    finding: str = "",
    title: str = "",
    fmt: str = ".3g",
) -> Picture:
    """Draw one horizontal bar per name, from zero, with its number at its end.

    Parameters
    ----------
    values : mapping of str to float
        From top to bottom.
    xlabel : str
        What the bars measure, with the unit.
    finding : str
        What the picture shows, in a sentence.
    title : str
        Heading of the figure.
    fmt : str
        Format of the numbers.

    Returns
    -------
    Picture
    """
    if not values:
        raise ValueError("values: expected at least one, got none")
    fig, ax = subplots(height=1.0 + 0.38 * len(values))
    names, lengths = [str(name) for name in values], [float(value) for value in values.values()]
    drawn = ax.barh(range(len(names)), lengths, height=0.62, color=BLUE)
    ax.bar_label(drawn, [f"{length:{fmt}}" for length in lengths], padding=4, color=INK)
    ax.set(xlabel=xlabel, title=title, ylim=(len(names) - 0.5, -0.5))
    ax.margins(x=0.14)
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    told = ", ".join(f"{name}: {length:{fmt}}" for name, length in zip(names, lengths, strict=True))
    return show(fig, f"Bar chart of {xlabel}, {len(names)} bars. {finding} {told}.")


def histogram(
    values: ArrayLike,
    *,
    bins: ArrayLike | int = 20,
    xlabel: str,
    ylabel: str = "count",
    finding: str = "",
    mark: tuple[str, float] | None = None,
    fmt: str = ".3g",
) -> Picture:
    """Draw how often values fall into each bin.

    Parameters
    ----------
    values : array_like, shape (n,)
    bins : array_like or int
        Edges of the bins, or their number.
    xlabel, ylabel : str
        The value with its unit, and what is counted.
    finding : str
        What the picture shows, in a sentence.
    mark : tuple of str and float, optional
        Name and value of a vertical line.
    fmt : str
        Format of the numbers in the text alternative.

    Returns
    -------
    Picture
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or values.size == 0 or not np.isfinite(values).all():
        raise ValueError(f"values: expected finite values of shape (n,), got {values.shape}")
    fig, ax = subplots(height=3.0)
    counts, edges, _ = ax.hist(values, bins=bins, color=BLUE)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    top = counts.argmax()
    alt = (
        f"Histogram of {xlabel}, {values.size} values from {values.min():{fmt}} to "
        f"{values.max():{fmt}}, median {np.median(values):{fmt}}; the fullest bin, "
        f"{edges[top]:{fmt}} to {edges[top + 1]:{fmt}}, holds {counts[top]:.0f}. {finding}"
    )
    if mark:
        name, place = mark
        ax.axvline(place, color=ORANGE, linestyle=DASHES[1])
        ax.set_ylim(0, 1.15 * counts[top])
        ax.text(place, 1.07 * counts[top], f" {name}: {place:{fmt}}", color=ORANGE, va="center")
        alt += f" A dashed line marks {name} at {place:{fmt}}."
    return show(fig, alt)


def ranges(
    spans: Mapping[str, tuple[float, float]],
    *,
    xlabel: str,
    line: tuple[str, float] | None = None,
    finding: str = "",
    fmt: str = ".2f",
) -> Picture:
    """Draw one horizontal range per name, such as confidence intervals.

    Parameters
    ----------
    spans : mapping of str to tuple of float
        Name to the lower and the upper end, from top to bottom.
    xlabel : str
        What the ends are, with the unit.
    line : tuple of str and float, optional
        Name and value of a vertical line, such as zero.
    finding : str
        What the picture shows, in a sentence.
    fmt : str
        Format of the numbers in the text alternative.

    Returns
    -------
    Picture
    """
    if not spans:
        raise ValueError("spans: expected at least one, got none")
    fig, ax = subplots(height=1.1 + 0.4 * len(spans))
    for place, (name, (low, high)) in enumerate(spans.items()):
        if not low <= high:
            raise ValueError(f"spans[{name!r}]: expected lower, upper, got {low}, {high}")
        ax.plot([low, high], [place] * 2, color=BLUE, linestyle="-", linewidth=7)
    told = ", ".join(f"{name}: {low:{fmt}} to {high:{fmt}}" for name, (low, high) in spans.items())
    alt = f"Range bars of {xlabel}. {finding} {told}."
    if line:
        name, place = line
        ax.axvline(place, color=GREY, linestyle=DASHES[1], linewidth=1.6, zorder=0)
        ax.text(place, len(spans) - 0.42, f" {name}", color=GREY, va="bottom", fontsize=11)
        alt += f" A dashed vertical line marks {name} at {place:{fmt}}."
    ax.set(xlabel=xlabel, ylim=(len(spans) - 0.4, -0.6))
    ax.set_yticks(range(len(spans)), list(spans))
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    return show(fig, alt)
