"""The helpers that the Keras sets give are right themselves."""

import copy
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from coursebook.datasets import load_churn
from coursebook.models import helpers as given
from coursebook.models import quick_keras
from coursebook.models.quick_keras import keras, tf


def test_the_encoder_knows_every_word_and_the_order_of_the_columns():
    table = load_churn().table.head(40)
    encoder = given.given_encoder(table)
    got = encoder.transform(table.iloc[:5])
    assert got.shape == (5, 13)
    age = (table["Age"] - table["Age"].mean()) / table["Age"].std(ddof=0)
    np.testing.assert_allclose(got[:, 1], age[:5])
    words = ["France", "Germany", "Spain", "Female", "Male"]
    for place, word in enumerate(words, start=8):
        column = "Geography" if place < 11 else "Gender"
        np.testing.assert_array_equal(got[:, place], table[column][:5] == word)
    one_word = given.given_encoder(table[table["Geography"] == "France"])
    assert one_word.transform(table).shape == (40, 13)


def test_a_model_that_says_what_you_want():
    said = np.array([[0.25], [0.5], [0.875]])
    np.testing.assert_array_equal(given.given_echo().predict(said, verbose=0), said)


def test_a_neuron_starts_at_zero_and_can_be_put_back():
    X, y = np.eye(4, dtype="float32"), np.array([0.0, 1.0, 1.0, 0.0])
    model = given.given_neuron(4)
    assert model.count_params() == 5
    model.fit(X, y, epochs=3, batch_size=2, verbose=0)
    assert int(model.optimizer.iterations) == 6
    assert any(array.any() for array in model.get_weights())
    assert given.given_restart(model) is model
    assert not any(array.any() for array in model.get_weights())
    assert int(model.optimizer.iterations) == 0


def test_a_training_that_is_not_seeded_is_another_one_each_time():
    drawn = set()
    for _ in range(3):
        given.given_neuron(2)
        drawn.add(float(np.random.random()))  # noqa: NPY002 - what Keras seeds as well
    keras.utils.set_random_seed(5)
    given.given_restart(given.given_neuron(2))
    drawn.add(float(np.random.random()))  # noqa: NPY002
    assert len(drawn) == 4


def test_a_unit_with_weights():
    model = given.given_weighted([0.5, -1.0], 0.25)
    (got,) = model.predict(np.array([[2.0, 1.0]]), verbose=0)[:, 0]
    assert got == pytest.approx(1 / (1 + np.exp(-0.25)), rel=1e-5)
    assert given.given_weighted([0.0, 3.0]) is model
    (got,) = model.predict(np.array([[2.0, 1.0]]), verbose=0)[:, 0]
    assert got == pytest.approx(1 / (1 + np.exp(-3)), rel=1e-5)


def two_groups(n_rows):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n_rows, 3)).astype("float32")
    return X, (X[:, 0] > 0).astype("float64")


# The quick model is to do what Keras's own does.


def pair(**settings):
    """Return a quick model and one of Keras's own, with equal weights."""
    models = []
    for kind in (quick_keras.QuickModel, keras.Sequential):
        hidden = keras.layers.Dense(4, activation="tanh", kernel_initializer="ones")
        unit = keras.layers.Dense(1, activation="sigmoid", kernel_initializer="ones")
        model = kind([keras.Input((3,)), hidden, unit])
        settings = {"loss": "binary_crossentropy", "jit_compile": False} | settings
        model.compile(optimizer=keras.optimizers.SGD(0.5), **settings)
        models.append(model)
    weights = [np.random.default_rng(7).normal(size=w.shape) for w in models[0].get_weights()]
    for model in models:
        model.set_weights(weights)
    return models


def assert_same(ours, theirs, history, wanted):
    assert type(history) is type(wanted)
    assert history.history.keys() == wanted.history.keys()
    for name, values in wanted.history.items():
        assert isinstance(history.history[name], list)
        np.testing.assert_allclose(history.history[name], values, rtol=1e-4, err_msg=name)
        assert {type(value) for value in history.history[name]} == {type(v) for v in values}
    assert (history.epoch, history.params) == (wanted.epoch, wanted.params)
    assert ours.optimizer.iterations.numpy() == theirs.optimizer.iterations.numpy()
    assert ours.history is history
    for got, want in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(got, want, atol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "settings", "expected"),
    [
        (("sgd", "mse"), {}, False),
        (("sgd",), {"loss": "mse", "metrics": ["mae"]}, False),
        (("sgd", "mse"), {"jit_compile": True}, True),
        (("sgd", "mse", None, None, None, False, 1, True), {}, True),
        (("sgd", "mse", None, None, None, False, 1), {}, False),
    ],
)
def test_a_model_is_compiled_to_machine_code_only_where_that_is_asked_for(
    arguments, settings, expected
):
    model, _ = pair()
    model.compile(*arguments, **settings)
    assert model.jit_compile is expected
    assert (model.loss, type(model.optimizer).__name__) == ("mse", "SGD")
    with pytest.raises(TypeError, match="unexpected keyword argument 'los'"):
        model.compile("sgd", los="mse")


