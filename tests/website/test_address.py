"""One address, and everything that follows from it: badges, launch buttons, cells for Colab."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import address
import nbformat
import notebooks
import pytest
import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
URL = "https://github.com/some-org/Some.Course"
LAUNCHERS = ("mybinder.org", "colab.research.google.com")


@pytest.fixture
def course(tmp_path) -> Path:
    """A copy of everything that the address touches, without an address."""
    for name in ("_config.yml", "README.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    for path in notebooks.sources(ROOT):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    assert address.main(["none"], root=tmp_path) == 0
    return tmp_path


def contents(root: Path) -> dict[str, str]:
    """Text of every file, by its path."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in root.rglob("*.*")
        if path.is_file()
    }


def test_everything_is_in_step_with_the_address():
    assert address.main(["--check"]) == 0, "run: make address"


def test_the_released_exercises_are_in_step_with_the_address():
    url = yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]["url"]
    for path in ROOT.glob("exercises/*/*.ipynb"):
        first = nbformat.read(path, as_version=4).cells[0]
        assert (first.id == address.CELL_ID) == bool(url), "run: make exercises"
        assert not url or url in first.source


def test_a_page_has_launch_buttons_only_if_there_is_an_address(pages):
    url = yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]["url"]
    built = sorted(pages.glob("chapters/[0-9]*.html"))
    assert built
    for path in built:
        html = path.read_text(encoding="utf-8")
        assert all((launcher in html) == bool(url) for launcher in LAUNCHERS), path.name


def test_without_an_address_there_is_no_badge_and_no_cell(course):
    text = "".join(contents(course).values())
    assert "badge.svg" not in text
    assert "google.colab" not in text


def test_setting_and_removing_an_address_leaves_no_trace(course):
    before = contents(course)
    assert address.main([URL], root=course) == 0
    changed = {name for name, text in contents(course).items() if text != before[name]}
    assert changed == set(before)
    assert address.main(["--check"], root=course) == 0
    assert address.main(["none"], root=course) == 0
    assert contents(course) == before


def test_the_address_stands_in_the_settings_and_their_comments_stay(course):
    before = (course / "_config.yml").read_text()
    address.main([URL], root=course)
    after = (course / "_config.yml").read_text()
    assert yaml.safe_load(after)["repository"]["url"] == URL
    assert after.replace(URL, "") == before


def test_the_badges_lead_to_tests_binder_colab_and_pages(course):
    address.main([URL], root=course)
    readme = (course / "README.md").read_text()
    first = min(path.name for path in (course / "chapters").glob("*.ipynb"))
    for link in (
        f"({URL}/actions/workflows/test.yml)",
        f"(https://mybinder.org/v2/gh/some-org/Some.Course/main?urlpath=lab/tree/chapters/{first})",
        "(https://colab.research.google.com/github/some-org/Some.Course/blob/main/"
        f"chapters/{first})",
        "<https://some-org.github.io/Some.Course/>",
        f"`git clone {URL}`",
    ):
        assert link in readme
    assert (ROOT / ".github/workflows/test.yml").exists()


def test_every_notebook_then_begins_by_installing_the_course_on_colab(course):
    before = contents(course)
    address.main([URL], root=course)
    for path in notebooks.sources(course):
        text = path.read_text(encoding="utf-8")
        first, *rest = json.loads(text)["cells"]
        assert f"[chapters] @ git+{URL}@main" in "".join(first["source"])
        assert first["metadata"] == {"tags": ["remove-cell"]}
        assert rest == json.loads(before[path.relative_to(course).as_posix()])["cells"]
        assert notebooks.tidy(text) == text


