"""The glossary is in order, leads to the chapters, and the chapters lead to it."""

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted(ROOT.glob("chapters/[0-9][0-9]_*.ipynb"))
TERM = re.compile(r"\{term\}`(?:[^`<]*<)?([^`>]+)>?`")


def entries() -> dict[str, str]:
    """Terms and their definitions."""
    text = (ROOT / "chapters" / "glossary.md").read_text(encoding="utf-8")
    body = re.search(r"^```\{glossary\}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[1]
    found = re.findall(r"^(\S.*)\n((?:  .*\n)+)", body, re.MULTILINE)
    assert len({term for term, _ in found}) == len(found)
    return {term: " ".join(definition.split()) for term, definition in found}


def prose(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def linked(path: Path) -> list[str]:
    return TERM.findall(prose(path))


def test_the_terms_are_in_the_order_of_the_alphabet():
    terms = [term.lower() for term in entries()]
    assert len(terms) > 50
    assert terms == sorted(terms)


@pytest.mark.parametrize(("term", "definition"), entries().items(), ids=list(entries()))
def test_a_definition_is_short_and_leads_to_a_chapter_that_uses_the_term(term, definition):
    text, notebook = re.fullmatch(r"(.+) \[Chapter \d+\]\((\S+)\)\.", definition).groups()
    assert 1 <= len(re.findall(r"[.:](?: |$)", text)) <= 3
    number = re.search(r"\[Chapter (\d+)\]", definition)[1]
    assert notebook.startswith(f"{int(number):02}_")
    used = re.sub(r"[^a-z0-9]+", " ", prose(ROOT / "chapters" / notebook).lower())
    stem = re.sub(r"[^a-z0-9]+", " ", term.lower())
    stem = re.sub(r"(ation|ting|ing|ic|ize|y)$", "", stem)
    assert stem in used or " ".join(stem.split()[::-1]) in used, f"{notebook} does not use {term}"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_links_a_few_terms_once_each(path):
    terms = linked(path)
    assert len(terms) <= 10
    assert len(set(terms)) == len(terms)
    assert set(terms) <= set(entries())


def test_the_chapters_lead_to_most_of_the_glossary():
    assert len(set().union(*map(linked, CHAPTERS))) > len(entries()) / 2
