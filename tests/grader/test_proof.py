"""The proof of a problem set: it holds for a right one and names what is wrong with others."""

import nbformat
import pytest

from checks.mistakes import Diagnosis
from grader import notebook, proof, variants
from grader.variants import Variant


def faults(course, **changes):
    course.write(**changes)
    return proof.prove(proof.load(course.source)).faults


def test_a_right_set_is_proved(course):
    proved = proof.prove(proof.load(course.source))
    assert proved.faults == ()
    messages = {name: [item.message for item in items] for name, items in proved.known.items()}
    assert messages == {
        "double": ["the result is never returned.", "x is squared."],
        "quadruple": ["it is doubled once only."],
    }
    assert [len(item.digests) for item in proved.known["double"]] == [2, 2]
    assert isinstance(proved.known["quadruple"][0], Diagnosis)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_other_seeds_prove_it_too(course, seed):
    assert proof.prove(proof.load(course.source), seed=seed).faults == ()


def test_progress_sees_every_run(course):
    seen = []

    def progress(runs):
        seen.extend(runs)
        return runs

    proof.prove(proof.load(course.source), progress=progress)
    # Solution, blank, one round of accepted variants, two of mistakes; `quadruple` has one only.
    assert [run.title for run in seen] == [
        "the solution",
        "the blank notebook",
        *(f"always {text}" for text in proof.NONSENSE),
        "double, accepted variant 'double adds'; "
        "quadruple, accepted variant 'quadruple with a helper'",
        "double, mistake 'double returns nothing'; quadruple, mistake 'quadruple once'",
        "double, mistake 'double squares'",
    ]


def test_variants_are_cells(course):
    found = variants.load(course.source / "accepted.py")
    assert found == [
        Variant("double", "double adds", "def double(x):\n    return x + x\n"),
        Variant(
            "quadruple",
            "quadruple with a helper",
            "import operator\n\n"
            "def shift(x):\n    return operator.mul(x, 4)\n\n"
            "def quadruple(x):\n    return shift(x)\n",
        ),
    ]
    assert variants.load(course.source / "no_such_file.py") == []


def test_a_wrong_solution(course):
    found = faults(course, double="def double(x):\n    return 3 * x")
    assert found[0].startswith(
        "the solution (graded tests): double scores 0 of 2: double: not passed, 0 of 2 points"
    )


def test_a_variant_that_is_wrong(course):
    accepted = course.source.joinpath("accepted.py").read_text().replace("x + x", "x + 2")
    found = faults(course, accepted=accepted)
    assert found[0].startswith(
        "double, accepted variant 'double adds' (graded tests): double scores 0 of 2"
    )


def test_a_mistake_that_passes(course):
    mistakes = course.source.joinpath("mistakes.py").read_text().replace("x**2", "x * 2")
    assert faults(course, mistakes=mistakes) == (
        "double, mistake 'double squares' (graded tests): scores full marks",
        "double, mistake 'double squares' (released tests): scores full marks",
    )


def test_a_mistake_that_only_hidden_tests_find(course):
    mistakes = course.source.joinpath("mistakes.py").read_text()
    mistakes = mistakes.replace("x**2", "{3: 6, -1: -2}.get(x)")
    assert faults(course, mistakes=mistakes) == (
        "double, mistake 'double squares' (released tests): scores full marks",
    )


def test_a_mistake_that_costs_another_exercise(course):
    cells = nbformat.read(course.source / "ps_small.ipynb", as_version=4).cells
    test = next(cell.source for cell in cells if cell.id == "test-quadruple")
    found = faults(course, test_quadruple=test.replace(', given={"double": correct_double}', ""))
    assert found[0].startswith(
        "double, mistake 'double returns nothing' (graded tests): quadruple scores 0 of 1"
    )


def test_two_mistakes_that_look_the_same(course):
    mistakes = course.source.joinpath("mistakes.py").read_text().replace("return x**2", "x**2")
    found = faults(course, mistakes=mistakes)
    assert found[-1] == (
        "double: the visible tests do not tell 'the result is never returned.' from 'x is squared.'"
    )


def test_a_blank_notebook_that_scores(course):
    test = "with check('double', points=2) as t:\n    t.returns(abs, 1, want=1)\nt.score"
    found = faults(course, test_double=test)
    assert "the blank notebook (graded tests): double scores 2, not 0" in found


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"points": 3},
            "the solution (graded tests): double: the check's points are not the cell's 3",
        ),
        (
            {"test_double": "table = [1, 2]"},
            "the solution (graded tests): double: the check's points are not the cell's 2",
        ),
    ],
)
def test_points_that_disagree(course, changes, fault):
    assert faults(course, **changes)[0] == fault


