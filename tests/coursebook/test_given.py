"""The helpers that a problem set gives are right."""

import numpy as np
import pytest

from coursebook import datasets
from coursebook.given import (
    adam_step,
    early_stop,
    graph_forward,
    linear_cost,
    linear_gradient,
    mlp_forward,
    network_cost,
    network_gradient,
    network_initialize,
    network_predict,
    network_train,
    predict_with_network,
    softmax,
    update,
)
from coursebook.given.other_networks import convolve, rbm_probabilities, rnn_step, sigmoid
from coursebook.samples import pima, two_moons
from scratchnet import RBM, SGD, Adam, Conv2D, SimpleRNN, fit, mlp
from scratchnet.losses import binary_cross_entropy

WORKED = {"node_0": [2, 4], "node_1": [4, -5], "output": [2, 7]}
BENT = {"node_0": [3, 3], "node_1": [1, 5], "output": [2, -1]}
LOAN = {"node_0": [1, 1], "node_1": [1, 1], "output": [1, -1]}


@pytest.mark.parametrize(
    ("row", "weights", "output"),
    [
        ([3, 4], WORKED, 44),
        ([3, 5], WORKED, 52),
        ([1, -1], WORKED, 63),
        ([0, 0], WORKED, 0),
        ([8, 4], WORKED, 148),
        ([-1, 2], BENT, 0),
        ([40, 0], LOAN, 0),
    ],
)
def test_predict_with_network(row, weights, output):
    weights = {name: np.array(values) for name, values in weights.items()}
    assert predict_with_network(np.array(row), weights) == output


def test_predict_with_network_node_by_node():
    rng = np.random.default_rng(7)
    for n in (1, 2, 5):
        row, node_0, node_1 = rng.normal(size=(3, n))
        v = rng.normal(size=2)
        a = [
            max(0.0, sum(x * w for x, w in zip(row, node, strict=True)))
            for node in (node_0, node_1)
        ]
        got = predict_with_network(row, {"node_0": node_0, "node_1": node_1, "output": v})
        assert got == pytest.approx(max(0.0, a[0] * v[0] + a[1] * v[1]), rel=1e-12)


@pytest.mark.parametrize(
    ("costs", "patience", "epoch"),
    [
        ([5, 4, 3, 3.5, 3.2, 2, 2.5, 2.6, 1], 2, 3),
        ([5, 4, 3, 3.5, 3.2, 2, 2.5, 2.6, 1], 3, 9),
        ([3, 2, 1], 1, 3),
        ([1, 2, 0], 1, 1),
        ([2, 2, 2], 5, 1),
        ([7], 1, 1),
    ],
)
def test_early_stop(costs, patience, epoch):
    assert early_stop(costs, patience) == epoch


def test_linear_cost_and_gradient():
    X, y = np.array([[1.0, 2.0], [3.0, 0.0], [0.0, 1.0]]), np.array([1.0, 2.0, 3.0])
    assert linear_cost(np.array([1.0, -1.0]), X, y) == pytest.approx((4 + 1 + 16) / 3)
    w, step = np.array([0.3, -0.7]), 1e-6
    numerical = [
        (linear_cost(w + e, X, y) - linear_cost(w - e, X, y)) / (2 * step) for e in np.eye(2) * step
    ]
    np.testing.assert_allclose(linear_gradient(w, X, y), numerical, rtol=1e-6)


@pytest.mark.parametrize("axis", [-1, 0, 1])
def test_softmax_along_an_axis(axis):
    z = np.random.default_rng(3).normal(size=(4, 3, 5))
    p = softmax(z, axis)
    np.testing.assert_allclose(p.sum(axis=axis), 1)
    rest = np.log(p) - z  # the same along the axis
    np.testing.assert_allclose(rest, np.broadcast_to(rest.mean(axis=axis, keepdims=True), z.shape))
    assert softmax([1000.0, 1000.0]).tolist() == [0.5, 0.5]


