"""Network: forward against the formula, flat vector and views, file round trip, refusals."""

import io
import re

import numpy as np
import pytest

from scratchnet.activations import ACTIVATIONS
from scratchnet.network import Network, forward


def says(error, text):
    return pytest.raises(error, match=f"^{re.escape(text)}$")


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_forward_of_the_sources_with_two_hidden_layers():
    """N9: input [3, 5] gives hidden [26, 0], then [0, 52], output 364."""
    W1, W2, W3 = np.array([[2, 4], [4, -5]]).T, np.array([[-1, 1], [2, 2]]).T, np.array([[2], [7]])
    layers = [(W1, np.zeros(2)), (W2, np.zeros(2)), (W3, np.zeros(1))]
    np.testing.assert_array_equal(forward([[3, 5]], layers), [[364]])
    np.testing.assert_array_equal(forward([[3, 5]], layers[:2]), [[26 * -1, 26 * 2]])


@pytest.mark.parametrize("sizes", [[3, 1], [3, 4, 2], [2, 5, 4, 3], [4, 1, 3, 2, 5]])
def test_network_agrees_with_the_plain_function(sizes, rng):
    network = Network(sizes, output="identity", rng=rng)
    network.parameters[:] = rng.normal(size=network.parameters.size)
    X = rng.normal(size=(7, sizes[0]))
    np.testing.assert_allclose(network.forward(X), forward(X, network.layers), rtol=1e-12)
    np.testing.assert_array_equal(network.predict(X), network.forward(X))


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize("output", ACTIVATIONS)
def test_every_activation_stands_where_it_should(hidden, output, rng):
    network = Network([3, 4, 2], hidden, output, rng=rng)
    (W1, b1), (W2, b2) = network.layers
    b1[:], b2[:] = rng.normal(size=4), rng.normal(size=2)
    X = rng.normal(size=(5, 3))
    a = ACTIVATIONS[hidden].function(X @ W1 + b1)
    expected = ACTIVATIONS[output].function(a @ W2 + b2)
    np.testing.assert_allclose(network.predict(X), expected, rtol=1e-12)


