"""Inside the sandbox: import the libraries once, then fork once per submission.

Started as `python -m grader.engine.zygote` with a control socket. A request names more modules to
import, or it asks for a fork and brings two sockets and the limits. The fork goes in two steps: the
first process (the *warden*) enters user, mount, process and IPC namespaces of its own, puts fresh
file systems over `/tmp` and `/dev/shm`, and forks the student as the first process of its
namespace, which covers `/proc` and gives up all capabilities. The warden then only waits and tells
how the student ended; when the first process of a namespace goes, the kernel ends all others in it.
No student's code ever runs in the zygote.

Given cells run here once as well. TensorFlow may be imported here, never used: a fork after an
operation would hang. Where a given cell uses it, the process starts anew and only imports.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import random
import resource
import select
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

NOBODY = 65534
SPARE = "/spare"  # an empty folder of the sandbox, for what is moved elsewhere
PROC_FILES = ("cpuinfo", "meminfo", "stat", "version")


def main() -> None:
    """Serve fork requests until the control socket closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    settings = json.loads(sys.argv[2])
    if settings["drop"]:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # no student may trace or read this process
    kernel.name_process("zygote")
    preload(["grader.engine.student", *settings["modules"]])
    rehearse(settings["cells"])
    if settings["cells"] and _has_used_tensorflow():
        os.execv(sys.executable, [
            sys.executable, "-m", "grader.engine.zygote", sys.argv[1],
            json.dumps({**settings, "cells": [], "drop": False}),
        ])  # fmt: skip
    _quiet()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # wardens need no one to wait for them
    _freeze()
    control.send(b"ready")
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 65536, 2)
        if not request:
            return
        asked = json.loads(request)
        if not descriptors:
            preload(asked["modules"])
            _freeze()
            continue
        if os.fork() == 0:
            control.close()
            try:
                _warden(asked, *descriptors, contained=settings["contained"])
            finally:
                os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


def _freeze() -> None:
    """Leave what is there now out of every fork's garbage collection, which would copy it."""
    gc.collect()
    gc.freeze()


def preload(modules: list[str]) -> None:
    """Import what the notebook's cells will import; a missing one is their own affair."""
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception as error:
            print(f"preload: {name}: {error}", file=sys.stderr)


def rehearse(cells: Sequence[str]) -> None:
    """Run a set's given cells once, so that what they import and load is there in every fork.

    They run again for each submission; what they define here is dropped.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    nowhere = io.StringIO()
    for source in cells:
        try:
            with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
                exec(compile(source, "<given cell>", "exec"), namespace)
        except Exception as error:
            print(f"rehearsal: {type(error).__name__}: {error}", file=sys.stderr)


def _has_used_tensorflow() -> bool:
    """Tell whether TensorFlow has begun to compute, after which a fork would hang."""
    context = sys.modules.get("tensorflow.python.eager.context")
    own = getattr(context, "_context", None)
    return own is not None and own._context_handle is not None


def _quiet() -> None:
    """Point standard input and output at nothing; what cells print is kept by the student side."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)


def _warden(limits: dict[str, Any], student: int, status: int, *, contained: bool) -> None:
    """Make the namespaces, fork the student into them, wait, and tell how it ended."""
    kernel.name_process("warden")
    report = socket.socket(fileno=status)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with open("/proc/self/statm") as file:
        pages = [int(number) * resource.getpagesize() for number in file.read().split()]
    size, base = pages[0], pages[1] - pages[2]
    try:
        if contained:
            _enter_namespaces(limits["disk_mib"])
        pid = os.fork()
    except OSError as error:
        report.send(f"failed {error}".encode())
        return
    if pid == 0:
        try:
            kernel.name_process("student")
            if contained:
                _cover_proc()
            _confine(limits, size, contained=contained)
            serve = _prepared(limits)
        except Exception as error:
            report.send(f"failed {type(error).__name__}: {error}".encode())
            os._exit(1)
        report.close()
        try:
            serve(socket.socket(fileno=student), limits)
        finally:
            os._exit(0)
    os.close(student)
    watch = os.pidfd_open(pid)
    socket.send_fds(report, [f"started {base}".encode()], [watch])
    # Either the student ends, or its examiner does, which closes the other end of `report`.
    ends = select.poll()
    ends.register(watch, select.POLLIN)
    ends.register(report, 0)
    ends.poll()
    signal.pidfd_send_signal(watch, signal.SIGKILL)
    _, ending = os.waitpid(pid, 0)
    report.send(f"ended {os.waitstatus_to_exitcode(ending)}".encode())


def _enter_namespaces(disk_mib: int) -> None:
    uid, gid = os.getuid(), os.getgid()
    kernel.enter_new_namespaces()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else the kernel keeps the maps below for root
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    kernel.mount("none", "/", None, MS_REC | MS_PRIVATE)
    size = f"size={disk_mib}m,nr_inodes=4096,mode=700"
    kernel.mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, size)
    kernel.mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, size)


def _cover_proc() -> None:
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


def _confine(limits: dict[str, Any], size: int, *, contained: bool) -> None:
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


def _prepared(limits: dict[str, Any]) -> Callable[[socket.socket, dict[str, Any]], None]:
    """Make the working folder and return what serves the examiner from now on."""
    for signal_number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_number, signal.SIG_DFL)
    _reseed()
    os.makedirs(limits["folder"], exist_ok=True)
    os.chdir(limits["folder"])
    return importlib.import_module("grader.engine.student").serve


def _reseed() -> None:
    """Forks must not all draw the same unseeded random numbers."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(int.from_bytes(os.urandom(4), "big"))


if __name__ == "__main__":
    main()
