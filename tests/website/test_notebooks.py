"""Notebooks stay fit for version control, and in the style of the code."""

import json
from pathlib import Path

import nbformat
import notebooks
import pytest

ROOT = Path(__file__).resolve().parents[2]


SOURCES = notebooks.sources(ROOT)
RELEASED = sorted(ROOT.glob("exercises/*/*.ipynb"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def written(cells: list, **metadata) -> str:
    """The text of a notebook with these cells."""
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    return json.dumps(content)


def code(**changes) -> dict:
    """A code cell as it is committed, with changes."""
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "1", "outputs": []}
    return cell | {"execution_count": None} | changes


def test_there_are_chapters_and_exercise_sources():
    assert {path.parts[len(ROOT.parts)] for path in SOURCES} == {"chapters", "solutions"}


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_notebook_is_tidy(path):
    text = path.read_text(encoding="utf-8")
    assert text == notebooks.tidy(text), "run: make format"


@pytest.mark.parametrize("path", RELEASED, ids=named)
def test_a_released_notebook_has_no_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in cells)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


def test_tidying_removes_what_running_and_editing_leave():
    output = {"output_type": "stream", "name": "stdout", "text": "1"}
    cell = code(
        outputs=[output],
        execution_count=3,
        metadata={"tags": ["hide-input"], "collapsed": True, "execution": {"at": 1}},
    )
    tidied = json.loads(notebooks.tidy(written([cell], language_info={"version": "3.11.7"}, x=1)))
    assert tidied["metadata"] == notebooks.METADATA
    assert tidied["cells"] == [code(source=["1"], metadata={"tags": ["hide-input"]})]


def test_tidying_keeps_what_nbgrader_wrote():
    grading = {"grade": True, "grade_id": "test_relu", "points": 3, "solution": False}
    tidied = json.loads(notebooks.tidy(written([code(metadata={"nbgrader": grading})])))
    assert tidied["cells"][0]["metadata"] == {"nbgrader": grading}


def test_tidying_keeps_ids_and_makes_the_missing_ones():
    without = code(source="2")
    del without["id"]
    text = notebooks.tidy(written([code(id="title"), without, code(id="title", source="3")]))
    ids = [cell["id"] for cell in json.loads(text)["cells"]]
    assert ids[0] == "title"
    assert len(set(ids)) == 3
    assert notebooks.tidy(text) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html>", "expected a notebook, got JSONDecodeError"),
        ("[1]", "expected a notebook, got TypeError"),
        ('{"nbformat": 3}', "expected notebook format 4, got 3"),
        ('{"nbformat": 4}', "expected a notebook, got KeyError"),
        (written([{"cell_type": "code", "id": "a", "metadata": {}, "source": "1"}]), "Validation"),
    ],
)
def test_what_is_not_a_notebook_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        notebooks.tidy(text)


def test_the_command_checks_without_writing_and_then_tidies(tmp_path, capsys):
    path = tmp_path / "a.ipynb"
    untidy = written([code(execution_count=3)])
    path.write_text(untidy)
    assert notebooks.main(["--check", str(path)]) == 1
    assert "make format" in capsys.readouterr().out
    assert path.read_text() == untidy
    assert notebooks.main([str(path)]) == 0
    assert notebooks.main(["--check", str(path)]) == 0


def test_the_command_names_the_file_that_is_not_a_notebook(tmp_path, capsys):
    path = tmp_path / "a.ipynb"
    path.write_text("")
    assert notebooks.main([str(path)]) == 2
    assert capsys.readouterr().err.startswith(f"{path}: expected a notebook")
    assert path.read_text() == ""
