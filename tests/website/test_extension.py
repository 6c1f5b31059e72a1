"""What the extension does to settings, tables, descriptions and icons, each on its own.

That a built page shows the result is seen in tests/browser.
"""

from pathlib import Path
from types import SimpleNamespace

import extension
import numpy as np
import pandas as pd
import pytest
import sharing
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.core import publish_doctree

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "https://github.com/some-org/some-course"
LAUNCHERS = {"binderhub_url": "https://mybinder.org", "colab_url": "https://colab.example.org"}


@pytest.fixture
def settings(tmp_path):
    """Run the extension on settings with an address; return them completed."""

    def complete(address: str) -> SimpleNamespace:
        options = {"repository_url": address, "launch_buttons": dict(LAUNCHERS)}
        config = SimpleNamespace(
            html_extra_path=["others"], html_theme_options=options, html_baseurl=""
        )
        extension.configure(SimpleNamespace(confdir=tmp_path), config)
        return config

    return complete


# Settings


def test_with_an_address_there_are_buttons_to_launch_and_to_report(settings):
    options = settings(ADDRESS).html_theme_options
    assert options["launch_buttons"] == LAUNCHERS
    assert options["use_repository_button"]
    assert options["use_issues_button"]


def test_without_an_address_there_is_no_button_to_nowhere(settings):
    options = settings("").html_theme_options
    assert options["launch_buttons"] == {}
    assert not options["use_repository_button"]
    assert not options["use_issues_button"]


def test_mathjax_is_copied_beside_the_pages_once(settings, tmp_path):
    config = settings("")
    mathjax = tmp_path / "_build" / "extra" / "mathjax"
    assert config.html_extra_path == ["others", str(mathjax.parent)]
    assert config.mathjax_path == "../mathjax/tex-chtml.js"
    assert (mathjax / "tex-chtml.js").stat().st_size > 500_000
    assert list(mathjax.glob("output/chtml/fonts/woff-v2/*.woff"))
    (mathjax / "tex-chtml.js").write_text("kept")
    settings("")
    assert (mathjax / "tex-chtml.js").read_text() == "kept"


def test_an_interrupted_copy_of_mathjax_is_made_again(settings, tmp_path):
    unfinished = tmp_path / "_build" / "extra" / "mathjax.part"
    unfinished.mkdir(parents=True)
    (unfinished / "half.js").write_text("half")
    settings("")
    assert not unfinished.exists()
    assert not (unfinished.with_name("mathjax") / "half.js").exists()


# Code


def test_directions_to_the_formatter_are_not_shown_and_the_code_is():
    block = nodes.literal_block("", "", language="python")
    code = 'fit(X,\n    y)  # fmt: skip\nprint("# fmt: skip")  # why'
    block.rawsource = code
    block += nodes.Text(code)
    page = nodes.document(None, None)
    page += block
    extension.leave_out_directions(None, page, "chapters/01")
    assert block.astext() == block.rawsource == 'fit(X,\n    y)\nprint("# fmt: skip")  # why'


# Tables


def test_cells_that_head_columns_and_rows_say_so():
    table = pd.DataFrame({"first": [1, 2], "second": ["a", "b"]}, index=["x", "y"])
    repaired = BeautifulSoup(extension.repair_table(table._repr_html_()), "html.parser")
    heads = {cell.get_text(): cell["scope"] for cell in repaired.find_all("th")}
    assert heads == {"first": "col", "second": "col", "x": "row", "y": "row"}
    assert repaired.thead.find("td").get_text() == ""  # the corner


def test_cells_that_head_groups_say_so():
    rows = pd.MultiIndex.from_product([["up", "down"], [1, 2]])
    columns = pd.MultiIndex.from_product([["left", "right"], ["p", "q"]])
    table = pd.DataFrame(np.ones((4, 4)), index=rows, columns=columns)
    repaired = BeautifulSoup(extension.repair_table(table._repr_html_()), "html.parser")
    scopes = {cell.get_text(): cell["scope"] for cell in repaired.find_all("th")}
    assert scopes == {
        **dict.fromkeys(("left", "right"), "colgroup"),
        **dict.fromkeys(("p", "q"), "col"),
        **dict.fromkeys(("up", "down"), "rowgroup"),
        **dict.fromkeys(("1", "2"), "row"),
    }


