"""Chapter 9: the four ways agree also on networks it does not show, and no test row is used."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

CHAPTER = "09_keras_in_six_steps"
PATH = Path(__file__).resolve().parents[2] / "chapters" / f"{CHAPTER}.ipynb"
SETTINGS = ("imports", "quiet", "run-fast", "settings", "glue-settings")
PAPER = ("by-hand-342-weights", "by-hand-342-gradient")
WAYS = ("bends", "node-by-node", "scratchnet-way", "keras-way", "gradient-scratchnet", "tape")
WAYS += ("tape-fallback", "gradient-flat", "step-data", "step-scratchnet", "step-keras")
SIX_STEPS = ("load", "define", "compile")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chapter09")]


@pytest.fixture(scope="module")
def ways(chapter_cells):
    """The four ways; Keras computes in 64 bits while the tests of a group run."""
    names = chapter_cells(CHAPTER, "seed", *SETTINGS, *PAPER, *WAYS)
    names["use"]("float64")
    yield names
    names["use"]("float32")


@pytest.fixture(scope="module")
def page(pages):
    html = (pages / "chapters" / f"{CHAPTER}.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser").find("article")


def cells() -> dict[str, str]:
    return {cell.id: cell.source for cell in nbformat.read(PATH, as_version=4).cells}


def test_the_gradients_on_paper_are_the_slopes_of_the_cost(ways):
    """Exactly: the cost is quadratic near these weights, so a central difference has no error."""
    layers, paper = ways["small"], ways["small_on_paper"]
    assert ways["node_by_node"](ways["x"], layers, ways["relu"]) == paper["output"]
    for k, parts in enumerate(layers):
        for which in (0, 1):
            for place in np.ndindex(np.array(parts[which]).shape):
                costs = []
                for nudge in (0.25, -0.25):
                    moved = [[np.array(p, float) for p in pair] for pair in layers]
                    moved[k][which][place] += nudge
                    y_hat = np.array(ways["node_by_node"](ways["x"], moved, ways["relu"]))
                    costs.append(np.mean((y_hat - ways["target"]) ** 2))
                slope = (costs[0] - costs[1]) / 0.5
                assert slope == np.array(paper["gradient"][k][which])[place]


@pytest.mark.parametrize("seed", [11, 12])
def test_the_four_ways_agree_on_other_networks(ways, seed):
    layers, X, Y = ways["random_problem"](seed)
    expected = [ways["node_by_node"](row, layers, ways["relu"]) for row in X]
    ours = ways["in_scratchnet"](layers, "relu").predict(X)
    np.testing.assert_allclose(ours, expected, atol=1e-6)
    theirs = ways["outputs"](ways["in_keras"](layers, "relu"), X)
    np.testing.assert_allclose(theirs, expected, atol=1e-6)
    gradients = [
        ways[f"gradient_{way}"](layers, "relu", X, Y)
        for way in ("scratchnet", "differences", "keras")
    ]
    np.testing.assert_allclose(gradients[1], gradients[0], atol=1e-5)
    np.testing.assert_allclose(gradients[2], gradients[0], atol=1e-5)
    ours, theirs = (ways[f"ten_steps_{way}"](layers, X, Y) for way in ("scratchnet", "keras"))
    np.testing.assert_allclose(theirs, ours, atol=1e-4)
    assert np.abs(ours - ways["flat"](layers)).max() > 0.05


def test_the_page_reports_the_agreement_that_it_demands(page):
    (alt,) = [
        svg["aria-label"]
        for svg in page.find_all("svg", attrs={"aria-label": re.compile("agreeing decimal")})
    ]
    found = re.findall(r"(\w[\w ,]*: \w+|ten steps, 32 bits): median [\d.]+, from ([\d.]+)", alt)
    least = {name: float(low) for name, low in found}
    assert len(least) == 6
    demanded = {"outputs": 6, "gradient": 5, "ten steps": 4}
    for name, low in least.items():
        (digits,) = [value for start, value in demanded.items() if name.startswith(start)]
        assert low > digits, name


def test_the_ten_lines_are_ten_and_run_alone():
    source = cells()["ten-lines"]
    assert len([line for line in source.splitlines() if line.strip()]) == 10
    names = {}
    exec(compile(source, "<ten-lines>", "exec"), names)
    assert names["model"].count_params() == 2410


def test_the_page_reports_the_logistic_regression(page):
    X, y = load_digits(return_X_y=True)
    scores = []
    for seed in range(10):
        X_train, X_test, y_train, y_test = train_test_split(
            X / 16, y, test_size=0.25, stratify=y, random_state=seed
        )
        model = LogisticRegression(max_iter=1000).fit(X_train, y_train)
        scores.append(100 * model.score(X_test, y_test))
    low, middle, high = np.quantile(scores, [0, 0.5, 1])
    assert f"{middle:.1f}% ({low:.1f}% to {high:.1f}%)" in " ".join(page.text.split())


# No test row is used for anything but the score


@pytest.fixture
def six_steps(chapter_cells, monkeypatch):
    """The program of the six steps, with two short epochs."""
    names = chapter_cells(CHAPTER, "seed", *SETTINGS)
    names["use"]("float32")
    names["X"], names["y"] = load_digits(return_X_y=True)
    for cell_id in SIX_STEPS:
        exec(compile(cells()[cell_id], f"<{cell_id}>", "exec"), names)
    monkeypatch.setitem(names, "EPOCHS", 2)
    source = cells()["tie-code"].split("scores = ")[0]  # the function, without its ten runs
    exec(compile(source, "<tie-code>", "exec"), names)
    return names


def test_changing_the_test_labels_changes_nothing_that_is_fitted(six_steps, monkeypatch):
    load, define, logistic = (six_steps[n] for n in ("load", "define", "LogisticRegression"))
    models, regressions = [], []

    def defined(seed):
        models.append(define(seed))
        return models[-1]

    def regression(**settings):
        regressions.append(logistic(**settings))
        return regressions[-1]

    def flipped(seed):
        X_train, X_test, y_train, y_test = load(seed)
        return X_train, X_test, y_train, (y_test + 1) % 10

    monkeypatch.setitem(six_steps, "define", defined)
    monkeypatch.setitem(six_steps, "LogisticRegression", regression)
    before = six_steps["program"](3)
    monkeypatch.setitem(six_steps, "load", flipped)
    after = six_steps["program"](3)
    assert before[1] > 0.9
    assert after[1] < 0.1
    start = define(3).get_weights()
    for one, other, first in zip(*(m.get_weights() for m in models), start, strict=True):
        np.testing.assert_array_equal(one, other)
        assert (one != first).any()
    np.testing.assert_array_equal(regressions[0].coef_, regressions[1].coef_)


def test_training_and_test_rows_share_none_and_are_stratified(six_steps):
    X_train, X_test, y_train, y_test = six_steps["load"](2)
    assert len(X_train) + len(X_test) == 1797
    together = np.concatenate([X_train, X_test])
    assert sorted(map(bytes, together)) == sorted(map(bytes, six_steps["X"] / 16))
    shares = [np.bincount(labels) / len(labels) for labels in (y_train, y_test)]
    assert np.abs(shares[0] - shares[1]).max() < 0.01


# What the page promises


def test_the_tape_is_used_on_tensorflow_only():
    found = 0
    for name, source in cells().items():
        guarded = False
        for line in source.splitlines():
            if line and not line.startswith(" "):
                guarded = line == 'if BACK_END == "tensorflow":'
            if re.search(r"\btensorflow\b(?!\")|\btf\.", line):
                found += 1
                assert guarded, f"{name}: {line}"
    assert found > 1


def test_the_chapter_needs_no_table_that_may_be_a_stand_in():
    assert not [name for name, source in cells().items() if "coursebook.datasets" in source]


def test_the_solution_on_the_page_does_what_the_exercise_asks(ways, capsys):
    (solution,) = re.findall(r"```python\n(.*?)```", cells()["exercise"], re.DOTALL)
    exec(compile(solution, "<solution>", "exec"), dict(ways))
    printed = [float(number) for number in re.findall(r"\d+", capsys.readouterr().out)]
    assert printed == [52, 63, 0, 148]
