"""The instructor's notebook with the student's answers: what is taken, what is noted."""

import json

import pytest

from grader.engine.paper import load
from grader.engine.reconstruct import MAX_SOURCE, Note, reconstruct


@pytest.fixture
def rebuilt(key):
    return lambda content: reconstruct(key.paper, json.dumps(content).encode())


def named(content, name):
    return next(
        cell
        for cell in content["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
    )


def sources(paper):
    return {cell.label: cell.source for cell in paper.cells}


def test_an_untouched_notebook_gives_the_papers_cells(key, handed_in, rebuilt):
    paper, notes = rebuilt(handed_in())
    assert paper.cells == key.paper.cells
    assert notes == ()


def test_answers_are_taken(handed_in, rebuilt):
    paper, notes = rebuilt(handed_in({"relu": "relu = abs"}))
    assert sources(paper)["relu"] == "relu = abs"
    assert notes == ()


def test_hidden_tests_come_back(handed_in, rebuilt):
    content = handed_in()
    assert "HIDDEN" not in "".join(named(content, "test_relu")["source"])
    paper, _ = rebuilt(content)
    assert "BEGIN HIDDEN TESTS" in sources(paper)["test_relu"]


def test_added_cells_stay_where_they_were_without_a_role(handed_in, rebuilt):
    content = handed_in()
    place = content["cells"].index(named(content, "relu"))
    mine = {"cell_type": "code", "metadata": {}, "source": "helper = 1", "outputs": []}
    content["cells"].insert(place, mine)
    paper, notes = rebuilt(content)
    labels = [cell.label for cell in paper.cells]
    extra = next(cell for cell in paper.cells if cell.role == "extra")
    assert extra.source == "helper = 1"
    assert labels.index(extra.label) == labels.index("relu") - 1
    assert notes == ()


def test_an_added_cell_cannot_take_a_role(handed_in, rebuilt):
    content = handed_in()
    cell = {
        "cell_type": "code",
        "id": "mine",
        "metadata": {"nbgrader": {"grade": True, "grade_id": "test_mine", "points": 50}},
        "source": "50",
    }
    content["cells"].append(cell)
    paper, _ = rebuilt(content)
    assert paper.points == 20
    assert [cell.grading for cell in paper.cells if cell.role == "extra"] == [None]


def test_an_editor_that_loses_ids_and_grading_data_of_text_adds_nothing(handed_in, rebuilt):
    content = handed_in()
    for number, cell in enumerate(content["cells"]):
        cell["id"] = f"new-{number}"
    paper, notes = rebuilt(content)
    assert not [cell for cell in paper.cells if cell.role == "extra"]
    assert notes == ()


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (
            lambda cells, cell: cells.remove(cell),
            Note("accident", "cell `relu` was missing"),
        ),
        (
            lambda cells, cell: cell.update(cell_type="markdown"),
            Note("accident", "cell `relu` was turned into markdown"),
        ),
        (
            lambda cells, cell: cell["metadata"].pop("nbgrader"),
            Note("accident", "cell `relu` had lost its grading data"),
        ),
        (
            lambda cells, cell: cell["metadata"]["nbgrader"].update(solution=False),
            Note("tampering", "`solution` of cell `relu` was changed"),
        ),
        (
            lambda cells, cell: cells.insert(1, cells.pop(cells.index(cell))),
            Note("accident", "cells had been moved; they run in the set's order"),
        ),
    ],
)
def test_what_was_changed_is_noted(handed_in, rebuilt, change, note):
    content = handed_in()
    change(content["cells"], named(content, "relu"))
    assert rebuilt(content)[1] == (note,)


def test_a_cell_without_end_is_cut(handed_in, rebuilt):
    paper, _ = rebuilt(handed_in({"relu": "#" * (MAX_SOURCE + 10)}))
    assert len(sources(paper)["relu"]) == MAX_SOURCE


def test_a_set_with_two_cells_of_one_name_is_refused(tmp_path, handed_in):
    content = handed_in()
    content["cells"].append(named(content, "relu"))
    path = tmp_path / "set.ipynb"
    path.write_text(json.dumps(content))
    with pytest.raises(Exception, match="two cells are named relu"):
        load(path)
