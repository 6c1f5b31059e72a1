"""Problem sets in the page, as a reader does them: start, answer, check, stop, keep, hand in.

In headless Chromium, on the built book, with no other host to ask.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from visits import DESKTOP, PHONE, objections, sideways, turn

from grader import notebook

ROOT = Path(__file__).resolve().parents[2]
PS1 = "exercises/ps1_forward_propagation/ps1_forward_propagation.html"
RIGHT = "def relu(x):\n    return np.maximum(x, 0)\n"
WRONG = "def relu(x):\n    return np.minimum(x, 0)\n"
ENDLESS = "def relu(x):\n    while True:\n        pass\n"
SECONDS = 300_000  # milliseconds for Python to start on a busy machine

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def address(serve, built) -> str:
    """Where the built book is served; it must have Python in its pages."""
    assert (built / "python/files.json").exists(), "the book was built without Pyodide"
    return serve(built)


@pytest.fixture
def context(browser) -> Iterator[BrowserContext]:
    """A new reader."""
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", accept_downloads=True)
    yield context
    context.close()


def opened(context: BrowserContext, address: str, name: str = PS1) -> Page:
    """A page, with what goes wrong in it kept in `page.errors` and what it asks in `page.asked`."""
    page = context.new_page()
    page.errors, page.asked = [], []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address + name)
    return page


def start(page: Page) -> None:
    page.get_by_role("button", name="Start Python here").click()
    expect(page.locator(".nn-status")).to_have_text("Python is ready.", timeout=SECONDS)


def answer(page: Page, name: str, text: str) -> None:
    page.get_by_label(f"Your answer: {name}", exact=True).fill(text)


def check(page: Page, name: str) -> str:
    """Press Check and return the report."""
    page.get_by_role("button", name=f"Check {name}", exact=True).click()
    idle(page)
    return page.get_by_role("region", name=f"Check of {name}", exact=True).inner_text()


def idle(page: Page) -> None:
    expect(page.locator(".nn-bar")).to_have_attribute("data-state", "idle", timeout=SECONDS)


def solutions() -> dict[str, str]:
    """The reference answers of set 1, by exercise."""
    path = ROOT / "solutions/ps1_forward_propagation/ps1_forward_propagation.ipynb"
    cells = notebook.read(path)
    return {
        cell.id: cell.source.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")
        for cell in cells
        if cell.role == "answer"
    }


def test_nothing_is_loaded_before_the_button_is_pressed(context, address):
    page = opened(context, address)
    page.wait_for_load_state("networkidle")
    own = [url for url in page.asked if "/python/" in url]
    assert {url.rsplit("/", 1)[1].split("?")[0] for url in own} <= {
        "start.mjs", "dom.mjs", "page.css"
    }  # fmt: skip
    assert not page.errors


def test_a_mistake_is_told_in_words_and_the_right_answer_earns_its_points(context, address):
    page = opened(context, address)
    start(page)
    answer(page, "relu", WRONG)
    told = check(page, "relu")
    assert "not passed, 0 of 2 points" in told
    assert "relu(4) returned 0, where 4 was expected" in told
    assert "it keeps the smaller of x and 0" in told
    answer(page, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(page, "relu")
    expect(page.locator(".nn-points")).to_have_text("Points so far: 2 of 20")
    answer(page, "relu", "def relu(x)\n    return x\n")
    page.get_by_role("button", name="Check relu", exact=True).click()
    idle(page)
    assert "SyntaxError in line 1" in page.get_by_role("region", name="Error").inner_text()
    expect(page.locator(".nn-points")).to_have_text("Points so far: 0 of 20")
    assert not [url for url in page.asked if not url.startswith((address, "data:", "blob:"))]
    assert not page.errors


def test_an_endless_loop_ends_and_the_other_exercises_go_on(context, address):
    page = opened(context, address)
    start(page)
    answer(page, "relu", ENDLESS)
    page.get_by_role("button", name="Check relu", exact=True).click()
    expect(page.get_by_text("Stopped after 20 seconds")).to_be_visible(timeout=SECONDS)
    idle(page)
    assert page.get_by_label("Your answer: relu", exact=True).input_value() == ENDLESS
    answer(page, "predict_rows", solutions()["predict_rows"])
    assert "passed, 3 of 3 points" in check(page, "predict_rows")
    answer(page, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(page, "relu")


def test_stop_ends_what_runs_at_once(context, address):
    page = opened(context, address)
    start(page)
    answer(page, "weighted_sum", "while True:\n    pass\n")
    page.get_by_role("button", name="Check weighted_sum", exact=True).click()
    page.wait_for_function("document.querySelector('.nn-bar').dataset.runs === 'weighted_sum'")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("You stopped Python.")).to_be_visible(timeout=3000)
    answer(page, "weighted_sum", solutions()["weighted_sum"])
    assert "passed, 2 of 2 points" in check(page, "weighted_sum")


def test_the_notebook_is_handed_in_graded_and_opened_again(context, address, tmp_path):
    page = opened(context, address)
    start(page)
    for name, text in solutions().items():
        answer(page, name, text)
    answer(page, "relu", WRONG)
    page.get_by_role("button", name="Run all", exact=True).click()
    page.wait_for_function("document.querySelector('.nn-bar').dataset.state === 'busy'")
    idle(page)
    expect(page.locator(".nn-points")).to_have_text("Points so far: 18 of 20")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download my notebook").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    nbformat.validate(nbformat.read(file, as_version=4))

    course = tmp_path / "course"
    course.mkdir()
    for name in ("solutions", "nbgrader_config.py"):
        (course / name).symlink_to(ROOT / name)
    handed_in = course / "submitted/ada/ps1_forward_propagation"
    handed_in.mkdir(parents=True)
    (handed_in / file.name).write_bytes(file.read_bytes())
    command = [sys.executable, "-m", "grader", "grade", "ps1_forward_propagation"]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "18" in done.stdout

    page.get_by_role("button", name="Reset all").click()
    expect(page.locator(".nn-points")).to_have_text("Points so far: 0 of 20")
    assert "NotImplementedError" in page.get_by_label("Your answer: relu").input_value()
    page.locator("#nn-file").set_input_files(file)
    expect(page.locator(".nn-status")).to_contain_text("are here now")
    assert page.get_by_label("Your answer: relu", exact=True).input_value() == WRONG


def test_a_file_that_is_no_notebook_of_this_set_is_refused_in_words(context, address, tmp_path):
    page = opened(context, address)
    start(page)
    other = ROOT / "exercises/ps2_activations/ps2_activations.ipynb"
    page.locator("#nn-file").set_input_files(other)
    expect(page.locator(".nn-status")).to_contain_text("belongs to another problem set")
    wrong = tmp_path / "wrong.ipynb"
    wrong.write_text("{")
    page.locator("#nn-file").set_input_files(wrong)
    expect(page.locator(".nn-status")).to_contain_text("cannot be read as JSON")


def test_answers_survive_a_reload_and_reach_the_other_tab(context, address):
    page = opened(context, address)
    start(page)
    answer(page, "relu", RIGHT)
    page.wait_for_function("localStorage.getItem('nn-answers:ps1_forward_propagation')")
    other = opened(context, address)
    field = other.get_by_label("Your answer: relu", exact=True)
    expect(field).to_have_value(RIGHT)  # without pressing Start
    answer(page, "relu", WRONG)
    other.get_by_role("button", name="Take the answers from there").click()
    expect(field).to_have_value(WRONG)


def test_without_storage_a_sentence_says_so(context, address):
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } })"
    )
    page = opened(context, address)
    start(page)
    expect(page.locator(".nn-warning")).to_contain_text("This browser keeps nothing")
    answer(page, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(page, "relu")


def test_it_works_offline_after_the_first_visit(context, address):
    page = opened(context, address)
    start(page)
    page.wait_for_function(
        "async () => (await (await caches.open('book-1')).keys())"
        ".some(({ url }) => url.includes('/course-'))",
        timeout=SECONDS,
    )
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.reload()
    start(page)
    answer(page, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(page, "relu")


def test_without_a_connection_a_sentence_says_so_and_nothing_is_lost(context, address):
    page = opened(context, address)
    context.route("**/*.wasm.gz", lambda route: route.abort())
    page.get_by_role("button", name="Start Python here").click()
    expect(page.locator(".nn-status")).to_contain_text("Python could not go on")
    context.unroute("**/*.wasm.gz")
    answer(page, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(page, "relu")


def test_by_keyboard_alone(context, address):
    page = opened(context, address)
    page.get_by_role("button", name="Start Python here").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".nn-status")).to_have_text("Python is ready.", timeout=SECONDS)
    field = page.get_by_label("Your answer: relu", exact=True)
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("def relu(x):\nreturn np.maximum(x, 0)")
    assert field.input_value() == RIGHT.rstrip("\n")  # the second line is indented by itself
    page.keyboard.press("Control+Enter")
    idle(page)
    expect(page.locator(".nn-status")).to_contain_text("relu: passed, 2 of 2 points")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check relu"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_has_no_objection_and_a_phone_is_wide_enough(context, address, theme):
    page = opened(context, address)
    start(page)
    answer(page, "relu", WRONG)
    check(page, "relu")
    turn(page, theme)
    page.set_viewport_size(PHONE)
    assert sideways(page) <= 0
    page.set_viewport_size(DESKTOP)
    assert not objections(page, within="article")


def test_text_and_colours_of_an_editor_lie_on_each_other(context, address):
    page = opened(context, address)
    start(page)
    box = page.evaluate(
        "() => ['textarea', 'pre'].map(name => { const s = getComputedStyle("
        "  document.querySelector(`.nn-layers ${name}`)); return [s.fontFamily, s.fontSize,"
        "  s.lineHeight, s.paddingTop, s.paddingLeft, s.letterSpacing, s.tabSize]; })"
    )
    assert box[0] == box[1]


def test_a_keras_set_says_where_it_is_done(context, address):
    page = opened(context, address, "exercises/ps7_keras_on_pima/ps7_keras_on_pima.html")
    offer = page.get_by_role("region", name="Where to do this set")
    expect(offer).to_contain_text("It uses Keras, which runs on a computer or a server")
    assert not page.get_by_role("button", name="Start Python here").count()


def test_a_cell_of_a_notebook_brings_no_script_into_the_page(context, address):
    page = opened(context, address)
    start(page)
    attack = 'from IPython.display import HTML\nHTML(\'<img src=x onerror="window.hit = 1">'
    attack += '<a href="javascript:window.hit=1" onclick="window.hit=1">x</a>'
    attack += "<script>window.hit = 1</script><b>told</b>')"
    answer(page, "relu", attack)
    page.get_by_role("button", name="Check relu", exact=True).click()
    idle(page)
    shown = page.locator(".nn-shown").first
    expect(shown).to_contain_text("told")
    assert not shown.locator("img, script, [onclick], [href]").count()
    assert page.evaluate("window.hit") is None


def test_what_the_page_loads_is_listed_with_its_size(built):
    listed = json.loads((built / "python/files.json").read_text())
    for file in listed["start"] + listed["figures"]:
        assert (built / "python" / file["name"]).stat().st_size >= file["bytes"] > 0
    assert sum(file["bytes"] for file in listed["start"]) < 10_000_000
