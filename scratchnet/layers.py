"""Layers: each computes outputs from inputs and, in reverse, carries a gradient back.

A layer has `forward(x)`, and `backward(gradient)`, which takes the gradient of a cost with respect
to the layer's last outputs, fills the gradients of its parameters and returns the gradient with
respect to its inputs. The first axis of x counts examples; the others belong to an example.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np

from scratchnet import checks
from scratchnet.activations import ACTIVATIONS, ActivationFunction
from scratchnet.initializers import draw


class Layer:
    """What all layers share. A subclass has `forward` and `backward`, and names its parameters.

    Attributes
    ----------
    names : tuple of str
        The attributes that are parameters, such as ``("W", "b")``. The gradient of ``W`` is the
        attribute ``dW``, of the same shape.
    cache : object
        What `forward` keeps for `backward`; None before.
    trusting : bool
        Whether arrays are taken as they come. The training loop sets it for the time of an epoch:
        it has checked the rows and seen that they fit all layers, and in a small network the checks
        take longer than the computation.
    """

    names: tuple[str, ...] = ()
    cache = None
    trusting = False
    kinds: ClassVar[dict[str, type[Layer]]] = {}  # by the name of the class, to read saved networks

    def __init_subclass__(cls) -> None:
        Layer.kinds[cls.__name__] = cls

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Compute the outputs; `training` matters to layers that behave differently then."""
        raise NotImplementedError

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Fill the parameters' gradients and return the gradient with respect to the inputs.

        Parameters
        ----------
        gradient : array of the shape of the last outputs
        need_input : bool
            False saves the work for the inputs' gradient where nobody asks for it; the result is
            then None. In training that is the first layer.

        Raises
        ------
        RuntimeError
            If there was no forward pass.
        ValueError
            If the gradient has not the shape of the outputs.
        """
        raise NotImplementedError

    @property
    def parameters(self) -> list[np.ndarray]:
        """Arrays that training changes."""
        return [getattr(self, name) for name in self.names]

    @property
    def gradients(self) -> list[np.ndarray]:
        """Their gradients after `backward`, in the same order."""
        return [getattr(self, f"d{name}") for name in self.names]

    def config(self) -> dict:
        """Return the arguments that make such a layer: names, numbers and lists only."""
        return {}

    def check(self, name: str, x) -> np.ndarray:
        """Return `x` as an array that the layer can take; errors call it `name`."""
        return checks.not_empty(name, checks.floats(name, x))

    def place(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        """Move parameters and gradients into flat vectors; the attributes become views of them."""
        start = 0
        for name in self.names:
            for vector, attribute in ((parameters, name), (gradients, f"d{name}")):
                array = getattr(self, attribute)
                view = vector[start : start + array.size].reshape(array.shape)
                view[...] = array
                setattr(self, attribute, view)
            start += array.size

    def recall(self):
        """Return what the last forward pass kept."""
        if self.cache is None:
            raise RuntimeError("backward: expected a forward pass before it, got none")
        return self.cache

    def __getstate__(self) -> dict:
        passing = ("cache", "trusting")  # what belongs to a pass, not to the layer
        return {name: value for name, value in vars(self).items() if name not in passing}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.config().values()))})"


def as_rows(x: np.ndarray) -> np.ndarray:
    """Return an array with all axes but the last as one: a row for each place."""
    return x if x.ndim == 2 else x.reshape(-1, x.shape[-1])


def float_dtype(dtype) -> np.dtype:
    """Return a dtype if networks can compute in it."""
    dtype = np.dtype(dtype)
    checks.choice("dtype", dtype.name, ["float64", "float32"])
    return dtype


class Dense(Layer):
    """Every unit is connected with every input: x @ W + b.

    For matrices `a.dot(b)` is `a @ b`, number for number, and starts in half the time, which counts
    where a network is small and takes thousands of steps.

    Parameters
    ----------
    n_in, n_out : int
        Number of inputs, and of outputs, which is the number of units.
    initializer : str or callable
        A name in `scratchnet.initializers.INITIALIZERS`, or a function of (rng, n_in, n_out) that
        returns the first weights. Biases start at 0.
    rng : numpy.random.Generator
        Draws the weights.
    dtype : numpy.float64 or numpy.float32

    Attributes
    ----------
    W, dW : arrays of shape (n_in, n_out)
        Weights and their gradient.
    b, db : arrays of shape (n_out,)
        Biases and their gradient.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or value; the error names it.
    """

    names = ("W", "b")

    def __init__(
        self,
        n_in: int,
        n_out: int,
        initializer: str | Callable = "he_normal",
        *,
        rng: np.random.Generator,
        dtype: type = np.float64,
    ):
        n_in = checks.whole_number("n_in", n_in)
        n_out = checks.whole_number("n_out", n_out)
        dtype = float_dtype(dtype)
        self.W = draw(initializer, rng, n_in, n_out).astype(dtype)
        self.b = np.zeros(n_out, dtype)
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Return x @ W + b.

        Parameters
        ----------
        x : array of shape (n, …, n_in)

        Returns
        -------
        array of shape (n, …, n_out)
        """
        x = self.cache = x if self.trusting else self.check("x", x)
        z = as_rows(x).dot(self.W) + self.b  # x @ W + b
        return z if x.ndim == 2 else z.reshape(*x.shape[:-1], -1)

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Fill dW and db, and return the gradient with respect to x; see `Layer.backward`."""
        x = self.cache if self.trusting else self.recall()
        if not self.trusting:
            outputs = (*x.shape[:-1], self.b.size)
            gradient = checks.fits("gradient", gradient, "the outputs", outputs, self.W.dtype)
        rows = as_rows(gradient)
        as_rows(x).T.dot(rows, out=self.dW)  # x.T @ gradient
        np.add.reduce(rows, axis=0, out=self.db)
        if not need_input:
            return None
        dx = rows.dot(self.W.T)  # gradient @ W.T
        return dx if x.ndim == 2 else dx.reshape(x.shape)

    def check(self, name: str, x) -> np.ndarray:
        """Return `x` as an array of shape (n, …, n_in) and the layer's dtype."""
        return checks.last_axis(name, x, len(self.W)).astype(self.W.dtype, copy=False)

    def config(self) -> dict:
        """Return the sizes."""
        return {"n_in": self.W.shape[0], "n_out": self.W.shape[1]}


