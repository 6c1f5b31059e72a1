"""Chapter 7: its training loop beside that of the library, and what it expects before training."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scratchnet import SGD, fit, mlp
from scratchnet.losses import categorical_cross_entropy

CHAPTER = "07_training_a_network"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def chapter(chapter_cells):
    return chapter_cells(
        CHAPTER, "imports", "digits", "start", "train", "curves-run", "speed-table"
    )


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 40),
    st.integers(1, 50),
    st.integers(1, 4),
    st.floats(1e-3, 0.5),
    st.integers(0, 2**32 - 1),
)
def test_the_loop_is_that_of_the_library(chapter, n, batch_size, epochs, rate, seed):
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(n, 4)), np.eye(3)[rng.integers(0, 3, n)]
    net = mlp([4, 5, 3], output="softmax", rng=rng)
    twin = net.copy()
    costs = chapter["train"](net, X, Y, rate, epochs, batch_size, np.random.default_rng(seed))
    fit(
        twin, X, Y, "categorical_cross_entropy", optimizer=SGD(rate), epochs=epochs,
        batch_size=batch_size, rng=np.random.default_rng(seed), progress=False,
    )  # fmt: skip
    np.testing.assert_allclose(net.parameter_vector, twin.parameter_vector, rtol=1e-8, atol=1e-10)
    assert len(costs) == epochs
    assert costs[-1] == pytest.approx(categorical_cross_entropy(Y, twin.predict(X)))


def test_what_to_expect_before_training(chapter):
    """ln 10: exactly with weights of zero, nearly with He's, and not with large ones."""
    X, Y = chapter["X"], chapter["Y"]

    def start(seed, name):
        return categorical_cross_entropy(Y, chapter["network"](seed, name).predict(X))

    assert round(float(np.log(10)), 3) == 2.303
    assert start(0, "zeros") == pytest.approx(np.log(10))
    assert all(abs(start(seed, "he_normal") - np.log(10)) < 0.7 for seed in range(5))
    assert all(start(seed, "standard_normal") > 10 for seed in range(5))


def test_the_three_parts_share_no_row(chapter):
    parts = [chapter[name] for name in ("X", "X_val", "X_test")]
    assert sum(map(len, parts)) == len(chapter["X_all"]) == 1797
    # Some images of the data set are alike, but none may be counted twice.
    together = np.concatenate(parts)
    assert sorted(map(bytes, together)) == sorted(map(bytes, chapter["X_all"]))


def test_the_table_of_times_is_what_the_benchmark_wrote(chapter):
    measured = json.loads((ROOT / "benchmarks" / "training.json").read_text(encoding="utf-8"))
    assert chapter["table"] == measured
    for task in ("pima", "churn", "digits"):
        assert set(chapter["names"]) <= set(measured[task])


def test_each_arm_is_judged_at_a_rate_of_its_own_on_rows_that_chose_nothing(results):
    """What the build computed: the order of the arms, as the chapter tells it."""
    percent = {
        name: [float(x) for x in re.findall(r"[\d.]+", text)] for name, text in results.items()
    }
    rows_32, all_rows = percent["ch07_rows_32"][0], percent["ch07_all_rows"]
    assert max(all_rows) < rows_32 - 5
    assert percent["ch07_catches_up"][0] > rows_32
    assert percent["ch07_rate_1"] < percent["ch07_rate_32"]  # single rows bear smaller steps only
    for good in ("he", "glorot"):
        assert min(percent[f"ch07_{good}_2"]) > max(percent["ch07_zero_one_2"])
        assert min(percent[f"ch07_{good}_2"]) > max(percent["ch07_normal_2"])
    assert percent["ch07_zero_one_fast"] == percent["ch07_zeros_2"] == [10]  # chance
    assert min(percent["ch07_zero_one_later"]) > 85
    assert percent["ch07_zero_one_rate"][0] < 0.1
    for name in ("weights", "order", "split"):
        low, high = percent[f"ch07_{name}"]
        assert high - low == pytest.approx(percent[f"ch07_{name}_width"][0], abs=0.11)
        assert high - low > 1.3
