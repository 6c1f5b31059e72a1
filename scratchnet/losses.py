"""Loss functions and their gradients.

A loss compares targets `y` with outputs `y_hat` of the same shape. Its value is one number, the
cost: an average over rows, so that a learning rate keeps its meaning when the batch size changes.
Its gradient has the shape of `y_hat`: how the cost changes with each output.

The two cross-entropies have a twin for logits z, the last layer's value before sigmoid or softmax:
the same cost without rounding, overflow or clipping, and a gradient that is simply (y_hat - y) / n.
Training uses the twin by itself where the last layer is the one that belongs to the loss.
"""

from __future__ import annotations

import numpy as np

from scratchnet import checks
from scratchnet.activations import sigmoid, softmax


class Loss:
    """What all losses share. Subclasses compute `each` and `slope` on arrays that were checked.

    Attributes
    ----------
    name : str
    of : str
        The name of the second argument: ``y_hat``, or ``z`` for a loss from logits.
    activation : str or None
        The last layer's activation with which `from_logits` takes over.
    from_logits : Loss or None
        The twin of a cross-entropy that takes z.
    """

    name: str
    of = "y_hat"
    activation: str | None = None
    from_logits: Loss | None = None
    check_y = staticmethod(checks.finite)
    check_y_hat = staticmethod(checks.finite)

    def value(self, y, y_hat) -> float:
        """Return the cost: the mean loss over all rows and outputs.

        Parameters
        ----------
        y, y_hat : numbers or arrays of the same shape (n, …)
            Targets and outputs.

        Raises
        ------
        TypeError, ValueError
            If the arguments are no numbers, empty, not finite, not what the loss compares, or
            differ in shape: (n,) against (n, 1) is refused, since NumPy would broadcast it.
        """
        return float(np.mean(self.each(*self._checked(y, y_hat))))

    __call__ = value

    def gradient(self, y, y_hat) -> np.ndarray:
        """Return the derivative of the cost with respect to each entry of `y_hat`.

        Parameters, errors
            As for `value`.

        Returns
        -------
        array of the shape and dtype of `y_hat`
        """
        return self.slope(*self._checked(y, y_hat))

    def each(self, y: np.ndarray, y_hat: np.ndarray) -> np.ndarray:
        """Return the losses that the cost is the mean of."""
        raise NotImplementedError

    def slope(self, y: np.ndarray, y_hat: np.ndarray) -> np.ndarray:
        """Return the gradient of their mean."""
        raise NotImplementedError

    def per_example(self, y: np.ndarray, y_hat: np.ndarray) -> np.ndarray:
        """Return the loss of each row, shape (n,): the mean over what belongs to a row."""
        losses = self.each(y, y_hat)
        return losses.reshape(len(losses), -1).mean(axis=1)

    def _checked(self, y, y_hat) -> tuple[np.ndarray, np.ndarray]:
        y = checks.not_empty("y", checks.numbers("y", y))
        y_hat = checks.same_shape(self.of, checks.floats(self.of, y_hat), "y", y)
        # Targets take the dtype of the outputs, so that float32 outputs have float32 gradients.
        return self.check_y("y", y).astype(y_hat.dtype), self.check_y_hat(self.of, y_hat)

    def __repr__(self) -> str:
        return f"<loss {self.name}>"


class MeanSquaredError(Loss):
    """(y_hat - y)²; its slope is 2 (y_hat - y) / (number of entries)."""

    name = "mean_squared_error"

    def each(self, y, y_hat):
        """Return (y_hat - y)², of the shape of y."""
        return (y_hat - y) ** 2

    def slope(self, y, y_hat):
        """Return 2 (y_hat - y) / (number of entries)."""
        return (y_hat - y) * (2 / y.size)


class BinaryCrossEntropyFromLogits(Loss):
    """The binary cross-entropy of sigmoid(z), as ln(1 + exp(z)) - y z."""

    name = "binary_cross_entropy_from_logits"
    of = "z"
    check_y = staticmethod(checks.binary)

    def each(self, y, z):
        """Return the losses, of the shape of y."""
        return np.logaddexp(0, z) - y * z

    def slope(self, y, z):
        """Return (sigmoid(z) - y) / (number of entries)."""
        return (sigmoid.compute(z) - y) * (1 / y.size)


