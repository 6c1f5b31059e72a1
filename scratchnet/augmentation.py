"""More examples from those that there are: images moved by a few pixels."""

from __future__ import annotations

import numpy as np

from scratchnet import checks


class RandomTranslation:
    """Augmentation: move each image of a batch by a few pixels, each by its own random step.

    What moves in at an edge is 0, the background; what moves out is lost.

    Parameters
    ----------
    shape : (height, width)
        Of the images. Their pixels are the features, row by row, or axes of their own.
    pixels : int
        The largest shift, up, down, left and right; less than height and width.
    rng : numpy.random.Generator
        Draws the shifts, each whole number from -pixels to pixels equally often.
    """

    def __init__(self, shape: tuple[int, int], pixels: int = 1, *, rng: np.random.Generator):
        height, width = shape
        self.height = checks.whole_number("shape[0]", height)
        self.width = checks.whole_number("shape[1]", width)
        self.pixels = checks.whole_number("pixels", pixels, least=0)
        if self.pixels >= min(self.shape):
            expected = f"less than {min(self.shape)}, the smaller side of the images"
            raise ValueError(f"pixels: expected {expected}, got {pixels}")
        self.rng = checks.generator("rng", rng)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the images."""
        return self.height, self.width

    def __call__(self, X: np.ndarray) -> np.ndarray:
        """Return shifted copies of the images.

        Parameters
        ----------
        X : array of shape (n, height · width), (n, height, width) or (n, height, width, channels)

        Returns
        -------
        array of the same shape and dtype
        """
        X = checks.numbers("X", X)
        if X.shape[1:3] != self.shape or X.ndim > 4:
            checks.shape("X", X, ("n", self.height * self.width))
        pad = self.pixels
        images = X.reshape(len(X), *self.shape, -1)
        images = np.pad(images, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
        down, right = self.rng.integers(0, 2 * pad + 1, (2, len(X), 1, 1))
        # A window of the padded image that starts `down` rows and `right` columns from its corner.
        rows = down + np.arange(self.height)[:, None]
        columns = right + np.arange(self.width)
        return images[np.arange(len(X))[:, None, None], rows, columns].reshape(X.shape)
