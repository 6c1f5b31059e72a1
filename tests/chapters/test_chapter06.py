"""Chapter 6: N11, and its engine and its backward pass beside those of the library."""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchnet import (
    activations,
    backpropagate,
    initializers,
    losses,
    mlp,
    numerical_gradient,
)
from scratchnet.autodiff import Value, topological_order

CHAPTER = "06_backpropagation"
ROOT = Path(__file__).resolve().parents[2]
seeds = st.integers(0, 2**32 - 1)
layer_sizes = st.lists(st.integers(1, 6), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "graph-by-hand", "glue-n11", "network-numbers",
        "network-forward-figure", "network-backward-figure", "value-class",
        "value-backward", "value-network",
        "network-by-hand-code", "softmax-signal", "mlp-forward", "numerical", "he",
        "gradient-check", "h-curve", "price-count", "wrong-backward",
    )  # fmt: skip


def test_n11_the_graph_worked_by_hand(chapter):
    assert chapter["graph_forward"](1, 3, -3) == (4, -12)
    assert chapter["graph_backward"](1, 3, -3) == {"p": -3, "z": 4, "x": -3, "y": -3}


def test_n11_with_both_engines(chapter):
    for engine, backward in ((chapter["Value"], chapter["backward"]), (Value, Value.backward)):
        x, y, z = engine(1.0), engine(3.0), engine(-3.0)
        p = x + y
        g = p * z
        for _ in range(2):  # a second time gives the same
            backward(g)
            assert (p.value, g.value) == (4, -12)
            assert [node.gradient for node in (p, z, x, y)] == [-3, 4, -3, -3]


def test_the_network_worked_by_hand(chapter):
    """Pencil, engine, matrices and finite differences: the same eight slopes."""
    W1, W2 = [[3, -3], [6, -6]], [[6, -3], [2, -1]]
    assert chapter["hidden"].tolist() == [[3, 1]]
    assert chapter["output"].tolist() == [[5, 4]]
    assert chapter["loss"] == 2.5
    assert (chapter["hidden"].T @ chapter["delta_out"]).tolist() == W2
    assert (chapter["X"].T @ chapter["delta_hidden"]).tolist() == W1
    assert [[w.gradient for w in row] for row in chapter["V1"]] == W1
    assert [[w.gradient for w in row] for row in chapter["V2"]] == W2

    def loss(W):
        hidden = np.maximum(0, chapter["X"] @ W)
        return 0.5 * np.sum((hidden @ chapter["W2"] - chapter["target"]) ** 2)

    np.testing.assert_allclose(numerical_gradient(loss, chapter["W1"].copy()), W1, rtol=1e-6)


def test_the_gradient_check_falls_off_a_cliff_at_the_kink(chapter):
    """Smooth below, wrong above: what grows as h² could not jump so within a factor of ten."""
    hs, worst, kink = chapter["hs"], np.array(chapter["worst"]), chapter["nearest_kink"]
    assert worst[hs > 3 * kink].min() > 1000 * worst[(hs > 1e-6) & (hs < kink / 3)].max()


# The engine


def expression(engine, numbers, plan):
    """Build values from values as a plan says; return the given ones and the last one."""
    given_ = [engine(number) for number in numbers]
    values = list(given_)
    for operation, i, j in plan:
        a, b = values[i % len(values)], values[j % len(values)]
        values.append(a + b if operation == "+" else a * b if operation == "*" else a.relu())
    return given_, values[-1]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.floats(-2, 2), min_size=1, max_size=4),
    st.lists(
        st.tuples(st.sampled_from("+*r"), st.integers(0, 99), st.integers(0, 99)),
        min_size=1,
        max_size=8,
    ),
)
def test_the_engine_is_that_of_the_library_on_random_expressions(chapter, numbers, plan):
    mine, result = expression(chapter["Value"], numbers, plan)
    theirs, expected = expression(Value, numbers, plan)
    chapter["backward"](result)
    expected.backward()
    assert result.value == pytest.approx(expected.value)
    for a, b in zip(mine, theirs, strict=True):
        assert a.gradient == pytest.approx(b.gradient, rel=1e-9)
    order = [node.value for node in chapter["topological"](result, [], set())]
    assert len(order) == len(topological_order(expected))


@pytest.mark.parametrize("seed", range(20))
def test_each_node_comes_after_all_that_it_reads(chapter, seed):
    rng = np.random.default_rng(seed)
    plan = [("*+r"[k % 3], *rng.integers(0, 99, 2)) for k in range(12)]
    _, result = expression(chapter["Value"], rng.normal(size=3).tolist(), plan)
    order = chapter["topological"](result, [], set())
    assert order[-1] is result
    for place, node in enumerate(order):
        assert all(any(source is seen for seen in order[:place]) for source in node.inputs)


def test_the_solution_of_the_exercise_is_right(chapter):
    notebook = nbformat.read(ROOT / "chapters" / f"{CHAPTER}.ipynb", as_version=4)
    (cell,) = [cell for cell in notebook.cells if "def tanh(self)" in cell.source
               and cell.cell_type == "markdown"]  # fmt: skip
    (solution,) = re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL)
    names = {"np": np, "Value": chapter["Value"]}
    exec(solution, names)
    mine = type("Mine", (chapter["Value"],), {"tanh": names["tanh"]})
    for number in (-1.5, 0.0, 0.3):
        a, b = mine(number), Value(number)
        chapter["backward"](a.tanh())
        b.tanh().backward()
        assert a.gradient == pytest.approx(b.gradient)
        assert a.tanh().value == pytest.approx(b.tanh().value)


