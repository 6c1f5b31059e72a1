"""What is done between epochs."""

from __future__ import annotations

import numpy as np

from scratchnet import checks
from scratchnet.history import History
from scratchnet.network import Sequential


class Callback:
    """What is done between epochs; subclasses override what they need."""

    def on_epoch_end(self, network: Sequential, history: History) -> bool:
        """Return True to stop training."""
        return False

    def on_train_end(self, network: Sequential, history: History) -> None:
        """Do what is left when the last epoch is over."""


class EarlyStopping(Callback):
    """Stop when the validation loss has not fallen for some epochs; go back to the best weights.

    Parameters
    ----------
    patience : int
        Epochs without a new best after which training stops.
    min_delta : float
        By how much the loss has to fall to count, 0 or more.

    Attributes
    ----------
    best_epoch : int or None
        The epoch, counted from 1, with the lowest validation loss; also in the history.
    best_loss : float
    """

    def __init__(self, patience: int = 10, min_delta: float = 0.0):
        self.patience = checks.whole_number("patience", patience)
        self.min_delta = checks.number("min_delta", min_delta, least=0)
        self.best_loss = np.inf
        self.best_epoch = None
        self._best_parameters = None

    def on_epoch_end(self, network: Sequential, history: History) -> bool:
        """Keep a copy of the weights if they are the best so far; True if patience has run out."""
        if not history.validation_loss:
            raise ValueError("validation_data: expected rows for early stopping to watch, got None")
        if history.epochs == 1:  # a new run starts afresh
            self.best_loss = np.inf
        if history.validation_loss[-1] < self.best_loss - self.min_delta:
            self.best_loss = history.validation_loss[-1]
            self.best_epoch = history.epochs
            self._best_parameters = network.parameter_vector.copy()
        return history.epochs - self.best_epoch >= self.patience

    def on_train_end(self, network: Sequential, history: History) -> None:
        """Put the best weights back, however training ended."""
        network.parameter_vector[:] = self._best_parameters
        history.best_epoch = self.best_epoch
