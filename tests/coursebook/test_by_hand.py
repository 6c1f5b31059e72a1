"""A figure that can be changed by hand holds its static form, and the numbers as they are."""

import json
import re
from html import unescape

import numpy as np
import pytest

from coursebook.figures.by_hand import by_hand
from coursebook.figures.style import Picture

STATIC = Picture("<svg></svg>", "Ten words that say what is seen in the static figure.")
POINTS, TARGETS = np.array([[0, 0.5], [1, 1]]), {"AND": np.array([0, 1])}


def test_the_page_gets_the_static_figure_and_the_numbers():
    bundle = by_hand("neuron", STATIC, points=POINTS, targets=TARGETS)._repr_mimebundle_()
    html = bundle["text/html"]
    assert '<figure class="sn-figure"' in html
    assert 'data-by-hand="neuron"' in html
    assert "data-beside" not in html
    values = json.loads(unescape(re.search(r'data-values="([^"]*)"', html)[1]))
    assert values == {"points": [[0.0, 0.5], [1.0, 1.0]], "targets": {"AND": [0, 1]}}
    assert bundle["text/plain"] == STATIC._repr_mimebundle_()["text/plain"]


def test_the_static_figure_stays_where_it_shows_something_else():
    told = by_hand("activation", STATIC, beside=True, names=["tanh"])
    assert ' data-beside="">' in told._repr_mimebundle_()["text/html"]


def test_text_among_the_values_cannot_leave_its_attribute():
    html = by_hand("activation", STATIC, names=['">x<'])._repr_mimebundle_()["text/html"]
    assert '">x<' not in html


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("neurone", {}, "name: expected one of neuron, .*, got 'neurone'"),
        ("neuron", {"points": POINTS}, "expected points, targets, got points"),
        ("activation", {}, "expected names, got none"),
        (
            "neuron",
            {"points": np.full((2, 2), np.nan), "targets": TARGETS},
            "values of neuron: expected finite numbers",
        ),
    ],
)
def test_what_no_script_can_draw_is_refused(name, values, message):
    with pytest.raises(ValueError, match=message):
        by_hand(name, STATIC, **values)
