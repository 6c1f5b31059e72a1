"""Every cell to try of every chapter runs in its page, with the cells that it needs."""

import pytest
from playwright.sync_api import expect

SECONDS = 300_000  # milliseconds for Python to start on a busy machine

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_every_cell_to_try_runs(browser, serve, built):
    assert (built / "python/files.json").exists(), "the book was built without Pyodide"
    pages = [
        p for p in sorted(built.glob("chapters/*.html")) if 'data-offers="try"' in p.read_text()
    ]
    assert pages, "no chapter has a cell with the tag try-it"
    address, failed = serve(built), []
    for path in pages:
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        page.goto(address + path.relative_to(built).as_posix())
        page.get_by_role("button", name="Start Python here").click()
        status = page.locator(".nn-status")
        expect(status).to_contain_text("Python is ready", timeout=SECONDS)
        cells = page.locator(".nn-try")
        assert cells.count() == path.read_text().count("nn-try docutils")
        for index in range(cells.count()):
            cell = cells.nth(index)
            cell.get_by_role("button", name="Run", exact=True).click()
            output = cell.locator(".nn-output")
            expect(output.locator(":scope > *").first).to_be_attached(timeout=SECONDS)
            if output.locator(".nn-not-passed").count() or not output.inner_text().strip():
                failed.append((path.name, index, output.inner_text()))
        context.close()
    assert not failed
