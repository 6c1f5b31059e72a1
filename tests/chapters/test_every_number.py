"""The page of all numbers shows what the chapters compute, and that is what the sources print."""

import re
from pathlib import Path
from types import SimpleNamespace

import extension
import nbformat
import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "chapters" / "every_number.md"
NUMBERS = [f"N{k}" for k in range(1, 16)]
EXACT = NUMBERS[:12]  # what is computed must be what was printed, to the letter
ROW = re.compile(r"^\| (N\d+) \|(.*)\|$", re.MULTILINE)


def rows() -> dict[str, list[str]]:
    """Cells of the page's table by number: example, printed, computed, chapter."""
    found = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return {number: [cell.strip() for cell in cells.split(" | ")] for number, cells in found}


def gluing_cell(number: str, notebook: str) -> nbformat.NotebookNode:
    cells = nbformat.read(ROOT / "chapters" / notebook, as_version=4).cells
    (cell,) = [c for c in cells if c.cell_type == "code" and f'"{number}"' in c.source]
    return cell


@pytest.fixture(scope="module")
def shown(pages) -> dict[str, list[str]]:
    """Texts of the built table by number: example, printed, computed, chapter."""
    html = (pages / "chapters" / "every_number.html").read_text(encoding="utf-8")
    table = BeautifulSoup(html, "html.parser").find("table")
    texts = [[cell.get_text(strip=True) for cell in row("td")] for row in table.tbody("tr")]
    return {number: cells for number, *cells in texts}


def test_every_number_is_on_the_page_once_and_in_order():
    assert list(rows()) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_computed_is_glued_from_the_chapter_that_the_row_leads_to(number):
    *_, computed, chapter = rows()[number]
    notebook, key = re.fullmatch(r"\{glue:text\}`(\d\d_\w+\.ipynb)::(N\d+):s`", computed).groups()
    assert key == number
    assert chapter == f"[{int(notebook[:2])}]({notebook})"
    cell = gluing_cell(number, notebook)
    assert cell.metadata["tags"] == ["remove-cell"]
    assert re.search(rf'glue\(\s*"{number}",', cell.source)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_glued_text_is_not_typed(number):
    """Each number in it comes from a name of the chapter's code, in braces or by a function."""
    notebook = re.search(r"`(\d\d_\w+\.ipynb)::", rows()[number][2])[1]
    source = gluing_cell(number, notebook).source
    texts = re.findall(r'f?"([^"]*)"', source)
    typed = re.findall(
        r"(?<![\w∂/{:.])\d+(?:\.\d+)?", " ".join(re.sub(r"\{.*?\}", "", t) for t in texts)
    )
    assert set(typed) <= ({"1", "2"} if number in {"N9", "N10"} else {"20"}), typed


@pytest.mark.parametrize("number", EXACT)
def test_what_is_computed_is_what_was_printed(number, shown):
    _, printed, computed, _ = shown[number]
    assert re.search(r"\d", computed)
    assert computed == printed


def test_the_error_falls_at_every_step(shown):
    falls, steps = re.search(r"falls at (\d+) of (\d+) steps", shown["N13"][2]).groups()
    assert falls == steps == "20"


@pytest.mark.parametrize(
    ("number", "was", "n_results"),
    [
        ("N14", "loss 0.4634, accuracy 77.73%", 2),
        ("N15", "loss 0.3384, accuracy 86.05%; test accuracy 85.8%", 3),
    ],
)
def test_what_depends_on_chance_is_shown_as_median_and_range(number, was, n_results, shown):
    _, printed, computed, _ = shown[number]
    assert printed.startswith(was)
    found = re.findall(r"([\d.]+)%? \(([\d.]+)%? to ([\d.]+)%?\)", computed)
    assert len(found) == n_results
    for middle, low, high in found:
        assert float(low) <= float(middle) <= float(high)
        assert float(low) < float(high)
    assert "over five seeds" in computed


def test_the_confusion_of_churn_is_printed_and_computed(shown):
    _, printed, computed, _ = shown["N15"]
    table = r"\[\[(\d+), (\d+)\], \[(\d+), (\d+)\]\]"
    was, now = ([int(n) for n in re.search(table, text).groups()] for text in (printed, computed))
    assert (was[0] + was[3]) / sum(was) == 0.858  # the printed accuracy, with its parentheses
    assert sum(now) == sum(was) == 2000
    assert sum(now[2:]) == 407  # a fifth of those who left: the split is stratified


def test_a_page_that_quotes_others_is_made_anew_with_them(monkeypatch):
    pages = [path for path in ROOT.glob("chapters/*.md") if ".ipynb::" in path.read_text("utf-8")]
    assert {f"chapters/{path.stem}" for path in pages} == extension.QUOTING
    changed = {"chapters/05_cost_and_gradient_descent"}
    env = SimpleNamespace(results_shown={"chapters/05_cost_and_gradient_descent": "a key"})
    monkeypatch.setattr(extension, "results_known", lambda app: dict(env.results_shown))
    assert extension.reread(None, env, set(), changed, set()) == extension.QUOTING
    assert extension.reread(None, env, set(), set(), set()) == set()
    monkeypatch.setattr(extension, "results_known", lambda app: dict.fromkeys(changed, "another"))
    assert extension.reread(None, env, set(), set(), set()) == extension.QUOTING | changed
