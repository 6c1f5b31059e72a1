"""The NumPy neural network that the chapters build, with its data and figures.

The network needs NumPy only. `scratchnet.datasets`, which loads tables with pandas, and
`scratchnet.plots`, which draws with Matplotlib, are imported when they are first used.
"""

from importlib import import_module

from scratchnet import activations, checks, initializers, losses, metrics
from scratchnet.gradcheck import check_gradients, numerical_gradient
from scratchnet.graph import Value
from scratchnet.network import Network, forward
from scratchnet.optimizers import SGD, AdaGrad, Adam, Momentum, RMSprop
from scratchnet.regularization import L1, L2, Dropout, EarlyStopping, ShiftImages
from scratchnet.training import Callback, History, fit

__all__ = [
    "L1",
    "L2",
    "SGD",
    "AdaGrad",
    "Adam",
    "Callback",
    "Dropout",
    "EarlyStopping",
    "History",
    "Momentum",
    "Network",
    "RMSprop",
    "ShiftImages",
    "Value",
    "activations",
    "check_gradients",
    "checks",
    "fit",
    "forward",
    "initializers",
    "losses",
    "metrics",
    "numerical_gradient",
]


def __getattr__(name: str):
    if name in ("datasets", "plots", "quiz"):
        return import_module(f"scratchnet.{name}")
    raise AttributeError(f"module 'scratchnet' has no attribute {name!r}")
