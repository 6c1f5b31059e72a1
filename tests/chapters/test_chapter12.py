"""Chapter 12: its numbers on the built page, and that no test row is used for anything fitted."""

import contextlib
import io
import re
from pathlib import Path

import keras
import nbformat
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from coursebook.datasets import load_churn

CHAPTER = "12_bank_churn"
PATH = Path(__file__).resolve().parents[2] / "chapters" / f"{CHAPTER}.ipynb"
SOURCES = {cell.id: cell.source for cell in nbformat.read(PATH, as_version=4).cells}
# What the chapter defines before it trains.
BASE = [
    "imports", "imports-figures", "helpers", "by-hand-code", "load", "split", "prepare-code",
    "prepare-run", "define", "batches", "progress", "run-fast", "score-functions", "side-by-side",
    "train", "own-order",
]  # fmt: skip

pytestmark = pytest.mark.xdist_group("chapter12")


@pytest.fixture(scope="module")
def base(chapter_cells) -> dict:
    """Names that the chapter defines before it trains."""
    return chapter_cells(CHAPTER, *BASE)


@pytest.fixture
def names(base) -> dict:
    """The same, to be changed."""
    return dict(base)


def run(names: dict, *ids: str, until: str | None = None) -> None:
    """Run cells of the chapter with these names, without what they print."""
    for cell_id in ids:
        source = SOURCES[cell_id]
        if until:
            assert until in source
            source = source[: source.index(until)]
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, f"<{CHAPTER}, cell {cell_id}>", "exec"), names)


@pytest.fixture(scope="module")
def page(pages) -> BeautifulSoup:
    html = (pages / "chapters" / f"{CHAPTER}.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser").find("article")


def table(page: BeautifulSoup, first: str) -> dict[str, list[str]]:
    """Cells of the table whose rows include one called `first`, by the name of the row."""
    for found in page.find_all("table"):
        rows = [[c.get_text(" ", strip=True) for c in row(["td", "th"])] for row in found("tr")]
        if any(row and row[0] == first for row in rows):
            return {row[0]: row[1:] for row in rows}
    raise AssertionError(f"the page has no table with a row '{first}'")


def numbers(text: str) -> list[float]:
    """All numbers of a text, percentages as shares."""
    found = re.findall(r"(\d+(?:\.\d+)?)(%?)", text)
    return [float(number) / (100 if sign else 1) for number, sign in found]


# On paper


def test_a_line_through_codes_is_flat_and_columns_are_exact(base):
    assert base["w"] == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(base["as_codes"], 1 / 3)
    np.testing.assert_allclose(base["weights"], [1 / 4, 1 / 2, 1 / 4])


def test_weighting_a_class_multiplies_its_odds():
    """The q that minimizes -(c p ln q + (1 - p) ln(1 - q)) has c times the odds of p."""
    q = np.linspace(1e-4, 1 - 1e-4, 9_999)
    for p, c in [(0.2, 4.0), (0.1, 3.9), (0.7, 2.0)]:
        weighted = -(c * p * np.log(q) + (1 - p) * np.log(1 - q))
        assert q[weighted.argmin()] == pytest.approx(c * p / (c * p + 1 - p), abs=2e-4)


# The preparation


def test_columns_are_taken_by_name(base):
    prepared, rows = base["prepared"], base["table"].iloc[:20]
    names = list(prepared.get_feature_names_out())
    assert len(names) == 13
    assert "Surname" not in names
    backwards = rows[rows.columns[::-1]]
    np.testing.assert_array_equal(prepared.transform(backwards), prepared.transform(rows))
    X = prepared.transform(rows)
    for country in ("France", "Germany", "Spain"):
        is_there = X[:, names.index(f"Geography_{country}")] == 1
        np.testing.assert_array_equal(is_there, rows["Geography"] == country)


def test_changing_the_test_rows_changes_nothing_in_the_preparation(names):
    before = names["X"]
    changed = names["table"].copy()
    changed.loc[names["test"], names["NUMBERS"]] = 77
    changed.loc[names["test"], "Geography"] = "Spain"
    names["table"] = changed
    run(names, "prepare-code")
    X = names["prepare"](names["training"]).transform(changed).astype("float32")
    np.testing.assert_array_equal(X[names["training"]], before[names["training"]])
    assert (X[names["test"]] != before[names["test"]]).any()


