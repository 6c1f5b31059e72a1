"""Code that Python cannot take in is compared by its words, and stops nobody's comparison."""

import pytest

from grader.similar import groups

DEEP = {
    "a sum": "x = " + " + ".join(f"y{i}" for i in range(1500)),
    "signs": "x = " + "-" * 100_000 + "1 " + " ".join(f"y{i}" for i in range(100)),
    "no Python": "x = (" + " ".join(f"y{i}" for i in range(100)),
}


@pytest.mark.parametrize("source", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deep_is_compared_by_its_words(source):
    answers = {"ada": {"f": source}, "ben": {"f": source}, "cleo": {"f": "x = 1"}}
    assert [group.students for group in groups(answers, [])] == [("ada", "ben")]
