"""Sphinx extension: exercises that run and are checked in the page, and cells to try.

It puts Pyodide and the scripts of `scripts/` into the site, gives each code cell of a problem set
the id and the role that the scripts know it by, and hands a page its script. A page without
JavaScript, and a site for which Pyodide cannot be had, are what they are without this extension.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from page import bundle, runtime
from page.sets import HintsError, is_elsewhere, role

TRY = "try-it"  # the tag of a cell that a reader changes and runs
PROGRESS = "chapters/progress"  # the page that shows what a reader has done in all sets


def put_into_site(app: Sphinx, config: Config) -> None:
    """Have Pyodide, and write it into what Sphinx copies to the site."""
    app.page_sizes = None
    extra = Path(app.confdir) / "_build" / "extra"
    extra.mkdir(parents=True, exist_ok=True)
    try:
        app.page_sizes = bundle.write(extra, runtime.folder(), config.page_solutions)
    except runtime.RuntimeFilesError as error:
        print(f"The pages have no Python of their own: {error}.", file=sys.stderr)
    except HintsError as error:
        raise ExtensionError(str(error)) from error


def mark_cells(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give the cells of a problem set, and those to try, ids by which the scripts find them."""
    path = Path(app.env.doc2path(docname))
    if path.suffix != ".ipynb":
        return
    is_set = docname.startswith("exercises/")
    cells = nbformat.read(path, as_version=4).cells
    for container in doctree.findall(nodes.container):
        if container.get("nb_element") == "cell_code":
            cell = cells[container["cell_index"]]
            if is_set or TRY in cell.metadata.get("tags", []):
                container["ids"].append(f"cell-{cell.id}")
                container["classes"].append(f"nn-{role(cell)}" if is_set else "nn-try")


def kind(app: Sphinx, docname: str) -> str:
    """Return what a page offers: `set`, `keras`, `try`, `progress`, or nothing."""
    if docname == PROGRESS:
        return "progress"
    path = Path(app.env.doc2path(docname))
    if docname not in app.env.all_docs or path.suffix != ".ipynb":
        return ""
    notebook = nbformat.read(path, as_version=4)
    if docname.startswith("exercises/"):
        return "keras" if is_elsewhere(notebook) else "set"
    return "try" if any(TRY in cell.metadata.get("tags", []) for cell in notebook.cells) else ""


def add_script(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Hand a page the script that offers Python, with what it must know to offer it."""
    offers = kind(app, page) if app.page_sizes and doctree is not None else ""
    if not offers:
        return
    # A size is told before anything is loaded, so it comes with the page.
    known = {
        "data-offers": offers,
        "data-set": page.split("/")[1] if page.startswith("exercises/") else "",
        "data-notebook": f"_sources/{page}.ipynb",
        "data-start": str(app.page_sizes["start"]),
        "data-figures": str(app.page_sizes["figures"]),
        "id": "page-python",
    }
    context["runs_python"] = offers in ("set", "try")
    app.add_js_file("../python/load.js", loading_method="defer", **known)
    app.add_css_file("../python/page.css", priority=950)


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.add_config_value("page_solutions", default=False, rebuild="html", types=[bool])
    app.connect("config-inited", put_into_site, priority=900)
    app.connect("doctree-resolved", mark_cells)
    app.connect("html-page-context", add_script, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
