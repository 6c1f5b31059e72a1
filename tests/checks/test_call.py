"""Calls come back whatever the student's function does."""

import signal
import sys
import threading
import time

import numpy as np
import pytest

from checks.call import KEPT, call
from checks.changed import first_changed, left
from checks.outcome import Outcome


def run(function, *args, seconds=5.0, given=None, watch=False, **kwargs):
    return call(function, args, kwargs, seconds, given, watch=watch)


def test_returned():
    assert run(lambda x: x * 2, 4) == Outcome("returned", value=8, parameters=("x",))


def test_a_generator_is_run_out_within_the_call():
    def pairs(n):
        for i in range(n):
            yield i, np.ones(i)

    value = run(pairs, 2).value
    assert [i for i, _ in value] == [0, 1]
    assert value[1][1].tolist() == [1.0]


def test_a_generator_that_fails_or_never_ends():
    def breaks():
        yield 1
        raise ValueError("midway")  # here

    def forever():
        while True:
            yield None

    outcome = run(breaks)
    assert (outcome.ending, outcome.error_text) == ("raised", "midway")
    assert outcome.line.endswith("# here")
    assert "more than 1,000,000" in run(forever).value.phrase


def test_not_callable():
    assert run(4, 1) == Outcome("not callable", value=4)


def test_wrong_signature():
    assert run(lambda a, b: a, 1) == Outcome("wrong signature", parameters=("a", "b"))
    assert run(lambda a: a, 1, bias=2) == Outcome("wrong signature", parameters=("a",))


def test_a_builtin_without_a_signature_is_called():
    assert run(max, 1, 2).value == 2


def test_an_object_that_forges_its_signature_is_called():
    class Forger:
        __signature__ = property(lambda self: 1 / 0)

        def __call__(self, x):
            return x

    assert run(Forger(), 3).value == 3


def test_the_callers_arguments_stay_as_they_are():
    x, layers = np.ones(3), [(np.ones(2), np.ones(2))]

    def spoil(x, layers):
        x[:] = 0
        layers[0][0][:] = 0
        layers.clear()

    outcome = run(spoil, x, layers, watch=True)
    assert x.all()
    assert layers[0][0].all()
    assert outcome.changed == "x"


@pytest.mark.parametrize(
    ("spoil", "args", "changed"),
    [
        (lambda x, y: None, (np.ones(2), [1, np.ones(2)]), ""),
        (lambda x, y: y[1].fill(0), (np.ones(2), [1, np.ones(2)]), "y"),
        (lambda x, y: y.append(2), (np.array([np.nan]), []), "y"),
        (lambda x, y: y.update(a=1), (1, {}), "y"),
        (lambda *xs: xs[1].fill(0), (1, np.ones(2)), "an argument"),
        (lambda x: None, ([1, float("nan"), abs, "a"],), ""),
        (lambda x: x.__setitem__(0, 2), ([np.nan, abs],), "x"),
        (lambda x: x.__setitem__(0, np.zeros(2)), ([0.0],), "x"),
        (lambda x: x.__setitem__(0, [1.0]), ({0: np.ones(1)},), "x"),
        (lambda x: x.__setitem__(0, None), ([abs],), "x"),
    ],
)
def test_a_changed_argument_is_named(spoil, args, changed):
    assert run(spoil, *args, watch=True).changed == changed


@pytest.mark.parametrize(
    ("old", "after"),
    [
        (np.zeros(2), [np.array(["0", "0"])]),
        (np.array(["a", "b"]), [np.zeros(2)]),
        (np.zeros(2), [[0.0, 0.0]]),
        (np.zeros(2), [np.zeros((2, 1))]),
        (np.zeros(2), [None]),
        (np.zeros(2), []),
        ([1], [(1, 2)]),
        ({"a": 1}, [[]]),
    ],
)
def test_what_comes_back_of_an_argument_may_be_anything(old, after):
    assert first_changed((old,), {}, after, ("x",)) == "x"


def test_what_cannot_change_need_not_come_back():
    assert first_changed((1, "a", None, abs), {"b": 2.0}, [], ()) == ""
    assert left((1, "a", abs, np.random.default_rng())) == [None] * 4


