"""Test cells that are not run again: the same results as if they were, whatever a process does."""

import json
import os
from collections import Counter

import pytest
from classroom import variants

from grader.engine import conversations
from grader.engine.conversations import Memory
from grader.engine.examiner import Examiner
from grader.engine.submission import Task, grade

SQUARES = """
with check("f", points=2, seconds=0.5) as t:
    for x in (1, 2, 3):
        t.returns(f, x, want=x * x)
    big = np.arange(6000.0)  # longer than what is sent ahead
    t.returns(f, big, want=big * big)
    t.returns(f, 4, want=16)
t.score
"""
RIGHT = "def f(x):\n    return x * x"
COUNTS = """
calls = 0
def f(x):
    global calls
    calls += 1
    {}
    return x * x
"""


@pytest.fixture
def runs(monkeypatch):
    """How often each test cell has been run by the examiner, by its name."""
    counted = Counter()
    run_test = Examiner._run_test

    def counting(self, cell, shared):
        counted[cell.label] += 1
        return run_test(self, cell, shared)

    monkeypatch.setattr(Examiner, "_run_test", counting)
    return counted


@pytest.fixture
def run(examined, monkeypatch):
    """A function: answer, test, memory -> the whole `Run`."""
    monkeypatch.setattr("grader.engine.line.GRACE", 0.3)
    return lambda answer, test, memory=None: examined(answer, test, memory=memory)


def told(run):
    """Return what a run says but for the time it took."""
    result = run.results["test_f"]
    return result.outputs, result.score, run.incidents, result.earlier.reports


def test_the_same_answers_get_the_same_result_without_running_the_test(run, runs):
    memory = Memory()
    first, second = run(RIGHT, SQUARES, memory), run("f = lambda x: x**2", SQUARES, memory)
    third = run("def f(x):\n    return x ** 2", SQUARES, memory)
    assert told(first) == told(third)
    assert third.results["test_f"].score == 2
    # A lambda's parameters are as told as a function's.
    assert told(second) == told(first)
    assert runs["test_f"] == 1


@pytest.mark.parametrize(
    "line",
    [
        "x = x + 1 if calls == 3 else x",
        "if calls == 3: return None",
        "if calls == 3: raise ValueError(f'call {calls}')",
        "if calls == 4: return calls",  # which tells how often it has been called
        "if calls == 5: print('again')",
        "if calls == 3: import os; os._exit(3)",
        "if np.ndim(x): import os; os._exit(3)",
        "if x is 3: import os; os._exit(3)",
        "if x is 2:\n        while True: pass",
        "if x is 2:\n        import signal\n"
        "        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\n"
        "        while True: pass",
        "if calls == 2: import os; os.closerange(3, 50)",
        "if calls == 2:\n        import os\n        for number in range(3, 50):\n"
        "            try: os.write(number, b'\\x01\\x06' + bytes(200))\n"
        "            except OSError: pass",
    ],
)
def test_a_new_answer_has_the_result_that_it_would_have_alone(run, runs, line):
    """Also where the process ends, hangs or breaks the protocol after answers that are known."""
    memory = Memory()
    run(RIGHT, SQUARES, memory)
    answer = COUNTS.format(line)
    alone = told(run(answer, SQUARES))
    assert told(run(answer, SQUARES, memory)) == alone
    assert told(run(answer, SQUARES, memory)) == alone
    assert told(run(RIGHT, SQUARES, memory)) == told(run(RIGHT, SQUARES))


def test_a_new_answer_is_asked_for_once(run, runs):
    """What was asked before the test cell ran is told to it, not asked again."""
    memory = Memory()
    run(COUNTS.format(""), SQUARES, memory)
    result = run(COUNTS.format("if x is 4: return calls"), SQUARES, memory).results["test_f"]
    # The long argument is not sent ahead, so that its call comes last.
    assert "returned 4, where 16 was expected" in result.outputs[0]["data"]["text/plain"]
    assert runs["test_f"] == 2


def test_other_things_behind_a_name_are_other_conversations(run, runs):
    test = "assert f(2) == rate"
    memory = Memory()
    answer = "rate = {}\ndef f(x):\n    return 2"
    assert run(answer.format(2), test, memory).results["test_f"].score == 2
    assert run(answer.format(3), test, memory).results["test_f"].score == 0
    assert run(answer.format(2), test, memory).results["test_f"].score == 2
    assert runs["test_f"] == 2


UNSEEDED = """
with check("f", points=2) as t:
    x = int(np.random.default_rng().integers(10**9))
    t.returns(f, x, want=x + 1)
    t.returns(f, x + 1, want=x + 2)
t.score
"""


def test_a_test_with_numbers_that_nobody_seeds_is_run_each_time(run, runs):
    memory = Memory()
    for line, score in (("+ 1", 2), ("// 2", 0), ("+ 1", 2), ("// 2", 0)):
        result = run(f"def f(x):\n    return x {line}", UNSEEDED, memory)
        assert (result.results["test_f"].score, result.incidents) == (score, [])
    assert runs["test_f"] == 5  # the second time twice: only then it is known


@pytest.mark.parametrize("numbers", [(3, 1, 2), (1, 3, 2)])
def test_a_test_that_asks_for_more_or_less_each_time_is_run_each_time(run, numbers, monkeypatch):
    test = """
import os
with check("f", points=2) as t:
    for x in range(int(os.environ["ASKED"])):
        t.satisfies(f, x, like=1.0, that=lambda got: "")
t.score
"""
    memory = Memory()
    answer = "import random\ndef f(x):\n    return random.random()"
    for number in numbers:
        monkeypatch.setitem(os.environ, "ASKED", str(number))
        result = run(answer, test, memory)
        assert (result.results["test_f"].score, result.incidents) == (2, [])
        assert f"{number} of {number} test" in str(result.results["test_f"].earlier.reports["f"])


def test_a_test_that_is_called_back_is_run_each_time(run, runs):
    test = """
heard = []
def square(x):
    heard.append(x)
    return x * x
assert f(square, 2) == 13 and heard == [2, 3]
"""
    memory = Memory()
    for _ in range(3):
        answer = "def f(g, x):\n    return g(x) + g(x + 1)"
        assert run(answer, test, memory).results["test_f"].score == 2
    assert runs["test_f"] == 3


def test_a_full_memory_forgets(run, runs, monkeypatch):
    monkeypatch.setattr(conversations, "MOST_BYTES", 1000)
    memory = Memory()
    for line in ("", "if x is 4: return 1", "if x is 4: return 2", ""):
        score = run(COUNTS.format(line), SQUARES, memory).results["test_f"].score
        assert score == (1.6 if line else 2)
    assert runs["test_f"] == 4


def test_a_class_gets_what_each_student_gets_alone(key, sandbox, handed_in, runs):
    """Known mistakes and accepted variants of a whole set, each twice, with helpers among them."""
    memory = Memory()

    def seen(result):
        notebook = json.loads(result.notebook)
        del notebook["metadata"]["grader"]["seconds"]
        return notebook, result.scores, result.comments, result.notes

    tasks = [
        Task("ada", json.dumps(handed_in(answers)).encode())
        for answers in variants(key.paper.name)[:12]
    ]
    alone = [seen(grade(task, key, sandbox)) for task in tasks]
    before = runs.total()
    assert [seen(grade(task, key, sandbox, memory)) for task in tasks] == alone
    between = runs.total()
    assert [seen(grade(task, key, sandbox, memory)) for task in tasks] == alone
    assert runs.total() - between < (between - before) / 2
