"""Problem sets in the page, as a reader does them: start, answer, check, keep, hand in.

In headless Chromium, on the built book, with no other host to ask. What goes wrong on the way is in
test_page_failures.py.
"""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from pages import (
    RIGHT,
    SECONDS,
    SET,
    WRONG,
    answer,
    check,
    idle,
    opened,
    press,
    solutions,
    with_answer,
)
from playwright.sync_api import expect
from visits import BUT_COLORS, COLORS, PHONE, faint_words, objections, sideways, turn

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def test_nothing_is_loaded_before_the_button_is_pressed(reader, with_python):
    page = opened(reader, with_python)
    page.wait_for_load_state("networkidle")
    own = [url for url in page.asked if "/python/" in url]
    assert {url.rsplit("/", 1)[1].split("?")[0] for url in own} <= {
        "load.js", "start.mjs", "dom.mjs", "page.css"
    }  # fmt: skip
    assert not page.errors


def test_a_mistake_is_told_in_words_and_the_right_answer_earns_its_points(ready, with_python):
    answer(ready, "relu", WRONG)
    told = check(ready, "relu")
    assert "not passed, 0 of 2 points" in told
    assert "relu(4) returned 0, where 4 was expected" in told
    assert "it keeps the smaller of x and 0" in told
    answer(ready, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(ready, "relu")
    expect(ready.locator(".nn-points")).to_have_text("Points so far: 2 of 20")
    answer(ready, "relu", "def relu(x)\n    return x\n")
    press(ready, "relu")
    idle(ready)
    assert "SyntaxError in line 1" in ready.get_by_role("region", name="Error").inner_text()
    expect(ready.locator(".nn-points")).to_have_text("Points so far: 0 of 20")
    own = (with_python, "data:", f"blob:{with_python}")
    assert not [url for url in ready.asked if not url.startswith(own)]
    assert not ready.errors


def test_expected_and_returned_stand_beside_each_other_as_a_picture(ready):
    flawed = "def relu(x):\n    return np.maximum(x, 0) if np.ndim(x) < 2 else np.abs(x)\n"
    answer(ready, "relu", flawed)
    told = check(ready, "relu")
    assert "Outlined: 3 of 6 values differ." in told
    report = ready.get_by_role("region", name="Check of relu", exact=True)
    expected = report.get_by_role("img", name="Expected: 2 rows of 3 values, from 0 to 3.")
    yours = report.get_by_role("img", name="at [0, 0] expected 0, yours 1.5")
    ready.set_viewport_size(PHONE)
    assert sideways(ready) <= 0
    assert yours.bounding_box()["y"] > expected.bounding_box()["y"]  # one above the other
    colors = (
        "() => [getComputedStyle(document.querySelector('.nn-report svg text')).fill,"
        " getComputedStyle(document.querySelector('.nn-report svg rect')).stroke,"
        " getComputedStyle(document.body).color]"
    )
    light = ready.evaluate(colors)
    turn(ready, "dark")
    assert all(one != other for one, other in zip(light, ready.evaluate(colors), strict=True))
    ready.emulate_media(forced_colors="active")
    assert len(set(ready.evaluate(colors))) == 1  # the system's colour of text
    ready.emulate_media(forced_colors="none")
    assert not faint_words(ready)
    assert not objections(ready, COLORS, within=".nn-report")  # leaves nothing of a drawing
    turn(ready, "light")
    assert not faint_words(ready)
    assert not objections(ready, within=".nn-report")
    answer(ready, "relu", RIGHT)
    assert "passed" in check(ready, "relu")
    assert not report.get_by_role("img").count()
    assert not ready.errors


def test_the_notebook_is_handed_in_graded_and_opened_again(ready, tmp_path):
    for name, text in solutions().items():
        answer(ready, name, text)
    answer(ready, "relu", WRONG)
    ready.get_by_role("button", name="Run all", exact=True).click()
    expect(ready.locator(".nn-status")).to_have_text("Points so far: 18 of 20", timeout=SECONDS)
    idle(ready)
    with ready.expect_download() as saved:
        ready.get_by_role("button", name="Download my notebook").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    nbformat.validate(nbformat.read(file, as_version=4))

    course = tmp_path / "course"
    course.mkdir()
    for name in ("solutions", "nbgrader_config.py"):
        (course / name).symlink_to(ROOT / name)
    handed_in = course / "submitted/ada" / SET
    handed_in.mkdir(parents=True)
    (handed_in / file.name).write_bytes(file.read_bytes())
    command = [sys.executable, "-m", "grader", "grade", SET]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "18" in done.stdout

    ready.get_by_role("button", name="Reset all").click()
    expect(ready.locator(".nn-points")).to_have_text("Points so far: 0 of 20")
    field = ready.get_by_label("Your answer: relu", exact=True)
    assert "NotImplementedError" in field.input_value()
    ready.locator("#nn-file").set_input_files(file)
    expect(ready.locator(".nn-status")).to_contain_text("are here now")
    assert field.input_value() == WRONG


def test_hints_come_one_at_a_time_and_no_solution_after_them(ready):
    first = ready.get_by_role("button", name="Hint 1 of 3 for relu", exact=True)
    assert "for one number" not in ready.locator("article").inner_text().lower()
    first.click()
    hint = ready.get_by_role("region", name="Hint 1 of 3 for relu", exact=True)
    expect(hint).to_be_focused()
    expect(hint).to_contain_text("the larger of the number and zero")
    ready.get_by_role("button", name="Hint 2 of 3 for relu", exact=True).click()
    ready.get_by_role("button", name="Hint 3 of 3: a worked step for relu", exact=True).click()
    assert not ready.get_by_role("button", name="Solution for relu").count()
    hints = ready.get_by_role("button", name="for weighted_sum")
    for _ in range(3):
        hints.click()
    assert (
        ready.get_by_role("region", name="for weighted_sum").last.locator("mjx-container").count()
    )
    assert not ready.errors


def test_a_solution_is_offered_after_all_hints_where_the_build_gives_it_away(reader, with_python):
    with_answer(reader)
    told = {"relu": {"hints": ["<p>Think.</p>"], "solution": RIGHT}}
    reader.route("**/help.json", lambda route: route.fulfill(json=told))
    page = opened(reader, with_python)
    solution = page.get_by_role("button", name="Solution for relu")
    page.get_by_role("button", name="Hint 1 of 1: a worked step for relu").wait_for()
    assert not solution.count()
    page.get_by_role("button", name="Hint 1 of 1: a worked step for relu").click()
    solution.click()
    region = page.get_by_role("region", name="Solution for relu")
    assert region.locator("pre").inner_text().strip() == RIGHT.strip()


def test_a_file_that_is_no_notebook_of_this_set_is_refused_in_words(reader, with_python, tmp_path):
    with_answer(reader)
    page = opened(reader, with_python)
    other = ROOT / "exercises/ps2_activations/ps2_activations.ipynb"
    page.locator("#nn-file").set_input_files(other)
    expect(page.locator(".nn-status")).to_contain_text("belongs to another problem set")
    wrong = tmp_path / "wrong.ipynb"
    wrong.write_text("{")
    page.locator("#nn-file").set_input_files(wrong)
    expect(page.locator(".nn-status")).to_contain_text("cannot be read as JSON")


def test_by_keyboard_alone(reader, with_python):
    page = opened(reader, with_python)
    page.get_by_role("button", name="Start Python here").focus()
    page.keyboard.press("Enter")
    bar = page.get_by_role("region", name="Python in this page")
    expect(bar).to_be_focused()  # what had the focus is gone; what took its place has it
    expect(page.locator(".nn-status")).to_have_text("Python is ready.", timeout=SECONDS)
    field = page.get_by_label("Your answer: relu", exact=True)
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("def relu(x):\nreturn np.maximum(x, 0)")
    assert field.input_value() == RIGHT.rstrip("\n")  # the second line is indented by itself
    page.keyboard.press("Control+Enter")
    idle(page)
    expect(page.locator(".nn-status")).to_contain_text("relu: passed, 2 of 2 points")
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Check relu", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    idle(page)
    expect(page.get_by_role("button", name="Check relu", exact=True)).to_be_focused()
    page.get_by_role("button", name="Run all", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".nn-status")).to_contain_text("Points so far", timeout=SECONDS)
    expect(page.get_by_role("button", name="Run all", exact=True)).to_be_focused()


