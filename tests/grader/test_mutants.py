"""Mutants of right answers, and what becomes of them."""

import pytest

from grader import adversary, mutants, proof

RELU = "def relu(x):\n    return np.where(x > 0, x, 0)\n"


def texts(source, exercise="relu"):
    return {item.source.strip().splitlines()[-1].strip() for item in made(source, exercise)}


def made(source, exercise="relu"):
    return list(mutants.of_answer(exercise, "solution", source))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return x > 0", {"return x >= 0", "return x < 0", "return x > 1"}),
        ("return a - b", {"return a + b", "return b - a", "return a", "return b"}),
        ("return a @ b", {"return b @ a"}),
        ("return -x", {"return x"}),
        ("return 0.5 * x", {"return 5.0 * x", "return 0.05 * x", "return 1.5 * x"}),
        ("return x.mean(axis=0)", {"return x.sum(axis=0)", "return x.mean(axis=1)", "return x"}),
        ("return x[1:n]", {"return x[1:n + -1]", "return x[1 + 1:n]"}),
        ("return f(a, b)", {"return f(b, a)"}),
        ("return x.T", {"return x"}),
        ("return np.maximum(x, 0)", {"return np.minimum(x, 0)", "return np.abs(np.maximum(x, 0))"}),
        ("return x if t else y", {"return x", "return y"}),
        ("return Adam(0.001)", {"return Adam(0.01)", "return Adam(0.001, beta_1=0.8)"}),
        ("return k.Dense(6, 'relu')", {"return k.Dense(6, 'relu', use_bias=False)"}),
        (
            "m.compile('adam', loss='mse')",
            {"m.compile('rmsprop', loss='mse')", "m.compile('adam', loss='hinge')"},
        ),
        ("return m.fit(X, y)", {"return m.fit(X, y, shuffle=False)"}),
    ],
)
def test_rules(line, expected):
    assert expected <= texts(f"def relu(x):\n    {line}\n")


def test_statements_loops_and_defaults():
    source = "def relu(x, k=2):\n    t = 0\n    for i in range(k):\n        t += i\n    return t\n"
    found = {item.source for item in made(source)}
    for old, new in [
        ("t += i", "t -= i"),
        ("t += i", "pass"),
        ("        t += i", "        t += i\n        break"),
        ("range(k)", "range(k + -1)"),
        ("range(k)", "range(1, k)"),
        ("k=2", "k=3"),
    ]:
        assert source.replace(old, new).strip() in found, new


def test_around_a_function():
    rules = [item.statement for item in made(RELU)]
    assert rules[-2:] == ["changes x in place", "keeps its first result"]


def test_each_text_comes_once_and_none_is_the_answer():
    found = [item.source for item in made(RELU)]
    assert len(set(found)) == len(found)
    assert RELU.strip() not in found


def test_a_cell_that_is_not_python_has_none():
    assert made("%time f()") == []


INPUTS = """
from grader.adversary import harmless, inputs

@inputs("double")
def numbers(rng):
    return (float(rng.normal()),)
"""


def test_a_set_is_attacked(course):
    problem_set = proof.load(course.source)
    chosen = adversary.mutants_of(problem_set, "double")
    tally = adversary.attack(course.source, problem_set, chosen, tries=50)
    assert tally.made == len(chosen) == tally.caught >= 15
    assert str(tally) == (
        f"{tally.made} mutants: {tally.made} caught, 0 the same on random inputs, "
        "0 listed as harmless, 0 escaped"
    )


WEAK = "with check('double', points=2) as t:\n    t.returns(double, 2, want=4)\nt.score"


def test_a_test_that_is_too_weak_lets_one_escape(course):
    course.write(test_double=WEAK)
    (course.source / "mutants.py").write_text(INPUTS)
    problem_set = proof.load(course.source)
    chosen = adversary.mutants_of(problem_set, "double")
    tally = adversary.attack(course.source, problem_set, chosen, tries=50)
    assert {item.statement for item in tally.escaped} == {"keeps its first result"}


def test_a_mutant_that_does_no_harm(course):
    course.write(double="def double(x):\n    y = 0\n    y = 2 * x\n    return y")
    (course.source / "mutants.py").write_text(INPUTS)
    problem_set = proof.load(course.source)
    chosen = adversary.mutants_of(problem_set, "double")
    tally = adversary.attack(course.source, problem_set, chosen, tries=50)
    assert tally.same > 0
    assert tally.escaped == []
    listed = 'listed = harmless("double", "y = 1", reason="it is overwritten")'
    (course.source / "mutants.py").write_text(f"{INPUTS}\n{listed}\n")
    again = adversary.attack(course.source, problem_set, chosen, tries=50)
    assert [reason for _, reason in again.listed] == ["it is overwritten"]
    assert again.same == tally.same - 1


def test_a_release_tries_a_sample_where_the_set_says_so(tmp_path):
    every = made(RELU)
    assert adversary.at_release(tmp_path, every) == every
    (tmp_path / adversary.FILE_NAME).write_text("AT_RELEASE = 5\n")
    tried = adversary.at_release(tmp_path, every)
    assert len(tried) == 5
    assert {item.source for item in tried} < {item.source for item in every}
    assert adversary.at_release(tmp_path, every) == tried
    assert str(adversary.Tally(caught=5, of=len(every))).startswith(f"5 of {len(every)} mutants: ")