def test_a_repaired_table_shows_the_same_values():
    table = pd.DataFrame({"a < b": ["<b>&", "1.5"], "": [0, 1]})
    before = BeautifulSoup(table._repr_html_(), "html.parser").find("table")
    after = BeautifulSoup(extension.repair_table(table._repr_html_()), "html.parser").find("table")
    values = [[cell.get_text() for cell in t.find_all(["td", "th"])] for t in (before, after)]
    assert values[0] == values[1]
    assert "<b>&" in values[1]


def test_a_repaired_table_leaves_its_looks_to_the_style_sheet():
    html = pd.DataFrame({"a": [1]})._repr_html_()
    assert "<style" in html
    assert 'border="1"' in html
    repaired = extension.repair_table(html)
    assert not any(word in repaired for word in ("<style", "border", "text-align"))


def test_only_outputs_with_a_table_are_touched():
    drawing = '<svg viewBox="0 0 1 1"><linearGradient/></svg>'  # names whose case matters
    table = "<table><tbody><tr><th>x</th></tr></tbody></table>"
    doctree = publish_doctree("")
    doctree += nodes.raw("", drawing, format="html")
    doctree += nodes.raw("", table, format="html")
    doctree += nodes.raw("", table, format="latex")
    extension.repair_outputs(None, doctree, "page")
    assert [node.astext() for node in doctree.findall(nodes.raw)] == [
        drawing,
        table.replace("<th>", '<th scope="row">'),
        table,
    ]


# Old addresses


@pytest.mark.parametrize(("old", "new"), extension.MOVED.items())
def test_the_old_address_of_a_page_leads_to_it(old, new, pages):
    page = BeautifulSoup((pages / f"{old}.html").read_text("utf-8"), "html.parser")
    refresh = page.find("meta", attrs={"http-equiv": "refresh"})["content"]
    for target in (refresh.split("url=")[1], page.a["href"]):
        there = (pages / old).parent / target
        assert there.resolve() == (pages / f"{new}.html").resolve()
        assert BeautifulSoup(there.read_text("utf-8"), "html.parser").find("article")
    assert not list(ROOT.glob(f"{old}.*"))  # else the page would be overwritten


# Descriptions


def test_a_page_is_described_by_its_first_paragraph_and_not_by_a_box_before_it():
    text = "Title\n=====\n\n.. note:: In a box.\n\nThe *first*\nsentence.\n\nThe second."
    assert sharing.question(page(text)) == "The first sentence."


def test_a_description_is_cut_between_words():
    description = sharing.question(page("Title\n=====\n\n" + "word " * 100))
    assert 190 < len(description) <= 200
    assert set(description.split()) == {"word", "…"}


def test_a_page_without_text_has_no_description():
    assert sharing.question(page("Title\n=====\n")) == ""
    assert sharing.question(None) == ""


def page(text: str) -> nodes.document:
    """Doctree of a page with one title."""
    return publish_doctree(text, settings_overrides={"doctitle_xform": False})


# Side bar and icons


def test_the_arrows_of_the_side_bar_carry_the_name_of_the_page_above():
    def generate(**options):
        assert options == {"kind": "sidebar"}
        arrow = "<details><summary><i></i></summary><ul><li><a>Below</a></li></ul></details>"
        return BeautifulSoup(f"<ul><li><a>Above</a>{arrow}</li></ul>", "html.parser")

    soup = extension.name_toggles(generate)(kind="sidebar")
    assert [arrow["aria-label"] for arrow in soup.find_all("summary")] == ["Pages of Above"]


def test_icons_are_those_that_pages_name_and_the_theme_holds_in_variables():
    styles = (
        '.fa-bars:before,.fa-navicon:before{content:"\\f0c9"}.fa-sun:before{content:"\\f185"}'
        '.fa-moon:before{content:"\\f186"}:root{--pst-icon-bell:"\uf0f3"}'
    )
    pages = ['<i class="fa-solid fa-navicon"></i>', '<i class="fas fa-moon fa-unknown"></i>']
    assert extension.icons_used(pages, styles) == {0xF0C9, 0xF186, 0xF0F3}
