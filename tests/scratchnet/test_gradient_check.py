"""Backpropagation against finite differences, and the checker against wrong derivatives."""

import numpy as np
import pytest

from scratchnet.activations import ACTIVATIONS, ActivationFunction
from scratchnet.gradient_check import check_gradients, numerical_gradient, relative_error
from scratchnet.layers import Dense
from scratchnet.losses import LOSSES, MeanSquaredError
from scratchnet.network import mlp

# No two sizes that meet are equal, so that a matrix taken for its transpose cannot pass.
SIZES = {1: [3, 2], 2: [3, 4, 2], 3: [3, 5, 4, 2], 4: [3, 4, 5, 3, 2]}


def fits(output, loss):
    """Whether the loss accepts what such an output layer gives."""
    gives_probabilities = output in ("sigmoid", "softmax")
    if loss.endswith("from_logits"):
        return not gives_probabilities
    return gives_probabilities or not loss.endswith("cross_entropy")


def problem(depth, hidden, output, loss, seed=0):
    """Return a network with all parameters away from 0, rows and targets."""
    rng = np.random.default_rng(seed)
    network = mlp(SIZES[depth], hidden, output, initializer="glorot_uniform", rng=rng)
    for b in network.parameters[1::2]:
        b[:] = rng.uniform(-0.5, 0.5, b.size)
    X = rng.normal(size=(3, 3))
    y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    return network, X, y if "entropy" in loss else y + rng.normal(size=y.shape), loss


def assert_right(depth, hidden, output, loss):
    report = check_gradients(*problem(depth, hidden, output, loss), tolerance=1e-6)
    assert report, f"{depth=} {hidden=} {output=} {loss=}\n{report}"


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize("depth", [2, 3, 4])
def test_backward_agrees_with_finite_differences_for_every_hidden_activation(depth, hidden):
    for loss in LOSSES:
        assert_right(depth, hidden, "tanh" if fits("tanh", loss) else "sigmoid", loss)


@pytest.mark.parametrize("output", ACTIVATIONS)
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_backward_agrees_with_finite_differences_for_every_output(depth, output):
    for loss in LOSSES:
        if fits(output, loss):
            assert_right(depth, "tanh", output, loss)


def test_the_check_leaves_the_parameters_as_they_were():
    network, X, y, loss = problem(3, "tanh", "sigmoid", "binary_cross_entropy")
    before = network.parameter_vector.copy()
    check_gradients(network, X, y, loss)
    np.testing.assert_array_equal(network.parameter_vector, before)


def test_the_report_has_a_line_per_parameter_and_the_worst_place():
    report = check_gradients(*problem(3, "tanh", "sigmoid", "mean_squared_error"))
    assert [check.name for check in report.checks] == ["W1", "b1", "W2", "b2", "W3", "b3"]
    assert report.error == max(check.error for check in report.checks)
    lines = str(report).splitlines()
    assert len(lines) == 7
    assert lines[0].split() == ["worst", "entry", "backward", "differences", "relative", "error"]
    assert "too large" not in str(report)


@pytest.mark.parametrize(
    ("name", "slope"),
    [
        ("sigmoid", lambda a: a * (1 + a)),
        ("tanh", lambda a: 1 - a),  # the square forgotten
        ("relu", np.ones_like),  # no mask
        ("softplus", lambda a: a * (1 - a)),
        ("leaky_relu", np.sign),
        ("tanh", lambda a: (1 - a * a) * 1.00001),  # one in 100,000
    ],
)
def test_the_check_fails_on_a_wrong_activation_derivative(name, slope):
    network, *rest = problem(3, name, "identity", "mean_squared_error")
    for layer in network.layers[1:4:2]:
        layer.function = ActivationFunction(ACTIVATIONS[name].compute, slope)
    report = check_gradients(network, *rest)
    assert not report
    # What comes before the wrong step in the backward pass is still right.
    assert {check.name for check in report.checks if check.error <= 1e-6} == {"W3", "b3"}
    assert "too large" in str(report)


def test_the_check_fails_on_a_wrong_loss_gradient():
    class HalfOfIt(MeanSquaredError):  # noqa: N818
        def slope(self, y, y_hat):
            return super().slope(y, y_hat) / 2

    network, X, y, _ = problem(2, "tanh", "identity", "mean_squared_error")
    report = check_gradients(network, X, y, HalfOfIt())
    assert not report
    assert report.error == pytest.approx(0.5, rel=1e-6)


def test_the_check_fails_on_one_wrong_entry(monkeypatch):
    right = Dense.backward

    def wrong(self, gradient, need_input=True):
        result = right(self, gradient, need_input)
        if self.W.shape == (3, 4):
            self.dW[1, 2] *= 1.01
        return result

    monkeypatch.setattr(Dense, "backward", wrong)
    report = check_gradients(*problem(2, "tanh", "identity", "mean_squared_error"))
    assert not report
    (wrong_check,) = [check for check in report.checks if check.error > 1e-6]
    assert (wrong_check.name, wrong_check.place) == ("W1", (1, 2))
    assert wrong_check.error == pytest.approx(0.01 / 1.01, rel=1e-4)


def test_numerical_gradient_of_functions_with_a_known_one():
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    np.testing.assert_allclose(numerical_gradient(lambda x: np.sum(x**2), x), 2 * x, rtol=1e-9)
    np.testing.assert_allclose(
        numerical_gradient(lambda x: np.prod(x), x), np.prod(x) / x, rtol=1e-9
    )


def test_numerical_gradient_restores_x_when_the_function_fails():
    x = np.array([1.0, 2.0])
    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda x: 1 / 0, x)
    np.testing.assert_array_equal(x, [1, 2])


def test_relative_error():
    a, b = np.array([1.0, 2.0, 0.0, 1e-9]), np.array([1.0, 1.0, 0.0, 0.0])
    # The last entry is compared with a hundredth of the largest, 0.02.
    np.testing.assert_allclose(relative_error(a, b), [0, 0.5, 0, 1e-9 / 0.02])
    np.testing.assert_array_equal(relative_error(np.zeros(2), np.zeros(2)), [0, 0])


def test_wrong_arguments_are_named():
    network = mlp([2, 1], rng=np.random.default_rng(0), dtype=np.float32)
    with pytest.raises(TypeError, match=r"^network: expected dtype float64, got float32$"):
        check_gradients(network, [[1, 2]], [[1]], "binary_cross_entropy")
    with pytest.raises(TypeError, match=r"^x: expected an array of float64, got list$"):
        numerical_gradient(sum, [1.0])
    with pytest.raises(ValueError, match=r"^h: expected a number above 0, got -1$"):
        numerical_gradient(np.sum, np.zeros(2), h=-1)
