"""Compare every layer with Keras: outputs, the gradient of the input, and those of all weights.

Both get the same weights, the same rows and the same gradient from above; all sizes differ, so that
no axis can be taken for another. What is printed is the largest difference, divided by the largest
value. The numbers of Keras come from TensorFlow's gradient tape.
"""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np

from scratchnet import (
    LSTM,
    Conv2D,
    Dense,
    Embedding,
    GlobalAveragePool2D,
    GlobalMaxPool2D,
    MaxPool2D,
    SimpleRNN,
)
from scratchnet.layers import Layer

LIMITS = {"float64": 1e-6, "float32": 1e-4}

# Name: how a layer is made here (from options) and in Keras (from keras.layers); shape of x.
CASES = {
    "Dense": (lambda o: Dense(3, 5, **o), lambda k: k.Dense(5), (7, 3)),
    "Dense, 3 axes": (lambda o: Dense(3, 5, **o), lambda k: k.Dense(5), (7, 4, 3)),
    "Conv2D": (lambda o: Conv2D(2, 4, 3, **o), lambda k: k.Conv2D(4, 3), (3, 7, 6, 2)),
    "Conv2D, stride 2": (
        lambda o: Conv2D(2, 4, 3, 2, **o),
        lambda k: k.Conv2D(4, 3, strides=2),
        (3, 8, 7, 2),
    ),
    "Conv2D, same": (
        lambda o: Conv2D(2, 4, 3, 1, "same", **o),
        lambda k: k.Conv2D(4, 3, padding="same"),
        (3, 7, 6, 2),
    ),
    "Conv2D, same, stride 2": (
        lambda o: Conv2D(2, 5, 3, 2, "same", **o),
        lambda k: k.Conv2D(5, 3, strides=2, padding="same"),
        (3, 8, 7, 2),
    ),
    "MaxPool2D": (lambda o: MaxPool2D(2), lambda k: k.MaxPool2D(2), (3, 7, 6, 2)),
    "GlobalMaxPool2D": (lambda o: GlobalMaxPool2D(), lambda k: k.GlobalMaxPool2D(), (3, 7, 6, 2)),
    "GlobalAveragePool2D": (
        lambda o: GlobalAveragePool2D(),
        lambda k: k.GlobalAveragePooling2D(),
        (3, 7, 6, 2),
    ),
    "SimpleRNN": (lambda o: SimpleRNN(3, 5, **o), lambda k: k.SimpleRNN(5), (4, 7, 3)),
    "SimpleRNN, all steps": (
        lambda o: SimpleRNN(3, 5, True, **o),
        lambda k: k.SimpleRNN(5, return_sequences=True),
        (4, 7, 3),
    ),
    "LSTM": (lambda o: LSTM(3, 5, **o), lambda k: k.LSTM(5), (4, 7, 3)),
    "LSTM, all steps": (
        lambda o: LSTM(3, 5, True, **o),
        lambda k: k.LSTM(5, return_sequences=True),
        (4, 7, 3),
    ),
    "Embedding": (lambda o: Embedding(6, 5, **o), lambda k: k.Embedding(6, 5), (4, 7)),
}


def differences(name: str, dtype: str) -> dict[str, float]:
    """Return what differs by how much: ``output``, ``dx``, ``dW``, …, relative to the largest."""
    import keras
    import tensorflow as tf

    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)
    make, make_keras, shape = CASES[name]
    rng = np.random.default_rng(len(name))
    layer: Layer = make({"rng": rng, "dtype": np.dtype(dtype)})
    for parameter in layer.parameters:
        parameter[...] = rng.normal(0, 0.5, parameter.shape)
    has_words = isinstance(layer, Embedding)
    x = rng.integers(0, 6, shape) if has_words else rng.normal(size=shape).astype(dtype)
    theirs = make_keras(keras.layers)
    tensor = tf.constant(x)
    theirs(tensor)
    theirs.set_weights(layer.parameters)
    output = layer.forward(x)
    above = rng.normal(size=output.shape).astype(dtype)
    ours = {"output": output, "dx": layer.backward(above)}
    ours |= {f"d{key}": value for key, value in zip(layer.names, layer.gradients, strict=True)}
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        result = theirs(tensor)
    sources = [tensor, *(variable.value for variable in theirs.trainable_variables)]
    gradients = [
        None if gradient is None else tf.convert_to_tensor(gradient).numpy()
        for gradient in tape.gradient(result, sources, output_gradients=tf.constant(above))
    ]
    expected = dict(zip(ours, [result.numpy(), *gradients], strict=True))
    if has_words:
        del ours["dx"]
    return {
        key: float(np.abs(value - expected[key]).max() / np.abs(expected[key]).max())
        for key, value in ours.items()
    }


def main() -> None:
    """Print the table."""
    columns = ("output", "dx", "dW", "dU", "db")
    print(f"{'layer':<24}{'dtype':<9}" + "".join(f"{column:>9}" for column in columns))
    for name in CASES:
        for dtype in LIMITS:
            found = differences(name, dtype)
            cells = [f"{found[key]:>9.0e}" if key in found else f"{'':>9}" for key in columns]
            print(f"{name:<24}{dtype:<9}{''.join(cells)}", flush=True)


if __name__ == "__main__":
    main()
