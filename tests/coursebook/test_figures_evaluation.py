"""The figures that judge a network: what they draw, and what they say in words."""

import re
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest

from coursebook.figures import basic
from coursebook.figures.basic import bars, curves, histogram, images, ranges
from coursebook.figures.boundaries import decision_boundaries
from coursebook.figures.evaluation import confusion_matrix, split_bar
from coursebook.figures.runs import learning_curves, points, sweep

PARTS = {"training": 491, "validation": 123, "test": 154}
USES = {"training": "weights", "validation": "when to stop", "test": "one score"}
FALLING = np.array([0.9, 0.7, 0.5, 0.45, 0.44])
RISING_AGAIN = np.array([0.9, 0.6, 0.5, 0.55, 0.62])
PICTURES = {
    "one curve": lambda: learning_curves({"training": FALLING}),
    "bands": lambda: learning_curves(
        {"training": [FALLING, FALLING - 0.1], "validation": [RISING_AGAIN, RISING_AGAIN + 0.1]}
    ),
    "matrix": lambda: confusion_matrix([[85, 15], [24, 30]], ["healthy", "ill"]),
    "spread": lambda: points(
        {"line": [70, 75, 80], "network": [71, 71, 72]},
        xlabel="accuracy (%)",
        baseline=("always no", 65.1),
    ),
    "pairs": lambda: points({"a": [1, 2, 3], "b": [2, 3, 4]}, xlabel="score", paired=True),
    "sweep": lambda: sweep(
        [0.01, 0.1, 1],
        {"SGD": [[2, 3], [1, 1.5], [5, 9]], "Adam": [[1, 1], [2, 2], [9, 9]]},
        xlabel="learning rate",
        ylabel="loss",
        xscale="log",
        yscale="log",
        baseline=("guessing", 2.3),
    ),
    "split": lambda: split_bar(PARTS, USES),
    "curves": lambda: curves(
        [0, 1, 2],
        {"up": [0, 1, 4], "down": [0, -1, -4]},
        xlabel="x",
        ylabel="y",
        marks={"here": (1, 1)},
        finding="They part.",
    ),
    "images": lambda: images([np.eye(3), -np.eye(3)], ["a", "b"], finding="Two.", signed=True),
    "bars": lambda: bars({"left": 3, "stayed": 1.5}, xlabel="customers"),
    "histogram": lambda: histogram(
        [1, 1, 2, 9], bins=[0, 5, 10], xlabel="age (years)", mark=("median", 1.5)
    ),
    "ranges": lambda: ranges({"a": (-1, 2), "b": (0.5, 1)}, xlabel="gain", line=("none", 0)),
}

every_picture = pytest.mark.parametrize("name", PICTURES)


@cache
def drawn(name):
    return PICTURES[name]()


def texts(picture):
    return re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg)


# All figures


@every_picture
def test_it_is_well_formed_and_carries_its_alt_text(name):
    picture = drawn(name)
    root = ElementTree.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture.alt
    assert len(picture.alt.split()) >= 10


@every_picture
def test_every_color_follows_the_page_from_light_to_dark(name):
    # #000000 and #ffffff stand in Matplotlib's definitions, not on what is drawn
    raw = re.findall(r"(?:fill|stroke): (#[0-9a-fA-F]{6})", drawn(name).svg)
    assert set(raw) <= {"#ffffff"}
    # A text has its colour itself or, where it is a formula, from the group around it.
    texts = "{http://www.w3.org/2000/svg}text"
    for group in ElementTree.fromstring(drawn(name).svg).iter():
        for text in group.findall(texts):
            assert "fill: var" in text.get("style", "") + group.get("style", "")


@every_picture
def test_it_draws_the_same_twice(name):
    assert PICTURES[name]().svg == drawn(name).svg


# Learning curves


def test_a_curve_is_told_from_first_to_last_epoch():
    alt = learning_curves({"training": FALLING}, ylabel="cost (nats)").alt
    assert alt == (
        "Line chart of cost (nats) against the epoch, from 1 to 5. "
        "training goes from 0.900 to 0.440."
    )


def test_the_lowest_point_is_told_where_the_curve_rises_again():
    alt = learning_curves({"validation": RISING_AGAIN}).alt
    assert "validation goes from 0.900 to 0.620, lowest at epoch 3 with 0.500." in alt


def test_ups_and_downs_at_the_end_are_no_rise():
    jagged = np.array([1.0, 0.5, 0.3, 0.25, 0.26])
    assert "lowest" not in learning_curves({"training": jagged}).alt


