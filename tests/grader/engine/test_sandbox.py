"""The sandbox: what it shows, that it holds, and what stays behind."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import pytest

from grader.engine import messages, zygote
from grader.engine.limits import Limits
from grader.engine.probe import self_test
from grader.engine.sandbox import Sandbox, SandboxError
from grader.engine.view import View, arguments, data_setting, this_machine

ROOT = Path(__file__).parents[3]


def run(student, source, seconds=10.0):
    deadline = time.monotonic() + 30
    messages.send(student.channel, messages.Start({"data.csv": b"1,2\n"}), 0, deadline)
    cell = messages.RunCell("x", source, False, seconds)
    messages.send(student.channel, cell, 1, deadline)
    number, ran = messages.receive(student.channel, deadline)
    assert number == 1
    return ran


def test_nothing_of_the_course_is_shown():
    view = this_machine()
    assert str(ROOT / "grader") in view.paths
    for hidden in (
        ROOT,
        ROOT / "solutions",
        ROOT / "exercises",
        Path.home(),
        ROOT / "gradebook.db",
    ):
        assert not any(Path(path) in (hidden, *hidden.parents) for path in view.paths), hidden


def test_arguments(tmp_path):
    (tmp_path / "python").mkdir()
    view = View((str(tmp_path / "python"),), {"A": "1"})
    said = arguments(view, Limits(disk_mib=3), ["python3"], root=False)
    text = " ".join(said)
    for part in ("--unshare-net", "--unshare-pid", "--unshare-user", "--die-with-parent"):
        assert part in said
    assert "--clearenv" in said
    assert "--setenv A 1" in text
    assert f"--ro-bind {tmp_path}/python {tmp_path}/python" in text
    assert f"--size {3 * 2**20}" in text
    assert said[-1] == "python3"
    as_root = arguments(view, Limits(), ["python3"], root=True)
    assert "--unshare-user" not in as_root
    assert as_root[as_root.index("--cap-drop") + 1] == "ALL"


@pytest.mark.parametrize("home", [f"{parent}/course" for parent in ("/opt", "/tmp", "/dev/shm")])
def test_what_is_hidden_is_covered_after_it_is_shown(home):
    view = View((f"{home}/python",), hidden=(f"{home}/python/sklearn",))
    said = arguments(view, Limits(), ["python3"], root=False)
    pairs = list(pairwise(said))
    shown, covered = (
        max(i for i, pair in enumerate(pairs) if pair == (word, f"{home}/python{end}"))
        for word, end in (("--ro-bind", ""), ("/dev/null", "/sklearn"))
    )
    assert covered > shown


@pytest.mark.parametrize("where", [ROOT / "_build", Path("/tmp")])
def test_a_course_that_is_not_installed_is_found(where):
    where.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=where, prefix="a course ü ") as place:
        for package in ("grader", "scratchnet"):
            shutil.copytree(ROOT / package, Path(place, package))
        Path(place).chmod(0o755)
        script = """
import sys
import grader.engine.sandbox as its
from grader.engine.limits import Limits
sys.path.insert(0, sys.argv[1])
from test_sandbox import run
with its.Sandbox(Limits()) as sandbox:
    sandbox.wait_until_ready()
    print(its.__file__)
    source = "import grader, json.tool, os; print(grader.__file__, os.access('/tmp', os.W_OK))"
    print(run(sandbox.fork(), source).printed, end="")
"""
        ran = subprocess.run(
            [sys.executable, "-c", script, Path(__file__).parent],
            cwd=place, env={**os.environ, "PYTHONPATH": place},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        outside, inside = ran.stdout.splitlines()
        assert Path(outside) == Path(place, "grader", "engine", "sandbox.py")
        assert inside == f"{Path(place, 'grader', '__init__.py')} True"


def test_what_lies_in_a_covered_folder_is_not_covered_again(tmp_path, monkeypatch):
    # An imported TensorFlow names two folders of its own, one in the other.
    monkeypatch.setenv("SCRATCHNET_DATA", str(tmp_path))
    outer, shown = tmp_path / "outer", ROOT / "grader"
    inner = outer / "inner"
    inner.mkdir(parents=True)
    assert this_machine([str(inner), str(outer)]).hidden == (str(outer),)
    # What is shown in a covered folder can be covered in turn.
    both = (str(ROOT), str(shown / "engine"))
    monkeypatch.setenv("SCRATCHNET_DATA", str(ROOT.parent))
    assert this_machine(both).hidden == both


def test_what_the_sandbox_would_cover_is_named(monkeypatch):
    monkeypatch.setenv("SCRATCHNET_DATA", "/tmp")
    with pytest.raises(SandboxError, match="/tmp: it is the students' own in the sandbox"):
        Sandbox(Limits())


def test_it_holds(sandbox):
    assert self_test(sandbox) == []


def test_the_self_test_finds_what_is_open():
    with Sandbox(Limits(), contained=False) as open_to_all:
        open_to_all.wait_until_ready()
        found = self_test(open_to_all)
    assert "it can connect to this machine" in found
    assert "it can see processes" in found
    assert "it can see the caller's files" in found


def test_a_student_has_a_folder_with_the_files_and_nothing_of_the_last_one(sandbox):
    for _ in range(2):
        student = sandbox.fork()
        source = """
import os

import grader
kept = grader.__file__.split("/")[2] if grader.__file__.startswith("/tmp/") else ""
found = sorted(set(os.listdir("/tmp")) - {kept})
print(open("data.csv").read().strip(), found, os.listdir("/dev/shm"))
for folder in (".", "/tmp", "/dev/shm"):
    open(folder + "/left", "w").close()
