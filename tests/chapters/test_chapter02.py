"""Chapter 2: its decisions and gates by hand, and its neurons beside those of the library."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchnet import activations, mlp

CHAPTER = "02_neurons"
ROWS = np.array(list(product([0, 1], repeat=2)))


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "neuron", "line-cases", "gates-code", "perceptron-code",
        "iris-run", "count-tables", "xor-network",
    )  # fmt: skip


def test_the_walk_worked_by_hand(chapter):
    """z is 2 x_1 - 3 x_2 + 1: 3 in the sun, -2 in the rain, 0 with both, 1 with neither."""
    assert chapter["walk"].tolist() == [1, 0, 1, 1]
    assert [2 * sun - 3 * rain + 1 for sun, rain in [(1, 0), (0, 1), (1, 1)]] == [3, -2, 0]


@pytest.mark.parametrize("scale", [1, 1000])
def test_the_step_is_that_of_the_library(chapter, scale):
    z = np.append(np.random.default_rng(2).normal(0, scale, 200), 0)
    np.testing.assert_array_equal(chapter["step"](z), activations.step(z))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_a_neuron_is_a_network_of_one_node(chapter, n_features, seed):
    rng = np.random.default_rng(seed)
    X, w, b = rng.normal(size=(20, n_features)), rng.normal(size=n_features), rng.normal()
    said = chapter["neuron"](X, w, b)
    network = mlp([n_features, 1], output="step", rng=rng)
    network[0].W[:, 0], network[0].b[:] = w, b
    np.testing.assert_array_equal(said, network.predict(X)[:, 0])


def test_the_network_for_xor_is_one_of_the_library(chapter):
    rng = np.random.default_rng(0)
    network = mlp([2, 2, 1], hidden="step", output="step", initializer="zeros", rng=rng)
    W, b, W_out, b_out = network.parameters
    W[:], b[:] = chapter["hidden_weights"], chapter["hidden_bias"]
    W_out[:], b_out[:] = 1, -1.5
    assert network.predict(ROWS)[:, 0].tolist() == [0, 1, 1, 0]
    assert chapter["output"].tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("gate", "truth"),
    [("AND", lambda a, b: a and b), ("OR", lambda a, b: a or b), ("NAND", lambda a, b: not a & b)],
)
def test_gates(chapter, gate, truth):
    weights, bias = chapter["gates"][gate]
    said = chapter["neuron"](ROWS, np.array(weights), bias)
    assert said.tolist() == [int(truth(a, b)) for a, b in ROWS]


def test_nand_is_enough_for_xor(chapter):
    def nand(a, b):
        return chapter["neuron"](np.array([a, b]), np.array([-2, -2]), 3)

    for a, b in ROWS:
        c = nand(a, b)
        assert nand(nand(a, c), nand(b, c)) == (a != b)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_perceptron_finishes_within_the_bound_of_the_theorem(chapter, seed):
    """Novikoff: at most (R / margin)² corrections, if a line with that margin separates."""
    rng = np.random.default_rng(seed)
    line = rng.normal(size=3)
    line /= np.linalg.norm(line)
    X = rng.uniform(-1, 1, (60, 2))
    z = np.column_stack([X, np.ones(60)]) @ line
    X, z = X[np.abs(z) > 0.1], z[np.abs(z) > 0.1]
    y = (z > 0).astype(int)
    weights, bias, corrections = chapter["train_perceptron"](X, y, epochs=10_000)
    assert corrections[-1] == 0
    assert chapter["neuron"](X, weights, bias).tolist() == y.tolist()
    assert sum(corrections) <= 3 / 0.1**2  # |x|² + 1 is at most 3


def test_a_correction_moves_z_by_the_squared_length_plus_one(chapter):
    row = np.array([[3.0, 4.0]])
    weights, bias, corrections = chapter["train_perceptron"](row, np.array([0]), epochs=1)
    assert corrections == [1]
    assert (row @ weights + bias)[0] == -(3**2 + 4**2 + 1)


def test_the_irises(chapter):
    easy, hard = chapter["learned"].values()
    X, y, weights, bias, corrections = easy
    assert corrections[-1] == 0
    assert chapter["neuron"](X, weights, bias).tolist() == y.tolist()
    assert len(hard[4]) == 100
    assert min(hard[4]) > 0


def test_the_irises_in_the_order_of_the_file_take_ten_corrections(chapter):
    iris = chapter["load_iris"]()
    X, y = iris.data[:100, [0, 2]], iris.target[:100]
    assert sum(chapter["train_perceptron"](X, y)[2]) == 10


def test_tables_that_one_neuron_computes(chapter):
    assert len(chapter["two"]) == 14
    assert len(chapter["three"]) == 104
    assert {(0, 1, 1, 0), (1, 0, 0, 1)}.isdisjoint(chapter["two"])


def test_the_line_is_where_z_is_zero(chapter):
    x = np.linspace(-2, 2, 9)
    for w, bias, *_ in chapter["cases"].values():
        z = w[0] * x + w[1] * chapter["line_points"](w, bias, x) + bias
        np.testing.assert_allclose(z, 0, atol=1e-12)
