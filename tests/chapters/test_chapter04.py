"""Chapter 4: its functions beside those of the library, and what its experiments are made of."""

import re
import warnings
from pathlib import Path

import nbformat
import numpy as np
import pytest

from scratchnet import activations

CHAPTER = "04_activations"
ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = ["sigmoid", "relu", "leaky_relu", "softplus", "softmax"]


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    """What the cells define that do not train for long."""
    return chapter_cells(
        CHAPTER, "imports", "bend-predict", "bend-network", "curves-figure", "collapse-code",
        "relu-leaky", "softmax-naive", "softmax-safe", "overflow-safe", "train",
        "compare", "nudge-code",
    )  # fmt: skip


def matrix(scale: float, dtype: type = float) -> np.ndarray:
    """Random pre-activations, zero among them."""
    z = np.random.default_rng(4).normal(0, scale, (40, 5)).astype(dtype)
    z[0] = 0
    return z


def test_the_network_worked_by_hand(chapter):
    assert chapter["sums"].tolist() == [3, 9]
    assert chapter["relu"](chapter["sums"]) @ chapter["w2"] == -3
    assert chapter["tanh_output"] == pytest.approx(2 * np.tanh(3) - np.tanh(9))


def test_three_layers_without_activation_are_one(chapter):
    W1 = np.random.default_rng(0).normal(size=(8, 16))
    assert chapter["one_layer"].shape == (8, 1)
    assert chapter["difference"] < 1e-11
    assert W1.shape == (8, 16)


@pytest.mark.parametrize("scale", [1, 30, 1000])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_chapter_and_the_library_agree(chapter, name, scale):
    z = matrix(scale)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mine, theirs = chapter[name](z), getattr(activations, name)(z)
    np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_float32_stays_float32_in_both(chapter, name):
    z = matrix(30, np.float32)
    mine, theirs = chapter[name](z), getattr(activations, name)(z)
    assert mine.dtype == theirs.dtype == np.float32
    np.testing.assert_allclose(mine, theirs, rtol=1e-5, atol=1e-30)


def test_softmax_of_large_logits(chapter):
    large = np.array([1000.0, 1001.0, 1002.0])
    expected = np.exp([0.0, 1.0, 2.0])
    np.testing.assert_allclose(chapter["softmax"](large), expected / expected.sum())
    with np.errstate(all="ignore"):
        assert np.isnan(chapter["naive_softmax"](large)).all()


def test_rows_that_choose_and_rows_that_judge_are_different(chapter):
    parts = [set(chapter[name]) for name in ("learn", "choose", "judge")]
    assert [len(part) for part in parts] == [800, 200, 200]
    assert len(set().union(*parts)) == 1200


def test_the_arms_differ_in_nothing_but_what_they_are_called(chapter):
    """The repaired sigmoids are the failing ones, scaled and centered; the rows stay closed."""
    network, _ = chapter["deep_network"]("sigmoid", 3)
    repaired, _ = chapter["deep_network"]("sigmoid", 3, scale=4, centered=True)
    for k, (dense, changed) in enumerate(
        zip(network.layers[:-2:2], repaired.layers[:-2:2], strict=True)
    ):
        np.testing.assert_allclose(changed.W, 4 * dense.W)
        assert not dense.b.any()
        np.testing.assert_allclose(changed.b, -changed.W.sum(axis=0) / 2 if k else 0)
    np.testing.assert_array_equal(network[-2].W, repaired[-2].W)


def test_a_nudge_moves_the_last_layer_as_the_slopes_say(chapter):
    """With small random sigmoids the movement is the product of slopes and weights."""
    network, rng = chapter["deep_network"]("sigmoid", 0)
    layers = [dense.parameters for dense in network.layers[:-2:2]]
    moved = chapter["movement"](layers, chapter["sigmoid"], rng)
    assert moved.shape == (10,)
    assert moved[-1] == pytest.approx(1)
    a, slopes = chapter["X"][chapter["learn"]], []
    for W, b in layers:
        z = a @ W + b
        slopes.append((activations.sigmoid.derivative(z), W))
        a = activations.sigmoid(z)
    nudge = np.random.default_rng(1).normal(size=(len(a), 32))
    change = nudge
    for slope, W in slopes[1:]:
        change = (change @ W) * slope
    assert moved[0] == pytest.approx(change.std() / nudge.std(), rel=0.1)


def test_the_solution_of_the_exercise_is_right(chapter, capsys):
    notebook = nbformat.read(ROOT / "chapters" / f"{CHAPTER}.ipynb", as_version=4)
    (cell,) = [cell for cell in notebook.cells if "def silu(z)" in cell.source]
    (solution,) = re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL)
    names = dict(chapter)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(solution, names)
    ends, lowest = capsys.readouterr().out.splitlines()
    assert ends == "-0.0 1000.0"
    place, value = re.fullmatch(r"lowest at (\S+) value (\S+)", lowest).groups()
    assert -1.5 < float(place) < -1
    assert float(value) < -0.25
