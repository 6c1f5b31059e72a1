"""Chapter 3 shows the sources' numbers, and its functions compute what the library computes."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchnet import activations, mlp


@pytest.fixture(scope="module")
def chapter(chapter_namespace):
    return chapter_namespace("03_forward_propagation")


def nodes(node_0, node_1, output):
    return {"node_0": np.array(node_0), "node_1": np.array(node_1), "output": np.array(output)}


def linear(chapter, row, weights):
    """Hidden values and output of a network of two linear nodes, with the chapter's code."""
    hidden = [chapter["weighted_sum"](row, weights[name]) for name in ("node_0", "node_1")]
    return hidden, chapter["weighted_sum"](np.array(hidden), weights["output"])


TRANSACTIONS = nodes([1, 1], [-1, 1], [2, -1])
RELU = nodes([2, 4], [4, -5], [2, 7])
DEEP = {
    "node_0_0": np.array([2, 4]),
    "node_0_1": np.array([4, -5]),
    "node_1_0": np.array([-1, 1]),
    "node_1_1": np.array([2, 2]),
    "output": np.array([2, 7]),
}


def test_n1_transactions_by_hand(chapter):
    assert (chapter["i"], chapter["j"], chapter["k"]) == (5, 1, 9)
    assert linear(chapter, np.array([2, 3]), TRANSACTIONS) == ([5, 1], 9)
    assert chapter["weighted_sum_loop"]([2, 3], [1, 1]) == 5
    assert chapter["weighted_sum_loop"]([2, 3], [-1, 1]) == 1
    assert chapter["weighted_sum_loop"]([5, 1], [2, -1]) == 9


def test_n2_transactions_of_the_next_customer(chapter):
    assert chapter["hidden_values"].tolist() == [7, 1]
    assert chapter["output"] == 13
    assert linear(chapter, np.array([3, 4]), TRANSACTIONS) == ([7, 1], 13)


def test_n3_with_relu(chapter):
    assert chapter["prediction"] == 44
    assert chapter["predict_with_network"](np.array([3, 4]), RELU) == 44


def test_n4_many_rows(chapter):
    X = np.array([[3, 5], [1, -1], [0, 0], [8, 4]])
    assert np.array_equal(chapter["X"], X)
    assert chapter["predictions"] == [52, 63, 0, 148]
    assert chapter["predict_rows"](X, RELU).tolist() == [52, 63, 0, 148]
    assert chapter["__glued__"]["ch03_rows"] == "52, 63, 0 and 148"


def test_n5_loan_with_linear_nodes(chapter):
    assert chapter["loan_hidden"].tolist() == [40, 40]
    assert chapter["loan_output"] == 0
    loan = nodes([1, 1], [1, 1], [1, -1])
    assert linear(chapter, np.array([40, 0]), loan) == ([40, 40], 0)


def test_n7_relu_by_hand(chapter):
    assert [chapter["relu"](x) for x in (4, -2, 26, -13)] == [4, 0, 26, 0]


def test_n9_two_hidden_layers(chapter):
    assert chapter["deep_weights"].keys() == DEEP.keys()
    assert all(np.array_equal(chapter["deep_weights"][name], DEEP[name]) for name in DEEP)
    assert chapter["predict_deep"](np.array([3, 5]), DEEP) == 364
    assert chapter["relu"](chapter["z_0"]).tolist() == [26, 0]
    assert chapter["relu"](chapter["z_1"]).tolist() == [0, 52]
    assert chapter["run_nodes"]([3, 5], chapter["nodes"], 1) == [364]
    assert chapter["forward"](np.array([[3, 5]]), chapter["deep_layers"]).tolist() == [[364]]


def test_n10_two_hidden_layers_with_one_node_halved(chapter):
    halved = {**DEEP, "node_1_1": np.array([1, 1])}
    assert chapter["halved_hidden"].tolist() == [0, 26]
    assert chapter["halved_output"] == 182
    assert chapter["predict_deep"](np.array([3, 5]), halved) == 182


