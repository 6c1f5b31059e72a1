"""Chapter 17: outputs and losses, how settings are chosen, and the shapes made on purpose."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchnet.activations import softmax

CHAPTER = "17_choosing_a_network"
angles = st.floats(-3, 3)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "by-hand-code", "outputs-code", "methods", "settings", "tuned",
        "shapes-data", "cost-count",
    )  # fmt: skip


def test_by_hand_one_shared_weight_says_the_same_in_any_order(chapter):
    assert chapter["shared"] == chapter["separate"] == chapter["turned"] == 2


def test_three_pairs_have_the_error_as_their_slope_and_the_fourth_has_not(chapter):
    *fit_together, other = chapter["slopes"].items()
    for name, slope in fit_together:
        y_hat = chapter["ends"][name][0](chapter["z"])
        np.testing.assert_allclose(slope, y_hat - chapter["truth"], atol=1e-6)
    p = chapter["ends"][other[0]][0](chapter["z"])
    np.testing.assert_allclose(other[1], (p - chapter["truth"]) * p * (1 - p), atol=1e-6)


class Constant:
    """Predicts one class, and writes down how many rows it has been fitted to."""

    seen: list

    def __init__(self, answer, seen):
        self.answer, self.seen = answer, seen

    def fit(self, X, y):
        self.seen.append(len(X))
        return self

    def predict(self, X):
        return np.full(len(X), self.answer)


def test_a_fifth_of_the_rows_chooses_and_all_are_learned_from(chapter, monkeypatch):
    seen = []
    choices = [lambda: Constant(0, seen), lambda: Constant(1, seen)]
    monkeypatch.setitem(chapter["METHODS"], "constant", choices)
    X, y = np.zeros((50, 1)), np.repeat([0, 1], [20, 30])
    assert chapter["tuned"]("constant", X, y).answer == 1
    assert seen == [40, 40, 50]
    test = np.arange(0, 10)  # all of class 0: what is right there must not choose
    assert chapter["right"]("constant", X, y, np.arange(10, 50), test) == 0


def test_each_method_that_learns_may_try_as_many_settings(chapter):
    numbers = {name: len(choices) for name, choices in chapter["METHODS"].items()}
    assert numbers.pop("majority") == 1
    assert set(numbers.values()) == {2}


def test_the_network_standardizes_by_the_rows_that_it_learns_from(chapter):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 2)), np.arange(60) % 2
    X[:, 0] += 4 * y
    net = chapter["Net"]([32], 20)
    assert np.mean(net.fit(1000 * X, y).predict(1000 * X) == y) > 0.9
    np.testing.assert_allclose(net.scaler.mean_, 1000 * X.mean(axis=0))


@settings(max_examples=20, deadline=None)
@given(seeds, angles)
def test_turning_the_board_changes_neither_distances_nor_classes(chapter, seed, angle):
    X, y = chapter["checkerboard"](np.random.default_rng(seed))
    turned, same = chapter["checkerboard"](np.random.default_rng(seed), angle)
    np.testing.assert_array_equal(y, same)
    np.testing.assert_allclose(np.linalg.norm(turned, axis=1), np.linalg.norm(X, axis=1))
    fields = np.floor(X + 2).astype(int)
    np.testing.assert_array_equal(y, fields.sum(axis=1) % 2)


def test_the_sum_decides_and_no_column_more_than_another(chapter):
    X, y = chapter["sign_of_a_sum"](np.random.default_rng(0))
    np.testing.assert_array_equal(y, X.sum(axis=1) > 0)
    assert 0.45 < y.mean() < 0.55


def test_multiplications_are_counted_as_weights(chapter):
    net = chapter["Net"]([32], 1).fit(np.eye(64), np.arange(64) % 10).net
    weights = sum(parameter.size for parameter in net.parameters if parameter.ndim == 2)
    assert chapter["network"] == weights


def test_two_labels_can_never_both_be_sure_with_softmax():
    z = np.random.default_rng(0).normal(0, 10, (100, 2))
    assert softmax(z).min(axis=1).max() <= 0.5


def test_the_claims_hold_in_the_whole_chapter(chapter_namespace):
    names = chapter_namespace(CHAPTER)  # its last cells assert them
    assert set(names["gaps"]) == {"iris", "wine", "breast_cancer", "Pima", "digits"}
    assert len(names["scores"]["iris", "network"]) == 20
    assert all(len(values) >= 10 for values in names["scores"].values())
    assert all(len(values) == 10 for values in names["shapes"].values())