class Activation(Layer):
    """Apply an activation function to every value, or softmax to every row.

    Parameters
    ----------
    name : str or ActivationFunction
        A name in `scratchnet.activations.ACTIVATIONS`, or such a function of your own.
    """

    def __init__(self, name: str | ActivationFunction):
        if isinstance(name, ActivationFunction):
            self.function = name
        else:
            self.function = ACTIVATIONS[checks.choice("name", name, ACTIVATIONS)]
        self.name = self.function.__name__

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Return g(x), of the shape of x."""
        if self.trusting:
            a = self.cache = self.function.compute(x)
        else:
            a = self.cache = self.function(self.check("x", x))
        return a

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Return gradient · g'(x); see `Layer.backward`."""
        a = self.cache if self.trusting else self.recall()
        if not self.trusting:
            gradient = checks.fits("gradient", gradient, "the outputs", a.shape)
        return self.function.backward(gradient, a) if need_input else None

    def config(self) -> dict:
        """Return the name of the function."""
        return {"name": self.name}


class Dropout(Layer):
    """Drop values at random during training, anew in each pass [Srivastava et al. 2014].

    What is kept is divided by 1 - rate, so that the expected output is the same with and without
    dropout, and prediction needs nothing ("inverted" dropout).

    Parameters
    ----------
    rate : float
        The probability with which a value is dropped, from 0 to below 1; often 0.5.
    rng : numpy.random.Generator
        Decides which values are dropped. None makes a layer that can only predict.
    """

    def __init__(self, rate: float, *, rng: np.random.Generator | None):
        self.rate = checks.number("rate", rate, least=0, below=1)
        self.rng = rng if rng is None else checks.generator("rng", rng)

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Return x with values dropped if `training`, else x as it is."""
        x = self.check("x", x)
        if not training:
            self.cache = np.ones((), x.dtype), x.shape
            return x
        kept = checks.generator("rng", self.rng).random(x.shape) < 1 - self.rate
        mask = (kept / (1 - self.rate)).astype(x.dtype)
        self.cache = mask, x.shape
        return x * mask

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Return the gradient where values were kept, else 0; see `Layer.backward`."""
        mask, shape = self.recall()
        gradient = checks.fits("gradient", gradient, "the outputs", shape)
        return gradient * mask if need_input else None

    def config(self) -> dict:
        """Return the rate."""
        return {"rate": self.rate}


class Reshape(Layer):
    """Give each example another shape: (n, …) to (n, *shape).

    Parameters
    ----------
    shape : sequence of int
        Of one example; one length may be -1 and follows from the others.
    """

    def __init__(self, shape: Sequence[int]):
        self.shape = [
            length if length == -1 else checks.whole_number(f"shape[{k}]", length)
            for k, length in enumerate(shape)
        ]
        if self.shape.count(-1) > 1:
            raise ValueError(f"shape: expected -1 at most once, got {self.shape}")

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Return x as (n, *shape)."""
        x = self.check("x", x)
        self.cache = x.shape
        known = math.prod(length for length in self.shape if length != -1)
        size = math.prod(x.shape[1:])
        if size % known or (-1 not in self.shape and size != known):
            raise ValueError(f"x: expected examples that fill {self.shape}, got {x.shape[1:]}")
        return x.reshape(len(x), *self.shape)

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Return the gradient in the shape of x; see `Layer.backward`."""
        shape = self.recall()
        gradient = checks.floats("gradient", gradient)
        if gradient.size != math.prod(shape):
            expected = f"the shape of the outputs, {math.prod(shape)} values"
            raise ValueError(f"gradient: expected {expected}, got {gradient.shape}")
        return gradient.reshape(shape) if need_input else None

    def config(self) -> dict:
        """Return the shape."""
        return {"shape": self.shape}


class Flatten(Reshape):
    """Make each example a row of numbers: (n, …) to (n, n_values)."""

    def __init__(self):
        super().__init__([-1])

    def config(self) -> dict:
        """Return no arguments: there are none."""
        return {}
