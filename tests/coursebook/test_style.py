"""Figures: what `show` makes of a drawing is well formed, described, and follows light and dark."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

from coursebook.figures import style

ALT = "Line plot of the cost against the epoch: it falls from one to nearly zero."
SVG = "{http://www.w3.org/2000/svg}"


def line_plot(alt=ALT, color=style.BLUE):
    fig, ax = style.subplots()
    ax.plot([0, 1, 2], [1.0, 0.3, 0.1], color=color, label="cost")
    ax.fill_between([0, 1], [0, 1], color=style.FAINT)
    ax.set_xlabel("epoch")
    return style.show(fig, alt)


def ids(svg):
    return set(re.findall(r'\bid="([^"]+)"', svg))


def outside_fallbacks(svg):
    """The drawing without what stands inside var(…)."""
    return re.sub(r"var\((?:[^()]|\([^()]*\))*\)", "", svg)


def test_alt_text_needs_ten_words():
    fig, _ = style.subplots()
    with pytest.raises(ValueError, match=r"alt: expected at least 10 words .* got 'A plot\.'"):
        style.show(fig, "A  plot.")
    assert style.show(fig, "one two three four five six seven eight nine ten").alt.count(" ") == 9


def test_picture_is_well_formed_and_carries_its_text_alternative():
    alt = 'Line plot with "quotes", <brackets> & an ampersand, and\n   a break in its text.'
    picture = line_plot(alt)
    root = ElementTree.fromstring(picture.svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture.alt == " ".join(alt.split())
    assert "metadata" not in picture.svg


def test_size_is_a_maximum_and_not_fixed():
    fig, _ = style.subplots(width=4.0, height=2.0)
    root = ElementTree.fromstring(style.show(fig, ALT).svg)
    assert root.get("width") is None
    assert root.get("height") is None
    assert "width: 100%" in root.get("style")
    assert f"max-width: {4 * 96}px" in root.get("style")
    assert root.get("viewBox") == "0 0 288 144"


def test_two_figures_share_no_id():
    first, second, third = line_plot(), line_plot(color=style.GREEN), line_plot(ALT + " Again.")
    assert ids(first.svg)
    assert not ids(first.svg) & ids(second.svg)
    assert not ids(first.svg) & ids(third.svg)


def test_every_reference_leads_to_an_id_of_the_same_drawing():
    svg = line_plot().svg
    references = re.findall(r'xlink:href="#([^"]+)"|url\(#([^)]+)\)', svg)
    targets = {first or second for first, second in references}
    assert targets
    assert targets <= ids(svg)


def test_the_same_figure_gives_the_same_picture():
    assert line_plot() == line_plot()


def test_colours_become_custom_properties():
    fig, ax = style.subplots()
    for index, color in enumerate(style._CSS_NAMES):
        ax.plot([0, 1], [index, index], color=color, linestyle="-")
    svg = style.show(fig, ALT).svg
    for color, name in style._CSS_NAMES.items():
        assert f"var({name}, {style._FALLBACKS.get(color, color)})" in svg
        assert color not in outside_fallbacks(svg)


def test_text_and_axes_are_drawn_in_the_palette_only():
    fig, ax = style.subplots()
    ax.plot([0, 1], [0, 1], label="a line")
    ax.text(0.5, 0.5, "a note")
    ax.annotate("an arrow", (0.2, 0.2), (0.8, 0.3), arrowprops={"arrowstyle": "->"})
    ax.plot([0, 1], [1, 0], color="black")
    ax.legend()
    svg = style.show(fig, ALT).svg
    assert re.findall(r"#[0-9a-fA-F]{6}\b", outside_fallbacks(svg)) == []
    root = ElementTree.fromstring(svg)
    texts = {text.text: text.get("style") for text in root.iter(f"{SVG}text")}
    assert {"a note", "an arrow", "a line"} <= set(texts)
    # Without a fill of its own a text is black, and gone in dark mode.
    assert all("fill: var(--sn-" in how for how in texts.values())


def test_text_stays_text():
    texts = [text.text for text in ElementTree.fromstring(line_plot().svg).iter(f"{SVG}text")]
    assert "epoch" in texts


def test_images_keep_their_pixels():
    fig, ax = style.subplots()
    ax.imshow(np.arange(4.0).reshape(2, 2), cmap="viridis")
    images = list(ElementTree.fromstring(style.show(fig, ALT).svg).iter(f"{SVG}image"))
    assert len(images) == 1
    assert images[0].get("{http://www.w3.org/1999/xlink}href").startswith("data:image/png;base64,")


def test_a_picture_shows_as_html_and_reads_as_text():
    picture = line_plot()
    bundle = picture._repr_mimebundle_()
    assert bundle["text/plain"] == f"Figure: {picture.alt}"
    figure = ElementTree.fromstring(bundle["text/html"])
    assert figure.tag == "figure"
    assert figure.find(f"{SVG}svg") is not None


def test_the_readers_matplotlib_is_as_before():
    before = dict(mpl.rcParams)
    fig, ax = style.subplots()
    ax.plot([0, 1])
    style.subplots()  # a second one before the first is shown
    style.show(fig, ALT)
    assert dict(mpl.rcParams) == before


def test_series_differ_without_colour():
    fig, ax = style.subplots()
    lines = [ax.plot([0, 1], [k, k])[0] for k in range(len(style.SERIES))]
    fig.canvas.draw()
    assert len({line.get_color() for line in lines}) == len(style.SERIES)
    assert len({str(line._unscaled_dash_pattern) for line in lines}) == len(style.SERIES)


def luminance(color):
    """Relative luminance of WCAG 2.2."""
    channels = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(first, second):
    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


def book_colours(mode):
    css = (Path(__file__).parents[2] / "website" / "static" / "course.css").read_text()
    selector = r"\nhtml \{" if mode == "light" else r'\nhtml\[data-theme="dark"\] \{'
    block = re.search(selector + r"([^}]*)\}", "\n" + css)[1]
    return dict(re.findall(r"(--sn-[a-z]+):\s*(#[0-9a-f]{6});", block))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_book_sets_every_colour_legibly(mode):
    colours = book_colours(mode)
    assert set(colours) >= set(style._CSS_NAMES.values())
    paper = colours["--sn-paper"]
    for name in set(style._CSS_NAMES.values()) - {"--sn-paper", "--sn-faint"}:
        assert contrast(colours[name], paper) >= 4.5, f"{name} on --sn-paper in {mode} mode"
