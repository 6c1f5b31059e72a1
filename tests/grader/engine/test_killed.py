"""`grader grade` killed at ten random moments: the next run ends as if nothing had happened."""

import os
import random
import shutil
import signal
import sys
import time

import pytest
from classroom import (
    autograded_of,
    command,
    gradebook_of,
    hand_in,
    make_course,
    nothing_left_running,
    start,
    variants,
)

NAME = "ps1_forward_propagation"
STUDENTS, ROUNDS = 30, 10


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory, empty_gradebook):
    """A course with thirty submissions, none of them graded."""
    root = tmp_path_factory.mktemp("class") / "course"
    make_course(root, NAME, empty_gradebook)
    known = variants(NAME)
    for i in range(STUDENTS):
        hand_in(root, NAME, f"s{i:02}", known[i % len(known)])
    return root


def graded_folders(root):
    return len(list((root / "autograded").glob(f"*/{NAME}")))


@pytest.mark.slow
def test_killed_at_ten_random_moments_the_gradebook_ends_the_same(handed_in, tmp_path):
    undisturbed = shutil.copytree(handed_in, tmp_path / "undisturbed")
    begun = time.monotonic()
    done = command(undisturbed, "grade", NAME)
    whole = time.monotonic() - begun
    assert done.returncode == 0, done.stderr
    expected = gradebook_of(undisturbed), autograded_of(undisturbed)
    assert len(expected[0]["submitted_notebook"]) == STUDENTS
    seed = random.SystemRandom().randrange(10**6)
    rng = random.Random(seed)
    print(f"seed {seed}", file=sys.stderr)
    moments = []
    for i in range(ROUNDS):
        root = shutil.copytree(handed_in, tmp_path / f"killed_{i}")
        with nothing_left_running():
            process = start(root, "grade", NAME)
            time.sleep(whole * rng.uniform(0.2, 1.0))
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        moments.append(graded_folders(root))
        with nothing_left_running():
            again = command(root, "grade", NAME)
        assert again.returncode == 0, (seed, again.stderr)
        for found, wanted in zip((gradebook_of(root), autograded_of(root)), expected, strict=True):
            differ = [key for key in {**found, **wanted} if found.get(key) != wanted.get(key)]
            assert not differ, (seed, i, [(found.get(key), wanted.get(key)) for key in differ])
        shutil.rmtree(root)
    print(f"graded when it was killed: {moments}", file=sys.stderr)
