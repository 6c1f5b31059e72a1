"""Sphinx extension of the book: mathematics without a network, and launch buttons that lead somewhere."""

from __future__ import annotations

import shutil
from importlib.metadata import distribution
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

# What a page needs of MathJax: the bundle, its fonts, and the parts it loads when a reader asks for
# speech or the menu. The rest of the package (other outputs, other inputs) stays out of the site.
MATHJAX_PARTS = ("tex-chtml.js", "output/chtml/fonts/woff-v2", "a11y", "sre/mathmaps/base.json",
                 "sre/mathmaps/en.json", "input/tex/extensions")  # fmt: skip


def copy_mathjax(target: Path) -> None:
    """Copy MathJax from its Python package to `target`, unless it is there."""
    if target.is_dir():
        return
    package = distribution("sphinx-mathjax-offline")
    source = Path(package.locate_file("sphinx-mathjax-offline/static/mathjax"))
    unfinished = target.with_name(target.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in MATHJAX_PARTS:
        here, there = source / part, unfinished / part
        there.parent.mkdir(parents=True, exist_ok=True)
        if here.is_dir():
            shutil.copytree(here, there)
        else:
            shutil.copyfile(here, there)
    unfinished.rename(target)


def configure(app: Sphinx, config: Config) -> None:
    """Complete the settings that depend on what is installed or set."""
    extra = Path(app.confdir) / "_build" / "extra"
    copy_mathjax(extra / "mathjax")
    # Not in _static: Jupyter Book injects every script that it finds there into every page.
    config.html_extra_path = [*config.html_extra_path, str(extra)]
    config.mathjax_path = "../mathjax/tex-chtml.js"  # relative to _static
    options = config.html_theme_options
    if not options.get("repository_url"):
        # No address yet: a button to nowhere is worse than none.
        options["launch_buttons"] = {}
        for name in ("use_repository_button", "use_issues_button", "use_edit_page_button"):
            options[name] = False


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.connect("config-inited", configure)
    app.add_css_file("course.css")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
