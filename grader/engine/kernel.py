"""System calls that Python has no words for: Linux only. One that fails raises `OSError`."""

from __future__ import annotations

import ctypes
import os
import platform
from typing import Any

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
_PR_SET_NAME, _PR_CAPBSET_DROP = 15, 24
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT = 1, 2, 4, 32
MS_BIND, MS_MOVE, MS_REC, MS_PRIVATE = 4096, 8192, 16384, 1 << 18
CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID = 0x20000, 0x8000000, 0x10000000, 0x20000000
CLONE_NEWNET = 0x40000000
CAP_SYS_ADMIN = 21
_KEYCTL, _KEYCTL_JOIN_SESSION_KEYRING = {"x86_64": 250}.get(platform.machine(), 219), 1
_CAPABILITY_VERSION = 0x20080522
_M_MMAP_THRESHOLD = -3

_libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, value: int, more: Any = 0) -> None:
    """Set a property of this process; see `man prctl`."""
    _call("prctl", option, value, more, 0, 0)


def name_process(name: str) -> None:
    """Say in lists of processes what this one is."""
    _call("prctl", _PR_SET_NAME, name.encode(), 0, 0, 0)


def unshare(namespaces: int) -> None:
    """Enter new namespaces; with `CLONE_NEWPID` it is the next child that does."""
    _call("unshare", namespaces)


def go_back(descriptor: int, namespace: int) -> None:
    """Go back to the namespace that a descriptor is of."""
    _call("setns", descriptor, namespace)


def mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """Mount a file system, or change a mount; see `man 2 mount`."""
    _call(
        "mount", source.encode(), target.encode(), kind.encode() if kind else None,
        ctypes.c_ulong(flags), data.encode() or None,
    )  # fmt: skip


def keep_capability(number: int) -> None:
    """Give up all capabilities but one of the first 32."""
    _set_capabilities(1 << number)


def drop_capabilities() -> None:
    """Give up all capabilities, also those that a program could bring."""
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:  # there are no more
            break
    _set_capabilities(0)


def leave_session_keyring() -> None:
    """Take a new session keyring, where the kernel has any; where it has none, nothing happens."""
    _libc.syscall(_KEYCTL, _KEYCTL_JOIN_SESSION_KEYRING, None)


def return_large_blocks(size: int) -> None:
    """Give every block of at least `size` bytes back to the system as soon as it is freed.

    Left to itself glibc puts blocks as large as the largest ever freed (up to 32 MiB) on its heap,
    which cannot shrink below what lies on top. `man mallopt`, M_MMAP_THRESHOLD. Other C libraries
    have no such setting; there nothing happens.
    """
    if mallopt := getattr(_libc, "mallopt", None):
        mallopt(_M_MMAP_THRESHOLD, size)


def _set_capabilities(kept: int) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    # Effective, permitted, inheritable: the first 32 of each, then the others.
    _call("capset", header, (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0))


def _call(name: str, *args: Any) -> None:
    if getattr(_libc, name)(*args) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
