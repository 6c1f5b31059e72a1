"""Criteria: each is earned whole or not at all."""

import numpy as np
import pytest

from checks import check
from checks.session import session


def relu(x):
    return np.maximum(x, 0)


def relu_numbers_only(x):
    return max(0, x)


def relu_in_place(x):
    if isinstance(x, np.ndarray):
        x[x < 0] = 0
        return x
    return max(0, x)


def result(function):
    reports = []
    with session(show=reports.append), check("relu", points=2, keeps_arguments=0.25) as t:
        t.criterion("numbers", points=0.5, minor=True)
        t.returns(function, 3, want=3)
        t.returns(function, -2, want=0)
        t.criterion("arrays", points=1.25)
        t.returns(function, np.array([3.0, -1.0]), want=np.array([3.0, 0.0]))
        t.criterion("numbers")
        t.returns(function, -0.5, want=0)
    return reports[0]


@pytest.mark.parametrize(
    ("function", "earned"),
    [
        (relu, {"numbers", "arrays", "leaves its arguments as they are"}),
        (relu_numbers_only, {"numbers", "leaves its arguments as they are"}),
        (relu_in_place, {"numbers", "arrays"}),
        (np.abs, set()),
        (lambda x: 0, set()),
        (lambda x: x, set()),
    ],
)
def test_what_is_earned(function, earned):
    report = result(function)
    assert {one.name for one in report.criteria if one.earned} == earned
    assert report.score == sum(one.points for one in report.criteria if one.earned)


def test_the_report_lists_them_where_some_are_missed():
    report = result(relu_numbers_only)
    listed = "numbers 0.5 of 0.5; arrays 0 of 1.25; leaves its arguments as they are 0.25 of 0.25"
    assert str(report).endswith(f"\n  Criteria: {listed}.")
    assert report.to_html().count("<li>") == 3
    assert "Criteria" not in str(result(relu))
    assert "Criteria" not in str(result(np.abs))


def test_a_change_in_place_is_told():
    assert "changed its argument `x`" in str(result(relu_in_place))


def test_a_criterion_that_is_worth_nothing():
    t = check("relu", points=2)
    with pytest.raises(ValueError, match="numbers"):
        t.criterion("numbers")


def test_a_check_that_breaks_off_earns_nothing():
    reports = []
    with session(show=reports.append), check("relu", points=2, keeps_arguments=0.5) as t:
        t.criterion("numbers", points=1.5)
        t.returns(relu, 3, want=3)
        raise NameError("no", name="table")
    assert reports[0].score == 0
