"""Chapter 12: its figures on both tables, and that no test row is used for anything fitted."""

import contextlib
import io
import re
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup

from coursebook.datasets import load_churn

CHAPTER = "12_bank_churn"
PATH = Path(__file__).resolve().parents[2] / "chapters" / f"{CHAPTER}.ipynb"
SOURCES = {cell.id: cell.source for cell in nbformat.read(PATH, as_version=4).cells}
# What the chapter defines before it trains.
BASE = [
    "imports", "imports-book", "by-hand-code", "load", "glue-data", "split", "first-fold",
    "prepare-code", "define", "folder", "five-seeds", "own-columns", "on-folds",
]  # fmt: skip

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chapter12")]


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
def page(pages) -> str:
    html = (pages / "chapters" / f"{CHAPTER}.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser").find("article").get_text()


# On paper


def test_a_line_through_codes_is_flat_and_columns_are_exact(base):
    assert base["w"] == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(base["weights"], [1 / 4, 1 / 2, 1 / 4])


def test_weighting_a_class_multiplies_its_odds():
    """The q that minimizes -(c p ln q + (1 - p) ln(1 - q)) has c times the odds of p."""
    q = np.linspace(1e-4, 1 - 1e-4, 9_999)
    for p, c in [(0.2, 4.0), (0.1, 3.9), (0.7, 2.0)]:
        weighted = -(c * p * np.log(q) + (1 - p) * np.log(1 - q))
        assert q[weighted.argmin()] == pytest.approx(c * p / (c * p + 1 - p), abs=2e-4)


# The preparation, and who judges


def test_columns_are_taken_by_name(base):
    prepare, rows = base["prepare"], base["table"].iloc[:20]
    columns = list(prepare.get_feature_names_out())
    assert len(columns) == 13
    assert "Surname" not in columns
    X = prepare.transform(rows)
    np.testing.assert_array_equal(prepare.transform(rows[rows.columns[::-1]]), X)
    for country in ("France", "Germany", "Spain"):
        is_there = X[:, columns.index(f"Geography_{country}")] == 1
        np.testing.assert_array_equal(is_there, rows["Geography"] == country)


def test_changing_the_test_rows_changes_nothing_in_the_preparation(names):
    before = names["X"]
    changed = names["table"].copy()
    changed.loc[names["test"], names["NUMBERS"]] = 77
    changed.loc[names["test"], "Geography"] = "Spain"
    names["table"] = changed
    run(names, "prepare-code")
    np.testing.assert_array_equal(names["X"][names["fitting"]], before[names["fitting"]])
    assert (names["X"][names["test"]] != before[names["test"]]).any()


def test_the_folds_are_disjoint_and_stratified_and_no_row_that_was_looked_at_judges(base):
    folds, looked, y = base["folds"], base["looked"], base["y"]
    assert len(folds) == 12
    for parts in folds:
        assert sorted(np.concatenate(parts)) == list(range(10_000))
        assert np.ptp([y[part].mean() for part in parts]) < 0.001
        assert not set(looked) & set(parts[2])
    for first in range(0, 12, 4):
        judged = np.concatenate([test for _, _, test in folds[first : first + 4]])
        assert sorted([*judged, *looked]) == list(range(10_000))


@pytest.mark.parametrize("models", ["logistic", "boosting"])
def test_changing_the_test_labels_changes_no_model(names, models):
    fold = names["folds"][5]
    some = names[models][:2] if models == "logistic" else names[models]
    before = names["best_on_validation"](some, names["X"], fold)
    flipped = names["y"].copy()
    flipped[fold[2]] = 1 - flipped[fold[2]]
    names["y"] = flipped
    run(names, "on-folds")
    np.testing.assert_array_equal(names["best_on_validation"](some, names["X"], fold), before)
    flipped[fold[0][::2]] = 1 - flipped[fold[0][::2]]
    assert (names["best_on_validation"](some, names["X"], fold) != before).any()


# The complete model


