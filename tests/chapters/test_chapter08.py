"""Chapter 8: its penalty by hand, its two dropouts, and early stopping, beside the library's."""

import numpy as np
import pytest

from scratchnet import L2, SGD, Dropout, EarlyStopping, backpropagate, fit, mlp

CHAPTER = "08_regularization"


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(CHAPTER, "imports", "by-hand-code", "dropout-expectation")


def test_the_penalty_worked_by_hand(chapter):
    """J = (w - 3)² + λ w² with λ = 0.5 is lowest at 3 / 1.5 = 2, also for the library's L2."""
    assert chapter["w"] == pytest.approx(2)
    net = mlp([1, 1], output="identity", rng=np.random.default_rng(0))
    W, b, dW = net[0].W, net[0].b, net[0].dW
    W[:] = 3
    for _ in range(100):
        backpropagate(net, [[1.0]], [[3.0]], "mean_squared_error")
        L2(0.5).add_gradient(net)
        W -= 0.1 * dW
        assert b == 0, "the neuron of the example has no bias"
    assert W[0, 0] == pytest.approx(2)


def test_both_dropouts_agree_in_expectation(chapter):
    keep = chapter["keep"]
    np.testing.assert_allclose(chapter["original"], chapter["inverted"] * keep)
    expected = chapter["activations"] * keep
    # 4000 draws: five standard errors of a mean of zeros and values
    room = 5 * chapter["activations"] * np.sqrt(keep * (1 - keep) / 4000)
    assert (np.abs(chapter["original"] - expected) <= room).all()


def test_the_masks_of_the_library_are_those_of_the_chapter(chapter):
    """From the same draws: kept units are divided by q."""
    keep, dropout = chapter["keep"], Dropout(1 - chapter["keep"], rng=np.random.default_rng(8))
    kept = np.random.default_rng(8).random((40, 30)) < keep
    np.testing.assert_array_equal(dropout.forward(np.ones((40, 30)), training=True), kept / keep)


def test_early_stopping_puts_the_best_weights_back():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(30, 2)), rng.normal(size=(30, 1))
    X_watch, y_watch = rng.normal(size=(30, 2)), rng.normal(size=(30, 1))
    net = mlp([2, 30, 1], output="identity", rng=rng)
    record = fit(
        net, X, y, "mean_squared_error", optimizer=SGD(0.05), epochs=200, batch_size=10, rng=rng,
        validation_data=(X_watch, y_watch), callbacks=[EarlyStopping(20)], progress=False,
    )  # fmt: skip
    best, _ = net.evaluate(X_watch, y_watch, "mean_squared_error")
    assert best == pytest.approx(min(record.validation_loss))
    assert record.best_epoch == int(np.argmin(record.validation_loss)) + 1


def test_a_patient_with_bad_labels_keeps_about_seven_in_ten(chapter_cells):
    """Training and validation rows are other rows, and only labels differ from the truth."""
    chapter = chapter_cells(CHAPTER, "imports", "memorize-run", "bench-data")
    for bad, n, share in ((True, 500, 0.73), (False, 1000, 1.0)):
        X, Y, X_val, Y_val = chapter["patient"](bad, 3)
        assert (len(X), len(X_val)) == (n, 200)
        seen = chapter["pixels"][: chapter["SEEN"].stop]
        place = {row.tobytes(): k for k, row in enumerate(seen)}
        rows = [place[row.tobytes()] for row in (*X, *X_val)]
        assert len(set(rows)) == n + 200
        right = np.concatenate([Y, Y_val]).argmax(axis=1) == chapter["labels"][rows]
        assert np.mean(right) == pytest.approx(share, abs=0.05)


def test_the_smallest_exact_fit_is_that_of_least_squares(chapter_cells):
    """The chapter's singular values against NumPy's own least squares, at a wide layer."""
    chapter = chapter_cells(CHAPTER, "imports", "memorize-run", "descent-run")
    pixels, labels = chapter["pixels"], chapter["labels"]
    rng = np.random.default_rng(2)
    rows = rng.permutation(1000)[:200]
    W, b = rng.normal(0, 1 / 8, (64, 400)), rng.normal(0, 0.1, 400)
    F, F_val = (np.maximum(0, pixels[r] @ W + b) for r in (rows, slice(1000, 1200)))
    weights = np.linalg.lstsq(F, np.eye(10)[labels[rows]])[0]
    wrong = np.mean((F_val @ weights).argmax(axis=1) != labels[1000:1200])
    assert chapter["error_at"](400, 2) == pytest.approx(100 * wrong)