def test_update_returns_new_weights():
    weights = np.array([0.0, 2.0, 1.0])
    np.testing.assert_allclose(update(weights, np.array([14, 28, 42]), 0.01), [-0.14, 1.72, 0.58])
    assert weights.tolist() == [0, 2, 1]


def test_graph_forward():
    assert graph_forward(1, 3, -3) == (4, -12)


def draw_network(sizes, rng):
    """Parameters whose biases are not zero, so that a missing bias shows."""
    return [(W, rng.normal(size=b.shape)) for W, b in network_initialize(sizes, rng)]


def by_differences(cost, params, h=1e-6):
    """The gradient by moving each parameter in turn."""
    gradients = []
    for pair in params:
        slopes = []
        for array in pair:
            slope = np.empty_like(array)
            for place in np.ndindex(array.shape):
                kept = array[place]
                array[place] = kept + h
                above = cost()
                array[place] = kept - h
                slope[place] = (above - cost()) / (2 * h)
                array[place] = kept
            slopes.append(slope)
        gradients.append(slopes)
    return gradients


def test_mlp_forward_node_by_node():
    rng = np.random.default_rng(0)
    X, params = rng.normal(size=(4, 3)), draw_network([3, 5, 2], rng)
    (W1, b1), (W2, b2) = params
    y_hat, cache = mlp_forward(X, params)
    for i, row in enumerate(X):
        a = [max(0.0, sum(row * W1[:, j]) + b1[j]) for j in range(5)]
        powers = [np.exp(sum(a * W2[:, j]) + b2[j]) for j in range(2)]
        assert cache["inputs"][1][i] == pytest.approx(a)
        assert y_hat[i] == pytest.approx(np.array(powers) / sum(powers))
    assert cache["inputs"][0] is X
    assert cache["params"] is params
    assert cache["y_hat"] is y_hat


def test_mlp_forward_does_not_overflow():
    y_hat, _ = mlp_forward(np.array([[1.0]]), [(np.array([[1000.0, -1000.0]]), np.zeros(2))])
    assert np.array_equal(y_hat, [[1, 0]])


@pytest.mark.parametrize("sizes", [(3, 1), (4, 5, 1), (2, 6, 3, 1)])
def test_network_gradient_is_that_of_the_cost(sizes):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(7, sizes[0])), rng.integers(0, 2, 7).astype(float)
    params = draw_network(sizes, rng)
    measured = by_differences(lambda: network_cost(params, X, y), params)
    for pair, expected in zip(network_gradient(params, X, y), measured, strict=True):
        for got, want in zip(pair, expected, strict=True):
            assert got == pytest.approx(want, rel=1e-5, abs=1e-8)


def test_network_cost_is_the_cross_entropy_of_what_it_predicts():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(5, 3)), np.array([0.0, 1, 1, 0, 1])
    params = draw_network((3, 4, 1), rng)
    p = network_predict(params, X)
    assert p.shape == (5,)
    assert network_cost(params, X, y) == pytest.approx(binary_cross_entropy(y, p))
    certain = [(np.array([[1000.0]]), np.zeros(1))]
    assert np.array_equal(network_predict(certain, np.array([[-1.0], [1.0]])), [0, 1])
    assert np.isfinite(network_cost(certain, np.array([[-1.0]]), np.array([1.0])))


