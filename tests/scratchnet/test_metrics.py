"""Metrics: counts by hand, and refusals of what NumPy would broadcast."""

import re

import numpy as np
import pytest

from scratchnet import metrics


def says(error, text):
    return pytest.raises(error, match=f"^{re.escape(text)}$")


def test_binary_by_hand():
    y, y_hat = np.array([0, 0, 1, 1, 1]), np.array([0.2, 0.7, 0.5, 0.9, 0.1])
    np.testing.assert_array_equal(metrics.labels(y_hat), [0, 1, 1, 1, 0])
    assert metrics.accuracy(y, y_hat) == 0.6
    np.testing.assert_array_equal(metrics.confusion_matrix(y, y_hat), [[1, 1], [1, 2]])
    assert metrics.accuracy(y, y_hat, threshold=0.8) == 0.6
    np.testing.assert_array_equal(metrics.confusion_matrix(y, y_hat, 0.8), [[2, 0], [2, 1]])
    column = y[:, None], y_hat[:, None]
    np.testing.assert_array_equal(metrics.confusion_matrix(*column), [[1, 1], [1, 2]])


def test_several_classes_by_hand():
    y = np.eye(3)[[0, 1, 2, 2]]
    y_hat = [[0.6, 0.3, 0.1], [0.5, 0.3, 0.2], [0.2, 0.2, 0.6], [0.1, 0.5, 0.4]]
    assert metrics.accuracy(y, y_hat) == 0.5
    expected = [[1, 0, 0], [1, 0, 0], [0, 1, 1]]
    np.testing.assert_array_equal(metrics.confusion_matrix(y, y_hat), expected)


def test_the_confusion_matrix_of_the_sources():
    """N15: [[1541, 54], [230, 175]] is an accuracy of (1541 + 175) / 2000 = 85.8 %."""
    y = np.repeat([0, 0, 1, 1], [1541, 54, 230, 175])
    y_hat = np.repeat([0.0, 1.0, 0.0, 1.0], [1541, 54, 230, 175])
    np.testing.assert_array_equal(metrics.confusion_matrix(y, y_hat), [[1541, 54], [230, 175]])
    assert metrics.accuracy(y, y_hat) == 0.858


def test_the_diagonal_of_the_confusion_matrix_is_the_accuracy():
    rng = np.random.default_rng(0)
    y, y_hat = np.eye(4)[rng.integers(4, size=50)], rng.random((50, 4))
    counts = metrics.confusion_matrix(y, y_hat)
    assert counts.sum() == 50
    assert counts.trace() / 50 == metrics.accuracy(y, y_hat)


@pytest.mark.parametrize("function", [metrics.accuracy, metrics.confusion_matrix])
def test_refusals(function):
    with says(ValueError, "y: expected the shape of y_hat, (3, 1), got (3,)"):
        function([0, 1, 1], [[0.1], [0.2], [0.3]])
    with says(ValueError, "y: expected labels 0 or 1, got 2 at [1]"):
        function([0, 2], [0.1, 0.2])
    with says(ValueError, "y: expected a single 1 in each row, got 2 in row 0"):
        function([[1, 1]], [[0.1, 0.2]])
    with says(ValueError, "y: expected at least one value, got shape (0,)"):
        function([], [])
    with says(ValueError, "y_hat: expected finite numbers, got nan at [1]"):
        function([0, 1], [0.5, np.nan])
    with says(TypeError, "y_hat: expected numbers, got list that makes an array of dtype <U1"):
        function([0], ["a"])
    with says(ValueError, "threshold: expected a number of at least 0 and of at most 1, got 2"):
        function([0], [0.5], threshold=2)


def test_labels_refuses_more_than_two_dimensions():
    with says(ValueError, "y_hat: expected shape (n,) or (n, n_classes), got (2, 2, 2)"):
        metrics.labels(np.zeros((2, 2, 2)))
