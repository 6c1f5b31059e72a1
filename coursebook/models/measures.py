"""What the tests of the Keras sets ask of a model: by `Check.reads`, of a copy of the student's.

Each takes what `coursebook.models.copies.export` has made of the model. When work is graded this
runs in a process in which nothing of a student's has run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from coursebook.models.copies import Exported, export, rebuild, settings_of
from coursebook.models.quiet import quiet

with quiet():
    import keras

# With the first table scikit-learn looks for all kinds of tables there are. Grading forks the
# process that has imported this module, so that it is done once for all submissions.
_table = pd.DataFrame({"row": [0, 1, 0, 1]})
train_test_split(_table, test_size=2, stratify=_table["row"])


def _of_a_copy(measure: Callable) -> Callable:
    """Have `Check.reads` hand over the model as `export` writes it down."""
    measure.reads = export
    return measure


@_of_a_copy
def given_kind(model: Exported) -> str:
    """Return `a Keras model` for one, and for anything else what it is."""
    return model.get("other", "a Keras model")


@_of_a_copy
def given_sizes(model: Exported) -> list[int]:
    """Return how many values enter a model and how many leave each layer that has weights."""
    shapes = [array.shape for array in model["weights"] if array.ndim == 2]
    return [n_in for n_in, _ in shapes[:1]] + [n_out for _, n_out in shapes]


@_of_a_copy
def given_count(model: Exported) -> int:
    """Return how many parameters of a model training changes: weights and biases."""
    return sum(int(np.prod(weight.shape)) for weight in rebuild(model).trainable_weights)


@_of_a_copy
def given_outputs(
    model: Exported, weights: Sequence[np.ndarray], X: np.ndarray, training: bool = False
) -> np.ndarray:
    """Return the outputs that a model has with these weights and biases for the rows of `X`."""
    copy = rebuild({**model, "weights": list(weights)})
    return keras.ops.convert_to_numpy(copy(X, training=training))


@_of_a_copy
def given_cost(model: Exported, y: np.ndarray, y_hat: np.ndarray) -> float:
    """Return the cost that a model was compiled with, for labels and outputs of your choice.

    Penalties on the weights are part of it.
    """
    return float(rebuild(model).compute_loss(y=y[:, None], y_pred=y_hat[:, None]))


@_of_a_copy
def given_activations(model: Exported) -> str:
    """Name what each layer with weights does to its sums, such as `ReLU, ReLU, sigmoid`.

    Where the layers do not simply follow one another, it is that if the outputs say so, else
    `not told`.
    """
    copy = rebuild(model)
    inputs = np.linspace(-2.0, 2.0, 5 * copy.input_shape[-1]).reshape(5, -1).astype("float32")
    outputs = keras.ops.convert_to_numpy(copy(inputs))
    chain = _flat(copy)
    places = [place for place, layer in enumerate(chain) if isinstance(layer, keras.layers.Dense)]
    layers = [chain[start:end] for start, end in pairwise([*places, len(chain)])]
    usual = [keras.activations.relu] * (len(layers) - 1) + [keras.activations.sigmoid]
    for functions, names in (
        ([partial(_bent, *layer) for layer in layers], [_activation(*layer) for layer in layers]),
        (usual, ["ReLU"] * (len(layers) - 1) + ["sigmoid"]),
    ):
        rows = inputs
        for (layer, *_), function in zip(layers, functions, strict=True):
            if rows.shape[-1] != layer.kernel.shape[0]:
                return "not told"
            sums = rows @ layer.kernel + (layer.bias if layer.use_bias else 0)
            rows = keras.ops.convert_to_numpy(function(keras.ops.convert_to_numpy(sums)))
        if rows.shape == outputs.shape and np.allclose(rows, outputs, atol=1e-5):
            return ", ".join(names)
    return "not told"


def _activation(layer: keras.layers.Dense, *behind: keras.layers.Layer) -> str:
    """Name the function that a layer and those behind it make of its sums."""
    sums = np.linspace(-9.0, 9.0, 37, dtype="float32")[:, None] * np.ones(layer.units, "float32")
    got = keras.ops.convert_to_numpy(_bent(layer, *behind, sums))
    for name, function in ACTIVATIONS.items():
        function = getattr(keras.activations, function) if isinstance(function, str) else function
        want = keras.ops.convert_to_numpy(function(sums))
        if got.shape == want.shape and np.allclose(got, want, atol=1e-5):
            return name
    return "another activation"


def _bent(*layers_and_sums: Any) -> Any:
    """Apply the activation of the first layer and then those behind it to sums."""
    layer, *behind, sums = layers_and_sums
    rows = layer.activation(keras.ops.convert_to_tensor(sums))
    for later in behind:
        rows = later(rows)
    return rows


def _softmax(sums: np.ndarray) -> np.ndarray:
    """Do what Keras does, which warns where there is a single unit."""
    powers = np.exp(sums - sums.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


# Their names in Keras: an examiner imports this module, and Keras only when it is used.
ACTIVATIONS = {
    "softmax": _softmax,
    "ReLU": "relu",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "none": "linear",
    "leaky ReLU": "leaky_relu",
    "ELU": "elu",
    "SELU": "selu",
    "GELU": "gelu",
    "swish": "silu",
    "softplus": "softplus",
    "hard sigmoid": "hard_sigmoid",
    "ReLU up to 6": "relu6",
}


@_of_a_copy
def given_loss(model: Exported) -> str:
    """Name the loss that a model was compiled with, and what has been added to it."""
    copy, loss = rebuild(model), json.loads(model["compiled"]).get("loss")
    while (isinstance(loss, list) or _is_names(loss)) and len(loss) == 1:
        (loss,) = loss.values() if isinstance(loss, dict) else loss
    made = keras.losses.get(loss)
    if made is None:
        return "no loss"
    name = getattr(made, "__name__", None) or _snake(type(made).__name__)
    config = made.get_config() if hasattr(made, "get_config") else {}
    changed = [
        f"{key}={config[key]}" for key in ("from_logits", "label_smoothing") if config.get(key)
    ]
    return ", ".join([name, *changed, *["a penalty on the weights"] * bool(copy.losses)])


def _is_names(loss: Any) -> bool:
    """Tell whether this names the losses of outputs, and is none that is written down itself."""
    return isinstance(loss, dict) and "class_name" not in loss


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


@_of_a_copy
def given_optimizer(model: Exported) -> str:
    """Return the name of the optimizer that a model was compiled with, `None` without one."""
    rebuild(model)  # ValueError for a model that cannot be copied, whatever it says of itself
    settings = settings_of(model)
    name = str(settings.get("class_name"))
    if name == "Adam" and settings["config"].keys() != keras.optimizers.Adam().get_config().keys():
        return "Adam without its settings"
    return name


@_of_a_copy
def given_changed_settings(model: Exported) -> dict[str, Any]:
    """Return the settings of a model's optimizer that Adam does not have by itself."""
    config = settings_of(model).get("config", {})
    own = keras.optimizers.Adam().get_config()
    return {
        name: value if type(value) in (bool, int, float, str) else str(value)
        for name, value in config.items()
        if name != "name" and value != own.get(name)
    }


