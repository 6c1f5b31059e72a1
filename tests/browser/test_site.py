"""Every page of the built book reaches every reader: the site's bar, in headless Chromium.

On each page, in light and dark mode, with everything opened: nothing that axe objects to, nothing
asked of another host, no error, no sideways scroll on a phone, mathematics typeset from the site,
figures that say what they show, links that lead somewhere, at most 1.0 MB on a first visit.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from visits import (
    BUT_COLORS,
    COLORS,
    DESKTOP,
    PHONE,
    Visit,
    anchors,
    compressed_size,
    faint_words,
    objections,
    open_page,
    parsed,
    sideways,
    turn,
    unreachable_boxes,
)

ROOT = Path(__file__).resolve().parents[2]
LARGEST_VISIT = 1_000_000  # bytes compressed, an empty cache, without mathematics
FEWEST_WORDS = 10  # of a figure's text alternative
STOPS = 40  # of the Tab key: side bar, header and the first of the text

SPHINX_PAGES = ("search.html", "genindex.html")


def table_of_contents() -> list[str]:
    """Paths of all pages: those of _toc.yml in reading order, and those that Sphinx adds."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())

    def files(entries: list[dict]) -> Iterator[str]:
        for entry in entries:
            yield entry["file"]
            yield from files(entry.get("sections", []))

    parts = [name for part in toc["parts"] for name in files(part["chapters"])]
    return [f"{name}.html" for name in (toc["root"], *parts)] + list(SPHINX_PAGES)


@pytest.fixture(scope="module")
def address(serve, built) -> str:
    """Where the built book is served."""
    return serve(built)


def in_turn(names: list[str]) -> list:
    """The pages as parameters, in two groups, so that two workers share them."""
    group = pytest.mark.xdist_group
    return [pytest.param(name, marks=group(f"site {i % 2}")) for i, name in enumerate(names)]


@pytest.fixture(scope="module", params=in_turn(table_of_contents()))
def visit(request, browser, address, built) -> Iterator[Visit]:
    """Each page of the book in turn."""
    assert (built / request.param).is_file(), f"{request.param} is not built; run: make book"
    visit = open_page(browser, address, built, request.param)
    yield visit
    visit.page.context.close()


@pytest.fixture
def chapter(browser, address, built) -> Iterator[Visit]:
    """The first page of the book after its cover, fresh for each test."""
    visit = open_page(browser, address, built, table_of_contents()[1])
    yield visit
    visit.page.context.close()


# Every page


def test_it_asks_no_other_host_and_reports_no_error(visit, address):
    strangers = [url for url in visit.requests if not url.startswith((address, "data:"))]
    assert not strangers
    assert not visit.errors


def test_it_is_light(visit, address):
    names = {unquote(urlsplit(url).path).lstrip("/") for url in visit.requests}
    names = {name for name in names if not name.startswith("mathjax/")}
    size = sum(compressed_size(visit.folder / name) for name in names)
    assert 0 < size <= LARGEST_VISIT


def test_its_mathematics_is_typeset(visit):
    raw = visit.page.evaluate(
        "[...document.querySelectorAll('.math')].filter(m => !m.querySelector('mjx-container'))"
        ".map(m => m.textContent)"
    )
    assert not raw
    text = visit.page.inner_text("main")
    assert not re.search(r"\\\(|\\\[|\\begin\{", text)


def test_its_pictures_say_what_they_show(visit):
    for figure in visit.page.query_selector_all(".sn-figure svg"):
        words = figure.evaluate(
            "drawing => drawing.ariaLabel ?? drawing.querySelector('title')?.textContent"
        )
        assert figure.get_attribute("role") == "img"
        assert len((words or "").split()) >= FEWEST_WORDS, words
    for image in visit.page.query_selector_all("article img"):
        assert len((image.get_attribute("alt") or "").split()) >= 3, image.get_attribute("src")
        assert image.evaluate("image => image.decode().then(() => true, () => false)")


def test_it_says_what_it_is(visit):
    head = parsed(visit.file).head
    assert parsed(visit.file).html["lang"] == "en"
    assert head.title.get_text(strip=True)
    if parsed(visit.file).select("article section > p"):
        assert len(head.find("meta", attrs={"name": "description"})["content"]) > 5
    if visit.name not in SPHINX_PAGES:
        assert len(parsed(visit.file).find_all("h1")) == 1


def test_its_links_lead_somewhere(visit):
    broken = []
    for link in parsed(visit.file).select("a[href]"):
        target = urlsplit(link["href"])
        if target.scheme or target.netloc:
            continue
        path = visit.file
        if target.path:
            path = Path(os.path.normpath(visit.file.parent / unquote(target.path)))
        fragment = unquote(target.fragment)
        lost = fragment and path.suffix == ".html" and fragment not in anchors(path)
        if not path.is_file() or lost:
            broken.append(link["href"])
    assert not broken


def test_a_phone_shows_it_without_scrolling_sideways(visit):
    assert not unreachable_boxes(visit.page)
    visit.page.set_viewport_size(PHONE)
    visit.page.wait_for_timeout(100)  # for the observers of sizes
    assert sideways(visit.page) <= 0
    assert not unreachable_boxes(visit.page)


