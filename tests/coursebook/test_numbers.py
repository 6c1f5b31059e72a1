"""Numbers as pages write them."""

import sys
from types import ModuleType

import numpy as np
import pytest

from coursebook.numbers import as_table, interval, median_range, number, percent, tell


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1437, 0, "1,437"),
        (-0.5, 2, "−0.50"),
        (-0.001, 2, "0.00"),
        (np.float32(0.25), 1, "0.2"),
        (-np.inf, 0, "−∞"),
    ],
)
def test_number(value, digits, text):
    assert number(value, digits) == text


def test_a_page_prints_no_nan():
    with pytest.raises(ValueError, match="value: expected a number to print, got NaN"):
        percent(np.nan)
    with pytest.raises(ValueError, match=r"values: expected finite values, got \[nan, 1.0\]"):
        median_range([np.nan, 1])


def test_percent():
    assert percent(0.6134) == "61.3%"
    assert percent(1, 0) == "100%"
    assert percent(-0.0312) == "−3.1%"


def test_median_and_range():
    assert median_range([0.95, 0.9, 0.92]) == "92.0% (90.0% to 95.0%)"
    assert median_range([0.9001, 0.9002]) == "90.0%"
    assert median_range([1200, 3], number) == "602 (3 to 1,200)"
    for values in ([], [[1, 2]]):
        with pytest.raises(ValueError, match=r"values: expected shape \(n_runs,\)"):
            median_range(values)


def test_the_interval_of_shared_rows():
    differences = [0.01, 0.03, 0.02, 0.0]
    low, high = interval(differences, n_training=300, n_test=100)
    # by hand: mean 0.015, variance 0.0005/3, share 1/4 + 1/3, Student's quantile for 3: 3.182446
    reach = 3.182446 * np.sqrt((1 / 4 + 1 / 3) * 0.0005 / 3)
    assert (low, high) == pytest.approx((0.015 - reach, 0.015 + reach), rel=1e-6)


def test_the_interval_covers_the_truth():
    """Scores of random splits of one table: the usual interval misses far too often."""
    rng = np.random.default_rng(0)
    n, n_test, covered, usual = 100, 25, 0, 0
    for _ in range(400):
        table = rng.normal(size=n)  # the difference of two arms, row by row; its true mean is 0
        splits = [rng.choice(table, n_test, replace=False).mean() for _ in range(15)]
        low, high = interval(splits, n_training=n - n_test, n_test=n_test)
        covered += low <= 0 <= high
        error = np.std(splits, ddof=1) / np.sqrt(15)
        usual += abs(np.mean(splits)) <= 2.145 * error
    assert covered / 400 > 0.9
    assert usual / 400 < 0.75


@pytest.mark.parametrize(
    ("differences", "options", "message"),
    [
        ([1.0], {}, "differences: expected at least 2, got 1"),
        ([1.0, 2.0], {"n_test": 0}, "expected at least 1, got 10, 0"),
        ([1.0, 2.0], {"confidence": 95}, "confidence: expected between 0 and 1, got 95"),
    ],
)
def test_a_wrong_interval_is_refused_in_words(differences, options, message):
    with pytest.raises(ValueError, match=message):
        interval(differences, **{"n_training": 10, "n_test": 5, **options})


def test_rows_become_a_table_without_an_index():
    bundle = as_table([("SGD", "1.2"), ("Adam", "0.9")], ["optimizer", "loss"])._repr_mimebundle_()
    assert bundle["text/html"].count("<tr>") == 2
    assert bundle["text/html"].count("<th>") == 2
    assert bundle["text/plain"].split() == ["optimizer", "loss", "SGD", "1.2", "Adam", "0.9"]


def test_a_mapping_becomes_rows():
    assert as_table({"a": 1, "b": 2}, ["k", "v"]).frame.values.tolist() == [["a", 1], ["b", 2]]
    assert as_table({"a": (1, 2)}, ["k", "v", "w"]).frame.values.tolist() == [["a", 1, 2]]


def test_a_row_that_does_not_fit_is_named():
    with pytest.raises(ValueError, match=r"rows\[1\]: expected 2 entries, .* got \('b',\)"):
        as_table([("a", 1), ("b",)], ["k", "v"])


def test_tell_glues_each_text_under_the_chapters_name(monkeypatch):
    glued = {}
    library = ModuleType("myst_nb")
    library.glue = lambda name, value, display: glued.update({name: (value, display)})
    monkeypatch.setitem(sys.modules, "myst_nb", library)
    tell("ch07", best=0.5, slow="a minute")
    assert glued == {"ch07_best": ("0.5", False), "ch07_slow": ("a minute", False)}
