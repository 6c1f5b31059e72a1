"""The NumPy neural network that the chapters build, and nothing else; it needs NumPy alone."""

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
