"""Every layer against finite differences: outputs by hand, all gradients, refusals, files."""

import re

import numpy as np
import pytest

from scratchnet import Sequential
from scratchnet.boltzmann import DBN, RBM
from scratchnet.convolution import Conv2D, GlobalAveragePool2D, GlobalMaxPool2D, MaxPool2D
from scratchnet.embedding import Embedding
from scratchnet.gradient_check import numerical_gradient
from scratchnet.layers import Activation, Dense, Dropout, Flatten, Reshape
from scratchnet.recurrent import LSTM, SimpleRNN


def says(error, text):
    return pytest.raises(error, match=f"^{re.escape(text)}$")


def rng():
    return np.random.default_rng(0)


# Sizes that all differ: an axis taken for another cannot pass. Name: layer, shape of x, of outputs.
LAYERS = {
    "dense": (lambda: Dense(3, 4, rng=rng()), (5, 3), (5, 4)),
    "dense on sequences": (lambda: Dense(3, 4, rng=rng()), (5, 2, 3), (5, 2, 4)),
    "tanh": (lambda: Activation("tanh"), (5, 3, 2), (5, 3, 2)),
    "softmax": (lambda: Activation("softmax"), (5, 2, 3), (5, 2, 3)),
    "reshape": (lambda: Reshape((3, 4)), (5, 12), (5, 3, 4)),
    "flatten": (Flatten, (5, 2, 3), (5, 6)),
    "convolution": (lambda: Conv2D(2, 3, 2, rng=rng()), (4, 5, 6, 2), (4, 4, 5, 3)),
    "stride": (lambda: Conv2D(2, 3, 2, 2, rng=rng()), (4, 5, 7, 2), (4, 2, 3, 3)),
    "same": (lambda: Conv2D(2, 3, 4, padding="same", rng=rng()), (4, 5, 7, 2), (4, 5, 7, 3)),
    "same, stride": (lambda: Conv2D(2, 3, 3, 2, "same", rng=rng()), (4, 6, 5, 2), (4, 3, 3, 3)),
    "pool": (lambda: MaxPool2D(2), (3, 5, 6, 2), (3, 2, 3, 2)),
    "global max": (GlobalMaxPool2D, (4, 5, 3, 2), (4, 2)),
    "global average": (GlobalAveragePool2D, (4, 5, 3, 2), (4, 2)),
    "rnn": (lambda: SimpleRNN(2, 3, rng=rng()), (4, 5, 2), (4, 3)),
    "rnn, all steps": (lambda: SimpleRNN(2, 3, True, rng=rng()), (4, 5, 2), (4, 5, 3)),
    "lstm": (lambda: LSTM(2, 3, rng=rng()), (4, 5, 2), (4, 3)),
    "lstm, all steps": (lambda: LSTM(2, 3, True, rng=rng()), (4, 5, 2), (4, 5, 3)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_all_gradients_are_those_of_finite_differences(name):
    make, shape, out_shape = LAYERS[name]
    layer, draw = make(), np.random.default_rng(1)
    for parameter in layer.parameters:
        parameter += draw.normal(0, 0.3, parameter.shape)
    x, weights = draw.normal(size=shape), draw.normal(size=out_shape)
    assert layer.forward(x).shape == out_shape

    def cost(_):
        return float(np.sum(weights * layer.forward(x)))

    layer.forward(x)
    dx = layer.backward(weights)
    gradients = [gradient.copy() for gradient in layer.gradients]
    np.testing.assert_allclose(dx, numerical_gradient(cost, x), rtol=1e-6, atol=1e-8)
    for parameter, gradient in zip(layer.parameters, gradients, strict=True):
        numeric = numerical_gradient(cost, parameter)
        np.testing.assert_allclose(gradient, numeric, rtol=1e-6, atol=1e-8)
    layer.forward(x)
    assert layer.backward(weights, need_input=False) is None
    for again, gradient in zip(layer.gradients, gradients, strict=True):
        np.testing.assert_array_equal(again, gradient)  # set, not added up


@pytest.mark.parametrize("name", LAYERS)
def test_shapes_are_refused_in_words(name):
    make, shape, out_shape = LAYERS[name]
    layer = make()
    with says(RuntimeError, "backward: expected a forward pass before it, got none"):
        layer.backward(np.ones(out_shape))
    x = np.random.default_rng(2).normal(size=shape)
    layer.forward(x)
    with pytest.raises(ValueError, match=r"^gradient: expected the shape of the outputs, "):
        layer.backward(np.ones((*out_shape, 2)))
    with pytest.raises(TypeError, match=r"^x: expected numbers, got"):
        layer.forward(None)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_of_a_saved_network_is_the_same(name, tmp_path):
    make, shape, _ = LAYERS[name]
    network = Sequential([make()])
    network.save(tmp_path / "net.npz")
    loaded = Sequential.load(tmp_path / "net.npz")
    x = np.random.default_rng(3).normal(size=shape)
    assert repr(loaded) == repr(network)
    np.testing.assert_array_equal(loaded.predict(x), network.predict(x))


def test_a_convolution_by_hand_is_a_loop_over_places():
    layer, x = Conv2D(2, 3, 2, 2, rng=rng()), rng().normal(size=(2, 4, 5, 2))
    layer.b[:] = [1, 2, 3]
    out = layer.forward(x)
    for n, i, j in np.ndindex(out.shape[:3]):
        window = x[n, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        np.testing.assert_allclose(out[n, i, j], np.tensordot(window, layer.W, axes=3) + layer.b)


def test_dropout_drops_in_training_alone_and_keeps_the_mean():
    layer, x = Dropout(0.2, rng=rng()), np.ones((400, 500))
    assert layer.forward(x) is not None
    np.testing.assert_array_equal(layer.forward(x), x)
    dropped = layer.forward(x, training=True)
    assert set(np.unique(dropped)) == {0.0, 1 / 0.8}
    # 200,000 draws: the share kept is within 0.01 of 0.8 by eleven standard errors.
    assert (dropped > 0).mean() == pytest.approx(0.8, abs=0.01)
    np.testing.assert_array_equal(layer.backward(x), dropped)
    with says(ValueError, "rate: expected a number of at least 0 and below 1, got 1"):
        Dropout(1, rng=rng())


def test_an_embedding_is_a_product_with_one_hot_rows():
    layer, x = Embedding(4, 3, rng=rng()), np.array([[1, 3, 1], [0, 1, 1]])
    rows = np.eye(4)[x]
    np.testing.assert_allclose(layer.forward(x), rows @ layer.W)
    gradient = np.random.default_rng(1).normal(size=(2, 3, 3))
    layer.backward(gradient)
    expected = rows.reshape(-1, 4).T @ gradient.reshape(-1, 3)
    np.testing.assert_allclose(layer.dW, expected)
    with says(ValueError, "x: expected whole numbers from 0 to 3, got 4 at [0, 1]"):
        layer.forward([[0, 4]])


def test_the_gradient_of_a_boltzmann_machine_is_that_of_its_free_energies():
    machine, draw = RBM(4, 3, rng=rng()), np.random.default_rng(1)
    machine.W[:] = draw.normal(size=(4, 3))
    v, other = (draw.integers(0, 2, (n, 4)).astype(float) for n in (5, 7))

    def cost(_):
        return float(machine.free_energy(v).mean() - machine.free_energy(other).mean())

    parameters = machine.W, machine.b_visible, machine.b_hidden
    for parameter, gradient in zip(parameters, machine.gradient(v, other), strict=True):
        np.testing.assert_allclose(gradient, numerical_gradient(cost, parameter), atol=1e-8)


def test_the_free_energy_sums_over_all_hidden_states():
    machine = RBM(3, 2, rng=rng())
    machine.W[:], machine.b_hidden[:] = rng().normal(size=(3, 2)), [0.5, -1]
    v = np.array([1.0, 0, 1])
    states = [(0, 0), (0, 1), (1, 0), (1, 1)]
    energies = [v @ machine.W @ h + h @ machine.b_hidden for h in map(np.array, states)]
    assert machine.free_energy(v[None])[0] == pytest.approx(-np.log(np.exp(energies).sum()))


def test_a_stack_of_machines_learns_two_patterns_and_tells_them_apart():
    draw = np.random.default_rng(0)
    patterns = np.array([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]], float)
    v = patterns[draw.integers(0, 2, 200)]
    network = DBN([6, 4, 2], rng=draw)
    errors = network.fit(v, learning_rate=0.5, epochs=30, batch_size=20)
    assert [len(error) for error in errors] == [30, 30]
    assert errors[0][-1] < 0.02 < 0.2 < errors[0][0]
    top = network.transform(patterns)
    assert np.abs(top[0] - top[1]).max() > 0.5
    strange = np.array([[1.0, 0, 1, 0, 1, 0]])
    machine = network.machines[0]
    assert machine.free_energy(strange)[0] > machine.free_energy(patterns).max() + 1
