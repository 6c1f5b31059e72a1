"""Submissions that attack: right scores for the honest parts, and nothing left behind.

Each file in `tests/grader/hostile` holds one: `answers` in place of right ones, or a function
`notebook` that changes what is handed in; `scores` where they are not full; and parts of what the
student (`message`) and the instructor (`incident`, `notes`) must read. What has much to do names
`limits` that it does not come near on a busy machine.
"""

import os
import runpy
import time
from pathlib import Path

import pytest

from grader.engine.reconstruct import UnreadableError, reconstruct

FOLDER = Path(__file__).parents[1] / "hostile"
ATTACKS = sorted(path.stem for path in FOLDER.glob("*.py"))
RESTING = 3  # processes below bubblewrap: the namespace's first, the zygote's parent, the zygote
MOST_BYTES = 30 * 2**20  # of a graded notebook, whatever its cells print
RIGHT = "def relu(x):\n    return np.maximum(x, 0)"


@pytest.mark.parametrize("name", ATTACKS)
def test_attack(name, graded, sandbox, limited, handed_in, full, scores, message):
    attack = runpy.run_path(str(FOLDER / f"{name}.py"))
    limited(**attack.get("limits", {}))
    content = handed_in(attack["answers"])
    if "notebook" in attack:
        content = attack["notebook"](content)
    for _ in range(attack.get("times", 1)):
        begun = time.monotonic()
        result = graded(notebook=content)
        assert time.monotonic() - begun < attack.get("seconds", 120)
        told = [f"{note.kind}: {note.text}" for note in result.notes]
        expected = attack["scores"]
        for exercise, points in full.items():
            score = scores(result)[exercise]
            if expected is None:  # it breaks its own process; but nothing may rise
                assert 0 <= score <= attack["at_most"].get(exercise, points), exercise
            else:
                assert score == expected.get(exercise, points), (exercise, told)
        assert len(result.notebook) < MOST_BYTES
        if "message" in attack:
            wrong = next(exercise for exercise, score in expected.items() if score < full[exercise])
            assert attack["message"] in message(result, wrong)
        for part in (
            *attack.get("notes", ()),
            *([attack["incident"]] if "incident" in attack else []),
        ):
            assert any(part in line for line in told), told
    assert graded({"relu": RIGHT}).score == 20  # the next one is untouched
    assert children_of(sandbox.pid) <= RESTING


def children_of(pid):
    """Count the processes below one, after those that are ending have gone."""
    for _ in range(50):
        found, left = 0, [pid]
        while left:
            pid_of_parent = left.pop()
            try:
                for task in os.listdir(f"/proc/{pid_of_parent}/task"):
                    children = Path(f"/proc/{pid_of_parent}/task/{task}/children").read_text()
                    left += map(int, children.split())
                    found += len(children.split())
            except OSError:
                continue
        if found <= RESTING:
            break
        time.sleep(0.1)
    return found


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty"),
        (b'{"cells": [', "the file is damaged: it is not JSON"),
        (b"\xff\xfe\x00", "the file is not UTF-8 text"),
        (b"[]", "the file holds no cells"),
        (b'{"cells": 3}', "the file holds no cells"),
        (b"[" * 100_000, "the file is damaged: it is not JSON"),
        (b" " + b'{"cells": []}' + b" " * 21 * 2**20, "the file has 21 MB, more than 20"),
        (b'{"cells": [' + b"{}," * 3000 + b"{}]}", "the notebook has 3001 cells, more than 2000"),
    ],
)
def test_what_is_no_notebook_is_refused_by_name(key, content, problem):
    with pytest.raises(UnreadableError, match=problem):
        reconstruct(key.paper, content)


def test_a_notebook_of_format_3_is_read(graded, handed_in):
    cells = handed_in()["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
    old = {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": cells}]}
    result = graded(notebook=old)
    assert result.score == 20
    assert "the notebook is in the old format 3" in [note.text for note in result.notes]
