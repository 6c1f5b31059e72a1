"""Chapter 8: its penalty by hand, its two dropouts, and its early stopping beside the library's."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchnet import L2, SGD, Dropout, EarlyStopping, History, Network, fit

CHAPTER = "08_regularization"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "by-hand-code", "dropout-expectation", "exercise-check"
    )


def test_the_penalty_worked_by_hand(chapter):
    """J = (w - 3)² + λ w² with λ = 0.5 is lowest at 3 / 1.5 = 2, also for the library's L2."""
    assert chapter["w"] == pytest.approx(2)
    net = Network([1, 1], output="identity", rng=np.random.default_rng(0))
    (W, b), (dW, _) = net.layers[0], net.gradients[0]
    W[:] = 3
    for _ in range(100):
        net.forward([[1.0]])
        net.backward([[3.0]], "mean_squared_error")
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


@pytest.mark.parametrize("inverted", [True, False])
def test_the_masks_of_the_library_are_those_of_the_chapter(chapter, inverted):
    """From the same draws: kept units as they are, or divided by q."""
    keep, mask = chapter["keep"], np.empty((40, 30))
    Dropout(keep, rng=np.random.default_rng(8), inverted=inverted).draw([mask])
    kept = np.random.default_rng(8).random((40, 30)) < keep
    np.testing.assert_array_equal(mask, kept / keep if inverted else kept)


def solution() -> str:
    """The code that the exercise shows as its solution."""
    notebook = nbformat.read(ROOT / "chapters" / f"{CHAPTER}.ipynb", as_version=4)
    found = [
        code
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for code in re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL)
        if "def early_stop(" in code
    ]
    assert len(found) == 1
    return found[0]


costs = st.lists(st.integers(0, 9).map(float), min_size=1, max_size=15)


@settings(max_examples=100, deadline=None)
@given(costs, st.integers(1, 5))
def test_the_solution_stops_where_the_library_stops(chapter, val_costs, patience):
    names = {}
    exec(solution(), names)
    callback = EarlyStopping(patience)
    net = Network([1, 1], rng=np.random.default_rng(0))
    history = History("mean_squared_error")
    for cost in val_costs:
        history.cost.append(cost)
        history.validation_cost.append(cost)
        if callback.after_epoch(net, history):
            break
    callback.after_training(net, history)
    assert names["early_stop"](val_costs, patience) == history.best_epoch
    assert chapter["early_stop"](val_costs, patience) == history.best_epoch


def test_the_costs_of_the_exercise():
    names = {}
    exec(solution(), names)
    val_costs = [5, 4, 3, 3.5, 3.2, 2, 2.5, 2.6, 1]
    assert [names["early_stop"](val_costs, patience) for patience in (2, 3)] == [3, 9]


def test_early_stopping_puts_the_best_weights_back():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(30, 2)), rng.normal(size=(30, 1))
    X_watch, y_watch = rng.normal(size=(30, 2)), rng.normal(size=(30, 1))
    net = Network([2, 30, 1], output="identity", rng=rng)
    record = fit(
        net, X, y, "mean_squared_error", optimizer=SGD(0.05), epochs=200, batch_size=10, rng=rng,
        validation_data=(X_watch, y_watch), callbacks=[EarlyStopping(20)], progress=False,
    )  # fmt: skip
    best, _ = net.evaluate(X_watch, y_watch, "mean_squared_error")
    assert best == pytest.approx(min(record.validation_cost))
    assert record.best_epoch == int(np.argmin(record.validation_cost)) + 1
