"""Networks: forward against the formula, flat vector and views, file round trip, refusals."""

import io
import json
import re

import numpy as np
import pytest

from scratchnet import losses
from scratchnet.activations import ACTIVATIONS
from scratchnet.gradient_check import numerical_gradient
from scratchnet.layers import Activation, Dense
from scratchnet.network import Sequential, mlp
from scratchnet.objective import backpropagate


def says(error, text):
    return pytest.raises(error, match=f"^{re.escape(text)}$")


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_forward_of_the_sources_with_two_hidden_layers():
    """N9: input [3, 5] gives hidden [26, 0], then [0, 52], output 364."""
    network = mlp([2, 2, 2, 1], output="identity", rng=np.random.default_rng(0))
    network[0].W[:], network[2].W[:] = np.array([[2, 4], [4, -5]]).T, np.array([[-1, 1], [2, 2]]).T
    network[4].W[:] = [[2], [7]]
    np.testing.assert_array_equal(network.predict([[3, 5]]), [[364]])
    np.testing.assert_array_equal(network[:3].predict([[3, 5]]), [[26 * -1, 26 * 2]])


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize("output", ACTIVATIONS)
def test_every_activation_stands_where_it_should(hidden, output, rng):
    network = mlp([3, 4, 2], hidden, output, rng=rng)
    W1, b1, W2, b2 = network.parameters
    b1[:], b2[:] = rng.normal(size=4), rng.normal(size=2)
    X = rng.normal(size=(5, 3))
    a = ACTIVATIONS[hidden](X @ W1 + b1)
    expected = ACTIVATIONS[output](a @ W2 + b2)
    np.testing.assert_allclose(network.predict(X), expected, rtol=1e-12)


