"""A network is a sequence of layers; all parameters lie in one flat vector."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import numpy as np

from scratchnet import checks, files
from scratchnet.activations import ACTIVATIONS
from scratchnet.initializers import INITIALIZERS
from scratchnet.layers import Activation, Dense, Dropout, Layer, float_dtype


class Sequential(Layer):
    """Layers, each of which takes in what the one before gives out. It is a layer itself.

    All parameters lie in one flat vector, so that an optimizer is a few operations on it; the
    layers' arrays are views of the vector, and a change of one shows in the other. A network that
    is a layer of a larger one shares the larger one's vector.

    Parameters
    ----------
    layers : sequence of Layer

    Attributes
    ----------
    layers : tuple of Layer
    leaves : list of Layer
        The same with the layers of networks inside in place of those.
    dtype : numpy.dtype
        That of the parameters.

    Raises
    ------
    TypeError, ValueError
        If there is no layer, something is no layer, one comes twice, or dtypes differ.
    """

    def __init__(self, layers: Sequence[Layer]):
        if not isinstance(layers, (list, tuple)):
            raise TypeError(f"layers: expected a list of layers, got {type(layers).__name__}")
        if not layers:
            raise ValueError("layers: expected at least one layer, got none")
        for k, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                raise TypeError(f"layers[{k}]: expected a layer, got {type(layer).__name__}")
        self.layers = tuple(layers)
        for k, leaf in enumerate(self.leaves):
            if any(leaf is other for other in self.leaves[:k]):
                raise ValueError(f"layers: expected each layer once, got {leaf} twice")
        dtypes = sorted({p.dtype.name for p in self.parameters})
        if len(dtypes) > 1:
            raise ValueError(f"layers: expected one dtype, got {' and '.join(dtypes)}")
        self.dtype = np.dtype(dtypes[0] if dtypes else np.float64)
        self.vectors()

    @property
    def leaves(self) -> list[Layer]:
        """All layers, those of networks inside included."""
        return [
            leaf
            for layer in self.layers
            for leaf in (layer.leaves if isinstance(layer, Sequential) else [layer])
        ]

    @property
    def parameters(self) -> list[np.ndarray]:
        """Arrays that training changes, layer after layer."""
        return [parameter for layer in self.layers for parameter in layer.parameters]

    @property
    def gradients(self) -> list[np.ndarray]:
        """Their gradients after `backward`, in the same order."""
        return [gradient for layer in self.layers for gradient in layer.gradients]

    @property
    def parameter_vector(self) -> np.ndarray:
        """All parameters, shape (n_parameters,): layer after layer, each array row by row."""
        return self.vectors()[0]

    @parameter_vector.setter
    def parameter_vector(self, values: np.ndarray) -> None:
        vector = self.parameter_vector
        values = checks.fits("parameter_vector", values, "the parameters", vector.shape)
        vector[:] = checks.finite("parameter_vector", values)

    @property
    def gradient_vector(self) -> np.ndarray:
        """All gradients after `backward`, in the order of `parameter_vector`."""
        return self.vectors()[1]

    def vectors(self) -> list[np.ndarray]:
        """Return `parameter_vector` and `gradient_vector`.

        Arrays that do not lie in two such vectors yet, or no longer, are moved there.
        """
        vectors = [_one_vector(arrays, self.dtype) for arrays in (self.parameters, self.gradients)]
        if any(vector is None for vector in vectors):
            count = sum(parameter.size for parameter in self.parameters)
            vectors = [np.empty(count, self.dtype), np.empty(count, self.dtype)]
            self.place(*vectors)
        return vectors

    def place(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        """Move parameters and gradients into flat vectors."""
        start = 0
        for layer in self.layers:
            end = start + sum(parameter.size for parameter in layer.parameters)
            layer.place(parameters[start:end], gradients[start:end])
            start = end

    def check(self, name: str, x) -> np.ndarray:
        """Return `x` as an array of finite numbers that the first layer can take."""
        x = checks.finite(name, self.leaves[0].check(name, x))
        return x if x.dtype.kind == "i" else x.astype(self.dtype, copy=False)

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Compute the outputs and keep what `backward` needs.

        Parameters
        ----------
        x : array of shape (n_samples, …)
            Finite numbers, of the shape that the first layer takes.
        training : bool
            Whether layers behave as in training: dropout drops.

        Raises
        ------
        TypeError, ValueError
            If x holds no numbers, is empty, holds NaN, or its shape does not fit.
        """
        x = self.check("X", x)
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Carry a gradient back through all layers; see `Layer.backward`."""
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient, need_input or layer is not self.layers[0])
        return gradient

    def predict(self, X) -> np.ndarray:
        """Compute the outputs, as `forward`, without touching what is kept for `backward`."""
        with self.undisturbed():
            return self.forward(X)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Give every layer back what it had kept for `backward`, at the end of a block."""
        kept = [(leaf, leaf.cache) for leaf in self.leaves]
        try:
            yield
        finally:
            for leaf, cache in kept:
                leaf.cache = cache

    def evaluate(self, X, y, loss) -> tuple[float, float | None]:
        """Measure the network's outputs for X against the targets y.

        Parameters
        ----------
        X : array of shape (n_samples, …)
        y : array of the shape of the outputs
            What the loss expects: numbers, labels 0 or 1, or one-hot rows.
        loss : str or Loss
            A name in `scratchnet.losses.LOSSES`, or a loss.

        Returns
        -------
        cost : float
        accuracy : float or None
            Share of right labels, from 0 to 1; None where the targets are no labels.
        """
        from scratchnet.objective import evaluate  # which needs this module

        return evaluate(self, X, y, loss)

    def copy(self) -> Sequential:
        """Return a network with the same layers and parameters of its own."""
        twin = copy.deepcopy(self)
        twin.vectors()
        return twin

    def __getitem__(self, which: int | slice) -> Layer:
        """Return a layer, or a network of some of the layers that shares their parameters."""
        chosen = self.layers[which]
        return Sequential(chosen) if isinstance(which, slice) else chosen

    def __len__(self) -> int:
        return len(self.layers)

    def __repr__(self) -> str:
        return f"Sequential([{', '.join(map(repr, self.layers))}])"

    def summary(self) -> str:
        """Return a table of the layers: their parameters' shapes, and how many numbers they are."""
        rows = [("layer", "shapes", "parameters")]
        for layer in self.leaves:
            shapes = [
                f"{name} {array.shape}"
                for name, array in zip(layer.names, layer.parameters, strict=True)
            ]
            count = sum(array.size for array in layer.parameters)
            rows.append((repr(layer), ", ".join(shapes), f"{count:,}"))
        rows.append(("total", "", f"{self.parameter_vector.size:,}"))
        widths = [max(len(row[k]) for row in rows) for k in range(3)]
        return "\n".join(
            f"{layer:<{widths[0]}}  {shapes:<{widths[1]}}  {count:>{widths[2]}}"
            for layer, shapes, count in rows
        )

    def save(self, path: str | os.PathLike) -> None:
        """Write the network to a ``.npz`` file: plain arrays, no pickle.

        The file appears at `path` only when it is complete.

        Parameters
        ----------
        path : str or path
            Used as it is; no suffix is added.
        """
        files.save(self, path)

    @classmethod
    def load(cls, path: str | os.PathLike, *, rng: np.random.Generator | None = None) -> Sequential:
        """Read a network that `save` wrote, in the dtype that was saved.

        Parameters
        ----------
        path : str or path
        rng : numpy.random.Generator, optional
            For layers that draw in training, such as dropout.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is truncated, is no network, or its parameters do not fit its layers.
        """
        return files.load(path, rng)