@_of_a_copy
def given_start(model: Exported) -> str:
    """Say where a model's weights start: `as Keras draws them`, or in which layer they do not.

    Of a model that is not compiled nothing starts.
    """
    if not json.loads(model["compiled"]):
        return "not compiled"
    arrays, layers = iter(model["weights"]), _dense(rebuild(model))
    if not layers:
        return "no layers with weights"
    for number, layer in enumerate(layers, start=1):
        weights, biases = next(arrays), next(arrays) if layer.use_bias else np.zeros(1)
        # Keras draws from -limit to limit, each number with the same chance.
        limit = (6 / sum(weights.shape)) ** 0.5
        if biases.any():
            return f"biases that are not zero in layer {number}"
        if np.ptp(weights) == 0:
            return f"weights that are all the same in layer {number}"
        is_within = np.abs(weights).max() <= limit * (1 + 1e-6)
        if not (is_within and _draws_as_keras(layer.kernel_initializer)):
            return f"weights that Keras would not draw in layer {number}"
    return "as Keras draws them"


def _draws_as_keras(initializer: keras.initializers.Initializer) -> bool:
    """Tell whether an initializer draws what Keras's own for `Dense` does, with the same seed."""
    config = initializer.get_config()
    if "seed" in config:
        initializer = type(initializer).from_config({**config, "seed": 1})
    return np.array_equal(initializer((3, 4)), keras.initializers.GlorotUniform(seed=1)((3, 4)))


def _dense(model: keras.Model) -> list[keras.layers.Dense]:
    """Return the `Dense` layers of a model, those of models within it as well."""
    return [layer for layer in _flat(model) if isinstance(layer, keras.layers.Dense)]


def _flat(model: keras.Model) -> list[keras.layers.Layer]:
    """Return the layers of a model, in place of models within it those that they have."""
    found: list[keras.layers.Layer] = []
    for layer in model.layers:
        found += _flat(layer) if isinstance(layer, keras.Model) else [layer]
    return found
