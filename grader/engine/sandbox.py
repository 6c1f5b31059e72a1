"""The bubblewrap sandbox around the process that students are forked from.

`Sandbox` starts it, asks for forks and kills them. What it shows is told in `view`, and `probe`
proves that it holds. Started by root, it gives up root's rights before anything else runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grader.engine import cgroup, reserved, syscalls
from grader.engine.channel import Channel, ClosedError
from grader.engine.hindrance import hindrance
from grader.engine.limits import Limits
from grader.engine.view import (
    COVERED,
    DATA,
    ENVIRONMENT,
    FOLDER_INSIDE,
    arguments,
    data_setting,
    this_machine,
)

INSTALL = (
    "grading needs bubblewrap (the command bwrap), which keeps what students wrote away from this "
    "machine. Install it: `apt-get install bubblewrap` on Debian and Ubuntu, `dnf install "
    "bubblewrap` on Fedora; on macOS and Windows grade in a Linux container or virtual machine. "
    "To run code you trust without it, add --no-sandbox."
)
# What many submissions import beside what their set does: once, before the forks.
PRELOADED = ("matplotlib.pyplot",)


class SandboxError(Exception):
    """The sandbox could not be started, or does not hold; the text says why."""


class Sandbox:
    """A running zygote; `fork` gives a student's process.

    Parameters
    ----------
    limits : Limits
    modules, cells : sequence of str
        What is imported before the forks, and given cells that are run once.
    contained : bool
        False runs students without bubblewrap, for code one trusts.
    hidden : sequence of str
        Folders and files that students must not see, wherever they lie.
    shut : sequence of str
        Modules that students must not have, see `reserved`.
    """

    def __init__(
        self,
        limits: Limits,
        modules: Sequence[str] = (),
        cells: Sequence[str] = (),
        *,
        contained: bool = True,
        hidden: Sequence[str] = (),
        shut: Sequence[str] = (),
    ) -> None:
        self.limits = limits
        self.contained = contained
        self.hidden = tuple(hidden)
        self._control, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        root = contained and os.geteuid() == 0
        settings = {"drop": root, "contained": contained}
        settings |= {"modules": [*modules, *PRELOADED], "cells": list(cells), "shut": list(shut)}
        command = [sys.executable, "-m", "grader.engine.zygote"]
        command += [str(inside.fileno()), json.dumps(settings)]
        environment = {**os.environ, **ENVIRONMENT, DATA: data_setting()}
        if contained:
            if shutil.which("bwrap") is None:
                raise SandboxError(INSTALL)
            view = this_machine([*hidden, *reserved.places(shut)])
            if covered := [path for path in view.paths if f"{path}/" in COVERED]:
                raise SandboxError(
                    f"{covered[0]}: it is the students' own in the sandbox; name a folder in it"
                )
            settings["kept"] = [path for path in view.paths if f"{path}/".startswith(COVERED)]
            command = [*command[:-1], json.dumps(settings)]
            command = arguments(view, limits, command, root=root)
            environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin")}
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  closed with the sandbox
        self._process = subprocess.Popen(
            command,
            env=environment,
            pass_fds=[inside.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=self._said,
        )
        inside.close()
        self._group: Path | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait_until_ready(self, seconds: float = 120.0) -> None:
        """Wait until the libraries are imported; `SandboxError` if it does not come to that."""
        self._control.settimeout(seconds)
        try:
            ready = self._control.recv(64)
        except TimeoutError:
            ready = b""
        if ready != b"ready":
            self._said.seek(0)
            told = self._said.read(4000).decode(errors="replace").strip()
            self.close()
            why = hindrance(told)
            raise SandboxError(
                f"the sandbox did not start: {told or 'no reason was given'}{why and f'; {why}'}"
            )
        self._control.settimeout(None)
        if self.contained:
            zygote = [self.pid, *_below(self.pid)][-1]
            self._group = cgroup.make(self.limits, zygote)

    @property
    def pid(self) -> int:
        """The process that everything in the sandbox stands below."""
        return self._process.pid

    def fork(self) -> Student:
        """Start a student's process."""
        ours, theirs = socket.socketpair()
        status, zygotes = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        folder = FOLDER_INSIDE if self.contained else tempfile.mkdtemp(prefix="grading-")
        request = json.dumps({**self.limits.to_dict(), "folder": folder}).encode()
        try:
            socket.send_fds(self._control, [request], [theirs.fileno(), zygotes.fileno()])
            theirs.close()
            zygotes.close()
            status.settimeout(30)
            told, descriptors, _, _ = socket.recv_fds(status, 4096, 1)
        except OSError as error:
            raise SandboxError(f"the sandbox gave no process: {error}") from error
        if not told.startswith(b"started") or not descriptors:
            reason = told.decode(errors="replace") or "it has gone"
            raise SandboxError(f"the sandbox gave no process: {reason}")
        base = int(told.split()[1])
        return Student(
            ours, status, descriptors[0], self.limits, folder, self.contained, base, self._group
        )

    def gaps(self) -> list[str]:
        """Return which bounds the kernel does not hold here, one sentence each."""
        if not self.contained:
            return ["students' code ran without the sandbox, with the rights of whoever graded"]
        told = []
        if not syscalls.is_known():
            told.append("system calls are not filtered on this machine")
        if self._group is None:
            told.append(
                "the memory of all processes of a submission together is looked at ten times a "
                "second, and what the kernel keeps for pipes and sockets is not counted"
            )
        return told

    def close(self) -> None:
        """End the zygote and everything below it."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        self._said.close()
        if self._group:
            cgroup.remove(self._group)


class Student:
    """A student's process as the examiner sees it: a channel, and a way to end it.

    The process counts as hostile from its first moment: nothing it says is believed, and its end
    is asked from the kernel.
    """

    def __init__(
        self,
        sock: socket.socket,
        status: socket.socket,
        pidfd: int,
        limits: Limits,
        folder: str,
        contained: bool,
        base: int,
        group: Path | None,
    ) -> None:
        self.channel = Channel(sock, limits.reply_mib * 2**20, self._look)
        self.reason = ""
        self._base = base
        self._status = status
        self._pidfd = pidfd
        self._limits = limits
        self._folder = folder
        self._contained = contained
        self._group = group
        self._killed = cgroup.out_of_memory(group) if group else 0

    def _look(self) -> None:
        """End the process if it and those below it use too much memory; called while waiting."""
        pid = _pid_of(self._pidfd)
        if pid and _memory(pid, self._base) > self._limits.memory_mib * 2**20:
            self.reason = self._too_much
            raise ClosedError

    @property
    def _too_much(self) -> str:
        return f"used more than {self._limits.memory_mib} MiB of memory"

    def kill(self) -> None:
        """End the process and wait until it and all below it are gone."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        # The first process of a namespace is gone only when all others in it are.
        select.select([self._pidfd], [], [], 10)
        self.channel.close()
        self._status.close()
        os.close(self._pidfd)
        if not self._contained:
            shutil.rmtree(self._folder, ignore_errors=True)

    def how_it_ended(self) -> str:
        """Return how the process ended by itself, as the kernel told the zygote."""
        self._status.settimeout(1.0)
        try:
            word, said = self._status.recv(400).decode(errors="replace").split(" ", 1)
        except (OSError, ValueError):
            return ""
        if self._group and cgroup.out_of_memory(self._group) > self._killed:
            return self._too_much
        return _ending(int(said)) if word == "ended" else said


