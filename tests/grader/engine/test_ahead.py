"""Calls are sent before the answers to those before them; the right one is blamed."""

import pytest

# The seventh of relu's tests hands over a table. Hidden tests of numbers come after it: where they
# are made, the points for numbers and for leaving the argument alone are earned, else nothing is.
MADE, NOT_MADE = 0.75, 0.0
ENDS = """
import os
def relu(x):
    if np.ndim(x) == 2:
        {}
    return np.maximum(x, 0)
"""

BLOCKED = """import signal
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
        while True: pass"""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("os._exit(3)", "ended Python with status 3; later tests were not made."),
        ("while True: pass", "was stopped after 2 seconds; later tests were not made."),
        (BLOCKED, "was stopped after 2 seconds; later tests were not made."),
        ("raise ValueError('no tables')", "stopped with ValueError: no tables"),
    ],
)
def test_the_one_that_fails_is_named_and_what_is_made_counts(graded, scores, message, line, told):
    result = graded({"relu": ENDS.format(line)})
    assert message(result, "relu").splitlines()[1].startswith("  Test 7: `relu(array([[-1.5")
    assert told in message(result, "relu")
    raised = "ValueError" in told  # then the tests after it are made as well
    assert scores(result)["relu"] == (MADE if raised else NOT_MADE)
    assert scores(result)["forward"] == 5


def test_one_that_ends_every_third_call_is_asked_again(graded, scores):
    """What a call ends may be what an earlier one left behind, so it gets a process of its own."""
    answer = """
import os
made = 0
def relu(x):
    global made
    made += 1
    if made == 3:
        os._exit(1)
    return np.maximum(x, 0)
"""
    assert scores(graded({"relu": answer}))["relu"] == 2


def test_what_a_call_prints_stays_with_it(graded, message):
    answer = """
def relu(x):
    print("dimensions:", np.ndim(x))
    return max(x, 0)
"""
    assert "It printed: dimensions: 1" in message(graded({"relu": answer}), "relu")
