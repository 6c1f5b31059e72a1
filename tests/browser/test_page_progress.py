"""The page of a reader's progress: what this browser keeps, as a table and as a file."""

import json

import pytest
from pages import RIGHT, SET, opened
from playwright.sync_api import expect
from visits import PHONE, objections, sideways

PAGE = "chapters/progress.html"
KEPT = {
    "version": 1,
    "answers": {"relu": RIGHT},
    "results": {"relu": {"score": 2, "points": 2}, "weighted_sum": {"score": 1, "points": 2}},
    "when": "2026-03-01T10:00:00.000Z",
}


@pytest.fixture
def page(reader, with_python):
    """The page, for a reader who has begun set 1."""
    page = opened(reader, with_python, PAGE)
    page.evaluate(f"localStorage['nn-answers:{SET}'] = JSON.stringify({json.dumps(KEPT)})")
    page.reload()
    page.get_by_role("table").wait_for()
    return page


def row(page, title: str) -> list[str]:
    cells = page.get_by_role("row", name=title).locator("th, td")
    return [cell.inner_text() for cell in cells.all()][1:]


def test_every_set_has_a_row_with_its_points(page, built):
    sets = json.loads((built / "python/sets.json").read_text())
    assert page.locator("tbody tr").count() == len(sets) >= 8
    passed, points, _ = row(page, next(one["title"] for one in sets if one["name"] == SET))
    assert (passed, points) == (f"1 of {len(sets[0]['points'])}", "3 of 20")
    for one in sets:
        assert row(page, one["title"])[0].startswith("done in JupyterLab") is not one["runs"]
    page.get_by_role("link", name=sets[0]["title"]).last.click()
    page.wait_for_url(f"**/{SET}.html")


def test_it_is_saved_forgotten_and_opened_again(page, tmp_path):
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    page.get_by_role("button", name="Forget everything").click()
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('nn-')).length") == 0
    expect(page.locator("tbody tr").first).to_contain_text("not begun")
    page.locator("#nn-file").set_input_files(file)
    expect(page.locator(".nn-status")).to_contain_text("1 problem set of progress.json is here now")
    assert json.loads(page.evaluate(f"localStorage['nn-answers:{SET}']")) == KEPT
    expect(page.locator("tbody tr").first).to_contain_text("3 of 20")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "cannot be read as JSON"),
        ('{"cells": []}', "no saved progress of this course"),
        (
            '{"kind": "progress in Neural Networks, Line by Line", "sets": {"x": 1}}',
            "0 problem sets",
        ),
    ],
)
def test_another_file_is_refused_in_words_and_changes_nothing(page, tmp_path, text, told):
    file = tmp_path / "other.json"
    file.write_text(text)
    page.locator("#nn-file").set_input_files(file)
    expect(page.locator(".nn-status")).to_contain_text(told)
    assert json.loads(page.evaluate(f"localStorage['nn-answers:{SET}']")) == KEPT


def test_another_tab_that_earns_points_changes_the_table(page, reader, with_python):
    other = opened(reader, with_python, PAGE)
    more = KEPT | {"results": {"relu": {"score": 2, "points": 2}}}
    other.evaluate(f"localStorage['nn-answers:{SET}'] = JSON.stringify({json.dumps(more)})")
    expect(page.locator("tbody tr").first).to_contain_text("2 of 20")


def test_axe_has_no_objection_and_a_phone_is_wide_enough(page):
    page.set_viewport_size(PHONE)
    assert sideways(page) <= 0
    assert not objections(page, within="article")
