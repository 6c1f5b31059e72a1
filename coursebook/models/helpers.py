"""Correct helpers that the problem sets with Keras give, and what their tests ask of a model.

Apart from `coursebook.given`, so that the NumPy sets need no TensorFlow. Functions that a test
cell hands to `keeps` or `reads` run where the student's code runs.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from checks.values import describe, plain
from coursebook.datasets import load_churn, load_pima
from coursebook.models import quick_keras  # before Keras, since it says how TensorFlow is to begin
from coursebook.models.quiet import quiet

with quiet():
    import keras
    import tensorflow as tf

# With the first table scikit-learn looks for all kinds of tables there are. Grading forks the
# process that has imported this module, so that it is done once for all submissions.
_table = pd.DataFrame({"row": [0, 1, 0, 1]})
train_test_split(_table, test_size=2, stratify=_table["row"])

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@lru_cache(maxsize=4)
def given_pima(seed: int) -> Arrays:
    """Return the Pima table ready for training, as `X_train, y_train, X_test, y_test`.

    A stratified fifth of the rows is for testing. Missing values are filled and columns scaled
    with the training rows' medians, means and standard deviations.
    """
    data = load_pima()
    X, y = data.X, data.y
    for name in data.zero_is_missing:
        column = X[:, data.features.index(name)]
        column[column == 0] = np.nan
    rows = train_test_split(np.arange(len(y)), test_size=0.2, stratify=y, random_state=seed)
    steps = make_pipeline(SimpleImputer(strategy="median"), StandardScaler()).fit(X[rows[0]])
    prepared = [(steps.transform(X[part]).astype("float32"), y[part]) for part in rows]
    return (*prepared[0], *prepared[1])


@lru_cache(maxsize=4)
def given_churn(seed: int, n_rows: int = 10_000) -> Arrays:
    """Return so many rows of the churn table ready for training, as `given_pima` does."""
    data = load_churn()
    table = data.table.sample(n_rows, random_state=seed)
    train, test = train_test_split(
        table, test_size=0.2, stratify=table[data.target], random_state=seed
    )
    encoder = given_encoder(train)
    prepared = [
        (encoder.transform(part).astype("float32"), part[data.target].to_numpy(dtype="float64"))
        for part in (train, test)
    ]
    return (*prepared[0], *prepared[1])


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


def given_steps(model: keras.Model) -> list[str | int]:
    """Return the name of a model's optimizer and how many steps it has made."""
    return [type(model.optimizer).__name__, int(model.optimizer.iterations.numpy())]


def given_weighted(weights: Sequence[float], bias: float = 0.0) -> keras.Model:
    """Return a compiled model of one sigmoid unit with these weights.

    It is one for all calls with so many weights; the last call sets them.
    """
    model = _unit(len(weights))
    model.set_weights([np.reshape(weights, (-1, 1)), np.array([bias])])
    return model


_unit = cache(given_neuron)


def given_kind(thing: Any) -> str:
    """Return `a Keras model` for one, and for anything else what it is."""
    return "a Keras model" if isinstance(thing, keras.Model) else describe(plain(thing))


def given_sizes(model: keras.Model) -> list[int]:
    """Return how many values enter a model and how many leave each layer that has weights."""
    shapes = [array.shape for array in model.get_weights() if array.ndim == 2]
    return [n_in for n_in, _ in shapes[:1]] + [n_out for _, n_out in shapes]


def given_outputs(model: keras.Model, weights: Sequence[np.ndarray], X: np.ndarray) -> np.ndarray:
    """Return the outputs that a model has with these weights and biases for the rows of `X`.

    Its own are put back.
    """
    own = model.get_weights()
    model.set_weights(weights)
    y_hat = keras.ops.convert_to_numpy(model(X))
    model.set_weights(own)
    return y_hat


def given_weight_spreads(model: keras.Model) -> list[float]:
    """Return the standard deviation of the weights of each layer, biases left out."""
    return [float(array.std()) for array in model.get_weights() if array.ndim == 2]


def given_cost(model: keras.Model, y: np.ndarray, y_hat: np.ndarray) -> float:
    """Return the cost that a model was compiled with, for labels and outputs of your choice."""
    return float(model.compute_loss(y=y[:, None], y_pred=y_hat[:, None]))


def given_score(model: keras.Model, X: np.ndarray, y: np.ndarray) -> float:
    """Return the mean cross-entropy of a model's outputs for the rows of `X`, in nats."""
    y_hat = keras.ops.convert_to_numpy(model(X))[:, 0].astype("float64").clip(1e-7, 1 - 1e-7)
    return float(-np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)))


def given_score_after_training(
    model: keras.Model,
    X: np.ndarray,
    y: np.ndarray,
    X_test: np.ndarray,
    y_test: np.ndarray,
    epochs: int,
    enough: float,
) -> float:
    """Train a compiled model and return its mean cross-entropy for the test rows, in nats.

    Each epoch is one step that sees all rows, so that chance enters by the first weights only. Now
    and then these are such that a network learns nothing. So where the score is not below `enough`
    the training begins again with other first weights, up to two times, and the lowest score
    counts.
    """
    first, scores = model.get_weights(), []
    train = training(model, X, y, epochs)
    for _ in range(3):
        train()
        scores.append(given_score(model, X_test, y_test))
        if scores[-1] < enough:
            break
        model.set_weights(first)
        draw_weights(model)
    return min(scores)


def draw_weights(model: keras.Model) -> None:
    """Draw the first weights of a model's `Dense` layers anew, each as its layer is told to."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense):
            draw = layer.kernel_initializer
            # The same initializer would draw the same weights again.
            draw = draw.clone() if isinstance(draw, keras.initializers.Initializer) else draw
            layer.kernel.assign(draw(layer.kernel.shape, layer.kernel.dtype))
        elif isinstance(layer, keras.Model):
            draw_weights(layer)


def training(
    model: keras.Model, X: np.ndarray, y: np.ndarray, epochs: int, learning_rate: float = 0.05
) -> Callable[[], None]:
    """Return a function that trains a compiled model for so many steps, which all see all rows.

    For the few steps of a test most of the work is getting ready. So it is not that of `model.fit`,
    and the steps are Adam's for all weights at once, as one vector: Keras's own optimizer gets
    ready for each array of weights anew.
    """
    rows, labels = tf.constant(X), tf.constant(y[:, None], dtype=tf.float32)
    weights = [variable.value for variable in model.trainable_variables]
    if not weights:
        raise ValueError("all weights of the model are frozen, so that no training changes them")
    sizes = [math.prod(array.shape) for array in weights]

    @tf.function(autograph=False)
    def step(rate: tf.Tensor, mean: tf.Tensor, square: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            cost = model.compute_loss(y=labels, y_pred=model(rows, training=True))
        slopes = [tf.reshape(slope, [-1]) for slope in tape.gradient(cost, weights)]
        slope = tf.concat(slopes, axis=0)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        change = tf.split(rate * mean / (tf.sqrt(square) + 1e-7), sizes)
        for array, part in zip(weights, change, strict=True):
            array.assign_sub(tf.reshape(part, array.shape))
        return mean, square

    def train() -> None:
        mean = square = tf.zeros(sum(sizes))
        for epoch in range(1, epochs + 1):
            rate = learning_rate * (1 - 0.999**epoch) ** 0.5 / (1 - 0.9**epoch)
            mean, square = step(tf.constant(rate), mean, square)

    return train
