"""One exercise graded again after its test was mended: its points and messages, and no others."""

import pytest
from nbgrader.api import Gradebook
from test_grading import NAME, RIGHT, WRONG, command, hand_in, rows

# What double squares is right now, and what quadruples is wrong.
MENDED = """
table = [1, 2]
with check("double", points=2) as t:
    t.returns(double, 0, want=0)
    t.returns(double, 2, want=4)
t.score
"""
OTHER = """
with check("quadruple", points=1) as t:
    t.returns(quadruple, 1, want=5)
t.score
"""


@pytest.fixture
def graded(entered):
    """A class that is graded, with a score by hand."""
    course = entered
    hand_in(course, "ada", RIGHT)
    hand_in(course, "ben", WRONG)
    done = command(course, "grade", NAME)
    assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("test_quadruple", NAME, NAME, "ben")
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        gradebook.db.commit()
    return course


def scores(course):
    return {f"{row[0]} {row[1].removeprefix('test_')}": row[2:] for row in rows(course)}


def page(course, student):
    done = command(course, "feedback", NAME, "--student", student)
    assert done.returncode == 0, done.stderr
    return (course.root / "feedback" / student / NAME / f"{NAME}.html").read_text()


@pytest.mark.slow
def test_only_this_exercise_changes(graded):
    assert "returned 9, where 6 was expected" in page(graded, "ben")
    before = scores(graded)
    graded.write(test_double=MENDED, test_quadruple=OTHER)
    hand_in(graded, "cleo", RIGHT)
    done = command(graded, "grade", NAME, "--exercise", "double")
    assert done.returncode == 1, done.stderr
    assert "not graded: not graded yet; grade it once without --exercise" in done.stdout
    assert "2 graded" in done.stdout
    assert "only double" in done.stdout
    assert "kept: `quadruple` would now earn 0" in done.stdout
    assert before["ben double"][0] == 0
    assert scores(graded) == {**before, "ben double": (2.0, None, 0)}
    told = page(graded, "ben")
    assert "returned 9" not in told
    assert "where 5 was expected" not in told
    # What is done is not done again, and the whole set is still to be graded.
    again = command(graded, "grade", NAME, "--exercise", "double", "--student", "ben")
    assert "0 graded" in again.stdout
    assert "1 unchanged" in again.stdout
    whole = command(graded, "grade", NAME)
    assert "3 graded" in whole.stdout
    assert scores(graded)["ada quadruple"] == (0.0, None, 0)
    assert scores(graded)["ben quadruple"] == (0.0, 0.5, 1)
    assert "where 5 was expected" in page(graded, "ada")


@pytest.mark.slow
def test_where_nothing_else_would_change_the_whole_result_is_fresh(graded):
    graded.write(test_double=MENDED)
    hand_in(graded, "ben", {**RIGHT, "double": "double = 3"})
    done = command(graded, "grade", NAME, "--exercise", "double")
    assert done.returncode == 1
    assert "handed in again since it was graded; grade it without --exercise" in done.stdout
    assert "1 graded" in done.stdout
    assert "kept" not in done.stdout
    assert scores(graded)["ben double"] == (0.0, None, 0)
    whole = command(graded, "grade", NAME)
    assert "1 graded" in whole.stdout
    assert "1 unchanged" in whole.stdout
