"""Prove on this machine, from inside the sandbox, that what must not work does not."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence

from grader.course import CONFIG
from grader.engine import messages
from grader.engine.channel import ClosedError, DeadlineError
from grader.engine.sandbox import Sandbox, SandboxError
from grader.engine.view import this_machine

SECRETS = ("solutions", "submitted", "autograded", "feedback", "gradebook.db", CONFIG)

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
for path in HIDDEN:
    tried("it can see " + path, lambda: os.stat(path))
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
            "HIDDEN": [path for path in _of_the_course(sandbox.hidden) if os.path.lexists(path)],
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


def _of_the_course(hidden: Sequence[str]) -> Iterator[str]:
    """Yield what must not be seen: folders of a course may be there for what else is in them."""
    for path in hidden:
        if os.path.isdir(path):
            yield from (os.path.join(path, name) for name in SECRETS)
        else:
            yield path
