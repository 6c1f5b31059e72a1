"""Layers for images: convolution and pooling, on arrays of shape (n, height, width, channels).

A convolution takes every window of the image as a row of numbers; then it is a dense layer, one
matrix product, applied at every place [LeCun et al. 1989]. `sliding_window_view` shows all windows
without copying a pixel.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from scratchnet import checks
from scratchnet.initializers import draw
from scratchnet.layers import Layer, as_rows, float_dtype


class Conv2D(Layer):
    """The same weights look at every window of an image.

    Parameters
    ----------
    n_in, n_out : int
        Channels of the input, and of the output, which is the number of filters.
    kernel_size : int
        Height and width of a window, in pixels.
    stride : int
        Pixels from one window to the next.
    padding : str
        ``"valid"`` takes the windows inside the image; ``"same"`` puts zeros around it, so that
        the output has ceil(size / stride) rows and columns; an odd zero goes below and right.
    initializer, rng, dtype
        As for `Dense`; a function takes (rng, n_in, n_out, shape).

    Attributes
    ----------
    W, dW : arrays of shape (kernel_size, kernel_size, n_in, n_out)
    b, db : arrays of shape (n_out,)
    """

    names = ("W", "b")

    def __init__(
        self,
        n_in: int,
        n_out: int,
        kernel_size: int,
        stride: int = 1,
        padding: str = "valid",
        initializer: str | Callable = "he_normal",
        *,
        rng: np.random.Generator,
        dtype: type = np.float64,
    ):
        n_in = checks.whole_number("n_in", n_in)
        n_out = checks.whole_number("n_out", n_out)
        self.kernel_size = size = checks.whole_number("kernel_size", kernel_size)
        self.stride = checks.whole_number("stride", stride)
        self.padding = checks.choice("padding", padding, ["valid", "same"])
        shape, window = (size, size, n_in, n_out), size * size
        dtype = float_dtype(dtype)
        self.W = draw(initializer, rng, window * n_in, window * n_out, shape).astype(dtype)
        self.b = np.zeros(n_out, dtype)
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Return the filters' answers at every place.

        Parameters
        ----------
        x : array of shape (n, height, width, n_in)

        Returns
        -------
        array of shape (n, rows, columns, n_out)
        """
        x = self.check("x", x)
        around = [self._around(size) for size in x.shape[1:3]]
        padded = np.pad(x, ((0, 0), *around, (0, 0)))
        size, step = self.kernel_size, self.stride
        windows = sliding_window_view(padded, (size, size), axis=(1, 2))[:, ::step, ::step]
        places = windows.shape[:3]
        rows = as_rows(windows.transpose(0, 1, 2, 4, 5, 3).reshape(*places, -1))
        self.cache = rows, places, padded.shape, around
        return (rows @ self.W.reshape(-1, self.b.size) + self.b).reshape(*places, -1)

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Fill dW and db, and return the gradient with respect to x; see `Layer.backward`."""
        rows, places, shape, around = self.recall()
        outputs = (*places, self.b.size)
        gradient = checks.fits("gradient", gradient, "the outputs", outputs, self.W.dtype)
        signal = as_rows(gradient)
        self.dW[...] = (rows.T @ signal).reshape(self.W.shape)
        self.db[...] = signal.sum(axis=0)
        if not need_input:
            return None
        windows = (signal @ self.W.reshape(-1, self.b.size).T).reshape(*places, *self.W.shape[:3])
        dx, step = np.zeros(shape, gradient.dtype), self.stride
        down, right = (step * length for length in places[1:])
        for i, j in np.ndindex(self.W.shape[:2]):  # each weight's share goes back where it looked
            dx[:, i : i + down : step, j : j + right : step] += windows[:, :, :, i, j]
        (top, bottom), (left, end) = around
        return dx[:, top : shape[1] - bottom, left : shape[2] - end]

    def _around(self, size: int) -> tuple[int, int]:
        """Return how many zeros come before and after `size` pixels."""
        if self.padding == "valid":
            return 0, 0
        missing = max((-(-size // self.stride) - 1) * self.stride + self.kernel_size - size, 0)
        return missing // 2, missing - missing // 2

    def check(self, name: str, x) -> np.ndarray:
        """Return `x` as images with the right number of channels, large enough for a window."""
        x = checks.not_empty(name, checks.numbers(name, x))
        checks.shape(name, x, ("n", "height", "width", self.W.shape[2]))
        if self.padding == "valid" and min(x.shape[1:3]) < self.kernel_size:
            expected = f"images of at least {self.kernel_size} by {self.kernel_size} pixels"
            raise ValueError(f"{name}: expected {expected}, got {x.shape[1]} by {x.shape[2]}")
        return x.astype(self.W.dtype, copy=False)

    def config(self) -> dict:
        """Return the sizes, the stride and the padding."""
        return {
            "n_in": self.W.shape[2],
            "n_out": self.W.shape[3],
            "kernel_size": self.kernel_size,
            "stride": self.stride,
            "padding": self.padding,
        }


class MaxPool2D(Layer):
    """Keep the largest value of each window; windows stand side by side.

    Rows and columns that fill no window are left out. Where a largest value comes twice in a
    window, the gradient goes to the first.

    Parameters
    ----------
    size : int
        Height and width of a window, in pixels.
    """

    def __init__(self, size: int = 2):
        self.size = checks.whole_number("size", size)

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Return the maxima, (n, height // size, width // size, channels), of such an x."""
        x = _images("x", x)
        n, height, width, channels = x.shape
        rows, columns, size = height // self.size, width // self.size, self.size
        if not rows or not columns:
            expected = f"images of at least {size} by {size} pixels"
            raise ValueError(f"x: expected {expected}, got {height} by {width}")
        blocks = x[:, : rows * size, : columns * size].reshape(
            n, rows, size, columns, size, channels
        )
        blocks = blocks.transpose(0, 1, 3, 5, 2, 4).reshape(n, rows, columns, channels, -1)
        first = blocks.argmax(axis=-1)
        self.cache = first, x.shape
        return np.take_along_axis(blocks, first[..., None], axis=-1)[..., 0]

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Return the gradient at the places of the maxima, else 0; see `Layer.backward`."""
        first, shape = self.recall()
        gradient = checks.fits("gradient", gradient, "the outputs", first.shape)
        if not need_input:
            return None
        n, rows, columns, channels = first.shape
        blocks = np.zeros((*first.shape, self.size**2), gradient.dtype)
        np.put_along_axis(blocks, first[..., None], gradient[..., None], axis=-1)
        blocks = blocks.reshape(n, rows, columns, channels, self.size, self.size)
        dx = np.zeros(shape, gradient.dtype)
        dx[:, : rows * self.size, : columns * self.size] = blocks.transpose(
            0, 1, 4, 2, 5, 3
        ).reshape(n, rows * self.size, columns * self.size, channels)
        return dx

    def config(self) -> dict:
        """Return the size."""
        return {"size": self.size}


class GlobalMaxPool2D(Layer):
    """Keep the largest value of each channel, wherever it stands: (n, channels)."""

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Return the maximum of each channel of x, (n, height, width, channels)."""
        x = _images("x", x)
        flat = x.reshape(len(x), -1, x.shape[-1])
        first = flat.argmax(axis=1)
        self.cache = first, x.shape
        return np.take_along_axis(flat, first[:, None], axis=1)[:, 0]

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Return the gradient at the places of the maxima, else 0; see `Layer.backward`."""
        first, shape = self.recall()
        gradient = checks.fits("gradient", gradient, "the outputs", first.shape)
        if not need_input:
            return None
        dx = np.zeros((shape[0], shape[1] * shape[2], shape[3]), gradient.dtype)
        np.put_along_axis(dx, first[:, None], gradient[:, None], axis=1)
        return dx.reshape(shape)


class GlobalAveragePool2D(Layer):
    """Average each channel over all places: (n, channels)."""

    def forward(self, x, training: bool = False) -> np.ndarray:
        """Return the mean of each channel of x, (n, height, width, channels)."""
        x = _images("x", x)
        self.cache = x.shape
        return x.mean(axis=(1, 2))

    def backward(self, gradient, need_input: bool = True) -> np.ndarray | None:
        """Return the gradient, shared by all places; see `Layer.backward`."""
        n, height, width, channels = shape = self.recall()
        gradient = checks.fits("gradient", gradient, "the outputs", (n, channels))
        if not need_input:
            return None
        return np.broadcast_to(gradient[:, None, None] / (height * width), shape).copy()


def _images(name: str, x) -> np.ndarray:
    """Return `x` as an array of floats of shape (n, height, width, channels)."""
    x = checks.not_empty(name, checks.floats(name, x))
    return checks.shape(name, x, ("n", "height", "width", "channels"))
