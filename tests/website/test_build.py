"""How chapters are run: what fails the build and what it then says, and what is run again."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
LOSSES = '''def loss(x):\n    """Return the loss."""\n    return x * 1.0\n\n\nother = loss\n'''
TOC = "format: jb-book\nroot: chapters/index\nparts:\n- chapters:\n  - file: chapters/01_first\n"


@pytest.fixture
def book(tmp_path, monkeypatch) -> Path:
    """A book of one chapter, with the build script of the real one. It runs on the stand-ins."""
    monkeypatch.setenv("SCRATCHNET_DATA", "stand-in")
    shutil.copytree(ROOT / "website", tmp_path / "website")
    for name in ("_config.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "_toc.yml").write_text(TOC)
    (tmp_path / "scratchnet").mkdir()
    (tmp_path / "scratchnet/__init__.py").write_text(
        "from scratchnet.losses import loss\nfrom scratchnet.plain import VALUE\n"
    )
    (tmp_path / "scratchnet/losses.py").write_text(LOSSES)
    (tmp_path / "scratchnet/plain.py").write_text("VALUE = 1\n")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/index.md").write_text("# A book\n\nText.\n")
    (tmp_path / "chapters/references.bib").write_text("")
    write_chapter(tmp_path)
    return tmp_path


@pytest.fixture
def build(book, monkeypatch) -> Iterator[ModuleType]:
    """The build script of that book, with the step from results to pages replaced by a record."""
    monkeypatch.syspath_prepend(book / "website")
    monkeypatch.setenv("PYTHONPATH", str(book))  # of the kernels
    forget_scripts()
    spec = spec_from_file_location("build_of_a_tiny_book", book / "website/build.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.made = []
    monkeypatch.setattr(
        module, "make_pages", lambda fresh, only=None: module.made.append(fresh) or True
    )
    for name in module.KERNEL_ENVIRONMENT:  # the script sets them for the kernels it starts
        monkeypatch.setenv(name, module.KERNEL_ENVIRONMENT[name])
    yield module
    forget_scripts()


def forget_scripts() -> None:
    """Let the next import of a script of the site find the one of the book at hand."""
    for name, module in list(sys.modules.items()):
        folders = Path(getattr(module, "__file__", None) or "").parts[:-1]
        if "website" in folders and "tests" not in folders:
            del sys.modules[name]


def write_chapter(book: Path, *sources: str, name: str = "01_first", tags=()) -> None:
    """Write a chapter. Each time it is run, its first code cell adds a line to a file."""
    count = "with open('runs.txt', 'a') as file:\n    print('run', file=file)"
    cells = [nbformat.v4.new_markdown_cell("# First\n\nText.", id="title")]
    for number, source in enumerate([count, *sources], start=1):
        about = {"tags": list(tags)} if tags else {}
        cells.append(nbformat.v4.new_code_cell(source, id=f"cell-{number}", metadata=about))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.write(notebook, book / f"chapters/{name}.ipynb")


def runs(book: Path) -> int:
    """How many times the chapter was run."""
    record = book / "chapters/runs.txt"
    return len(record.read_text().splitlines()) if record.exists() else 0


def test_a_chapter_is_run_once_and_not_again(book, build, capsys):
    assert build.main([]) == 0
    assert (runs(book), build.made) == (1, [True])
    assert (book / "_build/pages").exists()
    assert build.main([]) == 0
    assert (runs(book), build.made) == (1, [True])
    assert "Notebooks to run: none of 1;" in capsys.readouterr().out


def test_a_changed_chapter_is_run_again_and_prose_is_not_code(book, build):
    build.main([])
    write_chapter(book, "1 + 1")
    build.main([])
    assert (runs(book), build.made) == (2, [True, False])
    (book / "chapters/index.md").write_text("# A book\n\nOther text.\n")
    build.main([])
    assert (runs(book), build.made) == (2, [True, False, False])


def test_another_version_of_a_package_runs_everything_again(book, build):
    (book / "requirements.txt").write_text("numpy==2.1\n    # via x\n")
    build.main([])
    (book / "requirements.txt").write_text("# compiled anew\nnumpy==2.1\n")
    build.main([])
    assert runs(book) == 1
    (book / "requirements.txt").write_text("numpy==2.2\n")
    build.main([])
    assert (runs(book), build.made) == (2, [True, False])


def test_only_what_imports_a_changed_module_runs_again(book, build):
    (book / "_toc.yml").write_text(TOC + "  - file: chapters/02_a\n")
    write_chapter(book, "from scratchnet.losses import loss, other\nloss")
    write_chapter(book, "from scratchnet import plain", name="02_a")
    build.main([])
    assert runs(book) == 2
    (book / "scratchnet/losses.py").write_text(LOSSES.replace("1.0", "2.0"))
    build.main([])
    assert (runs(book), build.made) == (3, [True, False])
    (book / "scratchnet/plain.py").write_text("VALUE = 2\n")
    build.main([])
    assert runs(book) == 4


def test_what_changes_no_result_runs_nothing(book, build):
    write_chapter(book, "from scratchnet import loss", "loss(1)")
    build.main([])
    (book / "scratchnet/losses.py").write_text(LOSSES.replace("the loss", "it, in other words"))
    write_chapter(book, "from scratchnet import loss", "loss(1)  # a comment", tags=["hide-input"])
    (book / "website/picture.png").write_bytes(b"another")
    (book / "website/build.py").write_text((book / "website/build.py").read_text() + "\n# More\n")
    build.main([])
    assert (runs(book), build.made) == (1, [True, False])
    cache = sys.modules["execution"].open_cache()
    path = book / "chapters/01_first.ipynb"
    record = cache.match_cache_notebook(nbformat.read(path, as_version=4))
    (last,) = cache.get_cache_bundle(record.pk).nb.cells[-1].outputs
    assert last["data"]["text/plain"] == "1.0"
    build.main([])
    assert (runs(book), build.made) == (1, [True, False])


def test_a_result_that_was_once_right_is_not_taken_again(book, build):
    """The notebook is as before, and what it imports is not."""
    write_chapter(book, "from scratchnet import loss", "loss(1)")
    build.main([])
    (book / "scratchnet/losses.py").write_text(LOSSES.replace("1.0", "2.0"))
    assert build.main([]) == 0
    assert runs(book) == 2


def test_a_file_that_a_chapter_reads_runs_it_again(book, build):
    (book / "benchmarks").mkdir()
    (book / "benchmarks/training.json").write_text("{}")
    write_chapter(book, "text = open('../benchmarks/training.json').read()")
    build.main([])
    (book / "benchmarks/training.json").write_text("[]")
    (book / "benchmarks/other.json").write_text("[]")
    build.main([])
    assert runs(book) == 2


def test_other_data_run_what_imports_data_sets(book, build, monkeypatch):
    (book / "coursebook/datasets").mkdir(parents=True)
    (book / "coursebook/datasets/__init__.py").write_text("def load(): ...\n")
    (book / "coursebook/__init__.py").write_text("")
    (book / "_toc.yml").write_text(TOC + "  - file: chapters/02_a\n")
    write_chapter(book)
    write_chapter(book, "if False:\n    import coursebook.datasets", name="02_a")
    build.main([])
    monkeypatch.setattr(build, "prepare_data", lambda images: ["the real table"])
    build.main([])
    assert runs(book) == 3


def test_one_chapter_alone_is_run_and_its_page_made(book, build, capsys):
    (book / "_toc.yml").write_text(TOC + "  - file: chapters/02_a\n")
    write_chapter(book, "1 / 0", name="02_a")
    assert build.main(["--only", "1"]) == 0
    assert (runs(book), build.made) == (1, [True])
    assert "_build/html/chapters/01_first.html" in capsys.readouterr().out
    assert not (book / "_build/pages").exists()  # the book as a whole is not
    assert list(json.loads((book / "_build/keys.json").read_text())) == ["chapters/01_first"]
    assert build.main([]) == 1
    write_chapter(book, "1 / 1", name="02_a")
    assert build.main([]) == 0
    assert runs(book) == 3  # the first one once


def test_a_chapter_that_is_not_there_is_named(build, capsys):
    assert build.main(["--only", "7"]) == 1
    assert "--only: expected the number of a chapter (01), got 7" in capsys.readouterr().err


def test_if_one_table_cannot_be_had_no_chapter_uses_a_real_one(build, monkeypatch, capsys):
    class Table:
        def __init__(self, is_synthetic: bool) -> None:
            self.is_synthetic = is_synthetic
            self.source = f"synthetic: {is_synthetic}"

    def has_stand_in() -> bool:
        return os.environ["SCRATCHNET_DATA"] == "stand-in"

    monkeypatch.setenv("SCRATCHNET_DATA", "some/folder")
    monkeypatch.setattr(build, "load_pima", lambda: Table(has_stand_in()))
    monkeypatch.setattr(build, "load_churn", lambda: Table(True))
    assert build.prepare_data() == ["synthetic: True", "synthetic: True"]
    assert has_stand_in()
    assert "stand-ins" in capsys.readouterr().out


def test_a_failing_chapter_is_named_with_cell_and_error(book, build, capsys):
    build.main([])
    write_chapter(book, "x = 1", "rate = 1\nrate / 0", "x = 2")
    assert build.main([]) == 1
    said = capsys.readouterr().err
    assert (
        "chapters/01_first.ipynb, cell 3 (id cell-3): ZeroDivisionError: division by zero" in said
    )
    assert "    rate = 1\n    rate / 0\n" in said
    assert "_build/reports/01_first.ipynb" in said
    report = nbformat.read(book / "_build/reports/01_first.ipynb", as_version=4)
    assert report.cells[3].outputs[0].ename == "ZeroDivisionError"
    assert not (book / "_build/pages").exists()
    assert build.made == [True]


def test_after_a_failure_the_build_does_not_pass_until_it_is_repaired(book, build):
    write_chapter(book, "1 / 0")
    assert [build.main([]), build.main([])] == [1, 1]
    write_chapter(book, "1 / 1")
    assert build.main([]) == 0
    assert (runs(book), build.made) == (3, [True])


def test_one_failure_does_not_hide_another_and_good_results_are_kept(book, build, capsys):
    (book / "_toc.yml").write_text(TOC + "  - file: chapters/02_a\n  - file: chapters/03_b\n")
    write_chapter(book, "first_name", name="02_a")
    write_chapter(book, "second_name", name="03_b")
    assert build.main([]) == 1
    said = capsys.readouterr().err
    assert "chapters/02_a.ipynb, cell 2 (id cell-2): NameError" in said
    assert "chapters/03_b.ipynb, cell 2 (id cell-2): NameError" in said
    build.main([])
    assert runs(book) == 5  # the good one once, the others twice


def test_a_cell_that_takes_too_long_fails_the_build(book, build, capsys):
    write_chapter(book, "import time; time.sleep(30)")
    assert build.main(["--timeout", "1"]) == 1
    said = capsys.readouterr().err
    assert "chapters/01_first.ipynb, cell 2 (id cell-2): it took longer than 1 s" in said


def test_a_kernel_that_dies_fails_the_build(book, build, capsys):
    write_chapter(book, "import os; os.write(2, b'last words'); os._exit(1)")
    assert build.main([]) == 1
    said = capsys.readouterr().err
    assert "chapters/01_first.ipynb, cell 2 (id cell-2): Kernel died" in said
    assert "what it wrote last may be in _build/reports/01_first.log" in said
    assert "last words" in (book / "_build/reports/01_first.log").read_text()


def test_a_file_that_is_not_a_notebook_is_named(book, build, capsys):
    (book / "chapters/01_first.ipynb").write_text("<html>")
    assert build.main([]) == 1
    assert "chapters/01_first.ipynb: expected a notebook, got" in capsys.readouterr().err


def test_a_wrong_data_file_is_named(book, build, tmp_path, monkeypatch, capsys):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/pima-indians-diabetes.csv").write_text("1,2,3\n")
    monkeypatch.setenv("SCRATCHNET_DATA", str(tmp_path / "data"))
    assert build.main([]) == 1
    said = capsys.readouterr().err
    assert said.startswith("The book was not built: ")
    assert "pima-indians-diabetes.csv" in said
    assert runs(book) == 0


@pytest.fixture
def interruptible():
    """Take Ctrl-C as in the foreground, however these tests were started."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_ends_the_kernels_and_the_next_run_goes_on(book, build):
    write_chapter(book, "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)")
    (book / "_toc.yml").write_text(TOC + "  - file: chapters/02_quick\n")
    write_chapter(book, name="02_quick")
    started = book / "chapters/pid"
    command = [sys.executable, "website/build.py"]
    with subprocess.Popen(
        command, cwd=book, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        wait_until(lambda: started.exists() and started.read_text() and cached(book) == 1)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[0]
    assert process.returncode == 130
    assert said.rstrip().endswith("Chapters that had ended are kept; the next run goes on.")
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)
    before = runs(book)
    write_chapter(book, "1 + 1")
    assert build.main([]) == 0
    assert runs(book) == before + 1  # the quick one was kept


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_in_a_destructor_is_not_lost(book, build, monkeypatch):
    class Interrupts:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGINT)

    def open_cache():
        cache = opened()
        keep = cache.cache_notebook_bundle
        cache.cache_notebook_bundle = lambda *args, **kwargs: keep(*args, **kwargs) and Interrupts()
        return cache

    execution = sys.modules["execution"]
    opened = execution.open_cache
    monkeypatch.setattr(execution, "open_cache", open_cache)
    write_chapter(book, "import time\ntime.sleep(60)")
    (book / "_toc.yml").write_text(TOC + "  - file: chapters/02_quick\n")
    write_chapter(book, name="02_quick")
    with pytest.raises(KeyboardInterrupt):
        build.main([])
    assert cached(book) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def cached(book: Path) -> int:
    """Number of results that are complete in the cache."""
    results = (book / "_build/.jupyter_cache/executed").glob("*/base.ipynb")
    return sum(path.read_text().endswith("}") for path in results)


def wait_until(condition) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_a_warning_fails_the_build_and_does_so_again(book):
    """The whole command, with Sphinx: a link that leads nowhere."""
    (book / "chapters/index.md").write_text("# A book\n\n[Nothing](nowhere.md)\n")
    for _ in range(2):  # Sphinx by itself is silent about a page that it has read before
        done = subprocess.run(
            [sys.executable, "website/build.py"], cwd=book, capture_output=True, text=True
        )
        assert done.returncode == 1
        assert "chapters/index.md:3: WARNING" in done.stderr
        assert done.stderr.endswith("The book was not built; the warnings above say why.\n")
        assert not (book / "_build/pages").exists()
    assert runs(book) == 1
