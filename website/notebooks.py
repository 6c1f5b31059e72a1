"""Keep notebooks fit for version control: no outputs, stable cell ids, no traces of the editor.

Run as `make format`, and by pre-commit on what is about to be committed. With `--check`, as in
`make lint`, nothing is written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import nbformat
from nbstripout import strip_output

ROOT = Path(__file__).resolve().parent.parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = {"nbgrader", "tags"}


def sources(root: Path) -> list[Path]:
    """Notebooks that people write: the chapters and the sources of the exercises."""
    found = [*root.glob("chapters/*.ipynb"), *root.glob("solutions/**/*.ipynb")]
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def tidy(text: str) -> str:
    """Return the notebook as it is committed.

    Outputs, execution counts and metadata that editors leave are removed. An id that is missing, or
    that an earlier cell has, is made from the cell's place and content; every other id stays.

    Raises
    ------
    ValueError
        If the text is not a notebook of format 4.
    """
    try:
        content = json.loads(text)
        if content["nbformat"] != 4:
            raise ValueError(f"expected notebook format 4, got {content['nbformat']}")
        seen: set[str] = set()
        for place, cell in enumerate(content["cells"]):
            if cell.get("id") in {None, *seen}:
                digest = hashlib.sha256(f"{place} {cell['source']}".encode())
                cell["id"] = digest.hexdigest()[:8]
            seen.add(cell["id"])
            cell["metadata"] = {k: v for k, v in cell["metadata"].items() if k in CELL_METADATA}
        content |= {"nbformat_minor": 5, "metadata": METADATA}
        notebook = nbformat.from_dict(content)
        strip_output(notebook, keep_output=False, keep_count=False, keep_id=True)
        nbformat.validate(notebook)
    except (json.JSONDecodeError, KeyError, TypeError, nbformat.ValidationError) as error:
        raise ValueError(f"expected a notebook, got {type(error).__name__}: {error}") from error
    return nbformat.writes(notebook) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="notebooks.py", description=__doc__.split("\n\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: chapters and solutions")
    parser.add_argument("--check", action="store_true", help="only say what would be rewritten")
    options = parser.parse_args(arguments)
    paths = options.notebooks or sources(ROOT)
    untidy = 0
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
            tidied = tidy(text)
        except (OSError, ValueError) as error:
            what = error.strerror if isinstance(error, OSError) else error
            print(f"{path}: {what}", file=sys.stderr)
            return 2
        if tidied == text:
            continue
        untidy += 1
        if options.check:
            print(f"{path}: outputs, cell ids or metadata to tidy; run: make format")
        else:
            path.write_text(tidied, encoding="utf-8")
            print(f"{path}: tidied")
    return 1 if untidy and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