def test_the_cell_for_colab_is_in_style(course):
    address.main([URL], root=course)
    (course / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    name = notebooks.sources(course)[0].relative_to(course).as_posix()
    for command in (["check", "--select=E,F,I"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--output-format=concise", name],
            cwd=course,
            capture_output=True,
            text=True,
        )
        assert "cell 1:" not in done.stdout


@pytest.mark.parametrize("on_colab", [True, False])
def test_the_cell_installs_on_colab_and_does_nothing_elsewhere(on_colab):
    program = (
        "import sys, types\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "shell.register_magic_function(lambda line: print('pip', line), magic_name='pip')\n"
        f"if {on_colab}:\n"
        "    sys.modules['google.colab'] = types.ModuleType('google.colab')\n"
        f"shell.run_cell({address.colab_cell(URL, 'main').source!r}).raise_error()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    wanted = f'pip install --quiet "{address.DISTRIBUTION}[chapters] @ git+{URL}@main"\n'
    assert done.stdout == (wanted if on_colab else "")


@pytest.mark.slow
def test_the_pages_have_launch_buttons_for_chapters_and_exercises(tmp_path):
    """With the book's own settings, extension and templates, on two pages."""
    for name in ("_config.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "website", tmp_path / "website")
    (tmp_path / "README.md").write_text(f"{address.BEGIN}\n{address.END}\n")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/index.md").write_text("# A book\n\nText.\n")
    (tmp_path / "chapters/references.bib").write_text("")
    for name in ("chapters/01_first.ipynb", "exercises/ps1/ps1.ipynb"):
        cells = [nbformat.v4.new_markdown_cell("# A title\n\nText.", id="title")]
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(
            nbformat.v4.new_notebook(cells=cells, metadata=notebooks.METADATA), tmp_path / name
        )
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: chapters/index\nparts:\n- chapters:\n"
        "  - file: chapters/01_first\n  - file: exercises/ps1/ps1\n"
    )
    assert address.main([URL], root=tmp_path) == 0
    done = subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", tmp_path, "-n", "-W", "-q"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for name in ("chapters/01_first", "exercises/ps1/ps1"):
        page = BeautifulSoup((tmp_path / f"_build/html/{name}.html").read_text(), "html.parser")
        links = {link["href"] for link in page.find_all("a", href=True)}
        assert (
            f"https://mybinder.org/v2/gh/some-org/Some.Course/main?urlpath=lab/tree/{name}.ipynb"
            in links
        )
        assert (
            f"https://colab.research.google.com/github/some-org/Some.Course/blob/main/{name}.ipynb"
            in links
        )
        assert page.h1.get_text().startswith("A title")
        assert "google.colab" not in page.get_text()


@pytest.mark.parametrize("given", [URL, f"{URL}/", f"{URL}.git", f"{URL}.git/"])
def test_an_address_has_one_form(given):
    assert address.parse(given) == URL


@pytest.mark.parametrize(
    "given",
    [
        "github.com/org/name",
        "http://github.com/org/name",
        "git@github.com:org/name.git",
        "https://github.com/org",
        "https://github.com/org/name/tree/main",
        "https://gitlab.com/org/name",
        "https://github.com/org/..",
        "https://github.com/org/na me",
    ],
)
def test_a_wrong_address_is_refused_and_nothing_written(given, course, capsys):
    before = contents(course)
    assert address.main([given], root=course) == 2
    wanted = f"URL: expected https://github.com/ORGANIZATION/NAME, got {given!r}\n"
    assert capsys.readouterr().err == wanted
    assert contents(course) == before


def test_a_wrong_address_in_the_settings_is_refused(course, capsys):
    settings = (course / "_config.yml").read_text().replace('url: ""', 'url: "nowhere"')
    (course / "_config.yml").write_text(settings)
    assert address.main([], root=course) == 2
    assert "got 'nowhere'" in capsys.readouterr().err


def test_a_readme_without_the_markers_is_refused(course, capsys):
    (course / "README.md").write_text("# Title\n")
    assert address.main([URL], root=course) == 2
    assert capsys.readouterr().err.startswith("README.md: expected the lines")


def test_a_file_that_is_not_a_notebook_is_named(course, capsys):
    (course / "chapters/99_broken.ipynb").write_text("<html>")
    assert address.main([URL], root=course) == 2
    assert capsys.readouterr().err.startswith("chapters/99_broken.ipynb: expected a notebook")


def test_check_names_what_is_stale_and_writes_nothing(course, capsys):
    settings = (course / "_config.yml").read_text().replace('url: ""', f'url: "{URL}"')
    (course / "_config.yml").write_text(settings)
    before = contents(course)
    assert address.main(["--check"], root=course) == 1
    printed = capsys.readouterr()
    assert "README.md: stale" in printed.out
    assert printed.err == "Run: make address\n"
    assert contents(course) == before
