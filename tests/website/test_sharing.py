"""What a page says about itself to others."""

import io
import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import nbformat
import pytest
import sharing
import yaml
from docutils import nodes
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/Some-School/deep", "https://some-school.github.io/deep/"),
        ("https://github.com/a/b/", "https://a.github.io/b/"),
        ("", ""),
    ],
)
def test_the_sites_address_follows_from_the_repositorys(repository, address):
    assert sharing.site_address(repository) == address


def page(*children: nodes.Node) -> nodes.document:
    document = nodes.document(None, None)
    section = nodes.section()
    section += list(children)
    document += section
    return document


def code(lines: int, *tags: str) -> nodes.container:
    cell, given = nodes.container(classes=["cell", *tags]), nodes.container(classes=["cell_input"])
    given += nodes.literal_block("", "\n".join("x" * lines))
    cell += given
    return cell


def test_minutes_count_what_is_read():
    prose = nodes.paragraph("", "x" * 75 * 45)  # 45 lines, 180 seconds
    assert sharing.minutes(page(prose)) == 5
    assert sharing.minutes(page(prose.deepcopy(), code(40))) == 10  # 320 seconds more
    assert sharing.minutes(page(prose.deepcopy(), code(40, "tag_hide-input"))) == 5
    folded = code(40, "tag_hide-input")
    details = nodes.container()  # as MyST-NB leaves it
    details += folded.pop(0)
    folded += details
    assert sharing.minutes(page(prose.deepcopy(), folded)) == 5
    figures = nodes.raw("", '<figure class="sn-figure"></figure>' * 30, format="html")
    assert sharing.minutes(page(prose.deepcopy(), figures)) == 15  # 600 seconds more


def test_the_measured_time_takes_the_place_of_the_one_in_the_box():
    time = nodes.paragraph("", "", nodes.strong("", "Time:"), nodes.Text(" 40 minutes. "))
    doctree = page(time)
    sharing.tell_minutes(None, doctree, "chapters/03_forward_propagation")
    assert time.astext() == "Time: about 5 minutes. "
    sharing.tell_minutes(None, doctree, "chapters/glossary")
    assert time.astext() == "Time: about 5 minutes. "


def test_the_question_is_the_first_paragraph_and_not_one_in_a_box():
    box = nodes.admonition()
    box += nodes.paragraph("", "What you will learn.")
    doctree = page(box, nodes.paragraph("", "Why does it fail?"), nodes.paragraph("", "More."))
    assert sharing.question(doctree) == "Why does it fail?"
    assert sharing.question(None) == ""


def test_a_mistake_is_told_with_page_and_version():
    link = sharing.issue_link("https://github.com/a/b", "chapters/03_x", "1.2")
    asked = parse_qs(urlsplit(link).query)
    assert link.startswith("https://github.com/a/b/issues/new?")
    assert asked["title"] == ["chapters/03_x: "]
    assert "Page: chapters/03_x\nVersion: 1.2\n" in asked["body"][0]
    assert sharing.issue_link("", "chapters/03_x", "1.2") == ""


def test_a_citation_names_the_address_only_where_there_is_one():
    entry = sharing.citation("3. Forward", "Book", "Somebody", "2026", "0.1", "")
    assert entry.startswith("@incollection{3-forward,\n  author = {{Somebody}},")
    assert "url" not in entry
    assert "  url = {https://a/b}," in sharing.citation("a", "b", "c", "d", "e", "https://a/b")


def png(color: str) -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (580, 360), color).save(buffer, "PNG")
    return buffer.getvalue()


def with_figures(*tags: list[str]) -> nbformat.NotebookNode:
    from base64 import b64encode

    cells = []
    for color, tag in zip(("red", "blue"), tags, strict=True):
        data = {"image/png": b64encode(png(color)).decode()}
        output = nbformat.v4.new_output("display_data", data)
        cells.append(nbformat.v4.new_code_cell("", outputs=[output], metadata={"tags": tag}))
    return nbformat.v4.new_notebook(cells=cells)


def test_the_figure_of_a_page_is_the_one_with_the_tag_else_the_first():
    assert sharing.figure_of(with_figures([], [])) == png("red")
    assert sharing.figure_of(with_figures([], ["card"])) == png("blue")
    assert sharing.figure_of(nbformat.v4.new_notebook()) is None


def test_the_picture_has_the_size_that_services_want_and_the_figure_in_it():
    image = sharing.card("A title that is so long that it needs two lines", "Book", "", png("red"))
    assert image.size == (1200, 630)
    assert image.getpixel((600, 420)) == (255, 0, 0)
    assert image.getpixel((20, 420)) == (255, 255, 255)
    words = sharing.card("Title", "Book", "Why does it fail? " * 9, None)
    assert words.getcolors(100_000)[0] != (1200 * 630, (255, 255, 255))


def test_the_sitemap_lists_every_page_where_there_is_an_address(tmp_path):
    app = SimpleNamespace(
        config=SimpleNamespace(html_baseurl=""),
        env=SimpleNamespace(found_docs={"chapters/b", "chapters/a"}),
        builder=SimpleNamespace(get_target_uri=lambda name: f"{name}.html"),
        outdir=tmp_path,
    )
    sharing.write_sitemap(app)
    assert not (tmp_path / "sitemap.xml").exists()
    app.config.html_baseurl = "https://a.github.io/b/"
    sharing.write_sitemap(app)
    places = re.findall("<loc>(.*?)</loc>", (tmp_path / "sitemap.xml").read_text())
    assert places == [f"https://a.github.io/b/chapters/{name}.html" for name in "ab"]


def test_the_icon_is_drawn_as_the_logo(tmp_path):
    (tmp_path / "_static").mkdir()
    logo = (ROOT / "website/static/logo.svg").read_bytes()
    (tmp_path / "_static/logo.svg").write_bytes(logo)
    sharing.write_icon(tmp_path)
    icon = Image.open(tmp_path / "favicon.ico").convert("RGBA")
    assert icon.size == (48, 48)
    assert icon.getpixel((7, 24))[:3] == (0x2F, 0x7F, 0xD0)  # a node
    assert icon.getpixel((47, 2))[3] == 0


def test_the_citation_file_agrees_with_the_project():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    assert cited["version"] == sharing.version(ROOT)
    assert (cited["title"], cited["authors"][0]["name"]) == (config["title"], config["author"])


@pytest.fixture(scope="module")
def head(pages) -> str:
    html = (pages / "chapters/03_forward_propagation.html").read_text("utf-8")
    return html[: html.index("</head>")]


def test_a_built_page_describes_itself(head, pages):
    asked = re.search('<meta name="description" content="([^"]{40,})"', head)[1]
    assert f'<meta property="og:description" content="{asked}"' in head
    assert f'<meta name="twitter:description" content="{asked}"' in head
    image = Image.open(pages / "_cards/chapters-03_forward_propagation.png")
    assert image.size == (1200, 630)
