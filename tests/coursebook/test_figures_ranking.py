"""The figures that judge probabilities: what they compute, draw, and say in words."""

import re
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn import metrics
from sklearn.calibration import calibration_curve

from coursebook.figures._ranking_parts import wilson
from coursebook.figures.ranking import (
    cost_against_threshold,
    precision_recall_curves,
    reliability_diagram,
    roc_curves,
)
from coursebook.figures.ranking_points import (
    average_precision,
    costs_at,
    precision_recall_points,
    reliability_points,
    roc_area,
    roc_points,
)

# Four positive rows and four negative ones; two scores are equal across the classes.
Y = np.array([1, 1, 1, 1, 0, 0, 0, 0])
P = np.array([0.9, 0.8, 0.6, 0.3, 0.7, 0.3, 0.2, 0.1])
Q = np.array([0.6, 0.7, 0.2, 0.1, 0.8, 0.5, 0.4, 0.3])
COSTS = [[0, 1], [4, 0]]

PICTURES = {
    "roc": lambda: roc_curves(Y, {"line": P, "network": Q}, mark={"one half": 0.5}),
    "roc of runs": lambda: roc_curves([Y, Y], {"line": [P, Q]}),
    "precision-recall": lambda: precision_recall_curves(Y, {"line": P}, mark={"one half": 0.5}),
    "precision-recall of runs": lambda: precision_recall_curves(
        [Y, Y], {"line": [P, Q], "network": [Q, Q]}
    ),
    "reliability": lambda: reliability_diagram(Y, {"line": P, "network": Q}, n_bins=4),
    "cost": lambda: cost_against_threshold(Y, {"line": P}, COSTS, mark={"one half": 0.5}),
    "cost of runs": lambda: cost_against_threshold([Y, Y], {"line": [P, Q]}, COSTS),
}
every_picture = pytest.mark.parametrize("name", PICTURES)

few_scores = st.lists(st.integers(0, 6), min_size=4, max_size=30)


@cache
def drawn(name):
    return PICTURES[name]()


def labels_for(score):
    """Both classes, in an order that has nothing to do with the scores."""
    return np.arange(len(score)) % 2


def places(svg, color):
    """Points of the first line of a color, in the drawing's own units."""
    path = re.search(rf'<path d="([^"]*)" clip-path[^>]*style="[^"]*--sn-{color}', svg)[1]
    return np.array(re.findall(r"[ML] ([\d.]+) ([\d.]+)", path), dtype=float)


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
    raw = re.findall(r"(?:fill|stroke): (#[0-9a-fA-F]{6})", drawn(name).svg)
    assert set(raw) <= {"#ffffff"}  # in Matplotlib's definitions, not on what is drawn
    assert not re.findall(r"<text(?![^>]*fill: var)[^>]*>", drawn(name).svg)


@every_picture
def test_it_draws_the_same_twice(name):
    assert PICTURES[name]().svg == drawn(name).svg


@every_picture
def test_both_axes_have_a_label(name):
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", drawn(name).svg)
    words = ("rate", "recall", "precision", "probability", "share", "threshold", "cost")
    assert len([text for text in shown if any(word in text for word in words)]) >= 2


# The numbers behind them


@given(few_scores)
def test_the_curves_and_their_areas_are_those_of_scikit_learn(score):
    y, score = labels_for(score), np.array(score, dtype=float)
    x, line = roc_points(y, score)
    expected = metrics.roc_curve(y, score, drop_intermediate=False)
    np.testing.assert_allclose((x, line), expected[:2])
    assert roc_area(y, score) == pytest.approx(metrics.roc_auc_score(y, score))

    recall, precision = precision_recall_points(y, score)
    p, r, _ = metrics.precision_recall_curve(y, score)  # from the lowest threshold; ends at (0, 1)
    np.testing.assert_allclose(recall, r[-2::-1])
    np.testing.assert_allclose(precision, p[-2::-1])
    reference = metrics.average_precision_score(y, score)
    assert average_precision(y, score) == pytest.approx(reference)


def test_the_area_is_how_often_a_positive_row_scores_higher_than_a_negative_one():
    pairs = [(p > n) + 0.5 * (p == n) for p in P[:4] for n in P[4:]]
    assert roc_area(Y, P) == sum(pairs) / 16


def test_equal_scores_make_one_step_whatever_their_order():
    together = roc_points([1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5])
    np.testing.assert_array_equal(together, [[0, 1], [0, 1]])
    assert roc_area([0, 1, 0, 1], [3, 3, 3, 3]) == 0.5


def test_the_bins_by_hand():
    predicted, observed, n_rows = reliability_points(Y, P, n_bins=2)
    np.testing.assert_allclose(
        predicted, [(0.3 + 0.3 + 0.2 + 0.1) / 4, (0.9 + 0.8 + 0.6 + 0.7) / 4]
    )
    np.testing.assert_allclose(observed, [1 / 4, 3 / 4])
    np.testing.assert_array_equal(n_rows, [4, 4])


def test_empty_bins_are_left_out_and_the_last_bin_holds_one():
    predicted, observed, n_rows = reliability_points([0, 1, 1], [0.0, 1.0, 0.95])
    np.testing.assert_allclose(predicted, [0, 0.975])
    np.testing.assert_array_equal(observed, [0, 1])
    np.testing.assert_array_equal(n_rows, [1, 2])


@given(few_scores)
def test_the_bins_are_those_of_scikit_learn(score):
    y, p = labels_for(score), np.array(score) / 6.1
    predicted, observed, _ = reliability_points(y, p, n_bins=5)
    expected = calibration_curve(y, p, n_bins=5)
    np.testing.assert_allclose((observed, predicted), expected)


