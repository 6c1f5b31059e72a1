"""The NumPy neural network that the chapters build, and nothing else; it needs NumPy alone."""

from scratchnet import activations, checks, initializers, losses, metrics
from scratchnet.augmentation import RandomTranslation
from scratchnet.autodiff import Value
from scratchnet.boltzmann import DBN, RBM
from scratchnet.callbacks import Callback, EarlyStopping
from scratchnet.convolution import Conv2D, GlobalAveragePool2D, GlobalMaxPool2D, MaxPool2D
from scratchnet.embedding import Embedding
from scratchnet.gradient_check import check_gradients, numerical_gradient
from scratchnet.history import History
from scratchnet.layers import Activation, Dense, Dropout, Flatten, Layer, Reshape
from scratchnet.network import Sequential, mlp
from scratchnet.objective import backpropagate
from scratchnet.optimizers import SGD, AdaGrad, Adam
from scratchnet.penalties import L1, L2
from scratchnet.recurrent import LSTM, SimpleRNN
from scratchnet.training import fit

__all__ = [
    "DBN",
    "L1",
    "L2",
    "LSTM",
    "RBM",
    "SGD",
    "Activation",
    "AdaGrad",
    "Adam",
    "Callback",
    "Conv2D",
    "Dense",
    "Dropout",
    "EarlyStopping",
    "Embedding",
    "Flatten",
    "GlobalAveragePool2D",
    "GlobalMaxPool2D",
    "History",
    "Layer",
    "MaxPool2D",
    "RandomTranslation",
    "Reshape",
    "Sequential",
    "SimpleRNN",
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
