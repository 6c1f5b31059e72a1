"""How the tests open a page, and what they ask of it."""

import gzip
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}
# All rules of axe that are on by default, and one that compares names with visible words.
NAMES = {"label-content-name-mismatch": {"enabled": True}}
EVERYTHING = {"rules": NAMES}
# Those that depend on light and dark, which take three times as long as all others, and the others.
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
BUT_COLORS = {"rules": {**NAMES, "color-contrast": {"enabled": False}}}


@cache
def compressed_size(path: Path) -> int:
    """Bytes that a server which compresses text sends for a file."""
    data = path.read_bytes()
    return len(data) if path.suffix in {".woff", ".woff2", ".png"} else len(gzip.compress(data, 6))


@cache
def parsed(path: Path) -> BeautifulSoup:
    """A built page."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def anchors(path: Path) -> set[str]:
    """Places of a built page that a link can lead to."""
    page = parsed(path)
    return {tag.get("id") or tag.get("name") for tag in page.select("[id], a[name]")}


def objections(page: Page, options: dict = EVERYTHING, within: str = "html") -> list[str]:
    """What axe finds wrong with (a part of) a page as it stands: rule, grade, place.

    What it grades as minor is advice, and left out. Axe spends most of its time on the colours of
    every single word of code, which `faint_words` compares at once, and inside of drawings and
    formulas, which are images to a screen reader; their insides are taken away first.
    """
    page.evaluate(
        "() => { for (const code of document.querySelectorAll('.highlight pre')) "
        "    code.textContent = 'code';"
        "  for (const math of document.querySelectorAll('.math')) math.textContent = 'formula';"
        "  for (const part of document.querySelectorAll('svg[role=img] > :not(title, desc)')) "
        "    part.remove(); }"
    )
    options = {"resultTypes": ["violations"], **options}
    violations = Axe().run(page, context=within, options=options).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {node['target'][0]}"
        for violation in violations
        for node in violation["nodes"]
        if violation["impact"] != "minor"
    ]


def faint_words(page: Page) -> list[str]:
    """Words of prose, code and outputs whose contrast with their ground is below 4.5:1."""
    return page.evaluate(
        r"""() => {
          const parse = (color) => color.match(/[\d.]+/g).map(Number);
          const luminance = (color) => {
            const [r, g, b] = parse(color).slice(0, 3).map((x) => x / 255)
              .map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ground = (element) => {
            const color = getComputedStyle(element).backgroundColor;
            return (parse(color)[3] ?? 1) === 1 || !element.parentElement
              ? color : ground(element.parentElement);
          };
          const hasWords = (element) => element.checkVisibility({ visibilityProperty: true })
            && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
          const seen = new Map();
          for (const element of document.querySelectorAll('main :not(svg, svg *)')) {
            if (!hasWords(element)) continue;
            const colors = `${getComputedStyle(element).color} on ${ground(element)}`;
            if (!seen.has(colors)) seen.set(colors, element.textContent.trim().slice(0, 40));
          }
          return [...seen].filter(([colors]) => {
            const [dark, light] = colors.split(' on ').map(luminance).sort((a, b) => a - b);
            return (light + 0.05) / (dark + 0.05) < 4.5;
          }).map(([colors, word]) => `${colors}: ${word}`);
        }"""
    )


def turn(page: Page, theme: str) -> None:
    """Show a page in light or dark colours, and wait until they are drawn."""
    page.evaluate(
        "theme => { document.documentElement.dataset.theme = theme;"
        " return new Promise(done => setTimeout(() => requestAnimationFrame(done), 100)); }",
        theme,
    )


def sideways(page: Page) -> int:
    """Pixels by which a page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def unreachable_boxes(page: Page) -> list[str]:
    """Boxes of a page that scroll, but where the Tab key stops neither at them nor inside."""
    return page.evaluate(
        "[...document.querySelectorAll('article *')].filter(box => box.tabIndex < 0 && ("
        "  /auto|scroll/.test(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth"
        "  || /auto|scroll/.test(getComputedStyle(box).overflowY)"
        "  && box.scrollHeight > box.clientHeight)"
        "  && !box.querySelector('[tabindex=\"0\"], a, button')"
        ").map(box => box.outerHTML.slice(0, 200))"
    )


@dataclass
class Visit:
    """A page that is open, and what its loading brought about."""

    name: str
    page: Page
    folder: Path
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / self.name


def open_page(browser: Browser, address: str, folder: Path, name: str) -> Visit:
    """Open a page as on a first visit, and wait until its mathematics is typeset."""
    context = browser.new_context(viewport=DESKTOP, color_scheme="light", reduced_motion="reduce")
    visit = Visit(name, context.new_page(), folder)
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on(
        "console",
        lambda message: visit.errors.append(message.text) if message.type == "error" else None,
    )
    visit.page.goto(address + name, wait_until="load")
    visit.page.evaluate("() => window.MathJax?.startup?.promise.then(() => document.fonts.ready)")
    return visit
