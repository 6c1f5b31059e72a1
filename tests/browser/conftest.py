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
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))  # for visits.py, which tests import by name


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
