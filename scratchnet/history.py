"""What a training run recorded."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class History:
    """What a training run recorded, one entry per epoch in each list.

    Attributes
    ----------
    loss_name : str
        The name of the loss.
    loss : list of float
        Mean loss of the training rows, each taken in the epoch's own batch, while the weights still
        change, without penalties and with dropout if there is any: so that of the first epoch lies
        above what the network has at its end.
    validation_loss : list of float
        Mean loss of the validation rows at the end of each epoch; empty without validation data.
    accuracy, validation_accuracy : list of float
        Share of right labels, from 0 to 1, taken like the losses; empty where the targets are no
        labels.
    seconds : float
        Time that training took.
    best_epoch : int or None
        Set by early stopping: the epoch, counted from 1, whose weights the network has now.
    """

    loss_name: str
    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    seconds: float = 0.0
    best_epoch: int | None = None

    @property
    def epochs(self) -> int:
        """Number of epochs that were run."""
        return len(self.loss)
