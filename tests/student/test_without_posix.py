"""The student's side as Windows has it: without POSIX modules and signals, text as cp1252."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from student import shipped

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow
RUN = """
import json, os, signal, sys

class NotHere:
    def find_spec(self, name, path=None, target=None):
        if name in {"fcntl", "resource", "termios", "pwd", "grp", "pty", "tty", "posix_ipc"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

from IPython.core.interactiveshell import InteractiveShell  # on Windows it brings its own ways
for name in ("fcntl", "resource", "termios", "pwd", "grp"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, NotHere())
for name in ("setitimer", "getitimer", "alarm", "pthread_kill", "SIGALRM", "SIGKILL", "SIGHUP"):
    delattr(signal, name)
for name in ("fork", "forkpty", "setsid", "killpg"):
    delattr(os, name)
import locale
locale.getpreferredencoding = lambda do_setlocale=True: "cp1252"
shell = InteractiveShell.instance()
for source in json.load(sys.stdin):
    done = shell.run_cell(source)
    if done.error_in_exec or done.error_before_exec:
        sys.exit(f"in {source!r}: {done.error_in_exec or done.error_before_exec}")
"""


def run(cells: list[str]) -> str:
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252:replace"}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONWARNDEFAULTENCODING": "0", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=json.dumps(cells), env=environment, cwd=ROOT,
        capture_output=True, text=True, encoding="cp1252",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout[-2000:]
    return done.stdout


def cells_of(folder: Path) -> list[dict]:
    text = (folder / f"{folder.name}.ipynb").read_text(encoding="utf-8")
    return [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]


NUMPY_SETS = [ROOT / "solutions" / one.name for one in shipped.sets() if not one.needs_keras]


@pytest.mark.parametrize("folder", NUMPY_SETS, ids=lambda folder: folder.name)
def test_the_solutions_pass(folder):
    cells = cells_of(folder)
    said = run(["".join(cell["source"]) for cell in cells])
    graded = sum(bool(c["metadata"].get("nbgrader", {}).get("grade")) for c in cells)
    assert graded > 3
    assert said.count(": passed, ") >= graded, said[-2000:]
    assert ": failed" not in said


def test_an_endless_loop_is_stopped_and_told():
    name = "ps1_forward_propagation"
    cells = cells_of(ROOT / "solutions" / name)
    at = next(n for n, c in enumerate(cells) if c["metadata"]["nbgrader"]["grade_id"] == "relu")
    sources = ["".join(cell["source"]) for cell in cells[: at + 2]]
    sources[at] = "def relu(x):\n    while True:\n        pass"
    assert "relu: passed" not in (said := run(sources))
    assert "loop" in said or "second" in said