def test_the_parts_are_disjoint_and_stratified(names):
    run(names, "callbacks-split")
    parts = [names[part] for part in ("fitting", "validation", "test")]
    assert sorted(np.concatenate(parts)) == list(range(10_000))
    assert np.ptp([names["y"][part].mean() for part in parts]) < 0.001


# Training


def test_side_by_side_trains_as_each_network_alone(names):
    names["EPOCHS"] = 2
    rows = names["training"][:95]  # the last mini-batch is smaller
    X, y = names["X"], names["y"]
    X_each = np.stack([X[rows], X[rows[::-1]]], axis=1)
    y_each = np.stack([y[rows], y[rows[::-1]]], axis=1)
    starts = [names["start_weights"](3), names["start_weights"](8, "random_uniform")]
    run(names, "train")
    stack = names["train"](X_each, y_each, starts)
    for n, start in enumerate(starts):
        alone = names["network"]()
        alone.set_weights(start)
        alone.compile(loss="binary_crossentropy", optimizer="adam", jit_compile=False)
        batches = names["batches"](X_each[:, n], y_each[:, n, None])
        alone.fit(batches, epochs=2, shuffle=False, verbose=0)
        for mine, expected, first in zip(
            stack.get_weights(), alone.get_weights(), start, strict=True
        ):
            np.testing.assert_allclose(mine[n], expected, atol=1e-5)
            assert np.abs(mine[n] - first).max() > 0.005


def test_a_seed_gives_the_same_start_alone_and_in_the_stack(base):
    keras.utils.set_random_seed(4)
    alone = base["network"]().get_weights()
    for mine, expected in zip(base["start_weights"](4), alone, strict=True):
        np.testing.assert_array_equal(mine, expected)
    uniform = np.concatenate([w.ravel() for w in base["start_weights"](0, "random_uniform")])
    assert 0.045 < np.abs(uniform).max() <= 0.05


def test_changing_the_test_labels_changes_no_fitted_thing(names):
    """Weights, epoch, learning rate, threshold and class weights stay; the score does not."""
    fitted, scores = [], []
    truth = names["y"]
    flipped = truth.copy()
    flipped[names["test"]] = 1 - flipped[names["test"]]
    for y in (truth, flipped):
        own = names | {"y": y}
        run(own, "prepare-code", "prepare-run", "callbacks-split", "callbacks-define")
        own["MOST_EPOCHS"] = 3
        run(own, "callbacks-compile", "callbacks-fit", "decisions-table", "inside-layers")
        run(own, "weights", until="weighted = quick_network()")
        log = pd.read_csv(own["log_file"]).drop(columns="epoch").to_numpy()
        weights = [w.ravel() for w in own["watched"].get_weights()]
        normalize = [w.ravel() for w in own["normalize"].get_weights()]
        choices = [own["by_validation"], own["by_formula"], own["class_weight"][1]]
        fitted.append(np.concatenate([log.ravel(), *weights, *normalize, choices]))
        scores.append(own["accuracy"](y[own["test"]], own["p_watched"][own["test"]]))
        own["folder"].cleanup()
    np.testing.assert_array_equal(fitted[0], fitted[1])
    assert scores[0] == pytest.approx(1 - scores[1])


# The complete model


@pytest.fixture(scope="module")
def complete(base) -> dict:
    """Names of the section on the complete model, around a network that was not trained."""
    names = dict(base)
    run(names, "callbacks-split")
    names["watched"] = names["network"]()
    names["p_watched"] = names["outputs"](names["watched"], names["X_fit"])
    run(names, "inside-layers", "inside-inputs", "inside-rows")
    return names


def test_the_preparation_inside_does_what_the_column_transformer_does(complete):
    np.testing.assert_allclose(complete["p_complete"], complete["p_watched"], atol=1e-5)
    assert np.ptp(complete["p_complete"]) > 0.1


