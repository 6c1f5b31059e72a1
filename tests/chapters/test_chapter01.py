"""Chapter 1: what its helpers compute, and that its comparisons are fair."""

import numpy as np
import pytest

CHAPTER = "01_what_is_deep_learning"


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "by-hand-figure", "loans", "loans-fit", "digits-figure",
        "ladder-network", "ladder-run", "hidden-run", "stamp",
    )  # fmt: skip


def test_the_loans_worked_by_hand(chapter):
    loan = chapter["linear_loan"]
    assert (loan(10_000, 0), loan(10_000, 1)) == (6000, 4000)
    assert (loan(20_000, 0), loan(20_000, 1)) == (11_000, 9000)


def test_a_linear_model_has_one_gap_and_the_network_two(chapter):
    ends = np.array([[0.0, 0], [0, 1], [4, 0], [4, 1]])
    linear = chapter["linear"].predict(ends)
    network = chapter["network"].predict(ends)[:, 0]
    assert linear[0] - linear[1] == pytest.approx(linear[2] - linear[3])
    # The groups were made with slopes 0.5 and 0.1: no gap at balance 0, and 1.6 at balance 4.
    assert network[0] - network[1] == pytest.approx(0, abs=0.15)
    assert network[2] - network[3] == pytest.approx(1.6, abs=0.15)


def test_the_nearest_mean_image_is_the_answer(chapter):
    X, y = chapter["pixels"], chapter["labels"]
    model = chapter["NearestMean"]().fit(X[:1000], y[:1000])
    means = np.stack([X[:1000][y[:1000] == digit].mean(axis=0) for digit in range(10)])
    nearest = np.linalg.norm(X[1000:, None] - means, axis=2).argmin(axis=1)
    assert model.score(X[1000:], y[1000:]) == pytest.approx(np.mean(nearest == y[1000:]))


def test_with_ink_only_the_sum_of_the_pixels_counts(chapter):
    X, y = chapter["pixels"], chapter["labels"]
    model = chapter["NearestMean"](ink=True).fit(X, y)
    shuffled = np.random.default_rng(0).permuted(X, axis=1)
    assert model.score(shuffled, y) == model.score(X, y) < 0.3


def test_the_methods_of_the_ladder_see_the_same_split(chapter):
    X, X_test, _, y_test = chapter["split"](3)
    assert len(X_test) == 360
    assert np.bincount(y_test).min() >= 34
    again = chapter["split"](3)
    np.testing.assert_array_equal(X_test, again[1])
    assert not {row.tobytes() for row in X} & {row.tobytes() for row in X_test}


def test_the_products_hold_the_feature_that_counts(chapter):
    X, y = chapter["hidden_pair"](0)
    np.testing.assert_array_equal(y, X[:, 0] * X[:, 1] > 0)
    columns = chapter["products"].fit_transform(X)
    assert columns.shape == (1000, 1 + 20 + 190)
    assert (np.abs(columns - (X[:, 0] * X[:, 1])[:, None]).max(axis=0) < 1e-15).sum() == 1


@pytest.mark.parametrize("strength", [0.25, 3.0])
def test_a_stamp_is_one_pixel_at_the_column_of_the_digit(chapter, strength):
    X, y = np.zeros((10, 100)), np.arange(10)
    stamped = chapter["stamp"](X, y, strength).reshape(10, 10, 10)
    assert not X.any(), "the images themselves stay as they are"
    for digit, image in enumerate(stamped):
        (row,), (column,) = np.nonzero(image)
        assert (row, column) == (0, digit)
        assert image.max() == strength


def test_no_image_has_ink_where_the_stamps_are(chapter):
    margin = chapter["margin"].reshape(-1, 10, 10)
    assert not margin[:, 0].any()
    np.testing.assert_array_equal(margin[:, 1:9, 1:9], chapter["digits"].images / 16)


def test_networks_with_and_without_stamps_are_tested_on_the_same_images(chapter):
    _, X_test, _, y_test = chapter["split"](2, chapter["margin"])
    np.testing.assert_array_equal(y_test, chapter["split"](2)[3])
    assert X_test.shape == (360, 100)