def test_layers_are_views_of_the_flat_vector(rng):
    network = mlp([2, 3, 1], rng=rng)
    assert network.parameter_vector.shape == (2 * 3 + 3 + 3 * 1 + 1,)
    assert [p.shape for p in network.parameters] == [(2, 3), (3,), (3, 1), (1,)]
    network.parameter_vector = np.arange(13)
    np.testing.assert_array_equal(network[0].W, [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(network[0].b, [6, 7, 8])
    network[2].b[0] = -1
    assert network.parameter_vector[-1] == -1
    network.gradient_vector[:] = np.arange(13)
    np.testing.assert_array_equal(network[2].dW, [[9], [10], [11]])
    with says(
        ValueError, "parameter_vector: expected the shape of the parameters, (13,), got (12,)"
    ):
        network.parameter_vector = np.arange(12)


def test_a_network_inside_another_shares_its_vector(rng):
    inner = mlp([2, 3, 1], "tanh", "identity", rng=rng)
    before = inner.parameter_vector.copy()
    outer = Sequential([Dense(4, 2, rng=rng), inner, Activation("sigmoid")])
    np.testing.assert_array_equal(inner.parameter_vector, before)
    outer.parameter_vector[:] = np.arange(23)
    np.testing.assert_array_equal(inner.parameter_vector, np.arange(10, 23))
    inner.parameter_vector[0] = -5
    assert outer.parameter_vector[10] == -5
    assert [type(leaf).__name__ for leaf in outer.leaves[:3]] == ["Dense", "Dense", "Activation"]


def test_a_part_of_a_network_shares_its_parameters(rng):
    network = mlp([2, 3, 1], "tanh", rng=rng)
    half = network[:2]
    half.parameter_vector[:] = 7
    assert (network.parameter_vector[:9] == 7).all()
    assert (network.parameter_vector[9:] != 7).all()
    assert len(half) == 2


def test_a_layer_that_moves_to_another_network_is_not_lost_to_the_first(rng):
    layers = [Dense(2, 3, rng=rng), Dense(3, 1, rng=rng)]
    first = Sequential(layers)
    second = Sequential([layers[1], Dense(1, 2, rng=rng)])
    for network in (first, second, first):
        vector = network.parameter_vector
        vector += 1
        assert all(np.shares_memory(p, vector) for p in network.parameters)
    np.testing.assert_array_equal(layers[1].b, [3])
    first[0].W = np.zeros((2, 3))
    assert (first.parameter_vector[:6] == 0).all()


def test_biases_start_at_zero_and_weights_follow_the_generator():
    first, second = (mlp([4, 3, 2], rng=np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first.parameter_vector, second.parameter_vector)
    assert all((b == 0).all() for b in first.parameters[1::2])
    assert all((W != 0).all() for W in first.parameters[::2])


def test_an_initializer_may_be_a_function(rng):
    network = mlp([2, 3], initializer=lambda rng, n_in, n_out: np.full((n_in, n_out), 0.1), rng=rng)
    np.testing.assert_array_equal(network[0].W, np.full((2, 3), 0.1))
    with says(ValueError, "initializer: expected shape (2, 3), got (3, 2)"):
        mlp([2, 3], initializer=lambda rng, n_in, n_out: np.zeros((n_out, n_in)), rng=rng)


def test_float32_stays_float32(rng):
    network = mlp([3, 4, 2], "tanh", "softmax", rng=rng, dtype=np.float32)
    y_hat = network.forward(np.ones((2, 3)))
    network.backward(losses.categorical_cross_entropy.gradient(np.eye(2), y_hat))
    gradient, parameters = network.gradient_vector, network.parameter_vector
    assert {parameters.dtype, y_hat.dtype, gradient.dtype} == {np.dtype(np.float32)}


def test_results_belong_to_the_caller(rng):
    network = mlp([2, 3, 1], "tanh", rng=rng)
    first = network.forward([[1, 2]])
    kept = first.copy()
    network.forward([[5, -1]])
    network.predict([[3, 3]])
    np.testing.assert_array_equal(first, kept)


def test_predict_and_evaluate_do_not_disturb_backward(rng):
    network = mlp([2, 3, 1], "tanh", rng=rng)
    X, gradient = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
    network.forward(X)
    network.backward(gradient)
    expected = network.gradient_vector.copy()
    network.forward(X)
    network.predict(rng.normal(size=(9, 2)))
    network.evaluate(rng.normal(size=(9, 2)), np.ones((9, 1)), "mean_squared_error")
    network.backward(gradient)
    np.testing.assert_array_equal(network.gradient_vector, expected)


def test_the_gradient_of_the_input_is_that_of_finite_differences(rng):
    network = mlp([3, 4, 2], "tanh", "softmax", rng=rng)
    X, weights = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    network.forward(X)
    gradient = network.backward(weights)
    numeric = numerical_gradient(lambda X: float(np.sum(weights * network.predict(X))), X)
    np.testing.assert_allclose(gradient, numeric, atol=1e-9)
    assert network.backward(weights, need_input=False) is None


def test_loss_and_last_layer_in_one_step_are_the_two_one_after_the_other(rng):
    binary, classes = [[0.0, 1], [1, 1], [0, 0]], np.eye(2)[[0, 1, 1]]
    for output, loss, y in [
        ("sigmoid", "binary_cross_entropy", binary),
        ("softmax", "categorical_cross_entropy", classes),
    ]:
        network, X = mlp([3, 4, 2], "tanh", output, rng=rng), rng.normal(size=(3, 3))
        y = np.array(y)
        cost = backpropagate(network, X, y, loss)
        joined = network.gradient_vector.copy()
        y_hat = network.forward(X)
        network.backward(losses.LOSSES[loss].gradient(y, y_hat))
        np.testing.assert_allclose(network.gradient_vector, joined, rtol=1e-9)
        assert cost == pytest.approx(losses.LOSSES[loss](y, y_hat))
    # A certain, wrong output has a gradient all the same.
    network = mlp([1, 1], rng=rng)
    network[0].b[:] = 800
    assert backpropagate(network, [[0.0]], [[0]], "binary_cross_entropy") == 800
    assert network[0].db[0] == 1


def test_evaluate_gives_cost_and_accuracy(rng):
    network = mlp([1, 1], initializer="zeros", rng=rng)
    network.parameter_vector[:] = [1, 0]
    cost, accuracy = network.evaluate(
        [[2.0], [-1.0], [3.0]], [[1], [0], [0]], "binary_cross_entropy"
    )
    z = np.array([2, 1, -3])  # the logit of the label that came
    assert cost == pytest.approx(np.log1p(np.exp(-z)).mean())
    assert accuracy == pytest.approx(2 / 3)
    linear = mlp([1, 1], output="identity", initializer="zeros", rng=rng)
    assert linear.evaluate([[2.0]], [[3.0]], "mean_squared_error") == (9, None)
    classes = mlp([1, 3], output="softmax", initializer="zeros", rng=rng)
    classes[0].b[:] = [0, 5, 1]
    y = [[0, 1, 0], [0, 0, 1]]
    assert classes.evaluate([[1.0], [1.0]], y, "categorical_cross_entropy")[1] == 0.5
    assert classes.evaluate([[1.0], [1.0]], y, "binary_cross_entropy")[1] == pytest.approx(4 / 6)


def test_summary_lists_layers_and_parameters(rng):
    rows = [re.split(r"  +", line) for line in mlp([8, 16, 1], rng=rng).summary().splitlines()]
    assert rows == [
        ["layer", "shapes", "parameters"],
        ["Dense(8, 16)", "W (8, 16), b (16,)", "144"],
        ["Activation('relu')", "0"],
        ["Dense(16, 1)", "W (16, 1), b (1,)", "17"],
        ["Activation('sigmoid')", "0"],
        ["total", "161"],
    ]


def test_a_copy_has_parameters_of_its_own(rng):
    network = mlp([2, 3, 1], "tanh", rng=rng, dtype=np.float32)
    twin = network.copy()
    np.testing.assert_array_equal(twin.predict([[1, 2]]), network.predict([[1, 2]]))
    twin.parameter_vector += 1
    assert (twin.parameter_vector != network.parameter_vector).all()
    assert twin.dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_saved_network_is_the_same_when_loaded(tmp_path, rng, dtype):
    network = mlp([3, 5, 4, 2], "leaky_relu", "softmax", rng=rng, dtype=dtype)
    path = tmp_path / "my net"
    network.save(path)
    loaded = Sequential.load(path)
    assert repr(loaded) == repr(network)
    np.testing.assert_array_equal(loaded.parameter_vector, network.parameter_vector)
    X = rng.normal(size=(3, 3))
    np.testing.assert_array_equal(loaded.predict(X), network.predict(X))
    assert [p.name for p in tmp_path.iterdir()] == ["my net"]


def test_a_failed_save_leaves_the_old_file(tmp_path, rng, monkeypatch):
    network = mlp([2, 1], rng=rng)
    path = tmp_path / "net.npz"
    network.save(path)
    before = path.read_bytes()

    def full_disk(file, **arrays):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="No space left"):
        network.save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def saved_bytes(rng, **changes):
    """Return the bytes of a network's file with some of its arrays replaced."""
    layers = [["Dense", {"n_in": 2, "n_out": 3}], ["Dense", {"n_in": 3, "n_out": 1}]]
    arrays = {
        "kind": np.array("scratchnet network 2"),
        "layers": np.array(json.dumps(["Sequential", {"layers": layers}])),
        "parameters": rng.normal(size=13),
    }
    arrays.update(changes)
    file = io.BytesIO()
    np.savez(file, **{name: array for name, array in arrays.items() if array is not None})
    return file.getvalue()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(tmp_path, rng, share):
    path = tmp_path / "net.npz"
    mlp([20, 30, 1], rng=rng).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    expected = f"{path}: expected a file written by Sequential.save, got a damaged or truncated one"
    with says(ValueError, expected):
        Sequential.load(path)


def test_a_damaged_file_is_refused(tmp_path, rng):
    path = tmp_path / "net.npz"
    mlp([20, 30, 1], rng=rng).save(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(bytes(content))
    expected = f"{path}: expected a file written by Sequential.save, got a damaged or truncated one"
    with says(ValueError, expected):
        Sequential.load(path)


@pytest.mark.parametrize("content", ["text", "npy", "npz", "pickle"])
def test_a_foreign_file_is_refused(tmp_path, content):
    path = tmp_path / "net.npz"
    if content == "text":
        path.write_text("this is not a network\n" * 20)
    elif content == "npy":
        with path.open("wb") as file:
            np.save(file, np.zeros(3))
    elif content == "npz":
        np.savez(path, a=np.zeros(3))
    else:
        np.savez(path, kind=np.array([{"a": 1}], dtype=object))
    expected = f"{path}: expected a file written by Sequential.save, got a file of another kind"
    with says(ValueError, expected):
        Sequential.load(path)


def test_a_file_whose_parts_do_not_fit_is_refused(tmp_path, rng):
    path = tmp_path / "net.npz"
    path.write_bytes(saved_bytes(rng, kind=np.array("scratchnet network 9")))
    kind = "got one of kind 'scratchnet network 9'"
    with says(ValueError, f"{path}: expected a file written by Sequential.save, {kind}"):
        Sequential.load(path)
    path.write_bytes(saved_bytes(rng, parameters=np.zeros(12)))
    with says(ValueError, f"{path}: parameters: expected shape (13,), got (12,)"):
        Sequential.load(path)
    path.write_bytes(saved_bytes(rng, parameters=np.full(13, np.nan)))
    with says(ValueError, f"{path}: parameters: expected finite numbers, got nan at [0]"):
        Sequential.load(path)


def test_a_missing_file_is_reported_by_the_system(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        Sequential.load(tmp_path / "nowhere.npz")


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"sizes": [3]}, ValueError, "sizes: expected at least inputs and outputs, got [3]"),
        ({"sizes": 3}, TypeError, "sizes: expected a list of whole numbers, got int"),
        (
            {"sizes": [3, 0, 1]},
            ValueError,
            "sizes[1]: expected a whole number of at least 1, got 0",
        ),
        ({"sizes": [3, 2.5]}, TypeError, "sizes[1]: expected a whole number, got float"),
        (
            {"hidden": "relux"},
            ValueError,
            "hidden: expected one of step, identity, sigmoid, tanh, relu, leaky_relu, softplus, "
            "softmax, got 'relux'",
        ),
        (
            {"output": "linear"},
            ValueError,
            "output: expected one of step, identity, sigmoid, tanh, relu, leaky_relu, softplus, "
            "softmax, got 'linear'",
        ),
        (
            {"initializer": "she"},
            ValueError,
            "initializer: expected one of he_normal, glorot_uniform, uniform, standard_normal, "
            "zeros, got 'she'",
        ),
        (
            {"rng": 0},
            TypeError,
            "rng: expected a numpy.random.Generator such as np.random.default_rng(0), got int",
        ),
        (
            {"dtype": np.int64},
            ValueError,
            "dtype: expected one of float64, float32, got 'int64'",
        ),
    ],
)
def test_wrong_constructor_arguments_are_named(arguments, error, text, rng):
    with says(error, text):
        mlp(**{"sizes": [3, 2, 1], "rng": rng, **arguments})


