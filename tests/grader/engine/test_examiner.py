"""What a test cell may do with what is the student's: calls, attributes, kept things."""

import pytest

from grader.engine.examiner import GradingError, score_of


@pytest.fixture
def run(examined):
    """A function: answer, test and given cell -> outputs and score of the test."""

    return lambda *cells: examined(*cells).results["test_f"]


def test_a_plain_test_cell_uses_the_students_function_and_values(run):
    answer = "rate = 0.5\ndef f(x):\n    return x * rate"
    assert run(answer, "assert f(4) == 2.0\nassert (f(np.ones(2)) == rate).all()").score == 2
    assert run(answer, "assert f(4) == 3").score == 0
    assert run(answer, "assert f(4) == 2\n1.5").score == 1.5


def test_an_error_of_the_students_can_be_expected(run):
    answer = "def f(x):\n    raise ValueError('no')"
    test = """
try:
    f(1)
except ValueError as error:
    caught = str(error)
assert caught == "no"
"""
    assert run(answer, test).score == 2


def test_an_object_of_the_students_class_stays_there_and_can_be_used(run):
    answer = """
class f:
    def __init__(self, size):
        self.weights = np.zeros(size)
    def forward(self, x):
        return x @ self.weights
"""
    test = """
net = f(3)
assert net.weights.shape == (3,)
assert net.forward(np.ones(3)) == 0
assert type(net.weights) is np.ndarray
"""
    assert run(answer, test).score == 2


def test_a_function_of_the_test_cell_is_called_back(run):
    answer = "def f(g, x):\n    return g(x) + g(x + 1)"
    test = "def square(x):\n    return x * x\nassert f(square, 2) == 13"
    assert run(answer, test).score == 2


def test_a_function_of_the_test_cell_is_called_back_for_a_while_only(examined):
    test = """
def wait(x):
    while x:
        pass
with check("f", points=2, seconds=0.5) as t:
    t.returns(f, wait, want=None)
t.score
"""
    done = examined("def f(g):\n    return g(1)", test)
    assert (done.results["test_f"].score, done.incidents) == (0, [])


def test_a_function_of_a_given_cell_runs_with_the_student(run):
    given = "from checks import check\nimport os\ndef where():\n    return os.getpid()"
    assert run("def f(g):\n    return g()", "assert f(where) == 1", given).score == 2


def test_kept_things_and_tables(run):
    answer = """
import pandas as pd
class Model:
    size = 3
def f(table):
    model = Model()
    model.rows = len(table)
    return model
"""
    given = """
import numpy as np, pandas as pd
from checks import check
table = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
"""
    test = """
with check("f", points=2) as t:
    model = t.keeps(f, table)
    t.reads(model, "rows", want=2)
    t.reads(model, "size", want=3)
t.score
"""
    assert run(answer, test, given).score == 2


@pytest.mark.parametrize(
    ("value", "score"),
    [(1.5, 1.5), (0, 0), (2, 2), (2.5, 0), (-1, 0), (float("nan"), 0), (float("inf"), 0),
     (True, 2), ("1", 2), (None, 2)],
)  # fmt: skip
def test_the_score_of_a_test_cells_value(value, score):
    assert score_of(value, 2.0) == score


def test_a_given_cell_that_fails_is_the_authors_fault(run):
    with pytest.raises(GradingError, match="the given cell `given` stopped with ZeroDivisionError"):
        run("f = 1", "pass", "1 / 0")
