"""Sphinx extension of the book: pages that need no network and that every reader can use.

What it adds to Jupyter Book and sphinx-book-theme, in the order of a build: mathematics served
from the site, launch buttons that lead somewhere or are not there, tables and citations that a
screen reader can follow, a description of each page, names for the arrows of the side bar, and an
icon font cut down to the icons in use. The frame around a page is changed in `templates/`, its look
in `static/course.css`. `tests/browser/test_site.py` holds the finished pages to all of this.
"""

from __future__ import annotations

import functools
import json
import re
import shutil
from collections.abc import Callable, Iterable
from importlib.metadata import distribution
from pathlib import Path

import downloads
import edition
import policy
import sharing
from bs4 import BeautifulSoup
from docutils import nodes
from fontTools import subset
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

# What a page needs of MathJax: the bundle, its fonts, and what TeX may load on demand. The rest of
# the package (other outputs, other inputs, the speech engine of its menu) stays out of the site.
MATHJAX_PARTS = ("tex-chtml.js", "output/chtml/fonts/woff-v2", "input/tex/extensions")

# Words of generated HTML that are wrong for a screen reader, and what they become.
REPAIRS = {
    # docutils: a list of citations whose entries are not list items
    'role="doc-biblioentry"': 'role="listitem"',
    # docutils, sphinx-book-theme: footnotes and margin notes as landmarks inside of a landmark
    '<aside class="footnote-list': '<aside role="none" class="footnote-list',
    '<aside class="margin': '<aside role="note" class="margin',
    # myst-nb: a name that hides the words on the button ("Show code cell source")
    ' aria-label="Toggle hidden content"': "",
    # docutils: a header cell without a word, in the corner of a table
    '<th class="head"><p></p></th>': "<td></td>",
}


# Pages that show what other pages compute, through `glue`.
QUOTING = {"chapters/every_number"}

# Pages that have another address now; the old one leads there.
MOVED = {"chapters/11_bank_churn": "chapters/12_bank_churn"}


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
    # MathJax's context menu would make every formula a stop of the Tab key. Screen readers get the
    # hidden MathML either way.
    config.mathjax3_config = {"options": {"enableMenu": False}}
    options = config.html_theme_options
    has_address = bool(options.get("repository_url"))
    config.html_baseurl = config.html_baseurl or sharing.site_address(
        options.get("repository_url", "")
    )
    if not has_address:
        options["launch_buttons"] = {}  # no address yet: a button to nowhere is worse than none
    options["use_repository_button"] = options["use_issues_button"] = has_address


def repair_table(html: str) -> str:
    """Make the tables of a cell's output, as pandas writes them, fit for a screen reader.

    Header cells say whether they head a column or a row, those without a word become plain cells,
    and the looks are left to the style sheet.
    """
    soup = BeautifulSoup(html, "html.parser")
    for style in soup.select("style[scoped]"):
        style.decompose()
    for table in soup.find_all("table"):
        del table["border"]
        for row in table.find_all("tr"):
            del row["style"]
        for cell in table.find_all("th"):
            if not cell.get_text(strip=True):
                cell.name = "td"
            elif cell.find_parent("thead"):
                cell["scope"] = "colgroup" if int(cell.get("colspan", 1)) > 1 else "col"
            else:
                cell["scope"] = "rowgroup" if int(cell.get("rowspan", 1)) > 1 else "row"
    return str(soup)


