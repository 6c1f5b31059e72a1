"""The figure of a filter: every number is drawn and told, and bad arguments are named."""

import numpy as np
import pytest

from coursebook.figures.filters import moving_filter

STEP, EDGE = np.array([[0, 0, 0, 1, 1, 1]] * 3), np.array([[-1, 0, 1]] * 3)


def test_it_tells_the_answers_and_the_marked_sum():
    picture = moving_filter(STEP, EDGE, place=(0, 1))
    assert "Answers at all places: 0, 3, 3, 0." in picture.alt
    assert "row 0, column 1" in picture.alt
    assert picture.alt.endswith("is 3.")
    for title in ("image", "filter", "answers"):
        assert f">{title}</text>" in picture.svg


@pytest.mark.parametrize(
    ("image", "kernel", "place", "error", "message"),
    [
        ([1, 2], EDGE, (0, 0), ValueError, "image: expected two dimensions"),
        (EDGE, STEP, (0, 0), ValueError, "kernel: expected at most"),
        (STEP, EDGE, (0, 4), IndexError, "place: expected an entry of shape"),
        (np.zeros((3, 12)), EDGE, (0, 0), ValueError, "image: expected at most 13 columns"),
    ],
)
def test_bad_arguments_are_named(image, kernel, place, error, message):
    with pytest.raises(error, match=message):
        moving_filter(image, kernel, place)
