"""Feedback and the page about the class: what they show, and what they must never show."""

import json
import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook

from grader import cli, feedback, overview, results
from grader.course import CourseError
from grader.results import Exercise, Result

pytestmark = pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")
PS = "ps9_demo"
HIDDEN = "t.returns(relu, -7.25, want=0)"
EVIL = "<script>alert('x')</script>"


def cell(name: str, source: str, outputs=(), **grading) -> dict:
    kind = "code" if grading else "markdown"
    made = {"cell_type": kind, "id": name, "source": source, "metadata": {}}
    if grading:
        made |= {"outputs": list(outputs), "execution_count": 1}
        made["metadata"] = {"nbgrader": {"grade_id": name, **grading}}
    return made


def said(text: str) -> dict:
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}


def graded(answer: str, reports: dict[str, str], told: dict) -> str:
    """A graded notebook of two exercises."""
    cells = [cell("title", "# Problem set 9: a demonstration\n\nText.")]
    for name in ("relu", "forward"):
        printed = {"output_type": "stream", "name": "stdout", "text": EVIL}
        cells.append(cell(name, answer, [printed], solution=True, grade=False))
        outputs = [said(reports[name])] if name in reports else []
        cells.append(cell(f"test_{name}", HIDDEN, outputs, solution=False, grade=True, points=2))
    content = {"cells": cells, "metadata": {"grader": told}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content)


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course with one graded set and twelve students, from none of the points to all."""
    root = tmp_path_factory.mktemp("course")
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    (root / "solutions" / PS).mkdir(parents=True)
    (root / "solutions" / PS / f"{PS}.ipynb").write_text("{}")
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader starts `alembic` by name, also in an environment that is not activated.
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        patch.setenv("PATH", path)
        book = Gradebook(f"sqlite:///{root}/gradebook.db")
    with book:
        book.add_assignment(PS)
        book.add_notebook(PS, PS)
        for name in ("relu", "forward"):
            book.add_grade_cell(f"test_{name}", PS, PS, max_score=2, cell_type="code")
            book.add_solution_cell(name, PS, PS)
        for number in range(12):
            student = f"student{number:02}"
            scores = {"relu": 2.0 if number > 3 else 0.0, "forward": number / 11 * 2}
            book.add_student(student)
            book.add_submission(PS, student)
            for name, score in scores.items():
                book.find_grade(f"test_{name}", PS, PS, student).auto_score = score
            lines = "\n  Likely cause: the sign is `-`." if number < 3 else ""
            reports = {
                "relu": f"relu: {'passed' if number > 3 else 'not passed'}, points.{lines}",
                "forward": "forward: partly passed.\n  Test 2: `forward(X)` & more.",
            }
            told = {"seconds": 0.5, "notes": [["accident", "cells had been moved"]] * (number == 5)}
            if number == 6:
                told["notes"] = [["tampering", f"the tests in `{EVIL}` were edited"]]
            folder = root / "autograded" / student / PS
            folder.mkdir(parents=True)
            answer = f"def relu(x):\n    return '{EVIL}'" if number else ""
            (folder / f"{PS}.ipynb").write_text(graded(answer, reports, told))
        grade = book.find_grade("test_relu", PS, PS, "student01")
        grade.manual_score = 1.5
        book.find_comment("relu", PS, PS, "student01").manual_comment = f"Well tried {EVIL}"
        book.db.commit()
    return root


@pytest.fixture(scope="module")
def pages(course) -> dict[str, BeautifulSoup]:
    written = feedback.write(course, PS)
    return {path.parent.parent.name: soup(path) for path in written}


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def words(page) -> str:
    return " ".join(page.get_text(" ").split())


def test_every_student_has_a_page_where_nbgrader_has_it(course, pages):
    assert sorted(pages) == [f"student{number:02}" for number in range(12)]
    assert (course / "feedback/student00" / PS / f"{PS}.html").exists()


def test_it_shows_points_messages_answers_and_comments(pages):
    page = pages["student01"]
    text = words(page)
    assert page.h1.get_text() == "Problem set 9: a demonstration"
    assert "Feedback for student01" in text
    assert "1.68 of 4 points" in text, "the manual score counts: 1.5 + 2/11"
    assert "Likely cause: the sign is - ." in text
    assert page.find("code", string="-") is not None
    assert "Graded by hand: 1.5 of 2 points." in text
    assert f"Comment: Well tried {EVIL}" in text
    assert f"return '{EVIL}'" in text
    assert "What the cell printed" in text


def test_it_shows_no_hidden_test(course, pages):
    notebook = (course / "autograded/student01" / PS / f"{PS}.ipynb").read_text()
    assert HIDDEN in notebook
    for page in pages.values():
        assert "-7.25" not in str(page)


def test_what_a_student_wrote_is_text(pages):
    for page in pages.values():
        assert page.find("script") is None


def test_it_needs_nothing_from_outside(pages):
    for page in pages.values():
        assert not page.find_all(["link", "img", "iframe", "script"])
        links = [link["href"] for link in page.find_all("a")]
        assert links == ["#relu", "#forward"]


def test_an_empty_answer_and_notes_are_said(pages):
    assert "The cell was empty." in words(pages["student00"])
    assert "cells had been moved" in words(pages["student05"])
    assert "What was noticed" not in words(pages["student02"])


def test_only_one_student(course):
    (path,) = feedback.write(course, PS, ["student03"])
    assert path.parent.parent.name == "student03"
    with pytest.raises(CourseError, match="nobody: no graded ps9_demo in autograded/"):
        feedback.write(course, PS, ["nobody"])


@pytest.fixture(scope="module")
def class_page(course) -> BeautifulSoup:
    return soup(overview.write(course, PS))


def test_the_class_page_counts_mistakes_by_name(class_page):
    text = words(class_page)
    assert "3 students: the sign is -" in text
    assert "1 student lost points in a way that is not among the known mistakes" in text
    assert "12 graded submissions" in text


def test_the_class_page_lists_tampering_first(class_page):
    rows = [words(row) for row in class_page.find_all("tr")]
    noticed = [row for row in rows if "tampering" in row or "accident" in row]
    assert noticed == [
        f"student06 tampering the tests in {EVIL} were edited",
        "student05 accident cells had been moved",
    ]
    assert class_page.find("script") is None


def test_its_chart_says_in_words_what_it_shows(class_page):
    title = class_page.svg.title.get_text(" ").split()
    assert class_page.svg["role"] == "img"
    counts = [int(count) for count in re.findall(r"points, (\d+)", " ".join(title))]
    assert len(counts) == overview.BINS
    assert sum(counts) == 12


def result(student: str, *shares: float) -> Result:
    exercises = [Exercise(f"e{k}", 4.0, 4.0 * share) for k, share in enumerate(shares)]
    return Result(student, "Title", tuple(exercises))


def test_difficulty_and_discrimination():
    """The first exercise follows the rest exactly, the second is the same for all."""
    shares = np.linspace(0, 1, 12)
    found = [result(str(k), share, 0.5, share) for k, share in enumerate(shares)]
    rows = overview.summarize(found).exercises
    assert [row.difficulty for row in rows] == pytest.approx([0.5, 0.5, 0.5])
    assert rows[0].discrimination == pytest.approx(1)
    assert rows[1].discrimination is None
    assert (rows[0].full, rows[0].none) == (1, 1)


def test_discrimination_leaves_the_exercise_itself_out():
    rng = np.random.default_rng(0)
    found = [result(str(k), *rng.permutation([0, 1])) for k in range(40)]
    rows = overview.summarize(found).exercises
    assert rows[0].discrimination == pytest.approx(-1), "one of two, never both"


def test_a_small_class_has_no_discrimination():
    found = [result(str(k), k / 9, k / 9) for k in range(overview.FEW - 1)]
    assert overview.summarize(found).exercises[0].discrimination is None


def test_the_commands(course, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(course)
    assert cli.main(["feedback", PS]) == 0
    assert "12 pages, such as feedback/student00/" in capsys.readouterr().out
    assert cli.main(["report", PS]) == 0
    assert capsys.readouterr().out == f"reports/{PS}.html\n"
    assert cli.main(["export", PS]) == 0
    assert capsys.readouterr().out.startswith("student,last_name,first_name,")
    target = tmp_path / "scores.csv"
    assert cli.main(["export", PS, "--format", "canvas", "--output", str(target)]) == 0
    assert target.read_text().startswith("Student,ID,")


@pytest.mark.parametrize("command", ["collect", "feedback", "report", "export"])
def test_a_set_that_is_not_there(course, monkeypatch, capsys, command):
    monkeypatch.chdir(course)
    arguments = [command, "ps8", *(["x.zip"] if command == "collect" else [])]
    assert cli.main(arguments) == 1
    said = f"grader: ps8: no such problem set in solutions/ (there are: {PS})\n"
    assert capsys.readouterr().err == said


def test_collecting_says_what_it_did(course, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(course)
    (tmp_path / "in/ada").mkdir(parents=True)
    (tmp_path / "in/ada" / f"{PS}.ipynb").write_text('{"cells": []}')
    assert cli.main(["collect", "ps9", str(tmp_path / "in")]) == 0
    expected = "1 collected, 0 replaced, 0 unchanged, 0 older, {} left out, 0 refused"
    assert capsys.readouterr().out == f"{PS}: {expected.format(0)}\n"
    (tmp_path / "in/bob").mkdir()
    (tmp_path / "in/bob/answers.ipynb").write_text('{"cells": []}')
    assert cli.main(["collect", "ps9", str(tmp_path / "in")]) == 1
    said = capsys.readouterr().out
    assert said.startswith(
        f"left out: bob/answers.ipynb: a file of bob that is not named {PS}.ipynb\n"
    )
    assert "0 collected, 0 replaced, 1 unchanged, 0 older, 1 left out" in said
    (tmp_path / "empty").mkdir()
    assert cli.main(["collect", PS, str(tmp_path / "empty")]) == 1
    assert f"There is no {PS}.ipynb in {tmp_path}/empty." in capsys.readouterr().err
    assert cli.main(["collect", PS, str(tmp_path / "nothing")]) == 1
    assert "expected a folder or a zip" in capsys.readouterr().err


def test_before_grading_it_says_what_to_do(tmp_path, monkeypatch, capsys):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    (tmp_path / "solutions" / PS).mkdir(parents=True)
    (tmp_path / "solutions" / PS / f"{PS}.ipynb").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["report", PS]) == 1
    message = f"grader: {PS}: nothing is graded yet; run: grader grade {PS}\n"
    assert capsys.readouterr().err == message
    assert cli.main(["export", PS]) == 1
    assert "there is no gradebook yet" in capsys.readouterr().err
    assert not (tmp_path / "gradebook.db").exists()


def test_a_damaged_notebook_is_named(course):
    path = course / "autograded/student07" / PS / f"{PS}.ipynb"
    text = path.read_text()
    path.write_text("{")
    try:
        with pytest.raises(CourseError, match=r"student07.*expected a graded notebook"):
            results.read(course, PS)
    finally:
        path.write_text(text)


def test_missed_criteria_are_counted():
    lines = ("Test 2: wrong.", "Criteria: numbers 0.5 of 0.5; any shape 0 of 1.25; kept 0 of 0.25.")
    partly = Exercise("relu", 2.0, 0.5, lines=lines)
    assert partly.missed == ["any shape", "kept"]
    whole = Exercise("relu", 2.0, 2.0)
    found = [Result(name, "Title", (one,)) for name, one in (("a", partly), ("b", whole))]
    assert overview.summarize(found).exercises[0].missed == [("any shape", 1), ("kept", 1)]
