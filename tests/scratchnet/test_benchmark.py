"""The benchmark trains the same thing in every library; its times are for people to read."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "training.py"


@pytest.fixture(scope="module")
def problems():
    return script("training_problems")


@pytest.fixture(scope="module")
def libraries():
    return script("training_libraries")


def script(name):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SCRIPT.parent)
        return importlib.import_module(name)


def problem(problems, n_outputs):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(33, 4))
    labels = rng.integers(0, max(n_outputs, 2), 33)
    y = np.eye(n_outputs)[labels] if n_outputs > 1 else labels[:, None].astype(float)
    return problems.Problem("small", X, y, [5, 3], batch_size=10, epochs=20)


@pytest.mark.parametrize("n_outputs", [1, 3])
def test_scratchnet_and_sklearn_end_with_the_same_cost(problems, libraries, n_outputs):
    small = problem(problems, n_outputs)
    before = small.cost(small.network().parameters)
    seconds, ours = libraries.train_scratchnet(small)
    _, theirs = libraries.train_sklearn(small)
    assert seconds > 0
    assert small.cost(ours) == pytest.approx(small.cost(theirs), rel=1e-9)
    assert small.cost(ours) < before


def test_the_problems_have_the_sizes_that_are_promised(problems):
    digits = problems.PROBLEMS["digits"]("float32")
    assert digits.sizes == [64, 256, 128, 10]
    assert digits.X.shape == (1797, 64)
    assert digits.X.dtype == digits.y.dtype == np.float32
    assert (digits.batch_size, digits.epochs) == (256, 20)
    np.testing.assert_array_equal(digits.y.sum(axis=1), 1)
    for name in ("images", "sequences"):
        small = problems.PROBLEMS[name]("float64")
        assert small.network().predict(small.X[:2]).shape == small.y[:2].shape


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def test_help_explains_what_is_timed():
    result = run("--help")
    assert result.returncode == 0
    for words in ("8-16-8-1, batch 10, 150 epochs", "--json FILE", "MLPClassifier.fit"):
        assert words in result.stdout


def test_a_wrong_number_of_repetitions_is_refused():
    result = run("--repetitions", "0")
    assert result.returncode == 2
    assert "--repetitions: expected at least 1, got 0" in result.stderr


@pytest.mark.slow
def test_a_run_prints_agreeing_costs_and_writes_json(tmp_path):
    path = tmp_path / "times.json"
    arguments = ["--problems", "digits", "--repetitions", "1", "--libraries", "sklearn"]
    result = run(*arguments, "--json", str(path))
    assert result.returncode == 0, result.stderr
    times = json.loads(path.read_text())
    assert list(times) == ["digits"]
    assert list(times["digits"]) == ["scratchnet", "sklearn"]
    assert all(seconds > 0 for seconds in times["digits"].values())
    rows = [line.split() for line in result.stdout.splitlines()]
    (difference,) = [float(row[-1]) for row in rows if row and row[0] == "sklearn"]
    assert difference < 1e-3
    assert "digits, repetition 1 of 1: sklearn" in result.stderr


CHILD = """
import importlib.util, json, sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from training_libraries import DENSE_ONLY, LIBRARIES
from training_problems import Problem
rng = np.random.default_rng(0)
X, y = rng.normal(size=(33, 4)), rng.integers(0, 2, (33, 1)).astype(float)
few = {"batch_size": 10, "epochs": 5}
images, sequences = rng.normal(size=(33, 8, 8, 1)), rng.normal(size=(33, 6, 2))
problems = [
    Problem("small", X, y, [5, 3], **few),
    Problem("images", images, np.eye(3)[rng.integers(0, 3, 33)], [], **few, kind="images"),
    Problem("sequences", sequences, X[:, :1], [], **few, kind="sequences"),
]
names = [n for n in LIBRARIES if n != "torch" or importlib.util.find_spec("torch")]
print(json.dumps([
    {n: p.cost(LIBRARIES[n](p)[1]) for n in names if p.kind == "dense" or n not in DENSE_ONLY}
    for p in problems
]))
"""


@pytest.mark.slow
def test_all_libraries_take_the_same_steps():
    pytest.importorskip("tensorflow", reason="needs the packages of the chapters")
    result = subprocess.run(
        [sys.executable, "-c", CHILD, str(SCRIPT.parent)],
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout.splitlines()[-1])
    assert {"scratchnet", "keras", "keras_best", "sklearn"} <= set(found[0])
    for costs in found:
        assert {"scratchnet", "keras", "keras_best"} <= set(costs)
        for cost in costs.values():
            # Keras stores Adam's settings in float32, hence no more than seven digits in common.
            assert cost == pytest.approx(costs["scratchnet"], rel=1e-4)
