"""Chapter 10: no test row is used but for the score, and its figures on both tables."""

import nbformat
import numpy as np
import pytest

from coursebook.datasets import load_pima

CHAPTER = "10_pima_diabetes"
SETUP = ("imports", "imports-book", "load", "data-arrays", "glue-data", "zeros-code", "define")
PARTS = ("split", "prepare", "folds", "simple-code")

# The chapter trains for half a minute; on one worker it does so once for all its tests.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chapter10")]


@pytest.fixture(scope="module")
def chapter(chapter_cells) -> dict:
    """Names that the chapter defines before it trains."""
    return chapter_cells(CHAPTER, *SETUP, *PARTS, "arms-stopping")


def numbers(text: str) -> list[float]:
    """All numbers of a text, percentages as shares."""
    words = text.replace("−", "-").replace("(", " ").replace(")", " ").split()
    return [float(w.rstrip("%")) / (100 if "%" in w else 1) for w in words if w[-2:-1].isdigit()]


# Who is trained on, and who judges


def test_every_woman_is_a_test_row_once_in_each_round(chapter):
    folds, y = chapter["folds"], chapter["y"]
    assert len(folds) == 20
    for first in range(0, 20, 4):
        tests = np.concatenate([test for _, _, test in folds[first : first + 4]])
        assert sorted(tests) == list(range(768))
    for parts in folds:
        assert sorted(np.concatenate(parts)) == list(range(768))
        assert np.ptp([y[part].mean() for part in parts]) < 0.01
        assert tuple(len(part) for part in parts) == (460, 116, 192)


def test_changing_the_unseen_rows_changes_nothing_that_is_fitted(
    chapter, unseen_rows_fill_and_scale_nothing
):
    unseen_rows_fill_and_scale_nothing(chapter, chapter["folds"][4])


@pytest.mark.parametrize("model", ["logistic", "neighbors", "boosting"])
def test_changing_the_test_labels_changes_no_model(
    chapter, monkeypatch, flipped_test_labels_teach_nothing, model
):
    fold = chapter["folds"][7]
    A = chapter["prepare"](fold[0])

    def outputs(y):
        monkeypatch.setitem(chapter, "y", y)
        return chapter["best_on_validation"](chapter[model], A, fold)

    flipped_test_labels_teach_nothing(chapter["y"], fold, outputs)


@pytest.mark.parametrize(
    ("costs", "patience", "best"),
    [
        ([3, 2, 1, 2, 2, 2, 0], 3, 2),  # out of patience before the last
        ([3, 2, 1, 2, 2, 2, 0], 4, 6),
        ([3, 2, 2, 2], 20, 1),  # a tie keeps the earlier one, as Keras does
    ],
)
def test_the_epoch_is_the_one_that_early_stopping_puts_back(chapter, costs, patience, best):
    assert chapter["stopped_at"](costs, patience) == best


def test_the_starting_weights_are_those_of_the_recipe(chapter):
    weights = chapter["recipe"]().get_weights()
    drawn = np.concatenate([part.ravel() for part in weights[::2]])
    assert 0.04 < np.abs(drawn).max() <= 0.05
    assert not any(part.any() for part in weights[1::2])


# What the page says, on the real table and on the stand-in


def test_it_says_which_table_it_was_made_from(glued):
    is_stand_in = "stand-in" in glued["ch10_source"]
    assert ("without the real table" in glued["ch10_which"]) == is_stand_in
    assert glued["ch10_majority"] == "65.10%"
    if not is_stand_in:
        assert glued["ch10_incomplete"] == "376"  # rows with a zero that means missing


def test_the_printed_figure_is_within_reach_and_does_not_hold_on_unseen_rows(glued):
    median, low, high = numbers(glued["ch10_accuracy_seeds"])
    assert low <= median <= high
    if "stand-in" not in glued["ch10_source"]:  # the printed figure is about the real table
        assert median > 0.75
        assert low > 0.66  # five of a hundred seeds leave the band; all beat the constant answer
        assert high < 0.83
        assert abs(median - 0.7773) < 0.03
    unseen, low, high = numbers(glued["ch10_printed_test"])
    assert low < unseen < high
    assert unseen < median - 0.02
    own, _, _ = numbers(glued["ch10_own_rows"])
    assert own > unseen + 0.02


@pytest.mark.parametrize("model", ["network", "boosting"])
def test_no_model_is_far_from_the_logistic_regression(glued, model):
    median = numbers(glued[f"ch10_{model}_test"])[0]
    logistic = numbers(glued["ch10_logistic_test"])[0]
    assert min(median, logistic) > 0.70
    assert abs(median - logistic) < 0.04


def test_the_build_used_the_table_that_the_tests_use(pages):
    html = (pages / "chapters" / f"{CHAPTER}.html").read_text(encoding="utf-8")
    assert ("built without the real table" in html) == load_pima().is_synthetic


def test_the_table_is_shown_with_its_first_rows():
    from pathlib import Path

    path = Path(__file__).resolve().parents[2] / "chapters" / f"{CHAPTER}.ipynb"
    sources = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    assert "head()" in sources["load"]
