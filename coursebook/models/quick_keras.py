"""TensorFlow as tests need it: without a word, and quick with a few rows.

To import this module is to import TensorFlow, which takes seconds.
"""

from __future__ import annotations

import inspect
import logging
import os
from typing import Any

import numpy as np
import pandas as pd

from coursebook.models.quiet import quiet

# TensorFlow complains of a missing graphics card on standard error when it first computes, which is
# in a test cell, and nbgrader takes whatever a cell writes there for a failure. The networks of the
# sets need no such card.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

with quiet():
    import keras
    import tensorflow as tf

# TensorFlow warns of models that are made again and again, which is what tests do.
logging.getLogger("tensorflow").setLevel(logging.ERROR)

# Improving the graphs takes longer than they run here. This only notes it: grading forks the
# process that has imported TensorFlow, which must not have begun to compute.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


# Settings of `fit` that mean the same for a pipeline as for arrays.
PLAIN = {
    "epochs", "verbose", "callbacks", "shuffle", "validation_data", "class_weight",
    "initial_epoch", "validation_freq",
}  # fmt: skip
# How many arguments of `compile` come before `jit_compile`.
BEFORE_JIT = list(inspect.signature(keras.Model.compile).parameters).index("jit_compile") - 1


@keras.saving.register_keras_serializable("coursebook")  # so that it can be copied
class QuickModel(keras.Sequential):
    """A Keras model that wastes no time on the few rows of a test.

    Of arrays, Keras makes a pipeline in every call of `fit` and `predict`, which takes far longer
    than so few rows themselves. Here arrays go to `fit` as a simpler pipeline and to `predict` at
    once; anything else goes Keras's own way. Nor is the model compiled to machine code, unless that
    is asked for, which takes a second for each `compile`.

    The simpler pipeline has another order of the rows in each epoch, as Keras's documentation says
    of `shuffle`. Keras's own, on TensorFlow and after `set_random_seed`, has the same in all.
    """

    def compile(self, *args: Any, **settings: Any) -> None:
        """Do what Keras does, without `jit_compile` where nothing is said of it."""
        if len(args) <= BEFORE_JIT:
            settings.setdefault("jit_compile", False)
        super().compile(*args, **settings)

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Compile a copy, which Keras leaves to a model with a `compile` of its own."""
        self.compile(**keras.saving.deserialize_keras_object(config))
        if self.built:
            self.optimizer.build(self.trainable_variables)

    def fit(
        self, x: Any = None, y: Any = None, batch_size: Any = None, *args: Any, **settings: Any
    ) -> keras.callbacks.History:
        """Do what Keras does."""
        x, y, given = _as_array(x), _as_array(y), (x, y)
        is_plain = (
            _are_rows(x)
            and _are_rows(y)
            and len(x) == len(y)
            and _is_batch_size(batch_size)
            and len(args) <= 3  # epochs, verbose, callbacks
            and settings.keys() <= PLAIN
            and isinstance(settings.get("shuffle", True), bool)
        )
        if not is_plain:
            return super().fit(*given, batch_size, *args, **settings)
        rows = tf.data.Dataset.from_tensor_slices((_as_keras(x), _as_keras(y)))
        if settings.pop("shuffle", True):
            rows = rows.shuffle(len(x))
        batches = rows.batch(batch_size or 32)
        return super().fit(batches, None, None, *args, shuffle=False, **settings)

    def predict(
        self, x: Any, batch_size: Any = None, verbose: Any = "auto", *args: Any, **settings: Any
    ) -> np.ndarray:
        """Do what Keras does, but show no progress."""
        is_plain = (
            _are_rows(x)
            and x.shape[1:] == self.input_shape[1:]
            and _is_batch_size(batch_size)
            and not (args or settings)
        )
        if not is_plain:
            return super().predict(x, batch_size, verbose, *args, **settings)
        return keras.ops.convert_to_numpy(self(_as_keras(x)))


def _as_array(thing: Any) -> Any:
    """Return a table, one of its columns or a tensor as an array, and anything else as it is."""
    if isinstance(thing, (pd.DataFrame, pd.Series)):
        return thing.to_numpy()
    return keras.ops.convert_to_numpy(thing) if keras.ops.is_tensor(thing) else thing


def _are_rows(thing: Any) -> bool:
    """Tell whether this is an array of numbers, with at least one row."""
    is_array = type(thing) is np.ndarray and thing.dtype.kind in "biuf"
    return is_array and thing.ndim > 0 and len(thing) > 0


def _is_batch_size(size: Any) -> bool:
    return size is None or (type(size) is int and size > 0)


def _as_keras(array: np.ndarray) -> np.ndarray:
    """Return an array as Keras takes it: numbers with a point in single precision."""
    return array.astype(keras.config.floatx()) if array.dtype.kind == "f" else array
