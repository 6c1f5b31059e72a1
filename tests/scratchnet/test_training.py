"""Training: steps by hand, bookkeeping, reproducibility, divergence, refusals."""

import re
import subprocess
import sys

import numpy as np
import pytest

from scratchnet.callbacks import Callback
from scratchnet.losses import one_hot
from scratchnet.network import mlp
from scratchnet.objective import backpropagate
from scratchnet.optimizers import SGD, Adam
from scratchnet.training import fit


def says(error, text):
    return pytest.raises(error, match=f"^{re.escape(text)}$")


def linear_neuron(weights):
    """Return one neuron without activation whose bias stays 0: it is never updated here."""
    network = mlp([len(weights), 1], output="identity", rng=np.random.default_rng(0))
    network[0].W[:, 0] = weights
    return network


class NoBias(SGD):
    """Gradient descent that leaves the last parameter, the neuron's bias, alone."""

    def _step(self, parameters, gradient):
        gradient[-1] = 0
        super()._step(parameters, gradient)


def two_moons(rng, n=200):
    """Return points on two half circles that interlock, and labels."""
    angle = rng.uniform(0, np.pi, n)
    label = rng.integers(0, 2, n)
    X = np.column_stack([np.cos(angle), np.sin(angle)])
    X[label == 1] = [1, 0.5] - X[label == 1]
    return X + rng.normal(0, 0.1, X.shape), label[:, None].astype(float)


def test_one_step_of_the_sources():
    """N12: weights [0, 2, 1], input [1, 2, 3], target 0, squared error, rate 0.01."""
    network = linear_neuron([0, 2, 1])
    X, y = np.array([[1.0, 2.0, 3.0]]), np.array([[0.0]])
    assert network.forward(X)[0, 0] == 7
    assert backpropagate(network, X, y, "mean_squared_error") == 49
    np.testing.assert_allclose(network[0].dW[:, 0], [14, 28, 42])
    history = fit(
        network,
        X,
        y,
        "mean_squared_error",
        optimizer=NoBias(0.01),
        epochs=1,
        batch_size=1,
        shuffle=False,
    )
    assert history.loss == [49]
    np.testing.assert_allclose(network[0].W[:, 0], [-0.14, 1.72, 0.58], rtol=1e-12)
    assert network.predict(X)[0, 0] == pytest.approx(5.04, rel=1e-12)


def test_twenty_steps_of_the_sources():
    """N13: from these weights the mean squared error falls at each of 20 steps."""
    network = linear_neuron([-0.49929916, 1.00140168, -0.49789747])
    history = fit(
        network,
        [[1.0, 2.0, 3.0]],
        [[0.0]],
        "mean_squared_error",
        optimizer=NoBias(0.01),
        epochs=20,
        batch_size=1,
        shuffle=False,
    )
    assert len(history.loss) == 20
    # The weights come to six digits and give a prediction of about 1e-2 at the start.
    assert all(
        after < before for before, after in zip(history.loss, history.loss[1:], strict=False)
    )


def test_fit_takes_the_steps_that_forward_backward_and_update_take():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(10, 3)), rng.integers(0, 2, (10, 1))
    by_hand, fitted = (mlp([3, 5, 4, 1], rng=np.random.default_rng(1)) for _ in range(2))
    optimizer, costs = Adam(0.05), []
    for _ in range(3):
        losses = []
        for rows in (slice(0, 4), slice(4, 8), slice(8, 10)):
            cost, _ = by_hand.evaluate(X[rows], y[rows], "binary_cross_entropy")
            losses += [cost] * len(X[rows])
            backpropagate(by_hand, X[rows], y[rows], "binary_cross_entropy")
            optimizer.update(by_hand.parameter_vector, by_hand.gradient_vector)
        costs.append(np.mean(losses))
    history = fit(
        fitted,
        X,
        y,
        "binary_cross_entropy",
        optimizer=Adam(0.05),
        epochs=3,
        batch_size=4,
        shuffle=False,
    )
    np.testing.assert_allclose(fitted.parameter_vector, by_hand.parameter_vector, rtol=1e-12)
    np.testing.assert_allclose(history.loss, costs, rtol=1e-12)


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "mean_squared_error"])
def test_a_network_learns_what_a_line_cannot_separate(loss):
    X, y = two_moons(np.random.default_rng(3))
    network = mlp([2, 16, 1], rng=np.random.default_rng(4))
    history = fit(
        network,
        X,
        y,
        loss,
        optimizer=Adam(0.02),
        epochs=60,
        batch_size=20,
        rng=np.random.default_rng(5),
    )
    assert history.loss[-1] < history.loss[0] / 5
    assert network.evaluate(X, y, "binary_cross_entropy")[1] > 0.97


