"""Chapter 15: its numbers by hand, PCA, and its Boltzmann machines beside those of the library."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchnet import RBM

CHAPTER = "15_autoencoders"
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "by-hand-code", "loops", "matrices", "library", "keras-way", "data",
        "pca-code", "rbm-hand", "rbm-check", "bars",
    )  # fmt: skip


def machine(rng, n_visible, n_hidden):
    made = RBM(n_visible, n_hidden, rng=rng)
    made.W[...] = rng.normal(size=made.W.shape)
    made.b_visible[...] = rng.normal(size=n_visible)
    made.b_hidden[...] = rng.normal(size=n_hidden)
    return made


# Worked by hand


def test_two_numbers_through_one(chapter):
    assert chapter["code"].item() == pytest.approx(2)
    np.testing.assert_allclose(chapter["copied"], [[1.2, 1.6]])
    x = chapter["x"]
    left = np.sum(x**2) - np.sum(chapter["code"] ** 2)
    assert np.sum((chapter["copied"] - x) ** 2) == pytest.approx(left) == pytest.approx(1)


def test_the_eight_states_sum_to_eight_and_a_half(chapter):
    weight = chapter["weight"]
    assert weight.tolist() == pytest.approx([1, 0.5, 1, 1, 1, 1, 1, 2])
    assert weight[7] / weight[6:].sum() == pytest.approx(2 / 3)


# The same in four ways


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 6), st.integers(2, 4), st.integers(1, 2), seeds)
def test_loops_matrices_and_library_have_one_gradient(chapter, n, n_in, n_codes, seed):
    rng = np.random.default_rng(seed)
    shapes = ((n, n_in), (n_in, n_codes), (n_codes, n_in))
    arguments = [rng.normal(size=shape) for shape in shapes]
    expected = chapter["gradient_loops"](*arguments)
    for way in ("gradient_matrices", "gradient_library"):
        for ours, theirs in zip(chapter[way](*arguments), expected, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def test_keras_has_the_same_gradient(chapter):
    rng = np.random.default_rng(1)
    arguments = [rng.normal(size=shape) for shape in ((4, 3), (3, 2), (2, 3))]
    expected = chapter["gradient_loops"](*arguments)
    for ours, theirs in zip(chapter["gradient_keras"](*arguments), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_the_gradient_of_the_encoder_by_hand_is_zero(chapter):
    arguments = chapter["x"], chapter["encoder"], chapter["decoder"]
    dE, dD = chapter["gradient_matrices"](*arguments)
    np.testing.assert_allclose(dE, 0, atol=1e-12)
    np.testing.assert_allclose(dD, [[-1.6, 1.2]])


# PCA


def test_pca_copies_better_than_any_other_plane(chapter):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 5)) * [5, 3, 1, 1, 0.5]
    mean, V = chapter["pca"](X, 2)
    best = chapter["error"](chapter["pca_copy"](X, mean, V), X)
    for _ in range(50):
        other = np.linalg.qr(rng.normal(size=(5, 2)))[0]
        assert best < chapter["error"](chapter["pca_copy"](X, mean, other), X)


# Boltzmann machines


def test_there_are_fourteen_pictures_of_bars_or_stripes(chapter):
    bars = chapter["bars"]
    assert bars.shape == (14, 9)
    for picture in bars.reshape(-1, 3, 3):
        assert (picture == picture[0]).all() or (picture.T[0] == picture.T).all()


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_probabilities_are_those_of_adding_up_all_states(chapter, seed):
    made = machine(np.random.default_rng(seed), 9, 2)
    log_p = chapter["log_probability"](made, chapter["everything"])
    assert np.exp(log_p).sum() == pytest.approx(1)
    hidden = np.array(list(product([0, 1], repeat=2)))
    v = chapter["everything"]
    minus_energy = (v @ made.b_visible)[:, None] + hidden @ made.b_hidden + v @ made.W @ hidden.T
    weights = np.exp(minus_energy).sum(axis=1)
    np.testing.assert_allclose(np.exp(log_p), weights / weights.sum(), rtol=1e-9)


def test_an_exact_step_goes_along_the_gradient_of_the_likelihood(chapter):
    made = machine(np.random.default_rng(3), 9, 3)
    before = made.W.copy()

    def likelihood():
        return chapter["log_probability"](made, chapter["bars"]).mean()

    slopes = np.zeros_like(before)
    for place in np.ndindex(before.shape):
        made.W[place] += 1e-6
        up = likelihood()
        made.W[place] -= 2e-6
        slopes[place] = (up - likelihood()) / 2e-6
        made.W[place] = before[place]
    chapter["exact_step"](made, 1.0)
    np.testing.assert_allclose(made.W - before, slopes, atol=1e-6)


def test_the_nearest_image_is_the_better_detector_for_most_digits(results):
    """The chapter asserts this and its other claims itself: a build that failed has no page."""
    assert int(results["ch15_odd_wins"]) >= 8


def test_the_stack_that_saw_all_images_is_behind_the_simplest_learner(results):
    """The bet, seed by seed: a few points from images without labels, and less than they cost."""
    assert float(results["ch15_ahead_pixels"]) > 0.5
    assert -2 < float(results["ch15_ahead_alone"].replace("−", "-")) < 8
