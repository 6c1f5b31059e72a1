"""What the tests of the Keras sets ask of a model: by `Check.reads`, of a copy of the student's.

Each takes what `coursebook.models.copies.export` has made of the model. When work is graded this
runs in a process in which nothing of a student's has run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    """Say where a model's weights start: `as Keras draws them`, or in which layer they do not."""
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
    found = []
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            found += _dense(layer)
        elif isinstance(layer, keras.layers.Dense):
            found.append(layer)
    return found
