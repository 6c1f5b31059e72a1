"""Notebooks that are hardly any: what each scores, and what stands in the graded one."""

import json

import pytest

from grader.engine.submission import Task, grade

RELU = "def relu(x):\n    return np.maximum(x, 0)"


def cell_of(content, name):
    return next(
        cell for cell in content["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
    )  # fmt: skip


def outputs_of_ones_own(content):
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            page = "<script>alert(1)</script>"
            cell["outputs"] = [
                {"output_type": "execute_result", "data": {"text/html": page, "text/plain": "99"}},
                {"output_type": "display_data", "data": {"application/javascript": "alert(1)"}},
            ]
            cell["execution_count"] = 10**30


def metadata_that_acts(content):
    content["metadata"] |= {"__proto__": {"points": 99}, "celltoolbar": "<script>alert(1)</script>"}
    content["metadata"]["kernelspec"] = {"name": "../../bin/sh", "argv": ["/bin/sh"]}
    content["metadata"]["widgets"] = {"state": "<script>alert(1)</script>" * 10_000}
    cell_of(content, "relu")["metadata"] |= {"tags": ["skip-execution"], "points": 99}


def attachments(content):
    code = {"a.svg": {"image/svg+xml": "<svg onload='alert(1)'><script>1</script></svg>"}}
    content["cells"].append({
        "cell_type": "markdown", "metadata": {}, "attachments": code,
        "source": "![a](attachment:a.svg) <script>alert(2)</script>",
    })  # fmt: skip


def ids_that_are_none(content):
    for number, cell in enumerate(content["cells"]):
        cell["id"] = [None, 3, "x" * 10**6, "\ud800", "../../x", {}, [], True][number % 8]


def the_answer_twice(content):
    own = cell_of(content, "relu")
    content["cells"].append({**own, "id": "again", "source": RELU.replace("0", "5")})
    content["cells"].append({**own, "id": "and-again", "source": RELU})


def a_name_in_every_cell(content):
    for cell in content["cells"]:
        cell["metadata"].setdefault("nbgrader", {"grade_id": "test_relu", "grade": True})


def a_format_that_is_to_come(content):
    content |= {"nbformat": 99, "nbformat_minor": "five"}


def answers_in_the_tests(content):
    cell_of(content, "test_weighted_sum")["source"] = (
        "from checks import session\nsession._session = None\ndef check(*a, **k): pass\n2.0"
    )
    cell_of(content, "test_weighted_sum")["metadata"]["nbgrader"]["points"] = 20


def numbers_that_json_has_not(content):
    content["metadata"] |= {"a": float("nan"), "b": float("inf"), "c": -float("inf")}


CHANGES = [
    outputs_of_ones_own,
    metadata_that_acts,
    attachments,
    ids_that_are_none,
    the_answer_twice,
    a_name_in_every_cell,
    a_format_that_is_to_come,
    answers_in_the_tests,
    numbers_that_json_has_not,
]


@pytest.mark.parametrize("change", CHANGES, ids=[one.__name__ for one in CHANGES])
def test_nothing_is_gained_or_lost(graded, handed_in, scores, full, change):
    content = handed_in({"weighted_sum": "weighted_sum = None", "relu": RELU})
    change(content)
    result = graded(notebook=content)
    assert not result.problem
    assert scores(result) == {**full, "weighted_sum": 0.0}, result.notes
    assert result.points == 20
    told = result.notebook.decode()
    for part in ("<script", "alert(1)", "/bin/sh", "__proto__", "onload", "javascript"):
        assert part not in told
    assert "99" not in json.dumps([cell.get("outputs") for cell in json.loads(told)["cells"]])
    assert len(told) < 2**20


def test_of_two_sources_in_one_cell_the_last_counts(key, sandbox, handed_in, scores):
    text = json.dumps(handed_in({"relu": RELU}))
    own = json.dumps({"source": RELU})[1:-1]
    assert text.count(own) == 1
    for first, last, score in ((RELU, "relu = 4", 0.0), ("relu = 4", RELU, 2.0)):
        both = ", ".join(json.dumps({"source": source})[1:-1] for source in (first, last))
        task = Task("ada", text.replace(own, both).encode(), {}, ())
        assert scores(grade(task, key, sandbox))["relu"] == score


@pytest.mark.parametrize(
    ("number", "problem"),
    [("1" * 5000, "the file is damaged: it is not JSON"), ("1e999", ""), ("-0.0", "")],
)
def test_a_number_that_no_computer_has(key, sandbox, handed_in, number, problem):
    text = json.dumps(handed_in())[:-1] + f', "number": {number}}}'
    result = grade(Task("ada", text.encode(), {}, ()), key, sandbox)
    assert result.problem == problem
    assert problem or result.score == 20


def test_a_mark_of_the_order_of_bytes_is_no_harm(key, sandbox, handed_in):
    text = b"\xef\xbb\xbf" + json.dumps(handed_in()).encode()
    assert grade(Task("ada", text, {}, ()), key, sandbox).score == 20
