"""Edits a test cell, its points and its checksum, and turns a locked cell into its own."""


def notebook(content):
    """Change the notebook that a student with a wrong `relu` hands in."""
    for cell in content["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        if grading.get("grade_id") == "test_relu":
            cell["source"] = "2.0"
            grading |= {"points": 1000, "checksum": "0" * 32}
        if grading.get("grade_id") == "setup":
            cell["source"] += "\nimport antigravity"
            grading["locked"] = False
    return content


answers = {"relu": "def relu(x):\n    return None"}
scores = {"relu": 0.0}
notes = ("the tests in `test_relu` were edited", "`points` of cell `test_relu` was changed",
         "the locked cell `setup` was edited")  # fmt: skip
