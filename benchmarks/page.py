"""Measure Python in the pages: what is loaded, how long it takes to start, and to check an answer.

Run on a built book, on an otherwise idle machine:

    .venv/bin/python benchmarks/page.py [--runs 5]

Prints the bytes of a first visit, and of what in it is for Python and for figures with sliders; the
bytes of every file of a start; and medians of a cold start (nothing kept in the browser), a warm
start (the same browser again) and a check. Chromium is the one that CHROMIUM names, or the one on
the PATH.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import BrowserContext, Page, sync_playwright

SITE = Path(__file__).resolve().parents[1] / "_build/html"
SET = "exercises/ps1_forward_propagation/ps1_forward_propagation.html"
CHAPTER = "chapters/02_neurons.html"
ANSWER = "def relu(x):\n    return np.maximum(x, 0)\n"
PATIENCE = 600_000  # milliseconds
COMPLETE = (
    "() => document.querySelector('.nn-offer')"
    " && !document.querySelector('[data-by-hand]:not([data-live])')"
)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_: object) -> None:
        """Write nothing."""


def transferred(path: Path) -> int:
    """Bytes that a server which compresses text sends."""
    content = path.read_bytes()
    is_text = path.suffix in {".html", ".mjs", ".js", ".css", ".json", ".ipynb", ".svg"}
    return len(gzip.compress(content, 6)) if is_text else len(content)


def first_visit(context: BrowserContext, address: str, name: str) -> tuple[int, int]:
    """Bytes of a page as it is opened, and of these the part for Python and for live figures."""
    asked: set[str] = set()
    page = context.new_page()
    page.on("request", lambda request: asked.add(request.url.split("?")[0].split("#")[0]))
    page.goto(address + name, wait_until="networkidle", timeout=PATIENCE)
    # On a busy machine the network may seem idle before the page's own scripts are asked for.
    page.wait_for_function(COMPLETE, timeout=PATIENCE)
    page.close()
    files = [url.removeprefix(address) for url in asked if url.startswith(address)]
    size = {file: transferred(SITE / file) for file in files}
    return sum(size.values()), sum(
        n for file, n in size.items() if file.startswith(("python/", "hands/"))
    )


def start(page: Page, address: str) -> float:
    """Seconds from pressing the button until Python is ready."""
    page.goto(address + SET, timeout=PATIENCE)
    button = page.get_by_role("button", name="Start Python here")
    button.wait_for()
    begun = time.perf_counter()
    button.click()
    page.get_by_text("Python is ready.").wait_for(timeout=PATIENCE)
    return time.perf_counter() - begun


def check(page: Page) -> float:
    """Seconds from pressing Check until the report is there, after the first one."""
    press = "() => document.querySelector('#cell-relu .nn-row button').click()"
    idle = "() => document.querySelector('.nn-bar').dataset.state === 'idle'"
    times = []
    for i in range(6):
        page.get_by_label("Your answer: relu", exact=True).fill(f"{ANSWER}# {i}\n")
        begun = time.perf_counter()
        page.evaluate(press)
        page.wait_for_function(idle, timeout=PATIENCE)
        times.append(time.perf_counter() - begun)
    return statistics.median(times[1:])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="starts of each kind (default 5)")
    runs = parser.parse_args().runs
    listed = json.loads((SITE / "python/files.json").read_text())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        for name in (CHAPTER, SET):
            context = browser.new_context()
            whole, offer = first_visit(context, address, name)
            print(
                f"first visit of {name}: {whole:,} bytes, {offer:,} of them for Python and figures"
            )
            context.close()
        print("a start loads:")
        for file in listed["start"]:
            print(f"  {file['bytes']:>10,}  {file['name']}")
        print(f"  {sum(f['bytes'] for f in listed['start']):>10,}  in all")
        cold, warm, checks = [], [], []
        for _ in range(runs):
            context = browser.new_context()
            page = context.new_page()
            cold.append(start(page, address))
            checks.append(check(page))
            page.evaluate("localStorage.clear()")
            warm.append(start(page, address))
            context.close()
        for name, times in (("cold start", cold), ("warm start", warm), ("check", checks)):
            spread = f"{min(times):.2f} to {max(times):.2f}"
            print(f"{name}: median {statistics.median(times):.2f} s ({spread}, {len(times)} runs)")
        browser.close()


if __name__ == "__main__":
    main()
