"""Figures that a reader changes by hand, in the pages: by keyboard, told in words, and static
without a script.
"""

import re

import pytest
from pages import opened
from playwright.sync_api import expect
from visits import (
    BUT_COLORS,
    COLORS,
    PHONE,
    compressed_size,
    faint_words,
    objections,
    sideways,
    turn,
)

CHAPTERS = {
    "neuron": "chapters/02_neurons.html",
    "activation": "chapters/04_activations.html",
    "descent": "chapters/05_cost_and_gradient_descent.html",
    "penalty": "chapters/08_regularization.html",
}
MOST_BYTES = 60_000  # that pages may load beyond what they are without such figures


@pytest.fixture(scope="module")
def address(serve, built):
    """Where the built book is served."""
    return serve(built)


def live(page, name):
    """The live figure of a page, when it is there."""
    figure = page.locator(f"[data-by-hand={name}] .sn-by-hand-live")
    expect(figure).to_be_visible()
    return figure


@pytest.mark.parametrize("name", CHAPTERS)
def test_it_is_reached_and_changed_by_keyboard_and_told_in_words(reader, address, name):
    page = opened(reader, address, CHAPTERS[name])
    figure = live(page, name)
    told = figure.locator(".sn-by-hand-told")
    assert told.get_attribute("aria-live") == "polite"
    for field in figure.get_by_role("slider").all():
        assert field.get_attribute("type") == "range"
        before = (told.inner_text(), figure.locator("svg").first.get_attribute("aria-label"))
        shown = field.get_attribute("aria-valuetext")
        field.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert field.get_attribute("aria-valuetext") != shown
        output = page.locator(f"output[for='{field.get_attribute('id')}']")
        assert output.inner_text() == field.get_attribute("aria-valuetext")
        after = (told.inner_text(), figure.locator("svg").first.get_attribute("aria-label"))
        assert after != before, (name, field.get_attribute("id"))
    assert len(figure.locator("svg").first.get_attribute("aria-label").split()) >= 10
    assert not page.errors


@pytest.mark.parametrize("name", CHAPTERS)
def test_axe_has_no_objection_in_both_modes_and_a_phone_shows_all_of_it(reader, address, name):
    page = opened(reader, address, CHAPTERS[name])
    figure = live(page, name)
    for theme in ("dark", "light"):
        turn(page, theme)
        assert not objections(page, COLORS, within=".sn-by-hand-live")
        assert not faint_words(page)
    page.set_viewport_size(PHONE)
    assert sideways(page) <= 0
    box = figure.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert not objections(page, BUT_COLORS, within=".sn-by-hand-live")


def test_a_drawing_takes_the_colours_of_a_system_that_sets_its_own(reader, address):
    page = opened(reader, address, CHAPTERS["neuron"])
    figure = live(page, "neuron")
    page.emulate_media(forced_colors="active")
    line = figure.locator(".sn-by-hand-line").first
    text = page.evaluate("getComputedStyle(document.body).color")
    assert line.evaluate("one => getComputedStyle(one).stroke") == text


def test_a_neuron_is_led_to_its_gates(reader, address):
    page = opened(reader, address, CHAPTERS["neuron"])
    figure = live(page, "neuron")
    told = figure.locator(".sn-by-hand-told")
    for gate, w1, w2, b, right in (
        ("AND", 1, 1, -1.5, 4),
        ("OR", 1, 1, -0.5, 4),
        ("NAND", -2, -2, 3, 4),
        ("XOR", 1, 1, -0.5, 3),
    ):
        figure.get_by_label("gate").select_option(gate)
        for label, value in (("weight w₁", w1), ("weight w₂", w2), ("bias b", b)):
            figure.get_by_label(label).fill(str(value))
        expect(told).to_contain_text(f"{gate}: {right} of 4 right.")
        assert figure.locator(".sn-by-hand-wrong").count() == 4 - right


def test_a_walk_is_made_step_by_step(reader, address):
    page = opened(reader, address, CHAPTERS["descent"])
    figure = live(page, "descent")
    told = figure.locator(".sn-by-hand-told")
    expect(told).to_contain_text("After 0 steps: at (10, 1), cost 100.")
    figure.get_by_role("button", name="One step").press("Enter")
    expect(told).to_contain_text("After 1 step: at (9.9, 0), cost 49.")
    figure.get_by_role("button", name="Ten steps").press("Space")
    expect(told).to_contain_text("After 11 steps")
    figure.get_by_label("learning rate").fill("-1")
    expect(told).to_contain_text("It does not get to 0.001 within 600 steps.")
    figure.get_by_role("button", name="Back to the start").click()
    expect(told).to_contain_text("After 0 steps")


@pytest.mark.parametrize("name", CHAPTERS)
def test_without_a_script_and_on_paper_the_static_figure_stands(browser, address, reader, name):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + CHAPTERS[name])
    assert page.locator(f"[data-by-hand={name}] .sn-figure svg").is_visible()
    assert not page.locator(".sn-by-hand-live").count()
    context.close()
    page = opened(reader, address, CHAPTERS[name])
    figure = live(page, name)
    static = page.locator(f"[data-by-hand={name}] > .sn-figure")
    is_beside = page.locator(f"[data-by-hand={name}]").get_attribute("data-beside") is not None
    assert static.is_visible() == is_beside
    page.emulate_media(media="print")
    assert static.is_visible()
    assert not figure.is_visible()


def test_from_the_disk_the_static_figure_stands(reader, built):
    page = opened(reader, f"file://{built}/", CHAPTERS["neuron"])
    page.wait_for_load_state()
    assert page.locator("[data-by-hand=neuron] .sn-figure svg").is_visible()
    assert not page.locator(".sn-by-hand-live").count()
    assert not [error for error in page.errors if "hands" in error]


def test_a_figure_whose_script_does_not_come_stays_static(reader, address):
    reader.route("**/hands/neuron.mjs", lambda route: route.abort())
    page = opened(reader, address, CHAPTERS["neuron"])
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-by-hand=neuron] .sn-figure svg").is_visible()


def test_it_needs_nothing_that_the_policy_forbids_and_little_is_loaded(reader, address, built):
    reader.add_init_script(
        "window.violations = []; document.addEventListener('securitypolicyviolation',"
        " ({ violatedDirective }) => violations.push(violatedDirective));"
    )
    page = opened(reader, address, CHAPTERS["activation"])
    live(page, "activation")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("violations") == []
    own = {re.sub(r"[?#].*", "", url) for url in page.asked if "/hands/" in url}
    assert {url.rsplit("/", 1)[1] for url in own} == {
        "load.js", "start.mjs", "frame.mjs", "activation.mjs", "hands.css"
    }  # fmt: skip
    assert sum(compressed_size(built / url.removeprefix(address)) for url in own) < MOST_BYTES
    page = opened(reader, address, "chapters/03_forward_propagation.html")
    page.wait_for_load_state("networkidle")
    assert not [url for url in page.asked if "/hands/" in url]
