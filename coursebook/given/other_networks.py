"""Correct helpers for sets on filters, sequences and Boltzmann machines."""

from __future__ import annotations

import numpy as np


def convolve(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the answers of a filter, not turned around, at every place where it fits in whole.

    Parameters
    ----------
    image : array of shape (height, width)
    kernel : array of shape (rows, columns)

    Returns
    -------
    array of float, shape (height - rows + 1, width - columns + 1)
    """
    windows = np.lib.stride_tricks.sliding_window_view(image, np.shape(kernel))
    return np.einsum("rcij,ij->rc", windows, kernel).astype(float)


def rnn_step(
    x: np.ndarray, h: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """Return the next state of a recurrent layer, tanh(x @ W + h @ U + b).

    Parameters
    ----------
    x, h : arrays of shape (n_in,), (n_units,)
        Input of the step, and state before it.
    W, U, b : arrays of shape (n_in, n_units), (n_units, n_units), (n_units,)
    """
    driven = np.einsum("i,ij->j", np.asarray(x, float), W)
    return np.tanh(driven + np.einsum("k,kj->j", np.asarray(h, float), U) + b)


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e^-z) for each number, without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))


def rbm_probabilities(
    v: np.ndarray, h: np.ndarray, W: np.ndarray, b: np.ndarray, c: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return how probable each hidden unit is given v, and each visible unit given h.

    Parameters
    ----------
    v, h : arrays of shape (n, n_visible), (n, n_hidden)
    W, b, c : arrays of shape (n_visible, n_hidden), (n_visible,), (n_hidden,)
    """
    up = np.einsum("ni,ij->nj", np.asarray(v, float), W)
    down = np.einsum("nj,ij->ni", np.asarray(h, float), W)
    return sigmoid(up + c), sigmoid(down + b)