@pytest.mark.parametrize(
    ("X", "error", "text"),
    [
        (np.zeros((4, 2)), ValueError, "X: expected shape (n, 3), got (4, 2)"),
        (
            np.zeros(3),
            ValueError,
            "X: expected shape (n, 3), got (3,); for a single row write X.reshape(1, -1)",
        ),
        (np.zeros((0, 3)), ValueError, "X: expected at least one value, got shape (0, 3)"),
        ([[1, 2, np.nan]], ValueError, "X: expected finite numbers, got nan at [0, 2]"),
        (
            [["a", "b", "c"]],
            TypeError,
            "X: expected numbers, got list that makes an array of dtype <U1",
        ),
    ],
)
def test_wrong_rows_are_named(X, error, text, rng):
    network = mlp([3, 2, 1], rng=rng)
    for method in (network.forward, network.predict):
        with says(error, text):
            method(X)


@pytest.mark.parametrize(
    ("y", "text"),
    [
        (np.zeros(4), "y: expected shape (4, 1), got (4,); write y.reshape(-1, 1)"),
        (np.zeros((3, 1)), "y: expected shape (4, 1), got (3, 1)"),
        ([[0], [1], [2], [0]], "y: expected labels 0 or 1, got 2 at [2, 0]"),
        ([[0], [1], [np.nan], [0]], "y: expected labels 0 or 1, got nan at [2, 0]"),
    ],
)
def test_wrong_targets_are_named(y, text, rng):
    network = mlp([3, 2, 1], rng=rng)
    X = np.ones((4, 3))
    with says(ValueError, text):
        backpropagate(network, X, y, "binary_cross_entropy")
    with says(ValueError, text):
        network.evaluate(X, y, "binary_cross_entropy")


