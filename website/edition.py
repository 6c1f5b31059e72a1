"""Make the edition of the chapters that reads as text in JupyterLab, Colab and other programs.

Run as `make lab`, which opens it. The sources in `chapters/` are written for the site: boxes, links
to the glossary, citations and numbers are directives there, and bookkeeping is hidden by tags. The
edition in `notebooks/` says the same in plain Markdown, has the numbers of the built book in its
prose, and folds what the page folds or does not show, the answers of quizzes among it. A notebook
that was changed since it was made is the reader's, and stays. For download the site has the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache
from pybtex.database import BibliographyData, parse_file
from pybtex.richtext import Text

ROOT = Path(__file__).resolve().parent.parent
EDITION = "notebooks"
NOT_RUN = "…"  # in place of a number, where the book has not been built
TITLES = {"warning": "Warning", "tip": "Tip", "note": "Note", "seealso": "See also"}
# Shown folded: what the page does not show, or shows folded.
FOLDED = {"remove-cell", "remove-input", "hide-cell", "hide-input"}
BOX = re.compile(r"^(:{3,}|`{3,})\{([\w-]+)\} ?(.*)\n((?::[\w-]+:.*\n)*)([\s\S]*?)^\1[ ]*$", re.M)
ROLE = re.compile(r"\{([\w:-]+)\}`([^`]*)`")
FENCE = re.compile(r"^(`{3,})(?!`*\{)[\s\S]*?^\1 *$", re.MULTILINE)


def glued(root: Path, paths: list[Path]) -> dict[str, str]:
    """Return the texts that the built chapters hand to their prose, by name."""
    folder = root / "_build" / ".jupyter_cache"
    if not folder.is_dir():
        return {}
    cache, found = get_cache(str(folder)), {}
    for path in paths:
        try:
            record = cache.match_cache_notebook(nbformat.read(path, as_version=4))
            cells = cache.get_cache_bundle(record.pk).nb.cells
        except KeyError:
            continue
        for output in (output for cell in cells for output in cell.outputs):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name:
                text = next(
                    value for kind, value in output["data"].items() if kind.endswith("text/plain")
                )
                found[name] = text.strip("'\"")
    return found


def people(entry: object) -> str:
    """Return the authors of an entry of the bibliography, by their surnames."""
    names = [" ".join(person.last_names) for person in entry.persons.get("author", [])]
    names = [str(Text.from_latex(name)) for name in names] or ["Anonymous"]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names)


def in_words(role: str, text: str, numbers: dict[str, str], sources: BibliographyData) -> str:
    """Return in plain Markdown what a role of MyST shows."""
    shown, _, target = (part.strip(" >") for part in text.partition("<"))
    if role in {"glue:text", "glue"}:
        name = text.partition("::")[2] or text
        return numbers.get(name.removesuffix(":s"), NOT_RUN)
    if role in {"cite", "cite:p", "cite:t"}:
        entries = [sources.entries[key.strip()] for key in text.split(",")]
        years = [entry.fields.get("year", "undated") for entry in entries]
        if role == "cite:t":
            told = [f"{people(e)} ({year})" for e, year in zip(entries, years, strict=True)]
            return " and ".join(told)
        told = [f"{people(e)}, {year}" for e, year in zip(entries, years, strict=True)]
        return f"({'; '.join(told)})"
    if role == "doc":
        place = target or text
        page = place if "." in place or re.search(r"\d\d_\w+$", place) else f"{place}.md"
        return f"[{shown}]({link(page)})"
    return shown if role == "term" else f"`{text}`" if role == "code" else shown


def link(target: str) -> str:
    """Return where a page lies as seen from the edition: chapters beside it, all else around."""
    name = target.removeprefix("/").removeprefix("chapters/")
    if re.match(r"\d\d_\w+", name):
        return name if ".ipynb" in name else f"{name}.ipynb"
    return name if name.startswith("../") or ":" in name else f"../chapters/{name}"


def boxed(match: re.Match) -> str:
    """Return a directive as a quotation with its title in bold letters."""
    _, kind, title, _, body = match.groups()
    head = title.strip() or TITLES.get(kind, "")
    body = BOX.sub(boxed, body).strip()
    if kind == "math":
        return f"$$\n{body}\n$$"
    lines = [f"**{head}**", "", *body.splitlines()] if head else body.splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)


def plain(markdown: str, role: Callable[[str, str], str]) -> str:
    """Return a text of the site in plain Markdown; code in it stays as it is."""
    kept: list[str] = []

    def keep(match: re.Match) -> str:
        kept.append(match[0])
        return f"\0{len(kept) - 1}\0"

    text = FENCE.sub(keep, markdown)
    text = BOX.sub(boxed, text + "\n")
    text = re.sub(r"^\([\w-]+\)=\n", "", text, flags=re.MULTILINE)
    text = ROLE.sub(lambda match: role(match[1], match[2]), text)
    text = re.sub(r"\]\(([\w./-]+\.(?:md|ipynb)(?:#[\w-]+)?)\)", lambda m: f"]({link(m[1])})", text)
    text = re.sub("\0(\\d+)\0", lambda match: kept[int(match[1])], text)
    return text.rstrip("\n")


def fold(cell: nbformat.NotebookNode) -> None:
    """Fold the code of a cell, in JupyterLab and in Colab, under a line that says what it does."""
    tags = set(cell.metadata.get("tags", []))
    if not tags & FOLDED:
        return
    cell.metadata["jupyter"] = {"source_hidden": True}
    cell.metadata["cellView"] = "form"  # Colab's
    kind = "Question" if "quiz(" in cell.source else "Figure" if "show(" in cell.source else "Code"
    title = "Bookkeeping of the book" if "remove-cell" in tags else kind
    cell.source = f"# @title {title}\n{cell.source}"


def edition_of(
    notebook: nbformat.NotebookNode, numbers: dict[str, str], sources: BibliographyData
) -> nbformat.NotebookNode:
    """Return the edition of a chapter, without outputs."""
    made = nbformat.from_dict(json.loads(json.dumps(notebook)))
    for cell in made.cells:
        if cell.cell_type == "code":
            fold(cell)
        else:
            cell.source = plain(
                cell.source, lambda role, text: in_words(role, text, numbers, sources)
            )
    return made


def digest(notebook: nbformat.NotebookNode) -> str:
    """Digest of what a reader may have changed: the sources of the cells."""
    return hashlib.sha256("\0".join(cell.source for cell in notebook.cells).encode()).hexdigest()


def chapters(root: Path) -> list[Path]:
    """Notebooks of the table of contents that are chapters."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    names = [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
    paths = [root / f"{name}.ipynb" for name in names if name.startswith("chapters/")]
    return [path for path in paths if path.exists()]


