"""What is said of a whole array is true of it, and nothing is said where nothing is certain."""

import numpy as np
import pytest

from checks.compare import compare
from checks.report import Report, Summary

WANT = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])


@pytest.mark.parametrize(
    ("got", "hint"),
    [
        (WANT + 3, "Every value is too large by 3."),
        (WANT - 0.5, "Every value is too small by 0.5."),
        (2 * WANT, "Every value is 2 times what it should be."),
        (-WANT, "Every sign is the wrong one."),
        (WANT[::-1], "Its rows are right, in reversed order."),
        (WANT.T, "It is the expected array, transposed: `.T` turns it."),
        (WANT.reshape(2, 3), "Its values are right: `.reshape(3, 2)` turns it."),
        (WANT + np.array([[0, 0], [0, 0], [1, 2]]), "Only the last row is wrong."),
        (WANT + np.array([[0, 0], [1, 3], [0, 0]]), "Only row 1 is wrong."),
        (WANT + np.array([[1, 0], [0, 2], [5, 1]]), ""),
        (WANT**2, ""),
        (WANT[:2], ""),
    ],
)
def test_the_difference_is_told_as_a_fact(got, hint):
    assert compare(got, WANT, 1e-6).hint == hint


def test_nothing_is_said_of_what_is_not_finite_or_right():
    assert "too large" not in compare(WANT + np.inf, WANT, 1e-6).hint
    assert compare(WANT, WANT, 1e-6) is None


def test_exercises_that_were_not_run_are_in_the_table_in_order():
    summary = Summary((Report("second", 1, 2, 1, 2),), 5, ("first", "second"))
    assert [line.split() for line in str(summary).splitlines()[1:]] == [
        ["first", "not", "run", "yet"],
        ["second", "1", "of", "2", "partly", "passed"],
    ]