def test_backward_needs_a_forward_pass(rng):
    with says(RuntimeError, "backward: expected a forward pass before it, got none"):
        mlp([3, 1], rng=rng).backward([[1.0]])


def test_a_loss_that_does_not_fit_the_output_is_refused(rng):
    X, y, network = np.ones((1, 3)), [[1]], mlp([3, 1], output="sigmoid", rng=rng)
    expected = "expected an output layer without sigmoid or softmax, got Activation('sigmoid')"
    with says(ValueError, f"loss: binary_cross_entropy_from_logits {expected}"):
        backpropagate(network, X, y, "binary_cross_entropy_from_logits")
    linear = mlp([3, 1], output="tanh", rng=rng)
    expected = "expected an output layer with sigmoid or softmax, got Activation('tanh')"
    with says(ValueError, f"loss: binary_cross_entropy {expected}"):
        backpropagate(linear, X, y, "binary_cross_entropy")
    with says(
        ValueError,
        "loss: expected one of mean_squared_error, binary_cross_entropy, "
        "binary_cross_entropy_from_logits, categorical_cross_entropy, "
        "categorical_cross_entropy_from_logits, got 'mse'",
    ):
        linear.evaluate(X, y, "mse")
    with says(TypeError, "network: expected a Sequential, as `mlp` makes one, got list"):
        backpropagate([], X, y, "mean_squared_error")


@pytest.mark.parametrize(
    ("layers", "error", "text"),
    [
        ([], ValueError, "layers: expected at least one layer, got none"),
        ("Dense", TypeError, "layers: expected a list of layers, got str"),
        (["relu"], TypeError, "layers[0]: expected a layer, got str"),
    ],
)
def test_wrong_layers_are_named(layers, error, text):
    with says(error, text):
        Sequential(layers)


def test_a_layer_twice_and_two_dtypes_are_refused(rng):
    layer = Dense(2, 2, rng=rng)
    with says(ValueError, "layers: expected each layer once, got Dense(2, 2) twice"):
        Sequential([layer, Sequential([layer])])
    with says(ValueError, "layers: expected one dtype, got float32 and float64"):
        Sequential([layer, Dense(2, 1, rng=rng, dtype=np.float32)])
