"""The student's command, as it is typed: in a home of its own, with right and with wrong input."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from student import installing, shipped
from student.cli import main
from student.shipped import DISTRIBUTION

ROOT = Path(__file__).parents[2]
PS1 = "ps1_forward_propagation"


@pytest.fixture
def course(tmp_path, capsys):
    """A function that runs the command on a folder of its own: (exit status, output, errors)."""

    def run(*arguments):
        status = main([*map(str, arguments), "--folder", str(tmp_path / "mine äö")])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err

    run.folder = tmp_path / "mine äö"
    run.notebook = run.folder / PS1 / f"{PS1}.ipynb"
    return run


def edit(path, change):
    """Change the cells of a notebook, as a list."""
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content["cells"])
    path.write_text(json.dumps(content), encoding="utf-8")


def answer(path, **answers):
    """Write answers into a notebook's cells."""

    def change(cells):
        for cell in cells:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in answers:
                cell["source"] = answers[name]

    edit(path, change)


RELU = "def relu(x):\n    return np.maximum(x, 0)"


def test_get_copies_every_set_and_overwrites_nothing(course):
    status, out, _ = course("get")
    assert status == 0
    assert len(out.splitlines()) == len(shipped.sets())
    assert all((course.folder / f"{one.name}/{one.name}.ipynb").exists() for one in shipped.sets())
    answer(course.notebook, relu=RELU)
    mine = course.notebook.read_bytes()
    _, out, _ = course("get", "ps1")
    assert "left as it is" in out
    assert course.notebook.read_bytes() == mine
    _, out, _ = course("get", "PS1", "--fresh")
    assert "yours stays as it is" in out
    fresh = course.notebook.with_stem(f"{PS1}.fresh1")
    assert fresh.read_bytes() == shipped.sets()[0].notebook.read_bytes()
    assert course.notebook.read_bytes() == mine


def test_the_index_leads_to_every_notebook(course):
    course("get")
    page = (course.folder / "index.md").read_text(encoding="utf-8")
    for one in shipped.sets():
        assert f"({one.name}/{one.name}.ipynb)" in page
        assert (course.folder / one.name / f"{one.name}.ipynb").exists()
    rows = [line for line in page.splitlines() if line.startswith("| [ps")]
    assert len(rows) == len(shipped.sets())
    assert all(points.strip().isdigit() for points in (row.split("|")[2] for row in rows))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["get", "ps99"], "There is no set 'ps99'. There are ps1, "),
        (["check", "ps1"], "`course get ps1` makes it"),
        (["check", "ps99"], "There is no set 'ps99'"),
        (["check", "no/such.ipynb"], "is not there"),
        (["hand-in", "ps1"], "is not there"),
        (["hand-in", "PS"], "There is no set 'PS'"),
    ],
)
def test_a_wrong_name_gets_one_sentence(course, arguments, sentence):
    status, out, err = course(*arguments)
    assert (status, out) == (1, "")
    assert err.startswith("course: ")
    assert sentence in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("not json", "is not a notebook"),
        ("[]", "is not a notebook of a kind"),
        ('{"cells": [1], "nbformat": 4}', "is not a notebook of a kind"),
        ('{"cells": [], "nbformat": 3}', "is not a notebook of a kind"),
    ],
)
@pytest.mark.parametrize("command", ["check", "hand-in"])
def test_a_file_that_is_no_notebook_is_named(course, tmp_path, command, content, sentence):
    file = tmp_path / "work.ipynb"
    file.write_text(content)
    arguments = ["check", file] if command == "check" else ["hand-in", "ps1", "--file", file]
    status, _, err = course(*arguments)
    assert status == 1
    assert sentence in err
    assert str(file) in err
    assert file.read_text() == content


