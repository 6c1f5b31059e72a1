"""Each page keeps to the content policy that it states, and the policy holds what it says.

Violations are counted by the browser itself, on a chapter, a set, and pages without Python; and
what the policy forbids is tried, in the page and in Python's worker.
"""

import pytest
from pages import RIGHT, answer, check, opened
from playwright.sync_api import expect

WATCH = (
    "window.violations = []; document.addEventListener('securitypolicyviolation',"
    " ({ violatedDirective, blockedURI }) =>"
    " violations.push(`${violatedDirective} ${blockedURI}`));"
)
PAGES = (
    "chapters/02_neurons.html",
    "chapters/glossary.html",
    "chapters/progress.html",
    "search.html?q=gradient",
    "exercises/ps7_keras_on_pima/ps7_keras_on_pima.html",
)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_that_its_policy_forbids(reader, with_python, name):
    reader.add_init_script(WATCH)
    page = opened(reader, with_python, name)
    page.wait_for_load_state("networkidle")
    page.evaluate("() => window.MathJax?.startup?.promise")
    for menu in page.locator(".article-header-buttons [data-bs-toggle=dropdown]").all():
        menu.click()
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Color mode").click()
    assert page.evaluate("violations") == []
    assert not page.errors


def test_the_buttons_of_the_header_work_without_scripts_in_attributes(reader, with_python):
    reader.add_init_script("window.print = () => { window.printed = true; }")
    page = opened(reader, with_python, PAGES[0])
    assert not page.locator("[onclick]").count()
    page.get_by_role("button", name="Download this page").click()
    page.get_by_role("button", name="Print or save as PDF").click()
    assert page.evaluate("window.printed")
    page.get_by_role("button", name="Fullscreen").click()
    page.wait_for_function("() => document.fullscreenElement !== null")


@pytest.mark.slow
def test_a_set_is_done_without_a_violation_and_its_worker_is_bound_too(ready, serve, tmp_path):
    ready.evaluate("violations.length = 0")
    answer(ready, "relu", RIGHT)
    assert "passed" in check(ready, "relu")
    assert ready.evaluate("violations") == []
    stranger = serve(tmp_path)  # another port: another host, for a browser
    (tmp_path / "rows.txt").write_text("secret")
    (worker,) = ready.workers
    own = "fetch(new URL('/index.html', location.origin)).then(r => r.ok, e => String(e))"
    assert worker.evaluate(own) is True
    told = worker.evaluate(f"fetch('{stranger}rows.txt').then(r => r.ok, e => String(e))")
    assert told == "TypeError: Failed to fetch"
    inline = ready.evaluate(
        "() => { const script = document.createElement('script');"
        " script.textContent = 'window.hit = 2'; document.head.append(script); return window.hit }"
    )
    assert inline is None
    ready.evaluate(f"() => fetch('{stranger}rows.txt').catch(() => null)")
    expect(ready.locator(".nn-bar")).to_be_visible()
    assert [one.split()[0] for one in ready.evaluate("violations")][-2:] == [
        "script-src-elem",
        "connect-src",
    ]


def test_every_page_states_a_policy_and_names_its_inline_scripts(built):
    for path in built.rglob("*.html"):
        if "_static" in path.parts or "mathjax" in path.parts:
            continue
        text = path.read_text("utf-8")
        assert "Content-Security-Policy" in text, path
        assert "INLINE-SCRIPTS" not in text, path
        assert "unsafe-eval" not in text.replace("wasm-unsafe-eval", ""), path
