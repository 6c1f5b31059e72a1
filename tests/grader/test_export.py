"""Exported tables: every platform's columns, manual scores, absent students, unpleasant names."""

import csv
import io
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader import export

PS = "ps2_activations"
POINTS = {"step": 2.0, "softmax": 4.0, "derivative": 4.0}


pytestmark = pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """A gradebook of one set: ada full marks, bob a manual score, eve late, kim nothing."""
    url = f"sqlite:///{tmp_path_factory.mktemp('class')}/gradebook.db"
    # nbgrader starts `alembic` by name, also in an environment that is not activated.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", path)
        book = Gradebook(url)
    with book:
        book.add_assignment(PS)
        book.add_notebook(PS, PS)
        for name, points in POINTS.items():
            book.add_grade_cell(f"test_{name}", PS, PS, max_score=points, cell_type="code")
        book.add_student("ada", first_name="Ada", last_name="Lovelace", lms_user_id="17")
        book.add_student("bob", email="bob@example.org")
        book.add_student("eve", last_name='=HYPERLINK("x")')
        book.add_student("kim")
        for student, scores in {"ada": (2, 4, 4), "bob": (0, 1.5, 0), "eve": (2, 0, 0)}.items():
            book.add_submission(PS, student)
            for cell, score in zip(POINTS, scores, strict=True):
                book.find_grade(f"test_{cell}", PS, PS, student).auto_score = score
        book.find_grade("test_derivative", PS, PS, "bob").manual_score = 3
        book.find_submission_notebook(PS, PS, "eve").late_submission_penalty = 0.5
        book.db.commit()
        yield book


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv(gradebook):
    rows = table(export.as_csv(export.read(gradebook, PS)))
    assert rows[0] == {
        "student": "ada",
        "last_name": "Lovelace",
        "first_name": "Ada",
        "email": "",
        "submitted": "yes",
        "late_penalty": "0",
        "score": "10",
        "max_score": "10",
        "step": "2",
        "softmax": "4",
        "derivative": "4",
    }
    assert [row["score"] for row in rows] == ["10", "4.5", "1.5", ""]
    assert rows[1]["derivative"] == "3", "a manual score counts"
    assert (rows[3]["submitted"], rows[3]["step"]) == ("no", "")


def test_exercises_stand_in_the_order_of_the_notebook(gradebook):
    assert list(export.read(gradebook, PS).points) == list(POINTS)


def test_canvas(gradebook):
    rows = table(export.as_canvas(export.read(gradebook, PS)))
    assert rows[0]["Student"] == "    Points Possible"
    assert (rows[0][PS], rows[0][f"{PS}: softmax"]) == ("10", "4")
    assert (rows[1]["Student"], rows[1]["ID"]) == ("Lovelace, Ada", "17")
    assert (rows[2]["Student"], rows[2]["SIS Login ID"], rows[2][PS]) == ("bob", "bob", "4.5")
    assert rows[4][PS] == rows[4][f"{PS}: step"] == ""


def test_moodle(gradebook):
    rows = table(export.as_moodle(export.read(gradebook, PS)))
    assert (rows[1]["Username"], rows[1]["Email address"]) == ("bob", "bob@example.org")
    assert (rows[1]["Grade"], rows[1][f"{PS}: softmax"]) == ("4.5", "1.5")
    assert (rows[3]["Grade"], rows[3][f"{PS}: step"]) == ("-", "-")


def test_moodle_finds_the_columns_without_which_it_refuses_a_worksheet(gradebook):
    """Those that mod/assign/feedback/offline/importgradeslib.php looks for."""
    (row, *_) = table(export.as_moodle(export.read(gradebook, PS)))
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(row)
    written = datetime.strptime(row["Last modified (grade)"], "%Y-%m-%d %H:%M UTC")
    assert abs(datetime.now(UTC) - written.replace(tzinfo=UTC)) < timedelta(hours=1)


@pytest.mark.parametrize("write", export.FORMATS.values(), ids=list(export.FORMATS))
def test_a_name_is_never_a_formula(gradebook, write):
    text = write(export.read(gradebook, PS))
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_a_set_that_the_gradebook_does_not_know(gradebook):
    with pytest.raises(export.ExportError) as error:
        export.read(gradebook, "ps9")
    assert str(error.value) == f"ps9: expected a problem set of the gradebook; it has: {PS}"
