"""Every chapter is built in the same way, so that a reader finds everything in its place."""

import ast
import re
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted(ROOT.glob("chapters/[0-9][0-9]_*.ipynb"))
ENDING = ["Common mistakes", "Check your understanding", "Summary", "Exercise", "Further reading"]
LONGEST_CELL = 30  # lines
SHORTEST_ALT = 10  # words
MOST_CODE = 150  # lines of a chapter that a reader meets unfolded
FOLDED = {"hide-input", "hide-cell", "remove-input", "remove-cell"}

every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def cells(path: Path) -> list[nbformat.NotebookNode]:
    return nbformat.read(path, as_version=4).cells


def text(path: Path) -> str:
    """The chapter as one text; its code is fenced, so that no comment looks like a heading."""
    return "\n\n".join(
        cell.source if cell.cell_type == "markdown" else f"```\n{cell.source}\n```"
        for cell in cells(path)
    )


def without_code(markdown: str) -> str:
    return re.sub(r"^(`{3,})[^`]*?^\1$", "", markdown, flags=re.MULTILINE | re.DOTALL)


def section(path: Path, title: str) -> str:
    """What stands under a heading of the second level."""
    start = re.search(rf"^## {title}$", text(path), re.MULTILINE)
    assert start, f"there is no section '{title}'"
    return re.split(r"^## ", text(path)[start.end() :], maxsplit=1, flags=re.MULTILINE)[0]


def objectives(path: Path) -> str:
    """The box at the beginning."""
    box = re.search(
        r"^(:{3,})\{admonition\} What you will learn\n(.*?)^\1$", text(path), re.M | re.S
    )
    assert box, "there is no box 'What you will learn'"
    assert ":class: important" in box[2]
    return box[2]


def problem_set(path: Path) -> str | None:
    """Name of the released problem set that the map gives to this chapter."""
    number = path.name[:2]
    index = (ROOT / "chapters/index.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| {number} \|.*\|([^|]*)\|$", index, re.MULTILINE)
    assert row, f"chapter {number} is not in the map of chapters/index.md"
    prefix = re.search(r"\bps\d+\b", row[1])
    sets = [
        folder.name
        for folder in ROOT.glob("exercises/*")
        if (folder / f"{folder.name}.ipynb").exists()
    ]
    return next((name for name in sets if prefix and name.startswith(f"{prefix[0]}_")), None)


def built_pages() -> list[str]:
    """Names of the chapters that are in the table of contents."""
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text())["parts"]
    names = [entry["file"] for part in parts for entry in part["chapters"]]
    return [name for name in names if re.match(r"chapters/\d\d_", name)]


def test_there_are_chapters_in_the_book():
    assert len(built_pages()) >= 2


@every_chapter
def test_it_has_one_title_with_its_number(path):
    titles = re.findall(r"^# (.+)$", without_code(text(path)), re.MULTILINE)
    assert len(titles) == 1
    assert titles[0].startswith(f"{int(path.name[:2])}. ")


@every_chapter
def test_it_says_before_the_objectives_what_the_reader_will_be_able_to_do(path):
    opening = text(path).split("{admonition} What you will learn")[0]
    assert len(re.findall(r"^After this chapter you can .+", opening, re.MULTILINE)) == 1


@every_chapter
def test_it_has_objectives_time_and_prerequisites(path):
    box = objectives(path)
    assert 3 <= len(re.findall(r"^- ", box, re.MULTILINE)) <= 5
    assert 10 <= int(re.search(r"\*\*Time:\*\* (\d+) minutes", box)[1]) <= 60
    assert "**Before this:**" in box


def unfolded(path: Path) -> list[str]:
    """Lines of code, without the empty ones, that the page shows before anything is opened."""
    shown = [
        cell.source
        for cell in cells(path)
        if cell.cell_type == "code" and not FOLDED & set(cell.metadata.get("tags", []))
    ]
    return [line for source in shown for line in source.splitlines() if line.strip()]


@pytest.mark.parametrize("name", built_pages())
def test_the_notebook_names_the_time_that_its_page_measures(name, pages):
    """A page measures anew at each build; a reader in JupyterLab sees what the author wrote."""
    html = (pages / f"{name}.html").read_text(encoding="utf-8")
    measured = int(re.search(r"about (\d+) minutes", html)[1])
    said = int(re.search(r"\*\*Time:\*\* (\d+) minutes", objectives(ROOT / f"{name}.ipynb"))[1])
    assert abs(said - measured) <= 5


@every_chapter
def test_most_of_its_code_is_folded_or_in_the_library(path):
    assert len(unfolded(path)) <= MOST_CODE


@every_chapter
def test_no_answer_of_a_quiz_depends_on_what_was_measured(path):
    """Else the page may call an option right that the chapter refutes; `holds=` fails instead."""
    for cell in cells(path):
        if cell.cell_type != "code":
            continue
        for call in ast.walk(ast.parse(cell.source)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "quiz":
                answers = [word.value for word in call.keywords if word.arg == "answer"]
                nodes = [node for answer in answers for node in ast.walk(answer)]
                assert not [n for n in nodes if isinstance(n, ast.IfExp | ast.BoolOp)], cell.id


@every_chapter
def test_it_ends_with_the_sections_that_every_chapter_has(path):
    headings = re.findall(r"^## (.+)$", without_code(text(path)), re.MULTILINE)
    assert headings[-len(ENDING) :] == ENDING


@every_chapter
def test_its_common_mistakes_are_warnings(path):
    assert section(path, "Common mistakes").count("{warning}") >= 2


@every_chapter
def test_it_asks_two_to_four_questions(path):
    assert 2 <= len(re.findall(r"\bquiz\(", section(path, "Check your understanding"))) <= 4


@every_chapter
def test_its_summary_has_five_lines(path):
    assert len(re.findall(r"^(?:- |\d\. )", section(path, "Summary"), re.MULTILINE)) == 5


@every_chapter
def test_it_leads_to_its_exercises(path):
    exercise = section(path, "Exercise")
    if name := problem_set(path):
        assert f"../exercises/{name}/{name}" in exercise
    assert len(exercise.split()) > 10


@every_chapter
def test_it_cites_further_reading(path):
    assert re.search(r"\{cite(:\w+)?\}`", section(path, "Further reading"))


@every_chapter
def test_no_code_cell_is_long(path):
    lengths = {
        i: len(c.source.splitlines()) for i, c in enumerate(cells(path)) if c.cell_type == "code"
    }
    assert not {i: n for i, n in lengths.items() if n > LONGEST_CELL}


@every_chapter
def test_its_figures_are_in_the_style_of_the_book(path):
    code = "\n".join(cell.source for cell in cells(path) if cell.cell_type == "code")
    assert "coursebook.figures" in code
    assert "pyplot" not in code


@pytest.mark.parametrize("name", built_pages())
def test_every_figure_of_a_page_has_alt_text(name, pages):
    page = BeautifulSoup((pages / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    article = page.find("article") or page.find("main")
    drawings = [svg for svg in article.find_all("svg") if svg.get("aria-hidden") != "true"]
    # Graphs have their text in a <title> that aria-labelledby names, other figures in aria-label.
    titles = [svg.find("title", id=svg.get("aria-labelledby", "")) for svg in drawings]
    alts = [
        svg.get("aria-label", "") or (title.get_text() if title else "")
        for svg, title in zip(drawings, titles, strict=True)
    ]
    alts += [image.get("alt", "") for image in article.find_all("img")]
    assert alts
    assert not [alt for alt in alts if len(alt.split()) < SHORTEST_ALT]
