"""Chapter 11: its numbers on the real table and on the stand-in, and that no test row is used."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from sklearn.metrics import precision_score, recall_score, roc_auc_score

CHAPTER = "11_judging_a_classifier"
PATH = Path(__file__).resolve().parents[2] / "chapters" / f"{CHAPTER}.ipynb"
MODELS = ["by_logistic", "by_boosting"]

# The chapter trains for half a minute; on one worker it does so once for all its tests.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chapter11")]


@pytest.fixture(scope="module")
def stand_in(on_stand_in) -> dict:
    """Names that the chapter defines when it runs on the stand-in, whatever data there are."""
    return on_stand_in(CHAPTER)


def numbers(text: str) -> list[float]:
    """All numbers of a text, percentages as shares."""
    found = re.findall(r"(-?\d+(?:\.\d+)?)(%?)", text.replace("−", "-"))
    return [float(number) / (100 if sign else 1) for number, sign in found]


# The held-out scores


def test_the_page_says_which_table_it_was_built_from(glued):
    is_stand_in = "stand-in" in glued["ch11_source"]
    assert ("invented" in glued["ch11_which"]) == is_stand_in


def test_precision_recall_and_area_are_those_of_scikit_learn(stand_in):
    y, stopped, splits = stand_in["y"], stand_in["stopped"], stand_in["splits"]
    for measure, name in ((precision_score, "precision"), (recall_score, "recall")):
        for n, (_, _, rows) in enumerate(splits):
            said = stopped[rows, n] > 0.5
            mine = stand_in[name](stand_in["count_outcomes"](y[rows], said))
            assert mine == pytest.approx(measure(y[rows], said))
    expected = [roc_auc_score(y[t], stopped[t, n]) for n, (_, _, t) in enumerate(splits)]
    np.testing.assert_allclose(stand_in["areas"]["network, stopped"], expected)


# Calibration and cost


def test_each_woman_enters_the_reliability_diagram_once_and_as_a_test_row(stand_in):
    rows, which = stand_in["once"]
    assert len(set(rows)) == len(rows) > 700
    tests = [set(test) for _, _, test in stand_in["splits"]]
    assert all(row in tests[n] for row, n in zip(rows, which, strict=True))


def test_too_many_epochs_make_the_network_too_sure(glued):
    assert int(glued["ch11_sure_last"]) > int(glued["ch11_sure_stopped"])
    gap = {
        when: numbers(glued[f"ch11_said_{when}"])[0] - numbers(glued[f"ch11_came_{when}"])[0]
        for when in ("stopped", "last")
    }
    assert gap["last"] > 0.05
    assert gap["last"] > gap["stopped"] + 0.03


def test_a_threshold_from_the_price_is_cheaper_than_one_half_and_peeking_flatters(glued):
    half, theory, picked, peeked = (
        float(glued[f"ch11_units_{name}"]) for name in ("half", "theory", "picked", "peeked")
    )
    assert max(theory, picked) < half
    assert peeked < picked
    assert numbers(glued["ch11_recall_price"]) > numbers(glued["ch11_recall_half"])
    assert numbers(glued["ch11_precision_price"]) < numbers(glued["ch11_precision_half"])


def test_where_few_are_ill_precision_is_that_of_bayes(stand_in):
    odds = 0.05 / 0.95 * stand_in["found_rate"] / stand_in["false_rate"]
    assert stand_in["elsewhere"] == pytest.approx(odds / (1 + odds))


def test_the_women_of_a_thousand_are_counted_as_the_page_says(glued):
    found, wrong = (int(glued[f"ch11_{name}"]) for name in ("found_50", "wrong_950"))
    assert found == pytest.approx(50 * numbers(glued["ch11_found_rate"])[0], abs=1)
    assert wrong == pytest.approx(950 * numbers(glued["ch11_false_rate"])[0], abs=6)
    assert found / (found + wrong) == pytest.approx(numbers(glued["ch11_elsewhere"])[0], abs=0.02)


# Leakage


def test_what_leaks_labels_or_copies_flatters_and_the_rest_does_not(glued):
    gains = {
        name: numbers(glued[f"ch11_leak_{name}"])[0]
        for name in ("none", "class", "before", "after", "line")
    }
    assert gains["class"] > 0.05
    assert gains["before"] > 0.02
    assert abs(gains["none"]) < 0.02
    assert abs(gains["after"]) < 0.03
    assert gains["line"] < gains["class"] / 2
    assert float(glued["ch11_leak_epoch"]) > 1


def test_copies_made_after_the_split_are_training_rows(stand_in):
    training, validation, _ = stand_in["splits"][0]
    rows = stand_in["with_copies"](training, np.random.default_rng(0))
    assert set(rows) == set(training)
    assert stand_in["y"][rows].mean() == 0.5
    assert not set(rows) & set(validation)


def test_filling_by_class_leaves_every_measured_value_as_it_is(stand_in):
    filled, measured = stand_in["class_filled"], stand_in["X_missing"]
    known = np.isfinite(measured)
    np.testing.assert_array_equal(filled[known], measured[known])
    insulin = 4
    for label in (0, 1):
        rows = (stand_in["y"] == label) & ~known[:, insulin]
        assert len(set(filled[rows, insulin])) == 1  # so the value names the class


# No test row is used for anything but the score


def test_the_parts_of_each_split_are_disjoint_and_stratified(stand_in):
    y = stand_in["y"]
    for parts in stand_in["splits"]:
        assert sorted(np.concatenate(parts)) == list(range(768))
        assert np.ptp([y[part].mean() for part in parts]) < 0.01


def test_changing_the_unseen_rows_changes_nothing_that_is_fitted(
    stand_in, unseen_rows_fill_and_scale_nothing
):
    unseen_rows_fill_and_scale_nothing(stand_in, stand_in["splits"][4])


@pytest.mark.parametrize("model", MODELS)
def test_changing_the_test_labels_changes_no_model(
    stand_in, flipped_test_labels_teach_nothing, model
):
    for n in (0, 7):
        X, parts = stand_in["prepared"][n], stand_in["splits"][n]

        def outputs(y, X=X, parts=parts):
            return stand_in[model](X, y, *parts[:2])

        flipped_test_labels_teach_nothing(stand_in["y"], parts, outputs)


def test_changing_the_test_labels_changes_no_threshold_but_the_wrong_one(stand_in):
    y, stopped, cheapest = stand_in["y"], stand_in["stopped"], stand_in["cheapest"]
    peeked = []
    for n, (_, validation, test) in enumerate(stand_in["splits"]):
        flipped = y.copy()
        flipped[test] = 1 - flipped[test]
        chosen = cheapest(flipped[validation], stopped[validation, n])
        assert chosen == stand_in["chosen"][n]
        peeked.append(cheapest(flipped[test], stopped[test, n]))
    assert (peeked != stand_in["peeked"]).any()


def test_the_stopped_network_is_that_of_the_lowest_validation_cost(stand_in):
    y, pages = stand_in["y"], stand_in["by_epoch"]
    for n, (_, validation, _) in enumerate(stand_in["splits"]):
        p = np.clip(pages[:, validation, n], 1e-7, 1 - 1e-7)
        wrong = np.where(y[validation] == 1, -np.log(p), -np.log(1 - p)).mean(axis=1)
        np.testing.assert_array_equal(stand_in["stopped"][:, n], pages[wrong.argmin(), :, n])


# The exercise


def test_the_solution_on_the_page_does_what_the_exercise_asks(stand_in, capsys):
    cell = next(c for c in nbformat.read(PATH, as_version=4).cells if c.id == "exercise")
    (solution,) = re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL)
    names = dict(stand_in)
    exec(compile(solution, "<solution>", "exec"), names)
    p, y, threshold = names["p_validation"], names["y_validation"], names["threshold"]
    assert recall_score(y, p >= threshold) >= 0.8
    assert recall_score(y, p > threshold) < 0.8  # the next higher threshold finds too few
    found = recall_score(names["y_test"], names["p_test"] >= threshold)
    assert f"recall {found:.2f}" in capsys.readouterr().out
