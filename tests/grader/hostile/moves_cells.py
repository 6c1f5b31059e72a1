"""Deletes, duplicates, moves, retypes and renames cells; the answers in them still count."""


def notebook(content):
    """Shuffle the notebook of a student whose answers are right."""
    cells = content["cells"]
    by_name = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell
        for cell in cells
        if "nbgrader" in cell["metadata"]
    }
    cells.remove(by_name["test_weighted_sum"])
    cells.remove(by_name["setup"])
    answer = by_name["forward"]
    cells.remove(answer)
    cells.insert(0, answer)
    twin = {**by_name["relu"], "source": "def relu(x):\n    return 1", "id": "twin"}
    cells.insert(cells.index(by_name["relu"]), twin)
    by_name["predict_deep"]["cell_type"] = "markdown"
    by_name["predict_rows"]["metadata"].pop("nbgrader")
    return content


answers = {}
scores = {}
notes = ("cell `test_weighted_sum` was missing", "cell `setup` was missing",
         "cells had been moved", "cell `relu` is there twice",
         "cell `predict_deep` was turned into markdown",
         "cell `predict_rows` had lost its grading data")  # fmt: skip
