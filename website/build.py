"""Build the book: run every chapter whose result is not known yet, then make the pages.

Run as `make book`. Chapters run two at a time and their results go to the cache that Sphinx reads
(`_build/.jupyter_cache`). A chapter runs again when something changes that its result depends on:
its code, the modules that it imports, the files that these read, or the lock file; see
`dependencies.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterable
from pathlib import Path

import downloads
import yaml
from dependencies import notebook_key
from execution import ChapterError, execute_all, is_known, open_cache, read
from page import bundle

from coursebook.datasets import DataError, load_churn, load_mnist, load_pima

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
# Of the folder `website`: what every page is made with.
PAGE_FOLDERS = ("static", "templates", "page", "hands")
# One thread per library: two notebooks run side by side on two cores, and results do not depend on
# how a sum was divided.
KERNEL_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "",
    "MPLBACKEND": "agg",
    "COURSEBOOK_CARDS": "1",  # figures come as pixels, too, for the picture of a page
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
}


def chapters(toc: dict) -> list[Path]:
    """Notebooks of the table of contents that the build executes, in reading order."""
    entries = [entry for part in toc["parts"] for entry in part["chapters"]]
    files = [
        toc["root"],
        *(e["file"] for entry in entries for e in [entry, *entry.get("sections", [])]),
    ]
    paths = [ROOT / f"{name}.ipynb" for name in files if not name.startswith("exercises/")]
    return [path for path in paths if path.exists()]


def prepare_data(images: bool = False) -> list[str]:
    """Have the data in place before any chapter runs; return where the numbers come from.

    Chapters then neither download nor wait. If one table cannot be had, all of them use stand-ins,
    so that the pages do not depend on which chapter tried when. With `images`, MNIST, too.

    Raises
    ------
    DataError
        If a file that was found is not the right one.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tables = [load_pima(), load_churn()]
        digits = [load_mnist()] if images else []
    for warning in caught:
        print(warning.message, file=sys.stderr)
    if any(table.is_synthetic for table in tables):
        os.environ["SCRATCHNET_DATA"] = "stand-in"
        print("The book is built on generated stand-ins; its pages say so.")
        tables = [load_pima(), load_churn()]
    if any(images.is_small for images in digits):
        os.environ["SCRATCHNET_MNIST"] = "stand-in"
    return [data.source for data in (*tables, *digits)]


def make_pages(fresh: bool, only: Path | None = None) -> bool:
    """Build the HTML with warnings as errors; return whether it succeeded.

    With `only`, no more than the warnings about that notebook are errors, and are shown: what other
    pages quote may not have been run.
    """
    program = str(Path(sys.executable).with_name("jupyter-book"))
    command = [program, "build", str(ROOT), "-n", "-W", "--keep-going", "-q"]
    if fresh:
        command.append("--all")
    # Standard output is only a banner; warnings and errors come through.
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE if only else None
    )
    if only:
        said = done.stderr.decode(errors="replace").splitlines()
        about = [line for line in said if only.name in line and "WARNING" in line]
        print("\n".join(about), end="\n" if about else "", file=sys.stderr)
        made = (BUILD / "html" / only.relative_to(ROOT)).with_suffix(".html")
        if not made.exists():
            print("\n".join(said), file=sys.stderr)
        return made.exists() and not about
    if done.returncode == 0:
        return True
    # Sphinx would not repeat the warnings of pages it has already read, and so pass the next time.
    shutil.rmtree(BUILD / "html" / ".doctrees", ignore_errors=True)
    shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
    return False


