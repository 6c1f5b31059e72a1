"""Set the repository's address, and bring everything that is made from it in step.

The address stands in one place, `repository.url` in _config.yml; the launch buttons of the pages
follow from there when the book is built. This command writes it there, and derives from it

- the badges in README.md,
- the first cell of every chapter and exercise source, which on Google Colab installs the course.

Without an address there are no badges and no such cells. After a change run `make exercises`, which
carries the cells into exercises/.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).resolve().parent.parent
DISTRIBUTION = "neural-networks-line-by-line"
CELL_ID = "colab"
BEGIN, END = "<!-- badges: written by `make address` -->", "<!-- end of badges -->"
ADDRESS = re.compile(r"https://github\.com/([A-Za-z0-9][A-Za-z0-9-]*)/([A-Za-z0-9._-]+?)")
SETTING = re.compile(r'^(repository:\n(?:  .*\n)*?  url: )"[^"\n]*"', re.MULTILINE)


def parse(url: str) -> str:
    """Return the address in its one form, without a slash or `.git` at the end.

    Raises
    ------
    ValueError
        If it is not the address of a repository on GitHub; Binder and Colab open those by name.
    """
    match = re.fullmatch(ADDRESS.pattern + r"(?:\.git)?/?", url)
    if match is None or match[2] in {".", "..", ".git"}:
        raise ValueError(f"URL: expected https://github.com/ORGANIZATION/NAME, got {url!r}")
    return f"https://github.com/{match[1]}/{match[2]}"


def with_address(config: str, url: str) -> str:
    """Return the text of _config.yml with this address; comments and layout stay.

    Raises
    ------
    ValueError
        If there is no line `url: "…"` under `repository:`.
    """
    changed, count = SETTING.subn(lambda match: f'{match[1]}"{url}"', config)
    if count != 1:
        raise ValueError('_config.yml: expected one line `  url: "…"` under `repository:`')
    return changed


def badges(url: str, branch: str, chapter: str) -> str:
    """Return the README's badges as Markdown, opening this chapter; nothing without an address."""
    if not url:
        return ""
    organization, name = url.rsplit("/", 2)[1:]
    place = f"{organization}/{name}"
    tests = f"{url}/actions/workflows/test.yml"
    pages = f"https://{organization.lower()}.github.io/{name}/"
    binder = f"https://mybinder.org/v2/gh/{place}/{branch}?urlpath=lab/tree/{chapter}"
    colab = f"https://colab.research.google.com/github/{place}/blob/{branch}/{chapter}"
    lines = [
        f"[![State of the tests]({tests}/badge.svg?branch={branch})]({tests})",
        f"[![Open the course on Binder](https://mybinder.org/badge_logo.svg)]({binder})",
        "[![Open a chapter in Google Colab]"
        f"(https://colab.research.google.com/assets/colab-badge.svg)]({colab})",
        "",
        f"Read it at <{pages}>, or take a copy: `git clone {url}`",
    ]
    return "\n".join(lines) + "\n"


def with_badges(readme: str, text: str) -> str:
    """Return the README with this text between the two markers.

    Raises
    ------
    ValueError
        If the markers are not there, once each and in order.
    """
    before, begin, rest = readme.partition(BEGIN + "\n")
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after or END in after:
        raise ValueError(f"README.md: expected the lines {BEGIN!r} and {END!r}, once each")
    return f"{before}{begin}{text}{end}{after}"


def colab_cell(url: str, branch: str) -> nbformat.NotebookNode:
    """Return the cell that installs the course on Google Colab and does nothing elsewhere."""
    source = (
        "import sys\n"
        "\n"
        'if "google.colab" in sys.modules:  # Colab starts without the course\n'
        f'    %pip install --quiet "{DISTRIBUTION}[chapters] @ git+{url}@{branch}"'
    )
    cell = nbformat.v4.new_code_cell(source, id=CELL_ID)
    cell.metadata["tags"] = ["remove-cell"]  # the page of the book does not show it
    return cell


def with_cell(notebook: str, url: str, branch: str) -> str:
    """Return the notebook beginning with the Colab cell, or with none if there is no address."""
    content = nbformat.from_dict(json.loads(notebook))
    cells = [cell for cell in content.cells if cell.get("id") != CELL_ID]
    wanted = [colab_cell(url, branch)] if url else []
    if content.cells == wanted + cells:
        return notebook
    content.cells = wanted + cells
    return nbformat.writes(content) + "\n"


def derive(root: Path, url: str | None) -> dict[Path, str]:
    """Return every file that the address touches, with the text it must have.

    Parameters
    ----------
    root : Path
        The repository.
    url : str or None
        The address, "" for none, or None for the one in _config.yml.

    Raises
    ------
    ValueError
        If a file has not the form that is needed; the message names it.
    """
    config = (root / "_config.yml").read_text(encoding="utf-8")
    settings = yaml.safe_load(config)["repository"]
    if url is None and settings["url"]:
        url = parse(settings["url"])
    url, branch = url or "", settings["branch"]
    readme = (root / "README.md").read_text(encoding="utf-8")
    chapters = sorted(root.glob("chapters/*.ipynb"))
    first = chapters[0].relative_to(root).as_posix()
    texts = {
        root / "_config.yml": with_address(config, url),
        root / "README.md": with_badges(readme, badges(url, branch, first)),
    }
    for path in [*chapters, *sorted(root.glob("solutions/*/*.ipynb"))]:
        try:
            texts[path] = with_cell(path.read_text(encoding="utf-8"), url, branch)
        except (ValueError, AttributeError) as error:
            raise ValueError(
                f"{path.relative_to(root)}: expected a notebook, got {error}"
            ) from error
    return texts


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the command; return the exit status."""
    summary, details = __doc__.split("\n\n", 1)
    parser = argparse.ArgumentParser(
        prog="make address",
        usage="make address [URL=https://github.com/ORGANIZATION/NAME | URL=none]",
        description=summary,
        epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "url",
        nargs="?",
        help="the repository on GitHub, or `none` to take the address away; "
        "without it everything is derived again from the address that is set",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; say what is stale")
    options = parser.parse_args(arguments)
    try:
        url = options.url and ("" if options.url == "none" else parse(options.url))
        texts = derive(root, url)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    stale = [path for path, text in texts.items() if path.read_text(encoding="utf-8") != text]
    for path in stale:
        if not options.check:
            path.write_text(texts[path], encoding="utf-8")
        print(f"{path.relative_to(root)}: {'stale' if options.check else 'written'}")
    if options.check and stale:
        print("Run: make address", file=sys.stderr)
        return 1
    if not stale:
        print("Everything is in step with the address.")
    elif any(path.is_relative_to(root / "solutions") for path in stale):
        print("Now run: make exercises")
    return 0


if __name__ == "__main__":
    sys.exit(main())
