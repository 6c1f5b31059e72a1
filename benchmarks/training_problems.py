"""What `training.py` trains on: rows, a network and how long it is trained."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from scratchnet import (
    LSTM,
    Activation,
    Conv2D,
    Dense,
    GlobalMaxPool2D,
    MaxPool2D,
    Sequential,
    mlp,
)


@dataclass
class Problem:
    """Rows and a network; the network is dense where `kind` says so, with these hidden layers."""

    name: str
    X: np.ndarray  # (n_samples, …)
    y: np.ndarray  # (n_samples, n_outputs): labels 0 or 1, one-hot rows, or numbers
    hidden: list[int]
    batch_size: int
    epochs: int
    kind: str = "dense"  # or "images", "sequences"

    @property
    def is_binary(self) -> bool:
        """Whether there is one output, a probability, and not one per class."""
        return self.kind == "dense" and self.y.shape[1] == 1

    @property
    def loss(self) -> str:
        """The loss by scratchnet's name."""
        if self.kind == "sequences":
            return "mean_squared_error"
        return "binary_cross_entropy" if self.is_binary else "categorical_cross_entropy"

    @property
    def sizes(self) -> list[int]:
        """Units of each layer of a dense network."""
        return [self.X.shape[1], *self.hidden, self.y.shape[1]]

    def network(self) -> Sequential:
        """Return the network with the weights that every library starts from."""
        rng, dtype = np.random.default_rng(1), self.X.dtype
        if self.kind == "dense":
            output = "sigmoid" if self.is_binary else "softmax"
            return mlp(self.sizes, output=output, rng=rng, dtype=dtype)
        if self.kind == "sequences":
            recurrent = LSTM(self.X.shape[2], 32, rng=rng, dtype=dtype)
            return Sequential([recurrent, Dense(32, self.y.shape[1], rng=rng, dtype=dtype)])
        return Sequential(
            [
                Conv2D(1, 8, 3, padding="same", rng=rng, dtype=dtype),
                Activation("relu"),
                MaxPool2D(2),
                Conv2D(8, 16, 3, padding="same", rng=rng, dtype=dtype),
                Activation("relu"),
                GlobalMaxPool2D(),
                Dense(16, self.y.shape[1], rng=rng, dtype=dtype),
                Activation("softmax"),
            ]
        )

    def cost(self, weights: list[np.ndarray]) -> float:
        """Return the cost of a network with these weights on all rows."""
        network = self.network()
        for parameter, values in zip(network.parameters, weights, strict=True):
            parameter[...] = values
        return network.evaluate(self.X, self.y, self.loss)[0]


def pima(dtype: str) -> Problem:
    """Diabetes among 768 women: eight measurements."""
    from coursebook.datasets import load_pima

    data = load_pima()
    print(f"pima: {data.source}", file=sys.stderr)
    X, y = data.table[list(data.features)].to_numpy(float), data.table[data.target].to_numpy(float)
    return Problem("pima", *_prepare(X, y[:, None], dtype), [16, 8], batch_size=10, epochs=150)


def churn(dtype: str) -> Problem:
    """Bank customers who stay or leave: eight numbers, country and gender as 0 and 1."""
    import pandas as pd

    from coursebook.datasets import load_churn

    data = load_churn()
    print(f"churn: {data.source}", file=sys.stderr)
    table = pd.get_dummies(data.table[list(data.features)], drop_first=True)
    X, y = table.to_numpy(float), data.table[data.target].to_numpy(float)
    return Problem("churn", *_prepare(X, y[:, None], dtype), [6, 6], batch_size=10, epochs=10)


def digits(dtype: str) -> Problem:
    """Handwritten digits of 8 by 8 pixels, from scikit-learn; divided by 16, not standardised."""
    X, y = _digits(dtype)
    return Problem("digits", X, y, [256, 128], batch_size=256, epochs=20)


def images(dtype: str) -> Problem:
    """Take the same digits as images, for a network with two convolutions."""
    X, y = _digits(dtype)
    return Problem("images", X.reshape(-1, 8, 8, 1), y, [], batch_size=32, epochs=5, kind="images")


def sequences(dtype: str) -> Problem:
    """Fifty steps of two numbers; the target is the mean of the first where the second is 1."""
    rng = np.random.default_rng(0)
    marks = (rng.random((512, 50)) < 0.2).astype(float)
    values = rng.normal(size=(512, 50))
    y = (values * marks).mean(axis=1, keepdims=True)
    X = np.stack([values, marks], axis=-1)
    return Problem(
        "sequences", X.astype(dtype), y.astype(dtype), [], batch_size=32, epochs=5, kind="sequences"
    )


PROBLEMS = {problem.__name__: problem for problem in (pima, churn, digits, images, sequences)}


def _digits(dtype: str) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits

    data = load_digits()
    return _prepare(data.data / 16, np.eye(10)[data.target], dtype, standardise=False)


def _prepare(
    X: np.ndarray, y: np.ndarray, dtype: str, standardise: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    """Standardise the features and shuffle the rows, once."""
    if standardise:
        X = (X - X.mean(axis=0)) / X.std(axis=0)
    order = np.random.default_rng(0).permutation(len(X))
    return X[order].astype(dtype), y[order].astype(dtype)
