"""What a worker keeps between submissions."""

import subprocess
import sys
from pathlib import Path

from grader.engine import worker
from grader.engine.limits import Limits
from grader.engine.submission import Task

ROOT = Path(__file__).parents[3]

HELD = """
import os
from grader.engine import kernel, worker

def held():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

{first}
before, kept = held(), []
for _ in range(2):  # the first teaches an untold glibc that blocks may be as large
    answer = bytearray(24 * 2**20)
    kept.append(bytearray(100_000))  # what a worker keeps may lie above the answer
    del answer
print(held() - before)
"""


def mib_held_after_a_huge_answer(first: str) -> float:
    """Return by how many MiB a new process has grown after a large block was freed."""
    ran = subprocess.run(
        [sys.executable, "-c", HELD.format(first=first)], capture_output=True, text=True, check=True
    )
    return float(ran.stdout)


def test_a_huge_answer_leaves_no_memory_behind():
    assert mib_held_after_a_huge_answer("") > 20  # or the next line shows nothing
    assert mib_held_after_a_huge_answer("kernel.return_large_blocks(worker.LARGE)") < 4


def test_an_examiner_does_not_wait_for_tensorflow():
    program = f"""
import sys
from pathlib import Path
from grader.engine import paper, worker
for name in ("ps7_keras_on_pima", "ps8_keras_on_churn"):
    worker.prepare(paper.load(Path({str(ROOT)!r}, "solutions", name, f"{{name}}.ipynb")))
assert "coursebook.models.helpers" in sys.modules
raise SystemExit(len([module for module in sys.modules if module.startswith("tensorflow.")]))
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_fault_of_the_graders_own_costs_one_submission_and_has_a_sentence(monkeypatch):
    def stops(*_):
        raise KeyError("x" * 1000)

    monkeypatch.setattr(worker, "grade", stops)
    setup = worker.Setup(None, Limits(seconds=5), contained=False)
    graded = worker.Worker(setup, None).grade(Task("ada", b""))
    assert graded.problem == "the grader stopped with KeyError: '" + "x" * 199
    assert (graded.student, graded.whose) == ("ada", "machine")
