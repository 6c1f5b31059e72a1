"""Results that are kept from an earlier run: only what a change touches runs again."""

import json
from dataclasses import replace

import pytest

from grader.engine.examiner import Examiner
from grader.engine.submission import Task, earlier_results, grade

# It defines arrays that a later test uses, and so runs every time.
DEFINES = ["test_predict_with_network"]


@pytest.fixture
def ran(monkeypatch):
    """The names of the test cells that were run."""
    names = []
    run_test = Examiner._run_test

    def noted(self, cell, shared):
        names.append(cell.name)
        return run_test(self, cell, shared)

    monkeypatch.setattr(Examiner, "_run_test", noted)
    return names


@pytest.fixture
def again(key, sandbox, handed_in, ran):
    """A function: changes of the set and of the answers -> names of tests run, both results.

    The submission is graded, then again with the results kept and the changes made, then with the
    changes and nothing kept.
    """

    def run(before=(), after=None, ground="", **change):
        def task(answers, earlier=()):
            content = json.dumps(handed_in(answers)).encode()
            return Task("ada", content, earlier=dict(earlier))

        first = grade(task(before), key, sandbox)
        kept = earlier_results(json.loads(first.notebook))
        changed = replace(key, ground=ground, **change)
        after = before if after is None else after
        ran.clear()
        second = grade(task(after, kept), changed, sandbox)
        names = [name for name in ran if name]
        return names, second, grade(task(after), changed, sandbox)

    return run


def with_test(key, name, old, new):
    """The set with a test cell's text changed."""
    cells = [
        replace(cell, source=cell.source.replace(old, new)) if cell.name == name else cell
        for cell in key.paper.cells
    ]
    assert tuple(cells) != key.paper.cells
    return replace(key.paper, cells=tuple(cells))


def same(one, other):
    cells = [
        [(cell["source"], cell.get("outputs")) for cell in json.loads(result.notebook)["cells"]]
        for result in (one, other)
    ]
    return cells[0] == cells[1] and one.scores == other.scores and one.comments == other.comments


def test_what_has_not_changed_is_not_run_again(again, full):
    names, kept, fresh = again()
    assert names == DEFINES
    assert same(kept, fresh)
    assert kept.score == sum(full.values())


def test_a_changed_test_runs_alone(again, key):
    wrong = {"relu": "def relu(x):\n    return abs(x)"}
    paper = with_test(key, "test_relu", "points=2", "points=2, seconds=1.5")
    names, kept, fresh = again(before=wrong, paper=paper)
    assert names == ["test_relu", *DEFINES]
    assert same(kept, fresh)


def test_a_changed_answer_runs_what_comes_after_it(again, full):
    names, kept, fresh = again(after={"forward": "def forward(X, params):\n    return X"})
    assert names == [*DEFINES, "test_forward"]
    assert same(kept, fresh)
    assert kept.scores["test_forward"] < full["forward"]
    names, kept, fresh = again(after={"weighted_sum": "weighted_sum = None"})
    assert names == [f"test_{exercise}" for exercise in full]
    assert same(kept, fresh)


def test_a_helper_that_passes_now_or_no_longer_makes_its_users_run_again(again, key):
    """Whether given functions stand in for the student's depends on the reports before."""
    paper = with_test(key, "test_relu", "relu, 26, want=26", "relu, 26, want=27")
    names, kept, fresh = again(paper=paper)
    assert names[0] == "test_relu"
    assert set(names) > {"test_relu", *DEFINES}
    assert same(kept, fresh)


def test_other_limits_files_or_code_run_everything(again, full):
    names, kept, fresh = again(ground="other")
    assert names == [f"test_{exercise}" for exercise in full]
    assert same(kept, fresh)


def test_nothing_is_kept_of_a_run_with_an_incident(graded):
    ends = graded({"relu": "import os\ndef relu(x):\n    os._exit(1)"})
    assert any(note.kind == "incident" for note in ends.notes)
    assert earlier_results(json.loads(ends.notebook)) == {}


def test_a_cell_that_defines_what_a_later_test_uses_runs_again(again, key):
    shared = with_test(key, "test_relu", "with check", "limit = 1.0\nwith check")
    shared = replace(
        shared,
        cells=tuple(
            replace(cell, source=cell.source.replace("with check", "assert limit\nwith check"))
            if cell.name == "test_forward"
            else cell
            for cell in shared.cells
        ),
    )
    names, kept, fresh = again(paper=shared)
    assert names == ["test_relu", *DEFINES, "test_forward"]
    assert same(kept, fresh)