def test_several_runs_are_told_by_their_median_and_range():
    runs = [FALLING - 0.1, FALLING, FALLING + 0.3]
    alt = learning_curves({"training": runs}, fmt=".2f").alt
    assert "training (median) goes from 0.90 to 0.44" in alt
    assert "its 3 runs lie between 0.34 and 0.74" in alt


def test_several_runs_are_drawn_as_one_line_and_a_band():
    alone = learning_curves({"training": FALLING}).svg
    band = learning_curves({"training": [FALLING, FALLING]}).svg
    assert "PolyCollection" in band
    assert "PolyCollection" not in alone


def test_curves_differ_by_more_than_color():
    svg = learning_curves({"a": FALLING, "b": FALLING + 1, "c": FALLING + 2}).svg
    styles = re.findall(
        r'<path [^>]*clip-path[^>]*style="([^"]*--sn-(?:blue|orange|green)[^"]*)"', svg
    )
    dashes = [re.search(r"stroke-dasharray: ([\d., ]+)", style) for style in styles]
    assert len(dashes) == 3
    assert len({found[1] if found else "solid" for found in dashes}) == 3


def test_names_stand_beside_their_curves_and_apart():
    svg = learning_curves({"training": FALLING, "validation": FALLING + 0.001}).svg
    label = r'<text[^>]*(?:\by="|translate\([\d.]+ )([\d.]+)[^>]*>(?:training|validation)</text>'
    heights = [float(y) for y in re.findall(label, svg)]
    assert len(heights) == 2
    assert abs(heights[0] - heights[1]) > 9  # points


def test_a_single_epoch_can_be_drawn():
    assert "from 1 to 1" in learning_curves({"training": [0.5]}).alt


@pytest.mark.parametrize(
    ("curves", "message"),
    [
        ({}, "curves: expected 1 to 6, got 0"),
        ({str(i): [1.0] for i in range(7)}, "curves: expected 1 to 6, got 7"),
        (
            {"a": [1.0, 2.0], "b": [1.0]},
            "curves: expected the same number of epochs in each, got {'a': 2, 'b': 1}",
        ),
        ({"a": [1.0, np.nan]}, "curves['a']: expected finite values, got 1 that are not"),
        (
            {"a": np.zeros((2, 3, 4))},
            "curves['a']: expected shape (n_epochs,) or (n_runs, n_epochs), none of them 0, "
            "got (2, 3, 4)",
        ),
        (
            {"a": []},
            "curves['a']: expected shape (n_epochs,) or (n_runs, n_epochs), none of them 0, "
            "got (0,)",
        ),
    ],
)
def test_wrong_curves_are_refused_in_words(curves, message):
    with pytest.raises(ValueError) as caught:
        learning_curves(curves)
    assert str(caught.value) == message


# Confusion matrix


def test_the_matrix_shows_counts_and_shares_of_the_true_class():
    picture = confusion_matrix([[85, 15], [24, 30]], ["healthy", "ill"])
    shown = texts(picture)
    for text in ("85", "15", "24", "30", "85% of row", "15% of row", "44% of row", "56% of row"):
        assert text in shown
    assert picture.alt == (
        "Confusion matrix of 154 rows: of 100 rows that are truly healthy, 85 are predicted "
        "healthy, 15 are predicted ill; of 54 rows that are truly ill, 24 are predicted healthy, "
        "30 are predicted ill."
    )


def test_a_larger_share_is_a_stronger_color():
    svg = confusion_matrix([[9, 1], [4, 6]], ["a", "b"]).svg
    opacity = [float(value) for value in re.findall(r"fill-opacity: ([\d.]+)", svg)]
    assert len(opacity) == 4
    assert opacity[0] > opacity[3] > opacity[2] > opacity[1]
    assert max(opacity) < 0.35  # text stays legible on it


def test_more_than_two_classes():
    picture = confusion_matrix(np.eye(4) * 5, list("abcd"))
    assert "of 5 rows that are truly d, 0 are predicted a" in picture.alt
    assert texts(picture).count("100% of row") == 4