# Layers


def problem(chapter, sizes, seed, n=5):
    """Rows, one-hot targets and layers of a network with these sizes, its biases not zero."""
    rng = np.random.default_rng(seed)
    layers = chapter["he"](sizes, rng)
    for _, b in layers:
        b += rng.normal(0, 0.5, b.size)
    X = rng.normal(size=(n, sizes[0]))
    return X, np.eye(sizes[-1])[rng.integers(0, sizes[-1], n)], layers


def twin(sizes, layers):
    """The library's network with the same weights."""
    network = mlp(sizes, output="softmax", rng=np.random.default_rng(0))
    network.parameter_vector = np.concatenate([part.ravel() for pair in layers for part in pair])
    return network


@settings(max_examples=40, deadline=None)
@given(layer_sizes, st.integers(2, 5), seeds)
def test_forward_and_backward_are_those_of_the_library(chapter, sizes, n_classes, seed):
    sizes = [*sizes, n_classes]
    X, Y, layers = problem(chapter, sizes, seed)
    cache = chapter["mlp_forward"](X, layers)
    network = twin(sizes, layers)
    np.testing.assert_allclose(cache[-1], network[:-1].predict(X), rtol=1e-9, atol=1e-12)
    y_hat = network.forward(X)
    np.testing.assert_allclose(chapter["softmax"](cache[-1]), y_hat, rtol=1e-9, atol=1e-12)
    backpropagate(network, X, Y, "categorical_cross_entropy")
    mine = chapter["mlp_backward"](cache, Y, layers)
    parts = [part for pair in mine for part in pair]
    for part, part_lib in zip(parts, network.gradients, strict=True):
        np.testing.assert_allclose(part, part_lib, rtol=1e-8, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9), st.integers(2, 5), seeds)
def test_softmax_and_cross_entropy_are_those_of_the_library(chapter, n, n_classes, seed):
    rng = np.random.default_rng(seed)
    Z, Y = rng.normal(0, 20, (n, n_classes)), np.eye(n_classes)[rng.integers(0, n_classes, n)]
    np.testing.assert_allclose(chapter["softmax"](Z), activations.softmax(Z), rtol=1e-9)
    expected = losses.categorical_cross_entropy_from_logits(Y, Z)
    assert chapter["cross_entropy"](Z, Y) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_finite_differences_are_those_of_the_library(chapter, seed):
    X, Y, layers = problem(chapter, [4, 3, 2], seed)

    def cost(_):
        return chapter["cross_entropy"](chapter["mlp_forward"](X, layers)[-1], Y)

    mine = chapter["numerical_gradients"](X, Y, layers)
    parameters = [parameter for pair in layers for parameter in pair]
    for slopes, parameter in zip(mine, parameters, strict=True):
        np.testing.assert_array_equal(slopes, numerical_gradient(cost, parameter))


def test_the_gradient_check_of_the_chapter(chapter):
    assert chapter["worst_difference"]() < 1e-7


@pytest.mark.parametrize("seed", range(3))
def test_initial_weights_are_those_of_the_library(chapter, seed):
    sizes, rng = [7, 5, 3, 2], np.random.default_rng(seed)
    mine = chapter["he"](sizes, np.random.default_rng(seed))
    for (W, b), (n_in, n_out) in zip(mine, pairwise(sizes), strict=True):
        np.testing.assert_allclose(W, initializers.he_normal(rng, n_in, n_out))
        assert not b.any()


def test_the_changed_backward_pass_without_a_change_is_the_right_one(chapter):
    X, Y, layers = problem(chapter, [4, 5, 3], 0)
    cache = chapter["mlp_forward"](X, layers)
    same = chapter["backward_through"](None)(cache, Y, layers)
    for mine, right in zip(same, chapter["mlp_backward"](cache, Y, layers), strict=True):
        np.testing.assert_allclose(mine[0], right[0])
        np.testing.assert_allclose(mine[1], right[1])


def test_without_the_mask_only_the_gradient_check_notices(chapter):
    """The last layer's gradient is right, those before it are wrong."""
    X, Y, layers = problem(chapter, [4, 8, 3], 1, n=20)
    cache = chapter["mlp_forward"](X, layers)
    wrong = chapter["backward_through"](None, mask=False)(cache, Y, layers)
    right = chapter["mlp_backward"](cache, Y, layers)
    np.testing.assert_allclose(wrong[-1][0], right[-1][0])
    assert not np.allclose(wrong[0][0], right[0][0], rtol=0.01)


def test_multiplications_of_both_passes(chapter):
    """One row: forward 64·32 + 32·10; back, that again and 32·10 for the signal."""
    assert chapter["parameters"] == 2410
    assert chapter["one_pass"] == 64 * 32 + 32 * 10
    assert chapter["both_passes"] == 2 * (64 * 32 + 32 * 10) + 32 * 10