def test_text_and_colours_of_an_editor_lie_on_each_other(reader, with_python):
    with_answer(reader)
    page = opened(reader, with_python)
    page.locator(".nn-layers textarea").first.wait_for()
    text, colours = page.evaluate(
        "() => ['textarea', '.nn-colours'].map(name => { const s = getComputedStyle("
        "  document.querySelector(`.nn-layers ${name}`)); return [s.fontFamily, s.fontSize,"
        "  s.lineHeight, s.paddingTop, s.paddingLeft, s.letterSpacing, s.tabSize]; })"
    )
    assert text == colours


def test_a_keras_set_says_where_it_is_done(reader, with_python):
    page = opened(reader, with_python, "exercises/ps7_keras_on_pima/ps7_keras_on_pima.html")
    offer = page.get_by_role("region", name="Where to do this set")
    expect(offer).to_contain_text("It uses Keras, which runs on a computer or a server")
    assert not page.get_by_role("button", name="Start Python here").count()


def test_a_cell_of_a_notebook_brings_no_script_into_the_page(ready):
    attack = 'from IPython.display import HTML\nHTML(\'<img src=x onerror="window.hit = 1">'
    attack += '<a href="javascript:window.hit=1" onclick="window.hit=1">x</a>'
    attack += "<script>window.hit = 1</script><b>told</b>')"
    answer(ready, "relu", attack)
    press(ready, "relu")
    idle(ready)
    shown = ready.locator(".nn-shown", has_text="told")
    expect(shown).to_be_visible()
    assert not shown.locator("img, script, [onclick], [href]").count()
    assert ready.evaluate("window.hit") is None


def test_axe_has_no_objection_and_a_phone_is_wide_enough(ready):
    """Last of those that share the page: axe's helper empties what it need not see."""
    answer(ready, "relu", WRONG)
    check(ready, "relu")
    ready.get_by_role("button", name="for predict_rows").click()
    ready.set_viewport_size(PHONE)
    assert sideways(ready) <= 0
    ready.set_viewport_size({"width": 1280, "height": 900})
    found = objections(ready, BUT_COLORS, within="article")
    for theme in ("dark", "light"):
        turn(ready, theme)
        found += objections(ready, COLORS, within="article")
    assert not found


def test_what_the_page_loads_is_listed_with_its_size(built):
    listed = json.loads((built / "python/files.json").read_text())
    for file in listed["start"] + listed["figures"]:
        assert (built / "python" / file["name"]).stat().st_size >= file["bytes"] > 0
    assert sum(file["bytes"] for file in listed["start"]) < 10_000_000


def test_an_answer_that_is_given_up_leaves_its_points(ready):
    answer(ready, "relu", RIGHT)
    check(ready, "relu")
    ready.get_by_role("button", name="Reset relu", exact=True).click()
    press(ready, "relu")
    idle(ready)
    expect(ready.locator(".nn-points")).to_have_text("Points so far: 0 of 20")
