"""Figures: drawn where a person grades by hand, as in a notebook, and nowhere else."""

import base64
import json

import pytest
from nbconvert import HTMLExporter
from nbformat import from_dict

from checks.mistakes import Diagnoses
from grader.engine import figures, outputs, paper
from grader.engine.examiner import Examiner

LINE = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"
NEXT = "plt.plot([2, 1])"


@pytest.fixture
def shown(tmp_path, sandbox):
    """A function: two answers, the first graded by hand or not -> what is shown below them."""

    def grade(first, second=NEXT, *, by_hand=True):
        points = {"grade": True, "points": 2} if by_hand else {}
        cells = [
            {
                "cell_type": "code",
                "id": name,
                "source": source,
                "metadata": {"nbgrader": {"grade_id": name, "solution": True, **more}},
            }
            for name, source, more in (("curve", first, points), ("next", second, {}))
        ]
        path = tmp_path / "set.ipynb"
        path.write_text(json.dumps({"cells": cells, "metadata": {}}))
        run = Examiner(paper.load(path), sandbox, Diagnoses(), {}).run()
        assert run.incidents == []
        return run.results["curve"].outputs, run.results["next"].outputs

    return grade


def pictures(cell):
    found = [output["data"] for output in cell if "image/png" in output.get("data", {})]
    return [base64.b64decode(data["image/png"]) for data in found]


def test_each_figure_is_shown_below_the_cell_that_drew_it(shown):
    first, second = shown(f"{LINE}\nplt.figure()\n{LINE};")
    assert [len(pictures(first)), len(pictures(second))] == [2, 1]
    assert all(picture.startswith(figures.SIGNATURE) for picture in pictures(first))
    assert len(set(pictures(first))) == 1  # the same line twice
    assert pictures(second)[0] not in pictures(first)


def test_a_set_without_anything_to_grade_by_hand_takes_no_time_for_figures(shown):
    assert [pictures(cell) for cell in shown(LINE, by_hand=False)] == [[], []]


@pytest.mark.parametrize(
    "answer",
    [
        f"{LINE}\nplt.show()",
        f"%matplotlib inline\n{LINE}\nplt.show()",
        f"%matplotlib inline\n%config InlineBackend.figure_format = 'retina'\n{LINE};",
    ],
)
def test_figures_are_drawn_however_they_are_asked_for(shown, answer):
    first, _ = shown(answer)
    assert len(pictures(first)) == 1
    assert not [output for output in first if output["output_type"] in ("stream", "error")]


def test_a_cell_that_stops_shows_what_it_had_drawn(shown):
    first, _ = shown(f"{LINE}\n1 / 0")
    assert len(pictures(first)) == 1
    assert first[-1]["ename"] == "ZeroDivisionError"


def test_a_figure_that_cannot_be_drawn_says_why_and_is_gone(shown):
    first, second = shown(f"{LINE}\nplt.title(r'$\\nothing$')")
    assert pictures(first) == []
    assert first[-1]["output_type"] == "error"
    assert "nothing" in first[-1]["evalue"]
    assert len(pictures(second)) == 1


def test_a_figure_that_is_too_large_is_left_out_with_a_word(shown):
    large = "plt.figure().savefig = lambda file, **options: file.write(bytes(5 * 2**20))"
    first, second = shown(f"{LINE}\n{large}")
    assert len(pictures(first)) == 1
    assert first[0]["text"] == "Figures left out: 1. Those of a cell may have 4 MB.\n"
    assert len(pictures(second)) == 1


def test_drawing_has_the_time_that_is_left_to_the_cell(shown, sandbox):
    slow = "import time\nplt.gcf().savefig = lambda *args, **options: time.sleep(60)"
    first, second = shown(f"{LINE}\n{slow}")
    assert first[-1]["ename"] == "TimeoutError"
    assert len(pictures(second)) == 1


def test_what_is_no_picture_is_dropped(shown):
    forged = "import grader.engine.figures as own\nown.drawn = lambda: [b'<script>', 'x']"
    first, second = shown(forged, LINE)
    assert [first, pictures(second)] == [[], []]
    png = figures.SIGNATURE + b"..."
    assert figures.pictures([png, b"x" + png, "x", png, png], room=25) == [png, png]


def test_a_page_shows_a_picture_with_an_alternative_text():
    png = figures.SIGNATURE + b"..."
    cell = {
        "cell_type": "code",
        "id": "curve",
        "source": "",
        "metadata": {},
        "execution_count": 1,
        "outputs": [outputs.picture(png, 1)],
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(from_dict(notebook))
    assert 'alt="Figure 1 that this cell draws"' in page
    assert base64.b64encode(png).decode() in page
