"""Chapter 1: the loan worked by hand, and what its helpers compute."""

import numpy as np
import pytest

CHAPTER = "01_what_is_deep_learning"


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "by-hand-code", "loans", "loans-answers", "digits-figure",
        "ladder-network", "ladder-run", "circles-run", "shortcut-run",
    )  # fmt: skip


def test_the_loans_worked_by_hand(chapter):
    loan = chapter["linear_loan"]
    assert (loan(10_000, 0), loan(10_000, 1)) == (6000, 4000)
    assert (loan(20_000, 0), loan(20_000, 1)) == (11_000, 9000)


def test_a_linear_model_has_one_gap_and_the_network_two(chapter):
    (low, high), (net_low, net_high) = chapter["gaps"].values()
    assert low == pytest.approx(high)
    # The groups were made with slopes 0.5 and 0.1: no gap at balance 0, and 1.6 at balance 4.
    assert net_low == pytest.approx(0, abs=0.15)
    assert net_high == pytest.approx(1.6, abs=0.15)


def test_the_nearest_mean_image_is_the_answer(chapter):
    X, y = chapter["pixels"], chapter["labels"]
    answers = chapter["nearest_mean"](X[:1000], y[:1000]).predict(X[1000:])
    means = np.stack([X[:1000][y[:1000] == digit].mean(axis=0) for digit in range(10)])
    distances = np.linalg.norm(X[1000:, None] - means, axis=2)
    np.testing.assert_array_equal(answers, distances.argmin(axis=1))


def test_darkness_is_the_sum_of_the_pixels(chapter):
    assert chapter["darkness"](np.array([[0.0, 0.5, 1.0], [0, 0, 0]])).tolist() == [[1.5], [0]]


def test_the_feature_of_the_expert_is_the_squared_distance(chapter):
    with_distance = chapter["with_distance"](np.array([[3.0, 4.0], [-1.0, 0.0]]))
    assert with_distance.tolist() == [[3, 4, 25], [-1, 0, 1]]


def test_a_stamp_is_one_bright_pixel_at_the_column_of_the_digit(chapter):
    X, y = np.zeros((10, 64)), np.arange(10)
    images = chapter["stamp"](X, y).reshape(10, 8, 8)
    assert not X.any(), "the images themselves stay as they are"
    for digit, image in enumerate(images):
        (row,), (column,) = np.nonzero(image)
        assert (row, column) == (digit // 8, digit % 8)
        assert image.max() > chapter["pixels"].max()


def test_a_wrong_stamp_is_never_the_right_one(chapter):
    """The network reads the stamp, so with wrong ones it is wrong nearly always."""
    assert chapter["stamped"].min() > chapter["plain"].max()
    assert chapter["misled"].max() < 5