"""
        assert run(student, source).printed == "1,2 ['work'] []\n"
        student.kill()


def test_a_student_has_nothing_open_of_another_one(sandbox):
    source = "import os; print(sorted(os.readlink(f'/proc/self/fd/{n}')[:6] for n in range(64)"
    source += " if os.path.lexists(f'/proc/self/fd/{n}')))"
    one, other = sandbox.fork(), sandbox.fork()
    third = sandbox.fork()
    open_in = [run(student, source).printed for student in (one, other, third)]
    assert open_in[0].count("socket") == 1  # to its examiner
    assert open_in[0] == open_in[1] == open_in[2]
    for student in (other, one, third):  # each ends alone, in any order
        student.kill()
    last = sandbox.fork()
    assert run(last, source).printed == open_in[0]
    last.kill()


def test_a_student_sees_itself_only(sandbox):
    student = sandbox.fork()
    source = "import os\nprint(os.getpid(), os.getppid(), sorted(os.listdir('/proc')))"
    assert run(student, source).printed == "1 0 ['cpuinfo', 'meminfo', 'self', 'stat', 'version']\n"
    student.kill()


def test_students_draw_different_random_numbers(sandbox):
    drawn = set()
    for _ in range(3):
        student = sandbox.fork()
        source = "import random, numpy\nprint(random.random(), numpy.random.rand())"
        drawn |= set(run(student, source).printed.split())
        student.kill()
    assert len(drawn) == 6


def test_how_a_process_ended_is_told(sandbox):
    for source, told in (
        ("import os\nos._exit(7)", "ended Python with status 7"),
        ("import ctypes\nctypes.string_at(0)", "crashed Python (segmentation fault)"),
    ):
        student = sandbox.fork()
        with pytest.raises(Exception, match=r"^$"):
            run(student, source)
        assert student.how_it_ended() == told
        student.kill()


def test_a_student_that_could_not_be_watched_is_ended(monkeypatch):
    def too_many_open_files(pid):
        raise OSError("too many open files")

    child = subprocess.Popen(["sleep", "60"])
    channel, report = socket.socketpair()
    ours, theirs = socket.socketpair()
    monkeypatch.setattr(zygote, "_fork", lambda own: child.pid)
    monkeypatch.setattr(os, "pidfd_open", too_many_open_files)
    assert zygote._started({}, channel.detach(), theirs.detach(), None, []) is None
    assert ours.recv(100) == b"failed too many open files"
    assert not Path(f"/proc/{child.pid}").exists()
    for each in (report, ours):
        each.close()


def test_a_killed_student_is_gone_with_all_its_processes(sandbox):
    student = sandbox.fork()
    source = "import os, time\nfor _ in range(5):\n    if os.fork() == 0:\n        time.sleep(600)"
    run(student, source)
    before = descendants(os.getpid())
    student.kill()
    for _ in range(50):
        after = descendants(os.getpid())
        if len(after) <= len(before) - 6:
            return
        time.sleep(0.1)
    pytest.fail(f"{len(before)} processes before, {len(after)} after")


def descendants(pid):
    found, left = [], [pid]
    while left:
        parent = left.pop()
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                children = Path(f"/proc/{parent}/task/{task}/children").read_text().split()
                found += children
                left += map(int, children)
        except OSError:
            continue
    return found


def test_the_sandbox_ends_with_the_process_that_started_it(tmp_path):
    program = """
import os
from grader.engine.limits import Limits
from grader.engine.sandbox import Sandbox
sandbox = Sandbox(Limits())
sandbox.wait_until_ready()
print(sandbox._process.pid, flush=True)
os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    pid = int(done.stdout)
    for _ in range(50):
        status = Path(f"/proc/{pid}/status")
        if not status.exists() or "State:\tZ" in status.read_text():
            return
        time.sleep(0.1)
    pytest.fail("it is still there")


def test_without_bubblewrap_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxError, match="apt-get install bubblewrap"):
        Sandbox(Limits())


def test_a_sandbox_that_does_not_start_says_why(monkeypatch):
    monkeypatch.setattr("grader.engine.view.SYSTEM", ())
    monkeypatch.setattr("grader.engine.view.ETC", ())
    sandbox = Sandbox(Limits())
    with pytest.raises(SandboxError, match="the sandbox did not start: bwrap: "):
        sandbox.wait_until_ready()


def test_limits_are_checked():
    with pytest.raises(ValueError, match="seconds: expected a positive number, got 0"):
        Limits(seconds=0)
    assert Limits(seconds=5).seconds == 5.0


def test_a_port_of_this_machine_stays_out_of_reach(sandbox):
    with socket.create_server(("127.0.0.1", 0)) as server:
        student = sandbox.fork()
        source = (
            f"import socket\nsocket.create_connection(('127.0.0.1', {server.getsockname()[1]}))"
        )
        assert run(student, source).error in ("OSError", "ConnectionRefusedError")
        student.kill()


def test_tests_and_students_take_the_same_data(monkeypatch, tmp_path):
    monkeypatch.delenv("SCRATCHNET_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert data_setting() == "stand-in"
    (tmp_path / "scratchnet").mkdir()
    (tmp_path / "scratchnet" / "table.csv").write_text("1,2\n")
    assert data_setting() == str(tmp_path / "scratchnet")
    assert data_setting() in this_machine().paths
    monkeypatch.setenv("SCRATCHNET_DATA", str(tmp_path))
    assert data_setting() == str(tmp_path)
    monkeypatch.setenv("SCRATCHNET_DATA", "stand-in")
    assert this_machine().variables["SCRATCHNET_DATA"] == "stand-in"


def test_it_holds_when_started_by_anyone_but_root(monkeypatch):
    monkeypatch.setattr("grader.engine.sandbox.os.geteuid", lambda: 1000)
    with Sandbox(Limits()) as sandbox:
        sandbox.wait_until_ready()
        assert self_test(sandbox) == []