@pytest.mark.parametrize(
    ("counts", "labels", "message"),
    [
        (
            [[1, 2]],
            ["a", "b"],
            "counts: expected shape (2, 2) for 2 labels, at least two, got (1, 2)",
        ),
        (
            np.ones((3, 3)),
            ["a", "b"],
            "counts: expected shape (2, 2) for 2 labels, at least two, got (3, 3)",
        ),
        ([[1]], ["a"], "counts: expected shape (1, 1) for 1 labels, at least two, got (1, 1)"),
        (
            [[0.5, 1], [1, 1]],
            ["a", "b"],
            "counts: expected whole numbers from 0, got [[0.5, 1.0], [1.0, 1.0]]",
        ),
        (
            [[-1, 1], [1, 1]],
            ["a", "b"],
            "counts: expected whole numbers from 0, got [[-1, 1], [1, 1]]",
        ),
        (
            [[1, 1], [0, 0]],
            ["a", "b"],
            "counts: expected rows of every true class, got none of ['b']",
        ),
    ],
)
def test_wrong_counts_are_refused_in_words(counts, labels, message):
    with pytest.raises(ValueError) as caught:
        confusion_matrix(counts, labels)
    assert str(caught.value) == message


# Spread of scores


def test_the_spread_tells_median_range_and_baseline():
    alt = drawn("spread").alt
    assert alt == (
        "Dot plot of accuracy (%), 3 points for each arm. line: median 75.0, from 70.0 to 80.0. "
        "network: median 71.0, from 71.0 to 72.0. A dashed vertical line marks always no at 65.1."
    )


def test_every_score_is_drawn_even_where_scores_are_equal():
    svg = points({"a": [1, 1, 1, 2], "b": [1, 3, 5, 7]}, xlabel="score").svg
    series = re.findall(r"<g clip-path[^>]*>\s*((?:<use [^>]*/>\s*)+)</g>", svg)
    drawn_at = [re.findall(r'x="([\d.]+)" y="([\d.]+)"', uses) for uses in series]
    assert [len(set(places)) for places in drawn_at] == [4, 4]


def test_without_a_baseline_none_is_told():
    assert "line marks" not in points({"a": [1, 2]}, xlabel="score").alt


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ({}, "scores: expected 1 to 12 arms, got 0"),
        ({"a": []}, "scores['a']: expected shape (n_runs,), none of them 0, got (0,)"),
        ({"a": [[1, 2]]}, "scores['a']: expected shape (n_runs,), none of them 0, got (1, 2)"),
        ({"a": [1, np.inf]}, "scores['a']: expected finite values, got 1 that are not"),
    ],
)
def test_wrong_scores_are_refused_in_words(scores, message):
    with pytest.raises(ValueError) as caught:
        points(scores, xlabel="score")
    assert str(caught.value) == message


def test_paired_arms_join_the_same_run():
    alone = points({"a": [1, 2, 3], "b": [2, 3, 4]}, xlabel="score").svg
    assert drawn("pairs").svg.count("stroke: var(--sn-grey") == (
        alone.count("stroke: var(--sn-grey") + 3
    )
    assert "joined where they share a seed" in drawn("pairs").alt
    with pytest.raises(ValueError, match=r"as many runs in each paired arm, got \[1, 2\]"):
        points({"a": [1], "b": [2, 3]}, xlabel="score", paired=True)


def test_a_sweep_tells_the_median_at_each_setting():
    assert drawn("sweep").alt == (
        "Line chart of loss against learning rate, 2 runs at each setting. Logarithmic: x and y. "
        "Medians: SGD: 2.5 at 0.01, 1.25 at 0.1, 7 at 1. Adam: 1 at 0.01, 2 at 0.1, 9 at 1. "
        "A dashed horizontal line marks guessing at 2.3."
    )
    assert {"SGD", "Adam", "guessing", "0.01"} <= set(texts(drawn("sweep")))