def test_check_says_what_the_tests_say_and_changes_nothing(course):
    course("get", "ps1")
    answer(course.notebook, relu=RELU, weighted_sum="def weighted_sum(*a):\n    return 1 / 0")
    before = course.notebook.read_bytes()
    status, out, _ = course("check", course.notebook)
    assert status == 1
    assert "relu: passed, 2 of 2 points" in out
    assert "ZeroDivisionError" in out
    assert out.rstrip().splitlines()[-1].startswith("2 of 20 points")
    assert course.notebook.read_bytes() == before


def test_check_names_a_cell_that_ends_python(course):
    course("get", "ps1")
    answer(course.notebook, relu="import os\nos._exit(3)")
    status, _, err = course("check", course.folder / PS1)
    assert status == 1
    assert "Python ended in cell" in err


def test_hand_in_makes_one_file_and_tells_what_is_blank(course):
    course("get", "ps1")
    answer(course.notebook, relu=RELU)
    status, out, _ = course("hand-in", "ps1")
    made = course.folder / "hand in" / f"{PS1}.ipynb"
    assert status == 0
    assert made.read_bytes() == course.notebook.read_bytes()
    assert out.splitlines()[0] == "1 of 6 exercises are answered."
    assert "weighted_sum" in out.splitlines()[1]
    assert out.splitlines()[-1] == f"Hand in this one file: {made}"


def delete(name):
    def change(cells):
        cells[:] = [c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") != name]

    return change


def duplicate(name):
    def change(cells):
        cells += [c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == name]

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda cells: None, "has no answer in it yet"),
        (delete("test_relu"), "lacks the cell `test_relu`"),
        (duplicate("relu"), "has the cell `relu` more than once"),
        (lambda cells: cells.clear(), f"is not a notebook of {PS1}"),
    ],
    ids=["blank", "deleted", "duplicated", "empty"],
)
def test_hand_in_refuses_with_a_reason_and_writes_nothing(course, change, sentence):
    course("get", "ps1")
    edit(course.notebook, change)
    status, _, err = course("hand-in", "ps1")
    assert status == 1
    assert sentence in err
    assert not (course.folder / "hand in").exists()


def test_hand_in_refuses_another_set(course):
    course("get", "ps1", "ps2")
    other = course.folder / "ps2_activations" / "ps2_activations.ipynb"
    status, _, err = course("hand-in", "ps1", "--file", other)
    assert status == 1
    assert f"is not a notebook of {PS1}" in err


def test_hand_in_never_replaces_the_file_that_is_worked_on(course):
    course("get", "ps1")
    answer(course.notebook, relu=RELU)
    mine = course.notebook.read_bytes()
    status, _, err = course("hand-in", "ps1", "--to", course.notebook.parent)
    assert status == 1
    assert "Choose another --to" in err
    assert course.notebook.read_bytes() == mine


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["get", "ps1", "--folder", str(tmp_path / "file")]) == 1
    assert str(tmp_path / "file") in capsys.readouterr().err


def test_doctor_says_what_is_missing(course, monkeypatch):
    monkeypatch.setattr("student.doctor.util.find_spec", lambda name: None)
    status, out, _ = course("doctor")
    assert status == 1
    missing = [line for line in out.splitlines() if line.startswith("missing")]
    assert [line.split()[1] for line in missing] == ["NumPy", "the", "JupyterLab", "Keras"]
    # The course is in no index; there, its name would be anybody's.
    assert all("pip install" in line and DISTRIBUTION not in line for line in missing)
    assert "--force-reinstall" in missing[0]
    assert '"jupyterlab<5,>=4.2" "nbgrader' in missing[2]
    assert ' "scikit-learn<2,>=1.8" "tensorflow' in missing[3]


def test_the_course_is_installed_again_from_where_it_came(monkeypatch):
    installed = SimpleNamespace(read_text=lambda name: '{"url": "file:///a/course.whl"}')
    monkeypatch.setattr("student.installing.metadata.distribution", lambda name: installed)
    assert installing.again().endswith('--force-reinstall "file:///a/course.whl"')


