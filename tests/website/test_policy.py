"""The content policy of a page, made by the build."""

import base64
import hashlib
import re

import policy


def named(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_inline_scripts_are_named_and_files_are_not():
    page = (
        '<script>a()</script><script defer src="x.js"></script><script type="module">b\n</script>'
    )
    assert policy.digests(page) == " ".join(sorted([named("a()"), named("b\n")]))


def test_no_page_lets_anything_in_from_elsewhere():
    for runs_python in (False, True):
        rules = policy.policy(runs_python)
        assert "default-src 'none'" in rules
        assert not re.search(r"https?:|\*|'unsafe-eval'", rules)
    assert "wasm" not in policy.policy(runs_python=False)


def test_a_page_is_completed_once(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(f'<meta content="{policy.policy(False)}"><script>a()</script>')
    policy.complete(tmp_path)
    once = path.read_text()
    assert named("a()") in once
    assert policy.INLINE not in once
    policy.complete(tmp_path)
    assert path.read_text() == once
