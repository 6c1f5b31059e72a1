"""`grader doctor`: look whether this machine can grade, and say what to do where it cannot."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.course import CourseError, find_course, sets, settings

GROUP = "systemd-run --user --scope -p Delegate=yes grader grade ..."
NEEDED_MIB = 1024  # of memory per submission that is graded at the same time, with Keras


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    word : str
        `good`, `note` for what limits but does not prevent grading, or `bad`.
    text : str
        What was found, and for `bad` what to do.
    """

    word: str
    text: str


def examine(start: Path) -> Iterator[Finding]:
    """Look at everything that grading needs, one finding after the other."""
    looks: list[Callable[[], Iterator[Finding]]] = [
        _python,
        _sandbox,
        _memory,
        lambda: _course(start),
    ]
    for look in looks:
        yield from look()


def _python() -> Iterator[Finding]:
    version, system = platform.python_version(), platform.system()
    yield Finding("good", f"Python {version} on {system}, {os.cpu_count()} processors")
    if system != "Linux":
        yield Finding(
            "bad",
            f"the sandbox needs Linux, this is {system}; grade in the course's container (see the "
            "head of the file Containerfile), or code you trust with --no-sandbox",
        )


def _sandbox() -> Iterator[Finding]:
    from grader.engine.limits import Limits
    from grader.engine.probe import self_test
    from grader.engine.sandbox import INSTALL, Sandbox, SandboxError

    if shutil.which("bwrap") is None:
        yield Finding("bad", INSTALL)
        return
    said = subprocess.run(["bwrap", "--version"], capture_output=True, text=True)
    yield Finding("good", said.stdout.strip() or "bubblewrap")
    try:
        sandbox = Sandbox(Limits(), ["numpy"])
        try:
            sandbox.wait_until_ready()
            escapes, gaps = self_test(sandbox), sandbox.gaps()
        finally:
            sandbox.close()
    except SandboxError as error:
        yield Finding("bad", str(error))
        return
    for escape in escapes:
        yield Finding("bad", f"the sandbox does not hold: {escape}")
    if not escapes:
        yield Finding("good", "the sandbox holds: every escape that was tried failed")
    memory = Limits().memory_mib
    yield Finding("good", f"memory: each process is bounded by the kernel at {memory} MiB")
    for gap in gaps:
        mend = f"; a cgroup holds both: {GROUP}" if "of all processes" in gap else ""
        yield Finding("note", f"{gap}{mend}")


def _memory() -> Iterator[Finding]:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return
    mib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    fits = max(1, mib // NEEDED_MIB)
    jobs = os.cpu_count() or 1
    if fits < jobs:
        yield Finding("note", f"{mib} MiB of memory: for Keras sets use --jobs {fits}")
    else:
        yield Finding("good", f"{mib} MiB of memory, enough for {jobs} submissions at a time")


def _course(start: Path) -> Iterator[Finding]:
    try:
        root = find_course(start)
    except CourseError as error:
        yield Finding("bad", str(error))
        return
    yield Finding("good", f"{len(sets(root))} problem sets in {root / 'solutions'}")
    if not os.access(root, os.W_OK):
        yield Finding("bad", f"{root} cannot be written to")
    url = settings(root).CourseDirectory.db_url
    yield from _gradebook(url)
    if not (Path(sys.executable).with_name("alembic")).exists() and not shutil.which("alembic"):
        yield Finding(
            "bad", "nbgrader's `alembic` is missing; make the environment again: make lab"
        )


def _gradebook(url: str) -> Iterator[Finding]:
    from sqlalchemy import create_engine, inspect
    from sqlalchemy.exc import SQLAlchemyError

    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite") and not path.exists():
        yield Finding("good", f"no gradebook yet; the first run makes {path}")
        return
    try:
        engine = create_engine(url)
        try:
            tables = inspect(engine).get_table_names()
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        yield Finding("bad", f"the gradebook cannot be opened: {error}")
        return
    shown = engine.url.render_as_string(hide_password=True)
    if "submitted_assignment" in tables:
        yield Finding("good", f"the gradebook {shown}")
    else:
        yield Finding("note", f"{shown} is no gradebook yet; the first run makes its tables")
