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
from coursebook.models.helpers import keras


@pytest.mark.parametrize("parts", [given.given_pima(3), given.given_churn(3, n_rows=500)])
def test_tables_are_ready_for_training(parts):
    X, y, X_test, y_test = parts
    assert (len(X), len(X_test)) in ((614, 154), (400, 100))
    assert X.shape[1] == X_test.shape[1] in (8, 13)
    assert np.isfinite(X).all()
    assert np.isfinite(X_test).all()
    assert abs(y.mean() - y_test.mean()) < 0.01  # stratified
    # Scaled with the training rows' statistics, so that only theirs come out as 0 and 1.
    np.testing.assert_allclose(X[:, :8].mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(X[:, :8].std(axis=0), 1, atol=1e-5)
    assert (np.abs(X_test[:, :8].mean(axis=0)) > 1e-4).all()


def test_the_split_hangs_on_the_seed():
    first, again, other = (given.given_pima(seed)[3] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


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
    assert given.given_score(model, X, y) == pytest.approx(np.log(2))
    model.fit(X, y, epochs=3, batch_size=2, verbose=0)
    assert given.given_steps(model) == ["SGD", 6]
    assert given.given_score(model, X, y) < np.log(2)
    assert given.given_restart(model) is model
    assert given.given_score(model, X, y) == pytest.approx(np.log(2))
    assert given.given_steps(model) == ["SGD", 0]


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


def test_what_tests_ask_of_a_model():
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("sgd", "binary_crossentropy")
    assert given.given_sizes(model) == [3, 2, 1]
    assert all(spread > 0 for spread in given.given_weight_spreads(model))
    weights = [np.ones((3, 2)), np.array([0.0, -9.0]), np.full((2, 1), 2.0), np.array([1.0])]
    got = given.given_outputs(model, weights, np.array([[1.0, 2.0, 3.0]]))
    np.testing.assert_allclose(got, [[13.0]])
    assert all(spread > 0 for spread in given.given_weight_spreads(model))  # its own are put back
    y, y_hat = np.array([1.0, 0.0]), np.array([0.8, 0.4])
    assert given.given_cost(model, y, y_hat) == pytest.approx(-np.log([0.8, 0.6]).mean(), rel=1e-5)


def two_groups(n_rows=200):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n_rows, 3)).astype("float32")
    return X, (X[:, 0] > 0).astype("float64")


def hidden_layer():
    hidden = keras.layers.Dense(4, activation="relu")
    unit = keras.layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((3,)), hidden, unit])
    model.compile("adam", "binary_crossentropy")
    return model


def test_the_score_after_training_is_that_of_the_trained_model():
    (X, y), model = two_groups(), hidden_layer()
    before = given.given_score(model, X, y)
    after = given.given_score_after_training(model, X, y, X, y, epochs=40, enough=1.0)
    assert after == given.given_score(model, X, y) < before - 0.05


def test_a_network_that_learns_nothing_begins_again(monkeypatch):
    (X, y), model = two_groups(), hidden_layer()
    W, b, *others = model.get_weights()
    model.set_weights([W, b - 100, *others])  # no unit answers to any row
    alive, asked = [W, b, *others], []

    def resurrect(model):
        asked.append(model.get_weights())
        model.set_weights(alive)

    monkeypatch.setattr(given, "draw_weights", resurrect)
    settings = {"epochs": 40, "enough": 0.6}
    after = given.given_score_after_training(model, X, y, X, y, **settings)
    assert after < 0.6
    assert len(asked) == 1
    for got, want in zip(asked[0], [W, b - 100, *others], strict=True):
        np.testing.assert_array_equal(got, want)
    # The second training is as if there had been no first.
    model.set_weights(alive)
    again = given.given_score_after_training(model, X, y, X, y, **settings)
    assert again == pytest.approx(after, rel=1e-4)


