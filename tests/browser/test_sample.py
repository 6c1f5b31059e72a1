"""A small book whose pages hold everything that a page may hold, built with this book's settings.

The chapters do not need all of it today; the repairs of the extension and the style sheet are shown
here to hold for what they may need tomorrow: nested pages, citations, footnotes, tables and code
that are too wide, hidden cells, tabs, cards, errors, launch buttons.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
import yaml
from fontTools.ttLib import TTFont
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from visits import (
    COLORS,
    DESKTOP,
    PHONE,
    Visit,
    faint_words,
    objections,
    open_page,
    parsed,
    sideways,
    turn,
    unreachable_boxes,
)

from coursebook.figures import style
from coursebook.quiz import quiz

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sample")]

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "https://github.com/some-org/some-course"
PAGES = ["chapters/full", "chapters/below", "exercises/ps1_sample/ps1_sample"]
TOC = f"""
format: jb-book
root: chapters/index
parts:
  - caption: Part
    chapters:
      - file: {PAGES[0]}
        sections:
          - file: {PAGES[1]}
            sections:
              - file: {PAGES[2]}
      - file: chapters/bibliography
"""
REFERENCES = """
@article{first, title={A title}, author={Author, First}, journal={Journal}, year={1958}}
@article{second, title={Another title}, author={Author, Second}, journal={Journal}, year={1986}}
"""
WIDE = " + ".join(f"w_{{{i}}} x_{{{i}}}" for i in range(16))
TEXT = rf"""# A page that holds everything

You see {{cite}}`first` and {{cite:t}}`second`, a footnote[^1], a [link](below.ipynb), `code` and
$W^2$.

[^1]: The footnote, with $x^2$.

|  | first | second |
|--|-------|--------|
| a | 1 | 2 |

| {" | ".join("abcdefghijkl")} |
|{"---|" * 12}
| {" | ".join(["1234567890"] * 12)} |

$$
z = {WIDE}
$$ (wide)

An inline formula that is too long: ${WIDE}$. See {{eq}}`wide`.

A_word_that_is_too_long_for_a_phone_and_has_no_place_where_it_could_be_broken_into_two
`a_name_in_code_that_is_too_long_for_a_phone_and_has_no_place_where_it_could_be_broken.into_two`

:::{{important}}
Objectives.
:::

:::{{warning}}
A mistake.
:::

:::{{admonition}} An answer
:class: tip dropdown
Behind a click.
:::

:::{{seealso}}
What is next.
:::

:::{{dropdown}} A drop-down
Behind a click.
:::

::::{{tab-set}}
:::{{tab-item}} Loops
```python
for i in range(3):
    print(i)
```
:::
:::{{tab-item}} Matrix
```python
X @ W
```
:::
::::

::::{{grid}} 2
:::{{grid-item-card}} A card
:link: below
:link-type: doc
Text.
:::
:::{{grid-item-card}} Another card
Text.
:::
::::

```{{figure}} drawing.svg
:alt: A rectangle that stands for a drawing
A caption.
```

:::{{margin}} A note
In the margin.
:::

## A section

Text with an icon {{fas}}`book`.

> A quotation.

