"""A cgroup around each sandbox, where one has been delegated: the kernel then holds the sum.

`setrlimit` bounds single processes; a cgroup bounds all of a submission together, exactly. It takes
a version 2 cgroup that systemd has handed over to whoever runs the command, with the controllers
`memory` and `pids`:

    systemd-run --user --scope -p Delegate=yes grader grade ps1_forward_propagation

Nothing outside of that cgroup is touched, and without one nothing is done: the examiner's look at
the memory remains (see `limits`).

The zygote joins the cgroup when its libraries are there. Pages that are in memory by then stay
charged elsewhere, so that what is counted is what students add, with their files in memory.
"""

from __future__ import annotations

import contextlib
import os
import time
from itertools import count
from pathlib import Path

from grader.engine.limits import Limits

ROOT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
MAIN = "grader-main"  # for the processes that were there: only a cgroup without any has controllers
CONTROLLERS = {"memory", "pids"}
SPARE_PROCESSES = 8  # the zygote, students that are about to end
_numbers = count()


def delegated() -> Path | None:
    """Return the cgroup below which this process may make others, or None."""
    try:
        line = next(line for line in OWN.read_text().splitlines() if line.startswith("0::/"))
        group = ROOT / line.removeprefix("0::/")
        group = group.parent if group.name == MAIN else group
        is_ours = os.getxattr(group, "user.delegate") == b"1"
        has_all = set((group / "cgroup.controllers").read_text().split()) >= CONTROLLERS
    except (OSError, StopIteration):
        return None
    return group if is_ours and has_all and os.access(group, os.W_OK) else None


def make(limits: Limits, pid: int) -> Path | None:
    """Make a cgroup with the limits of one submission around a process, if there may be one."""
    parent = delegated()
    if parent is None:
        return None
    group = parent / f"grader-{os.getpid()}-{next(_numbers)}"
    try:
        if not set((parent / "cgroup.subtree_control").read_text().split()) >= CONTROLLERS:
            (parent / MAIN).mkdir(exist_ok=True)
            for other in (parent / "cgroup.procs").read_text().split():
                with contextlib.suppress(ProcessLookupError):
                    (parent / MAIN / "cgroup.procs").write_text(other)
            (parent / "cgroup.subtree_control").write_text("+memory +pids")
        group.mkdir()
        # With the two file systems in memory that a student has.
        (group / "memory.max").write_text(str((limits.memory_mib + 2 * limits.disk_mib) * 2**20))
        (group / "pids.max").write_text(str(limits.processes + SPARE_PROCESSES))
        (group / "cgroup.procs").write_text(str(pid))
    except OSError:
        remove(group)
        return None
    return group


def out_of_memory(group: Path) -> int:
    """Return how many processes of a cgroup the kernel has ended for their memory."""
    try:
        words = (group / "memory.events").read_text().split()
        return int(dict(zip(words[::2], words[1::2], strict=True))["oom_kill"])
    except (OSError, KeyError, ValueError):
        return 0


def remove(group: Path, seconds: float = 2.0) -> None:
    """Remove a cgroup when its last process has gone."""
    deadline = time.monotonic() + seconds
    while group.exists() and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            group.rmdir()
            return
        time.sleep(0.01)