def write_downloads(root: Path, site: Path) -> None:
    """Offer the edition where the site offers a chapter's notebook."""
    paths = [path for path in chapters(root) if (site / "_sources/chapters" / path.name).exists()]
    numbers = glued(root, paths)
    sources = parse_file(str(root / "chapters" / "references.bib"))
    for path in paths:
        made = edition_of(nbformat.read(path, as_version=4), numbers, sources)
        nbformat.write(made, site / "_sources/chapters" / path.name)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="edition.py", description=__doc__.split("\n\n")[0])
    parser.parse_args(arguments)
    paths = chapters(ROOT)
    numbers = glued(ROOT, paths)
    sources = parse_file(str(ROOT / "chapters" / "references.bib"))
    (ROOT / EDITION).mkdir(exist_ok=True)
    for path in paths:
        target = ROOT / EDITION / path.name
        if target.exists():
            old = nbformat.read(target, as_version=4)
            if old.metadata.get("made") != digest(old):
                print(f"{EDITION}/{path.name}: changed by you; it stays. Delete it for a new one.")
                continue
        made = edition_of(nbformat.read(path, as_version=4), numbers, sources)
        made.metadata["made"] = digest(made)
        nbformat.write(made, target)
    if not numbers:
        print(f"Where the prose has a number, {NOT_RUN} stands; `make book` computes them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