def test_raised_with_the_students_line():
    def wrong(x):
        y = [x]
        return y[1]  # here

    outcome = run(wrong, 1)
    assert outcome.ending == "raised"
    assert (outcome.error, outcome.error_text) == ("IndexError", "list index out of range")
    assert outcome.line == "return y[1]  # here"
    assert outcome.line_number == wrong.__code__.co_firstlineno + 2


def test_the_line_is_the_students_even_if_a_library_raised():
    def wrong(x):
        return np.zeros(2) @ np.zeros(3)

    assert run(wrong, 1).line == "return np.zeros(2) @ np.zeros(3)"


def sum_of(values):
    return sum(values)


def test_the_line_is_the_students_even_if_an_argument_raised():
    def wrong(f):
        return f(3)  # here

    assert run(wrong, sum_of).line == "return f(3)  # here"


def test_only_the_first_line_of_an_error_is_kept_and_not_all_of_it():
    def wrong():
        raise ValueError("x" * 10_000 + "\nsecond line")

    assert run(wrong).error_text == "x" * 160


class SilentError(Exception):
    def __str__(self):
        raise RuntimeError


class EndlessError(Exception):
    def __str__(self):
        while True:
            time.sleep(0.01)


class LyingText(str):
    def strip(self):
        return 1 / 0


class LyingError(Exception):
    def __str__(self):
        return LyingText("told")


@pytest.mark.parametrize(
    ("error", "text"), [(SilentError, ""), (EndlessError, ""), (LyingError, "told")]
)
def test_an_error_of_the_students_own_class(error, text):
    def wrong():
        raise error

    outcome = run(wrong)
    assert (outcome.error, outcome.error_text) == (error.__name__, text)


def test_recursion_without_end():
    def again(x):
        return again(x) + 1

    assert run(again, 1).error == "RecursionError"


def test_exit():
    assert run(sys.exit, 3).error == "SystemExit"


def test_the_users_own_interrupt_passes():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(interrupted)


needs_timer = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="Windows has no timers; calls have no time limit there"
)


@needs_timer
@pytest.mark.parametrize("pause", [lambda: None, lambda: time.sleep(60)])
def test_too_slow(pause):
    def endless():
        while True:
            pause()

    assert run(endless, seconds=0.1).ending == "too slow"


@needs_timer
def test_too_slow_although_every_exception_is_swallowed_once():
    def stubborn():
        try:
            while True:
                pass
        except:  # noqa: E722  what a student writes
            while True:
                pass

    assert run(stubborn, seconds=0.1).ending == "too slow"


@needs_timer
def test_the_timer_is_put_back():
    before = signal.getsignal(signal.SIGALRM)
    run(lambda: None, seconds=0.05)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_outside_the_main_thread_there_is_no_limit():
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(run(lambda: 1, seconds=0.1)))
    thread.start()
    thread.join()
    assert outcomes[0].value == 1


def test_what_is_printed_is_kept_up_to_a_limit(capsys):
    def chatty():
        print("to output")
        print("to error", file=sys.stderr)
        for _ in range(1000):
            print("x" * 10_000)
        return 1

    outcome = run(chatty)
    assert outcome.value == 1
    assert outcome.printed.startswith("to output\nto error\n")
    assert len(outcome.printed) == KEPT
    assert capsys.readouterr() == ("", "")


def helper(x):
    return -x


def uses_helper(x):
    return helper(x)


def test_given_functions_stand_in_for_a_while():
    assert run(uses_helper, 2, given={"helper": abs}).value == 2
    assert run(uses_helper, 2).value == -2


def test_given_functions_stand_in_for_missing_ones():
    def uses_missing(x):
        return not_there(x)  # noqa: F821

    assert run(uses_missing, -2, given={"not_there": abs}).value == 2
    assert "not_there" not in globals()


def test_given_functions_are_taken_out_after_an_error():
    def wrong(x):
        raise ValueError

    run(wrong, 1, given={"helper": abs})
    assert helper(2) == -2
