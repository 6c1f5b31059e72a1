"""Chapter 16: its numbers by hand, the way through the judge, and what calms two players."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchnet import numerical_gradient

CHAPTER = "16_adversarial_networks"
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "slopes", "loops", "matrices", "library", "keras-way",
        "four-ways-check", "spiral-run", "gan", "ring-run", "digits-run",
    )  # fmt: skip


def test_the_pair_by_hand(chapter):
    dA, dm = chapter["gradient_matrices"](*chapter["by_hand"])
    assert dA.item() == pytest.approx(-0.8 * np.log(2))
    assert dm.item() == pytest.approx(-0.8 * np.log(2))


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 6), st.integers(1, 3), st.integers(1, 3), seeds)
def test_all_ways_have_the_gradient_of_the_turned_loss(chapter, n, n_noise, n_out, seed):
    rng = np.random.default_rng(seed)
    shapes = ((n, n_noise), (n_noise, n_out), (n_out,), (n_out, 1), (1,))
    noise, A, m, w, c = (rng.normal(size=shape) for shape in shapes)

    def cost(A):
        p = 1 / (1 + np.exp(-((noise @ A + m) @ w + c)))
        return -np.log(p).mean()

    expected = chapter["gradient_loops"](noise, A, m, w, c)
    np.testing.assert_allclose(expected[0], numerical_gradient(cost, A.copy()), atol=1e-6)
    for way in ("gradient_matrices", "gradient_library"):
        for ours, theirs in zip(chapter[way](noise, A, m, w, c), expected, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 0.9))
def test_at_once_the_distance_grows_by_the_formula(chapter, eta):
    path = chapter["play"]("at once", eta=eta, steps=20)
    expected = (1 + eta**2) ** (np.arange(21) / 2)
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), expected)


def test_in_turns_they_circle_and_looking_ahead_they_arrive(chapter):
    turns = np.linalg.norm(chapter["play"]("in turns", steps=5000), axis=1)
    assert 0.9 < turns.min() < turns.max() < 1.1
    assert np.linalg.norm(chapter["play"]("looking ahead", steps=5000)[-1]) < 1e-6


def test_real_samples_of_the_ring_cover_all_modes(chapter):
    rng = np.random.default_rng(0)
    found, share = chapter["count_modes"](chapter["ring"](2000, rng))
    assert found == 8
    assert share > 0.99
    one = np.tile(chapter["CENTERS"][3], (100, 1))
    assert chapter["count_modes"](one) == (1, 1)
    assert chapter["count_modes"](one + 5) == (0, 0)


def test_the_neighbor_test_scores_half_for_the_same_source_and_all_for_another(chapter):
    known = chapter["known"][: len(chapter["new"])]
    assert 0.4 < chapter["told_apart"](known) < 0.6
    assert chapter["told_apart"](known + 3) == 1
    assert chapter["distance_to_known"](known) == pytest.approx(0, abs=1e-9)


def test_the_loop_trains_both_and_is_drawn_from_its_seed(chapter):
    def real(n, rng):
        return rng.normal(4, 0.5, (n, 1))

    runs = [
        chapter["gan"](real, [1, 4, 1], [1, 4, 1], steps=30, hidden="tanh", seed=seed)
        for seed in (0, 0, 1)
    ]
    weights = [generator.parameter_vector for generator, _ in runs]
    np.testing.assert_array_equal(weights[0], weights[1])
    assert not np.allclose(weights[0], weights[2])
    assert runs[0][1].shape == (30, 2)


def test_the_claims_hold_in_the_whole_chapter(chapter_namespace):
    names = chapter_namespace(CHAPTER)  # its last cells assert them
    assert set(names["forged"]) == set(names["close"])
