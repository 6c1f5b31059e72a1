"""Correct helpers that a problem set gives, so that no exercise needs another one to be right."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def predict_with_network(input_data_row: np.ndarray, weights: Mapping[str, np.ndarray]) -> float:
    """Return the output of a network with two hidden nodes and one output, ReLU on all three.

    Parameters
    ----------
    input_data_row : array of shape (n_features,)
    weights : mapping
        Arrays under the keys `node_0` and `node_1`, of shape (n_features,), and `output`, of
        shape (2,).
    """
    into_hidden = np.column_stack([weights["node_0"], weights["node_1"]])
    hidden = (input_data_row @ into_hidden).clip(min=0)
    return float((hidden @ weights["output"]).clip(min=0))