def test_network_train_is_the_library_s_training():
    """The same start, the same order of rows, the same end."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(11, 3)), rng.integers(0, 2, 11).astype(float)
    net = mlp([3, 4, 1], output="sigmoid", initializer="he_normal", rng=rng)
    start = [(layer.W.copy(), layer.b.copy()) for layer in net.layers[::2]]
    record = fit(
        net, X, y[:, None], "binary_cross_entropy", optimizer=SGD(learning_rate=0.3), epochs=4,
        batch_size=4, rng=np.random.default_rng(5), progress=False,
    )  # fmt: skip
    params, history = network_train(start, X, y, 0.3, 4, 4, np.random.default_rng(5))
    for (W, b), layer in zip(params, net.layers[::2], strict=True):
        np.testing.assert_allclose(W, layer.W, rtol=1e-10)
        np.testing.assert_allclose(b, layer.b, rtol=1e-10)
    assert len(history) == len(record.loss)
    assert np.array_equal(start[0][1], np.zeros(4))


def test_adam_step_is_the_library_s():
    rng = np.random.default_rng(0)
    w, zeros = rng.normal(size=(2, 3)), np.zeros((2, 3))
    state = {"t": 0, "mean": zeros, "square": zeros}
    expected, adam = w.copy(), Adam(learning_rate=0.1, epsilon=1e-12)
    for _ in range(5):
        gradient = rng.normal(size=(2, 3))
        adam.update(expected, gradient)
        w, state = adam_step(w, gradient, state, 0.1, epsilon=1e-12)
    assert w == pytest.approx(expected, rel=1e-9)
    assert state["t"] == 5


def test_network_initialize():
    params = network_initialize((400, 300, 1), np.random.default_rng(0))
    assert [W.shape for W, _ in params] == [(400, 300), (300, 1)]
    assert np.std(params[0][0]) == pytest.approx(np.sqrt(2 / 400), rel=0.01)
    assert not any(b.any() for _, b in params)


def test_two_moons():
    X, y = two_moons(1000, 0.0, np.random.default_rng(0))
    upper, lower = X[y == 0], X[y == 1]
    assert len(upper) == len(lower) == 500
    assert np.hypot(*upper.T) == pytest.approx(1)
    assert upper[:, 1].min() >= 0
    assert np.hypot(*(lower - [1, 0.5]).T) == pytest.approx(1)
    assert lower[:, 1].max() <= 0.5
    noisy, _ = two_moons(1000, 0.1, np.random.default_rng(0))
    assert np.std(noisy - X) == pytest.approx(0.1, rel=0.1)


def test_pima_learns_nothing_from_held_out_rows(monkeypatch):
    first = pima(0)
    assert first.X.shape == (400, 8)
    assert first.X_new.shape == (368, 8)
    assert first.X.mean(axis=0) == pytest.approx(np.zeros(8), abs=1e-12)
    assert first.X.std(axis=0) == pytest.approx(np.ones(8))
    assert abs(first.X_new.mean(axis=0)).min() > 1e-6
    assert not np.array_equal(first.y, pima(1).y)

    # Other values in the held-out rows change nothing in the training rows.
    held_out = np.random.default_rng(0).permutation(768)[400:]
    load = datasets.load_pima

    def spoiled():
        data = load()
        data.table.iloc[held_out, :8] = 99
        return data

    monkeypatch.setattr(datasets, "load_pima", spoiled)
    again = pima.__wrapped__(0)
    assert np.array_equal(again.X, first.X)
    assert not np.array_equal(again.X_new, first.X_new)


def test_filters_steps_and_machines_are_those_of_the_library():
    rng = np.random.default_rng(0)
    filters = Conv2D(1, 1, 3, rng=rng)
    image = rng.normal(size=(6, 5))
    expected = filters.forward(image[None, :, :, None])[0, :, :, 0]
    np.testing.assert_allclose(convolve(image, filters.W[:, :, 0, 0]), expected)
    assert convolve(np.eye(3, dtype=int), np.ones((2, 2), int)).dtype == float

    layer, h = SimpleRNN(3, 4, return_sequences=True, rng=rng), np.zeros(4)
    X = rng.normal(size=(5, 3))
    for x, expected in zip(X, layer.forward(X[None])[0], strict=True):
        h = rnn_step(x, h, layer.W, layer.U, layer.b)
        np.testing.assert_allclose(h, expected)

    machine = RBM(3, 2, rng=rng)
    v, h = np.array([[1, 0, 1]]), np.array([[0, 1]])
    p_hidden, p_visible = rbm_probabilities(v, h, machine.W, machine.b_visible, machine.b_hidden)
    np.testing.assert_allclose(p_hidden, machine.hidden(v))
    np.testing.assert_allclose(p_visible, machine.visible(h))
    assert sigmoid(np.array([-1000, 0, 1000])).tolist() == [0, 0.5, 1]
