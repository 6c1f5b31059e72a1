"""How good predictions are, for people: accuracy and the confusion matrix."""

from __future__ import annotations

import numpy as np

from scratchnet import checks


def labels(y_hat, threshold: float = 0.5) -> np.ndarray:
    """Turn a network's outputs into class numbers.

    Parameters
    ----------
    y_hat : array of shape (n,), (n, 1) or (n, n_classes)
        Probabilities: of label 1, or one column per class.
    threshold : float
        From which probability on the label is 1; not used with several classes, where the largest
        wins.

    Returns
    -------
    int array of shape (n,)
    """
    y_hat = checks.finite("y_hat", checks.not_empty("y_hat", checks.numbers("y_hat", y_hat)))
    if y_hat.ndim not in (1, 2):
        raise ValueError(f"y_hat: expected shape (n,) or (n, n_classes), got {y_hat.shape}")
    if y_hat.ndim == 2 and y_hat.shape[1] > 1:
        return y_hat.argmax(axis=1)
    threshold = checks.number("threshold", threshold, least=0, most=1)
    return (y_hat.ravel() >= threshold).astype(int)


def accuracy(y, y_hat, threshold: float = 0.5) -> float:
    """Share of rows whose label is right, from 0 to 1.

    Parameters
    ----------
    y : array of the shape of `y_hat`
        Labels 0 or 1, or one-hot rows.
    y_hat : array of shape (n,), (n, 1) or (n, n_classes)
        The network's outputs.
    threshold : float
        From which probability on the label is 1.

    Raises
    ------
    TypeError, ValueError
        If the arguments are no numbers, empty, or differ in shape: comparing (n,) with (n, 1) would
        compare each row with every other.
    """
    return float(np.mean(np.equal(*_both_labels(y, y_hat, threshold))))


def confusion_matrix(y, y_hat, threshold: float = 0.5) -> np.ndarray:
    """Count rows by true and by predicted class.

    For parameters and errors see `accuracy`.

    Returns
    -------
    int array of shape (n_classes, n_classes)
        Entry [i, j]: rows of class i that were taken for class j. The diagonal is right.
    """
    true, predicted = _both_labels(y, y_hat, threshold)
    n_classes = max((2, *np.shape(y_hat)[1:]))
    counts = np.zeros((n_classes, n_classes), int)
    np.add.at(counts, (true, predicted), 1)
    return counts


def _both_labels(y, y_hat, threshold: float) -> tuple[np.ndarray, np.ndarray]:
    y_hat = checks.numbers("y_hat", y_hat)
    y = checks.same_shape("y", checks.numbers("y", y), "y_hat", y_hat)
    several = y_hat.ndim == 2 and y_hat.shape[1] > 1
    (checks.one_hot if several else checks.binary)("y", checks.not_empty("y", y))
    return labels(y), labels(y_hat, threshold)
