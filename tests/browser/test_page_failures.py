"""What goes wrong in a page has a sentence and a way out, and nothing that was typed is lost."""

import pytest
from pages import (
    ENDLESS,
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
    start,
    status,
    with_answer,
)
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow

ELSEWHERE = "Write here and download the notebook, or do the set in JupyterLab."


def typed(page: Page, name: str = "relu") -> str:
    return page.get_by_label(f"Your answer: {name}", exact=True).input_value()


def runs(page: Page, cell: str) -> None:
    """Wait until a cell runs."""
    expect(page.locator(".nn-bar")).to_have_attribute("data-runs", cell, timeout=SECONDS)


# What a reader wrote does not end, or ends Python


def test_an_endless_loop_ends_and_python_goes_on_with_the_cells_before(ready):
    ready.clock.install()
    answer(ready, "weighted_sum", solutions()["weighted_sum"])
    answer(ready, "relu", ENDLESS)
    press(ready, "relu")
    runs(ready, "test_relu")
    ready.clock.fast_forward(21_000)
    told = "Stopped after 20 seconds: relu probably never ends."
    expect(ready.locator(".nn-note", has_text=told)).to_be_visible()
    idle(ready)
    assert typed(ready) == ENDLESS
    answer(ready, "predict_rows", solutions()["predict_rows"])
    assert "passed, 3 of 3 points" in check(ready, "predict_rows")
    assert "passed, 2 of 2 points" in check(ready, "weighted_sum")
    answer(ready, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(ready, "relu")


def test_stop_ends_what_runs_at_once(ready):
    answer(ready, "weighted_sum", "while True:\n    pass\n")
    press(ready, "weighted_sum")
    runs(ready, "weighted_sum")
    stop = ready.get_by_role("button", name="Stop", exact=True)
    stop.click()
    expect(ready.get_by_text("You stopped Python.")).to_be_visible()
    expect(stop).to_be_focused()
    answer(ready, "weighted_sum", solutions()["weighted_sum"])
    assert "passed, 2 of 2 points" in check(ready, "weighted_sum")


def test_a_list_too_long_for_the_memory_is_told_and_python_goes_on(ready):
    answer(ready, "relu", "def relu(x):\n    return [0] * 2**30\n")
    told = check(ready, "relu")
    assert "MemoryError" in told
    assert "not passed" in told
    answer(ready, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(ready, "relu")


def test_a_function_that_calls_itself_forever_is_told_and_python_goes_on(ready):
    answer(ready, "relu", "def relu(x):\n    return relu(x)\n")
    told = check(ready, "relu")
    assert "calls itself again and again, without an end" in told
    assert status(ready).startswith("relu")
    answer(ready, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(ready, "relu")


ENDLESS_TEXT = "class Wheel:\n    def __repr__(self):\n        return f'<{self}>'\n\n\n"
DEEP_LIST = "import json\n\ndeep = []\nfor _ in range(100_000):\n    deep = [deep]\n\n\n"


@pytest.mark.parametrize(
    "text",
    [
        ENDLESS_TEXT + "def relu(x):\n    return repr(Wheel())\n",
        DEEP_LIST + "def relu(x):\n    return json.dumps(deep)\n",
    ],
    ids=["a text of itself", "JSON of a deep list"],
)
def test_calls_that_use_up_the_browsers_stack_are_told_and_python_goes_on(ready, text):
    """Python counts its own calls; those inside of its C code may end it before it counts."""
    answer(ready, "relu", text)
    press(ready, "relu")
    idle(ready)
    told = "Python had no room left for calls within calls: relu probably calls itself without end"
    expect(ready.locator(".nn-note", has_text=told)).to_be_visible()
    assert status(ready).startswith(told)
    assert typed(ready) == text
    answer(ready, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(ready, "relu")


def test_what_prints_without_end_is_stopped_like_any_loop(ready):
    answer(ready, "relu", "while True:\n    print('x' * 1000)\n")
    press(ready, "relu")
    runs(ready, "relu")
    ready.get_by_role("button", name="Stop", exact=True).click()
    expect(ready.get_by_text("You stopped Python.")).to_be_visible()


# The connection


def test_without_a_connection_a_sentence_says_so_and_the_next_press_goes_on(reader, with_python):
    page = opened(reader, with_python)
    reader.route("**/*.wasm.gz", lambda route: route.abort())
    page.get_by_role("button", name="Start Python here").click()
    expect(page.locator(".nn-status")).to_contain_text("Python could not go on", timeout=SECONDS)
    answer(page, "relu", RIGHT)
    reader.unroute("**/*.wasm.gz")
    assert "passed, 2 of 2 points" in check(page, "relu")


def test_a_connection_that_is_gone_before_the_editors_is_told(reader, with_python):
    page = opened(reader, with_python)
    button = page.get_by_role("button", name="Start Python here")
    expect(button).to_be_visible(timeout=SECONDS)  # its script comes after the page
    reader.set_offline(True)
    button.click()
    offer = page.get_by_role("region", name="Python in this page")
    expect(offer).to_contain_text("Check the connection and press the button again.")
    expect(button).to_be_focused()


def test_it_works_offline_after_the_first_visit(reader, with_python):
    page = opened(reader, with_python)
    start(page)
    page.wait_for_function(
        "async () => (await (await caches.open('book-1')).keys())"
        ".some(({ url }) => url.includes('/course-'))",
        timeout=SECONDS,
    )
    page.wait_for_load_state("networkidle")
    reader.set_offline(True)
    page.reload()
    start(page)
    answer(page, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(page, "relu")


# The browser


@pytest.mark.parametrize("how", ["no worker at all", "its script is filtered"])
def test_a_blocked_worker_is_told_and_the_page_can_be_written_in(reader, with_python, how):
    if how == "no worker at all":
        reader.add_init_script("window.Worker = class { constructor() { throw new Error('no'); } }")
    else:
        text = "throw 0;"
        reader.route(
            "**/worker.mjs",
            lambda route: route.fulfill(body=text, content_type="text/plain"),
        )
    page = opened(reader, with_python)
    page.get_by_role("button", name="Start Python here").click()
    expect(page.locator(".nn-status")).to_contain_text("does not let the page start Python")
    assert status(page).endswith(ELSEWHERE)
    answer(page, "relu", RIGHT)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download my notebook").click()
    assert saved.value.suggested_filename == f"{SET}.ipynb"


def test_an_old_browser_is_told_and_the_page_can_be_written_in(reader, with_python):
    reader.add_init_script("delete window.DecompressionStream")
    page = opened(reader, with_python)
    page.get_by_role("button", name="Start Python here").click()
    expect(page.locator(".nn-status")).to_have_text(
        f"This browser is too old to run Python in a page. {ELSEWHERE}"
    )
    answer(page, "relu", RIGHT)
    assert typed(page) == RIGHT


def test_without_storage_a_sentence_says_so(reader, with_python):
    """As in the private mode of some browsers, which also has no service worker."""
    reader.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } });"
        "Object.defineProperty(navigator, 'serviceWorker', { get() { return undefined; } });"
    )
    page = opened(reader, with_python)
    start(page)
    expect(page.locator(".nn-warning")).to_contain_text("This browser keeps nothing")
    answer(page, "relu", RIGHT)
    assert "passed, 2 of 2 points" in check(page, "relu")


def test_a_full_storage_is_told_when_an_answer_is_not_kept(reader, with_python):
    with_answer(reader)
    page = opened(reader, with_python)
    page.locator(".nn-layers textarea").first.wait_for()
    assert not page.locator(".nn-warning").count()
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('quota'); }; }")
    answer(page, "relu", WRONG)
    expect(page.locator(".nn-warning")).to_contain_text("its storage is off or full")


