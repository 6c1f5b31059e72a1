"""Clouds of points: what is drawn is said, and what cannot be drawn is refused by name."""

import numpy as np
import pytest

from coursebook.figures.clouds import clouds

POINTS = np.random.default_rng(0).normal(size=(12, 2))


def test_the_alternative_text_names_the_panels_and_the_finding():
    picture = clouds({"left": POINTS, "right": 2 * POINTS}, finding="The right one is wider.")
    assert picture.alt.startswith("2 panels of points: left, right.")
    assert picture.alt.endswith("The right one is wider.")
    assert "left" in picture.svg
    assert "right" in picture.svg


def test_labels_and_points_behind_are_told():
    picture = clouds(
        {"codes": POINTS}, labels=np.arange(12) % 10, behind=POINTS, finding="Digits lie apart."
    )
    assert "drawn as the digits that they stand for, before grey points" in picture.alt


@pytest.mark.parametrize(
    ("panels", "labels", "message"),
    [
        ({}, None, "panels: expected 1 to 4, got 0"),
        ({"a": POINTS.T}, None, r"panels\['a'\]: expected shape \(n, 2\), got \(2, 12\)"),
        ({"a": POINTS}, [1, 2], "labels: expected 12, one a point, got 2"),
    ],
)
def test_what_cannot_be_drawn_is_refused(panels, labels, message):
    with pytest.raises(ValueError, match=message):
        clouds(panels, labels=labels, finding="Nothing is drawn here at all, whatever it is.")


@pytest.mark.parametrize(("shared", "round_"), [(True, True), (False, False)])
def test_a_circle_is_round_where_the_panels_have_the_same_axes(monkeypatch, shared, round_):
    figures = []
    monkeypatch.setattr("coursebook.figures.clouds.show", lambda fig, alt: figures.append(fig))
    clouds({"a": POINTS, "b": 3 * POINTS}, shared=shared, finding="The right one is wider.")
    assert all((ax.get_aspect() == 1) == round_ for ax in figures[0].axes)
