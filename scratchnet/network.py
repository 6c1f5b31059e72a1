"""A fully connected network: forward, backward, predict, summary, save and load."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from scratchnet import checks
from scratchnet.activations import ACTIVATIONS, relu
from scratchnet.initializers import INITIALIZERS
from scratchnet.propagation import Buffers, Objective, backward_pass, forward_pass, with_ones

_FILE_KIND = "scratchnet network 1"


def forward(X, layers) -> np.ndarray:
    """Forward propagation in matrix form: ReLU between the layers, none at the end.

    Parameters
    ----------
    X : array of shape (n_samples, n_features)
    layers : list of (W, b)
        W of shape (n_in, n_out), b of shape (n_out,).

    Returns
    -------
    array of shape (n_samples, n_outputs)

    Raises
    ------
    TypeError, ValueError
        If an argument holds no numbers or its shape does not fit; the error names it.
    """
    a = checks.shape("X", checks.numbers("X", X), ("n_samples", "n_features"))
    a = checks.finite("X", checks.not_empty("X", a))
    if not layers:
        raise ValueError("layers: expected at least one (W, b), got none")
    for k, (W, b) in enumerate(layers):
        W = checks.shape(f"layers[{k}][0]", checks.numbers(f"layers[{k}][0]", W), (a.shape[1], "n"))
        b = checks.shape(f"layers[{k}][1]", checks.numbers(f"layers[{k}][1]", b), (W.shape[1],))
        z = a @ W + b
        a = relu(z) if k < len(layers) - 1 else z
    return a


class Network:
    """Layers of units, each connected with all units of the layer before.

    All parameters lie in one flat vector, so that an optimizer is a few operations on it; `layers`
    are views of the vector, so that a change of one shows in the other.

    Parameters
    ----------
    sizes : sequence of int
        Units of each layer, from the number of features to the number of outputs.
    hidden, output : str
        Activations of the hidden layers and of the last, names in
        `scratchnet.activations.ACTIVATIONS`.
    initializer : str or callable
        A name in `scratchnet.initializers.INITIALIZERS`, or a function of (rng, n_in, n_out) that
        returns the weights of a layer. Biases start at 0.
    rng : numpy.random.Generator
        Draws the weights.
    dtype : numpy.float64 or numpy.float32
        That of parameters, activations and outputs.

    Attributes
    ----------
    parameters, gradient : arrays of shape (n_parameters,)
        Layer after layer, each layer's weights row by row, then its biases.
    layers, gradients : lists of (W, b)
        The same as views: W of shape (n_in, n_out), b of shape (n_out,).

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or value; the error names it.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        hidden: str = "relu",
        output: str = "sigmoid",
        initializer: str | Callable = "he",
        *,
        rng: np.random.Generator,
        dtype: type = np.float64,
    ):
        if not isinstance(sizes, (Sequence, np.ndarray)) or isinstance(sizes, str):
            raise TypeError(f"sizes: expected a list of whole numbers, got {type(sizes).__name__}")
        if len(sizes) < 2:
            raise ValueError(f"sizes: expected at least inputs and outputs, got {list(sizes)}")
        self.sizes = [checks.whole_number(f"sizes[{k}]", size) for k, size in enumerate(sizes)]
        self.hidden = checks.choice("hidden", hidden, ACTIVATIONS)
        self.output = checks.choice("output", output, ACTIVATIONS)
        self.dtype = np.dtype(dtype)
        checks.choice("dtype", self.dtype.name, ["float64", "float32"])
        checks.generator("rng", rng)
        if not callable(initializer):
            initializer = INITIALIZERS[checks.choice("initializer", initializer, INITIALIZERS)]
        shapes = list(zip(self.sizes[:-1], self.sizes[1:], strict=True))
        count = sum((n_in + 1) * n_out for n_in, n_out in shapes)
        self.parameters = np.zeros(count, self.dtype)
        self.gradient = np.zeros(count, self.dtype)
        # Each layer's weights with its biases as last row, the form of both passes.
        self._weights = _blocks(self.parameters, shapes)
        self._gradients = _blocks(self.gradient, shapes)
        self.layers = [(block[:-1], block[-1]) for block in self._weights]
        self.gradients = [(block[:-1], block[-1]) for block in self._gradients]
        for (W, _), (n_in, n_out) in zip(self.layers, shapes, strict=True):
            drawn = checks.numbers("initializer", initializer(rng, n_in, n_out))
            W[...] = checks.shape("initializer", drawn, (n_in, n_out))
        self._last_pass = None

    def __repr__(self) -> str:
        return (
            f"Network({self.sizes}, hidden={self.hidden!r}, output={self.output!r}, "
            f"{self.parameters.size} parameters, {self.dtype})"
        )

    def forward(self, X) -> np.ndarray:
        """Compute the outputs and keep what `backward` needs.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
            Finite numbers.

        Returns
        -------
        array of shape (n_samples, n_outputs)

        Raises
        ------
        TypeError, ValueError
            If X holds no numbers, is empty, holds NaN, or its shape does not fit.
        """
        self._last_pass = self._propagate(X)
        _, z, _ = self._last_pass
        return ACTIVATIONS[self.output].function(z)

    def _propagate(self, X) -> tuple[np.ndarray, np.ndarray, Buffers]:
        """Return the inputs with ones, z of the last layer, and what a backward pass needs."""
        X_1 = with_ones(checks.matrix("X", X, self.sizes[0], self.dtype), self.dtype)
        z = np.empty((len(X_1), self.sizes[-1]), self.dtype, order="F")
        buffers = Buffers(self.sizes, len(X_1), self.dtype)
        forward_pass(X_1, self._weights, ACTIVATIONS[self.hidden], z, buffers)
        return X_1, z, buffers

    def backward(self, y, loss: str) -> np.ndarray:
        """Compute the gradient of the cost of the last forward pass, by backpropagation.

        Parameters
        ----------
        y : array of shape (n_samples, n_outputs)
            Targets for the rows of the last `forward`.
        loss : str
            A name in `scratchnet.losses.LOSSES`.

        Returns
        -------
        array of shape (n_parameters,)
            The attribute `gradient`, which the next call overwrites; `gradients` has its views.

        Raises
        ------
        RuntimeError
            If there was no forward pass.
        TypeError, ValueError
            If the targets are not what the loss expects, or the loss does not fit the output.
        """
        if self._last_pass is None:
            raise RuntimeError("backward: expected a forward pass before it, got none")
        X_1, z, buffers = self._last_pass
        objective = Objective(loss, self.output)
        y = objective.targets("y", y, z.shape, self.dtype)
        objective.delta(y, z, buffers)
        backward_pass(X_1, self._weights, ACTIVATIONS[self.hidden], self._gradients, buffers)
        return self.gradient

    def predict(self, X) -> np.ndarray:
        """Compute the outputs, as `forward`, without keeping anything for `backward`."""
        _, z, _ = self._propagate(X)
        return ACTIVATIONS[self.output].function(z)

    def evaluate(self, X, y, loss: str) -> tuple[float, float | None]:
        """Measure the network's outputs for X against the targets y.

        For parameters and errors see `forward` and `backward`.

        Returns
        -------
        cost : float
        accuracy : float or None
            Share of right labels, from 0 to 1; None where the targets are no labels.
        """
        _, z, _ = self._propagate(X)
        objective = Objective(loss, self.output)
        y = objective.targets("y", y, z.shape, self.dtype)
        return objective.cost(objective.losses(y, z)), objective.accuracy(y, z)

    def copy(self) -> Network:
        """Return a network with the same layers and parameters of its own."""
        rng = np.random.default_rng(0)  # draws nothing: the parameters are copied
        twin = Network(self.sizes, self.hidden, self.output, "zeros", rng=rng, dtype=self.dtype)
        twin.parameters[:] = self.parameters
        return twin

    def summary(self) -> str:
        """Return a table of the layers: units, activation, shape of W and number of parameters."""
        row = "{:<10} {:>5}  {:<10}  {:<12} {:>10}".format
        lines = [row("layer", "units", "activation", "W", "parameters")]
        lines.append(row("input", self.sizes[0], "", "", 0))
        for k, (W, b) in enumerate(self.layers, start=1):
            is_last = k == len(self.layers)
            name, activation = ("output", self.output) if is_last else (f"hidden {k}", self.hidden)
            lines.append(row(name, b.size, activation, str(W.shape), f"{W.size + b.size:,}"))
        lines.append(row("total", "", "", "", f"{self.parameters.size:,}"))
        return "\n".join(lines)

    def save(self, path: str | os.PathLike) -> None:
        """Write the network to a ``.npz`` file: plain arrays, no pickle.

        The file appears at `path` only when it is complete.

        Parameters
        ----------
        path : str or path
            Used as it is; no suffix is added.
        """
        path = Path(path)
        part = path.with_name(f"{path.name}.part")
        names = ("sizes", "hidden", "output", "parameters")
        arrays = {name: np.array(getattr(self, name)) for name in names}
        arrays["kind"] = np.array(_FILE_KIND)
        try:
            with part.open("wb") as file:
                np.savez(file, **arrays)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: str | os.PathLike) -> Network:
        """Read a network that `save` wrote.

        Parameters
        ----------
        path : str or path

        Returns
        -------
        Network
            Of the dtype that was saved.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is truncated, is no network, or its parameters do not fit its sizes.
        """
        arrays = _read(path)
        sizes = [int(size) for size in arrays["sizes"]]
        hidden, output, dtype = (
            str(arrays["hidden"]),
            str(arrays["output"]),
            arrays["parameters"].dtype,
        )
        rng = np.random.default_rng(0)  # draws nothing: the parameters come from the file
        network = cls(sizes, hidden, output, "zeros", rng=rng, dtype=dtype)
        saved = checks.shape(f"{path}: parameters", arrays["parameters"], network.parameters.shape)
        network.parameters[:] = checks.finite(f"{path}: parameters", saved)
        return network


def _blocks(flat: np.ndarray, shapes: list[tuple[int, int]]) -> list[np.ndarray]:
    """Return views of consecutive parts of a flat vector, of shape (n_in + 1, n_out)."""
    blocks, start = [], 0
    for n_in, n_out in shapes:
        end = start + (n_in + 1) * n_out
        blocks.append(flat[start:end].reshape(n_in + 1, n_out))
        start = end
    return blocks


def _read(path: str | os.PathLike) -> dict[str, np.ndarray]:
    """Return the arrays of a file that `Network.save` wrote, or raise an error in words."""
    names = ("kind", "sizes", "hidden", "output", "parameters")
    expected = "expected a file written by Network.save"
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in names}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # no such file, no permission: Python's own words say it best
        raise ValueError(f"{path}: {expected}, got a damaged or truncated one") from error
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise ValueError(f"{path}: {expected}, got a file of another kind") from error
    if str(arrays["kind"]) != _FILE_KIND:
        raise ValueError(f"{path}: {expected}, got one of kind {str(arrays['kind'])!r}")
    return arrays
