"""What the browser tests share: one Chromium, folders served at an address of their own."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))  # for visits.py, which tests import by name
SECONDS = 60_000  # milliseconds for what a page does at once, on a busy machine
expect.set_options(timeout=SECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this room."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without writing a line for each."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments) -> None:
        """Write nothing."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium: that of $CHROMIUM, of the system, or Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder until the tests are over: call it with the folder, get the address."""
    servers = []

    def start(folder: Path) -> str:
        handler = partial(QuietHandler, directory=str(folder))
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def built() -> Path:
    """Folder of the built book; `make test` builds it before it runs the tests."""
    assert (ROOT / "_build" / "pages").exists(), "the book is not built; run: make book"
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def with_python(serve, built) -> str:
    """Where the built book is served; it must have Python in its pages."""
    assert (built / "python/files.json").exists(), "the book was built without Pyodide"
    return serve(built)


def new_reader(browser: Browser) -> BrowserContext:
    """A browser without a past."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", accept_downloads=True
    )
    context.set_default_timeout(2 * SECONDS)
    return context


@pytest.fixture
def reader(browser) -> Iterator[BrowserContext]:
    """A new reader."""
    context = new_reader(browser)
    yield context
    context.close()


@pytest.fixture(scope="session")
def _started(browser, with_python) -> Iterator[Page]:
    from pages import opened, start

    context = new_reader(browser)
    context.add_init_script(
        "window.violations = []; document.addEventListener('securitypolicyviolation',"
        " ({ violatedDirective, blockedURI }) =>"
        " violations.push(`${violatedDirective} ${blockedURI}`));"
    )
    page = opened(context, with_python)
    start(page)
    yield page
    context.close()


@pytest.fixture
def ready(_started) -> Page:
    """Set 1 with Python started, which takes long; all tests share it, each without answers."""
    from pages import reset

    _started.set_viewport_size({"width": 1280, "height": 900})
    reset(_started)
    return _started
