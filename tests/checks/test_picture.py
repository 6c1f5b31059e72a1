"""Expected beside returned as a picture: what is drawn, what it says in words, and where it is."""

import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from checks import check
from checks.compare import compare, compare_kind
from checks.difference import Pair
from checks.mistakes import Diagnoses
from checks.picture import LARGEST_SIDE, MOST, draw
from checks.session import Session, session

RULER = np.arange(8.0)
IMAGE = np.arange(16.0).reshape(4, 4)


def drawn(got, want):
    difference = compare(got, want, 1e-6)
    assert difference is not None
    return draw(difference.pair)


def names(html):
    """The text alternatives; the drawing must be well-formed."""
    root = ElementTree.fromstring(html)
    assert root.tag == "figure"
    return [svg.get("aria-label") for svg in root.iter("svg")]


def test_a_row_of_numbers_is_rings_and_dots_and_says_what_differs():
    html = drawn(np.where(RULER == 2, -1, RULER), RULER)
    assert names(html) == [
        "8 values by index: expected from 0 to 7, yours from -1 to 7. "
        "1 of 8 values differ: at [2] expected 2, yours -1."
    ]
    assert html.count("<circle") == 16
    assert "Rings: expected. Dots: yours. 1 of 8 values differ." in html
    assert html.count("M") == 2  # the axes, and the one stem from ring to dot


def test_dots_lie_in_their_rings_where_values_agree():
    html = drawn(np.where(RULER == 2, -1, RULER), RULER)
    places = re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', html)
    rings, dots = places[:8], places[8:]
    assert [i for i in range(8) if rings[i] != dots[i]] == [2]


def test_many_numbers_are_two_lines():
    want = np.sin(np.arange(100) / 10)
    html = drawn(-want, want)
    assert "<circle" not in html
    assert "Dashed line: yours. 99 of 100 values differ." in html
    assert "and 96 more." in names(html)[0]


def test_lists_of_numbers_are_drawn_as_arrays_are():
    assert "5 of 6 values differ" in drawn([0, 2, 4, 6, 8, 10], [0, 1, 2, 3, 4, 5])


def test_a_column_is_drawn_as_a_row():
    assert "1 of 8 values differ" in drawn(RULER[:, None] * (RULER[:, None] != 3), RULER[:, None])


def test_an_image_is_two_maps_on_one_scale_with_the_wrong_cells_outlined():
    html = drawn(np.where(IMAGE == 5, 50, IMAGE), IMAGE)
    expected, yours = names(html)
    assert expected == "Expected: 4 rows of 4 values, from 0 to 15."
    assert yours == (
        "Yours: 4 rows of 4 values, from 0 to 50. "
        "1 of 16 values differ: at [1, 1] expected 5, yours 50."
    )
    outline = re.search(r'd="([^"]*)" fill="none" stroke="[^"]*" stroke-width="2"', html)[1]
    assert outline.count("M") == 1
    assert ">50</text>" in html
    assert "from 0 to 50. Outlined: 1 of 16 values differ." in html


def test_a_large_image_has_no_numbers_and_stays_small():
    want = np.random.default_rng(0).normal(size=(28, 28))
    html = drawn(want.T, want)
    assert html.count("<text") == 2
    assert len(html) < 60_000
    assert "from -3.9 to 3.07. 756 of 784 values differ." in html
    assert "Outlined: 3 of 784" in drawn(want + 1 * (want > 2.5), want)


def test_images_of_two_sizes_stand_beside_each_other():
    html = drawn(np.zeros((6, 6)), IMAGE)
    assert "Expected 4 × 4 values, yours 6 × 6." in html
    assert len(names(html)) == 2


def test_what_is_no_finite_number_is_a_cross():
    row = drawn(np.where(RULER == 2, np.nan, RULER), RULER)
    assert row.count("×") == 1
    assert "Crosses: yours is no finite number." in row
    assert "nan" in names(row)[0]
    large = np.zeros((9, 9))
    assert drawn(np.where(np.eye(9), np.inf, large), large).count("×") == 9
    assert drawn(np.full(8, np.nan), RULER).count("×") == 8


@pytest.mark.parametrize("size", [5e-324, 1e-300, 1.0, 1e300, 1.7e308])
def test_no_size_of_numbers_breaks_it(size):
    html = draw(Pair(-size * np.ones(8), np.full(8, size), 1e-6))
    assert not re.search(r'"[^"]*(nan|inf)[^"]*"', html)
    names(html)


def test_two_constants_are_drawn():
    names(drawn(np.zeros(8), np.ones(8)))
    names(drawn(np.zeros((3, 3)), np.ones((3, 3))))


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (3, 4),
        (None, RULER),
        ("text", RULER),
        (np.ones(3), np.zeros(3)),
        ([1, 2], [1, 3]),
        ((1, "a", 2, 3, 4), (1, "a", 2, 3, 5)),
        (np.ones((1, 3)), np.zeros((1, 3))),
        (np.ones(8), np.zeros(9)),
        (IMAGE, RULER),
        (np.ones(MOST + 1), np.zeros(MOST + 1)),
        (np.ones((2, LARGEST_SIDE + 1)), np.zeros((2, LARGEST_SIDE + 1))),
        (np.ones((2, 3, 4)), np.zeros((2, 3, 4))),
        (np.array(["a"] * 8), np.array(["b"] * 8)),
        (np.ones(8, complex), RULER),
        (np.zeros(0), np.zeros((0, 3))),
    ],
)
def test_there_is_no_picture_where_it_would_not_help(got, want):
    assert drawn(got, want) == ""


def test_the_array_inside_a_tuple_or_a_dict_is_drawn():
    assert "1 of 8" in drawn((1, RULER * (RULER != 3)), (1, RULER))
    assert "15 of 16" in drawn({"W": -IMAGE, "b": 1}, {"W": IMAGE, "b": 1})


def test_what_a_result_is_like_is_never_shown_as_expected():
    assert draw(compare_kind(np.full((4, 4), np.nan), IMAGE).pair) == ""
    assert draw(compare_kind(np.zeros((5, 5)), IMAGE).pair) == ""


def report(**settings):
    shown = []
    with session(show=shown.append, known=Diagnoses(), **settings):
        with check("negative", points=1) as t:
            t.returns(negative, RULER, want=-RULER)
        assert t.score == 0
    return shown[0]


def negative(x):
    return x


def test_a_report_holds_the_picture_in_its_html_and_not_in_its_text():
    told = report(pictures=True)
    assert told.to_html().count("<svg") == 1
    assert "svg" not in str(told)
    assert str(told) == str(report())


def test_no_report_has_a_picture_where_hidden_tests_are_made():
    """The expected values of a hidden test must not come back with the marks."""
    assert not Session().pictures
    assert report().picture == ""
    program = "from checks.session import current; print(current().pictures)"
    for setting, expected in (("autograde", "False"), ("validate", "True"), ("", "True")):
        environment = {**os.environ, "NBGRADER_EXECUTION": setting}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected, setting


def test_a_picture_holds_numbers_alone():
    class Liar(np.ndarray):
        def __format__(self, spec):
            return "<script>"

    html = drawn(np.ones(8).view(Liar).view(np.ndarray), RULER)
    assert "<script>" not in html
    names(html)