def test_layers_are_views_of_the_flat_vector(rng):
    network = Network([2, 3, 1], rng=rng)
    assert network.parameters.shape == (2 * 3 + 3 + 3 * 1 + 1,)
    assert [(W.shape, b.shape) for W, b in network.layers] == [((2, 3), (3,)), ((3, 1), (1,))]
    network.parameters[:] = np.arange(13)
    np.testing.assert_array_equal(network.layers[0][0], [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(network.layers[0][1], [6, 7, 8])
    network.layers[1][1][0] = -1
    assert network.parameters[-1] == -1
    network.gradient[:] = np.arange(13)
    np.testing.assert_array_equal(network.gradients[1][0], [[9], [10], [11]])


def test_biases_start_at_zero_and_weights_follow_the_generator():
    first, second = (Network([4, 3, 2], rng=np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first.parameters, second.parameters)
    assert all((b == 0).all() for _, b in first.layers)
    assert all((W != 0).all() for W, _ in first.layers)


def test_an_initializer_may_be_a_function(rng):
    network = Network(
        [2, 3], initializer=lambda rng, n_in, n_out: np.full((n_in, n_out), 0.1), rng=rng
    )
    np.testing.assert_array_equal(network.layers[0][0], np.full((2, 3), 0.1))
    with says(ValueError, "initializer: expected shape (2, 3), got (3, 2)"):
        Network([2, 3], initializer=lambda rng, n_in, n_out: np.zeros((n_out, n_in)), rng=rng)


def test_float32_stays_float32(rng):
    network = Network([3, 4, 2], "tanh", "softmax", rng=rng, dtype=np.float32)
    y_hat = network.forward(np.ones((2, 3)))
    gradient = network.backward(np.eye(2), "categorical_cross_entropy")
    assert {network.parameters.dtype, y_hat.dtype, gradient.dtype} == {np.dtype(np.float32)}


def test_results_belong_to_the_caller(rng):
    network = Network([2, 3, 1], "tanh", rng=rng)
    first = network.forward([[1, 2]])
    kept = first.copy()
    network.forward([[5, -1]])
    network.predict([[3, 3]])
    np.testing.assert_array_equal(first, kept)


def test_predict_does_not_disturb_backward(rng):
    network = Network([2, 3, 1], "tanh", rng=rng)
    X, y = rng.normal(size=(4, 2)), np.array([[0], [1], [1], [0]])
    network.forward(X)
    expected = network.backward(y, "binary_cross_entropy").copy()
    network.forward(X)
    network.predict(rng.normal(size=(9, 2)))
    np.testing.assert_array_equal(network.backward(y, "binary_cross_entropy"), expected)


def test_evaluate_gives_cost_and_accuracy(rng):
    network = Network([1, 1], initializer="zeros", rng=rng)
    network.parameters[:] = [1, 0]
    cost, accuracy = network.evaluate(
        [[2.0], [-1.0], [3.0]], [[1], [0], [0]], "binary_cross_entropy"
    )
    z = np.array([2, 1, -3])  # the logit of the label that came
    assert cost == pytest.approx(np.log1p(np.exp(-z)).mean())
    assert accuracy == pytest.approx(2 / 3)
    linear = Network([1, 1], output="identity", initializer="zeros", rng=rng)
    assert linear.evaluate([[2.0]], [[3.0]], "mean_squared_error") == (9, None)
    classes = Network([1, 3], output="softmax", initializer="zeros", rng=rng)
    classes.layers[0][1][:] = [0, 5, 1]
    y = [[0, 1, 0], [0, 0, 1]]
    assert classes.evaluate([[1.0], [1.0]], y, "categorical_cross_entropy")[1] == 0.5
    assert classes.evaluate([[1.0], [1.0]], y, "binary_cross_entropy")[1] == pytest.approx(4 / 6)


def test_summary_lists_layers_and_parameters(rng):
    assert Network([8, 16, 8, 1], rng=rng).summary() == "\n".join(
        [
            "layer      units  activation  W            parameters",
            "input          8                                    0",
            "hidden 1      16  relu        (8, 16)             144",
            "hidden 2       8  relu        (16, 8)             136",
            "output         1  sigmoid     (8, 1)                9",
            "total                                             289",
        ]
    )


def test_a_copy_has_parameters_of_its_own(rng):
    network = Network([2, 3, 1], "tanh", rng=rng, dtype=np.float32)
    twin = network.copy()
    np.testing.assert_array_equal(twin.predict([[1, 2]]), network.predict([[1, 2]]))
    twin.parameters += 1
    assert (twin.parameters != network.parameters).all()
    assert twin.dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_saved_network_is_the_same_when_loaded(tmp_path, rng, dtype):
    network = Network([3, 5, 4, 2], "leaky_relu", "softmax", rng=rng, dtype=dtype)
    path = tmp_path / "my net"
    network.save(path)
    loaded = Network.load(path)
    assert repr(loaded) == repr(network)
    np.testing.assert_array_equal(loaded.parameters, network.parameters)
    X = rng.normal(size=(3, 3))
    np.testing.assert_array_equal(loaded.predict(X), network.predict(X))
    assert [p.name for p in tmp_path.iterdir()] == ["my net"]


def test_a_failed_save_leaves_the_old_file(tmp_path, rng, monkeypatch):
    network = Network([2, 1], rng=rng)
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
    network = Network([2, 3, 1], rng=rng)
    arrays = {
        "kind": np.array("scratchnet network 1"),
        "sizes": np.array(network.sizes),
        "hidden": np.array("relu"),
        "output": np.array("sigmoid"),
        "parameters": network.parameters,
    }
    arrays.update(changes)
    file = io.BytesIO()
    np.savez(file, **{name: array for name, array in arrays.items() if array is not None})
    return file.getvalue()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(tmp_path, rng, share):
    path = tmp_path / "net.npz"
    Network([20, 30, 1], rng=rng).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    expected = f"{path}: expected a file written by Network.save, got a damaged or truncated one"
    with says(ValueError, expected):
        Network.load(path)


def test_a_damaged_file_is_refused(tmp_path, rng):
    path = tmp_path / "net.npz"
    Network([20, 30, 1], rng=rng).save(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(bytes(content))
    expected = f"{path}: expected a file written by Network.save, got a damaged or truncated one"
    with says(ValueError, expected):
        Network.load(path)


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
    expected = f"{path}: expected a file written by Network.save, got a file of another kind"
    with says(ValueError, expected):
        Network.load(path)


def test_a_file_whose_parts_do_not_fit_is_refused(tmp_path, rng):
    path = tmp_path / "net.npz"
    path.write_bytes(saved_bytes(rng, kind=np.array("scratchnet network 9")))
    kind = "got one of kind 'scratchnet network 9'"
    with says(ValueError, f"{path}: expected a file written by Network.save, {kind}"):
        Network.load(path)
    path.write_bytes(saved_bytes(rng, parameters=np.zeros(12)))
    with says(ValueError, f"{path}: parameters: expected shape (13,), got (12,)"):
        Network.load(path)
    path.write_bytes(saved_bytes(rng, parameters=np.full(13, np.nan)))
    with says(ValueError, f"{path}: parameters: expected finite numbers, got nan at [0]"):
        Network.load(path)


def test_a_missing_file_is_reported_by_the_system(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        Network.load(tmp_path / "nowhere.npz")


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
            "initializer: expected one of he, glorot, small_uniform, zero_to_one, "
            "standard_normal, zeros, got 'she'",
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
        Network(**{"sizes": [3, 2, 1], "rng": rng, **arguments})


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
    network = Network([3, 2, 1], rng=rng)
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
    network = Network([3, 2, 1], rng=rng)
    X = np.ones((4, 3))
    network.forward(X)
    with says(ValueError, text):
        network.backward(y, "binary_cross_entropy")
    with says(ValueError, text):
        network.evaluate(X, y, "binary_cross_entropy")


def test_backward_needs_a_forward_pass(rng):
    with says(RuntimeError, "backward: expected a forward pass before it, got none"):
        Network([3, 1], rng=rng).backward([[1]], "binary_cross_entropy")


def test_a_loss_that_does_not_fit_the_output_is_refused(rng):
    network = Network([3, 1], output="sigmoid", rng=rng)
    network.forward(np.ones((1, 3)))
    expected = "expected an output layer without sigmoid or softmax, got output='sigmoid'"
    with says(ValueError, f"loss: binary_cross_entropy_from_logits {expected}"):
        network.backward([[1]], "binary_cross_entropy_from_logits")
    linear = Network([3, 1], output="tanh", rng=rng)
    linear.forward(np.ones((1, 3)))
    expected = "expected an output layer with sigmoid or softmax, got output='tanh'"
    with says(ValueError, f"loss: binary_cross_entropy {expected}"):
        linear.backward([[1]], "binary_cross_entropy")
    with says(
        ValueError,
        "loss: expected one of sum_of_squared_errors, mean_squared_error, binary_cross_entropy, "
        "binary_cross_entropy_from_logits, categorical_cross_entropy, "
        "categorical_cross_entropy_from_logits, got 'mse'",
    ):
        linear.backward([[1]], "mse")


@pytest.mark.parametrize(
    ("X", "layers", "error", "text"),
    [
        ([[1, 2]], [], ValueError, "layers: expected at least one (W, b), got none"),
        (
            [1, 2],
            [(np.ones((2, 1)), np.ones(1))],
            ValueError,
            "X: expected shape (n_samples, n_features), got (2,); for a single row write "
            "X.reshape(1, -1)",
        ),
        (
            [[1, 2]],
            [(np.ones((3, 1)), np.ones(1))],
            ValueError,
            "layers[0][0]: expected shape (2, n), got (3, 1)",
        ),
        (
            [[1, 2]],
            [(np.ones((2, 3)), np.ones(3)), (np.ones((3, 1)), np.ones((1, 1)))],
            ValueError,
            "layers[1][1]: expected shape (1,), got (1, 1)",
        ),
        (
            [[1, "a"]],
            [(np.ones((2, 1)), np.ones(1))],
            TypeError,
            "X: expected numbers, got list that makes an array of dtype <U21",
        ),
        (
            [[1, np.nan]],
            [(np.ones((2, 1)), np.ones(1))],
            ValueError,
            "X: expected finite numbers, got nan at [0, 1]",
        ),
    ],
)
def test_forward_names_what_does_not_fit(X, layers, error, text):
    with says(error, text):
        forward(X, layers)