def test_output_that_nobody_reads_to_the_end_is_no_error():
    command = f'"{sys.executable}" -m student.cli doctor'
    ran = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | true"], capture_output=True, text=True
    )
    assert (ran.returncode, ran.stderr) == (141, "")


@pytest.mark.slow
def test_the_wheel_alone_is_enough_for_set_1(tmp_path):
    """From a wheel in an environment of its own: the exercises are there, and the command runs."""
    source = tmp_path / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    build += ["--no-build-isolation", "--wheel-dir", tmp_path, source]
    subprocess.run(build, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert not [name for name in names if name.startswith("solutions/") or "hidden" in name]
    for one in shipped.sets():
        assert f"student/exercises/{one.name}/{one.name}.ipynb" in names
    # Libraries come from this environment, the course from the wheel alone.
    folder = tmp_path / "environment"
    venv.create(folder, system_site_packages=False, symlinks=os.name != "nt")
    (site,) = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    libraries = Path(shutil.__file__)  # keeps the standard library's own place out of the list
    here = next(Path(p) for p in sys.path if p.endswith("site-packages") and Path(p) != libraries)
    (site / "libraries.pth").write_text(f"{here}\n")
    python = folder / "bin/python"
    mine = tmp_path / "mine"
    run = [python, "-m", "student.cli"]
    got = subprocess.run(
        [*run, "get", "--folder", mine], cwd=tmp_path, capture_output=True, text=True
    )
    assert got.returncode == 0, got.stderr
    where = "import student; print(student.__file__)"
    place = subprocess.run([python, "-c", where], cwd=tmp_path, capture_output=True, text=True)
    assert str(site) in place.stdout
    answer(mine / PS1 / f"{PS1}.ipynb", relu=RELU)
    checked = subprocess.run(
        [*run, "check", mine / PS1], cwd=tmp_path, capture_output=True, text=True
    )
    assert "relu: passed, 2 of 2 points" in checked.stdout, checked.stderr


def opened(address, seconds=60):
    """The answer at an address; a server prints where it is a moment before it listens there."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(address, timeout=seconds)
        except urllib.error.URLError:
            assert time.monotonic() < deadline, f"nobody answers at {address}"
            time.sleep(0.1)


def test_lab_starts_without_an_error_whoever_types_it_wherever(tmp_path):
    """In a container the student is root; and `--folder` may be relative to another folder."""
    own = {
        place: str(tmp_path / place)
        for place in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    command = [sys.executable, "-c", "from student.cli import main; main()"]
    command += ["lab", "--no-browser", "--folder", "mine"]
    server = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | own | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    log = []
    try:
        for line in server.stderr:
            log.append(line)
            if found := re.search(r"http://127\.0\.0\.1\S+", line):
                address = found[0]
            if "Use Control-C" in line:
                break
        else:
            pytest.fail("JupyterLab did not start:\n" + "".join(log))
        # The address that is printed lets in, and its page leaves out what is for instructors.
        page = opened(address)
        settings = re.search(
            r'id="jupyter-config-data"[^>]*>(.*?)</script>', page.read().decode(), re.S
        )
        disabled = json.loads(settings[1])["disabledExtensions"]
        viewers = urllib.request.urlopen(
            address.replace(
                "/lab/tree/index.md", "/lab/api/settings/@jupyterlab/docmanager-extension:plugin"
            ),
            timeout=60,
        )
        shown = json.load(viewers)["schema"]["properties"]["defaultViewers"]["default"]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)
    assert page.url == address  # not sent on to where a password is asked for
    assert "@jupyter/nbgrader:formgrader" in disabled
    assert "@jupyter/nbgrader:validate-assignment" not in disabled
    assert shown == {"markdown": "Markdown Preview"}
    assert [line for line in log if line.startswith(("[E", "[C"))] == []
    assert (tmp_path / "mine" / PS1 / f"{PS1}.ipynb").exists()
