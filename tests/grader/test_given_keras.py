"""The helpers that the Keras sets give are right themselves."""

import numpy as np
import pytest

from grader import given_keras as given
from grader.given_keras import keras
from scratchnet.datasets import load_churn


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
    assert given.given_echo() is given.given_echo()


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
    assert given.given_weight_spreads(model) == [0.0, 0.0]
    y, y_hat = np.array([1.0, 0.0]), np.array([0.8, 0.4])
    assert given.given_cost(model, y, y_hat) == pytest.approx(-np.log([0.8, 0.6]).mean(), rel=1e-5)


def test_the_score_after_training_is_that_of_the_first_model_that_learns():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 3)).astype("float32")
    y = (X[:, 0] > 0).astype("float64")
    dead, alive, spare = (given.given_neuron(3) for _ in range(3))
    dead.trainable = False
    before = given.given_score(dead, X, y)
    models = dead, alive, spare
    after = given.given_score_after_training(*models, X, y, X, y, epochs=40, enough=before - 0.05)
    assert after < before - 0.05
    assert [given.given_score(model, X, y) for model in models] == [before, after, before]


def test_a_training_step_is_that_of_gradient_descent():
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(6, 2)).astype("float32"), np.array([0.0, 1, 1, 0, 1, 0])
    model = given.given_neuron(2)
    given.training_step(model, X, y, learning_rate=0.5)()
    W, b = model.get_weights()
    np.testing.assert_allclose(W[:, 0], -0.5 * X.T @ (0.5 - y) / 6, rtol=1e-5)
    np.testing.assert_allclose(b, -0.5 * np.mean(0.5 - y), atol=1e-7)


def test_what_a_thing_is():
    assert given.given_kind(given.given_echo()) == "a Keras model"
    assert given.given_kind(3.0) == "the number 3"
    assert given.given_kind(keras.layers.Dense) == "an object of class type"
