"""What the tests of the Keras sets ask of a model, and what trainings of one unit give."""

import itertools
import json

import numpy as np
import pytest

from coursebook.models import copies, measures, neuron
from coursebook.models import helpers as given
from coursebook.models.quick_keras import keras

ADAM = {"class_name": "Adam", "config": {}}


def hidden_layer(optimizer="adam", **settings):
    hidden = keras.layers.Dense(4, activation="relu", **settings)
    unit = keras.layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((3,)), hidden, unit])
    model.compile(optimizer, "binary_crossentropy")
    return model


def test_what_tests_ask_of_a_model():
    model = copies.export(hidden_layer())
    assert measures.given_sizes(model) == [3, 4, 1]
    assert measures.given_count(model) == 21
    weights = [np.ones((3, 4)), np.array([0.0, 0.0, -9.0, -9.0]), np.ones((4, 1)), np.zeros(1)]
    for training in (False, True):
        got = measures.given_outputs(model, weights, np.array([[1.0, 2.0, -2.0]]), training)
        np.testing.assert_allclose(got, 1 / (1 + np.exp([[-2.0]])), rtol=1e-6)
    y, y_hat = np.array([1.0, 0.0]), np.array([0.8, 0.4])
    cost = measures.given_cost(model, y, y_hat)
    assert cost == pytest.approx(-np.log([0.8, 0.6]).mean(), rel=1e-5)


def test_a_penalty_on_the_weights_is_part_of_the_cost():
    model = copies.export(hidden_layer(kernel_regularizer=keras.regularizers.L2(1.0)))
    y, y_hat = np.array([1.0, 0.0]), np.array([0.8, 0.4])
    wanted = -np.log([0.8, 0.6]).mean() + np.sum(model["weights"][0] ** 2)
    assert measures.given_cost(model, y, y_hat) == pytest.approx(wanted, rel=1e-5)


def test_frozen_weights_do_not_count():
    model = hidden_layer()
    model.trainable = False
    assert measures.given_count(copies.export(model)) == 0


@pytest.mark.parametrize(
    ("optimizer", "name", "changed"),
    [
        ("adam", "Adam", {}),
        (keras.optimizers.Adam(0.001), "Adam", {}),
        (keras.optimizers.Adam(beta_1=0.5, clipnorm=1.0), "Adam", {"beta_1": 0.5, "clipnorm": 1.0}),
        ("rmsprop", "RMSprop", {"rho": 0.9, "momentum": 0.0, "centered": False}),
    ],
)
def test_the_optimizer_and_its_settings(optimizer, name, changed):
    model = copies.export(hidden_layer(optimizer))
    assert measures.given_optimizer(model) == name
    assert measures.given_changed_settings(model) == pytest.approx(changed)


def test_an_optimizer_is_known_by_its_settings_and_its_model():
    model = copies.export(hidden_layer())
    compiled = json.dumps({**json.loads(model["compiled"]), "optimizer": ADAM})
    assert measures.given_optimizer({**model, "compiled": compiled}) == "Adam without its settings"
    with pytest.raises(ValueError, match="cannot be copied: Thing"):
        measures.given_optimizer({**model, "layers": '{"class_name": "Thing", "config": {}}'})


def test_a_model_that_is_not_compiled_has_no_optimizer():
    model = copies.export(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]))
    assert measures.given_optimizer(model) == "None"
    assert measures.given_changed_settings(model) == {}


def chain(*layers, **settings):
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile(**{"optimizer": "adam", "loss": "binary_crossentropy"} | settings)
    return copies.export(model)


def dense(units, activation=None, **settings):
    return keras.layers.Dense(units, activation, **settings)


