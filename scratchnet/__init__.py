"""The NumPy neural network that the chapters build, and nothing else; it needs NumPy alone."""

from scratchnet import activations, checks, initializers, losses, metrics
from scratchnet.augmentation import RandomTranslation
from scratchnet.autodiff import Value
from scratchnet.callbacks import Callback, EarlyStopping
from scratchnet.gradient_check import check_gradients, numerical_gradient
from scratchnet.history import History
from scratchnet.layers import Activation, Dense, Dropout, Flatten, Layer, Reshape
from scratchnet.network import Sequential, mlp
from scratchnet.objective import backpropagate
from scratchnet.optimizers import SGD, AdaGrad, Adam
from scratchnet.penalties import L1, L2
from scratchnet.training import fit

__all__ = [
    "L1",
    "L2",
    "SGD",
    "Activation",
    "AdaGrad",
    "Adam",
    "Callback",
    "Dense",
    "Dropout",
    "EarlyStopping",
    "Flatten",
    "History",
    "Layer",
    "RandomTranslation",
    "Reshape",
    "Sequential",
    "Value",
    "activations",
    "backpropagate",
    "check_gradients",
    "checks",
    "fit",
    "initializers",
    "losses",
    "metrics",
    "mlp",
    "numerical_gradient",
]
