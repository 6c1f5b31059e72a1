"""What bounds a submission on both sides, what it cannot see, and who is told."""

import json
import os
import signal
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_sandbox import run

import checks
from checks.compare import compare
from checks.mistakes import MAX_ENTRIES, Diagnoses, Diagnosis, digest
from checks.outcome import Outcome
from grader.engine import syscalls, worker
from grader.engine.limits import Limits
from grader.engine.probe import self_test
from grader.engine.sandbox import Sandbox
from grader.engine.submission import Task, grade
from grader.engine.worker import Setup, Worker

LOGS = """
log = []
def relu(x):
    log.append(x)
    return np.maximum(x, 0)
"""


@pytest.fixture
def inside_of_what_is_shown():
    shown = [sys.prefix, str(Path(checks.__file__).parent)]  # the first may be another user's
    where = next(path for path in shown if os.access(path, os.W_OK))
    with tempfile.TemporaryDirectory(dir=where, prefix="course") as place:
        Path(place).chmod(0o755)
        for name in ("solutions", "submitted", "data"):
            Path(place, name).mkdir()
            Path(place, name, "secret").write_text("x")
        yield Path(place)


def test_a_course_inside_of_what_is_shown_is_covered(inside_of_what_is_shown, monkeypatch):
    place = inside_of_what_is_shown
    monkeypatch.setenv("SCRATCHNET_DATA", str(place / "data"))
    source = f"""
import os
names = ("/solutions", "/submitted", "/data/secret")
print([os.path.exists({str(place)!r} + name) for name in names])
try:
    open({str(place / "new")!r}, "w")
except OSError:
    print("closed")
"""
    with Sandbox(Limits()) as sandbox:
        sandbox.wait_until_ready()
        assert run(sandbox.fork(), source).printed == "[True, True, True]\nclosed\n"
        sandbox.hidden = (str(place),)
        assert f"it can see {place}/solutions" in self_test(sandbox)
    with Sandbox(Limits(), hidden=[str(place)]) as sandbox:
        sandbox.wait_until_ready()
        assert run(sandbox.fork(), source).printed == "[False, False, True]\nclosed\n"
        assert self_test(sandbox) == []


def test_a_helper_that_was_handed_in_can_be_imported(key, sandbox, handed_in, scores):
    answer = "from my_helper import relu"
    files = {"my_helper.py": b"def relu(x):\n    return x * (x > 0)\n"}
    task = Task("ada", json.dumps(handed_in({"relu": answer})).encode(), files)
    assert scores(grade(task, key, sandbox))["relu"] == 2.0
    assert scores(grade(replace(task, files={}), key, sandbox))["relu"] == 0.0


def test_a_file_named_like_a_folder_of_the_set_ends_nothing(key, sandbox, handed_in):
    key = replace(key, files={"data/table.csv": b"1,2"})
    answer = "open('data/table.csv').close()\ndef relu(x):\n    return np.maximum(x, 0)"
    content = json.dumps(handed_in({"relu": answer})).encode()
    assert grade(Task("ada", content, {"data": b"x"}), key, sandbox).score == 20


def test_a_later_cell_does_not_print_hidden_inputs(graded):
    answers = {"relu": LOGS, "forward": "print('I saw', len(log), log)\n"}
    content = graded(answers).notebook.decode()
    assert "I saw 0 []" in content


def test_a_later_cell_does_not_raise_hidden_inputs(graded):
    answers = {"relu": LOGS, "forward": "raise ValueError('I saw %d' % len(log))\n"}
    content = graded(answers).notebook.decode()
    assert "I saw 0" in content
    assert "I saw 3" not in content


def test_what_cells_print_is_kept(graded):
    answers = {"relu": LOGS + "print('before')", "forward": "print('behind')\n1 + 1"}
    content = graded(answers).notebook.decode()
    assert "before" in content
    assert "behind" in content


def test_single_precision_zeros_are_not_near_what_is_small():
    zeros = np.zeros(3, np.float32)
    assert compare(zeros, np.full(3, 4e-6), 1e-6) is not None
    assert compare(np.float32(0), 4e-6, 1e-6) is not None
    assert compare(zeros + np.float32(1e-6), np.zeros(3), 1e-6) is None  # a sum that cancels
    assert compare(np.array([1, 1e-6], np.float32), np.array([1, 0.0]), 1e-6) is None


def test_a_diagnosis_does_not_look_at_huge_values():
    huge = [
        np.zeros(8 * 2**20, np.uint8), np.array(["x"] * MAX_ENTRIES * 3), "x" * 2**22,
        [0] * (MAX_ENTRIES + 1), [[1] * 300] * 300, {str(i): i for i in range(MAX_ENTRIES + 1)},
    ]  # fmt: skip
    begun = time.process_time()
    for value in huge:
        assert digest("f", 0, Outcome("returned", value)) == ""
    assert time.process_time() - begun < 0.2 * 10
    assert digest("f", 0, Outcome("returned", np.zeros(MAX_ENTRIES)))
    known = Diagnoses({"f": [Diagnosis("never", ("",)), Diagnosis("none", ())]})
    assert known.match("f", ("",)) == ""
    known = Diagnoses({"f": [Diagnosis("two", ("a", "b"))]})
    assert (known.match("f", ("a", "b", "c")), known.match("f", ("a",))) == ("two", "")


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("memory", "to look at its answers takes more than 4096 MiB"),
        ("time", "to look at its answers takes more than 0.2 seconds"),
    ],
)
def test_the_grader_is_bounded_and_names_the_student(monkeypatch, action, told, key, sandbox):
    def looks(*_):
        if action == "memory":
            raise MemoryError
        while True:
            pass

    monkeypatch.setattr(worker, "grade", looks)
    before = signal.signal(signal.SIGPROF, worker._ring)
    try:
        setup = Setup(key, Limits(seconds=0.2), True)
        result = Worker(setup, sandbox).grade(Task("eve", b"{}"))
    finally:
        signal.signal(signal.SIGPROF, before)
    assert (result.student, result.problem, result.whose) == ("eve", told, "student")


def test_bounds_that_cannot_be_had_are_told(graded, sandbox, monkeypatch):
    monkeypatch.setattr(syscalls, "ACTIONS", "/none")
    assert "system calls are not filtered on this machine" in sandbox.gaps()
    told = json.loads(graded().notebook)["metadata"]["grader"]
    assert told["gaps"] == sandbox.gaps()
    with Sandbox(Limits(), contained=False) as open_to_all:
        open_to_all.wait_until_ready()
        assert open_to_all.gaps() == [
            "students' code ran without the sandbox, with the rights of whoever graded"
        ]


def test_a_student_has_a_network_of_its_own(sandbox):
    place = os.readlink("/proc/self/ns/net")
    source = "import os; print(os.readlink('/proc/self/ns/net'))"
    one, other = sandbox.fork(), sandbox.fork()
    found = {run(student, source).printed.strip() for student in (one, other)}
    assert len({*found, place}) == 3


def test_a_class_goes_on_when_all_time_is_used_up_and_cells_have_printed(graded, limited):
    """The set's own cells cannot run once more then, which is no fault of the set's."""
    limited(seconds=7.0)
    slow = "print('x')\nimport time\ntime.sleep(60)"
    result = graded(dict.fromkeys(("predict_rows", "predict_deep", "forward"), slow))
    assert not result.problem
    assert result.scores["test_forward"] == 0.0