def test_the_same_generators_give_the_same_training():
    X, y = two_moons(np.random.default_rng(3))
    networks = [mlp([2, 4, 1], rng=np.random.default_rng(4)) for _ in range(3)]
    for network, seed in zip(networks, (5, 5, 6), strict=True):
        fit(
            network,
            X,
            y,
            "binary_cross_entropy",
            optimizer=Adam(),
            epochs=2,
            batch_size=32,
            rng=np.random.default_rng(seed),
        )
    np.testing.assert_array_equal(networks[0].parameter_vector, networks[1].parameter_vector)
    assert (networks[0].parameter_vector != networks[2].parameter_vector).any()


def run(network=None, **changes):
    """Call fit with arguments that are right but for the changes."""
    arguments = {
        "X": np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]),
        "y": np.array([[1.0], [0.0], [1.0]]),
        "loss": "binary_cross_entropy",
        "optimizer": SGD(0.1),
        "epochs": 2,
        "batch_size": 2,
        "rng": np.random.default_rng(0),
    }
    if network is None:
        network = mlp([2, 3, 1], rng=np.random.default_rng(0))
    return fit(network, **{**arguments, **changes})


def test_every_epoch_visits_every_row_once_in_a_new_order():
    seen = []

    def spy(X):
        seen.extend(X[:, 0])
        return X

    X = np.column_stack([np.arange(50.0), np.zeros(50)])
    y = np.zeros((50, 1))
    run(X=X / 100, y=y, epochs=3, batch_size=8, augment=spy)
    epochs = np.array(seen).reshape(3, 50) * 100
    for order in epochs:
        np.testing.assert_allclose(np.sort(order), X[:, 0])
    assert (epochs[0] != epochs[1]).any()
    assert (epochs[1] != epochs[2]).any()


def test_rows_and_targets_stay_together_and_the_callers_arrays_as_they_are():
    """A wide linear model finds the exact answer only if each row keeps its target."""
    rng = np.random.default_rng(0)
    X, truth = rng.normal(size=(64, 5)), rng.normal(size=(5, 2))
    y = X @ truth + [1, -1]
    before = X.copy(), y.copy()
    network = mlp([5, 2], output="identity", rng=rng)
    run(network, X=X, y=y, loss="mean_squared_error", epochs=200, batch_size=7)
    np.testing.assert_allclose(network[0].W, truth, atol=1e-6)
    np.testing.assert_allclose(network[0].b, [1, -1], atol=1e-6)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


@pytest.mark.parametrize("batch_size", [1, 3, 5, 8, 100])
def test_any_batch_size_gives_a_cost_that_averages_over_rows(batch_size):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(8, 2)), rng.integers(0, 2, (8, 1))
    network = mlp([2, 3, 1], rng=rng)
    expected = network.evaluate(X, y, "binary_cross_entropy")
    # So small a rate that the weights hardly move: the epoch's cost is that of the start.
    history = run(network, X=X, y=y, batch_size=batch_size, epochs=1, optimizer=SGD(1e-12))
    assert history.loss[0] == pytest.approx(expected[0], rel=1e-9)
    assert history.accuracy == [expected[1]]


def test_fit_goes_on_where_the_last_call_ended():
    rng = np.random.default_rng(0)
    X, y = two_moons(rng)
    once, twice = (mlp([2, 4, 1], rng=np.random.default_rng(1)) for _ in range(2))
    run(once, X=X, y=y, optimizer=Adam(), epochs=4, rng=np.random.default_rng(2))
    optimizer, rng = Adam(), np.random.default_rng(2)
    for _ in range(2):
        run(twice, X=X, y=y, optimizer=optimizer, epochs=2, rng=rng)
    np.testing.assert_array_equal(once.parameter_vector, twice.parameter_vector)


def test_the_history_of_validation_rows():
    rng = np.random.default_rng(0)
    X, y = two_moons(rng)
    network = mlp([2, 4, 1], rng=rng)
    history = run(network, X=X[:150], y=y[:150], epochs=3, validation_data=(X[150:], y[150:]))
    expected = network.evaluate(X[150:], y[150:], "binary_cross_entropy")
    assert (history.validation_loss[-1], history.validation_accuracy[-1]) == expected
    assert history.epochs == len(history.validation_loss) == len(history.accuracy) == 3
    assert history.seconds > 0
    assert history.best_epoch is None


