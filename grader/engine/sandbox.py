"""The bubblewrap sandbox around the process that students are forked from.

`arguments` says, without doing anything, how bubblewrap is called; `Sandbox` starts it, asks for
forks and kills them; `self_test` proves on this machine that what must not work does not.

Inside there is a read-only view of Python, the installed packages, this project's two packages and
the data folder, an empty network, and nothing else: no home, no course, no gradebook, no
`solutions/`. Started by root, the sandbox gives up root's rights before anything else runs.
"""

from __future__ import annotations

import contextlib
import importlib.util
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
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from grader.engine import cgroup, messages
from grader.engine.hindrance import hindrance
from grader.engine.limits import THREADS, Limits
from grader.engine.wire import Channel, ClosedError, DeadlineError

INSTALL = (
    "grading needs bubblewrap (the command bwrap), which keeps what students wrote away from this "
    "machine. Install it: `apt-get install bubblewrap` on Debian and Ubuntu, `dnf install "
    "bubblewrap` on Fedora; on macOS and Windows grade in a Linux container or virtual machine. "
    "To run code you trust without it, add --no-sandbox."
)
TEMPORARY = "/tmp"  # of the sandbox, in memory
FOLDER = f"{TEMPORARY}/work"
DATA, STAND_IN = "SCRATCHNET_DATA", "stand-in"  # as in coursebook.datasets
# What many submissions import beside what their set does: once, before the forks.
PRELOADED = ("matplotlib.pyplot",)
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
ETC = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/ssl/certs",
)
COVERED = ("/tmp/", "/dev/shm/")  # each student has these for itself
ENVIRONMENT = {
    **THREADS,
    "CUDA_VISIBLE_DEVICES": "",
    "HOME": TEMPORARY,
    "KERAS_HOME": f"{TEMPORARY}/keras",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": f"{TEMPORARY}/matplotlib",
    "NBGRADER_EXECUTION": "autograde",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TMPDIR": TEMPORARY,
}


class SandboxError(Exception):
    """The sandbox could not be started, or does not hold; the text says why."""


@dataclass(frozen=True)
class View:
    """What the sandbox shows of this machine: folders and files, read-only, and variables."""

    paths: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict)


def data_setting() -> str:
    """Return where tests and students find the course's data: one folder, or the stand-in.

    There is no network inside, so both sides take what is on this machine: the folder that is
    named, else what the loaders have kept, else the stand-in.
    """
    named = os.environ.get(DATA, "").strip()
    if named:
        return named if named == STAND_IN else os.path.abspath(os.path.expanduser(named))
    kept = user_cache_path("scratchnet")
    return str(kept) if any(kept.glob("*.csv")) else STAND_IN


def this_machine() -> View:
    """Return the view that Python and this project's packages need."""
    installed = (sys.base_prefix, sys.prefix)
    paths = [*SYSTEM, *ETC, *installed, os.path.realpath(sys.executable)]
    homes: list[str] = []  # of packages that are not installed; an editable one is found as well
    for package in ("checks", "coursebook", "grader", "scratchnet"):
        found = importlib.util.find_spec(package)
        for folder in found.submodule_search_locations or () if found else ():
            paths.append(folder)
            if not folder.startswith(tuple(f"{prefix}/" for prefix in installed)):
                homes.append(os.path.dirname(folder))
    data = data_setting()
    if data != STAND_IN:
        paths.append(data)
    variables = {DATA: data, "PYTHONPATH": os.pathsep.join(dict.fromkeys(homes))}
    return View(tuple(dict.fromkeys(path for path in paths if os.path.exists(path))), variables)


