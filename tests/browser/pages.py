"""A reader at a problem set in the page: open, start, answer, check. Tests import this by name."""

from functools import cache
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from grader import notebook

ROOT = Path(__file__).resolve().parents[2]
SET = "ps1_forward_propagation"
PS1 = f"exercises/{SET}/{SET}.html"
RIGHT = "def relu(x):\n    return np.maximum(x, 0)\n"
WRONG = "def relu(x):\n    return np.minimum(x, 0)\n"
ENDLESS = "def relu(x):\n    while True:\n        pass\n"
SECONDS = 300_000  # milliseconds for Python to start on a busy machine


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


def with_answer(context: BrowserContext, text: str = RIGHT) -> None:
    """Let pages of set 1 have an answer from before: they open their editors, but no Python."""
    kept = {"version": 1, "answers": {"relu": text}, "results": {}}
    context.add_init_script(
        f"try {{ if (!localStorage['nn-answers:{SET}']) "
        f"localStorage['nn-answers:{SET}'] = JSON.stringify({kept!r}); }} catch {{}}"
    )


def start(page: Page) -> None:
    """Press the button and wait for Python."""
    page.get_by_role("button", name="Start Python here").click()
    expect(page.locator(".nn-status")).to_have_text("Python is ready.", timeout=SECONDS)


def reset(page: Page) -> None:
    """Take back all answers."""
    page.get_by_role("button", name="Reset all").click()
    expect(page.locator(".nn-points")).to_have_text("Points so far: 0 of 20")
    page.errors.clear()


def answer(page: Page, name: str, text: str) -> None:
    """Write an answer."""
    page.get_by_label(f"Your answer: {name}", exact=True).fill(text)


def press(page: Page, name: str) -> None:
    """Press Check."""
    page.get_by_role("button", name=f"Check {name}", exact=True).click()


def check(page: Page, name: str) -> str:
    """Press Check and return the report."""
    press(page, name)
    idle(page)
    return page.get_by_role("region", name=f"Check of {name}", exact=True).inner_text()


def idle(page: Page) -> None:
    """Wait until nothing runs."""
    expect(page.locator(".nn-bar")).to_have_attribute("data-state", "idle", timeout=SECONDS)


def status(page: Page) -> str:
    """What the bar says."""
    return page.locator(".nn-status").inner_text()


@cache
def solutions() -> dict[str, str]:
    """The reference answers of set 1, by exercise."""
    cells = notebook.read(ROOT / "solutions" / SET / f"{SET}.ipynb")
    return {
        cell.id: cell.source.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")
        for cell in cells
        if cell.role == "answer"
    }
