"""The second reference: Keras and TensorFlow's GradientTape, in a process of their own.

One child process computes everything that the tests compare with, since importing TensorFlow takes
seconds and its threads do not belong in the test runner.
"""

import itertools
import json
import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from scratchnet import optimizers
from scratchnet.network import mlp
from scratchnet.objective import backpropagate

pytestmark = pytest.mark.slow
pytest.importorskip("tensorflow", reason="needs the packages of the chapters")

SIZES = {1: [3, 2], 2: [3, 4, 2], 3: [3, 5, 4, 2], 4: [3, 4, 5, 3, 2]}
HIDDEN = ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "softplus", "softmax"]
PAIRS = [
    ("identity", "mean_squared_error"),
    ("tanh", "mean_squared_error"),
    ("sigmoid", "binary_cross_entropy"),
    ("softmax", "categorical_cross_entropy"),
    ("identity", "binary_cross_entropy_from_logits"),
    ("relu", "categorical_cross_entropy_from_logits"),
]
CASES = [
    (depth, hidden, output, loss)
    for (depth, hidden), (output, loss) in itertools.product(
        itertools.product(SIZES, HIDDEN), PAIRS
    )
]
OPTIMIZERS = {
    "SGD": {"learning_rate": 0.1},
    "momentum": {"learning_rate": 0.1, "momentum": 0.9},
    "AdaGrad": {"learning_rate": 0.1},
    "Adam": {"learning_rate": 0.01},
}

CHILD = textwrap.dedent(
    """
    import json, sys
    import keras
    import numpy as np
    import tensorflow as tf

    keras.config.set_floatx("float64")
    tf.config.threading.set_intra_op_parallelism_threads(1)
    work = json.load(sys.stdin)

    activations = {
        "identity": tf.identity, "sigmoid": tf.sigmoid, "tanh": tf.tanh, "relu": tf.nn.relu,
        "leaky_relu": lambda z: tf.nn.leaky_relu(z, 0.01), "softplus": tf.nn.softplus,
        "softmax": tf.nn.softmax,
    }
    losses = {
        "mean_squared_error": keras.losses.MeanSquaredError(),
        "binary_cross_entropy": keras.losses.BinaryCrossentropy(),
        "categorical_cross_entropy": keras.losses.CategoricalCrossentropy(),
        "binary_cross_entropy_from_logits": keras.losses.BinaryCrossentropy(from_logits=True),
        "categorical_cross_entropy_from_logits":
            keras.losses.CategoricalCrossentropy(from_logits=True),
    }

    def gradient(case):
        hidden, output, loss, X, y, layers = case
        variables = [tf.Variable(np.array(p, float)) for layer in layers for p in layer]
        with tf.GradientTape() as tape:
            a = tf.constant(X, tf.float64)
            for k in range(0, len(variables), 2):
                z = a @ variables[k] + variables[k + 1]
                a = activations[hidden if k < len(variables) - 2 else output](z)
            cost = losses[loss](tf.constant(y, tf.float64), a)
        gradients = tape.gradient(cost, variables)
        return float(cost), [float(x) for g in gradients for x in np.ravel(g)]

    def steps(name, settings, start, gradients):
        kind = {"momentum": "SGD", "AdaGrad": "Adagrad"}.get(name, name)
        optimizer = getattr(keras.optimizers, kind)(**settings)
        w = keras.Variable(np.array(start))
        path = []
        for gradient in gradients:
            optimizer.apply([tf.constant(gradient, tf.float64)], [w])
            path.append([float(x) for x in np.array(w)])
        return path

    json.dump({"gradients": [gradient(case) for case in work["cases"]],
               "paths": [steps(*job) for job in work["jobs"]]}, sys.stdout)
    """
)


def problem(depth, hidden, output):
    rng = np.random.default_rng(depth)
    network = mlp(SIZES[depth], hidden, output, initializer="glorot_uniform", rng=rng)
    for b in network.parameters[1::2]:
        b[:] = rng.uniform(-0.5, 0.5, b.size)
    return network, rng.normal(size=(4, 3)), np.eye(2)[[0, 1, 1, 0]]


def steps_taken():
    rng = np.random.default_rng(0)
    return rng.normal(size=5), rng.normal(size=(10, 5))


@pytest.fixture(scope="module")
def reference():
    """Return what TensorFlow and Keras compute for all cases."""
    cases, (start, gradients) = [], steps_taken()
    for depth, hidden, output, loss in CASES:
        network, X, y = problem(depth, hidden, output)
        layers = [[p.tolist() for p in dense.parameters] for dense in network.layers[::2]]
        cases.append((hidden, output, loss, X.tolist(), y.tolist(), layers))
    jobs = [(name, s, start.tolist(), gradients.tolist()) for name, s in OPTIMIZERS.items()]
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "OMP_NUM_THREADS": "1"}
    result = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps({"cases": cases, "jobs": jobs}),
        capture_output=True,
        text=True,
        env={**os.environ, **quiet, "KERAS_BACKEND": "tensorflow"},
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("depth", SIZES)
def test_cost_and_gradient_are_those_of_the_gradient_tape(reference, depth):
    compared = 0
    for case, (cost, gradient) in zip(CASES, reference["gradients"], strict=True):
        if case[0] == depth:
            _, hidden, output, loss = case
            network, X, y = problem(depth, hidden, output)
            assert network.evaluate(X, y, loss)[0] == pytest.approx(cost, rel=1e-5), case
            backpropagate(network, X, y, loss)
            ours = network.gradient_vector
            largest = np.abs(gradient).max()
            # Keras clips probabilities at 1e-7, far from all that occur here.
            np.testing.assert_allclose(
                ours, gradient, rtol=1e-5, atol=1e-7 * largest, err_msg=str(case)
            )
            compared += 1
    assert compared == len(HIDDEN) * len(PAIRS)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_ten_steps_are_those_of_keras(reference, name):
    path = reference["paths"][list(OPTIMIZERS).index(name)]
    w, gradients = steps_taken()
    optimizer = getattr(optimizers, name.replace("momentum", "SGD"))(**OPTIMIZERS[name])
    for gradient, expected in zip(gradients, path, strict=True):
        optimizer.update(w, gradient)
        # Keras stores settings such as the learning rate in float32, so seven digits are common.
        np.testing.assert_allclose(w, expected, rtol=1e-4, atol=1e-5)
