"""Whole networks through `scratchnet` and Keras: outputs, gradients, and ten steps of `fit`.

`test_keras_agreement.py` compares the parts, each activation, loss and optimizer. Here they work
together: the same weights go into a `Sequential` and a `keras.Sequential`, and both are trained by
their own `fit`, from the same rows in the same batches. Keras runs in a process of its own.
"""

import json
import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from scratchnet import Adam, backpropagate, fit, mlp

pytestmark = pytest.mark.slow
pytest.importorskip("tensorflow", reason="needs the packages of the chapters")

# Name: sizes, hidden, output, loss, and Keras's names of the last three.
CASES = {
    "transactions": ([2, 2, 1], "identity", "identity", "mean_squared_error", "linear", "mse"),
    "3-4-2": ([3, 4, 2], "relu", "identity", "mean_squared_error", "linear", "mse"),
    "labels": ([3, 4, 1], "tanh", "sigmoid", "binary_cross_entropy", "sigmoid",
               "binary_crossentropy"),
    "classes": ([3, 5, 4, 3], "relu", "softmax", "categorical_cross_entropy", "softmax",
                "categorical_crossentropy"),
}  # fmt: skip
N_ROWS, BATCH_SIZE, LEARNING_RATE = 77, 8, 0.01  # ten batches, the last one smaller

CHILD = textwrap.dedent(
    """
    import json, sys
    import keras
    import numpy as np
    import tensorflow as tf

    keras.config.set_floatx("float64")
    work = json.load(sys.stdin)

    def flat(parts):
        return [float(value) for part in parts for value in np.ravel(part)]

    def results(sizes, hidden, output, loss, X, y, parameters):
        parts = [keras.Input((sizes[0],))]
        parts += [keras.layers.Dense(n, hidden) for n in sizes[1:-1]]
        model = keras.Sequential([*parts, keras.layers.Dense(sizes[-1], output)])
        weights, start = [], 0
        for shape in [w.shape for w in model.get_weights()]:
            end = start + int(np.prod(shape))
            weights.append(np.reshape(parameters[start:end], shape))
            start = end
        model.set_weights(weights)
        X, y = np.array(X), np.array(y)
        with tf.GradientTape() as tape:
            cost = keras.losses.get(loss)(y, model(X, training=True))
            cost = tf.reduce_mean(cost)
        gradient = flat(tape.gradient(cost, model.trainable_variables))
        y_hat = flat([model(X)])
        optimizer = keras.optimizers.Adam(work["learning_rate"])
        model.compile(loss=loss, optimizer=optimizer, jit_compile=False)
        model.fit(X, y, batch_size=work["batch_size"], epochs=1, shuffle=False, verbose=0)
        return {"y_hat": y_hat, "gradient": gradient, "after": flat(model.get_weights())}

    json.dump([results(*case) for case in work["cases"]], sys.stdout)
    """
)


def problem(name):
    """A network with random weights and biases, rows, and targets that fit its output."""
    sizes, hidden, output, *_ = CASES[name]
    rng = np.random.default_rng(len(name))
    network = mlp(sizes, hidden, output, initializer="glorot_uniform", rng=rng)
    for b in network.parameters[1::2]:
        b[:] = rng.uniform(-0.5, 0.5, b.size)
    X = rng.normal(size=(N_ROWS, sizes[0]))
    y = {
        "identity": rng.normal(size=(N_ROWS, sizes[-1])),
        "sigmoid": rng.integers(0, 2, (N_ROWS, sizes[-1])).astype(float),
        "softmax": np.eye(sizes[-1])[rng.integers(0, sizes[-1], N_ROWS)],
    }[output]
    return network, X, y


@pytest.fixture(scope="module")
def keras_results():
    cases = []
    for name, (sizes, hidden, _, _, output, loss) in CASES.items():
        network, X, y = problem(name)
        hidden = {"identity": "linear"}.get(hidden, hidden)
        rows = X.tolist(), y.tolist(), network.parameter_vector.tolist()
        cases.append((sizes, hidden, output, loss, *rows))
    work = {"cases": cases, "batch_size": BATCH_SIZE, "learning_rate": LEARNING_RATE}
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "OMP_NUM_THREADS": "1"}
    result = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps(work),
        capture_output=True,
        text=True,
        env={**os.environ, **quiet, "KERAS_BACKEND": "tensorflow"},
    )
    assert result.returncode == 0, result.stderr
    return dict(zip(CASES, json.loads(result.stdout), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_the_outputs_are_those_of_keras(keras_results, name):
    network, X, _ = problem(name)
    ours = network.predict(X).ravel()
    np.testing.assert_allclose(ours, keras_results[name]["y_hat"], atol=1e-6, rtol=0)


@pytest.mark.parametrize("name", CASES)
def test_the_gradient_is_that_of_the_gradient_tape(keras_results, name):
    network, X, y = problem(name)
    backpropagate(network, X, y, CASES[name][3])
    ours = network.gradient_vector
    np.testing.assert_allclose(ours, keras_results[name]["gradient"], atol=1e-5, rtol=0)
    assert np.abs(ours).max() > 0.01


@pytest.mark.parametrize("name", CASES)
def test_ten_steps_of_fit_end_in_the_weights_of_keras(keras_results, name):
    network, X, y = problem(name)
    start = network.parameter_vector.copy()
    fit(
        network,
        X,
        y,
        CASES[name][3],
        optimizer=Adam(LEARNING_RATE),
        epochs=1,
        batch_size=BATCH_SIZE,
        shuffle=False,
        progress=False,
    )
    np.testing.assert_allclose(
        network.parameter_vector, keras_results[name]["after"], atol=1e-4, rtol=0
    )
    assert np.abs(network.parameter_vector - start).max() > 0.05
