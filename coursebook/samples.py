"""Rows that problem sets learn from, ready for a network."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import NamedTuple

import numpy as np


def two_moons(
    n_samples: int, noise: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw points on two half circles that reach into each other.

    Parameters
    ----------
    n_samples : int
    noise : float
        Standard deviation of the points around their half circle, whose radius is 1.
    rng : numpy.random.Generator

    Returns
    -------
    X : array of shape (n_samples, 2)
    y : array of shape (n_samples,)
        0 for the upper moon, 1 for the lower one, as many of each.
    """
    y = np.arange(n_samples) % 2
    angle = rng.uniform(0, np.pi, n_samples)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.array([1.0, 0.5]) - upper
    X = np.where(y[:, None] == 0, upper, lower) + rng.normal(0, noise, (n_samples, 2))
    return X, y.astype(float)


class Split(NamedTuple):
    """Rows to learn from, rows held out, and one sentence on where they come from."""

    X: np.ndarray
    y: np.ndarray
    X_new: np.ndarray
    y_new: np.ndarray
    source: str


@lru_cache(maxsize=4)
def pima(seed: int, n_training: int = 400) -> Split:
    """Load the Pima diabetes data, split at random and ready for a network.

    What is computed from rows is computed from the training rows: the medians that take the place
    of missing values, and the mean and standard deviation by which all columns are standardized.

    Parameters
    ----------
    seed : int
        Of the order of the rows.
    n_training : int
        Rows to learn from; the others are held out.
    """
    from coursebook.datasets import DataWarning, load_pima  # loads pandas

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)  # `source` tells
        data = load_pima()
    order = np.random.default_rng(seed).permutation(len(data.table))
    X, y = data.X[order], data.y[order]
    training = X[:n_training]
    for name in data.zero_is_missing:
        column = data.features.index(name)
        missing = X[:, column] == 0
        X[missing, column] = np.median(training[~missing[:n_training], column])
    X = (X - training.mean(axis=0)) / training.std(axis=0)
    return Split(X[:n_training], y[:n_training], X[n_training:], y[n_training:], data.source)