def shared_activation():
    rows, bend = keras.Input((3,)), keras.layers.ReLU()
    inner = bend(dense(4)(bend(dense(5)(rows))))
    return keras.Model(rows, dense(1, "sigmoid")(inner))


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ([dense(4, "relu"), dense(1, "sigmoid")], "ReLU, sigmoid"),
        ([dense(4, "tanh"), dense(2, "softmax")], "tanh, softmax"),
        ([dense(4), dense(1)], "none, none"),
        ([dense(4, "sigmoid"), dense(1, "hard_sigmoid")], "sigmoid, hard sigmoid"),
        ([dense(4, "leaky_relu"), dense(1, "relu6")], "leaky ReLU, ReLU up to 6"),
        (
            [dense(4), keras.layers.ReLU(), keras.layers.Dropout(0.5), dense(1, "sigmoid")],
            "ReLU, sigmoid",
        ),
        ([dense(4, "softsign"), dense(1, "sigmoid")], "another activation, sigmoid"),
        ([keras.layers.Rescaling(2.0), dense(4, "tanh"), dense(1, "sigmoid")], "not told"),
    ],
)
def test_what_layers_do_to_their_sums(layers, told):
    assert measures.given_activations(chain(*layers)) == told


@pytest.mark.parametrize("kind", [hidden_layer, shared_activation])
def test_activations_of_models_of_any_kind(kind):
    relus = "ReLU, " * (1 + (kind is shared_activation))
    assert measures.given_activations(copies.export(kind())) == f"{relus}sigmoid"
    assert measures.given_activations(copies.export(Network())) == "ReLU, sigmoid"


BINARY, PENALTY = keras.losses.BinaryCrossentropy, {"kernel_regularizer": "l2"}


@pytest.mark.parametrize(
    ("loss", "settings", "told"),
    [
        ("binary_crossentropy", {}, "binary_crossentropy"),
        ("BinaryCrossentropy", {}, "binary_crossentropy"),
        ("bce", {}, "binary_crossentropy"),
        (BINARY(), {}, "binary_crossentropy"),
        (keras.losses.binary_crossentropy, {}, "binary_crossentropy"),
        (["binary_crossentropy"], {}, "binary_crossentropy"),
        ("mse", {}, "mean_squared_error"),
        (None, {}, "no loss"),
        (BINARY(from_logits=True), {}, "binary_crossentropy, from_logits=True"),
        (BINARY(label_smoothing=0.1), {}, "binary_crossentropy, label_smoothing=0.1"),
        ("binary_crossentropy", PENALTY, "binary_crossentropy, a penalty on the weights"),
    ],
)
def test_the_name_of_the_loss(loss, settings, told):
    assert measures.given_loss(chain(dense(1, "sigmoid", **settings), loss=loss)) == told


def test_a_model_that_is_not_compiled_has_no_loss_and_starts_nowhere():
    model = copies.export(keras.Sequential([keras.Input((2,)), dense(1)]))
    assert measures.given_loss(model) == "no loss"
    assert measures.given_start(model) == "not compiled"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "as Keras draws them"),
        ({"kernel_initializer": keras.initializers.GlorotUniform(seed=7)}, "as Keras draws them"),
        ({"kernel_initializer": "zeros"}, "weights that are all the same in layer 1"),
        ({"kernel_initializer": "he_uniform"}, "weights that Keras would not draw in layer 1"),
        ({"kernel_initializer": "random_normal"}, "weights that Keras would not draw in layer 1"),
        ({"bias_initializer": "ones"}, "biases that are not zero in layer 1"),
    ],
)
def test_where_weights_start(settings, told):
    assert measures.given_start(copies.export(hidden_layer(**settings))) == told


def test_a_model_without_layers_starts_nowhere():
    assert measures.given_start(copies.export(given.given_echo())) == "no layers with weights"


class Network(keras.Model):
    """A model of a class that is not Keras's own, with its layers in another order."""

    def __init__(self):
        super().__init__()
        self.last = keras.layers.Dense(1, "sigmoid")
        self.first = keras.layers.Dense(4, "relu")
        self(np.zeros((1, 3)))

    def call(self, rows):
        return self.last(self.first(rows))


def functional():
    rows = keras.Input((3,))
    inner = keras.layers.Dense(4, "relu")(rows)
    return keras.Model(rows, keras.layers.Dense(1, "sigmoid")(inner))


def nested():
    return keras.Sequential([keras.Input((3,)), hidden_layer(), keras.layers.Dense(2)])


