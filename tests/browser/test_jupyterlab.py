"""The student's notebook in JupyterLab: an answer typed, its message read, Validate pressed.

And the instructor's side: Formgrader shows the problem set.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
NAME = "ps1_forward_propagation"
TOKEN = "for-this-test-only"
PATIENCE = 60_000  # milliseconds; on an idle machine each wait takes a few seconds at most

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(tmp_path):
    """Start JupyterLab in a copy of the course, with settings of its own; return its address."""
    course = tmp_path / "course"
    course.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for part in ("solutions", "exercises"):
        shutil.copytree(ROOT / part, course / part)
    settings = tmp_path / "config" / "lab" / "user-settings" / "@jupyterlab"
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    whole = {"windowingMode": "none"}  # every cell is on the page, not only those in view
    for place, values in (
        ("apputils-extension/notification", quiet),
        ("notebook-extension/tracker", whole),
    ):
        path = settings / f"{place}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "NBGRADER_EXCHANGE": str(tmp_path / "exchange"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
    command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    with (tmp_path / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=course, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(address, server, tmp_path / "lab.log")
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_up(address, server, log):
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture
def page(browser):
    """Open a page and hold that it asks no other host for anything."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    elsewhere = [url for url in asked if url.startswith(("http", "ws"))]
    assert [url for url in elsewhere if "//127.0.0.1:" not in url] == []


def cell_with(page, text):
    """Return the code cell whose source has this text."""
    return page.locator(".jp-Notebook .jp-CodeCell").filter(
        has=page.locator(".jp-InputArea-editor", has_text=text)
    )


def run(page, cell):
    """Run a cell and wait until it is done."""
    prompt = cell.locator(".jp-InputPrompt").first
    before = prompt.inner_text()
    cell.locator(".jp-InputArea-editor .cm-line").first.click()
    page.keyboard.press("Shift+Enter")
    done = re.compile(rf"(?!{re.escape(before)})\[\d+\]:")
    expect(prompt).to_have_text(done)


def type_answer(page, cell, old, new):
    """Put the cursor on a line and type another in its place."""
    cell.locator(".cm-line", has_text=old).click()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")
    page.keyboard.type(new)
    expect(cell.locator(".cm-line", has_text=new)).to_have_count(1)


def test_student_and_instructor(lab, page):
    page.goto(f"{lab}/lab/tree/exercises/{NAME}/{NAME}.ipynb?token={TOKEN}")
    answer = cell_with(page, "def relu(x):")
    test = cell_with(page, 'with check("relu"')
    output = test.locator(".jp-OutputArea-output")
    expect(answer).to_have_count(1)
    # A cell that is run before the kernel is connected would not run.
    expect(page.locator("#jp-bottom-panel")).to_contain_text("| Idle")

    # Nothing answered: words, not tracebacks.
    run(page, cell_with(page, "import numpy as np"))
    run(page, answer)
    run(page, test)
    expect(output.first).to_contain_text("`relu` is not written yet.".replace("`", ""))
    expect(output.last).to_have_text("0.0")

    # A wrong answer: the sentence that this mistake deserves.
    type_answer(page, answer, "raise NotImplementedError()", "return abs(x)")
    run(page, answer)
    run(page, test)
    expect(output.first).to_contain_text(
        "relu: partly passed, 0.67 of 2 points (3 of 7 tests passed)."
    )
    expect(output.first).to_contain_text("relu(-2) returned 2, where 0 was expected")
    expect(output.first).to_contain_text(
        "Likely cause: negative values lose their sign; they should become zero."
    )

    # The right one.
    type_answer(page, answer, "return abs(x)", "return np.maximum(x, 0)")
    run(page, answer)
    run(page, test)
    expect(output.first).to_contain_text("relu: passed, 2 of 2 points (7 of 7 tests passed).")
    expect(output.last).to_have_text("2.0")
    section = output.first.locator("section")
    expect(section).to_have_attribute("aria-label", "Check of relu")

    # Validate runs the whole notebook afresh: five exercises of six are still blank.
    page.get_by_role("button", name="Validate").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Validation Results")
    expect(dialog.get_by_text("The following cell failed:")).to_have_count(5)
    expect(dialog).to_contain_text('with check("forward"')
    expect(dialog).not_to_contain_text('with check("relu"')
    dialog.get_by_role("button", name="Ok").click()

    # The instructor's list of assignments.
    page.get_by_role("menubar").get_by_text("Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader").first.click()
    formgrader = page.frame_locator("iframe[src*='formgrader']")
    expect(formgrader.get_by_role("link", name=NAME)).to_be_visible()
