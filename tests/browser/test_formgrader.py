"""nbgrader's Formgrader after `grader grade`: scores, messages, and what a person gives by hand."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import expect
from servers import TOKEN, jupyter

ROOT = Path(__file__).parents[2]
NAME = "ps1_forward_propagation"
WRONG = "def relu(x):\n    return x"
# A text of the student's own that would give points in the name of whoever opens it.
SCRIPT = "<script>document.body.dataset.ran = 1</script><img src=x onerror='alert(1)'>"
PATIENCE = 120_000  # milliseconds; on an idle machine each wait takes a second at most

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux"),
]


def hand_in(course, student, answers):
    """Hand in a notebook with some answers, and the others blank."""
    path = course / "submitted" / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    content = json.loads((course / "exercises" / NAME / f"{NAME}.ipynb").read_text())
    for cell in content["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, cell["source"])
    for kind in ("markdown", "raw"):
        content["cells"].insert(2, {"cell_type": kind, "metadata": {}, "source": SCRIPT})
    path.write_text(json.dumps(content))


def grade(course, *options):
    command = [sys.executable, "-m", "grader", "grade", NAME, *options]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which two students have handed in, graded by the command."""
    home = tmp_path_factory.mktemp("formgrader")
    course = home / "course"
    course.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for part in ("solutions", "exercises"):
        shutil.copytree(ROOT / part / NAME, course / part / NAME)
    source = json.loads((course / "solutions" / NAME / f"{NAME}.ipynb").read_text())
    right = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in source["cells"]
        if cell["metadata"].get("nbgrader", {}).get("solution")
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBGRADER_EXCHANGE", str(home / "exchange"))
        hand_in(course, "ada", right)
        hand_in(course, "ben", {"weighted_sum": right["weighted_sum"], "relu": WRONG})
        grade(course)
        yield course


@pytest.fixture(scope="module")
def server(course):
    with jupyter("jupyter_server", course, course.parent) as address:
        yield address


@pytest.fixture
def page(browser):
    """Open a page of the server; nbgrader's own takes MathJax from the network, if there is one."""
    page = browser.new_page(
        viewport={"width": 1280, "height": 1000},
        extra_http_headers={"Authorization": f"token {TOKEN}"},
    )
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield page
    page.close()


def row_of(page, server, student):
    """Open the list of submissions, with names, and return a student's row."""
    page.goto(f"{server}/formgrader/gradebook/{NAME}/{NAME}")
    expect(page.get_by_role("link", name="Submission #2")).to_be_visible()
    page.get_by_role("button", name="Show All Names").click()
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=student))


def open_notebook(page, server, student):
    """Open a student's graded notebook from the list."""
    row_of(page, server, student).get_by_role("link", name=student).click()
    expect(page.locator("#test_relu")).to_have_attribute("placeholder", "0")


def manual(course):
    """Return the manual score and comment that the gradebook holds for one exercise."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        score = gradebook.find_grade("test_relu", NAME, NAME, "ben").manual_score
        return score, gradebook.find_comment("relu", NAME, NAME, "ben").manual_comment


def test_scores_and_comments_a_manual_score_and_a_grading_that_keeps_it(course, server, page):
    pictures = os.environ.get("PICTURES")  # a folder for looking at the pages

    def picture(name):
        if pictures:
            page.screenshot(path=Path(pictures) / f"{name}.png", full_page=True)

    # The list: what the command has given.
    expect(row_of(page, server, "ada")).to_contain_text("20 / 20")
    expect(row_of(page, server, "ben")).to_contain_text("2 / 20")
    picture("list")

    # A notebook: scores, messages, and that nothing was written.
    open_notebook(page, server, "ben")
    expect(page.locator("#test_weighted_sum")).to_have_attribute("placeholder", "2")
    expect(page.locator("#test_forward")).to_have_attribute("placeholder", "0")
    expect(page.locator("body")).to_contain_text("relu(-2) returned -2, where 0 was expected")
    expect(page.locator("#forward-comment")).to_have_attribute("placeholder", "No response.")
    expect(page.locator("body")).to_contain_text("document.body.dataset.ran = 1")
    assert page.evaluate("document.body.dataset.ran") is None
    picture("notebook")

    # By hand: another score, and a comment.
    page.locator("#test_relu").fill("1.25")
    page.locator("#test_relu").press("Tab")
    page.locator("#relu-comment").fill("A good start: think of the negative numbers.")
    page.locator("#relu-comment").press("Tab")
    given = (1.25, "A good start: think of the negative numbers.")
    for _ in range(100):  # the page saves on its own
        if manual(course) == given:
            break
        time.sleep(0.1)
    assert manual(course) == given

    # Graded again, the manual score and comment stay, and wait for a person to agree.
    assert "2 graded in" in grade(course, "--force")
    assert manual(course) == given
    expect(row_of(page, server, "ben")).to_contain_text("3.25 / 20")
    open_notebook(page, server, "ben")
    expect(page.locator("#test_relu")).to_have_value("1.25")
    expect(page.locator("#relu-comment")).to_have_value(given[1])
    resolve = page.get_by_role("button", name="Resolve").locator("visible=true")
    expect(resolve).to_have_count(1)
    picture("graded_again")
    resolve.click()
    expect(resolve).to_have_count(0)
