"""What the site offers to take along: wheel, zips, and the words that name them."""

import json
import os
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace

import downloads
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "chapters/on_your_computer.md").read_text(encoding="utf-8")


def offered(docname: str, source: str, found=(downloads.PAGE,), root=ROOT) -> str:
    app = SimpleNamespace(confdir=str(root), env=SimpleNamespace(found_docs=set(found)))
    holder = [source]
    downloads.offer(app, docname, holder)
    return holder[0]


def test_the_page_names_the_wheel_of_this_version_and_what_was_measured():
    made = offered(downloads.PAGE, PAGE)
    name = downloads.wheel_name(ROOT)
    assert re.fullmatch(r"neural_networks_line_by_line-[\d.]+-py3-none-any\.whl", name)
    assert "WHEEL" not in made
    assert "MEASURED" not in made
    commands = re.findall(r'"\$HOME[\\/]Downloads[\\/](\S+)"', made)
    assert commands == [f"{name}[lab]"] * 6  # three systems, two ways
    ways = json.loads((ROOT / "benchmarks/ways.json").read_text())
    assert all(f"| {way} | {found['seconds']:.0f} |" in made for way, found in ways.items())


def test_each_system_has_the_same_steps_under_a_tab_that_is_remembered():
    tabs = re.findall(r":sync: (\w+)\n(.*?)\n:::", PAGE, re.DOTALL)
    assert [system for system, _ in tabs] == ["windows", "macos", "linux"] * 2
    assert all(re.search(r"course\W* lab", text) for _, text in tabs)
    assert PAGE.count(":sync-group: system") == 2


def test_a_set_says_where_else_it_can_be_done():
    name = "ps1_forward_propagation"
    source = (ROOT / f"exercises/{name}/{name}.ipynb").read_text(encoding="utf-8")
    made = json.loads(offered(f"exercises/{name}/{name}", source))
    first = made["cells"][0]["source"]
    assert first.startswith("# Problem set 1")
    assert f'href="../../download/{name}.zip"' in first
    assert 'href="../../chapters/on_your_computer.html"' in first
    before = json.loads(source)
    assert made["cells"][1:] == before["cells"][1:]
    assert offered(f"exercises/{name}/{name}", source, found=()) == source  # a part of the book
    assert offered("chapters/02_neurons", source) == source


def test_a_folder_that_is_not_the_whole_course_offers_nothing(tmp_path):
    (tmp_path / "site").mkdir()
    downloads.write(tmp_path, tmp_path / "site")
    assert list((tmp_path / "site").iterdir()) == []


@pytest.mark.built
def test_the_built_site_has_the_wheel_and_every_zip(pages):
    site = ROOT / "_build/html/download"
    sets = sorted(path.name for path in (ROOT / "exercises").glob("ps*"))
    assert {path.name for path in site.iterdir()} == {
        downloads.wheel_name(ROOT),
        *(f"{name}.zip" for name in sets),
    }
    with zipfile.ZipFile(site / downloads.wheel_name(ROOT)) as archive:
        names = archive.namelist()
    assert f"student/exercises/{sets[0]}/{sets[0]}.ipynb" in names
    assert not [name for name in names if name.startswith(("solutions", "tests"))]
    for name in sets:
        with zipfile.ZipFile(site / f"{name}.zip") as archive:
            notebooks = [n for n in archive.namelist() if n.endswith(".ipynb")]
        assert [os.path.basename(n) for n in notebooks] == [f"{name}.ipynb"]