@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (2, 3, 4), (0,)])
def test_relu_is_that_of_the_library(chapter, shape):
    x = np.random.default_rng(3).normal(size=shape) * 100
    expected = activations.relu(x)
    result = chapter["relu"](x)
    assert np.shape(result) == np.shape(expected)
    np.testing.assert_array_equal(result, expected)


def random_network(sizes, seed):
    rng = np.random.default_rng(seed)
    layers = [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in pairwise(sizes)]
    return rng.normal(size=(7, sizes[0])), layers


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=6), st.integers(0, 2**32 - 1))
def test_forward_is_that_of_the_library_and_of_the_nodes(chapter, sizes, seed):
    X, layers = random_network(sizes, seed)
    y_hat = chapter["forward"](X, layers)
    network = mlp(sizes, output="identity", rng=np.random.default_rng(0))
    network.parameter_vector = np.concatenate([part.ravel() for pair in layers for part in pair])
    np.testing.assert_allclose(y_hat, network.predict(X), rtol=1e-12, atol=1e-12)
    by_nodes = [chapter["run_nodes"](row, chapter["as_nodes"](layers), sizes[-1]) for row in X]
    np.testing.assert_allclose(y_hat, by_nodes, rtol=1e-9, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_the_small_networks_are_special_cases_of_forward(chapter, n_features, seed):
    X, [(W_0, _), (W_1, _), (W_2, _)] = random_network([n_features, 2, 2, 1], seed)
    nothing = np.zeros(2)
    shallow = {"node_0": W_0[:, 0], "node_1": W_0[:, 1], "output": W_2[:, 0]}
    y_hat = chapter["forward"](X, [(W_0, nothing), (W_2, nothing[:1])])[:, 0]
    np.testing.assert_allclose(
        chapter["predict_rows"](X, shallow), np.maximum(y_hat, 0), rtol=1e-12, atol=1e-12
    )
    deep = {f"node_{k}_{j}": W[:, j] for k, W in enumerate([W_0, W_1]) for j in range(2)}
    deep["output"] = W_2[:, 0]
    y_hat = chapter["forward"](X, [(W_0, nothing), (W_1, nothing), (W_2, nothing[:1])])[:, 0]
    by_name = [chapter["predict_deep"](row, deep) for row in X]
    np.testing.assert_allclose(by_name, y_hat, rtol=1e-12, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_the_loops_give_the_matrix_product(chapter, n_in, n_out, seed):
    X, [(W, b)] = random_network([n_in, n_out], seed)
    np.testing.assert_allclose(chapter["layer_by_loops"](X, W, b), X @ W + b, atol=1e-12)
    loop = chapter["weighted_sum_loop"](X[0], W[:, 0], b[0])
    np.testing.assert_allclose(loop, chapter["weighted_sum"](X[0], W[:, 0], b[0]), atol=1e-12)


def test_the_loop_refuses_a_weight_too_many(chapter):
    with pytest.raises(ValueError):
        chapter["weighted_sum_loop"]([1, 2], [1, 2, 3])


def test_each_layer_doubles_the_pieces(chapter):
    assert [chapter["count_pieces"](chapter["folds"](depth)) for depth in range(1, 7)] == [
        2, 4, 8, 16, 32, 64,
    ]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_one_layer_has_at_most_as_many_pieces_as_nodes_plus_one(chapter, n_hidden, seed):
    _, layers = random_network([1, n_hidden, 1], seed)
    assert 1 <= chapter["count_pieces"](layers) <= n_hidden + 1


def test_pieces_are_counted_right_where_bends_fall_between_points_of_the_grid(chapter):
    hat = [(np.array([[1.0, 1.0]]), np.array([0.0, -1 / 3])), (np.array([[2.0], [-4.0]]), 0.0)]
    assert chapter["count_pieces"](hat) == 2
    line = [(np.array([[3.0]]), np.array([1.0]))]
    assert chapter["count_pieces"](line) == 1


def test_the_mistakes_look_as_the_chapter_says(chapter):
    by_sum, other = chapter["predict_by_sum"], chapter["other"]
    assert [by_sum(value, other) for value in np.array([-1, 2])] == [0, 12]
    with pytest.raises(ValueError):
        chapter["predict_with_network"](np.array([-1, 2])[0], other)
