"""Chapter 4: its numbers, and its functions beside those of the library."""

import re
import warnings
from pathlib import Path

import nbformat
import numpy as np
import pytest

from scratchnet import activations

CHAPTER = "04_activations"
ROOT = Path(__file__).resolve().parents[2]
SHARED = ["step", "identity", "sigmoid", "tanh", "relu", "leaky_relu", "softplus", "softmax"]
SLOPES = ["sigmoid_derivative", "tanh_derivative", "relu_derivative"]


@pytest.fixture
def chapter(chapter_namespace):
    """Names that the chapter's code defines."""
    return chapter_namespace(CHAPTER)


def matrix(scale: float, dtype: type = float) -> np.ndarray:
    """Random pre-activations, zero among them."""
    z = np.random.default_rng(4).normal(0, scale, (40, 5)).astype(dtype)
    z[0] = 0
    return z


# The numbers that the chapter works by hand


def test_n5_loan_without_activation(chapter):
    hidden, output = chapter["predict"](chapter["applicant"], chapter["loan"], chapter["identity"])
    assert chapter["applicant"].tolist() == [40, 0]
    assert {node: weights.tolist() for node, weights in chapter["loan"].items()} == {
        "node_0": [1, 1],
        "node_1": [1, 1],
        "output": [1, -1],
    }
    assert hidden.tolist() == [40, 40]
    assert output == 0


def test_n6_loan_with_tanh(chapter):
    hidden, output = chapter["predict"](chapter["applicant"], chapter["loan"], np.tanh)
    np.testing.assert_allclose(hidden, [1, 1], rtol=0, atol=1e-15)
    assert output == 0


def test_n7_relu_by_hand(chapter):
    sums = [4, -2, 26, -13]
    assert chapter["by_hand"] == [4, 0, 26, 0]
    assert [chapter["relu_one"](z) for z in sums] == [4, 0, 26, 0]
    assert (
        chapter["rectified"].tolist() == chapter["relu"](np.array(sums)).tolist() == [4, 0, 26, 0]
    )


def test_n8_tanh_against_relu(chapter):
    assert chapter["input_data"].tolist() == [-1, 2]
    assert {node: weights.tolist() for node, weights in chapter["example"].items()} == {
        "node_0": [3, 3],
        "node_1": [1, 5],
        "output": [2, -1],
    }
    hidden, output = chapter["predict"](chapter["input_data"], chapter["example"], chapter["relu"])
    assert hidden.tolist() == [3, 9]
    assert output == -3
    _, output = chapter["predict"](chapter["input_data"], chapter["example"], chapter["tanh"])
    assert output == pytest.approx(2 * np.tanh(3) - np.tanh(9))
    assert round(float(output), 3) == 0.990


def test_three_layers_without_activation_are_one(chapter):
    assert chapter["n_weights"] == 264
    W = [chapter[name] for name in ("W1", "W2", "W3")]
    assert [w.shape for w in W] == [(8, 16), (16, 8), (8, 1)]
    assert chapter["collapsed"].shape == (8, 1)
    X = np.random.default_rng(7).normal(size=(50, 8))
    deep = X @ W[0] @ W[1] @ W[2]
    np.testing.assert_allclose(deep, X @ chapter["collapsed"], rtol=0, atol=1e-12)


# The same function in the chapter and in the library


@pytest.mark.parametrize("scale", [1, 30, 1000])
@pytest.mark.parametrize("name", SHARED + SLOPES)
def test_the_chapter_and_the_library_agree(chapter, name, scale):
    z = matrix(scale)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mine, theirs = chapter[name](z), getattr(activations, name)(z)
    np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("name", SHARED + SLOPES)
def test_float32_stays_float32_in_both(chapter, name):
    z = matrix(30, np.float32)
    mine, theirs = chapter[name](z), getattr(activations, name)(z)
    assert mine.dtype == theirs.dtype == np.float32
    np.testing.assert_allclose(mine, theirs, rtol=1e-5, atol=1e-30)


def test_the_jacobian_of_softmax_is_that_of_the_library(chapter):
    for row in matrix(3):
        mine = chapter["softmax_derivative"](row)
        np.testing.assert_allclose(mine, activations.softmax.derivative(row), atol=1e-15)


@pytest.mark.parametrize("name", ["sigmoid", "softplus", "softmax"])
def test_the_naive_versions_fit_where_numbers_are_moderate(chapter, name):
    z = matrix(3)
    np.testing.assert_allclose(chapter[f"naive_{name}"](z), chapter[name](z), rtol=1e-10)


def test_softmax_of_large_scores(chapter):
    large = chapter["softmax"](np.array([1000.0, 1001.0, 1002.0]))
    expected = np.exp([0.0, 1.0, 2.0])
    np.testing.assert_allclose(large, expected / expected.sum())
    with np.errstate(all="ignore"):
        assert np.isnan(chapter["naive_softmax"](np.array([1000.0, 1001.0, 1002.0]))).all()


# What the chapter builds from them


def test_the_cheat_sheet_table_has_every_activation_and_what_was_computed(chapter):
    table = chapter["table"]
    rows = {name.lower().replace(" ", "_") for name in table["name"]}
    assert rows == set(SHARED)
    assert len(table) == len(SHARED)
    by_name = table.set_index("name")
    assert by_name.loc["sigmoid", "slope g′(z)"] == "<code>a * (1 - a)</code>, at most 0.25"
    assert by_name.loc["tanh", "range"] == "−1 to 1"
    assert by_name.loc["leaky ReLU", "range"] == "−∞ to ∞"


def test_a_wrong_formula_does_not_get_into_the_table(chapter):
    with pytest.raises(AssertionError):
        chapter["describe"](chapter["sigmoid"], "1 / (1 + exp(z))", "a * (1 - a)")
    with pytest.raises(AssertionError):
        chapter["describe"](chapter["sigmoid"], "1 / (1 + exp(-z))", "a * (1 + a)")


def test_the_solution_of_the_exercise_is_right(chapter, capsys):
    notebook = nbformat.read(ROOT / "chapters" / f"{CHAPTER}.ipynb", as_version=4)
    (cell,) = [cell for cell in notebook.cells if "def silu(z)" in cell.source]
    (solution,) = re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL)
    names = dict(chapter)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(solution, names)
    agree, ends, lowest = capsys.readouterr().out.splitlines()
    assert agree == "True"
    assert ends == "-0.0 1000.0"
    place, value = re.fullmatch(r"lowest at (\S+) value (\S+)", lowest).groups()
    assert -1.5 < float(place) < -1
    assert float(value) < -0.25
    z = np.linspace(-8, 8, 33)
    rise = (names["silu"](z + 1e-6) - names["silu"](z - 1e-6)) / 2e-6
    np.testing.assert_allclose(names["silu_derivative"](z), rise, atol=1e-8)
