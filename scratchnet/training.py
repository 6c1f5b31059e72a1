"""The training loop: forward pass, cost, backward pass, update, batch after batch."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

import numpy as np

from scratchnet import checks
from scratchnet.callbacks import Callback
from scratchnet.history import History
from scratchnet.losses import Loss
from scratchnet.network import Sequential
from scratchnet.objective import Objective, evaluate
from scratchnet.optimizers import Optimizer


def fit(
    network: Sequential,
    X,
    y,
    loss: str | Loss,
    *,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator | None = None,
    shuffle: bool = True,
    validation_data: tuple | list | None = None,
    callbacks: Sequence[Callback] = (),
    penalties: Sequence = (),
    augment: Callable[[np.ndarray], np.ndarray] | None = None,
    progress: bool | None = None,
) -> History:
    """Train a network on rows and their targets; calling it again goes on training.

    Parameters
    ----------
    network : Sequential
        Its parameters are changed.
    X : array of shape (n_samples, …)
        Finite numbers, of the shape that the first layer takes.
    y : array of shape (n_samples, …)
        Of the shape of the outputs, and what the loss expects: numbers, labels 0 or 1, or one-hot
        rows.
    loss : str or Loss
        A name in `scratchnet.losses.LOSSES`, or a loss.
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
    penalties : sequence of L2
        Added to the gradient; see `scratchnet.penalties`.
    augment : callable, optional
        Takes the rows of a batch and returns changed ones of the same shape.
    progress : bool, optional
        Whether to show a line of progress; by default only if the program runs in a terminal.

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
    objective = Objective(network, loss)
    X = network.check("X", X)
    y = objective.targets("y", y, X)
    batch_size = checks.whole_number("batch_size", batch_size)
    epochs = checks.whole_number("epochs", epochs)
    if validation_data is not None:
        validation_data = _checked_validation(objective, validation_data)
    if not isinstance(optimizer, Optimizer):
        expected = "an optimizer such as Adam(learning_rate=0.001)"
        raise TypeError(f"optimizer: expected {expected}, got {type(optimizer).__name__}")
    checks.each_has("callbacks", callbacks, "on_epoch_end")
    checks.each_has("penalties", penalties, "add_gradient")
    if shuffle:
        checks.generator("rng", rng)
    history = History(objective.name)
    started = time.perf_counter()
    for epoch in range(1, epochs + 1):
        order = rng.permutation(len(X)) if shuffle else slice(None)
        X_epoch, y_epoch = X[order], y[order]
        with objective.trusting():  # rows and targets are checked
            outputs = _epoch(objective, X_epoch, y_epoch, batch_size, optimizer, penalties, augment)
        _record(history, objective, y_epoch, outputs, batch_size, optimizer)
        if validation_data is not None:
            _validate(history, network, *validation_data, loss)
        _show(progress, epoch, epochs, history.loss[-1])
        # All callbacks see the epoch, also when one of them says stop.
        stops = [callback.on_epoch_end(network, history) for callback in callbacks]
        if any(stops):
            break
    for callback in callbacks:
        callback.on_train_end(network, history)
    history.seconds = time.perf_counter() - started
    return history


@np.errstate(all="ignore")  # NaN and infinity are found by `_record`, after the epoch
def _epoch(objective, X, y, batch_size, optimizer, penalties, augment) -> np.ndarray:
    """Take one step per batch; return what the cost of all rows is computed from."""
    network = objective.network
    parameters, gradient = network.vectors()
    all_outputs = []
    for start in range(0, len(X), batch_size):
        rows, targets = X[start : start + batch_size], y[start : start + batch_size]
        if augment:
            rows = checks.same_shape(
                "augment(X)", network.check("augment(X)", augment(rows)), "X", rows
            )
        outputs = objective.forward(rows, training=True)
        objective.backward(targets, outputs)
        for penalty in penalties:
            penalty.add_gradient(network)
        optimizer.update(parameters, gradient)
        all_outputs.append(outputs)
    return np.concatenate(all_outputs)


@np.errstate(all="ignore")
def _record(history, objective, y, outputs, batch_size, optimizer) -> None:
    """Add the epoch's loss to the history; raise an error if it is not finite."""
    losses = objective.losses(y, outputs)
    cost = float(np.mean(losses))
    batches = -(-len(y) // batch_size)
    wrong, batch = "", batches
    if not np.isfinite(losses).all():
        batch = int(np.argmin(np.isfinite(losses))) // batch_size + 1
        wrong = f"cost: expected a finite number, got {cost}"
    elif not np.isfinite(objective.network.parameter_vector).all():
        wrong = "parameters: expected finite numbers, got NaN or infinity"
    if wrong:
        raise FloatingPointError(
            f"{wrong} in epoch {history.epochs + 1}, batch {batch} of {batches}, "
            f"with learning_rate {optimizer.learning_rate:g}; try a smaller one"
        )
    history.loss.append(cost)
    accuracy = objective.accuracy(y, outputs)
    if accuracy is not None:
        history.accuracy.append(accuracy)


def _checked_validation(objective: Objective, data) -> tuple[np.ndarray, np.ndarray]:
    """Return validation rows and targets as arrays, or raise an error."""
    if not isinstance(data, (tuple, list)) or len(data) != 2:
        length = f" of length {len(data)}" if isinstance(data, (tuple, list)) else ""
        raise TypeError(f"validation_data: expected (X, y), got {type(data).__name__}{length}")
    X = objective.network.check("validation_data[0]", data[0])
    return X, objective.targets("validation_data[1]", data[1], X)


def _validate(history: History, network: Sequential, X, y, loss) -> None:
    """Add the cost of rows that are only measured to the history."""
    cost, accuracy = evaluate(network, X, y, loss)
    if not np.isfinite(cost):
        expected = f"a finite number, got {cost} after epoch {history.epochs}"
        raise FloatingPointError(f"validation cost: expected {expected}")
    history.validation_loss.append(cost)
    if accuracy is not None:
        history.validation_accuracy.append(accuracy)


def _show(progress: bool | None, epoch: int, epochs: int, loss: float) -> None:
    """Write one line of progress over the last one."""
    if sys.stderr.isatty() if progress is None else progress:
        end = "\n" if epoch == epochs else ""
        print(f"\repoch {epoch}/{epochs}, loss {loss:.4f}", end=end, file=sys.stderr, flush=True)