def arguments(view: View, limits: Limits, command: Sequence[str], *, root: bool) -> list[str]:
    """Return how bubblewrap is called; pure but for asking which paths are links.

    Operations apply in order. `root` says that the caller is root: then bubblewrap needs no user
    namespace, and the zygote changes to an unprivileged user as its first act.
    """
    said = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    if root:
        said += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        said += ["--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"]
    said += ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "grading"]
    for name, value in {**ENVIRONMENT, **view.variables}.items():
        said += ["--setenv", name, value]
    # Spelled out, because the folders that bubblewrap makes by itself are closed to other users.
    parents = {str(folder): None for path in view.paths for folder in reversed(Path(path).parents)}
    for folder in parents:
        if folder != "/":
            said += ["--perms", "0755", "--dir", folder]
    for path in view.paths:
        if os.path.islink(path):
            target = os.readlink(path)
            if os.path.dirname(path) == "/":
                said += ["--symlink", target, path]
                continue
        said += ["--ro-bind", path, path]
    size = str(limits.disk_mib * 2**20)
    said += ["--proc", "/proc", "--dev", "/dev", "--dir", "/spare"]
    said += ["--size", size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    said += ["--size", size, "--perms", "1777", "--tmpfs", "/tmp", "--remount-ro", "/"]
    return [*said, "--chdir", "/tmp", *command]


class Sandbox:
    """A running zygote; `fork` gives a student's process.

    Parameters
    ----------
    limits : Limits
    modules, cells : sequence of str
        What is imported before the forks, and given cells that are run once.
    contained : bool
        False runs students without bubblewrap, for code one trusts.
    """

    def __init__(
        self,
        limits: Limits,
        modules: Sequence[str] = (),
        cells: Sequence[str] = (),
        *,
        contained: bool = True,
    ) -> None:
        self.limits = limits
        self.contained = contained
        self._control, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        root = contained and os.geteuid() == 0
        settings = {"drop": root, "contained": contained}
        settings |= {"modules": [*modules, *PRELOADED], "cells": list(cells)}
        command = [sys.executable, "-m", "grader.engine.zygote"]
        command += [str(inside.fileno()), json.dumps(settings)]
        environment = {**os.environ, **ENVIRONMENT, DATA: data_setting()}
        if contained:
            if shutil.which("bwrap") is None:
                raise SandboxError(INSTALL)
            view = this_machine()
            if covered := [path for path in view.paths if f"{path}/".startswith(COVERED)]:
                raise SandboxError(
                    f"{covered[0]}: the sandbox puts empty folders over /tmp and /dev/shm; "
                    "move it to another place"
                )
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
        folder = FOLDER if self.contained else tempfile.mkdtemp(prefix="grading-")
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


# Run in a fork by `self_test`, before any student's code: each line that is shown is an escape.
PROBE = """
import os, socket, resource
def tried(what, action):
    try:
        action()
    except (OSError, ValueError):
        return
    print(what)
def connect():
    with socket.create_connection(("127.0.0.1", PORT), 1):
        pass
def outside():
    with socket.create_connection(("192.0.2.1", 80), 0.2):
        pass
def write(path):
    def action():
        with open(path + "/grading-probe", "w") as file:
            file.write("x")
        os.remove(file.name)
    return action
tried("it can connect to this machine", connect)
tried("it can connect to the network", outside)
tried("it can see processes", lambda: open("/proc/1/status").close())
tried("it can see the caller's files", lambda: os.stat(SECRET))
tried("it can change the kernel's settings",
      lambda: open("/proc/sys/kernel/core_pattern", "w").close())
for path in PATHS:
    tried("it can write to " + path, write(path))
if os.geteuid() == 0:
    print("it runs as root")
tried("it can become root", lambda: os.setuid(0))
most = (PROCESSES + 1, PROCESSES + 1)
tried("it can raise its limits", lambda: resource.setrlimit(resource.RLIMIT_NPROC, most))
if resource.getrlimit(resource.RLIMIT_NPROC)[0] > PROCESSES:
    print("its processes are not limited")
"""


def self_test(sandbox: Sandbox) -> list[str]:
    """Try what must not work from inside, and return what did."""
    with (
        tempfile.NamedTemporaryFile(prefix="grading-") as secret,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        names = {
            "PORT": server.getsockname()[1],
            "SECRET": secret.name,
            "PATHS": ["/", "/proc", "/dev", "/usr", *this_machine().paths],
            "PROCESSES": sandbox.limits.processes,
        }
        told = "".join(f"{name} = {value!r}\n" for name, value in names.items())
        student = sandbox.fork()
        try:
            deadline = time.monotonic() + 30
            messages.send(student.channel, messages.Start({}), 0, deadline)
            probe = messages.RunCell("probe", told + PROBE, False, 20.0)
            messages.send(student.channel, probe, 1, deadline)
            _, ran = messages.receive(student.channel, deadline)
        except (ClosedError, DeadlineError) as error:
            raise SandboxError("the sandbox ended a harmless program") from error
        finally:
            student.kill()
    if ran.error:
        raise SandboxError(f"the sandbox cannot be tested: {ran.error}: {ran.error_text}")
    return ran.printed.splitlines()
