"""Sphinx extension: figures that a reader changes by hand.

A cell that ends with `coursebook.figures.by_hand.by_hand` puts a static figure into the page, with
the name of a script and the numbers that it draws. This extension copies the scripts into the site
and hands them to the pages that have such a figure. Without them a page shows the static figure.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

SCRIPTS = Path(__file__).parent / "scripts"
MARK = "data-by-hand="  # in the HTML of such a figure


def put_into_site(app: Sphinx, config: Config) -> None:
    """Write the scripts into what Sphinx copies to the site."""
    target = Path(app.confdir) / "_build" / "extra" / "hands"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(SCRIPTS, target)


def add_script(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Hand the scripts to a page that has a figure for them."""
    if MARK in context.get("body", ""):
        app.add_js_file("../hands/load.js", loading_method="defer", id="hands")
        app.add_css_file("../hands/hands.css", priority=950)


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.connect("config-inited", put_into_site)
    app.connect("html-page-context", add_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