def mlp(
    sizes: Sequence[int],
    hidden: str = "relu",
    output: str = "sigmoid",
    *,
    initializer: str | Callable = "he_normal",
    dropout: float = 0.0,
    rng: np.random.Generator,
    dtype: type = np.float64,
) -> Sequential:
    """Make a multilayer perceptron: dense layers, each followed by its activation.

    Parameters
    ----------
    sizes : sequence of int
        Units of each layer, from the number of features to the number of outputs.
    hidden, output : str
        Activations of the hidden layers and of the last, names in
        `scratchnet.activations.ACTIVATIONS`.
    initializer : str or callable
        Of the weights, see `Dense`.
    dropout : float
        The rate of dropout after each hidden activation; 0 puts none there.
    rng : numpy.random.Generator
        Draws the weights, layer after layer, and what is dropped.
    dtype : numpy.float64 or numpy.float32

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or value; the error names it.
    """
    if not isinstance(sizes, (Sequence, np.ndarray)) or isinstance(sizes, str):
        raise TypeError(f"sizes: expected a list of whole numbers, got {type(sizes).__name__}")
    if len(sizes) < 2:
        raise ValueError(f"sizes: expected at least inputs and outputs, got {list(sizes)}")
    sizes = [checks.whole_number(f"sizes[{k}]", size) for k, size in enumerate(sizes)]
    checks.choice("hidden", hidden, ACTIVATIONS)
    checks.choice("output", output, ACTIVATIONS)
    if not callable(initializer):
        checks.choice("initializer", initializer, INITIALIZERS)
    dropout = checks.number("dropout", dropout, least=0, below=1)
    options = {"initializer": initializer, "rng": checks.generator("rng", rng)}
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers += [Dense(n_in, n_out, dtype=float_dtype(dtype), **options), Activation(hidden)]
        if dropout:
            layers.append(Dropout(dropout, rng=rng))
    del layers[-1 - bool(dropout) :]  # the last layer's activation is another, nothing is dropped
    return Sequential([*layers, Activation(output)])


def _one_vector(arrays: list[np.ndarray], dtype: np.dtype) -> np.ndarray | None:
    """Return the vector that arrays are consecutive views of; None if they are not."""
    if not arrays:
        return np.empty(0, dtype)
    base = arrays[0].base
    if base is None or base.ndim != 1:
        return None
    start = (_address(arrays[0]) - _address(base)) // base.itemsize
    vector = base[start : start + sum(array.size for array in arrays)]
    place = _address(vector)
    for array in arrays:
        if array.base is not base or _address(array) != place or not array.flags.c_contiguous:
            return None
        place += array.nbytes
    return vector


def _address(array: np.ndarray) -> int:
    return array.__array_interface__["data"][0]