ROWS, LABELS = two_groups(45)


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        (ROWS, LABELS),
        (ROWS.astype("float64"), LABELS[:, None]),
        (ROWS, LABELS.astype("float32")),
        (ROWS, LABELS.astype(int)),
        (ROWS, LABELS.astype(bool)),
        (np.round(ROWS).astype(int), LABELS.astype("uint8")),
        (ROWS, pd.Series(LABELS)),
        (pd.DataFrame(ROWS), pd.DataFrame({"y": LABELS})),
    ],
)
def test_rows_and_labels_of_any_kind(rows, labels):
    ours, theirs = pair()
    settings = {"epochs": 2, "batch_size": 16, "shuffle": False, "verbose": 0}
    found = [model.fit(rows, labels, **settings) for model in (ours, theirs)]
    assert_same(ours, theirs, *found)
    assert ours.optimizer.iterations.numpy() == 6


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        ((), {}),
        ((), {"batch_size": None}),
        ((7, 2, 0), {}),
        ((7, 2, 0, None), {}),
        ((1000,), {"epochs": 3}),
        ((), {"batch_size": np.int64(10)}),
        ((), {"validation_split": 0.2, "epochs": 2}),
        ((), {"validation_data": (ROWS[:9], LABELS[:9]), "epochs": 2}),
        ((), {"class_weight": {0: 1.0, 1: 3.0}}),
        ((), {"sample_weight": np.linspace(0, 1, 45)}),
        ((), {"steps_per_epoch": 2}),
        ((), {"initial_epoch": 1, "epochs": 3}),
        ((), {"epochs": 0}),
    ],
)
def test_all_that_a_training_can_be_told(arguments, settings):
    ours, theirs = pair(metrics=["accuracy"])
    settings = {"shuffle": False, **settings}
    if len(arguments) < 3:
        settings["verbose"] = 0
    found = [model.fit(ROWS, LABELS, *arguments, **settings) for model in (ours, theirs)]
    assert_same(ours, theirs, *found)


def test_callbacks_are_called_as_by_keras():
    def kinds():
        noted = []
        note = keras.callbacks.LambdaCallback(
            on_epoch_begin=lambda epoch, logs: noted.append(epoch),
            on_train_batch_end=lambda batch, logs: noted.append((batch, sorted(logs))),
            on_epoch_end=lambda epoch, logs: noted.append(sorted(logs)),
        )
        stop = keras.callbacks.EarlyStopping("loss", min_delta=10.0, patience=1)
        return noted, [note, stop, keras.callbacks.History()]

    (ours, theirs), said = pair(), []
    found = []
    for model in (ours, theirs):
        noted, callbacks = kinds()
        settings = {"callbacks": callbacks, "shuffle": False, "verbose": 0}
        found.append(model.fit(ROWS, LABELS, 20, 9, **settings))
        said.append(noted)
    assert_same(ours, theirs, *found)
    assert said[0] == said[1]
    assert found[0].epoch == [0, 1]  # stopped early


def test_a_seeded_order_is_the_same_again_and_another_one_with_another_seed():
    found = []
    for seed in (3, 3, 4, None):
        model, _ = pair()
        keras.utils.set_random_seed(1 if seed is None else seed)
        settings = {} if seed else {"shuffle": False}
        found.append(model.fit(ROWS, LABELS, 8, 3, verbose=0, **settings).history["loss"])
    assert found[0] == found[1]
    assert not np.allclose(found[0], found[2], rtol=1e-6)
    assert not np.allclose(found[0], found[3], rtol=1e-6)


def orders(model, rows, **settings):
    """Return the labels of two epochs in the order in which a training sees them."""
    drawn = []

    class Noting(keras.losses.Loss):
        def call(self, y_true, y_pred):
            drawn.append(tf.reshape(y_true, [-1]).numpy().tolist())
            return tf.reduce_mean(tf.square(y_pred), axis=-1)

    model.compile(keras.optimizers.SGD(0.0), Noting(), run_eagerly=True)
    keras.utils.set_random_seed(1)
    model.fit(rows, np.arange(45.0), 20, 2, verbose=0, **settings)
    batches = [batch for batch in drawn if batch != [-1.0]]  # without those that validate
    assert [len(batch) for batch in batches] == [20, 20, 5, 20, 20, 5]
    return [np.concatenate(batches[i : i + 3]).tolist() for i in (0, 3)]


