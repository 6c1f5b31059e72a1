"""Whatever is handed in: it is read or refused by name, and the tests stay the instructor's."""

import json
import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbconvert.filters import markdown2html

from grader.engine.reconstruct import UnreadableError, reconstruct

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "source", "metadata", "nbgrader", "grade_id", "id", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def places(value, found=None):
    """Return every container in a JSON value together with each of its keys."""
    found = [] if found is None else found
    if isinstance(value, (dict, list)):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            found.append((value, key))
            places(value[key], found)
    return found


def read(key, content):
    """Reconstruct a notebook from bytes; the tests are the instructor's, whatever they hold."""
    try:
        paper, notes = reconstruct(key.paper, content)
    except UnreadableError:
        return
    theirs = ("answer", "extra", "text")
    fixed = [cell for cell in paper.cells if cell.role not in theirs]
    assert fixed == [cell for cell in key.paper.cells if cell.role not in theirs]
    assert paper.points == key.paper.points
    assert all(note.kind in ("accident", "tampering") and note.text for note in notes)


@given(content=JSON)
def test_any_json(key, content):
    sheets = ({"worksheets": content}, {"worksheets": [{"cells": content}]})
    for notebook in (content, {"cells": content}, *sheets):
        read(key, json.dumps(notebook).encode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0), JSON), min_size=1, max_size=5))
def test_a_notebook_with_anything_anywhere(key, handed_in, changes):
    content = handed_in()
    for number, value in changes:
        found = places(content)
        if not found:
            break
        container, name = found[number % len(found)]
        container[name] = value
    read(key, json.dumps(content).encode())


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize(
    "text",
    [
        "Look: <script>alert(1)</script>",
        "<IMG src=x onerror=alert(1)>",
        "<!-- --><svg onload=alert(1)>",
        "[<img src=x onerror=alert(1)>](x)",
        "[here](javascript:alert(1))",
        "[here](JaVa&#115;cript:alert(1))",
        "[here][1]\n\n[1]: javascript:alert(1)",
        "[here]\n\n[here]: javascript:alert(1)",
        "![x](y)",
        "<javascript:alert(1)>",
        r"$\href{javascript:alert(1)}{x}$",
    ],
)
def test_a_students_text_holds_nothing_that_acts(key, handed_in, kind, text):
    content = handed_in()
    content["cells"].insert(3, {"cell_type": kind, "source": text, "metadata": {}, "id": "mine"})
    paper, _ = reconstruct(key.paper, json.dumps(content).encode())
    (cell,) = [cell for cell in paper.cells if cell.id.startswith("extra")]
    shown = markdown2html(cell.source) if kind == "markdown" else cell.source
    assert not re.search(r"<(script|img|svg|a)\b|<!--|\\href", shown, re.IGNORECASE), shown


def test_a_students_text_keeps_its_mathematics_and_code(key, handed_in):
    text = "If $a < b$ and `x[i] < 3`, then\n\n```python\nw[0](2) <= 5\n```"
    content = handed_in()
    content["cells"].insert(3, {"cell_type": "markdown", "source": text, "metadata": {}})
    paper, _ = reconstruct(key.paper, json.dumps(content).encode())
    (cell,) = [cell for cell in paper.cells if cell.id.startswith("extra")]
    assert cell.source == text.replace("w[0](2)", "w[0] (2)")


@pytest.mark.parametrize("seed", range(3))
def test_a_notebook_that_was_cut_and_mixed(key, handed_in, seed):
    rng = random.Random(seed)
    text = json.dumps(handed_in()).encode()
    for _ in range(50):
        start, end = sorted(rng.choices(range(len(text)), k=2))
        broken = text[:start] + bytes(rng.choices(range(256), k=rng.randrange(5))) + text[end:]
        read(key, broken)
