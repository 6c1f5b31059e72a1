"""Against overfitting: penalties, dropout, early stopping, and shifted images.

Each is handed to `scratchnet.training.fit`: penalties, dropout and augmentation work on a batch,
early stopping is a callback between epochs.
"""

from __future__ import annotations

import numpy as np

from scratchnet import checks
from scratchnet.network import Network
from scratchnet.training import Callback, History


class L2:
    """Penalty strength · Σ W², which pulls each weight towards 0 in proportion to its size.

    Biases are left alone, as they only shift.

    Parameters
    ----------
    strength : float
        λ, 0 or more.
    """

    def __init__(self, strength: float):
        self.strength = checks.number("strength", strength, least=0)

    def cost(self, network: Network) -> float:
        """Return the penalty, to be added to the network's cost."""
        return self.strength * sum(float(np.sum(W**2)) for W, _ in network.layers)

    def add_gradient(self, network: Network) -> None:
        """Add 2 · strength · W to the network's gradient."""
        for (W, _), (dW, _) in zip(network.layers, network.gradients, strict=True):
            dW += 2 * self.strength * W


class L1:
    """Penalty strength · Σ |W|, which pulls each weight towards 0 by the same amount.

    Many weights end at 0 or swing closely around it. Biases are left alone.

    Parameters
    ----------
    strength : float
        λ, 0 or more.
    """

    def __init__(self, strength: float):
        self.strength = checks.number("strength", strength, least=0)

    def cost(self, network: Network) -> float:
        """Return the penalty, to be added to the network's cost."""
        return self.strength * sum(float(np.sum(np.abs(W))) for W, _ in network.layers)

    def add_gradient(self, network: Network) -> None:
        """Add strength · sign(W) to the network's gradient."""
        for (W, _), (dW, _) in zip(network.layers, network.gradients, strict=True):
            dW += self.strength * np.sign(W)


class Dropout:
    """Drop hidden units at random, anew in each batch [Srivastava et al. 2014].

    Inverted dropout divides what is kept by `keep` during training, so that a unit's expected
    output is the same with and without dropout, and prediction needs nothing. The original form
    leaves it as it is during training and multiplies by `keep` at prediction: call
    `for_prediction` for the network to predict with. The two agree in expectation.

    Parameters
    ----------
    keep : float
        The probability q with which a unit is kept, above 0, at most 1; often 0.5.
    rng : numpy.random.Generator
        Decides which units are dropped.
    inverted : bool
        Which of the two forms.
    """

    def __init__(self, keep: float, *, rng: np.random.Generator, inverted: bool = True):
        self.keep = checks.number("keep", keep, above=0, most=1)
        self.rng = checks.generator("rng", rng)
        self.inverted = inverted

    def draw(self, masks: list[np.ndarray]) -> None:
        """Fill arrays with what a layer's activations are multiplied by: 0 for a dropped unit."""
        kept = 1 / self.keep if self.inverted else 1
        for mask in masks:
            np.multiply(self.rng.random(mask.shape) < self.keep, kept, out=mask)

    def for_prediction(self, network: Network) -> Network:
        """Return the network to predict with.

        Inverted dropout returns the network itself. The original form returns a copy in which the
        weights that leave the hidden layers are multiplied by `keep`: the same as multiplying the
        hidden activations.
        """
        if self.inverted:
            return network
        scaled = network.copy()
        for W, _ in scaled.layers[1:]:
            W *= self.keep
        return scaled


class EarlyStopping(Callback):
    """Stop when the validation cost has not fallen for some epochs; go back to the best weights.

    Parameters
    ----------
    patience : int
        Epochs without a new best after which training stops.
    min_delta : float
        By how much the cost has to fall to count, 0 or more.

    Attributes
    ----------
    best_epoch : int or None
        The epoch, counted from 1, with the lowest validation cost; also in the history.
    best_cost : float
    """

    def __init__(self, patience: int = 10, min_delta: float = 0.0):
        self.patience = checks.whole_number("patience", patience)
        self.min_delta = checks.number("min_delta", min_delta, least=0)
        self.best_cost = np.inf
        self.best_epoch = None
        self._best_parameters = None

    def after_epoch(self, network: Network, history: History) -> bool:
        """Keep a copy of the weights if they are the best so far; True if patience has run out."""
        if not history.validation_cost:
            raise ValueError("validation_data: expected rows for early stopping to watch, got None")
        if history.epochs == 1:  # a new run starts afresh
            self.best_cost = np.inf
        if history.validation_cost[-1] < self.best_cost - self.min_delta:
            self.best_cost = history.validation_cost[-1]
            self.best_epoch = history.epochs
            self._best_parameters = network.parameters.copy()
        return history.epochs - self.best_epoch >= self.patience

    def after_training(self, network: Network, history: History) -> None:
        """Put the best weights back, however training ended."""
        network.parameters[:] = self._best_parameters
        history.best_epoch = self.best_epoch


class ShiftImages:
    """Augmentation: move each image of a batch by a few pixels, each by its own random step.

    What moves in at an edge is 0, the background; what moves out is lost.

    Parameters
    ----------
    shape : (height, width)
        Of the images, whose pixels are the features, row by row.
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
        X : array of shape (n_samples, height · width)

        Returns
        -------
        array of the same shape and dtype
        """
        X = checks.shape("X", checks.numbers("X", X), ("n", self.height * self.width))
        pad = self.pixels
        images = np.pad(X.reshape(-1, *self.shape), ((0, 0), (pad, pad), (pad, pad)))
        down, right = self.rng.integers(0, 2 * pad + 1, (2, len(X), 1, 1))
        # A window of the padded image that starts `down` rows and `right` columns from its corner.
        rows = down + np.arange(self.height)[:, None]
        columns = right + np.arange(self.width)
        return images[np.arange(len(X))[:, None, None], rows, columns].reshape(X.shape)
