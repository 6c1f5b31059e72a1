"""What is added to the cost to keep weights small."""

from __future__ import annotations

import numpy as np

from scratchnet import checks
from scratchnet.network import Sequential


class L2:
    """Penalty weight_decay · Σ W², which pulls each weight towards 0 in proportion to its size.

    Biases, the parameters with a single axis, are left alone, as they only shift.

    Parameters
    ----------
    weight_decay : float
        λ, 0 or more.
    """

    def __init__(self, weight_decay: float):
        self.weight_decay = checks.number("weight_decay", weight_decay, least=0)

    def cost(self, network: Sequential) -> float:
        """Return the penalty, to be added to the network's cost."""
        return self.weight_decay * sum(
            float(np.sum(W**2)) for W in network.parameters if W.ndim > 1
        )

    def add_gradient(self, network: Sequential) -> None:
        """Add 2 · weight_decay · W to the network's gradients."""
        for W, dW in zip(network.parameters, network.gradients, strict=True):
            if W.ndim > 1:
                dW += 2 * self.weight_decay * W


class L1:
    """Penalty weight_decay · Σ |W|, which pulls each weight towards 0 by the same amount.

    Many weights end at 0 or swing closely around it. Biases are left alone.

    Parameters
    ----------
    weight_decay : float
        λ, 0 or more.
    """

    def __init__(self, weight_decay: float):
        self.weight_decay = checks.number("weight_decay", weight_decay, least=0)

    def cost(self, network: Sequential) -> float:
        """Return the penalty, to be added to the network's cost."""
        absolute = [float(np.sum(np.abs(W))) for W in network.parameters if W.ndim > 1]
        return self.weight_decay * sum(absolute)

    def add_gradient(self, network: Sequential) -> None:
        """Add weight_decay · sign(W) to the network's gradients."""
        for W, dW in zip(network.parameters, network.gradients, strict=True):
            if W.ndim > 1:
                dW += self.weight_decay * np.sign(W)
