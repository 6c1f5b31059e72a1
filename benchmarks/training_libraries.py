"""How `training.py` trains in each library: a function of a problem -> (seconds, weights).

Seconds are of the processor, from the first to the last step; weights are in scratchnet's order.
"""

from __future__ import annotations

import os
import time
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")  # the processor only, and no word about it

import numpy as np
from training_problems import Problem

from scratchnet.optimizers import Adam
from scratchnet.training import fit

Result = tuple[float, list[np.ndarray]]

# Adam's epsilon, so small that its place in the formula does not matter: PyTorch adds it after the
# correction for the start at 0, the others before, which with 1e-7 ends in costs 3e-3 apart.
EPSILON = 1e-12


def train_scratchnet(problem: Problem) -> Result:
    """Train with scratchnet."""
    network = problem.network()
    started = time.process_time()
    fit(
        network,
        problem.X,
        problem.y,
        problem.loss,
        optimizer=Adam(epsilon=EPSILON),
        epochs=problem.epochs,
        batch_size=problem.batch_size,
        shuffle=False,
        progress=False,
    )
    return time.process_time() - started, network.parameters


def _keras_model(problem: Problem):
    import keras
    import tensorflow as tf

    # Threads between operations are left alone: with a single one the compiled epoch never ends.
    tf.config.threading.set_intra_op_parallelism_threads(1)
    keras.config.set_floatx(problem.X.dtype.name)
    make, outputs = keras.layers, problem.y.shape[1]
    if problem.kind == "dense":
        last = "sigmoid" if problem.is_binary else "softmax"
        layers = [make.Dense(units, activation="relu") for units in problem.hidden]
        layers.append(make.Dense(outputs, activation=last))
    elif problem.kind == "sequences":
        layers = [make.LSTM(32), make.Dense(outputs)]
    else:
        layers = [
            make.Conv2D(8, 3, padding="same", activation="relu"),
            make.MaxPool2D(2),
            make.Conv2D(16, 3, padding="same", activation="relu"),
            make.GlobalMaxPool2D(),
            make.Dense(outputs, activation="softmax"),
        ]
    model = keras.Sequential([keras.Input(problem.X.shape[1:]), *layers])
    model.set_weights(problem.network().parameters)
    return model


def _keras_loss(problem: Problem) -> str:
    return problem.loss.replace("cross_entropy", "crossentropy")


def train_keras(problem: Problem) -> Result:
    """Train with Keras as a beginner writes it."""
    import keras

    model = _keras_model(problem)
    started = time.process_time()
    optimizer = keras.optimizers.Adam(epsilon=EPSILON)
    model.compile(loss=_keras_loss(problem), optimizer=optimizer, metrics=["accuracy"])
    model.fit(
        problem.X,
        problem.y,
        epochs=problem.epochs,
        batch_size=problem.batch_size,
        shuffle=False,
        verbose=0,
    )
    return time.process_time() - started, model.get_weights()


def train_keras_best(problem: Problem) -> Result:
    """Train with Keras at its best: compiled by XLA, an epoch per call, data cached."""
    import keras
    import tensorflow as tf

    model = _keras_model(problem)
    start = model.get_weights()
    data = tf.data.Dataset.from_tensor_slices((problem.X, problem.y))
    data = data.batch(problem.batch_size).cache().prefetch(tf.data.AUTOTUNE)
    optimizer = keras.optimizers.Adam(epsilon=EPSILON)
    model.compile(
        loss=_keras_loss(problem),
        optimizer=optimizer,
        steps_per_execution=int(data.cardinality()),
        jit_compile=True,
    )
    model.fit(data, epochs=2, verbose=0, shuffle=False)  # traces, compiles, fills the cache
    model.set_weights(start)
    for variable in optimizer.variables:
        if variable is not optimizer.learning_rate:
            variable.assign(keras.ops.zeros_like(variable))
    started = time.process_time()
    model.fit(data, epochs=problem.epochs, verbose=0, shuffle=False)
    return time.process_time() - started, model.get_weights()


def train_torch(problem: Problem) -> Result:
    """Train a dense network with PyTorch, eager, on one thread."""
    import torch

    torch.set_num_threads(1)
    sizes = zip(problem.sizes, problem.sizes[1:], strict=False)
    layers = [torch.nn.Linear(n_in, n_out) for n_in, n_out in sizes]
    model = torch.nn.Sequential(layers[0])
    for layer in layers[1:]:
        model.append(torch.nn.ReLU())
        model.append(layer)
    model.to(torch.from_numpy(problem.X).dtype)
    start = problem.network().parameters
    with torch.no_grad():
        for layer, W, b in zip(layers, start[::2], start[1::2], strict=True):
            layer.weight.copy_(torch.from_numpy(W.T.copy()))
            layer.bias.copy_(torch.from_numpy(b.copy()))
    X, y = torch.from_numpy(problem.X), torch.from_numpy(problem.y)
    if problem.is_binary:
        loss_function = torch.nn.BCEWithLogitsLoss()
    else:
        loss_function, y = torch.nn.CrossEntropyLoss(), y.argmax(dim=1)
    optimizer = torch.optim.Adam(model.parameters(), eps=EPSILON)
    started = time.process_time()
    for _ in range(problem.epochs):
        for first in range(0, len(X), problem.batch_size):
            rows = slice(first, first + problem.batch_size)
            optimizer.zero_grad()
            loss_function(model(X[rows]), y[rows]).backward()
            optimizer.step()
    seconds = time.process_time() - started
    return seconds, [
        array.detach().numpy() for layer in layers for array in (layer.weight.T, layer.bias)
    ]


def train_sklearn(problem: Problem) -> Result:
    """Train a dense network with scikit-learn's MLPClassifier."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    parameters = problem.network().parameters
    start = iter(zip(parameters[::2], parameters[1::2], strict=True))

    class SameStart(MLPClassifier):
        def _init_coef(self, fan_in, fan_out, dtype):
            return tuple(array.copy() for array in next(start))

    classifier = SameStart(
        problem.hidden,
        alpha=0,  # no penalty
        batch_size=problem.batch_size,
        epsilon=EPSILON,
        max_iter=problem.epochs,
        n_iter_no_change=problem.epochs + 1,  # no stop before the last epoch
        shuffle=False,
        tol=0,
    )
    labels = problem.y[:, 0] if problem.is_binary else problem.y.argmax(axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        started = time.process_time()
        classifier.fit(problem.X, labels)
        seconds = time.process_time() - started
    weights = zip(classifier.coefs_, classifier.intercepts_, strict=True)
    return seconds, [array for pair in weights for array in pair]


LIBRARIES = {
    "scratchnet": train_scratchnet,
    "keras": train_keras,
    "keras_best": train_keras_best,
    "torch": train_torch,
    "sklearn": train_sklearn,
}
PACKAGES = {"keras": "tensorflow", "keras_best": "tensorflow", "torch": "torch"}
DENSE_ONLY = ("torch", "sklearn")
