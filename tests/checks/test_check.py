"""Checks as a test cell uses them: every message word for word, points, and independence."""

import html.parser
import itertools
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from checks import check, drawing, points_so_far
from checks.mistakes import Diagnoses, Diagnosis
from checks.report import COLOURS, Report
from checks.session import display, session


@pytest.fixture
def shown():
    """All that checks display, and no known mistakes from the current folder."""
    shown = []
    with session(show=shown.append, known=Diagnoses()):
        yield shown


def relu(x):
    return np.maximum(x, 0)


def checked(function, *args, points=2, want=0, shown=None, **settings):
    """Make one test and return the text of the report."""
    kwargs = settings.pop("kwargs", {})
    with check("relu", points=points, **settings) as t:
        t.returns(function, *args, want=want, **kwargs)
    assert type(t.score) is float
    return str(shown[-1])


def test_a_student_needs_neither_nbgrader_nor_matplotlib():
    code = (
        "import sys, checks, coursebook.given\n"
        "print([name for name in ('nbgrader', 'matplotlib', 'nbformat') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_passed(shown):
    text = checked(relu, -2, want=0, shown=shown)
    assert text == "relu: passed, 2 of 2 points (1 of 1 test passed)."


def test_not_written(shown):
    def blank(x):
        raise NotImplementedError

    assert checked(blank, -2, shown=shown).splitlines() == [
        "relu: not passed, 0 of 2 points (0 of 1 test passed).",
        "  Test 1: `relu` is not written yet.",
        "  Put your code in place of `raise NotImplementedError()`, run that cell, "
        "then this one again.",
    ]


def test_not_defined(shown):
    with check("relux", points=1.5) as t:
        t.returns(relux, 1, want=1)  # noqa: F821
    assert t.score == 0.0
    assert str(shown[0]).splitlines() == [
        "relux: not passed, 0 of 1.5 points.",
        "  `relux` is not defined.",
        "  Run the cell that defines it. If that cell shows an error, mend that first.",
    ]


def test_something_else_not_defined(shown):
    with check("relu", points=1) as t:
        t.returns(relu, table, want=1)  # noqa: F821
    assert t.score == 0.0
    assert str(shown[0]).splitlines() == [
        "relu: not passed, 0 of 1 point.",
        "  `table` is not defined.",
        "  Run all cells from the top of the notebook, then this one again.",
    ]


def test_broken_off_by_any_other_error(shown):
    with check("relu", points=1) as t:
        t.returns(relu, 1, want=1)
        t.returns(relu, 1 / 0, want=1)
    assert t.score == 0.0
    assert str(shown[0]).splitlines() == [
        "relu: not passed, 0 of 1 point.",
        "  This check stopped with ZeroDivisionError: division by zero",
        "  Run all cells from the top of the notebook, then this one again.",
    ]


def test_the_users_interrupt_is_not_swallowed(shown):
    with pytest.raises(KeyboardInterrupt), check("relu", points=1):
        raise KeyboardInterrupt
    assert shown == []


def test_not_a_function(shown):
    assert checked(3.5, -2, shown=shown).splitlines()[1:] == [
        "  Test 1: `relu` is the number 3.5, not a function.",
        "  Define it with `def relu(...)`, and give that name to nothing else.",
    ]


def test_other_parameters(shown):
    assert checked(lambda a, b: a, -2, shown=shown).splitlines()[1:] == [
        "  Test 1: `relu(-2)` cannot be called: your function's parameters are (a, b).",
        "  Put the first line of the function back as it was given.",
    ]


def test_an_error_with_its_line(shown):
    def wrong(x):
        return x.max(0, "a")  # the line

    number = wrong.__code__.co_firstlineno + 1
    assert checked(wrong, -2, shown=shown).splitlines()[1:] == [
        "  Test 1: `relu(-2)` stopped with AttributeError: 'int' object has no attribute 'max', "
        f'in line {number} of its cell: `return x.max(0, "a")  # the line`',
    ]


def test_an_error_without_text_or_line(shown):
    class Silent:
        def __call__(self, x):
            raise ValueError

    assert checked(Silent(), -2, shown=shown).splitlines()[1:] == [
        "  Test 1: `relu(-2)` stopped with ValueError"
    ]


def test_recursion(shown):
    def again(x):
        return again(x)

    assert checked(again, -2, shown=shown).splitlines()[1:] == [
        "  Test 1: `relu(-2)` calls itself again and again, without an end.",
        "  A function that calls itself needs a case in which it does not.",
    ]


def test_exit(shown):
    assert checked(lambda x: exit(), -2, shown=shown).splitlines()[1:] == [
        "  Test 1: `relu(-2)` tried to end Python.",
        "  Use `return`, not `exit` or `quit`.",
    ]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no timers")
def test_too_slow_and_the_rest_is_not_run(shown):
    calls = []

    def endless(x):
        calls.append(x)
        while x > 0:
            pass
        return 0

    with check("relu", points=2, seconds=0.1) as t:
        t.returns(endless, 0, want=0)
        t.returns(endless, 1, want=1)
        t.returns(endless, 0, want=0)
        t.returns(endless, 2, want=2)
    assert calls == [0, 1]
    assert t.score == 0.5
    assert str(shown[0]).splitlines() == [
        "relu: partly passed, 0.5 of 2 points (1 of 4 tests passed).",
        "  Test 2: `relu(1)` was stopped after 0.1 seconds; later tests were not made.",
        "  It is an endless loop, or it does far more work than it needs to.",
    ]


def test_nothing_returned_but_printed(shown):
    assert checked(lambda x: print("0\n", "and more"), -2, shown=shown).splitlines()[1:] == [
        "  Test 1: `relu(-2)` returned None, where the number 0 was expected.",
        "  Did you forget `return`? Without it a function computes a value and drops it.",
        "  It printed: 0 and more",
    ]


def test_changed_argument(shown):
    def in_place(x):
        x[x < 0] = 0
        return x

    x = np.array([1.0, -1.0])
    text = checked(in_place, x, want=np.array([1.0, 0.0]), shown=shown, keeps_arguments=True)
    assert text.splitlines()[1:] == [
        "  Test 1: `relu(array([1, -1]))` returned the right value, but changed its argument `x`.",
        "  Work on a copy, or compute a new array.",
    ]
    assert x[1] == -1
    assert "passed, 2 of 2" in checked(in_place, x, want=np.array([1.0, 0.0]), shown=shown)


def test_a_long_argument_is_left_out(shown):
    text = checked(relu, {"node_0": np.ones(9), "node_1": np.ones(9)}, np.ones((5, 3)), shown=shown)
    assert "`relu(…, an array of shape (5, 3))` cannot be called" in text


def test_keyword_arguments_are_named(shown):
    def shifted(x, bias=0.0):
        return x

    text = checked(shifted, 1, want=3, shown=shown, kwargs={"bias": 2})
    assert "Test 1: `relu(1, bias=2)` returned 1, where 3 was expected" in text


def test_a_function_argument_is_shown_by_name(shown):
    text = checked(lambda f, x: f(x) + 1, relu, 3, want=3, shown=shown)
    assert "Test 1: `relu(relu, 3)` returned 4, where 3 was expected" in text


def test_a_function_argument_needs_a_name(shown):
    text = checked(lambda f, x: f(x), lambda x: x, 3, want=3, shown=shown)
    assert "This check stopped with TypeError: argument: expected a function that" in text


def test_outputs_have_names(shown):
    with check("relu", points=1) as t:
        t.returns(lambda: ([1], 2), want=([1], 3), outputs=("weights", "cost"))
    assert "Test 1: `relu()` returned, as `cost`, 2, where 3 was expected" in str(shown[0])
    with check("relu", points=1) as t:
        t.satisfies(lambda: 2, like=([1], 3), that=bool, outputs=("weights", "cost"))
    assert str(shown[1]).splitlines()[1:] == [
        "  Test 1: `relu()` returned the number 2, where 2 values were expected: `weights, cost`.",
        "  Return them together: `return weights, cost`.",
    ]


def test_the_message_is_about_the_first_test_that_fails(shown):
    with check("relu", points=3) as t:
        t.returns(abs, 4, want=4)
        t.returns(abs, -2, want=0)
        t.returns(abs, -13, want=0)
    assert t.score == 1.0
    assert str(shown[0]).splitlines() == [
        "relu: partly passed, 1 of 3 points (1 of 3 tests passed).",
        "  Test 2: `relu(-2)` returned 2, where 0 was expected.",
        "  Wherever it is wrong it is too large.",
    ]


def test_weights(shown):
    with check("relu", points=3) as t:
        t.returns(abs, 4, want=4, weight=1)
        t.returns(abs, -2, want=0, weight=5)
    assert t.score == 0.5


def test_scores_are_rounded_to_two_decimals(shown):
    with check("relu", points=2) as t:
        for want in (4, 0, 0):
            t.returns(abs, 4, want=want)
    assert t.score == 0.67


def test_a_tolerance_of_its_own(shown):
    with check("relu", points=1) as t:
        t.returns(lambda: 3.14, want=3.14159, tolerance=1e-3)
    assert t.score == 1.0


def test_an_object_equal_to_everything_scores_nothing(shown):
    class Everything(float):
        __hash__ = None

        def __eq__(self, other):
            return True

    with check("relu", points=1) as t:
        t.returns(lambda: Everything(3), want=4)
        t.returns(lambda: [Everything(3)], want=[4])
    assert t.score == 0.0


def double(x):
    return x + x + 1  # wrong


def quadruple(x):
    return double(double(x))


def octuple(x):
    return double(quadruple(x))


def correct_double(x):
    return 2 * x


def test_an_earlier_exercise_need_not_be_right(shown):
    with check("quadruple", points=1, given={"double": correct_double}) as t:
        t.returns(quadruple, 3, want=12)
    assert t.score == 1.0
    assert str(shown[0]).splitlines() == [
        "quadruple: passed, 1 of 1 point (1 of 1 test passed).",
        "  Tested with a correct `double` in place of yours.",
    ]


def test_of_the_given_functions_those_are_named_that_have_not_passed(shown):
    given = {"double": correct_double, "relu": relu}
    for right in (False, True):
        with check("relu", points=1) as t:
            t.returns(relu, -1, want=0 if right else 1)
        with check("quadruple", points=1, given=given) as t:
            t.returns(quadruple, 3, want=12)
    both, one = str(shown[1]), str(shown[3])
    assert "Tested with a correct `double` and `relu` in place of yours." in both
    assert "Tested with a correct `double` in place of yours." in one


def test_a_given_function_does_not_cover_up_a_mistake(shown):
    with check("quadruple", points=1, given={"double": correct_double}) as t:
        t.returns(octuple, 3, want=12)
    assert t.score == 0.0
    assert "returned 24, where 12 was expected" in str(shown[0])


def test_a_helper_under_a_given_name_may_have_other_parameters(shown):
    namespace = {}
    exec(
        "def double(x, times):\n    return x * times\n"
        "def quadruple(x):\n    return double(x, 4) + (x > 3)\n",
        namespace,
    )
    with check("quadruple", points=2, given={"double": correct_double}) as t:
        t.returns(namespace["quadruple"], 3, want=12)
        t.returns(namespace["quadruple"], 4, want=16)
    assert t.score == 1.0
    assert "returned 17, where 16 was expected" in str(shown[0])


def test_random_inputs_repeat_and_depend_on_exercise_and_seed():
    draws = set()
    for exercise, seed in itertools.product(("relu", "forward"), (0, 1)):
        pair = []
        for _ in range(2):
            with session(seed=seed, show=lambda report: None), check(exercise, points=1) as t:
                pair.append(float(t.rng.normal()))
        assert pair[0] == pair[1]
        draws.add(pair[0])
    assert len(draws) == 4


def test_a_known_mistake_is_named():
    shown = []
    with session(show=shown.append, known=Diagnoses()):
        with check("relu", points=1) as t:
            t.returns(abs, -2, want=0)
            t.returns(abs, 3, want=3)
        digests = shown[0].digests
    known = Diagnoses({"relu": [Diagnosis("negative values lose their sign.", digests)]})
    with session(show=shown.append, known=known):
        with check("relu", points=1) as t:
            t.returns(abs, -2, want=0)
            t.returns(abs, 3, want=3)
            t.returns(abs, -1, want=0)  # a hidden test
        with check("relu", points=1) as t:
            t.returns(abs, -2, want=0)
            t.returns(lambda x: 4, 3, want=3)  # another mistake
    assert str(shown[1]).splitlines()[2:] == ["  Likely cause: negative values lose their sign."]
    assert "Likely cause" not in str(shown[2])


def test_a_mistake_in_a_random_result_is_named_by_its_fault_not_by_its_values():
    def in_order(got):
        return "" if sorted(got) == [0, 1, 2] else "rows that are missing"

    def report_of(function, known=Diagnoses()):  # noqa: B008  it cannot change
        shown = []
        with (
            session(show=shown.append, known=known),
            check("shuffle", points=1) as t,
        ):
            t.satisfies(function, 3, like=[0, 0, 0], that=in_order)
        return shown[0]

    first, second = report_of(lambda n: [0, 0, 1]), report_of(lambda n: [2, 2, 1])
    assert first.digests == second.digests
    assert report_of(lambda n: [2, 0, 1]).digests == report_of(lambda n: [1, 0, 2]).digests
    known = Diagnoses({"shuffle": [Diagnosis("rows are drawn twice.", first.digests)]})
    assert "Likely cause: rows are drawn twice." in str(report_of(lambda n: [1, 1, 1], known))
    assert report_of(lambda n: print(n)).digests != first.digests


def test_a_property_is_told_after_type_shape_and_finiteness(shown):
    def drop(a, rng):
        return results.pop()

    def dropped(got):
        return "" if (got == 0).any() else "an array without zeros."

    results = [[0, 1], np.zeros(3), np.array([np.inf, 0]), np.array([1, 2]), np.array([0, 2])][::-1]
    told = []
    for _ in range(5):
        with check("drop", points=1) as t:
            rng = np.random.default_rng(0)
            t.satisfies(drop, np.ones(2), rng, like=np.ones(2), that=dropped)
        told.append([line.strip() for line in str(shown[-1]).splitlines()[1:2]])
    call = "Test 1: `drop(array([1, 1]), rng)` returned "
    assert told == [
        [f"{call}a list of 2 values, where an array of shape (2,) was expected."],
        [f"{call}an array of shape (3,), where shape (2,) was expected."],
        [
            f"{call}an array of the right shape, but 1 of 2 values differ: at index [0] it is inf, "
            "where 1 was expected."
        ],
        [f"{call}an array without zeros."],
        [],
    ]


def test_every_call_sees_the_same_generator(shown):
    """Also the second call of a test, the one with given functions, and the next test."""

    def drawn(rng):
        draws.append(rng.random())
        return draws[-1]

    draws, rng = [], np.random.default_rng(0)
    with check("drawn", points=1, given={"helper": abs}, keeps_arguments=True) as t:
        t.returns(drawn, rng, want=7)
        t.returns(drawn, rng, want=np.random.default_rng(0).random())
    assert len(draws) == 3
    assert len(set(draws)) == 1
    assert t.score == 0.5
    assert rng.random() == draws[0]


def test_diagnoses_are_read_from_the_notebooks_folder(tmp_path):
    (tmp_path / "diagnoses.json").write_text("{")
    shown = []
    with session(show=shown.append, folder=tmp_path) as current:
        with check("relu", points=1) as t:
            t.returns(abs, -2, want=0)
        assert t.score == 0.0
        assert current.diagnoses().problem == "diagnoses.json cannot be read (JSONDecodeError)"
    assert len(shown) == 1


def test_only_one_exercise():
    shown = []
    with session(show=shown.append, only="relu"):
        for name in ("sigmoid", "relu"):
            with check(name, points=1) as t:
                t.returns(lambda: 1 / 0, want=1)
    assert [report.tests for report in shown] == [0, 1]


def test_points_so_far(shown):
    with check("relu", points=2) as t:
        t.returns(relu, 1, want=1)
    with check("weighted_sum", points=3) as t:
        t.returns(relu, 1, want=1)
        t.returns(relu, 1, want=2)
    points_so_far(of=10)
    assert str(shown[-1]).splitlines() == [
        "Points so far: 3.5 of 10.",
        "  relu              2 of 2  passed",
        "  weighted_sum    1.5 of 3  partly passed",
    ]
    assert "<caption>Points so far: 3.5 of 10.</caption>" in html_of(shown[-1])


def test_points_before_any_check(shown):
    points_so_far(of=10)
    assert str(shown[-1]) == "Points so far: 0 of 10."


def passes(exercise):
    with check(exercise, points=1) as t:
        t.returns(relu, 1, want=1)


def test_a_figure_waits_for_its_exercises(shown):
    drawn = []
    passes("relu")
    drawing("relu", "forward")(lambda: drawn.append("too early"))
    assert str(shown[-1]) == (
        "There is no figure yet: it needs `relu` and `forward` to pass the tests."
    )
    assert "<code>forward</code>" in html_of(shown[-1])
    checked(abs, -2, shown=shown)  # relu again, and wrong now
    drawing("relu")(lambda: drawn.append("not any more"))
    assert str(shown[-1]) == "There is no figure yet: it needs `relu` to pass the tests."
    assert drawn == []


def test_a_figure_is_shown(shown):
    passes("relu")

    @drawing("relu")
    def figure():
        return "a figure"

    assert shown[-1] == "a figure"
    assert figure is None


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no timers")
@pytest.mark.parametrize("wrong", [lambda: 1 / 0, lambda: exit(), lambda: time.sleep(60)])
def test_a_figure_of_a_function_changed_since(shown, wrong):
    passes("relu")
    drawing("relu", seconds=0.1)(wrong)
    assert str(shown[-1]).startswith("There is no figure: drawing it ")


def test_an_interrupted_figure(shown):
    def interrupted():
        raise KeyboardInterrupt

    passes("relu")
    with pytest.raises(KeyboardInterrupt):
        drawing("relu")(interrupted)


class Text(html.parser.HTMLParser):
    """Collects the text of HTML and fails on tags that are not closed in order."""

    def __init__(self):
        super().__init__()
        self.text, self.open = "", []

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data + " "


def html_of(shown):
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == str(shown)
    return bundle["text/html"]


def test_html_says_the_same_and_escapes(shown):
    checked(lambda x: "<b>&", -2, shown=shown)
    source = html_of(shown[0])
    parser = Text()
    parser.feed(source)
    assert parser.open == []
    words = " ".join(parser.text.split())
    assert words == (
        "relu: not passed, 0 of 2 points (0 of 1 test passed). "
        "Test 1: relu(-2) returned the text '<b>&', where a number was expected."
    )
    assert source.startswith('<section aria-label="Check of relu" style="border-left:')
    assert "<code>relu(-2)</code>" in source
    assert "color:" not in source  # the text takes the page's colour, in light and dark


def contrast(first, second):
    """Contrast ratio as WCAG 2 defines it."""

    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return float(np.dot([0.2126, 0.7152, 0.0722], linear))

    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", COLOURS.values())
@pytest.mark.parametrize("page", ["#ffffff", "#121212", "#111111", "#000000"])
def test_colours_are_seen_in_light_and_dark(colour, page):
    assert contrast(colour, page) >= 3


def test_output_stays_short_and_printable(shown):
    def shouting(x):
        print("\x1b[31m" + "x" * 10**7)
        raise ValueError("\ud800" + "y" * 10**6)

    text = checked(shouting, -2, shown=shown)
    assert len(text) < 1000
    assert len(html_of(shown[0])) < 2000
    text.encode("utf-8")
    assert text.replace("\n", "").isprintable()


def test_outcomes_are_digested_only_while_a_known_mistake_agrees():
    def digests_of(function, known):
        shown = []
        with session(show=shown.append, known=known), check("relu", points=1) as t:
            for number in (1, -2, 3, -4):
                t.returns(function, number, want=max(number, 0))
        return shown[0].digests

    every = digests_of(abs, Diagnoses())
    assert len(every) == 4
    known = Diagnoses({"relu": [Diagnosis("negative values lose their sign.", every[:3])]})
    assert digests_of(abs, known) == every
    assert len(digests_of(lambda x: max(x, 0), known)) == 2  # they part at the second test
    assert digests_of(abs, known)[:3] == every[:3]


def test_validate_tells_what_the_check_says_of_what_is_not_right(monkeypatch, capsys):
    """nbgrader's dialog shows the code of a cell that failed, and what it wrote as an error."""
    monkeypatch.setattr("IPython.display.display", lambda thing: None)
    right, wrong = Report("relu", 1, 1, 1, 1), Report("tanh", 0.5, 1, 1, 2, ("Test 2: too large.",))
    display(wrong)
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    display(right)
    assert capsys.readouterr().err == ""
    display(wrong)
    assert capsys.readouterr().err == f"{wrong}\n"
    assert "Test 2: too large." in str(wrong)
