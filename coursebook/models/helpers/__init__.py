"""Correct helpers that the problem sets with Keras give: models and encoders for tests to hand on.

Apart from `coursebook.given`, so that the NumPy sets need no TensorFlow. Where work is graded they
are not there, see `grader.engine.reserved`; what a test calls through `Check.keeps` is lent then.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from coursebook.models import quick_keras  # before Keras, since it says how TensorFlow is to begin
from coursebook.models.quiet import quiet

with quiet():
    import keras


def given_encoder(table: pd.DataFrame) -> ColumnTransformer:
    """Return an encoder fitted to rows of the churn table, which makes thirteen columns of them.

    First the eight columns of numbers, standardized, then France, Germany, Spain, Female and Male
    as 0 or 1.
    """
    categories = [["France", "Germany", "Spain"], ["Female", "Male"]]
    words, others = ["Geography", "Gender"], ["RowNumber", "CustomerId", "Surname", "Exited"]
    numbers = [name for name in table.columns if name not in (*words, *others)]
    return ColumnTransformer(
        [
            ("standardized", StandardScaler(), numbers),
            ("one_hot", OneHotEncoder(categories=categories, sparse_output=False), words),
        ]
    ).fit(table)


def given_echo() -> keras.Model:
    """Return a compiled model of one input whose output is that input: you choose what it says."""
    model = quick_keras.QuickModel([keras.Input((1,)), keras.layers.Activation("linear")])
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    return model


def given_neuron(n_features: int, learning_rate: float = 0.5) -> keras.Model:
    """Return a compiled model of one sigmoid unit, whose weights start at zero.

    Random numbers are seeded anew: a training that does not seed them differs from any other.
    """
    unit = keras.layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")
    model = quick_keras.QuickModel([keras.Input((n_features,)), unit])
    optimizer = keras.optimizers.SGD(learning_rate)
    model.compile(optimizer, "binary_crossentropy")
    return given_restart(model)


def given_restart(model: keras.Model) -> keras.Model:
    """Put the model of `given_neuron` back to where it was before any training, and return it."""
    model.set_weights([np.zeros_like(array) for array in model.get_weights()])
    model.optimizer.iterations.assign(0)
    keras.utils.set_random_seed(secrets.randbelow(2**31))  # last: it clears TensorFlow's caches
    return model


def given_weighted(weights: Sequence[float], bias: float = 0.0) -> keras.Model:
    """Return a compiled model of one sigmoid unit with these weights.

    It is one for all calls with so many weights; the last call sets them.
    """
    model = _unit(len(weights))
    model.set_weights([np.reshape(weights, (-1, 1)), np.array([bias])])
    return model


_unit = cache(given_neuron)
