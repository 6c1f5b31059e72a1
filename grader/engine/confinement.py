"""What a student's process does before it runs anything of the student's: it gives up all rights.

Each gets file systems, a network and limits of its own; see `zygote` for how it comes to be.
"""

from __future__ import annotations

import gc
import importlib
import os
import random
import resource
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Any

from grader.engine import kernel
from grader.engine.kernel import (
    MS_BIND,
    MS_MOVE,
    MS_NODEV,
    MS_NOSUID,
    MS_PRIVATE,
    MS_RDONLY,
    MS_REC,
    MS_REMOUNT,
)

SPARE = "/spare"  # an empty folder of the sandbox, for what is moved elsewhere
PROC_FILES = ("cpuinfo", "meminfo", "stat", "version")


def enter_user_namespace(flags: int) -> None:
    """Enter a user namespace, and others by their flags, where one stays who one is."""
    uid, gid = os.getuid(), os.getgid()
    kernel.unshare(kernel.CLONE_NEWUSER | flags)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else the kernel keeps the maps below for root
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def enter_own_namespaces(disk_mib: int, kept: Sequence[str]) -> None:
    """Enter them, with empty file systems over `/tmp` and `/dev/shm` but for what is kept there."""
    enter_user_namespace(kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC | kernel.CLONE_NEWNET)
    kernel.mount("none", "/", None, MS_REC | MS_PRIVATE)
    opened = [(path, os.open(path, os.O_PATH)) for path in kept]
    size = f"size={disk_mib}m,nr_inodes=4096,mode=700"
    kernel.mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, size)
    kernel.mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, size)
    for path, descriptor in opened:
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):
            os.makedirs(path, exist_ok=True)
        elif not os.path.exists(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "x").close()
        kernel.mount(f"/proc/self/fd/{descriptor}", path, None, MS_BIND | MS_REC)
        os.close(descriptor)
    read_only = MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV
    for folder in {
        "/".join(path.split("/")[: 4 if path.startswith("/dev/") else 3]) for path in kept
    }:
        if folder not in kept:  # the folders above it are the student's no less than it is
            kernel.mount(folder, folder, None, MS_BIND | MS_REC)
            kernel.mount("none", folder, None, read_only)


def cover_proc() -> None:
    """Leave of /proc what tells about the machine, and the student's own first process."""
    own = os.readlink("/proc/self")
    kernel.mount("tmpfs", SPARE, "tmpfs", MS_NOSUID | MS_NODEV, "size=64k,mode=755")
    os.mkdir(f"{SPARE}/self")  # glibc looks up there where a thread's stack is
    kernel.mount(f"/proc/{own}", f"{SPARE}/self", None, MS_BIND)
    for name in PROC_FILES:
        with open(f"{SPARE}/{name}", "w"):
            pass
        kernel.mount(f"/proc/{name}", f"{SPARE}/{name}", None, MS_BIND)
    kernel.mount("none", SPARE, None, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV)
    kernel.mount(SPARE, "/proc", None, MS_MOVE)


def confine(limits: dict[str, Any], size: int, *, contained: bool) -> None:
    """Give up every privilege and set the limits of one process."""
    # A signal to one's process group passes the borders of namespaces.
    os.setsid()
    # The keyring of the caller's session holds the caller's keys, and would outlast the student. It
    # fails where the kernel has none or lets nobody ask; then a student gets no further either.
    kernel.leave_session_keyring()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if contained:
        kernel.drop_capabilities()
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else its own entry in /proc is closed to it
        with open("/proc/self/oom_score_adj", "w") as file:  # if memory runs out, before the zygote
            file.write("1000")
    mib = 2**20
    seconds = int(limits["seconds"]) + 1
    caps = {
        resource.RLIMIT_AS: size + (limits["memory_mib"] + 512) * mib,
        resource.RLIMIT_DATA: size + limits["memory_mib"] * mib,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: limits["file_mib"] * mib,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
    }
    if contained:
        caps[resource.RLIMIT_NPROC] = limits["processes"]
    for kind, cap in caps.items():
        resource.setrlimit(kind, (cap, cap))


def prepared(limits: dict[str, Any]) -> Callable[[socket.socket, dict[str, Any]], None]:
    """Make the working folder and return what serves the examiner from now on."""
    for signal_number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_number, signal.SIG_DFL)
    _reseed()
    gc.enable()
    serve = importlib.import_module("grader.engine.student").serve
    os.makedirs(limits["folder"], exist_ok=True)
    os.chdir(limits["folder"])
    sys.path[0] = limits["folder"]  # as in a notebook: what lies beside it can be imported
    return serve


def _reseed() -> None:
    """Forks must not all draw the same unseeded random numbers."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(int.from_bytes(os.urandom(4), "big"))