def repair_outputs(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Repair the tables among the outputs of a page."""
    for node in doctree.findall(nodes.raw):
        if node.get("format") == "html" and "<table" in node.astext():
            node.children = [nodes.Text(repair_table(node.astext()))]


def leave_out_directions(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Leave out of shown code what is meant for the formatter."""
    for block in doctree.findall(nodes.literal_block):
        code = re.sub(r"  # fmt: (?:skip|off|on)$", "", block.astext(), flags=re.MULTILINE)
        if code != block.astext():
            block.rawsource, block.children = code, [nodes.Text(code)]


def results_known(app: Sphinx) -> dict[str, str]:
    """Key of the result of each notebook that was run, as build.py wrote them down."""
    keys = Path(app.confdir) / "_build" / "keys.json"
    return json.loads(keys.read_text()) if keys.exists() else {}


def reread(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> set[str]:
    """Return the pages to make anew though their own source is as it was.

    Sphinx knows neither that the same notebook can have another result nor that one page shows a
    result of another.
    """
    shown = getattr(env, "results_shown", {})
    other = {page for page, key in results_known(app).items() if shown.get(page) != key}
    return other | (QUOTING if added or changed or other else set())


def leave_unrun(app: Sphinx, page: str, source: list[str]) -> None:
    """Show a notebook whose result is not known without one, where build.py was to run another."""
    known = results_known(app)
    path = Path(app.env.doc2path(page))
    if path.suffix == ".ipynb" and known and page not in known and page.startswith("chapters/"):
        notebook = json.loads(source[0])
        notebook["metadata"]["mystnb"] = {"execution_mode": "off"}
        source[0] = json.dumps(notebook)


def note_result(app: Sphinx, doctree: nodes.document) -> None:
    """Remember which result a page shows."""
    page = app.env.docname
    if not hasattr(app.env, "results_shown"):
        app.env.results_shown = {}
    app.env.results_shown[page] = results_known(app).get(page)


def merge_results(app: Sphinx, env: BuildEnvironment, pages: list[str], other: object) -> None:
    """Take over what another process noted."""
    noted = getattr(other, "results_shown", {})
    env.results_shown = {**getattr(env, "results_shown", {}), **noted}


def name_toggles(generate: Callable[..., BeautifulSoup]) -> Callable[..., BeautifulSoup]:
    """Give the arrows of the side bar, which open the pages below a page, that page's name."""

    @functools.wraps(generate)
    def generate_named(*args, **options) -> BeautifulSoup:
        soup = generate(*args, **options)
        for arrow in soup.select("li > details > summary"):
            arrow["aria-label"] = f"Pages of {arrow.find_parent('li').a.get_text(strip=True)}"
        return soup

    return generate_named


def complete_page(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Repair what is known to be wrong in a page, and describe it."""
    for wrong, right in REPAIRS.items():
        context["body"] = context.get("body", "").replace(wrong, right)
    context["generate_toctree_html"] = name_toggles(context["generate_toctree_html"])
    context["policy"] = policy.policy(runs_python=context.get("runs_python", False))
    sharing.describe(app, page, context, doctree)


def icons_used(pages: Iterable[str], styles: str) -> set[int]:
    """Return the code points of the icons that the pages name, and that the theme's variables hold.

    Parameters
    ----------
    pages : iterable of str
        HTML of the finished pages.
    styles : str
        The theme's style sheet, which says which class shows which character.
    """
    rules = re.findall(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}', styles)
    code_of = {
        name: int(code, 16)
        for names, code in rules
        for name in re.findall(r"\.(fa-[\w-]+):", names)
    }
    named = {name for page in pages for name in re.findall(r"\bfa-[\w-]+", page)}
    variables = re.findall(r'--pst-icon-[\w-]+:"(.)"', styles)
    return {code_of[name] for name in named & code_of.keys()} | {ord(icon) for icon in variables}


def cut_icon_fonts(site: Path) -> None:
    """Write the fonts that course.css names: Font Awesome's, reduced to the icons in use.

    The whole of it is 156 kB for a dozen icons; its licence, the SIL Open Font License, allows a
    subset.
    """
    static = site / "_static"
    styles = (static / "styles" / "pydata-sphinx-theme.css").read_text("utf-8")
    codes = icons_used((page.read_text("utf-8") for page in site.rglob("*.html")), styles)
    for name in ("fa-solid-900", "fa-brands-400"):
        options = subset.Options(flavor="woff", notdef_outline=True)
        font = subset.load_font(static / "vendor/fontawesome/webfonts" / f"{name}.ttf", options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=codes)
        cutter.subset(font)
        subset.save_font(font, static / f"{name}.woff", options)


def redirect(app: Sphinx, old: str, new: str, title: str) -> None:
    """Write a page at the address `old` that leads to the page `new`."""
    context = {
        "language": app.config.language,
        "title": title,
        "summary": sharing.question(app.env.get_doctree(new)),
        "target": app.builder.get_relative_uri(old, new),
        "address": app.config.html_baseurl
        and (app.config.html_baseurl + app.builder.get_target_uri(new)),
        "icon": "../" * old.count("/") + "_static/logo.svg",
    }
    page = app.builder.templates.render("redirect.html", context)
    (Path(app.outdir) / app.builder.get_target_uri(old)).write_text(page, "utf-8")


def finish(app: Sphinx, error: Exception | None) -> None:
    """Add what needs the finished pages: the icon fonts, and the way in at the root of the site."""
    if error is not None or app.builder.name != "html":
        return
    site = Path(app.outdir)
    cut_icon_fonts(site)
    policy.complete(site)
    sharing.write_icon(site)
    sharing.write_sitemap(app)
    edition.write_downloads(Path(app.confdir), site)
    downloads.write(Path(app.confdir), site)
    root = app.config.root_doc
    if root != "index":
        # In place of Jupyter Book's, which has neither language nor title nor link.
        redirect(app, "index", root, app.config.html_title)
    for old, new in MOVED.items():
        if new in app.env.titles:  # not so in a part of the book
            redirect(app, old, new, app.env.titles[new].astext())


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.connect("config-inited", configure)
    app.connect("env-get-outdated", reread)
    app.connect("source-read", leave_unrun)
    app.connect("source-read", downloads.offer)
    app.connect("doctree-read", note_result)
    app.connect("env-merge-info", merge_results)
    app.connect("doctree-resolved", repair_outputs)
    app.connect("doctree-resolved", leave_out_directions)
    app.connect("doctree-resolved", sharing.tell_minutes)
    app.connect("html-page-context", complete_page, priority=900)  # after the theme's
    app.connect("build-finished", finish)
    app.add_css_file("course.css", priority=900)  # after those of the other extensions
    app.add_js_file("course.js", loading_method="defer")
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
