"""Inside the sandbox: import the libraries once, then fork once per submission.

Started as `python -m grader.engine.zygote` with a control socket. A request asks for a student's
process and brings the limits and two sockets: one to the examiner, and one on which the zygote
tells that the process has started and how it ended.

The zygote lives in user and process namespaces of its own, so that it may make a process namespace
for each student and go back to its own; that is the one right that it keeps. The student is the
first process of its namespace. It enters user, mount, IPC and network namespaces of its own, puts
fresh file systems over `/tmp` and `/dev/shm`, covers `/proc`, and gives up all rights before it
runs anything of the student's. When the first process of a namespace goes, the kernel ends all
others in it. No student's code ever runs in the zygote.

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
import resource
import select
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from grader.engine import confinement, kernel, reserved, syscalls

NOBODY = 65534


def main() -> None:
    """Serve requests until the control socket closes."""
    gc.disable()  # imports are many objects that stay, and looking through them takes a while
    control = socket.socket(fileno=int(sys.argv[1]))
    settings = json.loads(sys.argv[2])
    if settings["drop"]:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    own = None
    if settings["contained"]:
        try:
            own = _enter_namespaces()
        except OSError as error:
            sys.exit(f"no namespaces: {error}")
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # no student may trace or read this process
    kernel.name_process("zygote")
    reserved.hide(settings["shut"])
    preload(["grader.engine.student", *settings["modules"]])
    rehearse(settings["cells"])
    if settings["cells"] and _has_used_tensorflow():
        os.execv(sys.executable, [
            sys.executable, "-m", "grader.engine.zygote", sys.argv[1],
            json.dumps({**settings, "cells": [], "drop": False}),
        ])  # fmt: skip
    _quiet()
    gc.freeze()  # leaves what is there out of every fork's collection, which would copy it
    control.send(b"ready")
    _serve(control, own, settings)


def _enter_namespaces() -> int:
    """Go on as the first process of a namespace, and return a descriptor of that.

    The process that was there waits for this one and ends as it does.
    """
    confinement.enter_user_namespace(kernel.CLONE_NEWPID)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    pid = os.fork()
    if pid:
        kernel.name_process("zygote's parent")
        _, ending = os.waitpid(pid, 0)
        os._exit(1 if os.WIFSIGNALED(ending) else os.WEXITSTATUS(ending))
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel.keep_capability(kernel.CAP_SYS_ADMIN)
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


def _serve(control: socket.socket, own: int | None, settings: dict[str, Any]) -> None:
    """Answer requests, and look after the students' processes until they have ended."""
    students: dict[int, _Student] = {}  # by both descriptors
    events = select.poll()
    events.register(control, select.POLLIN)
    while True:
        ready = [descriptor for descriptor, _ in events.poll()]
        # New descriptors come last, so that none is taken for one that has just been closed.
        for descriptor in sorted(ready, key=lambda each: each == control.fileno()):
            if descriptor == control.fileno():
                request, descriptors, _, _ = socket.recv_fds(control, 65536, 2)
                if not request:
                    return
                others = [control, *set(students.values())]
                asked = {**json.loads(request), "kept": settings.get("kept", [])}
                if one := _started(asked, *descriptors, own, others):
                    students[one.watch] = students[one.report.fileno()] = one
                    events.register(one.watch, select.POLLIN)
                    events.register(one.report, 0)
            elif one := students.get(descriptor):
                if descriptor == one.watch:  # it has ended
                    for each in (one.watch, one.report.fileno()):
                        del students[each]
                        with contextlib.suppress(KeyError):
                            events.unregister(each)
                    one.tell_end()
                    one.close()
                else:  # its examiner has hung up
                    signal.pidfd_send_signal(one.watch, signal.SIGKILL)
                    events.unregister(descriptor)


@dataclass(eq=False)
class _Student:
    """A student's process, a descriptor of it, and the socket on which its end is told."""

    pid: int
    watch: int
    report: socket.socket

    def tell_end(self) -> None:
        """Tell how the process has ended."""
        _, ending = os.waitpid(self.pid, 0)
        with contextlib.suppress(OSError):  # nobody listens any more
            self.report.send(f"ended {os.waitstatus_to_exitcode(ending)}".encode())

    def close(self) -> None:
        """Close both descriptors."""
        os.close(self.watch)
        self.report.close()


def _started(
    limits: dict[str, Any], channel: int, status: int, own: int | None, others: Sequence[Any]
) -> _Student | None:
    """Fork a student's process, and tell that it has started, or why it has not.

    `others` is all that this process has open and a student must not have.
    """
    report = socket.socket(fileno=status)
    with open("/proc/self/statm") as file:
        pages = [int(number) * resource.getpagesize() for number in file.read().split()]
    size, base = pages[0], pages[1] - pages[2]
    try:
        pid = _fork(own)
        if pid == 0:
            _become_student(limits, channel, report, size, own, others)
        try:
            watch = os.pidfd_open(pid)
        except OSError:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise
    except OSError as error:
        with contextlib.suppress(OSError):
            report.send(f"failed {error}".encode())
        report.close()
        return None
    finally:
        os.close(channel)
    with contextlib.suppress(OSError):  # the examiner has hung up, which is an event of its own
        socket.send_fds(report, [f"started {base}".encode()], [watch])
    return _Student(pid, watch, report)


def _fork(own: int | None) -> int:
    """Fork into a new process namespace, where there is one of one's own to go back to."""
    if own is None:
        return os.fork()
    kernel.unshare(kernel.CLONE_NEWPID)
    pid = -1
    try:
        pid = os.fork()
    finally:
        if pid:
            kernel.go_back(own, kernel.CLONE_NEWPID)
    return pid


def _become_student(
    limits: dict[str, Any],
    channel: int,
    report: socket.socket,
    size: int,
    own: int | None,
    others: Sequence[Any],
) -> NoReturn:
    """Give up all rights, and serve the examiner to the end of the process."""
    try:
        for other in others:
            other.close()
        kernel.name_process("student")
        if own is not None:
            os.close(own)
            confinement.enter_own_namespaces(limits["disk_mib"], limits["kept"])
            is_filtered = syscalls.is_known()
            confinement.cover_proc()
        confinement.confine(limits, size, contained=own is not None)
        serve = confinement.prepared(limits)
        report.close()
        if own is not None and is_filtered:
            syscalls.confine()
    except BaseException as error:  # nothing gets out of here: it would go on as the zygote
        with contextlib.suppress(OSError):
            report.send(f"failed {type(error).__name__}: {error}".encode())
        os._exit(1)
    try:
        serve(socket.socket(fileno=channel), limits)
    finally:
        os._exit(0)


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


if __name__ == "__main__":
    main()
