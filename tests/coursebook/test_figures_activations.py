"""The figures of activations: drawn from the library's functions, and told in words."""

import re

import numpy as np
import pytest

from coursebook.figures.activations import (
    SHEET,
    TITLES,
    activation_sheet,
    broken_at_zero,
    curve,
    dots_by_setting,
    signal_by_layer,
)
from scratchnet.activations import ACTIVATIONS


def drawn_texts(picture):
    return re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg)


def raw_colours(picture):
    """Colours that would not follow the page from light to dark."""
    return set(re.findall(r"(?:fill|stroke): (#[0-9a-fA-F]{6})", picture.svg)) - {"#000000"}


# Curves


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_slope_is_the_rise_over_run_of_its_curve(name):
    z = np.array([-3.2, -0.7, 0.4, 1.0, 5.5])
    h = 1e-6
    rise = (curve(name, z + h)[0] - curve(name, z - h)[0]) / (2 * h)
    np.testing.assert_allclose(curve(name, z)[1], rise, atol=1e-8)


def test_softmax_is_the_first_of_three_scores():
    a, _ = curve("softmax", np.array([0.0, np.log(2)]))
    np.testing.assert_allclose(a, [1 / 3, 2 / 4])


def test_an_unknown_activation_is_refused_by_name():
    with pytest.raises(ValueError) as caught:
        curve("swish", np.zeros(1))
    assert str(caught.value) == (
        "name: expected one of step, identity, sigmoid, tanh, relu, leaky_relu, softplus, softmax, "
        "got 'swish'"
    )


def test_a_curve_that_jumps_is_broken_and_one_that_does_not_is_whole():
    z = np.array([-2.0, -1e-12, 1e-12, 2.0])
    z_broken, a_broken = broken_at_zero(z, np.array([0.0, 0.0, 1.0, 1.0]))
    np.testing.assert_array_equal(np.isnan(z_broken), [False, False, True, False, False])
    np.testing.assert_array_equal(np.isnan(a_broken), [False, False, True, False, False])
    for name in ("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "softmax", "identity"):
        assert len(broken_at_zero(z, curve(name, z)[0])[0]) == len(z), name
    for name in ("relu", "leaky_relu"):
        assert len(broken_at_zero(z, curve(name, z)[1])[0]) == len(z) + 1, name
    assert len(broken_at_zero(z, curve("step", z)[0])[0]) == len(z) + 1


# The cheat sheet


def test_the_sheet_has_every_activation_of_the_library():
    assert set(SHEET) == set(ACTIVATIONS) == set(TITLES)
    picture = activation_sheet()
    texts = drawn_texts(picture)
    for name in SHEET:
        assert texts.count(TITLES[name]) == 1
        assert TITLES[name] in picture.alt
    assert "a = g(z)" in texts
    assert "slope g′(z)" in texts
    assert texts.count("pre-activation z") == 2
    assert not raw_colours(picture)


def test_the_words_of_the_sheet_are_computed():
    alt = activation_sheet(("sigmoid", "tanh"), reach=2).alt
    low, high = 1 / (1 + np.exp(2)), 1 / (1 + np.exp(-2))
    assert alt.startswith("2 line charts")
    assert "z from -2 to 2" in alt
    assert f"Sigmoid goes from {low:.2g} to {high:.2g}, steepest slope 0.25" in alt
    assert f"Tanh goes from {np.tanh(-2):.2g} to {np.tanh(2):.2g}, steepest slope 1" in alt


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_column_of_the_sheet_has_a_labelled_axis(count):
    texts = drawn_texts(activation_sheet(SHEET[2 : 2 + count]))
    assert texts.count("pre-activation z") == min(count, 2)
    assert sum(title in texts for title in TITLES.values()) == count


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"names": ()}, "names: expected at least one activation, got none"),
        ({"reach": 0}, "reach: expected a number above 0, got 0"),
        ({"reach": float("nan")}, "reach: expected a number above 0, got nan"),
    ],
)
def test_a_sheet_of_nothing_is_refused(arguments, message):
    with pytest.raises(ValueError) as caught:
        activation_sheet(**arguments)
    assert str(caught.value) == message


# Signals by layer


def test_the_words_of_a_signal_are_its_medians():
    signals = {
        "ReLU": np.array([[1.0, 1.0, 1.0], [3.0, 1.0, 1.0], [2.0, 1.0, 1.0]]),
        "sigmoid": np.array([[1e-3, 0.1, 1.0], [4e-3, 0.1, 1.0], [2e-3, 0.1, 1.0]]),
    }
    picture = signal_by_layer(signals, ylabel="movement of the output")
    assert "movement of the output, against the layer" in picture.alt
    assert "over 3 seeds" in picture.alt
    assert "ReLU 2 at layer 1 and 1 at layer 3; sigmoid 0.002 at layer 1" in picture.alt
    texts = drawn_texts(picture)
    assert {"ReLU", "sigmoid", "movement of the output"} <= set(texts)
    assert not raw_colours(picture)


def test_what_a_log_axis_cannot_show_is_refused():
    with pytest.raises(ValueError) as caught:
        signal_by_layer({"a": np.array([[1.0, 0.0]])}, ylabel="signal")
    assert str(caught.value) == "signals: expected values above 0, got others in 'a'"
    four = dict.fromkeys("abcd", np.ones((2, 2)))
    for signals, count in (({}, 0), (four, 4)):
        with pytest.raises(ValueError) as caught:
            signal_by_layer(signals, ylabel="signal")
        assert str(caught.value) == f"signals: expected 1 to 3 curves, got {count}"


# Dots


def test_every_run_is_a_dot_and_the_words_give_median_and_range():
    shares = {"0.1": [0.02, 0.04, 0.03], "1.0": [0.5, 1.0, 0.9]}
    picture = dots_by_setting(shares, xlabel="learning rate", ylabel="dead nodes")
    assert "0.1: 3 % (2 to 4); 1.0: 90 % (50 to 100)" in picture.alt
    texts = drawn_texts(picture)
    assert {"learning rate", "dead nodes (%)", "0.1", "1.0", "3 %", "90 %"} <= set(texts)
    assert texts.count("one run") == texts.count("median") == 1
    dots = re.findall(r"<use [^>]*fill: var\(--sn-blue", picture.svg)
    assert len(dots) == 6 + 1  # and one in the legend
    assert not raw_colours(picture)


def test_a_single_run_is_drawn_too():
    assert "a: 25 % (25 to 25)" in dots_by_setting({"a": [0.25]}, xlabel="x", ylabel="share").alt


@pytest.mark.parametrize("shares", [[], [1.2], [-0.1], [float("nan")]])
def test_what_is_no_share_is_refused(shares):
    with pytest.raises(ValueError) as caught:
        dots_by_setting({"a": shares}, xlabel="x", ylabel="y")
    assert str(caught.value) == f"values: expected shares from 0 to 1 in 'a', got {shares}"


def test_no_setting_at_all_is_refused():
    with pytest.raises(ValueError) as caught:
        dots_by_setting({}, xlabel="x", ylabel="y")
    assert str(caught.value) == "values: expected at least one setting, got none"