def test_there_are_three_trials_and_the_best_counts():
    (X, y), model = two_groups(), hidden_layer()
    settings = {"epochs": 5, "enough": 0.0}
    scores = []
    score = given.given_score
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(given, "given_score", lambda *it: scores.append(score(*it)) or scores[-1])
        best = given.given_score_after_training(model, X, y, X, y, **settings)
    assert len(set(scores)) == 3
    assert best == min(scores)


def in_one_row():
    return keras.Sequential([keras.Input((3,)), *layers_of_all_kinds()])


def one_in_another():
    body = keras.Sequential(layers_of_all_kinds()[:2])
    return keras.Sequential([keras.Input((3,)), body, layers_of_all_kinds()[2]])


def of_an_own_class():
    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.second, self.third = layers_of_all_kinds()

        def call(self, rows):
            return self.third(self.second(self.first(rows)))

    model = Network()
    model(np.zeros((1, 3)))
    return model


def layers_of_all_kinds():
    def drawn_by_hand(shape, dtype=None):
        return keras.random.uniform(shape, 5.0, 6.0, dtype)

    start = keras.initializers.RandomUniform(0.5, 1.0)
    return [
        keras.layers.Dense(40, activation="relu", kernel_initializer=start),
        keras.layers.Dense(30, kernel_initializer=drawn_by_hand, bias_initializer="ones"),
        keras.layers.Dense(1, kernel_initializer=keras.initializers.Constant(3.0)),
    ]


@pytest.mark.parametrize("kind", [in_one_row, one_in_another, of_an_own_class])
def test_weights_are_drawn_as_at_first(kind):
    model = kind()
    first = model.get_weights()
    given.draw_weights(model)
    W, b, V, c, U, d = model.get_weights()
    for new, old, low, high in ((W, first[0], 0.5, 1.0), (V, first[2], 5.0, 6.0)):
        assert ((new >= low) & (new <= high)).all()
        assert not np.isin(new, old).all()
    assert (U == 3.0).all()
    for biases, old in ((b, first[1]), (c, first[3]), (d, first[5])):
        np.testing.assert_array_equal(biases, old)


def test_a_frozen_model_cannot_be_trained():
    X, y = two_groups()
    model = given.given_neuron(3)
    model.trainable = False
    with pytest.raises(ValueError, match="frozen"):
        given.given_score_after_training(model, X, y, X, y, epochs=1, enough=1.0)


def test_training_is_that_of_keras_with_adam():
    X, y = two_groups()
    ours, theirs = hidden_layer(), hidden_layer()
    theirs.compile(keras.optimizers.Adam(0.02), "binary_crossentropy")
    theirs.set_weights(ours.get_weights())
    given.training(ours, X, y, epochs=12, learning_rate=0.02)()
    theirs.fit(X, y, epochs=12, batch_size=len(X), verbose=0)
    for got, want in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(got, want, atol=1e-5)


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


def test_each_epoch_has_an_order_of_its_own_and_sees_each_row_once():
    model, _ = pair()
    drawn = []

    class Noting(keras.losses.Loss):
        def call(self, y_true, y_pred):
            drawn.append(given.tf.reshape(y_true, [-1]).numpy().tolist())
            return given.tf.reduce_mean(given.tf.square(y_pred), axis=-1)

    model.compile(keras.optimizers.SGD(0.0), Noting(), run_eagerly=True)
    model.fit(ROWS, np.arange(45.0), 20, 2, verbose=0)
    first, second = (np.concatenate(drawn[i : i + 3]).tolist() for i in (0, 3))
    assert [len(batch) for batch in drawn] == [20, 20, 5, 20, 20, 5]
    assert sorted(first) == sorted(second) == list(range(45))
    assert first != second
    assert first != sorted(first)


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
        given.tf.data.Dataset.from_tensor_slices(ROWS).batch(7),
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
        "import coursebook.models.helpers; from grader.engine import zygote;"
        "raise SystemExit(zygote._has_used_tensorflow())"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=300)


def test_what_a_thing_is():
    assert given.given_kind(given.given_echo()) == "a Keras model"
    assert given.given_kind(3.0) == "the number 3"
    assert given.given_kind(keras.layers.Dense) == "an object of class type"
