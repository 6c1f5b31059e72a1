"""A row of numbers for each word: what goes in are whole numbers, what comes out can be learned."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scratchnet import checks
from scratchnet.initializers import draw
from scratchnet.layers import Layer, as_rows, float_dtype


class Embedding(Layer):
    """Look up a row of W for each whole number: the same as one-hot rows @ W.

    Parameters
    ----------
    n_words, n_out : int
        How many numbers there are, 0 to n_words - 1, and the length of a row.
    initializer, rng, dtype
        As for `Dense`.

    Attributes
    ----------
    W, dW : arrays of shape (n_words, n_out)
    """

    names = ("W",)

    def __init__(
        self,
        n_words: int,
        n_out: int,
        initializer: str | Callable = "glorot_uniform",
        *,
        rng: np.random.Generator,
        dtype: type = np.float64,
    ):
        n_words = checks.whole_number("n_words", n_words)
        n_out = checks.whole_number("n_out", n_out)
        self.W = draw(initializer, rng, n_words, n_out).astype(float_dtype(dtype))
        self.dW = np.zeros_like(self.W)

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Return the rows for whole numbers x, (n, …): an array of shape (n, …, n_out)."""
        x = self.cache = self.check("x", x)
        return self.W[x]

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Fill dW. Whole numbers have no gradient: what is returned is 0; see `Layer.backward`."""
        x = self.recall()
        expected = (*x.shape, self.W.shape[1])
        gradient = checks.fits("gradient", gradient, "the outputs", expected)
        self.dW[...] = 0
        np.add.at(self.dW, x.ravel(), as_rows(gradient))  # a word may come more than once
        return np.zeros(x.shape, gradient.dtype) if need_input else None

    def check(self, name: str, x) -> np.ndarray:
        """Return `x` as an array of whole numbers that have a row."""
        x = checks.not_empty(name, checks.numbers(name, x))
        good = (x >= 0) & (x < len(self.W)) & (x == np.floor(x))
        if not good.all():
            place = np.unravel_index(int(np.argmin(good)), x.shape)
            expected = f"whole numbers from 0 to {len(self.W) - 1}"
            where = ", ".join(map(str, place))
            raise ValueError(f"{name}: expected {expected}, got {x[place]:g} at [{where}]")
        return x.astype(int)

    def config(self) -> dict:
        """Return the sizes."""
        return {"n_words": self.W.shape[0], "n_out": self.W.shape[1]}
