"""The cgroup around a sandbox, in a folder that looks like a delegated one."""

import os
from pathlib import Path

import pytest

from grader.engine import cgroup
from grader.engine.limits import Limits


@pytest.fixture
def scope(tmp_path, monkeypatch):
    """A cgroup that has been delegated, with this process and another in it."""
    group = tmp_path / "user.slice" / "run-1.scope"
    group.mkdir(parents=True)
    (group / "cgroup.controllers").write_text("cpu memory pids\n")
    (group / "cgroup.subtree_control").write_text("")
    (group / "cgroup.procs").write_text("11\n12\n")
    (tmp_path / "own").write_text("1:name=systemd:/\n0::/user.slice/run-1.scope\n")
    monkeypatch.setattr(cgroup, "ROOT", tmp_path)
    monkeypatch.setattr(cgroup, "OWN", tmp_path / "own")
    monkeypatch.setattr(os, "getxattr", lambda path, name: b"1")
    return group


def test_a_group_gets_the_limits_and_the_process(scope):
    group = cgroup.make(Limits(memory_mib=100, disk_mib=10, processes=5), 77)
    assert group.parent == scope
    assert int((group / "memory.max").read_text()) == 120 * 2**20
    assert int((group / "pids.max").read_text()) == 5 + cgroup.SPARE_PROCESSES
    assert (group / "cgroup.procs").read_text() == "77"
    # Who was in the scope makes room, or its children would have no controllers.
    assert (scope / cgroup.MAIN / "cgroup.procs").read_text() == "12"  # a kernel adds, a file not
    assert (scope / "cgroup.subtree_control").read_text() == "+memory +pids"


def test_another_sandbox_of_the_same_run_finds_the_place_made(scope, tmp_path):
    (scope / cgroup.MAIN).mkdir()
    (scope / "cgroup.subtree_control").write_text("memory pids\n")
    (tmp_path / "own").write_text(f"0::/user.slice/run-1.scope/{cgroup.MAIN}\n")
    first, second = cgroup.make(Limits(), 77), cgroup.make(Limits(), 78)
    assert first != second
    assert first.parent == second.parent == scope
    assert not (scope / cgroup.MAIN / "cgroup.procs").exists()


@pytest.mark.parametrize("lost", ["delegation", "controllers", "version", "rights"])
def test_without_a_delegated_cgroup_nothing_is_made(scope, tmp_path, monkeypatch, lost):
    def nothing(path, name):
        raise OSError

    if lost == "delegation":
        monkeypatch.setattr(os, "getxattr", nothing)
    elif lost == "controllers":
        (scope / "cgroup.controllers").write_text("cpu pids\n")
    elif lost == "version":
        (tmp_path / "own").write_text("4:memory:/user.slice\n")
    else:
        monkeypatch.setattr(os, "access", lambda path, mode: False)
    before = sorted(tmp_path.rglob("*"))
    assert cgroup.delegated() is None
    assert cgroup.make(Limits(), 77) is None
    assert sorted(tmp_path.rglob("*")) == before


def test_a_kernel_that_refuses_is_no_error(scope, monkeypatch):
    write = Path.write_text

    def refuse(path, text):
        if path.name == "memory.max":
            raise OSError("no such controller")
        return write(path, text)

    monkeypatch.setattr(Path, "write_text", refuse)
    assert cgroup.make(Limits(), 77) is None
    assert not list(scope.glob("grader-*-*"))


def test_who_was_ended_for_its_memory_is_counted(tmp_path):
    assert cgroup.out_of_memory(tmp_path) == 0
    (tmp_path / "memory.events").write_text("low 0\nhigh 0\nmax 21\noom 3\noom_kill 2\n")
    assert cgroup.out_of_memory(tmp_path) == 2


def test_a_group_is_removed_when_it_is_empty(tmp_path):
    (tmp_path / "group").mkdir()
    cgroup.remove(tmp_path / "group")
    assert not (tmp_path / "group").exists()
    cgroup.remove(tmp_path / "group")  # it has gone already
