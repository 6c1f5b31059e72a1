"""The pack for students: complete, installable, reproducible, and without secrets."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from packaging.requirements import Requirement

from grader import cli, notebook, proof
from grader.course import CourseError, sets
from grader.pack_leaks import leaks, secrets
from grader.student_pack import NAME, contents, student_pack

ROOT = Path(__file__).parents[2]
SETS = sets(ROOT)
FIRST = SETS[0]
PIP_WHEEL = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
PIP_WHEEL += ["--no-build-isolation"]


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """Every released set of this course, packed."""
    return student_pack(ROOT, tmp_path_factory.mktemp("packed"), SETS)


@pytest.fixture
def small(course):
    """A course of one released set of two exercises, with what a pack takes from the root."""
    shutil.copytree(course.source, course.root / "exercises" / course.name)
    released = course.root / "exercises" / course.name
    for name in ("mistakes.py", "accepted.py", "README.md"):
        (released / name).unlink()
    path = released / f"{course.name}.ipynb"
    content = nbformat.read(path, as_version=4)
    sources = {cell.id: cell.source for cell in notebook.as_released(notebook.read(path))}
    for cell in content.cells:
        grading = cell.metadata.get("nbgrader")
        cell.source = sources[grading.grade_id] if grading else cell.source
    nbformat.write(content, path)
    for part in ("LICENSE", "pyproject.toml", "runtime.txt"):
        shutil.copy(ROOT / part, course.root)
    for part in ("checks", "coursebook", "scratchnet"):
        shutil.copytree(ROOT / part, course.root / part)
    return course


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_zip_holds_the_folder(pack):
    with zipfile.ZipFile(pack.archive) as archive:
        zipped = {name.removeprefix(f"{NAME}/"): archive.read(name) for name in archive.namelist()}
        assert all(name.startswith(f"{NAME}/") for name in archive.namelist())
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert zipped == files_of(pack.folder)
    assert len(zipped) == pack.files


def test_it_holds_what_a_student_needs_and_nothing_else(pack):
    names = set(files_of(pack.folder))
    modules = {name for name in names if name.startswith(("checks/", "coursebook/", "scratchnet/"))}
    expected = {"LICENSE", "README.md", "pyproject.toml", "requirements.txt", "runtime.txt"}
    for name in SETS:
        expected |= {f"exercises/{name}/{name}.ipynb", f"exercises/{name}/diagnoses.json"}
        if (ROOT / "solutions" / name / "hints.json").exists():
            expected.add(f"exercises/{name}/hints.json")
    assert names - modules == expected
    assert all(name.endswith(".py") for name in modules)
    assert {
        "checks/exercise.py",
        "coursebook/given/__init__.py",
        "coursebook/figures/style.py",
    } <= modules
    # What proves, releases and grades is not for students.
    assert not modules & {f"grader/{part}.py" for part in ("proof", "release", "cli", "variants")}
    assert not any(name.startswith("grader/engine/") for name in modules)


def telling_lines(text):
    """Lines of code, without those that merely begin a block, import, comment or name a thing."""
    common = r"(def|class|for|while|if|elif|else|with|try|except|import|from)\b|\"\"\"|#|@"
    lines = {line.strip() for line in text.splitlines()}
    lines = {line for line in lines if len(line) >= 12 and not re.match(common, line)}
    return {line for line in lines if not re.fullmatch(r"\w+(: [\w.\[\], |]+)?,", line)}


@pytest.mark.parametrize("name", SETS)
def test_no_line_of_a_solution_a_hidden_test_or_a_variant_is_in_folder_or_zip(pack, name):
    """Except lines that everybody may read: in the library, in given helpers, in notebooks."""
    hidden, shown = set(), set()
    for path in ROOT.glob("solutions/*/*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            role = cell.metadata.get("nbgrader", {})
            secret = re.findall(
                r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END", cell.source, re.DOTALL
            )
            if role.get("solution") or role.get("grade"):
                assert secret, cell.id
            if path.stem == name:
                hidden |= telling_lines("\n".join(secret))
            rest = re.sub(r"### BEGIN.*?### END", "", cell.source, flags=re.DOTALL)
            shown |= telling_lines(rest)
    source = ROOT / "solutions" / name
    for kind in ("mistakes.py", "accepted.py"):
        # The bodies of the functions only: the sentences of mistakes are meant for students.
        for variant in getattr(proof.load(source), kind.removesuffix(".py")):
            hidden |= telling_lines(variant.source)
    for path in (*(ROOT / "scratchnet").rglob("*.py"), *(ROOT / "coursebook").rglob("*.py")):
        shown |= telling_lines(path.read_text())
    looked_for = hidden - shown
    assert len(looked_for) > 0.8 * len(hidden)  # the exception is one

    with zipfile.ZipFile(pack.archive) as archive:
        zipped = {name: archive.read(name) for name in archive.namelist()}
    for path, content in (*files_of(pack.folder).items(), *zipped.items()):
        read = content.decode()
        if path.endswith((".ipynb", ".json")):
            read = "\n".join(texts(json.loads(read)))
        assert not looked_for & telling_lines(read), path


def texts(content):
    """All texts inside a JSON document; a list of lines is joined."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from texts(value)
    elif isinstance(content, list):
        if content and all(isinstance(item, str) for item in content):
            yield "".join(content)
        for item in content:
            yield from texts(item)