@pytest.fixture(scope="module")
def complete(base) -> dict:
    """Names of the section on the complete model, around a network that was not trained."""
    names = dict(base)
    names["model"] = names["network"]()
    names["p"] = names["ask"](names["model"], names["X"])
    run(names, "inside-layers", "save-code")
    return names


def test_the_preparation_inside_does_what_the_column_transformer_does(complete):
    np.testing.assert_allclose(complete["p_loaded"], complete["p"], atol=1e-4)
    assert np.ptp(complete["p_loaded"]) > 0.1


def test_an_unknown_word_is_refused(complete):
    row = complete["table"].iloc[:1].assign(Geography="Italy")
    with pytest.raises(Exception, match="Italy"):
        complete["loaded"](complete["as_inputs"](row))


def test_a_file_that_is_no_model_is_called_not_found(tmp_path):
    (tmp_path / "notes.keras").write_text("This is not a model.")
    with pytest.raises(ValueError, match=r"File not found.*\.keras"):
        keras.models.load_model(tmp_path / "notes.keras")


# The exercise


def test_the_solution_on_the_page_does_what_the_exercise_asks(names, capsys):
    (solution,) = re.findall(r"```python\n(.*?)```", SOURCES["exercise"], re.DOTALL)
    y, test = names["y"], names["test"]
    names["p"] = 0.5 * y + np.random.default_rng(0).random(len(y))
    exec(compile(solution, "<solution>", "exec"), names)
    found, chance = capsys.readouterr().out.splitlines()
    best = sorted(test, key=lambda row: -names["p"][row])[:200]
    assert found == f"{int(y[best].sum())} leavers among 200"
    assert chance == "at random 41 expected"


# What the chapter says, on the real table and on the stand-in. Which arm leads, and by how much, is
# asserted by the chapter itself where it is measured, so a table on which it fails is not built.


def numbers(text: str) -> list[float]:
    """All numbers of a text, percentages as shares."""
    found = re.findall(r"(\d+(?:\.\d+)?)(%?)", text.replace(",", ""))
    return [float(number) / (100 if sign else 1) for number, sign in found]


def test_the_answer_to_the_bet(glued):
    half, _, _ = numbers(glued["ch12_half"])
    formula, _, _ = numbers(glued["ch12_formula"])
    assert formula < 9 < 10 < half
    assert numbers(glued["ch12_right_half"])[0] > numbers(glued["ch12_right_formula"])[0] + 0.05


def test_class_weights_change_decisions_as_little_as_another_seed(glued):
    assert numbers(glued["ch12_alike"])[0] > numbers(glued["ch12_alike_seed"])[0] - 0.03
    assert numbers(glued["ch12_mean_weighted"])[0] > numbers(glued["ch12_truth"])[0] + 0.08


def test_it_says_which_table_it_was_made_from(glued):
    is_stand_in = "stand-in" in glued["ch12_source"]
    assert ("without the real table" in glued["ch12_which"]) == is_stand_in


def test_the_build_used_the_table_that_the_tests_use(page):
    assert load_churn().source in page
    assert ("built without the real table" in page) == load_churn().is_synthetic


@pytest.mark.parametrize("row", ["training cost", "training accuracy", "test accuracy"])
def test_the_recipe_keeps_to_the_bands(row, page):
    text = " ".join(page.split())
    found = re.search(
        rf" {row} ([\d.]+)%? ([\d.]+)%? \(([\d.]+)%? to ([\d.]+)%?\) ([\d.]+)%? to ([\d.]+)%?", text
    )
    printed, median, lowest, highest, low, high = map(float, found.groups())
    assert printed == {"training cost": 0.338, "training accuracy": 86.1}.get(row, 85.8)
    assert lowest <= median <= highest
    assert low <= median <= high  # a single seed of twenty may leave its band


def test_no_folder_of_the_building_machine_is_on_the_page(page):
    assert not re.search(r"/tmp/|/home/|/var/folders/", page)
