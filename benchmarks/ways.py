"""What it takes to the first verdict on one's own computer: seconds and megabytes, by pip and uv.

Each way begins in an empty folder with an empty cache, installs the course's wheel, copies a set
and checks it. The network counts, so the seconds are those of one place and one day; they go to
benchmarks/ways.json, from where the page "Exercises on your own computer" takes them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "website"))
from downloads import make_wheel  # noqa: E402

WAYS = {
    "without Keras, uv": ("uv", "lab", "ps1"),
    "without Keras, pip": ("pip", "lab", "ps1"),
    "all sets, uv": ("uv", "lab,keras", "ps7"),
    "all sets, pip": ("pip", "lab,keras", "ps7"),
}


def install(tool: str, what: str, folder: Path) -> Path:
    """Install the course below `folder` as the page tells; return the command `course`."""
    environment = {**os.environ, "UV_CACHE_DIR": str(folder / "cache")}
    python = folder / "course/bin/python"
    if tool == "uv":
        uv = str(Path(sys.executable).with_name("uv"))
        commands = [[uv, "venv", "--quiet", "--python", sys.executable, str(folder / "course")]]
        commands += [[uv, "pip", "install", "--quiet", "--python", str(python), what]]
    else:
        commands = [[sys.executable, "-m", "venv", str(folder / "course")]]
        commands += [[str(python), "-m", "pip", "install", "--quiet", "--no-cache-dir", what]]
    for command in commands:
        subprocess.run(command, check=True, env=environment)
    return python.with_name("course")


def measure(tool: str, extras: str, problem_set: str, wheel: Path) -> dict[str, float]:
    """Return the seconds to the first verdict and the megabytes that were installed."""
    folder = Path(tempfile.mkdtemp(prefix="ways-"))
    try:
        begin = time.perf_counter()
        course = install(tool, f"{wheel}[{extras}]", folder)
        mine = ["--folder", str(folder / "mine")]
        subprocess.run([course, "get", problem_set, *mine], check=True, stdout=subprocess.DEVNULL)
        said = subprocess.run([course, "check", problem_set, *mine], capture_output=True, text=True)
        seconds = time.perf_counter() - begin
        if "points with the visible tests" not in said.stdout:
            sys.exit(f"{problem_set}: expected a verdict, got: {said.stdout}{said.stderr}")
        files = [path for path in (folder / "course").rglob("*") if path.is_file()]
        return {"seconds": seconds, "megabytes": sum(p.lstat().st_size for p in files) / 1e6}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", metavar="TEXT", default="", help="ways whose name holds this")
    parser.add_argument("--json", type=Path, help="add the figures to this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheel = make_wheel(ROOT, Path(folder))
        for name, (tool, extras, problem_set) in WAYS.items():
            if options.only not in name:
                continue
            found = measure(tool, extras, problem_set, wheel)
            print(f"{name:20} {found['seconds']:6.0f} s {found['megabytes']:6.0f} MB", flush=True)
            if options.json:
                known = json.loads(options.json.read_text()) if options.json.exists() else {}
                options.json.write_text(json.dumps({**known, name: found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