@pytest.mark.parametrize(
    ("planted", "line"),
    [
        ("solution", "return double(double(x))"),
        ("hidden test", "t.returns(double, x, want=x + x)"),
        ("mistake", "return x**2 + 0"),
        ("accepted variant", "return operator.mul(x, 4)"),
    ],
)
def test_a_pack_that_would_show_a_secret_is_not_written(small, tmp_path, planted, line):
    if planted == "mistake":  # the sample's own are short
        text = (small.source / "mistakes.py").read_text()
        (small.source / "mistakes.py").write_text(text.replace("return x**2", line))
    path = small.root / "exercises" / small.name / f"{small.name}.ipynb"
    content = nbformat.read(path, as_version=4)
    student_pack(small.root, tmp_path / "clean")
    assert line in secrets(small.root, small.name)

    content.cells[0].source += f"\n\n    {line}\n"
    nbformat.write(content, path)
    with pytest.raises(CourseError, match=re.escape(repr(line))):
        student_pack(small.root, tmp_path / "packed")
    assert not (tmp_path / "packed").exists()


def test_a_file_left_beside_an_exercise_is_looked_through(small):
    folder = small.root / "exercises" / small.name
    shutil.copy(small.source / "accepted.py", folder)
    found = list(leaks(small.root, [small.name], contents(small.root, [small.name])))
    path = f"exercises/{small.name}/accepted.py"
    assert (path, "return operator.mul(x, 4)", small.name) in found


def test_the_same_input_gives_the_same_bytes(small, tmp_path):
    first = student_pack(small.root, tmp_path / "first")
    second = student_pack(small.root, tmp_path / "second")
    assert first.archive.read_bytes() == second.archive.read_bytes()
    assert first.sha256 == second.sha256
    before = files_of(tmp_path / "first")
    os.utime(small.root / "LICENSE")
    assert student_pack(small.root, tmp_path / "first").sha256 == first.sha256
    assert files_of(tmp_path / "first") == before


def test_a_pack_replaces_the_one_before_and_leaves_nothing_beside(small, tmp_path):
    done = student_pack(small.root, tmp_path)
    (done.folder / "old.txt").write_text("of an earlier version")
    student_pack(small.root, tmp_path)
    assert "old.txt" not in files_of(done.folder)
    ours = {small.name, done.folder.name, done.archive.name}
    assert {path.name for path in tmp_path.glob("*exercises*")} <= ours | {"exercises"}
    assert not list(tmp_path.glob(".neural*"))


def test_a_folder_that_is_something_else_is_left_alone(small, tmp_path):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "README.md").write_text("# My work\n")
    with pytest.raises(CourseError, match="is no student pack"):
        student_pack(small.root, tmp_path)
    assert (tmp_path / NAME / "README.md").read_text() == "# My work\n"


def test_a_write_that_breaks_off_leaves_the_pack_before(small, tmp_path, monkeypatch):
    done = student_pack(small.root, tmp_path)
    before = files_of(tmp_path)

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CourseError, match=r"cannot write there [(]No space left on device"):
        student_pack(small.root, tmp_path)
    monkeypatch.undo()
    assert {k: v for k, v in files_of(tmp_path).items() if ".new" not in k} == before
    assert done.archive.exists()


