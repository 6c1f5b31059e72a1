"""Grading on a Dask cluster: a scheduler and three workers, one of them killed in the middle."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from distributed import Client

from grader.engine import cluster
from grader.engine.limits import Limits
from grader.engine.submission import Task
from grader.engine.worker import Setup

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    """Scheduler and three workers, each a process; gives the address and the workers."""
    folder = tmp_path_factory.mktemp("cluster")
    found = folder / "scheduler.json"
    common = ["--scheduler-file", str(found), "--no-dashboard"]
    environment = {**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "20s"}

    def start(command, *options):
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command}", *common, *options],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    started = [start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")]
    try:
        wait_until(found.exists)
        workers = [start("dask_worker", "--nthreads", "1", "--no-nanny") for _ in range(3)]
        started += workers
        address = json.loads(found.read_text())["address"]
        with Client(address, timeout=60) as client:
            client.wait_for_workers(3, timeout=60)
        yield address, workers
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait()


def wait_until(condition) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_killed_worker_loses_nothing_and_doubles_nothing(machines, key, handed_in, graded):
    address, workers = machines
    wrong = {"relu": "def relu(x):\n    return x"}
    bytes_of = [json.dumps(handed_in(answers)).encode() for answers in ({}, wrong)]
    tasks = [Task(f"student{k:02}", bytes_of[k % 2]) for k in range(30)]
    setup = Setup(key, Limits(seconds_per_cell=3, seconds=60), True)
    results = []
    for result in cluster.grade_all(tasks, setup, address):
        results.append(result)
        if len(results) == 5:
            workers[0].send_signal(signal.SIGKILL)
    assert sorted(result.student for result in results) == [task.student for task in tasks]
    assert not [result.problem for result in results if result.problem]
    here = [graded({}), graded(wrong)]
    for result in results:
        assert result.scores == here[int(result.student[-2:]) % 2].scores
    assert workers[0].wait(timeout=10) == -signal.SIGKILL


def test_another_version_of_the_course_is_refused(machines, monkeypatch):
    address, _ = machines
    monkeypatch.setattr("platform.python_version", lambda: "0.1")
    cluster.code_digest.cache_clear()
    try:
        with pytest.raises(cluster.ClusterError, match="has another version of the course or of"):
            next(cluster.grade_all([], None, address))
    finally:
        cluster.code_digest.cache_clear()


def test_no_scheduler_is_said(monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 0.5)
    with pytest.raises(cluster.ClusterError, match=r"--cluster tcp://127\.0\.0\.1:9: no scheduler"):
        next(cluster.grade_all([], None, "tcp://127.0.0.1:9"))


def test_the_command_grades_there_and_writes_here(machines, entered):
    course = entered
    handed_in = course.root / "submitted/ada/ps_small"
    handed_in.mkdir(parents=True)
    shutil.copy(course.source / "ps_small.ipynb", handed_in)
    done = subprocess.run(
        [sys.executable, "-m", "grader", "grade", "ps_small", "--cluster", machines[0]],
        cwd=course.root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "ada" in done.stdout
    assert (course.root / "autograded/ada/ps_small/ps_small.ipynb").exists()