def test_a_saved_model_keeps_its_preparation(complete, tmp_path):
    complete["complete"].save(tmp_path / "churn.keras")
    loaded = keras.models.load_model(tmp_path / "churn.keras")
    rows = complete["as_inputs"](complete["table"].iloc[:50])
    mine = complete["outputs"](loaded, rows)
    np.testing.assert_array_equal(mine, complete["outputs"](complete["complete"], rows))


def test_an_unknown_word_is_refused(complete):
    row = complete["table"].iloc[:1].assign(Geography="Italy")
    with pytest.raises(Exception, match="Italy"):
        complete["outputs"](complete["complete"], complete["as_inputs"](row))


def test_a_file_that_is_no_model_is_called_not_found(tmp_path):
    (tmp_path / "notes.keras").write_text("This is not a model.")
    with pytest.raises(ValueError, match=r"File not found.*\.keras"):
        keras.models.load_model(tmp_path / "notes.keras")


# The exercise


def test_the_solution_on_the_page_does_what_the_exercise_asks(names, capsys):
    (solution,) = re.findall(r"```python\n(.*?)```", SOURCES["exercise"], re.DOTALL)
    y, test = names["y"], names["test"]
    rng = np.random.default_rng(0)
    for name in ("p_watched", "p_weighted"):
        names[name] = 0.5 * y + rng.random(len(y))
    exec(compile(solution, "<solution>", "exec"), names)
    first, second, chance = capsys.readouterr().out.splitlines()
    for name, line in (("p_watched", first), ("p_weighted", second)):
        best = sorted(test, key=lambda row: -names[name][row])[:200]
        assert f" {int(y[best].sum())} leavers among 200" in line
    assert chance == "at random 41 expected"


# What the built page says


@pytest.mark.parametrize(
    ("row", "printed"),
    [
        ("training cost", 0.338),
        ("training accuracy", 0.861),
        ("test accuracy", 0.858),
        ("test area under ROC", None),
    ],
)
def test_the_recipe_keeps_to_the_bands(row, printed, page):
    was, now, band = table(page, row)[row]
    assert numbers(was) == ([] if printed is None else [printed])
    median, lowest, highest = numbers(now)
    low, high = numbers(band)
    assert lowest <= median <= highest
    assert low <= median <= high  # a single seed of twenty may leave its band


def test_the_network_stands_between_the_logistic_regression_and_boosting(page):
    rows = table(page, "gradient boosting")
    accuracy, area, cost = (
        {name: numbers(cells[k])[0] for name, cells in rows.items() if name != "five splits"}
        for k in range(3)
    )
    assert accuracy["network"] > accuracy["logistic"] + 0.02
    assert area["network"] > area["logistic"] + 0.03
    assert cost["network"] < cost["logistic"] - 0.03
    assert area["logistic, own columns"] > area["logistic"] + 0.03
    assert abs(area["network"] - area["gradient boosting"]) < 0.03


def test_the_cheapest_policy_is_not_the_most_accurate(page):
    rows = table(page, "call nobody")
    cost = {name: float(cells[1]) for name, cells in rows.items() if name != "test rows"}
    right = {name: numbers(cells[2])[0] for name, cells in rows.items() if name != "test rows"}
    assert cost["call all"] == 10
    assert cost["call nobody"] == pytest.approx(100 * 407 / 2000, abs=0.01)
    assert cost["threshold by formula"] < cost["call all"] < cost["threshold 0.5"]
    assert right["threshold 0.5"] == max(right.values())


def test_training_leaves_one_line_each(page):
    text = page.get_text()
    assert len(re.findall(r"epoch 50 of 50, cost 0\.\d{4}", text)) == 2
    assert not re.search(r"epoch (?:[1-9]|[1-4]\d) of 50", text)


def test_the_page_says_which_table_it_was_built_from(page):
    text = page.get_text()
    assert load_churn().source in text
    assert ("built without the real table" in text) == load_churn().is_synthetic


def test_the_page_explains_the_file_that_is_no_model(page):
    text = page.get_text()
    assert "File not found: filepath=notes.keras" in text
    assert "log_dir" in text  # TensorBoard, as an option


def test_no_folder_of_the_building_machine_is_on_the_page(page):
    assert not re.search(r"/tmp/|/home/|/var/folders/", page.get_text())