@pytest.mark.parametrize(
    ("settings", "arms", "yscale", "message"),
    [
        ([1, 1], {"a": [[1], [1]]}, "linear", "settings: expected two or more that ascend"),
        ([1, 2], {}, "linear", "arms: expected 1 to 6, got 0"),
        ([1, 2], {"a": [1, 2]}, "linear", "expected shape (n_settings, n_runs)"),
        ([1, 2], {"a": [[1, 2]]}, "linear", "arms['a']: expected shape (2, n_runs), got (1, 2)"),
        ([1, 2], {"a": [[1], [0]]}, "log", "arms['a']: expected scores above 0 on a logarithmic"),
    ],
)
def test_a_wrong_sweep_is_refused_in_words(settings, arms, yscale, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        sweep(settings, arms, xlabel="x", ylabel="y", yscale=yscale)


class KerasHistory:
    def __init__(self):
        self.history = {"loss": [2.0, 1.0], "val_loss": [2.5, 1.5], "accuracy": [0, 1]}


class OwnHistory:
    def __init__(self):
        self.loss, self.validation_loss, self.accuracy = [2.0, 1.0], [2.5, 1.5], [0.1, 0.2]


@pytest.mark.parametrize("history", [KerasHistory(), OwnHistory()])
def test_a_history_is_drawn_by_its_losses(history):
    named = learning_curves({"training": [2.0, 1.0], "validation": [2.5, 1.5]})
    assert learning_curves(history).alt == named.alt


def test_a_history_without_a_loss_is_refused():
    with pytest.raises(ValueError, match="expected a mapping or a history with a loss"):
        learning_curves(pytest)


# Plain figures


def test_plain_figures_tell_what_they_draw():
    assert "They part. up goes from 0 at 0 to 4 at 2; lowest 0 at 0" in drawn("curves").alt
    assert "Marked: here, at (1, 1)." in drawn("curves").alt
    assert drawn("images").alt == "2 images in a grid of 1 by 2. Two. Their titles: a, b."
    assert drawn("bars").alt.endswith("left: 3, stayed: 1.5.")
    assert "the fullest bin, 0 to 5, holds 3." in drawn("histogram").alt
    assert "a: -1.00 to 2.00, b: 0.50 to 1.00. A dashed" in drawn("ranges").alt


def test_curves_may_have_places_of_their_own():
    alt = curves({"a": [0, 1], "b": [5, 9]}, {"a": [1, 2], "b": [3, 4]}, xlabel="x", ylabel="y").alt
    assert "b goes from 3 at 5 to 4 at 9" in alt


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: curves([1], {"a": [1, 2]}, xlabel="", ylabel=""), "expected shape (1,), got (2,)"),
        (lambda: images([], finding=""), "pictures: expected at least one"),
        (lambda: images([[1, 2]], finding=""), "pictures[0]: expected shape (height, width)"),
        (lambda: images([np.eye(2)], ["a", "b"], finding=""), "titles: expected 1 or none, got 2"),
        (
            lambda: images([np.eye(2)], finding="", rings=[None, (0, 1)]),
            "rings: expected 1 or none, got 2",
        ),
        (lambda: bars({}, xlabel=""), "values: expected at least one"),
        (lambda: histogram([np.nan], xlabel=""), "values: expected finite values"),
        (lambda: ranges({"a": (2, 1)}, xlabel=""), "spans['a']: expected lower, upper, got 2, 1"),
    ],
)
def test_a_wrong_plain_figure_is_refused_in_words(draw, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        draw()


def test_images_have_a_frame_a_ring_where_asked_and_numbered_columns(monkeypatch):
    figures = []
    monkeypatch.setattr(basic, "show", lambda fig, alt: figures.append(fig))
    pictures, rings = [np.eye(3), np.eye(3)], [None, (0, 2)]
    images(pictures, finding="Two.", rings=rings, numbered=True, columns=3)
    plain, ringed, empty = figures[0].axes
    for ax in (plain, ringed):
        assert all(side.get_visible() for side in ax.spines.values())
        assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "1", "2"]
        assert not ax.get_yticks().size
    assert not plain.lines
    assert [line.get_xydata().tolist() for line in ringed.lines] == [[[2, 0]]]
    assert not empty.axison


def test_borders_of_what_is_no_classifier_are_told_in_words():
    X, y = np.eye(2), np.array([0, 1])
    panels = {"unit": lambda P: P[:, 0]}
    assert "unit: 0 % of the points on the right side." in decision_boundaries(panels, X, y).alt
    told = decision_boundaries(panels, X, y, finding="A line.").alt
    assert told.endswith("its border drawn. A line.")


# Split


def test_the_split_tells_every_part_and_its_use():
    picture = split_bar(PARTS, USES)
    assert picture.alt == (
        "Bar of 768 rows cut into 3 parts: training with 491 rows (weights); validation with 123 "
        "rows (when to stop); test with 154 rows (one score)."
    )
    for text in ("training: 491", "test: 154", "weights", "one score"):
        assert text in texts(picture)


@pytest.mark.parametrize(
    ("counts", "uses", "message"),
    [
        ({}, {}, "counts: expected 1 to 6 parts, got 0"),
        ({"a": 3}, {"b": "x"}, "uses: expected the names ['a'], got ['b']"),
        ({"a": 3, "b": 0}, {"a": "x", "b": "y"}, "counts: expected at least one row in each part, "
         "got {'a': 3, 'b': 0}"),
    ],
)  # fmt: skip
def test_a_wrong_split_is_refused_in_words(counts, uses, message):
    with pytest.raises(ValueError) as caught:
        split_bar(counts, uses)
    assert str(caught.value) == message
