"""The training loop: forward pass, cost, backward pass, update, batch after batch."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from tqdm import tqdm

from scratchnet import checks
from scratchnet.activations import ACTIVATIONS
from scratchnet.network import Network
from scratchnet.optimizers import Optimizer
from scratchnet.propagation import Buffers, Objective, backward_pass, forward_pass, with_ones


@dataclass
class History:
    """What a training run recorded, one entry per epoch in each list.

    Attributes
    ----------
    loss : str
        The name of the loss.
    cost : list of float
        Cost of the training rows, each taken in the epoch's own course, while the weights still
        change, without penalties and with dropout if there is any: so the first epoch's cost lies
        above what the network has at its end.
    validation_cost : list of float
        Cost of the validation rows at the end of each epoch; empty without validation data.
    accuracy, validation_accuracy : list of float
        Share of right labels, from 0 to 1, taken like the costs; empty where the targets are no
        labels.
    seconds : float
        Time that training took.
    best_epoch : int or None
        Set by early stopping: the epoch, counted from 1, whose weights the network has now.
    """

    loss: str
    cost: list[float] = field(default_factory=list)
    validation_cost: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    seconds: float = 0.0
    best_epoch: int | None = None

    @property
    def epochs(self) -> int:
        """Number of epochs that were run."""
        return len(self.cost)

    def plot(self):
        """Draw the costs by epoch; as the last value of a cell the figure is displayed."""
        from coursebook.figures.evaluation import learning_curves

        curves = {"training": self.cost, "validation": self.validation_cost}
        curves = {name: costs for name, costs in curves.items() if costs}
        return learning_curves(curves, ylabel=self.loss.replace("_", " "))


class Callback:
    """What is done between epochs; subclasses override what they need."""

    def after_epoch(self, network: Network, history: History) -> bool:
        """Return True to stop training."""
        return False

    def after_training(self, network: Network, history: History) -> None:
        """Do what is left when the last epoch is over."""


def fit(
    network: Network,
    X,
    y,
    loss: str,
    *,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator | None = None,
    shuffle: bool = True,
    validation_data: tuple | list | None = None,
    callbacks: Sequence[Callback] = (),
    penalties: Sequence = (),
    dropout=None,
    augment: Callable[[np.ndarray], np.ndarray] | None = None,
    progress: bool | None = None,
) -> History:
    """Train a network on rows and their targets; calling it again goes on training.

    Parameters
    ----------
    network : Network
        Its parameters are changed.
    X : array of shape (n_samples, n_features)
        Finite numbers.
    y : array of shape (n_samples, n_outputs)
        What the loss expects: numbers, labels 0 or 1, or one-hot rows.
    loss : str
        A name in `scratchnet.losses.LOSSES`.
    optimizer : Optimizer
        Takes the steps.
    epochs, batch_size : int
        Passes over all rows, and rows per step; the last batch of an epoch may be smaller.
    rng : numpy.random.Generator
        Shuffles the rows before each epoch; not needed with ``shuffle=False``.
    shuffle : bool
        False takes the rows in the same order in each epoch.
    validation_data : (X, y), optional
        Rows that are only measured, after each epoch.
    callbacks : sequence of Callback
        Called after each epoch, in order.
    penalties : sequence of L1 or L2
        Added to the gradient; see `scratchnet.regularization`.
    dropout : Dropout, optional
        Drops hidden units in each batch.
    augment : callable, optional
        Takes the rows of a batch and returns changed ones of the same shape.
    progress : bool, optional
        Whether to show a progress bar; by default only if the program runs in a terminal.

    Returns
    -------
    History

    Raises
    ------
    TypeError, ValueError
        If an argument is wrong; the error names it.
    FloatingPointError
        If the cost becomes NaN or infinite: names epoch, batch and learning rate. It is noticed at
        the end of the epoch; the network then has no use.
    """
    run = _Run(network, X, y, loss, batch_size, dropout)
    if validation_data is not None:
        validation_data = run.checked_validation(validation_data)
    if not isinstance(optimizer, Optimizer):
        expected = "an optimizer such as Adam(learning_rate=0.001)"
        raise TypeError(f"optimizer: expected {expected}, got {type(optimizer).__name__}")
    epochs = checks.whole_number("epochs", epochs)
    checks.each_has("callbacks", callbacks, "after_epoch")
    checks.each_has("penalties", penalties, "add_gradient")
    if shuffle:
        checks.generator("rng", rng)
    history = History(loss)
    started = time.perf_counter()
    hide = None if progress is None else not progress
    with tqdm(range(1, epochs + 1), unit="epoch", disable=hide) as bar:
        for epoch in bar:
            if shuffle or (augment and epoch > 1):
                run.take_rows(rng.permutation(run.n) if shuffle else np.arange(run.n))
            run.epoch(optimizer, penalties, dropout, augment)
            run.record(history, epoch, optimizer.learning_rate)
            if validation_data is not None:
                run.validate(history, *validation_data, dropout)
            bar.set_postfix(cost=f"{history.cost[-1]:.4f}", refresh=False)
            # All callbacks see the epoch, also when one of them says stop.
            stops = [callback.after_epoch(network, history) for callback in callbacks]
            if any(stops):
                break
    for callback in callbacks:
        callback.after_training(network, history)
    history.seconds = time.perf_counter() - started
    return history


class _Run:
    """The rows of a training run, cut into batches, with all arrays that it needs.

    Rows are copied, in shuffled order, to the same array before each epoch; so a batch is always
    the same slice of it and all slices are taken once. Each batch also keeps its z: at the end of
    the epoch, cost and accuracy of all rows are computed in one go.
    """

    def __init__(self, network, X, y, loss, batch_size, dropout):
        X = checks.matrix("X", X, network.sizes[0], network.dtype)
        self.network = network
        self.n = n = len(X)
        self.batch_size = checks.whole_number("batch_size", batch_size)
        self.objective = Objective(loss, network.output)
        self.all_y = self.objective.targets("y", y, (n, network.sizes[-1]), network.dtype)
        self.all_X_1 = with_ones(X, network.dtype)
        self.X_1, self.y = self.all_X_1.copy(), self.all_y.copy()
        buffers = {
            rows: Buffers(network.sizes, rows, network.dtype, dropout=dropout is not None)
            for rows in {min(self.batch_size, n), n % self.batch_size or self.batch_size}
        }
        self.batches = []
        for start in range(0, n, self.batch_size):
            rows = slice(start, min(start + self.batch_size, n))
            z = np.empty_like(self.y[rows], order="F")
            self.batches.append((self.X_1[rows], self.y[rows], z, buffers[len(z)]))

    def take_rows(self, order: np.ndarray) -> None:
        """Put the rows into the order of the coming epoch."""
        np.take(self.all_X_1, order, axis=0, out=self.X_1, mode="clip")
        np.take(self.all_y, order, axis=0, out=self.y, mode="clip")

    @np.errstate(all="ignore")  # NaN and infinity are found by `record`, after the epoch
    def epoch(self, optimizer, penalties, dropout, augment) -> None:
        """Take one step per batch."""
        network, objective = self.network, self.objective
        weights, gradients = network._weights, network._gradients
        activation = ACTIVATIONS[network.hidden]
        for X_1, y, z, buffers in self.batches:
            if augment:
                X = X_1[:, :-1]
                X[...] = checks.same_shape("augment(X)", augment(X), "X", X)
            if dropout:
                dropout.draw(buffers.masks)
            forward_pass(X_1, weights, activation, z, buffers)
            objective.delta(y, z, buffers)
            backward_pass(X_1, weights, activation, gradients, buffers)
            for penalty in penalties:
                penalty.add_gradient(network)
            optimizer.update(network.parameters, network.gradient)

    @np.errstate(all="ignore")
    def record(self, history: History, epoch: int, learning_rate: float) -> None:
        """Add the epoch's cost to the history; raise an error if it is not finite."""
        z = np.concatenate([z for _, _, z, _ in self.batches])
        losses = self.objective.losses(self.y, z)
        cost = self.objective.cost(losses)
        wrong, batch = "", len(self.batches)
        if not np.isfinite(losses).all():
            batch = int(np.argmin(np.isfinite(losses))) // self.batch_size + 1
            wrong = f"cost: expected a finite number, got {cost}"
        elif not np.isfinite(self.network.parameters).all():
            wrong = "parameters: expected finite numbers, got NaN or infinity"
        if wrong:
            raise FloatingPointError(
                f"{wrong} in epoch {epoch}, batch {batch} of {len(self.batches)}, "
                f"with learning_rate {learning_rate:g}; try a smaller one"
            )
        history.cost.append(cost)
        accuracy = self.objective.accuracy(self.y, z)
        if accuracy is not None:
            history.accuracy.append(accuracy)

    def checked_validation(self, data) -> tuple[np.ndarray, np.ndarray]:
        """Return validation rows and targets as arrays, or raise an error."""
        if not isinstance(data, (tuple, list)) or len(data) != 2:
            length = f" of length {len(data)}" if isinstance(data, (tuple, list)) else ""
            raise TypeError(f"validation_data: expected (X, y), got {type(data).__name__}{length}")
        network = self.network
        X = checks.matrix("validation_data[0]", data[0], network.sizes[0], network.dtype)
        shape = len(X), network.sizes[-1]
        return X, self.objective.targets("validation_data[1]", data[1], shape, network.dtype)

    def validate(self, history: History, X: np.ndarray, y: np.ndarray, dropout) -> None:
        """Add the cost of rows that are only measured to the history."""
        network = dropout.for_prediction(self.network) if dropout else self.network
        cost, accuracy = network.evaluate(X, y, history.loss)
        if not np.isfinite(cost):
            expected = f"a finite number, got {cost} after epoch {history.epochs}"
            raise FloatingPointError(f"validation cost: expected {expected}")
        history.validation_cost.append(cost)
        if accuracy is not None:
            history.validation_accuracy.append(accuracy)
