"""The figures that judge a network: what they draw, and what they say in words."""

import re
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest

from coursebook.figures.evaluation import (
    confusion_matrix,
    learning_curves,
    score_spread,
    split_bar,
)

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
    "spread": lambda: score_spread(
        {"line": [70, 75, 80], "network": [71, 71, 72]},
        xlabel="accuracy (%)",
        baseline=("always no", 65.1),
    ),
    "split": lambda: split_bar(PARTS, USES),
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
    assert not re.findall(r"<text(?![^>]*fill: var)[^>]*>", drawn(name).svg)


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
    assert "FillBetweenPolyCollection" in band
    assert "FillBetweenPolyCollection" not in alone


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
        "Dot plot of accuracy (%), 3 points for each model. line: median 75.0, from 70.0 to 80.0. "
        "network: median 71.0, from 71.0 to 72.0. A dashed vertical line marks always no at 65.1."
    )


def test_every_score_is_drawn_even_where_scores_are_equal():
    svg = score_spread({"a": [1, 1, 1, 2], "b": [1, 3, 5, 7]}, xlabel="score").svg
    series = re.findall(r"<g clip-path[^>]*>\s*((?:<use [^>]*/>\s*)+)</g>", svg)
    points = [re.findall(r'x="([\d.]+)" y="([\d.]+)"', uses) for uses in series]
    assert [len(set(places)) for places in points] == [4, 4]


def test_without_a_baseline_none_is_told():
    assert "line marks" not in score_spread({"a": [1, 2]}, xlabel="score").alt


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ({}, "scores: expected 1 to 6 models, got 0"),
        ({"a": []}, "scores['a']: expected shape (n_runs,), none of them 0, got (0,)"),
        ({"a": [[1, 2]]}, "scores['a']: expected shape (n_runs,), none of them 0, got (1, 2)"),
        ({"a": [1, np.inf]}, "scores['a']: expected finite values, got 1 that are not"),
    ],
)
def test_wrong_scores_are_refused_in_words(scores, message):
    with pytest.raises(ValueError) as caught:
        score_spread(scores, xlabel="score")
    assert str(caught.value) == message


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
