"""What many submissions import is imported once, before the forks."""

import json
from collections import Counter

import pytest

from grader.engine import messages
from grader.engine.limits import Limits
from grader.engine.popular import MODULES, imported, popular
from grader.engine.sandbox import Sandbox


def of(notebooks):
    return popular(Counter(module for each in notebooks for module in imported(each)))


def notebook(*lines):
    return json.dumps({"cells": [{"source": [line + "\n" for line in lines]}]}).encode()


@pytest.mark.parametrize(
    ("line", "module"),
    [
        ("from scipy import special, stats", "scipy.special"),
        ("    from scipy.special import softmax", "scipy.special"),
        ("import scipy.special as sp", "scipy.special"),
        ("import pandas as pd", "pandas"),
        ("from sklearn.preprocessing import StandardScaler", "sklearn.preprocessing"),
    ],
)
def test_an_import_of_two_submissions_is_popular(line, module):
    assert module in of([notebook("x = 1", line), notebook(line), notebook("y = 2")])
    assert of([notebook(line, line), notebook("x = 1")]) == ()


def test_only_modules_of_the_list_are_popular():
    lines = "import socket", "from scipy import io", "import os.path", "import special"
    assert of([notebook(*lines)] * 5) == ()
    assert of([notebook(f"import {module}") for module in MODULES] * 2) == MODULES


def test_what_is_preloaded_is_there_in_every_fork():
    source = "import sys\n'statistics' in sys.modules"
    with Sandbox(Limits()) as sandbox:
        sandbox.wait_until_ready()
        assert [shown(sandbox, source) for _ in range(2)] == ["False", "False"]
        sandbox.preload(["statistics", "no_such_module"])
        assert [shown(sandbox, source) for _ in range(2)] == ["True", "True"]


def shown(sandbox, source):
    student = sandbox.fork()
    try:
        messages.send(student.channel, messages.Start({}), 0)
        messages.send(student.channel, messages.RunCell("x", source, False, 5.0), 1)
        return messages.receive(student.channel)[1].shown
    finally:
        student.kill()