def test_with_everything_open_it_is_legible_and_axe_has_no_objection(visit):
    """Last, since it opens all that can be opened and empties what axe need not see.

    Words are compared with their ground in both modes; axe looks at the structure in one and at the
    colours in the other, and at everything in both on the page of test_sample.py.
    """
    visit.page.set_viewport_size(DESKTOP)
    visit.page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
    found = faint_words(visit.page)
    turn(visit.page, "dark")
    found += faint_words(visit.page) + objections(visit.page, COLORS)
    turn(visit.page, "light")
    assert not found + objections(visit.page, BUT_COLORS)


# The reader's way through


def test_the_question_opens_by_keyboard(browser, address, built):
    name = next(
        (name for name in table_of_contents() if parsed(built / name).select(".sn-quiz")), None
    )
    assert name, "no page has a question"
    visit = open_page(browser, address, built, name)
    option = visit.page.locator(".sn-quiz details").first
    assert not option.locator("p").is_visible()
    option.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    assert option.locator("p").is_visible()
    assert re.match(r"Right|Not this one", option.locator("p").inner_text())
    visit.page.context.close()


def test_the_first_stop_of_the_tab_key_skips_to_the_text_and_is_seen(chapter):
    page = chapter.page
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "Skip to main content"
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_wherever_the_tab_key_stops_it_is_seen(chapter):
    """By an outline or a shadow, of the place itself or of the arrow inside of it."""
    page = chapter.page
    unseen = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        unseen += page.evaluate(
            "() => { const place = document.activeElement;"
            "  const seen = [place, ...place.children].map(part => getComputedStyle(part))"
            "    .some(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none');"
            "  return seen ? [] : [place.outerHTML.slice(0, 100)]; }"
        )
    assert not unseen


def test_the_menus_of_a_phone_open_and_close_and_axe_has_no_objection(chapter):
    page = chapter.page
    page.set_viewport_size(PHONE)
    for button, dialog in (
        ("Chapters", "#pst-primary-sidebar-modal"),
        ("On this page", "#pst-secondary-sidebar-modal"),
    ):
        page.get_by_role("button", name=button, exact=True).click()
        assert page.locator(f"{dialog} a").first.is_visible()
        assert not objections(page, within=dialog)
        page.keyboard.press("Escape")
        assert not page.locator(dialog).is_visible()


def test_the_menus_of_the_header_open_and_axe_has_no_objection(chapter):
    page = chapter.page
    buttons = page.locator(".article-header-buttons [data-bs-toggle=dropdown]")
    assert buttons.count() >= 1
    for button in buttons.all():
        button.click()
        assert page.locator(".dropdown-menu.show").is_visible()
        assert not objections(page, within=".bd-header-article")
        turn(page, "dark")
        assert not objections(page, COLORS, within=".bd-header-article")
        page.keyboard.press("Escape")


def test_the_notebook_can_be_downloaded(chapter):
    page = chapter.page
    page.get_by_role("button", name="Download this page").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Notebook (.ipynb)").click()
    assert started.value.suggested_filename == Path(chapter.name).with_suffix(".ipynb").name


def test_search_finds_a_word_without_a_network(chapter):
    page = chapter.page
    title = page.locator("h1").evaluate("title => title.firstChild.textContent")
    word = max(re.findall(r"[A-Za-z]+", title), key=len)
    page.keyboard.press("Control+k")
    assert not objections(page, within="#pst-search-dialog")
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    # Sphinx adds the results one by one, and says how many it found after the last one.
    page.locator("#search-results .search-summary", has_text="found").wait_for()
    results = page.locator("#search-results li a")
    assert any(chapter.name in link.get_attribute("href") for link in results.all())
    assert not objections(page)
    assert not chapter.errors


def test_the_colours_follow_the_system_until_the_reader_chooses(browser, address, chapter):
    theme = "document.documentElement.dataset.theme"
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address + chapter.name, wait_until="load")
    assert page.evaluate(theme) == "dark"
    page.get_by_role("button", name="Color mode").click()
    assert page.evaluate(theme) == "light"
    page.reload(wait_until="load")
    assert page.evaluate(theme) == "light"
    context.close()


def test_paper_is_light(chapter):
    turn(chapter.page, "dark")
    for event, theme in (("beforeprint", "light"), ("afterprint", "dark")):
        chapter.page.evaluate("name => dispatchEvent(new Event(name))", event)
        assert chapter.page.evaluate("document.documentElement.dataset.theme") == theme
    chapter.page.emulate_media(media="print")
    for hidden in (".bd-header-article", "#pst-primary-sidebar", ".prev-next-footer"):
        assert not chapter.page.locator(hidden).first.is_visible()
    assert chapter.page.locator("article h1").is_visible()


def test_a_page_opened_from_the_disk_is_whole(browser, built, chapter):
    visit = open_page(browser, f"{built.as_uri()}/", built, chapter.name)
    assert not visit.errors
    assert visit.page.locator("mjx-container").count() == (
        chapter.page.locator("mjx-container").count()
    )
    assert all(url.startswith("file:") for url in visit.requests)
    visit.page.context.close()


def test_the_way_in_leads_to_the_first_page(browser, address, built):
    page = browser.new_page()
    page.goto(address)
    page.wait_for_url(f"{address}{table_of_contents()[0]}")
    page.close()
    assert parsed(built / "index.html").find("meta", attrs={"name": "description"})["content"]
