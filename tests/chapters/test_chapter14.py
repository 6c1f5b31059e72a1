"""Chapter 14: its memory by hand, its way back through time and its gates, beside the library's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchnet import LSTM, SimpleRNN, numerical_gradient

CHAPTER = "14_recurrent_networks"
sizes = st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(1, 3))
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "unrolled", "rnn", "four-check", "vanish-run", "lstm-step",
        "memory-run", "text", "counting", "attention-code",
    )  # fmt: skip


def drawn(n, n_in, n_units, seed):
    rng = np.random.default_rng(seed)
    shapes = (n, n_in), (n_in, n_units), (n_units, n_units), (n_units,)
    return [rng.normal(size=shape) for shape in shapes]


def test_the_memory_of_the_paper_example(chapter):
    X, one = np.array([4.0, 2.0, 0.0]), chapter["h3"]
    assert one.value == 2
    slopes = [chapter[name].gradient for name in ("x1", "x2", "x3", "u", "w")]
    assert slopes == [0.25, 0.5, 1, 6, 2]
    states = [0.0]
    for x in X:
        states.append(x + 0.5 * states[-1])
    assert states == [0, 4, 4, 2]


@settings(max_examples=20, deadline=None)
@given(sizes, seeds)
def test_loops_and_matrices_give_what_the_library_gives(chapter, size, seed):
    X, W, U, b = drawn(*size, seed)
    layer = SimpleRNN(size[1], size[2], True, rng=np.random.default_rng(0))
    for name, value in (("W", W), ("U", U), ("b", b)):
        getattr(layer, name)[...] = value
    expected = layer.forward(X[None])[0]
    np.testing.assert_allclose(chapter["rnn_forward"](X, W, U, b)[1:], expected, atol=1e-12)
    np.testing.assert_allclose(chapter["by_loops"](X, W, U, b), expected[-1], atol=1e-12)


@settings(max_examples=15, deadline=None)
@given(sizes, seeds)
def test_the_way_back_is_the_gradient(chapter, size, seed):
    X, *weights = drawn(*size, seed)
    G = np.random.default_rng([seed, 1]).normal(size=(size[0], size[2]))
    forward = chapter["rnn_forward"]
    slopes = chapter["rnn_backward"](X, forward(X, *weights), G, weights[1])
    for slope, weight in zip(slopes, weights, strict=True):
        found = numerical_gradient(lambda _: np.sum(G * forward(X, *weights)[1:]), weight)
        np.testing.assert_allclose(slope, found, atol=1e-6)


@settings(max_examples=15, deadline=None)
@given(sizes, seeds)
def test_the_gates_are_those_of_the_library(chapter, size, seed):
    n, n_in, n_units = size
    rng = np.random.default_rng(seed)
    layer, X = LSTM(n_in, n_units, rng=rng), rng.normal(size=(n, n_in))
    h, c = np.zeros((2, n_units))
    for x in X:
        h, c = chapter["lstm_step"](x, h, c, layer.W, layer.U, layer.b)
    np.testing.assert_allclose(layer.forward(X[None])[0], h, atol=1e-12)


@pytest.mark.parametrize("size", [0.9, 1.0, 1.1])
def test_without_inputs_the_signal_has_the_length_of_a_power(chapter, size):
    lengths = chapter["signal_by_time"](size)
    np.testing.assert_allclose(lengths, size ** np.arange(50))


def test_the_question_cannot_be_answered_without_the_first_number(chapter):
    X, y = chapter["sequences"](4000, 6, np.random.default_rng(0))
    np.testing.assert_array_equal(X[:, 0, 0] > 0, y[:, 0] == 1)
    for later in range(1, 6):
        assert abs(np.corrcoef(X[:, later, 0], y[:, 0])[0, 1]) < 0.06


def test_probabilities_of_counting_add_up_to_one(chapter):
    """The cost of a text of every letter in turn is finite, and no less than its letters' share."""
    assert 26 < len(chapter["alphabet"]) < 40
    assert set("abcdefghijklmnopqrstuvwxyz .,") <= set(chapter["alphabet"])
    assert len(chapter["text"]) > 20_000
    costs = chapter["counted"]
    assert costs[0] > costs[1] > costs[2] > 1
    assert costs[0] < np.log(len(chapter["alphabet"]))


def test_attention_is_a_weighted_mean(chapter):
    rng = np.random.default_rng(0)
    queries, keys, values = rng.normal(size=(3, 4, 5))
    out = chapter["attention"](queries, keys, values)
    order = rng.permutation(4)
    np.testing.assert_allclose(chapter["attention"](queries, keys[order], values[order]), out)
    assert (values.min(axis=0) <= out).all()
    assert (out <= values.max(axis=0)).all()
    same = chapter["attention"](queries, 0 * keys, values)
    np.testing.assert_allclose(same, np.tile(values.mean(axis=0), (4, 1)))


def test_the_claims_hold_and_every_way_agrees_to_the_digit(chapter_namespace):
    """The whole chapter: its last cells raise where a claim about trained networks is lost."""
    names = chapter_namespace(CHAPTER)
    assert max(names["off_states"], names["off_lstm"]) < 1e-12
    assert names["off_slopes"] < 1e-9
    assert all(str(text) for text in names["__glued__"].values())
