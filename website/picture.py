"""Take the picture of a page that README.md shows, from the built book.

Run as `make picture`. The page is shown at the size of a laptop's window, in light mode; the
picture is reduced to 256 colours and must stay below 200 kB.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "_build" / "html"
PICTURE = ROOT / "website" / "picture.png"
WIDTH, HEIGHT = 1280, 860  # pixels
LARGEST = 200_000  # bytes


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without writing a line for each."""

    def log_message(self, *arguments) -> None:
        """Write nothing."""


def chromium() -> str | None:
    """Return the Chromium to drive; None for Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def take(page_name: str, section: str) -> bytes:
    """Return a screenshot of a page of the built book, as PNG.

    Parameters
    ----------
    page_name : str
        Path of the page below the folder of the pages.
    section : str
        Id of the section to scroll to; empty for the top of the page.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=PAGES))
    Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--font-render-hinting=none"]
        )
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="en"
        )
        page.goto(f"http://127.0.0.1:{server.server_port}/{page_name}", wait_until="networkidle")
        page.evaluate("() => window.MathJax?.startup?.promise")
        if section:
            page.locator(f"section#{section}").evaluate(
                "section => window.scrollTo({top: section.offsetTop - 60, behavior: 'instant'})"
            )
        page.wait_for_timeout(500)  # for the theme's header, which follows the scrolling
        shot = page.screenshot()
        browser.close()
    server.shutdown()
    server.server_close()
    return shot


def reduced(shot: bytes) -> bytes:
    """Return the picture with 256 colours of its own, as PNG."""
    image = Image.open(io.BytesIO(shot)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="picture.py", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--page",
        default="chapters/03_forward_propagation.html",
        help="page below _build/html (default: %(default)s)",
    )
    parser.add_argument(
        "--section",
        default="one-customer-by-hand",
        help="id of the section to scroll to, empty for the top (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    if not (PAGES / options.page).is_file():
        print(f"{options.page}: not among the built pages; run: make book", file=sys.stderr)
        return 2
    picture = reduced(take(options.page, options.section))
    if len(picture) > LARGEST:
        print(f"The picture has {len(picture)} bytes, more than {LARGEST}.", file=sys.stderr)
        return 1
    PICTURE.write_bytes(picture)
    print(f"{PICTURE.relative_to(ROOT)}: {len(picture) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