@pytest.mark.parametrize(
    ("rows", "settings"),
    [
        (ROWS, {}),
        (ROWS, {"validation_data": (ROWS[:1], np.array([-1.0]))}),
        (ROWS, {"callbacks": [keras.callbacks.History()]}),
        (pd.DataFrame(ROWS), {}),
        (tf.constant(ROWS), {}),
    ],
)
def test_each_epoch_has_an_order_of_its_own_and_sees_each_row_once(rows, settings):
    first, second = orders(pair()[0], rows, **settings)
    assert sorted(first) == sorted(second) == list(range(45))
    assert first != second
    assert first != sorted(first)


def test_keras_itself_has_one_order_for_all_epochs_after_a_seed():
    """Problem set 7 says so in its text: where this fails, the text has to change."""
    first, second = orders(pair()[1], ROWS)
    assert first == second != sorted(first)


@pytest.mark.parametrize(
    ("rows", "labels", "settings"),
    [
        (ROWS, LABELS[:-1], {}),
        (ROWS, None, {}),
        (ROWS, np.eye(2)[LABELS.astype(int)], {}),
        (ROWS[:, :2], LABELS, {}),
        (ROWS.tolist(), LABELS.tolist(), {}),
        (ROWS, LABELS, {"nb_epoch": 3}),
        (ROWS, LABELS, {"batch_size": "all"}),
        (ROWS, LABELS, {"epochs": "many"}),
    ],
)
def test_the_errors_of_a_training_are_those_of_keras(rows, labels, settings):
    told = []
    for model in pair():
        with pytest.raises(Exception) as caught:
            model.fit(rows, labels, verbose=0, **settings)
        told.append((caught.type, str(caught.value).replace("QuickModel", "Sequential")))
    assert told[0][0] is told[1][0]
    assert told[0][1].splitlines()[0] == told[1][1].splitlines()[0]


def test_a_training_warns_of_nothing(recwarn):
    model, _ = pair()
    model.fit(ROWS, LABELS, verbose=0)
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        ROWS.astype("float64"),
        ROWS[:1],
        np.arange(12).reshape(4, 3),
        ROWS > 0,
        pd.DataFrame(ROWS),
        tf.data.Dataset.from_tensor_slices(ROWS).batch(7),
    ],
)
def test_outputs_are_those_of_keras(rows):
    ours, theirs = pair()
    settings = {"batch_size": 4} if isinstance(rows, np.ndarray) else {}
    got, want = (model.predict(rows, verbose=0, **settings) for model in (ours, theirs))
    assert type(got) is type(want)
    assert (got.dtype, got.shape) == (want.dtype, want.shape)
    np.testing.assert_allclose(got, want, rtol=1e-5)
    np.testing.assert_allclose(ours(ROWS), theirs(ROWS), rtol=1e-5)


@pytest.mark.parametrize("rows", [ROWS[:, :2], ROWS[:, 0], ROWS[:0], "rows", None])
def test_the_errors_of_outputs_are_those_of_keras(rows):
    told = []
    for model in pair():
        with pytest.raises(Exception) as caught:
            model.predict(rows, verbose=0)
        told.append((caught.type, str(caught.value).splitlines()[0]))
    assert told[0][0] is told[1][0]
    assert told[0][1].replace("QuickModel", "Sequential") == told[1][1]


def test_what_is_left_to_keras_gives_the_same():
    ours, theirs = pair(metrics=["accuracy"])
    assert ours.evaluate(ROWS, LABELS, verbose=0) == pytest.approx(
        theirs.evaluate(ROWS, LABELS, verbose=0)
    )
    for model in (ours, theirs):
        model.train_on_batch(ROWS, LABELS)
    for got, want in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(got, want, atol=1e-6)
    twins = [copy.deepcopy(model) for model in (ours, theirs)]
    np.testing.assert_allclose(twins[0].predict(ROWS, verbose=0), ours.predict(ROWS, verbose=0))
    found = [twin.fit(ROWS, LABELS, batch_size=45, verbose=0) for twin in twins]
    assert_same(*twins, *found)


def test_importing_leaves_tensorflow_unused():
    """A process that has used it cannot be forked, which grading does."""
    program = (
        "import coursebook.models.helpers, coursebook.models.measures, coursebook.models.neuron;"
        "from grader.engine import zygote;"
        "raise SystemExit(zygote._has_used_tensorflow())"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=300)