def test_a_test_cell_that_does_not_end_with_the_score(course):
    cell = "table = [1, 2]\nwith check('double', points=2) as t:\n    t.returns(double, 1, want=2)"
    assert "the solution (graded tests): double: the cell does not end with `t.score`" in faults(
        course, test_double=cell
    )


def test_a_test_cell_that_fails(course):
    assert faults(course, test_double="1 / 0") == (
        "cell 'test_double' stopped with ZeroDivisionError: division by zero",
    )


def test_a_test_cell_that_is_missing(course):
    path = course.source / "ps_small.ipynb"
    content = nbformat.read(path, as_version=4)
    content.cells = [cell for cell in content.cells if cell.id != "test-double"]
    nbformat.write(content, path)
    assert proof.prove(proof.load(course.source)).faults == (
        "answer cells are ['double', 'quadruple'], but test cells are for ['quadruple']",
    )


def test_variants_that_are_missing_or_of_no_exercise(course):
    accepted = """
from grader.variants import accepted


@accepted("triple")
def triple_adds():
    def triple(x):
        return x + x + x
"""
    assert faults(course, accepted=accepted, mistakes="") == (
        "triple, accepted variant 'triple adds': there is no such exercise",
        "double: no mistake is known",
        "double: no accepted variant is known",
        "quadruple: no mistake is known",
        "quadruple: no accepted variant is known",
    )


def test_no_such_set(course):
    with pytest.raises(FileNotFoundError, match=r"ps_none: there is no .*ps_none\.ipynb"):
        proof.load(course.source.with_name("ps_none"))


def test_answers_to_no_exercise_are_refused(course):
    cells = notebook.read(course.source / "ps_small.ipynb")
    with pytest.raises(KeyError, match="answers: no answer cell named triple"):
        notebook.with_answers(cells, {"triple": ""})


def test_an_answer_cell_with_a_syntax_error_leaves_its_name_undefined(course):
    cells = notebook.read(course.source / "ps_small.ipynb")
    results = notebook.run(notebook.with_answers(cells, {"double": "def double(x:\n    2 * x"}))
    assert results["double"].score == 0.0
    assert "`double` is not defined." in str(results["double"].report)
    assert results["quadruple"].score == 1.0


def test_cells_as_a_student_gets_them(course):
    cells = notebook.as_released(notebook.read(course.source / "ps_small.ipynb"))
    sources = {cell.id: cell.source for cell in cells}
    assert sources["double"] == (
        "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    )
    assert "rng" not in sources["test_double"]
    assert sources["test_double"].endswith("t.score")


CRITERIA = """
table = [1, 2]
with check("double", points=2, keeps_arguments=0.5) as t:
    t.criterion("positive", points={0})
    t.returns(double, 3, want=6)
    t.criterion("negative", points={1}{2})
    t.returns(double, -1, want=-2)
t.score
"""
HALF_RIGHT = """
from grader.variants import mistake


@mistake("double", "negative numbers stay as they are.")
def double_positive():
    def double(x):
        return 2 * x if x > 0 else x
"""


@pytest.mark.parametrize(
    ("positive", "negative", "minor", "told"),
    [
        (0.5, 1, "", ""),
        (1, 0.5, "", "keeps 1.5 of 2 points, though it misses 'negative'"),
        (1, 0.5, ", minor=True", ""),
    ],
)
def test_a_mistake_that_keeps_more_than_half(course, positive, negative, minor, told):
    others = course.source.joinpath("mistakes.py").read_text().split('@mistake("quadruple"')[1]
    mistakes = f'{HALF_RIGHT}\n\n@mistake("quadruple"{others}'
    found = faults(
        course, mistakes=mistakes, test_double=CRITERIA.format(positive, negative, minor)
    )
    assert [fault for fault in found if "keeps" in fault] == [
        f"double, mistake 'double positive' (graded tests): {told}"
    ] * bool(told)


def test_a_constant_that_earns_more_than_a_tenth(course):
    test = CRITERIA.format(1, 0.5, "").replace("double, -1, want=-2", "double, 0, want=0")
    assert "always 0 (graded tests): double scores 1 of 2" in faults(course, test_double=test)