def test_the_history_of_a_regression_has_no_accuracy():
    network = mlp([2, 1], output="identity", rng=np.random.default_rng(0))
    data = np.ones((4, 2)), np.ones((4, 1))
    history = run(network, X=data[0], y=data[1], loss="mean_squared_error", validation_data=data)
    assert history.accuracy == history.validation_accuracy == []
    assert len(history.validation_loss) == 2


def test_accuracy_of_several_classes():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 90)
    X = rng.normal(size=(90, 2)) + np.array([[0, 6], [6, 0], [-6, -6]])[labels]
    network = mlp([2, 8, 3], output="softmax", rng=rng)
    arguments = {"loss": "categorical_cross_entropy", "optimizer": Adam(0.05), "epochs": 20}
    history = run(network, X=X, y=one_hot(labels, 3), batch_size=10, **arguments)
    assert history.accuracy[-1] > 0.98


def test_callbacks_are_called_and_may_stop():
    class Recorder(Callback):
        def __init__(self, stop_at):
            self.stop_at, self.calls, self.ended = stop_at, [], 0

        def on_epoch_end(self, network, history):
            self.calls.append((history.epochs, len(network.parameter_vector)))
            return history.epochs == self.stop_at

        def on_train_end(self, network, history):
            self.ended += 1

    first, second = Recorder(3), Recorder(10)
    history = run(epochs=5, callbacks=[first, second])
    assert history.epochs == 3
    assert first.calls == second.calls == [(1, 13), (2, 13), (3, 13)]
    assert first.ended == second.ended == 1


def test_float32_trains_in_float32():
    rng = np.random.default_rng(0)
    network = mlp([2, 3, 1], dropout=0.5, rng=rng, dtype=np.float32)
    history = run(network, optimizer=Adam())
    assert network.parameter_vector.dtype == network.gradient_vector.dtype == np.float32
    assert isinstance(history.loss[0], float)


def test_a_line_of_progress_only_on_demand(capsys):
    run()
    assert capsys.readouterr().err == ""
    history = run(progress=True, epochs=3)
    lines = capsys.readouterr().err.split("\r")
    assert lines[-1] == f"epoch 3/3, loss {history.loss[-1]:.4f}\n"
    assert len(lines) == 4
    run(progress=False)
    assert capsys.readouterr().err == ""


