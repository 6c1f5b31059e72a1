"""What students write into every place that a page shows is text there, and moves no terminal."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from classroom import command, hand_in, make_course

NAME = "ps1_forward_propagation"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>`<b>`]]>--><svg onload=alert(1)>"
ESCAPES = "\x1b[2J\x1b]0;owned\x07\x1b[8m\r\x08\u202e\u2066\x00\x9b2J"
BOTH = EVIL + ESCAPES
ANSWERS = {
    "weighted_sum": f"def weighted_sum(*args, **kwargs):\n    raise ValueError({BOTH!r})",
    "relu": f"print({BOTH!r})\ndef relu(x):\n    print({BOTH!r})\n",
    "predict_with_network": f"raise type({EVIL!r}, (Exception,), {{}})({BOTH!r})",
    "predict_rows": f"def predict_rows(*args):\n    return {{{BOTH!r}: 1}}\n{BOTH!r}",
    "predict_deep": f"def predict_deep(*args):\n    return type({BOTH!r}.strip('\\0'), (), {{}})()",
    "forward": f"# {EVIL}\u202e\ndef forward(*args):\n    return {BOTH!r}",
}
# A folder's name may be anything that no folder is called otherwise.
STUDENTS = [
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{7*7}}${7*7}",
    "ada",
    "eve\x1b[2J\nada: 20 of 20",
]
OWN = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "strong",
       "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "code", "ul", "li",
       "section", "pre", "svg", "rect", "text", "line"}  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory, empty_gradebook):
    root = tmp_path_factory.mktemp("pages") / "course"
    make_course(root, NAME, empty_gradebook)
    for student in STUDENTS:
        path = hand_in(root, NAME, student, ANSWERS)
        content = json.loads(path.read_text())
        content["metadata"]["title"] = EVIL
        content["cells"][0]["source"] = f"# {EVIL}"
        content["cells"][1]["metadata"]["nbgrader"] = {"grade_id": EVIL, "points": EVIL}
        content["cells"].append({"cell_type": "markdown", "source": EVIL, "metadata": {}})
        content["cells"].append({"cell_type": "code", "source": f"print({BOTH!r})", "metadata": {}})
        path.write_text(json.dumps(content))
        path.with_name("<script>alert(1)<").write_text(EVIL)
        (path.parent / "timestamp.txt").write_text("2026-03-01 14:30:00 UTC")
    assert command(root, "due", NAME, "2026-03-01 12:00").returncode == 0
    return root


@pytest.fixture(scope="module")
def said(course):
    runs = [command(course, *line) for line in (
        ["grade", NAME], ["report", NAME], ["feedback", NAME, "--zip", "all.zip"],
        ["similar", NAME], ["export", NAME, "--output", "scores.csv"], ["due", NAME],
    )]  # fmt: skip
    assert [run.returncode for run in runs] == [0] * len(runs), [run.stderr for run in runs]
    return "".join(run.stdout + run.stderr for run in runs)


def test_no_terminal_is_moved(said):
    assert not [letter for letter in said if not letter.isprintable() and letter != "\n"]
    assert not re.search("^(Traceback|ada: 20)", said, re.MULTILINE)
    assert "0/20" in said


def test_on_every_page_it_is_text(course, said):
    pages = [*course.glob(f"feedback/*/{NAME}/*.html"), course / "reports" / f"{NAME}.html"]
    assert len(pages) == len(STUDENTS) + 1
    for path in pages:
        text = path.read_text(encoding="utf-8")
        page = BeautifulSoup(text, "html.parser")
        for tag in page.find_all():
            assert tag.name in OWN, (path, tag)
            assert not [name for name in tag.attrs if name.startswith("on")], (path, tag)
            assert not re.match(r"\s*(javascript|data):", tag.get("href", ""), re.IGNORECASE)
        assert "49" not in page.h1.get_text()
    assert (
        EVIL.split("`")[0]
        in BeautifulSoup(
            (course / "feedback/ada" / NAME / f"{NAME}.html").read_text(encoding="utf-8"),
            "html.parser",
        ).get_text()
    )


def test_in_the_graded_notebook_it_is_text(course, said):
    for path in course.glob(f"autograded/*/{NAME}/{NAME}.ipynb"):
        for cell in json.loads(path.read_text())["cells"]:
            if cell["cell_type"] == "markdown":
                assert not re.search(r"<(script|img|svg)", "".join(cell["source"]))
            for output in cell.get("outputs", []):
                page = "".join(output.get("data", {}).get("text/html", ""))
                assert not re.search(r"<(script|img src=x|svg onload)", page)