def _pid_of(pidfd: int) -> int:
    """Return the process id behind a descriptor, 0 if it has gone."""
    try:
        lines = Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines()
    except OSError:
        return 0
    return max(0, next((int(line.split()[1]) for line in lines if line.startswith("Pid:")), 0))


def _below(pid: int) -> list[int]:
    """Return the processes below one, parents first."""
    found: list[int] = []
    with contextlib.suppress(OSError, ValueError):
        for task in os.listdir(f"/proc/{pid}/task"):
            found += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    return found + [below for child in found for below in _below(child)]


def _memory(pid: int, base: int) -> int:
    """Return the bytes that a process and all below it hold, each beyond what it was born with."""
    total = 0
    for each in (pid, *_below(pid)):
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{each}/status").read_text()
            held = sum(int(size) for size in _HELD.findall(status)) * 1024
            total += max(0, held - base)
    return total


_HELD = re.compile(r"^Rss(?:Anon|Shmem):\s+(\d+) kB$", re.MULTILINE)


def _ending(status: int) -> str:
    if status >= 0:
        return f"ended Python with status {status}"
    name = signal.Signals(-status).name
    return {
        "SIGSEGV": "crashed Python (segmentation fault)",
        "SIGXCPU": "was stopped: its processor time was used up",
        "SIGKILL": "ended Python (killed)",
    }.get(name, f"ended Python (signal {name})")