def test_scratchnet_imports_numpy_alone():
    code = (
        "import sys, numpy; before = set(sys.modules); import scratchnet\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(new - set(sys.stdlib_module_names) - {'scratchnet', 'numpy'})"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"


def test_divergence_stops_with_epoch_batch_and_learning_rate():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
    network = mlp([3, 8, 1], output="identity", rng=rng)
    with pytest.raises(FloatingPointError) as caught:
        run(network, X=X, y=y, loss="mean_squared_error", optimizer=SGD(1e3), epochs=50)
    pattern = (
        r"cost: expected a finite number, got (inf|nan) in epoch \d+, batch (\d+) of 10, "
        r"with learning_rate 1000; try a smaller one"
    )
    match = re.fullmatch(pattern, str(caught.value))
    assert match
    assert 1 <= int(match[2]) <= 10


def test_divergence_names_the_very_batch():
    """Rows 5 and 6 overflow the squared error; with batches of 2 they are in batch 3 and 4."""
    network = mlp([1, 1], output="identity", initializer="zeros", rng=np.random.default_rng(0))
    y = np.zeros((8, 1))
    y[5] = y[6] = 1e200
    text = (
        "cost: expected a finite number, got inf in epoch 1, batch 3 of 4, "
        "with learning_rate 0.1; try a smaller one"
    )
    with says(FloatingPointError, text):
        run(network, X=np.ones((8, 1)), y=y, loss="mean_squared_error", shuffle=False)


def test_a_last_update_that_ruins_the_weights_is_found_too():
    class Ruin(SGD):
        def _step(self, parameters, gradient):
            parameters += np.inf

    text = (
        "parameters: expected finite numbers, got NaN or infinity in epoch 1, batch 1 of 1, "
        "with learning_rate 0.1; try a smaller one"
    )
    with says(FloatingPointError, text):
        run(optimizer=Ruin(0.1), batch_size=1, X=np.ones((1, 2)), y=np.ones((1, 1)))


def test_a_validation_cost_that_is_not_finite_is_named():
    network = mlp([1, 1], output="identity", rng=np.random.default_rng(0))
    data = {"X": np.ones((2, 1)), "y": np.ones((2, 1)), "loss": "mean_squared_error"}
    text = "validation cost: expected a finite number, got inf after epoch 1"
    with np.errstate(over="ignore"), says(FloatingPointError, text):
        run(network, **data, validation_data=([[1.0]], [[1e200]]))


RNG = "a numpy.random.Generator such as np.random.default_rng(0)"


@pytest.mark.parametrize(
    ("changes", "error", "text"),
    [
        ({"X": np.ones((3, 4))}, ValueError, "X: expected shape (n, 2), got (3, 4)"),
        (
            {"X": [[0, 1], [np.nan, 0], [1, 1]]},
            ValueError,
            "X: expected finite numbers, got nan at [1, 0]",
        ),
        ({"X": np.ones((0, 2))}, ValueError, "X: expected at least one value, got shape (0, 2)"),
        (
            {"y": np.ones(3)},
            ValueError,
            "y: expected shape (3, 1), got (3,); write y.reshape(-1, 1)",
        ),
        ({"y": np.ones((4, 1))}, ValueError, "y: expected shape (3, 1), got (4, 1)"),
        (
            {"y": [[1], [2], [0]]},
            ValueError,
            "y: expected labels 0 or 1, got 2 at [1, 0]",
        ),
        (
            {"y": [["yes"], ["no"], ["yes"]]},
            TypeError,
            "y: expected numbers, got list that makes an array of dtype <U3",
        ),
        (
            {"optimizer": "adam"},
            TypeError,
            "optimizer: expected an optimizer such as Adam(learning_rate=0.001), got str",
        ),
        ({"epochs": 0}, ValueError, "epochs: expected a whole number of at least 1, got 0"),
        ({"epochs": 1.5}, TypeError, "epochs: expected a whole number, got float"),
        ({"batch_size": 0}, ValueError, "batch_size: expected a whole number of at least 1, got 0"),
        ({"rng": None}, TypeError, f"rng: expected {RNG}, got None"),
        ({"rng": 7}, TypeError, f"rng: expected {RNG}, got int"),
        ({"validation_data": 3}, TypeError, "validation_data: expected (X, y), got int"),
        (
            {"validation_data": (1, 2, 3)},
            TypeError,
            "validation_data: expected (X, y), got tuple of length 3",
        ),
        (
            {"validation_data": (np.ones((2, 2)), np.ones(2))},
            ValueError,
            "validation_data[1]: expected shape (2, 1), got (2,); "
            "write validation_data[1].reshape(-1, 1)",
        ),
        (
            {"validation_data": (np.ones((2, 3)), np.ones((2, 1)))},
            ValueError,
            "validation_data[0]: expected shape (n, 2), got (2, 3)",
        ),
        ({"callbacks": Callback()}, TypeError, "callbacks: expected a list, got Callback"),
        (
            {"penalties": [0.1]},
            TypeError,
            "penalties: expected objects with a method add_gradient, got float",
        ),
        (
            {"augment": lambda X: X[:1]},
            ValueError,
            "augment(X): expected the shape of X, (2, 2), got (1, 2)",
        ),
    ],
)
def test_wrong_arguments_are_named(changes, error, text):
    network = mlp([2, 3, 1], rng=np.random.default_rng(0))
    before = network.parameter_vector.copy()
    with says(error, text):
        run(network, **changes)
    np.testing.assert_array_equal(network.parameter_vector, before)


def test_shuffle_false_needs_no_generator():
    assert run(rng=None, shuffle=False).epochs == 2


def test_layers_check_what_arrives_again_when_an_epoch_is_over():
    network = mlp([2, 3, 1], rng=np.random.default_rng(0))
    X, y = np.ones((4, 2)), np.ones((4, 1))

    def broken(rows):
        assert all(layer.trusting for layer in network.leaves[:-1])
        raise RuntimeError("on the way")

    options = {"optimizer": SGD(), "epochs": 1, "batch_size": 2, "shuffle": False}
    fit(network, X, y, "binary_cross_entropy", **options)
    with pytest.raises(RuntimeError, match="on the way"):
        fit(network, X, y, "binary_cross_entropy", augment=broken, **options)
    assert not any(layer.trusting for layer in network.leaves)
    with pytest.raises(ValueError, match="gradient: expected the shape of the outputs"):
        network.layers[0].backward(np.ones((4, 9)))
