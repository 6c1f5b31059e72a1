"""A Keras model as plain values, and the model again from these.

What a student's function returned is exported where it is, and measured on a copy, where nothing
of the student's runs: whatever has been changed over there has no part in the copy but its
configuration and its arrays.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import numpy as np

from checks.values import describe, plain
from coursebook.models import quick_keras  # noqa: F401  before Keras, it says how TensorFlow begins
from coursebook.models.quiet import quiet

with quiet():
    import keras

# The parts that a copy may have; none of them runs code that a configuration brings along.
LAYERS = {
    "Activation", "Add", "BatchNormalization", "Concatenate", "Dense", "Dropout", "ELU", "Flatten",
    "Functional", "GaussianDropout", "GaussianNoise", "Identity", "InputLayer",
    "LayerNormalization", "LeakyReLU", "Model", "Multiply", "Normalization", "PReLU", "ReLU",
    "Rescaling", "Reshape", "Sequential", "Softmax",
}  # fmt: skip
OTHERS = ("keras.constraints", "keras.initializers", "keras.losses", "keras.regularizers")

Exported = dict[str, Any]


def export(thing: Any) -> Exported:
    """Return a model's configuration, as JSON, and its arrays; of anything else, what it is.

    Raises
    ------
    TypeError, ValueError
        If the model has parts that Keras cannot write down.
    """
    if not isinstance(thing, keras.Model):
        return {"other": describe(plain(thing))}
    written, model = keras.saving.serialize_keras_object, _of_layers(thing)
    config = written(model)
    compiled = {}
    if thing.compiled:
        settings = thing.get_compile_config()
        compiled = {name: settings.get(name) for name in ("loss", "loss_weights")}
        compiled["optimizer"] = written(thing.optimizer)
    return {
        "layers": json.dumps(config),
        "compiled": json.dumps(compiled),
        "weights": [np.array(array) for array in model.get_weights()],
    }


def rebuild(exported: Exported) -> keras.Model:
    """Return the model that `export` has written down, compiled with its loss if it was.

    It is one for all calls with the same configuration; the last call sets its arrays. It has not
    the model's optimizer, whose arrays take longer to make than all the rest: see `settings_of`.

    Raises
    ------
    ValueError
        If it is not made of Keras's own parts, or the arrays do not fit.
    """
    if "other" in exported:
        raise ValueError(f"expected a Keras model, got {exported['other']}")
    model = _built(exported["layers"], exported["compiled"])
    model.set_weights(exported["weights"])
    return model


def settings_of(exported: Exported) -> dict[str, Any]:
    """Return class and settings of the optimizer that a model was compiled with, if it was."""
    return json.loads(exported["compiled"]).get("optimizer", {})


@lru_cache(maxsize=16)
def _built(layers: str, compiled: str) -> keras.Model:
    made = keras.saving.deserialize_keras_object
    model, settings = made(_own(json.loads(layers))), json.loads(compiled)
    if settings:
        loss = made(_own(settings["loss"]))
        weights = settings["loss_weights"]
        model.compile(optimizer="sgd", loss=loss, loss_weights=weights, jit_compile=False)
    return model


def _of_layers(model: keras.Model) -> keras.Model:
    """Return the model, or one of the same layers where its class is not Keras's own."""
    if type(model).__module__.partition(".")[0] == "keras" or not model.built:
        return model
    if getattr(model, "inputs", None):
        return keras.Model(model.inputs, model.outputs)
    shape = (model.get_build_config() or {}).get("input_shape") or model.get_weights()[0].shape[
        ::-1
    ]
    inputs = keras.Input(tuple(shape)[1:])
    return keras.Model(inputs, model.call(inputs))


def _own(config: Any) -> Any:
    """Return a configuration if all that it names is Keras's own, and listed."""
    if isinstance(config, list):
        return [_own(item) for item in config]
    if not isinstance(config, dict):
        return config
    if "class_name" in config:
        _known(str(config.get("module")), str(config["class_name"]))
    return {key: _own(value) for key, value in config.items() if key != "compile_config"}


def _known(module: str, name: str) -> None:
    """Raise ValueError for a part that a copy may not have."""
    if name in ("__keras_tensor__", "__tuple__") or (module, name) == ("keras", "DTypePolicy"):
        return
    if (module, name) == ("builtins", "function"):
        return  # by its name, which Keras looks up among its own
    is_layer = module in ("keras", "keras.layers") or module.startswith("keras.src.models.")
    if not (name in LAYERS if is_layer else module in OTHERS):
        raise ValueError(f"the model has a part that cannot be copied: {name[:40]}")
