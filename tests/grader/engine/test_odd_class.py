"""A class in which all sorts of things were handed in: each gets its sentence, the rest a score."""

import json
import os
import shutil

import pytest
from classroom import command, digest, gradebook_of, hand_in, make_course, nothing_left_running

NAME = "ps1_forward_propagation"
EXERCISES = ("weighted_sum", "relu", "predict_with_network", "predict_rows", "predict_deep",
             "forward")  # fmt: skip


def replaced(content):
    """Return a way to hand in bytes."""
    return lambda path: path.write_bytes(content)


def changed(change):
    """Return a way to hand in a notebook with its data changed."""

    def write(path):
        content = json.loads(path.read_text())
        path.write_text(json.dumps(change(content) or content))

    return write


def of_format_3(content):
    cells = [
        {"cell_type": "code", "input": cell["source"], "language": "python", "outputs": [],
         "metadata": cell["metadata"], "prompt_number": 1, "collapsed": False}
        if cell["cell_type"] == "code" else cell
        for cell in content["cells"]
    ]  # fmt: skip
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


def with_odd_values(content):
    content["metadata"]["grader"] = {"x": float("nan"), "y": float("-inf")}
    for cell in content["cells"]:
        cell["outputs"] = "\ud800"
        cell["execution_count"] = 10**400


def stretched(path):
    os.truncate(path, 100 * 2**20)


def linked(path):
    path.unlink()
    path.symlink_to(path.parents[2] / "ada" / NAME / f"{NAME}.ipynb")


def folder_linked(path):
    shutil.rmtree(path.parent)
    path.parent.symlink_to(path.parents[2] / "ada" / NAME)


def named(name):
    return lambda path: path.rename(path.with_name(name))


def another(path):
    shutil.copy(path, path.with_name("draft.ipynb"))


def with_large_files(path):
    for number in range(12):
        os.truncate(os.open(path.with_name(f"{number}.bin"), os.O_RDWR | os.O_CREAT), 7 * 2**20)


def with_odd_files(path):
    path.with_name(".ipynb_checkpoints").mkdir()
    path.with_name("secret").symlink_to("/etc/passwd")
    for name in ("numpy.py", "work", "-rf", "two\nlines", "a" * 250, os.fsdecode(b"\xff.txt")):
        path.with_name(name).write_text("raise SystemExit")


def a_folder(path):
    path.unlink()
    path.mkdir()


def a_pipe(path):
    path.unlink()
    os.mkfifo(path)


def a_file_for_a_folder(path):
    shutil.rmtree(path.parent)
    path.parent.write_text("here")


# By student: how what is handed in is spoiled, and what the table must say.
REFUSED = {
    "a_folder": (a_folder, "is not a file"),
    "a_folder_linked": (folder_linked, "is a link, not a folder"),
    "a_link": (linked, "is a link, not a file"),
    "a_pipe": (a_pipe, "is not a file"),
    "beginning_only": (lambda path: os.truncate(path, 3000), "the file is damaged"),
    "deep": (replaced(b"[" * 10**6), "the file is damaged"),
    "empty": (replaced(b""), "the file is empty"),
    "file_for_a_folder": (a_file_for_a_folder, "there is no folder"),
    "huge": (stretched, "has 100 MB, more than 20"),
    "latin": (replaced("{\"cells\": \"é\"}".encode("latin-1")), "is not UTF-8 text"),
    "missing": (lambda path: path.unlink(), f"there is no notebook {NAME}.ipynb"),
    "not_json": (replaced(b"I could not do it"), "the file is damaged: it is not JSON"),
    os.fsdecode(b"caf\xe9"): (lambda path: None, "the folder's name is not UTF-8 text"),
    "null": (replaced(b"null"), "the file holds no cells"),
    "utf_16": (lambda path: path.write_bytes(path.read_text().encode("utf-16")), "not UTF-8"),
    "zeros": (replaced(bytes(1000)), "the file is damaged: it is not JSON"),
}  # fmt: skip
GRADED = {
    "bom": (lambda path: path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes()), ""),
    "extra": (another, "1 more notebooks were left aside"),
    "format_3": (changed(of_format_3), "the notebook is in the old format 3"),
    "large_files": (with_large_files, "10 files beside the notebook were left aside"),
    "named_to_deceive": (named("x\nben  20\x1b[2J.ipynb"), "was named x?ben  20?[2J.ipynb"),
    "odd_files": (with_odd_files, "1 files beside the notebook were left aside"),
    "odd_values": (changed(with_odd_values), ""),
    "renamed": (named("homework (1).ipynb"), "the notebook was named homework (1).ipynb"),
    # What a folder may be called.
    "-rf": (lambda path: None, ""),
    "O'Brien; drop table grade": (lambda path: None, ""),
    "Zoë 李": (lambda path: None, ""),
    "two\nlines": (lambda path: None, ""),
}


@pytest.mark.slow
def test_every_odd_submission_gets_its_sentence_and_the_others_their_score(
    tmp_path, empty_gradebook
):
    root = tmp_path / "course"
    make_course(root, NAME, empty_gradebook)
    hand_in(root, NAME, "ada", {})
    hand_in(root, NAME, "ben", {"relu": "def relu(x):\n    return x"})
    hand_in(root, NAME, "cleo", dict.fromkeys(EXERCISES))
    hand_in(root, NAME, "exits", dict.fromkeys(EXERCISES, "raise SystemExit"))
    replaced(b'{"worksheets": [{"cells": 5}, {"cells": [[1], 2]}]}')(
        hand_in(root, NAME, "sheets", {})
    )
    for student, (spoil, _) in {**REFUSED, **GRADED}.items():
        spoil(hand_in(root, NAME, student, {}))
    before = digest(root / "submitted"), digest(root / "solutions")
    temporary = tmp_path / "temporary"
    temporary.mkdir()

    with nothing_left_running():
        done = command(root, "grade", NAME, TMPDIR=str(temporary))

    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    lines = {line.split("  ")[0]: line for line in done.stdout.splitlines()}
    for student, (_, problem) in REFUSED.items():
        line = lines[student.replace("\udce9", "?")]
        assert "not graded: " in line, line
        assert problem in line, line
    for student, (_, note) in GRADED.items():
        line = lines[student.replace("\n", "?")]
        assert " 20/20 " in line, line
        assert note in line, line
    scores = (("ada", 20), ("ben", 18), ("cleo", 0), ("exits", 0), ("sheets", 0))
    for student, score in scores:
        assert f" {score}/20 " in lines[student], lines[student]
    assert done.stdout.rstrip().endswith(f"0 unchanged, {len(REFUSED)} could not be graded")

    # Nothing else has changed, and nothing is left over.
    assert (digest(root / "submitted"), digest(root / "solutions")) == before
    assert list(temporary.iterdir()) == []
    graded = {*dict(scores), *GRADED}
    assert {path.name for path in (root / "autograded").iterdir()} == graded | {".grading"}
    assert not list((root / "autograded").glob("*/.*"))
    assert len(gradebook_of(root)["submitted_notebook"]) == len(graded)

    # Again: what was graded is unchanged, what was refused is refused.
    with nothing_left_running():
        again = command(root, "grade", NAME, TMPDIR=str(temporary))
    assert again.returncode == 1
    assert "0 graded in" in again.stdout
    assert f"{len(graded)} unchanged, {len(REFUSED)} could not be graded" in again.stdout
