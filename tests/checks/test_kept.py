"""Results that stay where they are (`keeps`, `reads`), and tables as arguments and as results."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from checks import check
from checks import mistakes as diagnoses
from checks.call import call, keep
from checks.compare import compare, compare_kind
from checks.mistakes import Diagnoses
from checks.outcome import Kept, Outcome, Part
from checks.session import session
from checks.values import Opaque, Table, copied, describe, plain, show
from coursebook.models.quiet import quiet


class Layer:
    def __init__(self, units):
        self.units = units


class Model:
    def __init__(self, *units):
        self.layers = [Layer(n) for n in units]
        self.history = {"loss": [0.5, 0.25]}
        self.trained = 0

    def count(self):
        return sum(layer.units for layer in self.layers)

    def scaled(self, X, by=1.0):
        return X * by

    def breaks(self):
        raise RuntimeError("no")


def build(*units):
    return Model(*units)


def train(model, times):
    model.trained += times
    return [1.0 / (i + 1) for i in range(times)]


def given_model(*units):
    return Model(*units)


def given_units(model, factor=1):
    return [factor * layer.units for layer in model.layers]


def given_copied_units(units):
    return sum(units)


given_copied_units.reads = given_units


@pytest.fixture
def shown():
    shown = []
    with session(show=shown.append, known=Diagnoses()):
        yield shown


def lines(shown):
    return str(shown[-1]).splitlines()


# keeps and reads


def test_parts_of_a_kept_thing(shown):
    with check("build", points=4) as t:
        model = t.keeps(build, 16, 8)
        t.reads(model, "count()", want=24)
        t.reads(model, "layers[0].units", want=16)
        t.reads(model, "layers[-1].units", want=8)
        t.reads(model, "history['loss']", want=[0.5, 0.25])
        t.reads(model, "scaled()", np.ones(2), by=3, want=np.full(2, 3.0))
        t.reads(model, given_units, want=[16, 8])
        t.reads(model, given_units, factor=2, want=[32, 16])
        t.reads(model, "count()", like=0, that=lambda got: "" if got > 20 else "too little.")
    assert lines(shown) == ["build: passed, 4 of 4 points (8 of 8 tests passed)."]


@pytest.mark.parametrize(
    ("what", "want", "told"),
    [
        ("count()", 25, "`build(16, 8).count()` returned 24, where 25 was expected"),
        ("layers[0].units", 12, "`build(16, 8).layers[0].units` is 16, where 12 was expected"),
        ("history['loss']", [1.0], "`build(16, 8).history['loss']` is a list of 2 values, where a"),
        ("breaks()", 1, "`build(16, 8).breaks()` stopped with RuntimeError: no"),
        (
            "weights",
            1,
            "`build(16, 8).weights` cannot be read: what your function returned is an object of "
            "class Model, which has no `weights`.",
        ),
        (
            "layers[2].units",
            1,
            "`build(16, 8).layers[2].units` cannot be read: `layers` is a list of 2 values, which "
            "has no `[2]`.",
        ),
        (given_units, [1, 8], "`given_units(build(16, 8))` returned, as `result[0]`, 16, where 1 "),
    ],
)
def test_what_is_wrong_with_a_part(shown, what, want, told):
    with check("build", points=1) as t:
        t.reads(t.keeps(build, 16, 8), what, want=want)
    assert lines(shown)[1].startswith(f"  Test 1: {told}")
    assert t.score == 0


def test_a_property_of_a_part(shown):
    with check("build", points=1) as t:
        t.reads(t.keeps(build, 3), "count()", like=0, that=lambda got: f"{got}, which is odd.")
    assert lines(shown)[1] == "  Test 1: `build(3).count()` returned 3, which is odd."


def test_a_call_that_keeps_nothing_fails_the_tests_of_its_result(shown):
    def blank(n):
        raise NotImplementedError

    def none(n):
        Model(n)

    with check("build", points=1) as t:
        t.reads(t.keeps(blank, 8), "count()", want=8)
        t.returns(train, t.keeps(blank, 8), 2, want=[1.0, 0.5])
    assert lines(shown)[:2] == [
        "build: not passed, 0 of 1 point (0 of 2 tests passed).",
        "  Test 1: `build` is not written yet.",
    ]
    for what in ("count()", given_copied_units):
        with check("build", points=1) as t:
            t.reads(t.keeps(none, 8), what, want=8)
        assert lines(shown)[1:] == [
            "  Test 1: `build(8)` returned None, where an object was expected.",
            "  Did you forget `return`? Without it a function computes a value and drops it.",
        ]
    with check("build", points=1) as t:
        t.reads(t.keeps("text", 8), "count()", want=8)
    assert lines(shown)[1] == "  Test 1: `build` is the text 'text', not a function."


def test_a_kept_thing_is_handed_on_and_stays_the_same_thing(shown):
    with check("train", points=2, keeps_arguments=True) as t:
        model = t.keeps(given_model, 4)
        t.returns(train, model, 2, want=[1.0, 0.5])
        t.returns(train, model=model, times=1, want=[1.0])
        t.reads(model, "trained", want=3)
        t.returns(train, model, 1, want=[2.0])
    assert lines(shown)[:2] == [
        "train: partly passed, 1.5 of 2 points (3 of 4 tests passed).",
        "  Test 4: `train(given_model(4), 1)` returned, as `result[0]`, 1, where 2 was expected.",
    ]


def test_only_given_functions_are_called_by_their_names(shown):
    other = build  # the student's function, whatever its own name is
    with check("assemble", points=1) as t:
        assert t.keeps(other, 1).text == "assemble(1)"
        assert t.keeps(given_model, 1, 2).text == "given_model(1, 2)"
        assert t.keeps(Model, 1).text == "assemble(1)"
        t.reads(t.keeps(other, 1), "count()", want=1)


def test_a_last_test_is_made_only_where_all_before_have_passed(shown):
    made = []

    def noted(got):
        made.append(got)
        return ""

    for want, score in ((3, 2), (4, 0)):
        with check("build", points=2) as t:
            model = t.keeps(build, 3)
            t.reads(model, "count()", want=want)
            t.reads(model, "count()", like=0, that=noted, last=True)
        assert t.score == score
        assert len(shown[-1].digests) == 2
    assert made == [3]


def test_a_property_is_recognised_by_what_it_says(shown):
    """Trained numbers differ from machine to machine; a diagnosis must not hang on them."""
    digests = []
    for costs in ([0.5, 0.4], [0.6, 0.3]):
        with check("fit", points=1) as t:
            kept = t.keeps(lambda costs=costs: list(costs))
            t.reads(kept, "copy()", like=[0.0] * 2, that=lambda got: "costs.")
        digests.append(shown[-1].digests)
    assert digests[0] == digests[1]


def test_where_only_one_exercise_is_tested_the_others_are_not_called():
    def never():
        raise AssertionError

    with session(show=lambda report: None, known=Diagnoses(), only="other"):
        with check("build", points=1) as t:
            t.reads(t.keeps(never), "count()", want=1)
        assert t.score == 0


def test_after_a_call_that_takes_too_long_nothing_is_kept(shown):
    def forever():
        while True:
            pass

    calls = []
    with check("build", points=1, seconds=0.1) as t:
        t.reads(t.keeps(forever), "count()", want=1)
        t.reads(t.keeps(calls.append, 1), "count()", want=1)
    assert "`build()` was stopped after 0.1 seconds" in lines(shown)[1]
    assert calls == []


def test_given_functions_have_a_name_of_their_own(shown):
    with check("build", points=1) as t:
        t.reads(t.keeps(build, 1), lambda model: 1, want=1)
    assert "expected a function that a locked cell defines" in lines(shown)[1]


@pytest.mark.parametrize(
    "path", ["", "a b", "a.", "a[b]", "a()(1)", "a['x\\'y']", "1a", "__import__('os').system()"]
)
def test_paths_that_are_none(path):
    with pytest.raises(ValueError, match="path: expected names"):
        Part(path)


def test_a_part_of_what_forges_attributes():
    class Forger:
        def __getattribute__(self, name):
            raise KeyboardInterrupt if name == "stop" else ValueError("forged")

    kept = keep(Forger, (), {}, 1.0, text="f()")
    outcome = call(Part("x"), (kept,), {}, 1.0)
    assert (outcome.ending, outcome.error) == ("raised", "ValueError")
    with pytest.raises(KeyboardInterrupt):
        call(Part("stop"), (kept,), {}, 1.0)


def test_kept_things_do_not_show_themselves():
    kept = keep(build, (3,), {}, 1.0, text="build(3)")
    assert kept.is_there
    assert "Model" not in repr(kept).replace("class Model", "")
    assert kept.outcome.value == Opaque("an object of class Model")
    assert not Kept("f()", Outcome("raised")).is_there


def test_digests_tell_what_is_lacking():
    kept = keep(build, (3,), {}, 1.0, text="build(3)")
    digests = {
        diagnoses.digest("build", 1, call(Part(path), (kept,), {}, 1.0))
        for path in ("weights", "layers[3]", "layers[4]", "count()")
    }
    assert len(digests) == 4


# Tables


def table(**columns):
    return pd.DataFrame(columns)


def test_a_table_becomes_columns():
    frame = table(a=[1, 2], b=[0.5, np.nan], c=["x", None], d=[True, False])
    got = plain(frame)
    assert type(got) is Table
    assert got.shape == (2, 4)
    assert list(got.columns) == ["a", "b", "c", "d"]
    np.testing.assert_array_equal(got.columns["b"], [0.5, np.nan])
    assert got.columns["c"] == ["x", None]
    assert describe(got) == show(got) == "a table of shape (2, 4)"
    frame["a"] = 7
    np.testing.assert_array_equal(got.columns["a"], [1, 2])


def test_columns_with_gaps_of_pandas_own_kind():
    got = plain(table(a=pd.array([1, None], dtype="Int64"), b=pd.Categorical(["u", "v"])))
    np.testing.assert_array_equal(got.columns["a"], [1.0, np.nan])
    assert got.columns["b"] == ["u", "v"]


def test_tables_that_cannot_be_read():
    assert plain(pd.DataFrame([[1, 2]])) == Opaque(
        "a table whose columns have no names of their own"
    )
    doubled = pd.DataFrame([[1, 2]], columns=["a", "a"])
    assert plain(doubled) == Opaque("a table whose columns have no names of their own")

    class Liar(pd.DataFrame):
        def items(self):
            raise RuntimeError

    class Hider(pd.DataFrame):
        def items(self):
            return iter(())

    for kind in (Liar, Hider):
        assert plain(kind({"a": [1]})) == Opaque("a table that cannot be read")
    assert plain(pd.DataFrame(np.zeros((1001, 1000))).add_prefix("c")) == Opaque(
        "a table of more than 1,000,000 values"
    )
    assert plain(pd.Series([1])) == Opaque("an object of class Series")


def test_a_tables_objects_are_made_plain_too():
    class Number(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    (got,) = plain(table(a=pd.Series([Number(2), "x"], dtype=object))).columns["a"][:1]
    assert type(got) is float


@pytest.mark.parametrize(
    ("got", "sentence"),
    [
        (table(a=[1, 2, 3], b=[4.0, 5.0, np.nan]), None),
        (table(a=[1.0, 2.0, 3.0], b=np.array([4, 5, np.nan], dtype="float32")), None),
        (
            table(a=[1, 2, 3], b=[4.0, 0.0, 6.0]),
            "returned a table whose column `b` differs in 2 of 3 rows: in row 1 it is 0, where 5 "
            "was expected.",
        ),
        (table(a=[1, 2], b=[4.0, 5.0]), "returned a table with 2 rows, where 3 were expected."),
        (table(a=[1, 2, 3]), "returned a table that lacks the columns `b`."),
        (
            table(a=[1, 2, 3], b=[4.0, 5.0, np.nan], c=[0, 0, 0]),
            "returned a table that has the columns `c`, which were not expected.",
        ),
        (
            table(b=[4.0, 5.0, np.nan], a=[1, 2, 3]),
            "returned a table that has its columns in another order than expected.",
        ),
        (
            table(a=[1, 2, 3], b=["4", "5", None]),
            "returned a table whose column `b` holds objects that are not numbers, where numbers "
            "were expected.",
        ),
        (
            np.zeros((3, 2)),
            "returned an array of shape (3, 2), where a table of shape (3, 2) was expected.",
        ),
    ],
)
def test_tables_are_compared_column_by_column(got, sentence):
    want = plain(table(a=[1, 2, 3], b=[4.0, 5.0, np.nan]))
    difference = compare(plain(got), want, 1e-6)
    assert (difference and difference.sentence) == sentence


def test_texts_in_tables():
    want = plain(table(a=["x", "y"]))
    assert compare(plain(table(a=["x", "y"])), want, 1e-6) is None
    told = compare(plain(table(a=["x", "z"])), want, 1e-6).sentence
    assert told.endswith("in row 1 it is 'z', where 'y' was expected.")
    assert compare_kind(plain(table(a=["x", "z"])), want) is None
    assert "holds numbers, where objects" in compare_kind(plain(table(a=[1, 2])), want).sentence
    told = compare(want, plain(np.zeros(2)), 1e-6).sentence
    assert told == "returned a table of shape (2, 1), where an array of shape (2,) was expected."


def test_a_tables_values_count_for_its_digest():
    values = [table(a=[1, 2]), table(a=[1, 3]), table(b=[1, 2])]
    values += [table(a=[1, 2], b=[3, 4]), table(b=[3, 4], a=[1, 2])]
    outcomes = [Outcome("returned", value=plain(value)) for value in values]
    assert len({diagnoses.digest("f", 1, outcome) for outcome in outcomes}) == 5


def test_the_callers_table_stays_as_it_is_and_changes_are_noticed(shown):
    frame = table(glucose=[0, 90])

    def mark(rows):
        rows["glucose"] = rows["glucose"].replace(0, np.nan)
        return rows

    with check("mark", points=1, keeps_arguments=True) as t:
        t.returns(mark, frame, want=table(glucose=[np.nan, 90]))
    assert frame["glucose"].tolist() == [0, 90]
    assert lines(shown)[1:] == [
        "  Test 1: `mark(a table of shape (2, 1))` returned the right value, but changed its "
        "argument `rows`.",
        "  Work on a copy, or compute a new array.",
    ]
    assert copied(frame) is not frame


def test_no_pandas_is_imported_for_those_who_do_not_use_it():
    code = "import sys, checks.values as v; v.plain([1]); print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# quiet


def test_quiet_drops_what_comes_from_below_python(capfd):
    with quiet():
        os.write(2, b"notes on the machine\n")
    os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"


def test_quiet_lets_errors_through(capfd):
    with pytest.raises(ZeroDivisionError), quiet():
        raise ZeroDivisionError
    os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"


def plain_model(model):
    if not isinstance(model, Model):
        raise TypeError("no model")
    plain_model.calls += 1
    return [layer.units for layer in model.layers]


def total(units, factor=1):
    return factor * sum(units)


def largest(units):
    return max(units)


def make_model():
    return Model(2, 3)


def test_a_thing_is_written_down_once_and_measured_apart():
    plain_model.calls, apart = 0, []
    total.reads = largest.reads = plain_model

    def elsewhere(function, args, kwargs, seconds):
        apart.append((function, args, kwargs))
        return call(function, args, kwargs, seconds)

    with session(show=lambda report: None, known=Diagnoses(), apart=elsewhere):
        with check("make_model", points=3) as t:
            model = t.keeps(make_model)
            t.reads(model, total, want=5)
            t.reads(model, total, factor=2, want=10)
            t.reads(model, largest, want=4)
        assert t.score == 2.0
    assert plain_model.calls == 1
    assert apart == [
        (total, ([2, 3],), {}),
        (total, ([2, 3],), {"factor": 2}),
        (largest, ([2, 3],), {}),
    ]


def test_what_cannot_be_written_down_is_not_measured():
    total.reads = plain_model
    shown = []
    with session(show=shown.append, known=Diagnoses(), apart=None):
        with check("make", points=1) as t:
            t.reads(t.keeps(lambda: 3.5), total, want=5)
        assert t.score == 0.0
    assert "TypeError: no model" in str(shown[0])