def test_a_reload_keeps_answers_and_another_tab_learns_of_them(reader, with_python):
    with_answer(reader)
    page = opened(reader, with_python)
    answer(page, "weighted_sum", "def weighted_sum(): ...\n")
    page.wait_for_function(f"() => localStorage['nn-answers:{SET}'].includes('weighted_sum')")
    other = opened(reader, with_python)
    expect(other.get_by_label("Your answer: relu", exact=True)).to_have_value(RIGHT)
    expect(other.get_by_label("Your answer: weighted_sum")).to_have_value(
        "def weighted_sum(): ...\n"
    )
    answer(page, "relu", WRONG)
    other.get_by_role("button", name="Take the answers from there").click()
    expect(other.get_by_label("Your answer: relu", exact=True)).to_have_value(WRONG)


def test_two_tabs_that_write_different_answers_lose_none(reader, with_python):
    with_answer(reader)
    page, other = opened(reader, with_python), opened(reader, with_python)
    for tab in (page, other):
        tab.locator(".nn-layers textarea").first.wait_for()
    answer(page, "relu", WRONG)
    page.wait_for_function(f"() => localStorage['nn-answers:{SET}'].includes('minimum')")
    answer(other, "weighted_sum", "def weighted_sum(): ...\n")
    other.wait_for_function(f"() => localStorage['nn-answers:{SET}'].includes('weighted_sum')")
    other.reload()
    expect(other.get_by_label("Your answer: relu", exact=True)).to_have_value(WRONG)
    expect(other.get_by_label("Your answer: weighted_sum")).to_have_value(
        "def weighted_sum(): ...\n"
    )


def test_answers_of_another_version_are_left_alone_and_the_set_opens(reader, with_python):
    reader.add_init_script(f"localStorage['nn-answers:{SET}'] = '{{\"version\": 99}}'")
    page = opened(reader, with_python)
    assert "NotImplementedError" in typed(page)
    assert not page.errors