def test_the_costs_by_hand():
    # From 0.5: three found, one missed (4), one false alarm (1). From 0: four false alarms.
    np.testing.assert_allclose(costs_at(Y, P, COSTS, [0.5, 0, 1]), [5 / 8, 4 / 8, 16 / 8])
    # A score equal to the threshold is called 1.
    np.testing.assert_allclose(costs_at(Y, P, COSTS, [0.3]), [2 / 8])
    gain = [[0, 10], [0, -40]]
    np.testing.assert_allclose(costs_at(Y, P, gain, [0.5]), [(10 - 3 * 40) / 8])


# What they say


def test_the_roc_figure_tells_areas_and_the_mark():
    alt = drawn("roc").alt
    assert f"line: area {roc_area(Y, P):.3f};" in alt
    assert f"network: area {roc_area(Y, Q):.3f};" in alt
    # line: from 0.5 upward 3 of 4 positives and 1 of 4 negatives
    assert "A ring marks one half on line at 0.25 across and 0.75 up." in alt
    assert "A ring marks one half on network at 0.50 across and 0.50 up." in alt


def test_the_precision_recall_figure_tells_precision_at_a_recall():
    alt = drawn("precision-recall").alt
    assert f"average precision {average_precision(Y, P):.3f}" in alt
    assert "100% at a recall of 50% and 67% at 80%" in alt  # 4 of 6 from 0.3 upward
    assert "A ring marks one half on line at 0.75 across and 0.75 up." in alt
    assert "share of positives, 0.500" in alt


def test_several_runs_are_told_by_median_and_range():
    areas = sorted([roc_area(Y, P), roc_area(Y, Q)])
    expected = f"{np.mean(areas):.3f} (median; {areas[0]:.3f} to {areas[1]:.3f})"
    assert expected in drawn("roc of runs").alt
    assert "over 2 runs" in drawn("roc of runs").alt


@pytest.mark.parametrize("name", ["roc", "precision-recall", "cost"])
def test_several_runs_are_drawn_as_one_line_and_a_band(name):
    assert "PolyCollection" in drawn(f"{name} of runs").svg
    assert "PolyCollection" not in drawn(name).svg


def test_equal_runs_are_told_as_one_of_them():
    both, one = roc_curves([Y, Y], {"a": [P, P]}).alt, roc_curves(Y, {"a": P}).alt
    found = r"it finds (\d+)% .* (\d+)% at 30%"
    assert re.search(found, both)[1] == re.search(found, one)[1]


def test_a_threshold_that_nobody_reaches_is_told_and_not_drawn():
    picture = roc_curves(Y, {"line": P}, mark={"certainty": 1.0})
    assert "No score of line reaches certainty." in picture.alt
    assert "certainty</text>" not in picture.svg


def test_the_reliability_figure_tells_every_bin():
    alt = drawn("reliability").alt
    assert "line: 0% of 2 where it said 15% on average, 50% of 2 where it said 30%" in alt
    assert "on 8 rows" in alt


def test_the_bars_of_the_reliability_figure_are_wilson_intervals():
    for successes, n in [(0, 5), (3, 7), (9, 9)]:
        low, high = wilson(np.array(successes / n), np.array(n))
        expected = binomtest(successes, n).proportion_ci(0.95, method="wilson")
        assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_the_cost_figure_tells_the_lowest_point_and_the_ends():
    alt = drawn("cost").alt
    best = costs_at(Y, P, COSTS, np.linspace(0, 1, 101)).min()
    assert f"line: lowest, {best:.2f}, at 0.21;" in alt
    assert "0.50 at 0.00 and 2.00 at 1.00." in alt
    assert "A dashed vertical line marks one half at 0.50." in alt


def test_models_differ_by_more_than_color():
    svg = roc_curves(Y, {"a": P, "b": Q, "c": P + Q}).svg
    styles = re.findall(
        r'<path [^>]*clip-path[^>]*style="([^"]*--sn-(?:blue|orange|green)[^"]*)"', svg
    )
    dashes = [re.search(r"stroke-dasharray: ([\d., ]+)", style) for style in styles]
    assert len({found[1] if found else "solid" for found in dashes}) == 3


def test_a_curve_begins_and_ends_in_the_corners():
    line = places(roc_curves(Y, {"a": P}).svg, "blue")
    diagonal = places(roc_curves(Y, {"a": P}).svg, "grey")
    np.testing.assert_allclose(line[[0, -1]], diagonal[[0, -1]])


# What they refuse


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: roc_curves(Y, {}), "scores: expected 1 to 6 models, got 0"),
        (
            lambda: roc_curves(Y, {"a": P[:3]}),
            "scores['a']: expected shape (n_rows,) or (n_runs, n_rows) like y, "
            "got (3,) beside (8,)",
        ),
        (
            lambda: roc_curves([Y, Y], {"a": [P, P]}, mark={"one half": 0.5}),
            "mark: expected a single run, got 2 runs",
        ),
        (
            lambda: precision_recall_curves(np.ones(3), {"a": [0.1, 0.2, 0.3]}),
            "y: expected rows of both classes, got 3 rows, 3 of 1",
        ),
        (
            lambda: reliability_diagram(Y, {"a": 2 * P}),
            "score: expected probabilities, got 0.2 to 1.8",
        ),
        (
            lambda: reliability_diagram([Y, Y], {"a": [P, P]}),
            "y: expected shape (n_rows,), got (2, 8)",
        ),
        (lambda: costs_at(Y, P, [0, 1, 4, 0], [0.5]), "costs: expected shape (2, 2), got (4,)"),
    ],
)
def test_wrong_arguments_are_refused_in_words(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_scores_that_are_not_finite_are_refused(bad):
    with pytest.raises(ValueError, match=r"^score: expected "):
        roc_area(Y, np.where(P > 0.8, bad, P))
