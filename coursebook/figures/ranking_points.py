"""The numbers behind the figures of `ranking`: points of curves, areas, costs at thresholds.

Labels are 0 or 1; a score is a number per row, the higher the surer of label 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scratchnet import checks


def roc_points(y: ArrayLike, score: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """False-positive and true-positive rate at every threshold.

    Parameters
    ----------
    y : array_like of 0 and 1, shape (n_rows,)
        Labels, with both classes among them.
    score : array_like, shape (n_rows,)
        The higher, the surer of label 1.

    Returns
    -------
    false_positive_rate, true_positive_rate : arrays, shape (n_thresholds + 1,)
        Shares of the rows of class 0 and of class 1 with at least that score. The highest
        threshold, which no row reaches, comes first; the lowest, which all rows reach, last.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ, scores are not finite, or one class is absent.
    """
    n_false, n_true = _counts_from_above(*checked_pair(y, score))
    return n_false / n_false[-1], n_true / n_true[-1]


def roc_area(y: ArrayLike, score: ArrayLike) -> float:
    """Area under the ROC curve.

    It is the probability that a positive row drawn at random scores higher than a negative one, a
    tie counted half. For parameters and errors see `roc_points`.
    """
    false_positive_rate, true_positive_rate = roc_points(y, score)
    return float(np.trapezoid(true_positive_rate, false_positive_rate))


def precision_recall_points(y: ArrayLike, score: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Recall and precision at every threshold.

    For parameters and errors see `roc_points`.

    Returns
    -------
    recall, precision : arrays, shape (n_thresholds,)
        The highest threshold that a row reaches comes first.
    """
    n_false, n_true = (counts[1:] for counts in _counts_from_above(*checked_pair(y, score)))
    return n_true / n_true[-1], n_true / (n_true + n_false)


def average_precision(y: ArrayLike, score: ArrayLike) -> float:
    """Mean of the precisions, each weighted by the recall that its threshold adds.

    It is the area under the steps of the precision-recall curve. For parameters and errors see
    `roc_points`.
    """
    recall, precision = precision_recall_points(y, score)
    return float(np.sum(np.diff(recall, prepend=0) * precision))


def reliability_points(
    y: ArrayLike, score: ArrayLike, n_bins: int = 10
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count what was predicted and what came out, in bins of equal width from 0 to 1.

    Parameters
    ----------
    y : array_like of 0 and 1, shape (n_rows,)
        Labels, with both classes among them.
    score : array_like, shape (n_rows,)
        Probabilities of label 1.
    n_bins : int
        Number of bins, of which the empty ones are left out.

    Returns
    -------
    predicted, observed : arrays, shape (n_filled_bins,)
        Mean probability and share of label 1 in each bin.
    n_rows : int array, shape (n_filled_bins,)
        Number of rows in each bin.

    Raises
    ------
    TypeError, ValueError
        As `roc_points`, and if a score is not between 0 and 1.
    """
    y, p = checked_pair(y, score)
    n_bins = checks.whole_number("n_bins", n_bins)
    if p.min() < 0 or p.max() > 1:
        raise ValueError(f"score: expected probabilities, got {p.min():g} to {p.max():g}")
    place = np.minimum((p * n_bins).astype(int), n_bins - 1)
    n_rows = np.bincount(place, minlength=n_bins)
    filled = n_rows > 0
    predicted, observed = (np.bincount(place, v, n_bins)[filled] / n_rows[filled] for v in (p, y))
    return predicted, observed, n_rows[filled]


def costs_at(y: ArrayLike, score: ArrayLike, costs: ArrayLike, thresholds: ArrayLike) -> np.ndarray:
    """Mean cost per row where every score from a threshold upward is called 1.

    Parameters
    ----------
    y : array_like of 0 and 1, shape (n_rows,)
        Labels, with both classes among them.
    score : array_like, shape (n_rows,)
        The higher, the surer of label 1.
    costs : array_like, shape (2, 2)
        Entry (i, j): what a row of class i costs that is called j. A gain is a negative cost.
    thresholds : array_like, shape (n_thresholds,)

    Returns
    -------
    array, shape (n_thresholds,)

    Raises
    ------
    TypeError, ValueError
        As `roc_points`, and if `costs` is no table of two times two finite numbers.
    """
    y, score = checked_pair(y, score)
    costs = checks.finite("costs", checks.numbers("costs", costs))
    if costs.shape != (2, 2):
        raise ValueError(f"costs: expected shape (2, 2), got {costs.shape}")
    called = score >= np.asarray(thresholds, dtype=float)[:, None]
    negative = np.where(called, costs[0, 1], costs[0, 0])
    positive = np.where(called, costs[1, 1], costs[1, 0])
    return np.where(y == 1, positive, negative).mean(axis=1)


def checked_pair(y: ArrayLike, score: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Check labels and scores of one run."""
    score = checks.finite("score", checks.numbers("score", score))
    y = checks.binary("y", checks.same_shape("y", checks.numbers("y", y), "score", score))
    if y.ndim != 1:
        raise ValueError(f"y: expected shape (n_rows,), got {y.shape}")
    if not 0 < y.sum() < y.size:
        raise ValueError(f"y: expected rows of both classes, got {y.size} rows, {y.sum():g} of 1")
    return y, score


def _counts_from_above(y: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Negatives and positives with at least each of the scores, from none to all of them."""
    order = np.argsort(-score, kind="stable")
    last_of_equal = np.append(np.diff(score[order]) != 0, True)
    n_true = np.cumsum(y[order])[last_of_equal]
    n_all = np.flatnonzero(last_of_equal) + 1
    return tuple(np.concatenate([[0], counts]) for counts in (n_all - n_true, n_true))
