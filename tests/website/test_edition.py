"""The edition of the chapters that reads as text everywhere."""

import json
import re
from pathlib import Path

import edition
import nbformat
import pytest
from pybtex.database import parse_file

ROOT = Path(__file__).resolve().parents[2]
SOURCES = parse_file(str(ROOT / "chapters/references.bib"))
CHAPTERS = edition.chapters(ROOT)


def plain(text: str, **numbers: str) -> str:
    return edition.plain(text, lambda role, t: edition.in_words(role, t, numbers, SOURCES))


@pytest.mark.parametrize(
    ("site", "text"),
    [
        (":::{warning}\nMind `x`.\n\nMore.\n:::", "> **Warning**\n>\n> Mind `x`.\n>\n> More."),
        (
            ":::{admonition} A box\n:class: important\n\n- one\n:::",
            "> **A box**\n>\n> - one",
        ),
        (
            "::::{tip}\n:::{note}\nInner.\n:::\n::::",
            "> **Tip**\n>\n> > **Note**\n> >\n> > Inner.",
        ),
        ("A {term}`layer` of {term}`weights <weight>`.", "A layer of weights."),
        ("By {cite:t}`rosenblatt1958`.", "By Rosenblatt (1958)."),
        ("So {cite}`rosenblatt1958,kurama2018`.", "So (Rosenblatt, 1958; Kurama, 2018)."),
        ("It is {glue:text}`ch07_best`, {glue:text}`ch07_other`.", "It is 0.5, …."),
        ("See {doc}`the words <glossary>`.", "See [the words](../chapters/glossary.md)."),
        ("See [3](03_a.ipynb#top) and [n](notation.md).", "See [3](03_a.ipynb#top) and "
         "[n](../chapters/notation.md)."),
        ("See [ps1](../exercises/ps1/ps1.ipynb).", "See [ps1](../exercises/ps1/ps1.ipynb)."),
        ("(place)=\n## Heading", "## Heading"),
        ("```python\n{term}`x` :::\n```", "```python\n{term}`x` :::\n```"),
        ("$a_{1}$ and `code`", "$a_{1}$ and `code`"),
    ],
)  # fmt: skip
def test_what_the_site_shows_is_said_in_plain_markdown(site, text):
    assert plain(site, ch07_best="0.5") == text


def notebook(*cells: tuple[str, list[str]]) -> nbformat.NotebookNode:
    made = [nbformat.v4.new_code_cell(text, metadata={"tags": tags}) for text, tags in cells]
    return nbformat.v4.new_notebook(cells=made)


def test_what_the_page_hides_is_folded_and_the_rest_is_not():
    given = notebook(("x = 1", []), ('quiz("?", {}, 1)', ["remove-input"]), ("y", ["remove-cell"]))
    shown, question, bookkeeping = edition.edition_of(given, {}, SOURCES).cells
    assert (shown.source, dict(shown.metadata)) == ("x = 1", {"tags": []})
    assert question.metadata["jupyter"] == {"source_hidden": True}
    assert question.metadata["cellView"] == "form"
    assert question.source.splitlines()[0] == "# @title Question"
    assert bookkeeping.source == "# @title Bookkeeping of the book\ny"
    assert given.cells[1].source.startswith("quiz")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_reads_as_text_and_shows_no_answer(path):
    made = edition.edition_of(nbformat.read(path, as_version=4), {}, SOURCES)
    nbformat.validate(made)
    prose = "\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
    assert not re.findall(r"^:{3,}.*|^`{3,}\{.*|\{[\w:-]+\}`.*", prose, re.MULTILINE)
    open_code = [
        cell.source
        for cell in made.cells
        if cell.cell_type == "code" and not cell.metadata.get("jupyter")
    ]
    assert not [source for source in open_code if re.search(r"^quiz\(", source, re.MULTILINE)]


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/references.bib").write_text("")
    toc = "parts:\n- chapters:\n  - file: chapters/01_a\n  - file: chapters/glossary\n"
    (tmp_path / "_toc.yml").write_text(toc)
    nbformat.write(notebook(("x = 1", [])), tmp_path / "chapters/01_a.ipynb")
    monkeypatch.setattr(edition, "ROOT", tmp_path)
    return tmp_path


def test_what_a_reader_changed_stays(course, capsys):
    path = course / "notebooks/01_a.ipynb"
    assert edition.main([]) == 0
    nbformat.write(notebook(("x = 2", [])), course / "chapters/01_a.ipynb")
    edition.main([])
    content = json.loads(path.read_text())
    assert "x = 2" in str(content["cells"])
    content["cells"][0]["source"] = "x = 3"
    path.write_text(json.dumps(content))
    edition.main([])
    assert "x = 3" in path.read_text()
    assert "notebooks/01_a.ipynb: changed by you; it stays." in capsys.readouterr().out
    path.unlink()
    edition.main([])
    assert "x = 2" in path.read_text()


@pytest.mark.usefixtures("pages")
def test_the_built_book_has_a_number_for_every_place():
    numbers = edition.glued(ROOT, CHAPTERS)
    for path in CHAPTERS:
        cells = nbformat.read(path, as_version=4).cells
        prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        wanted = set(re.findall(r"\{glue:text\}`([\w ]+)`", prose))
        assert wanted <= set(numbers), path.name