Term
: Its definition.
"""


def shown(value: object, **metadata) -> nbformat.NotebookNode:
    """Output of a cell that ends in a value."""
    if hasattr(value, "_repr_mimebundle_"):
        data = value._repr_mimebundle_()
    else:
        data = {"text/html": value._repr_html_(), "text/plain": repr(value)}
    return new_output("execute_result", data, execution_count=1, metadata=metadata)


def cell(source: str, *outputs, tags: tuple[str, ...] = ()) -> nbformat.NotebookNode:
    """A code cell that has been run."""
    return new_code_cell(
        source, outputs=list(outputs), execution_count=1, metadata={"tags": list(tags)}
    )


def full_notebook() -> nbformat.NotebookNode:
    """The page that holds everything."""
    table = pd.DataFrame(np.arange(84.0).reshape(6, 14) / 7, index=pd.Index(range(6), name="row"))
    described = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "x"]}).groupby("b").describe()
    fig, ax = style.subplots()
    ax.plot([0, 1], [0, 1], label="line")
    ax.legend()
    picture = style.show(fig, "Line plot of y against x, which rises from zero to one.")
    question = quiz("What is `1 + 1`?", {1: "Too small.", 2: "Yes."}, 1 + 1)
    printed = new_output("stream", name="stdout", text="\n".join(["wide " * 60, *["line"] * 60]))
    error = new_output(
        "error",
        ename="ValueError",
        evalue="shapes",
        traceback=["\x1b[31mValueError\x1b[39m  Traceback (most recent call last)", "shapes"],
    )
    return notebook(
        new_markdown_cell(TEXT),
        cell("import numpy as np  # " + "a comment beyond the edge " * 8),
        cell("table", shown(table)),
        cell("described", shown(described)),
        cell("print('hidden')", printed, tags=("hide-input",)),
        cell("print('hidden')", printed, tags=("hide-cell",)),
        cell("print('hidden')", printed, tags=("hide-output",)),
        cell("print('high')", printed, tags=("scroll-output",)),
        cell("raise ValueError", error, tags=("raises-exception",)),
        cell("picture", shown(picture)),
        cell("question", shown(question)),
    )


def notebook(*cells) -> nbformat.NotebookNode:
    """A notebook with the kernel of the course."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=list(cells), metadata={"kernelspec": kernel})


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    """Folder of the built pages."""
    root = tmp_path_factory.mktemp("sample")
    shutil.copytree(
        ROOT / "website", root / "website", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", root)
    settings = yaml.safe_load((ROOT / "_config.yml").read_text())
    settings["repository"]["url"] = ADDRESS
    settings["execute"]["execute_notebooks"] = "off"
    (root / "_config.yml").write_text(yaml.safe_dump(settings))
    (root / "_toc.yml").write_text(TOC)
    contents = {
        "index.md": "# A book\n\nIt has a first sentence.\n",
        "bibliography.md": "# Bibliography\n\n```{bibliography}\n```\n",
        "references.bib": REFERENCES,
        "drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60">'
        '<rect width="90" height="60" fill="#0a5fb4"/></svg>',
    }
    (root / "chapters").mkdir()
    for name, text in contents.items():
        (root / "chapters" / name).write_text(text)
    below = notebook(new_markdown_cell("# A page below\n\nText."), cell("1 + 1"))
    for name, content in zip(PAGES, (full_notebook(), below, below), strict=True):
        path = root / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(content, path)
    command = [Path(sys.executable).with_name("jupyter-book"), "build", root, "-n", "-W", "-q"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "_build" / "html"


@pytest.fixture(scope="module")
def full(browser, serve, sample) -> Iterator[Visit]:
    """The page that holds everything, open in a browser."""
    visit = open_page(browser, serve(sample), sample, f"{PAGES[0]}.html")
    yield visit
    visit.page.context.close()


def test_it_loads_from_its_own_site_without_an_error(full):
    assert not full.errors
    assert all(url.startswith("http://127.0.0.1:") for url in full.requests)


def test_formulas_do_not_stop_the_tab_key_unless_they_are_too_wide(full):
    stops = (
        "formulas => formulas.map(f => [f, ...f.querySelectorAll('*')].some(e => e.tabIndex >= 0))"
    )
    assert full.page.locator("article .math").evaluate_all(stops).count(True) == 2


def test_boxes_that_scroll_can_be_reached_and_have_a_name(full):
    assert not unreachable_boxes(full.page)
    boxes = full.page.locator("article [role=group][tabindex='0']")
    names = {box.get_attribute("aria-label") for box in boxes.all()}
    assert names >= {
        "Code or text, scrolls sideways",
        "Table, scrolls sideways",
        "Formula, scrolls sideways",
        "Output, scrolls down",
    }


def test_every_icon_on_the_page_is_in_the_font_that_was_cut(full):
    """Those that elements name, and those that the theme puts before titles and links."""
    characters = full.page.evaluate(
        "[...document.querySelectorAll('[class*=fa-], .admonition-title')].flatMap(element => "
        "  ['::before', '::after'].map(place => getComputedStyle(element, place))"
        "    .filter(style => style.fontFamily.includes('Font Awesome'))"
        "    .filter(style => style.content.startsWith('\"'))"
        "    .map(style => [style.fontFamily, JSON.parse(style.content)]))"
    )
    static = full.folder / "_static"
    held = {
        '"Font Awesome 6 Free"': TTFont(static / "fa-solid-900.woff").getBestCmap(),
        '"Font Awesome 6 Brands"': TTFont(static / "fa-brands-400.woff").getBestCmap(),
    }
    assert {family for family, _ in characters} == set(held)
    assert len(characters) > 12
    assert not [c for c in characters if ord(c[1]) not in held[c[0]]]


def test_figures_and_questions_stand_on_the_page_itself_in_the_dark(full):
    """The theme would put them on a light ground, where their light colours are lost."""
    turn(full.page, "dark")
    for kind in (".sn-figure", ".sn-quiz"):
        box = full.page.locator(f".output:has({kind})")
        assert box.evaluate("box => getComputedStyle(box).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_a_phone_shows_it_without_scrolling_sideways(full):
    full.page.set_viewport_size(PHONE)
    full.page.wait_for_timeout(100)  # for the observers of sizes
    assert sideways(full.page) <= 0
    assert not unreachable_boxes(full.page)


def test_axe_has_no_objection_even_with_everything_open(full):
    """After the others, since it empties what axe need not see."""
    full.page.set_viewport_size(DESKTOP)
    for button in full.page.locator("button.toggle-button").all():
        button.click()
    full.page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
    turn(full.page, "light")
    found = faint_words(full.page) + objections(full.page)
    turn(full.page, "dark")
    assert not found + objections(full.page, COLORS)


def test_the_bibliography_is_a_list_of_items(browser, serve, sample):
    visit = open_page(browser, serve(sample), sample, "chapters/bibliography.html")
    assert visit.page.locator("[role=list] > [role=listitem]").count() == 2
    assert not objections(visit.page)
    visit.page.context.close()


def test_notes_are_no_landmarks_of_their_own(sample):
    asides = parsed(sample / f"{PAGES[0]}.html").select("article aside")
    assert {aside["role"] for aside in asides} == {"none", "note", "doc-footnote"}


def test_tables_say_which_cells_are_headers(sample):
    page = parsed(sample / f"{PAGES[0]}.html")
    table = page.select_one("table.dataframe")
    assert [cell["scope"] for cell in table.thead.find_all("th")] == ["col"] * 14 + ["col"]
    assert [cell["scope"] for cell in table.tbody.find_all("th")] == ["row"] * 6
    assert all(cell.get_text(strip=True) for cell in page.find_all("th"))


def test_chapters_and_exercises_can_be_launched_and_texts_cannot(sample):
    for name in PAGES:
        links = [a["href"] for a in parsed(sample / f"{name}.html").select(".dropdown-menu a")]
        place = ADDRESS.removeprefix("https://github.com/")
        assert f"https://mybinder.org/v2/gh/{place}/main?urlpath=lab/tree/{name}.ipynb" in links
        assert f"https://colab.research.google.com/github/{place}/blob/main/{name}.ipynb" in links
        assert ADDRESS in links
    text = (sample / "chapters" / "index.html").read_text()
    assert "mybinder.org" not in text
    assert "colab.research.google.com" not in text


def test_pages_are_described_in_their_first_sentence(sample):
    for name in ("index.html", "chapters/index.html"):
        head = parsed(sample / name).head
        assert head.title.get_text() == "Neural Networks, Line by Line"
        description = head.find("meta", attrs={"name": "description"})["content"]
        assert description == "It has a first sentence."
