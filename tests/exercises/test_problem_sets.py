"""Every problem set: released and fresh, without secrets, proved with other seeds, runs blank."""

import ast
import json
import os
import re
import shutil
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from grader import notebook, proof, release

ROOT = Path(__file__).parents[2]
SETS = release.sets(ROOT)


@pytest.fixture(params=SETS)
def name(request):
    return request.param


def source_of(name):
    return nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)


def released(name):
    return nbformat.read(ROOT / "exercises" / name / f"{name}.ipynb", as_version=4)


@pytest.mark.slow
def test_exercises_are_fresh(name):
    stale = release.release(ROOT, name, write=False).stale
    assert stale == (), f"run `grader release {name}`"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_proof_does_not_hang_on_the_seed(name, seed):
    if "keras" in name and not os.environ.get("EVERY_SEED"):
        pytest.skip("trains for minutes; run it with: EVERY_SEED=1 make test")
    assert proof.prove(proof.load(ROOT / "solutions" / name), seed=seed).faults == ()


def test_there_are_enough_mistakes_and_variants(name):
    problem_set = proof.load(ROOT / "solutions" / name)
    mistakes = Counter(item.exercise for item in problem_set.mistakes)
    accepted = Counter(item.exercise for item in problem_set.accepted)
    for exercise in problem_set.points:
        assert mistakes[exercise] >= 6, exercise
        assert accepted[exercise] >= 8, exercise


def test_no_two_mistakes_share_a_digest_with_the_right_answer(name):
    """A right answer must never be told that it looks like a mistake."""
    problem_set = proof.load(ROOT / "solutions" / name)
    answers = {cell.id: cell.source for cell in problem_set.cells if cell.role == "answer"}
    visible = notebook.with_answers(notebook.as_released(list(problem_set.cells)), answers)
    shipped = json.loads((ROOT / "exercises" / name / "diagnoses.json").read_text())["exercises"]
    for exercise, result in notebook.run(visible).items():
        right = list(result.report.digests)
        assert right not in [item["digests"] for item in shipped[exercise]]
        assert all(len(item["digests"]) == len(right) for item in shipped[exercise])


def test_source_has_stable_ids_and_no_outputs(name):
    ids = [cell.id for cell in source_of(name).cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9-]+", id_) for id_ in ids), (
        "name cells; do not let them be drawn"
    )
    for cell in source_of(name).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_released_folder_has_nothing_but_the_notebook_and_what_it_needs(name):
    files = {path.name for path in (ROOT / "exercises" / name).iterdir() if path.is_file()}
    shipped = {"diagnoses.json", "hints.json"} & {
        path.name for path in (ROOT / "solutions" / name).iterdir()
    }
    assert files == {f"{name}.ipynb"} | shipped


WITH_HINTS = [name for name in SETS if (ROOT / "solutions" / name / "hints.json").exists()]


@pytest.mark.parametrize("name", WITH_HINTS)
def test_hints_are_for_every_exercise_and_hold_no_line_of_a_solution(name):
    problem_set = proof.load(ROOT / "solutions" / name)
    hints = json.loads((ROOT / "solutions" / name / "hints.json").read_text(encoding="utf-8"))
    assert list(hints) == list(problem_set.points)
    assert all(len(texts) == 3 for texts in hints.values())
    answers = [(cell.id, cell.source) for cell in problem_set.cells if cell.role == "answer"]
    answers += [(item.exercise, item.source) for item in problem_set.accepted]
    for exercise, source in answers:
        told = squeezed(" ".join(hints[exercise]))
        for line in code_lines(source) - headers(source):
            assert squeezed(line) not in told, (exercise, line)


def headers(source):
    """First lines of blocks, imports and docstrings: they give nothing away."""
    begins = ("def ", "for ", "if ", "else", "while ", "import ", "from ", "with ", "class ", '"""')
    docstrings = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            docstrings |= code_lines(ast.get_docstring(node))
    return docstrings | {line for line in code_lines(source) if line.startswith(begins)}


def squeezed(text):
    return re.sub(r"[\s`]", "", text)


def code_lines(text):
    """Lines of code that tell something: not blank, not a bracket, not a comment."""
    lines = (line.strip() for line in text.splitlines())
    return {line for line in lines if len(line) > 12 and not line.startswith("#")}


def test_released_notebook_has_no_solution_no_hidden_test_and_no_variant(name):
    text = "\n".join(cell.source for cell in released(name).cells)
    seen = code_lines(text)
    for marker in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS"):
        assert marker not in text

    problem_set = proof.load(ROOT / "solutions" / name)
    visible = {cell.id: cell.source for cell in notebook.as_released(list(problem_set.cells))}
    secrets = set()
    for cell in problem_set.cells:
        if cell.role != "given":
            secrets |= code_lines(cell.source) - code_lines(visible[cell.id])
    assert secrets
    for variant in (*problem_set.mistakes, *problem_set.accepted):
        secrets |= {
            line
            for line in code_lines(variant.source)
            if not line.startswith(("def ", "for ", "if ", "import ", '"""'))
        }
    # What the text, the given cells and the figures say is meant to be read.
    public = set()
    for cell in source_of(name).cells:
        grading = cell.metadata.get("nbgrader", {})
        if not (grading.get("solution") or grading.get("grade")):
            public |= code_lines(cell.source)
    assert (secrets - public) & seen == set()


def test_finished_notebook_draws_its_figures(name, tmp_path):
    shutil.copytree(ROOT / "solutions" / name, tmp_path / name)
    finished = source_of(name)
    execute(finished, tmp_path / name)
    figures = [cell for cell in finished.cells if "@drawing(" in cell.source]
    assert figures
    for cell in figures:
        (output,) = cell.outputs
        assert output.data["text/plain"].startswith("Figure: ")
        assert "<svg" in output.data["text/html"]


def execute(content, folder):
    """Run a notebook in a kernel; a cell that fails fails the test."""
    NotebookClient(content, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()


def test_blank_notebook_runs_from_top_to_bottom_with_messages(name, tmp_path):
    shutil.copytree(ROOT / "exercises" / name, tmp_path / name)
    blank = released(name)
    execute(blank, tmp_path / name)
    shown = {}
    for cell in blank.cells:
        if cell.cell_type == "code":
            kinds = [output.output_type for output in cell.outputs]
            assert "error" not in kinds
            assert "stream" not in kinds
            shown[cell.id] = "\n".join(
                output.data["text/plain"] for output in cell.outputs if "data" in output
            )
    problem_set = proof.load(ROOT / "solutions" / name)
    for exercise in problem_set.points:
        text = shown[f"test-{exercise.replace('_', '-')}"]
        assert f"`{exercise}` is not written yet." in text
        assert text.endswith("\n0.0")
    total = sum(problem_set.points.values())
    assert shown["points"].startswith(f"Points so far: 0 of {total:g}.")
