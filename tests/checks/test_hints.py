"""Hints: one at a time, and a sentence where there are none."""

import json

import pytest

from checks import hint
from checks.session import session


@pytest.fixture
def shown(tmp_path):
    (tmp_path / "hints.json").write_text(json.dumps({"relu": ["first", "second `a`"], "f": ["x"]}))
    things = []
    with session(show=things.append, folder=tmp_path):
        yield things


def test_one_after_the_other_and_the_last_again(shown):
    for _ in range(3):
        hint("relu")
    assert [str(one) for one in shown] == [
        "Hint 1 of 2 for `relu`. Run this cell again for the next one.\nfirst",
        "Hint 2 of 2 for `relu`, the last.\nsecond `a`",
        "Hint 2 of 2 for `relu`, the last.\nsecond `a`",
    ]
    assert "<code>a</code>" in shown[1]._repr_mimebundle_()["text/html"]


def test_each_exercise_counts_by_itself_and_takes_the_function_too(shown):
    def relu(x):
        return x

    hint("relu")
    hint("f")
    hint(relu)
    assert [(one.exercise, one.number) for one in shown] == [("relu", 1), ("f", 1), ("relu", 2)]


def test_a_name_without_hints(shown):
    hint("rellu")
    assert str(shown[0]) == "There is no exercise `rellu` with hints; there are `relu`, `f`."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "hints.json is not beside the notebook"),
        ("{", "hints.json cannot be read (JSONDecodeError)"),
        ('{"relu": "text"}', "hints.json: expected lists of texts by exercise"),
        ('{"relu": []}', "hints.json: expected lists of texts by exercise"),
    ],
)
def test_no_hints(tmp_path, content, told):
    if content is not None:
        (tmp_path / "hints.json").write_text(content)
    things = []
    with session(show=things.append, folder=tmp_path):
        hint("relu")
    assert str(things[0]) == f"There is no hint: {told}."
