"""Chapter 13: its filter by hand, its formulas and its way back, beside the library's layers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchnet import Conv2D, numerical_gradient

CHAPTER = "13_convolutional_networks"


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "train", "snow", "by-hand-figure", "convolve", "counts", "matrix-run",
        "receptive", "receptive-check", "four-ways", "backward", "reader-run",
    )  # fmt: skip


def test_the_step_edge_of_the_paper_example(chapter):
    assert chapter["convolve"](chapter["step"], chapter["edge"]).tolist() == [[0, 3, 3, 0]]
    assert list(chapter["counts"].values()) == [66_560, 10_240, 160]


@settings(max_examples=20, deadline=None)
@given(
    st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.integers(0, 4), st.integers(0, 4)
)
def test_loops_and_matrices_give_what_the_library_gives(chapter, k, n_in, n_out, down, right):
    rng = np.random.default_rng(k + 10 * n_in)
    layer, X = Conv2D(n_in, n_out, k, rng=rng), rng.normal(size=(2, k + down, k + right, n_in))
    layer.b[:] = rng.normal(size=n_out)
    expected = layer.forward(X)
    for way in ("by_loops", "by_matrices"):
        np.testing.assert_allclose(chapter[way](X, layer.W, layer.b), expected, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 3), st.integers(0, 3))
def test_the_way_back_is_the_gradient(chapter, rows, columns, down, right):
    rng = np.random.default_rng(rows + 10 * columns)
    kernel = rng.normal(size=(rows, columns))
    image = rng.normal(size=(rows + down, columns + right))
    convolve = chapter["convolve"]
    delta = rng.normal(size=convolve(image, kernel).shape)
    d_kernel, d_image = chapter["convolve_backward"](image, kernel, delta)

    def cost():
        return np.sum(delta * convolve(image, kernel))

    np.testing.assert_allclose(d_kernel, numerical_gradient(lambda _: cost(), kernel), atol=1e-6)
    np.testing.assert_allclose(d_image, numerical_gradient(lambda _: cost(), image), atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), max_size=5))
def test_the_receptive_field_is_what_one_number_sees(chapter, layers):
    seen = np.array([0])
    for k, s in reversed(layers):
        seen = np.unique(np.add.outer(seen * s, np.arange(k)))
    assert chapter["receptive_field"](layers) == np.ptp(seen) + 1


def test_shuffling_is_the_same_for_all_images_and_loses_no_pixel(chapter):
    X = chapter["pictures"][:5]
    *_, order = chapter["split"](3)
    shuffled = chapter["shuffled"](X, order)
    assert shuffled.shape == X.shape
    back = shuffled.reshape(-1, 64)[:, np.argsort(order)].reshape(X.shape)
    np.testing.assert_array_equal(back, X)


def test_a_dense_network_has_a_twin_that_reads_snow(chapter):
    net = chapter["dense"](np.random.default_rng(0))
    X, (*_, order) = chapter["pictures"][:20], chapter["split"](0)
    outputs = net.predict(X)
    net[1].W[:] = net[1].W[order]
    np.testing.assert_allclose(
        net.predict(chapter["shuffled"](X, order)), outputs, rtol=1e-4, atol=1e-6
    )


def test_no_row_is_learned_from_and_judged_on(chapter):
    for seed in range(3):
        fitted, chosen, judged, _ = chapter["split"](seed)
        rows = np.concatenate([fitted, chosen, judged])
        assert len(set(rows)) == len(rows) == 100 + 300 + 597


def test_a_small_reader_learns(chapter):
    X, y = chapter["pictures"][1200:], chapter["labels"][1200:]
    assert chapter["score"](chapter["reader"], X, y) > 90


def test_the_claims_hold_and_every_way_agrees_to_the_digit(chapter_namespace):
    """The whole chapter: its last cells raise where a claim about trained networks is lost."""
    names = chapter_namespace(CHAPTER)
    assert max(np.abs(way - names["loops"]).max() for way in names["ways"].values()) < 1e-12
    assert names["off_outputs"] < 1e-12
    assert names["off_slopes"] < 1e-9
    assert all(str(text) for text in names["__glued__"].values())
