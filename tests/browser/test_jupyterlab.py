"""Every problem set in JupyterLab: an answer typed, its message read, Validate pressed.

And the instructor's side: Formgrader shows the problem sets. One server serves all of it.
"""

import json
import re
import shutil
import urllib.request
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect
from servers import TOKEN, jupyter

from checks import mistakes as diagnoses
from checks.mistakes import Diagnoses
from grader import notebook, proof
from grader.course import sets

ROOT = Path(__file__).parents[2]
SETS = sets(ROOT)
PATIENCE = 120_000  # milliseconds; on an idle machine each wait takes a few seconds at most

# In one process, so that one server serves them all.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("jupyterlab")]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab in a copy of the course, with settings of its own; return its address."""
    tmp_path = tmp_path_factory.mktemp("lab")
    course = tmp_path / "course"
    course.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for part in ("solutions", "exercises"):
        shutil.copytree(ROOT / part, course / part)
    settings = tmp_path / "config" / "lab" / "user-settings" / "@jupyterlab"
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    whole = {"windowingMode": "none"}  # every cell is on the page, not only those in view
    for place, values in (
        ("apputils-extension/notification", quiet),
        ("notebook-extension/tracker", whole),
    ):
        path = settings / f"{place}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values))
    with jupyter("jupyterlab", course, tmp_path) as address:
        yield address


@pytest.fixture
def page(browser):
    """Open a page and hold that it asks no other host for anything."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    elsewhere = [url for url in asked if url.startswith(("http", "ws"))]
    assert [url for url in elsewhere if "//127.0.0.1:" not in url] == []


@pytest.fixture
def end_kernels(lab):
    """End the kernels that a test started, so that those of all sets do not fill the memory."""
    yield
    sessions = urllib.request.Request(f"{lab}/api/sessions?token={TOKEN}")
    for session in json.load(urllib.request.urlopen(sessions, timeout=10)):
        place = f"{lab}/api/sessions/{session['id']}?token={TOKEN}"
        urllib.request.urlopen(urllib.request.Request(place, method="DELETE"), timeout=30)


class Notebook:
    """A notebook open in JupyterLab."""

    def __init__(self, page, lab, name):
        self.page = page
        path = ROOT / "exercises" / name / f"{name}.ipynb"
        self.ids = [cell.id for cell in nbformat.read(path, as_version=4).cells]
        page.goto(f"{lab}/lab/tree/exercises/{name}/{name}.ipynb?token={TOKEN}&reset")
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(self.ids))
        # A cell that is run before the kernel is connected would not run.
        expect(page.locator("#jp-bottom-panel")).to_contain_text("| Idle")

    def cell(self, id_):
        return self.page.locator(".jp-Notebook .jp-Cell").nth(self.ids.index(id_))

    def run(self, id_):
        """Run a cell, wait until it is done, and return its outputs."""
        cell = self.cell(id_)
        prompt = cell.locator(".jp-InputPrompt").first
        before = prompt.inner_text()
        cell.locator(".jp-InputArea-editor .cm-line").first.click()
        self.page.keyboard.press("Shift+Enter")
        expect(prompt).to_have_text(re.compile(rf"(?!{re.escape(before)})\[\d+\]:"))
        return cell.locator(".jp-OutputArea-output")

    def write(self, id_, source):
        """Put the cursor into a cell and write something else in place of all that it holds."""
        lines = self.cell(id_).locator(".jp-InputArea-editor .cm-line")
        lines.first.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(source.rstrip())
        # Also the spaces at its beginning: the editor must not indent on its own.
        expect(lines).to_have_text(source.rstrip().splitlines(), use_inner_text=True)


def lines_shown(report):
    """The lines of a report as a page shows them: no marks around code, criteria in a list."""
    lines = []
    for line in str(report).replace("`", "").splitlines():
        listed = line.strip().removeprefix("Criteria: ")
        lines += [listed] if listed == line.strip() else listed.rstrip(".").split("; ")
    return lines


@pytest.mark.parametrize("name", SETS)
def test_a_wrong_answer_a_right_one_and_validate(lab, page, end_kernels, name):
    problem_set = proof.load(ROOT / "solutions" / name)
    exercises = list(problem_set.points)
    exercise = exercises[0]
    wrong = [item for item in problem_set.mistakes if item.exercise == exercise][-1]
    right = next(cell.source for cell in problem_set.cells if cell.id == exercise)
    cells = notebook.as_released(list(problem_set.cells))

    def told(answer, known):
        changed = notebook.with_answers(cells, {exercise: answer})
        # Exercises that come later stay blank, and need not be run.
        last = next(i for i, cell in enumerate(cells) if cell.id == f"test_{exercise}")
        return notebook.run(changed[: last + 1], known=known)[exercise].report

    opened = Notebook(page, lab, name)
    answer, test = exercise.replace("_", "-"), f"test-{exercise.replace('_', '-')}"
    for cell in opened.ids[: opened.ids.index(answer)]:
        if "jp-CodeCell" in opened.cell(cell).get_attribute("class"):
            opened.run(cell)

    # Nothing answered: words, not tracebacks.
    opened.run(answer)
    output = opened.run(test)
    expect(output.first).to_contain_text(f"{exercise} is not written yet.")
    expect(output.last).to_have_text("0.0")

    # A wrong answer: the sentence that this mistake deserves.
    opened.write(answer, wrong.source)
    opened.run(answer)
    output = opened.run(test)
    report = told(wrong.source, diagnoses.load(ROOT / "exercises" / name))
    for line in lines_shown(report):
        expect(output.first).to_contain_text(line)
    expect(output.first).to_contain_text(wrong.message.replace("`", ""))
    expect(output.last).to_have_text(str(report.score))

    # The right one.
    opened.write(answer, right)
    opened.run(answer)
    output = opened.run(test)
    points = problem_set.points[exercise]
    for line in lines_shown(told(right, Diagnoses())):
        expect(output.first).to_contain_text(line)
    expect(output.first).to_contain_text(f"{exercise}: passed, {points:g} of {points:g} point")
    expect(output.last).to_have_text(str(points))
    section = output.first.locator("section")
    expect(section).to_have_attribute("aria-label", f"Check of {exercise}")

    # Validate runs the whole notebook afresh: all exercises but one are still blank.
    page.get_by_role("button", name="Validate").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Validation Results")
    failed = dialog.get_by_text("The following cell failed:")
    expect(failed).to_have_count(len(exercises) - 1)
    for other in exercises[1:]:
        expect(dialog).to_contain_text(re.compile(rf'check\(\s*"{other}"'))
        expect(dialog).to_contain_text(f"`{other}` is not written yet.")  # and not "Partial credit"
    expect(dialog).not_to_contain_text(re.compile(rf'check\(\s*"{exercise}"'))
    dialog.get_by_role("button", name="Ok").click()


def test_the_instructors_list_of_assignments(lab, page):
    page.goto(f"{lab}/lab?token={TOKEN}&reset")
    page.get_by_role("menubar").get_by_text("Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader").first.click()
    formgrader = page.frame_locator("iframe[src*='formgrader']")
    for name in SETS:
        expect(formgrader.get_by_role("link", name=name)).to_be_visible()
