"""A wrong helper costs nothing, however the function under test holds it."""

import functools

import pytest

from checks import check
from checks.session import session

WRONG = {
    "wrong": "def double(x):\n    return x",
    "raises": "def double(x):\n    raise NotImplementedError()",
    "closure": (
        "def maker(k):\n    def inner(x):\n        return x * k\n    return inner\n"
        "double = maker(3)"
    ),
    "partial": "double = functools.partial(lambda k, x: k * x, 3)",
    "method": "class A:\n    def f(self, x):\n        return 3 * x\ndouble = A().f",
    "cached": "@functools.lru_cache\ndef double(x):\n    return 3 * x",
    "decorated": (
        "def same(f):\n    @functools.wraps(f)\n    def inner(*a):\n        return f(*a)\n"
        "    return inner\n@same\ndef double(x):\n    return x"
    ),
}  # fmt: skip
HOLDS = {
    "name": "def four(x):\n    return double(double(x))",
    "alias": "d = double\ndef four(x):\n    return d(d(x))",
    "default": "def four(x, d=double):\n    return d(d(x))",
    "partial": "d = functools.partial(double)\ndef four(x):\n    return d(d(x))",
    "dictionary": "D = {'d': double}\ndef four(x):\n    return D['d'](D['d'](x))",
    "list": "def four(x):\n    return [double][0](STEPS[0](x))\nSTEPS = [double]",
    "helper": ("def twice(f, x):\n    return f(f(x))\ndef four(x):\n    return twice(double, x)"),
    "closure": (
        "def made(f):\n    def four(x):\n        return f(f(x))\n    return four\n"
        "four = made(double)"
    ),
    "method": (
        "class B:\n    def __init__(self, f):\n        self.f = f\n    def four(self, x):\n"
        "        return self.f(self.f(x))\nb = B(double)\ndef four(x):\n    return b.four(x)"
    ),
    "star": "def four(x, *, d=double):\n    return d(d(x))",
}


def correct_double(x):
    return 2 * x


@pytest.mark.parametrize("holds", HOLDS)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_helper_costs_nothing(wrong, holds):
    if wrong == holds == "partial":
        pytest.skip("a partial of a partial is one of the innermost function, which has no name")
    names = {"functools": functools, "__name__": "__main__"}
    exec(WRONG[wrong], names)
    exec(HOLDS[holds], names)
    own = names["double"]
    code = getattr(own, "__code__", None)
    reports = []
    with session(show=reports.append):
        with check("four", points=1, given={"double": correct_double}) as t:
            t.returns(names["four"], 3, want=12)
            t.returns(names["four"], -1, want=-4)
        # Afterwards the student's function is what it was.
        with check("double", points=1) as t:
            t.returns(names["double"], 3, want=6)
    assert reports[0].score == 1, reports[0]
    assert reports[1].score == 0
    assert names["double"] is own
    assert getattr(own, "__code__", None) is code


def test_a_right_helper_under_another_name_is_left_alone():
    names = {"given": correct_double, "__name__": "__main__"}
    exec("double = given\ndef four(x):\n    return double(x) * 3", names)
    reports = []
    with (
        session(show=reports.append),
        check("four", points=1, given={"double": correct_double}) as t,
    ):
        t.returns(names["four"], 3, want=12)
    assert reports[0].score == 0
    assert correct_double(2) == 4