class BinaryCrossEntropy(Loss):
    """-ln of the probability given to the label that came; labels are 0 or 1.

    Outputs are probabilities of label 1. They are clipped to stay as far from 0 and 1 as the
    precision of their dtype (2e-16 for float64, 1e-7 for float32), so that no logarithm is infinite
    and no slope, (y_hat - y) / (y_hat (1 - y_hat)) / (number of entries), divides by 0.
    """

    name = "binary_cross_entropy"
    activation = "sigmoid"
    from_logits = BinaryCrossEntropyFromLogits()
    check_y = staticmethod(checks.binary)
    check_y_hat = staticmethod(checks.probabilities)

    def each(self, y, y_hat):
        """Return the losses, of the shape of y."""
        p = _clip(y_hat)
        return -np.log(np.where(y == 1, p, 1 - p))

    def slope(self, y, y_hat):
        """Return (y_hat - y) / (y_hat (1 - y_hat)) / (number of entries)."""
        p = _clip(y_hat)
        return (p - y) / (p * (1 - p) * y.size)


class CategoricalCrossEntropyFromLogits(Loss):
    """The categorical cross-entropy of softmax(z), as ln(Σ exp(z)) - z of the class."""

    name = "categorical_cross_entropy_from_logits"
    of = "z"
    check_y = staticmethod(checks.one_hot)

    def each(self, y, z):
        """Return the losses, of the shape of y without its last axis."""
        z = z - z.max(axis=-1, keepdims=True)
        return np.log(np.exp(z).sum(axis=-1)) - np.sum(y * z, axis=-1)

    def slope(self, y, z):
        """Return (softmax(z) - y) / (number of rows)."""
        return (softmax.compute(z) - y) * (y.shape[-1] / y.size)


class CategoricalCrossEntropy(Loss):
    """-ln of the probability given to the class that came.

    Targets have shape (n, …, n_classes) and a single 1 along the last axis, see `one_hot`. Outputs
    are probabilities, clipped as in `BinaryCrossEntropy`; that they sum to 1 is not checked. The
    slope is -y / y_hat / (number of rows).
    """

    name = "categorical_cross_entropy"
    activation = "softmax"
    from_logits = CategoricalCrossEntropyFromLogits()
    check_y = staticmethod(checks.one_hot)
    check_y_hat = staticmethod(checks.probabilities)

    def each(self, y, y_hat):
        """Return the losses, of the shape of y without its last axis."""
        return -np.log(_clip(np.sum(y * y_hat, axis=-1)))

    def slope(self, y, y_hat):
        """Return -y / y_hat / (number of rows)."""
        return y / _clip(y_hat) * (-y.shape[-1] / y.size)


mean_squared_error = MeanSquaredError()
binary_cross_entropy = BinaryCrossEntropy()
binary_cross_entropy_from_logits = binary_cross_entropy.from_logits
categorical_cross_entropy = CategoricalCrossEntropy()
categorical_cross_entropy_from_logits = categorical_cross_entropy.from_logits

LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        mean_squared_error,
        binary_cross_entropy,
        binary_cross_entropy_from_logits,
        categorical_cross_entropy,
        categorical_cross_entropy_from_logits,
    )
}


def get(loss: str | Loss) -> Loss:
    """Return a loss that is given by its name, or as it is; a wrong name is a `ValueError`."""
    return loss if isinstance(loss, Loss) else LOSSES[checks.choice("loss", loss, LOSSES)]


def one_hot(labels, n_classes: int) -> np.ndarray:
    """Turn class numbers into targets for `categorical_cross_entropy`.

    Parameters
    ----------
    labels : array of shape (n,)
        Whole numbers from 0 to ``n_classes - 1``.
    n_classes : int

    Returns
    -------
    float array of shape (n, n_classes)
        A single 1 in each row.
    """
    n_classes = checks.whole_number("n_classes", n_classes, least=2)
    labels = checks.shape("labels", checks.numbers("labels", labels), ("n",))
    classes = np.arange(n_classes)
    wrong = ~np.isin(labels, classes)
    if wrong.any():
        row = int(np.argmax(wrong))
        expected = f"whole numbers from 0 to {n_classes - 1}"
        raise ValueError(f"labels: expected {expected}, got {labels[row]:g} at [{row}]")
    return (labels[:, None] == classes).astype(float)


def _clip(p: np.ndarray) -> np.ndarray:
    margin = np.finfo(p.dtype).eps
    return np.clip(p, margin, 1 - margin)
