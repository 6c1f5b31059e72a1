"""Gives the ids of cells to one another: an answer's to another's, a test's to another's."""


def notebook(content):
    """Swap ids in the notebook of a student whose `relu` is wrong."""
    by_name = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell
        for cell in content["cells"]
        if "nbgrader" in cell["metadata"]
    }
    for one, other in (("weighted_sum", "predict_rows"), ("test_relu", "test_weighted_sum")):
        first, second = by_name[one], by_name[other]
        for cell, name in ((first, other), (second, one)):
            cell["metadata"]["nbgrader"]["grade_id"] = name
        first["id"], second["id"] = second["id"], first["id"]
    return content


answers = {"relu": "def relu(x):\n    return None"}
# What stands under an id is the answer to it: `predict_rows` runs first and is still there for its
# own test; `weighted_sum` runs after its test has been made.
scores = {"relu": 0.0, "weighted_sum": 0.0}
notes = ("the tests in `test_relu` were edited", "cells had been moved")
