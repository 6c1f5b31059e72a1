"""What each page lets a browser load and run, said by the page itself.

A site of plain files sets no headers, so the policy stands in the page's head, before all that is
loaded: nothing from another host, no script but the site's own files and the few inline ones that
the build has written, each by its SHA-256. Python's worker is bound by it as well, since the page
makes it (see `page/scripts/python.mjs`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

INLINE = "INLINE-SCRIPTS"  # in a page until all of it is written
SCRIPT = re.compile(r"<script(?P<attributes>(?:\s[^>]*)?)>(?P<text>.*?)</script>", re.DOTALL)


def policy(runs_python: bool) -> str:
    """Return the content policy of a page; `runs_python` where it offers Python."""
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' {INLINE}" + (" 'wasm-unsafe-eval'" if runs_python else ""),
        # MathJax writes its style sheet into the page, and drawings have styles of their own.
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self' blob:" if runs_python else "'none'",
        "form-action": "'self'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def digests(html: str) -> str:
    """Return the inline scripts of a page as a policy names them."""
    found = [match["text"] for match in SCRIPT.finditer(html) if not re.search(r"\bsrc=", match[1])]
    named = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in found}
    return " ".join(f"'sha256-{digest}'" for digest in sorted(named))


def complete(site: Path) -> None:
    """Name the inline scripts in the policy of each page that has been written."""
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        if INLINE in html:
            path.write_text(html.replace(INLINE, digests(html), 1), "utf-8")