def test_links_to_chapters_lead_to_the_repository_or_nowhere(small):
    path = small.root / "exercises" / small.name / f"{small.name}.ipynb"
    content = nbformat.read(path, as_version=4)
    content.cells[0].source = "Read [Neurons](../../chapters/02_neurons.ipynb) first."
    nbformat.write(content, path)

    def first_cell():
        packed = contents(small.root, [small.name])[f"exercises/{small.name}/{path.name}"]
        return nbformat.reads(packed.decode(), as_version=4).cells[0].source

    assert first_cell() == "Read chapter 2 of the book, “Neurons” first."
    address = "https://github.com/somebody/course"
    (small.root / "_config.yml").write_text(f'repository:\n  url: "{address}"\n  branch: main\n')
    assert first_cell() == f"Read [Neurons]({address}/blob/main/chapters/02_neurons.ipynb) first."
    assert address in contents(small.root, [small.name])["README.md"].decode()


def test_requirements_are_those_that_the_cells_import(small):
    packed = contents(small.root, [small.name])
    text = packed["pyproject.toml"].decode()
    (listed,) = re.findall(r"dependencies = \[\n(.*?)\]", text, re.DOTALL)
    names = {Requirement(line.strip(' ",')).name for line in listed.splitlines()}
    assert {"numpy", "ipython"} <= names
    assert not names & {"keras", "tensorflow", "nbgrader"}
    tools = [
        Requirement(line).name for line in packed["requirements.txt"].decode().split("\n")[1:3]
    ]
    assert tools == ["jupyterlab", "nbgrader"]

    path = small.root / "exercises" / small.name / f"{small.name}.ipynb"
    content = nbformat.read(path, as_version=4)
    content.cells.append(nbformat.v4.new_code_cell("%cd .\nimport keras\nimport sklearn.pipeline"))
    nbformat.write(content, path)
    text = contents(small.root, [small.name])["pyproject.toml"].decode()
    assert all(f'    "{name}' in text for name in ("keras", "scikit-learn", "tensorflow"))


def test_the_command(small, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(small.root)
    assert cli.main(["student-pack", "--output", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"{tmp_path / 'out' / NAME}: ")
    assert said[0].split(": ")[1].endswith(" kB")
    assert "sha256" in said[1]

    assert cli.main(["student-pack", "ps_none"]) == 1
    assert "ps_none: no such problem set in solutions/ (there are: ps_small)" in (
        capsys.readouterr().err
    )
    shutil.rmtree(small.root / "exercises")
    assert cli.main(["student-pack"]) == 1
    assert "ps_small is not released yet. Run: grader release ps_small" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["student-pack", "--help"])
    assert "solution, a hidden test, a known mistake" in " ".join(capsys.readouterr().out.split())


@pytest.mark.slow
def test_an_exercise_runs_from_the_unpacked_zip_as_installed_by_its_readme(pack, tmp_path):
    """Nothing of the repository is imported: the pack is built and put first on the path."""
    with zipfile.ZipFile(pack.archive) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / NAME
    readme = (folder / "README.md").read_text()
    assert "pip install -r requirements.txt" in readme
    for name in SETS:
        assert f"exercises/{name}/{name}.ipynb" in readme
    assert (folder / "requirements.txt").read_text().startswith("-e .\n")
    built = subprocess.run(
        [*PIP_WHEEL, f"--wheel-dir={tmp_path}", str(folder)],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)

    problem_set = proof.load(ROOT / "solutions" / FIRST)
    right = {cell.id: cell.source for cell in problem_set.cells if cell.role == "answer"}
    content = nbformat.read(folder / "exercises" / FIRST / f"{FIRST}.ipynb", as_version=4)
    for cell in content.cells:
        answer = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = right.get(answer, cell.source)
    where = "import checks, scratchnet\nchecks.__file__, scratchnet.__file__"
    content.cells.append(nbformat.v4.new_code_cell(where, id="where"))
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    client = NotebookClient(
        content,
        timeout=60,
        resources={"metadata": {"path": str(folder / "exercises" / FIRST)}},
    )
    with client.setup_kernel(env=environment):
        for index, cell in enumerate(content.cells):
            client.execute_cell(cell, index)
    places = content.cells[-1].outputs[0].data["text/plain"]
    ours = tuple(f"{installed}/{part}/__init__.py" for part in ("checks", "scratchnet"))
    assert ast.literal_eval(places) == ours
    total = sum(problem_set.points.values())
    shown = content.cells[-2].outputs[0].data["text/plain"]
    assert shown.startswith(f"Points so far: {total:g} of {total:g}.")