def digest_of(files: Iterable[Path]) -> str:
    """Digest of names and contents."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def page_keys(keys: dict[Path, str]) -> tuple[str, str]:
    """Digests of what all pages depend on, settings and extension, and of sources and results."""
    shared = [ROOT / "_config.yml", ROOT / "_toc.yml", ROOT / "website" / "extension.py"]
    for folder in PAGE_FOLDERS:
        shared += [p for p in (ROOT / "website" / folder).rglob("*") if p.is_file()]
    shared = [p for p in shared if p.exists() and p.suffix != ".pyc"]
    sources = [
        p for room in ("chapters", "exercises") for p in (ROOT / room).rglob("*.*") if p.is_file()
    ]
    # Each build copies these, whatever pages it makes.
    sources = {*sources, *bundle.sources(), *downloads.sources(ROOT)}
    of_sources = digest_of(p for p in sources if ".ipynb_checkpoints" not in p.parts)
    results = hashlib.sha256("".join(keys[path] for path in sorted(keys)).encode()).hexdigest()
    return digest_of(shared), f"{of_sources}-{results}"


def chosen(paths: list[Path], number: str) -> Path:
    """Return the chapter with this number.

    Raises
    ------
    ChapterError
        If there is none.
    """
    found = [path for path in paths if path.name.startswith(f"{number.zfill(2)}_")]
    if len(found) != 1:
        names = ", ".join(path.name.partition("_")[0] for path in paths)
        raise ChapterError(f"--only: expected the number of a chapter ({names}), got {number}")
    return found[0]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__.split("\n\n")[0])
    parser.add_argument("--jobs", type=int, default=2, help="notebooks run at a time (default 2)")
    parser.add_argument(
        "--timeout", type=int, default=300, help="seconds that one cell may take (default 300)"
    )
    parser.add_argument(
        "--only", metavar="NN", help="run no other chapter than this one, and make its page"
    )
    options = parser.parse_args(arguments)
    for name, value in KERNEL_ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    sys.stdout.reconfigure(line_buffering=True)  # in step with what goes to stderr
    begin = time.perf_counter()
    paths = chapters(yaml.safe_load((ROOT / "_toc.yml").read_text()))
    only = None
    try:
        data = prepare_data(any("load_mnist" in path.read_text("utf-8") for path in paths))
        keys = {path: notebook_key(read(path), path, ROOT, data) for path in paths}
        if options.only:
            only = chosen(paths, options.only)
    except (ChapterError, DataError) as error:
        print(f"The book was not built: {error}", file=sys.stderr)
        return 1
    stamp = BUILD / "pages"
    failures = execute_all([only] if only else paths, keys, options.jobs, options.timeout)
    if failures:
        stamp.unlink(missing_ok=True)
        print("\nThe book was not built; these notebooks failed:\n", file=sys.stderr)
        print("\n\n".join(failures), file=sys.stderr)
        return 1
    if only:
        cache = open_cache()
        keys = {path: key for path, key in keys.items() if is_known(cache, path, key)}
    shared, sources = page_keys(keys)
    built = (stamp.read_text().split() if stamp.exists() else []) or ["", ""]
    if built != [shared, sources]:
        print("Making the pages")
        stamp.unlink(missing_ok=True)
        known = {str(p.relative_to(ROOT).with_suffix("")): key for p, key in keys.items()}
        (BUILD / "keys.json").write_text(json.dumps(known))
        # A stamp of no pages, but of the settings that the pages there were made with.
        frame = BUILD / "frame"
        fresh = not frame.exists() or frame.read_text() != shared
        frame.unlink(missing_ok=True)
        if not make_pages(fresh, only):
            print("\nThe book was not built; the warnings above say why.", file=sys.stderr)
            return 1
        frame.write_text(shared)
        if not only:
            stamp.write_text(f"{shared} {sources}")
    if only:
        page = only.relative_to(ROOT).with_suffix(".html")
        print(f"The page is made ({time.perf_counter() - begin:.0f} s): _build/html/{page}")
        return 0
    print(f"The book is built ({time.perf_counter() - begin:.0f} s). Open _build/html/index.html")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print(
            "\nInterrupted. Chapters that had ended are kept; the next run goes on.",
            file=sys.stderr,
        )
        sys.exit(130)