@pytest.mark.parametrize("kind", [hidden_layer, functional, nested, Network])
def test_a_copy_computes_what_the_model_does(kind):
    model, X = kind(), np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    copy_ = copies.rebuild(copies.export(model))
    np.testing.assert_allclose(copy_(X), model(X), rtol=1e-6)
    assert copy_ is not model


def test_a_copy_is_made_of_listed_parts_alone():
    rows, twice = keras.Input((2,)), keras.layers.Lambda(lambda x: 2 * x)
    with pytest.raises(ValueError, match="cannot be copied: Lambda"):
        copies.rebuild(copies.export(keras.Model(rows, twice(rows))))
    exported = copies.export(hidden_layer())
    for module in ("os", "kerasx.layers", "numpy", "keras.utils", "builtins"):
        forged = exported["layers"].replace('"keras.layers"', f'"{module}"')
        with pytest.raises(ValueError, match="cannot be copied"):
            copies.rebuild({**exported, "layers": forged})


def test_what_is_no_model_has_no_copy():
    for thing, kind in (
        (given.given_echo(), "a Keras model"),
        (3.0, "the number 3"),
        (keras.layers.Dense, "an object of class type"),
        ({"layers": "", "weights": []}, "a dict with 2 keys"),
    ):
        assert measures.given_kind(copies.export(thing)) == kind
    with pytest.raises(ValueError, match="expected a Keras model, got the number 3"):
        copies.rebuild(copies.export(3.0))


# What trainings of one unit give.


def six_rows():
    rng = np.random.default_rng(3)
    return rng.normal(size=(6, 3)).astype("float32"), np.array([0.0, 1, 0, 1, 1, 0])


def trained(fit, seed):
    (X, y), model = six_rows(), given.given_neuron(3)
    costs = fit(model, X, y, seed)
    return costs, model.get_weights()


def keras_fit(model, X, y, seed, **settings):
    keras.utils.set_random_seed(seed)
    settings = {"epochs": 2, "batch_size": 2, "verbose": 0} | settings
    return model.fit(X, y, **settings).history["loss"]


ANY = itertools.count(100)


def shuffled_once(model, X, y, seed):
    order = np.random.default_rng(seed).permutation(6)
    return keras_fit(model, X[order], y[order], seed, shuffle=False)


def test_steps_that_see_all_rows():
    (X, y), model = six_rows(), given.given_neuron(3)
    costs = model.fit(X, y, epochs=4, batch_size=6, verbose=0).history["loss"]
    want, weights = neuron.descent(X, y, 4)
    np.testing.assert_allclose(costs, want, rtol=1e-5)
    for got, wanted in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-4)


@pytest.mark.parametrize(
    ("fit", "seeds", "told"),
    [
        (keras_fit, (1, 1, 2, 3), ""),
        (lambda *it: keras_fit(*it[:3], 5), (1, 1, 2, 3), "the same order for every seed"),
        (lambda *it: keras_fit(*it[:3], next(ANY)), (1, 1, 2), "although the seed is the same"),
        (shuffled_once, (1, 1, 2, 3), "the same order in each epoch"),
        (lambda *it: keras_fit(*it, batch_size=3), (1, 2), "costs that no order"),
        (lambda m, X, y, s: keras_fit(m, X, 1 - y, s), (1, 2), "together with these costs"),
        (lambda *it: [cost + 0.01 for cost in keras_fit(*it)], (1, 2), "costs that no order"),
    ],
)
def test_the_order_of_the_rows_is_found(fit, seeds, told):
    either = neuron.TwoEpochs(*six_rows(), len(seeds))
    said = ""
    for seed in seeds:
        costs, weights = trained(fit, seed)
        said = said or either.costs(costs) or either.weights(seed)(weights)
    assert told in said
    assert bool(told) == bool(said)


def test_a_last_batch_that_is_smaller_is_part_of_the_order():
    X, y = (rows[:5] for rows in six_rows())
    for n_rows, told in ((5, ""), (4, "costs that no order")):
        either, model = neuron.TwoEpochs(X, y, 2), given.given_neuron(3)
        costs = keras_fit(model, X[:n_rows], y[:n_rows], 1)
        said = either.costs(costs) or either.weights(1)(model.get_weights())
        assert told in said
        assert bool(told) == bool(said)
