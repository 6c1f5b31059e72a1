"""A time is the platform's; one that a student's own file tells is believed, and told."""

import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader import times
from grader.collect import collect

PS = "ps1_forward_propagation"
NOTEBOOK = json.dumps({"cells": []}).encode()
MAY = (2026, 5, 1, 12, 0, 0)
STAMP = "2026-05-01 12:00:00.000000 UTC"
EARLY = b"2020-01-01 00:00:00 UTC"


def zipped(path: Path, members: dict[str, bytes], date=MAY) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name, date), content)
    return path


def by_hand(root: Path, student: str, stamp: bytes | None, content: bytes = NOTEBOOK) -> Path:
    folder = root / "submitted" / student / PS
    folder.mkdir(parents=True)
    (folder / f"{PS}.ipynb").write_bytes(content)
    if stamp is not None:
        (folder / "timestamp.txt").write_bytes(stamp)
    return folder / "timestamp.txt"


def told(root: Path, *students: str) -> list[str]:
    return times.told(root / "submitted", PS, students)


@pytest.mark.parametrize(
    "folder", ["Ada_4711_assignsubmission_file_", "ada", f"submitted/ada/{PS}", f"ada/{PS}"]
)
def test_a_time_that_was_handed_in_is_not_taken(tmp_path, folder):
    members = {f"{folder}/{PS}.ipynb": NOTEBOOK, f"{folder}/timestamp.txt": EARLY}
    collect(tmp_path, PS, zipped(tmp_path / "in.zip", members))
    (stamp,) = (tmp_path / "submitted").rglob("timestamp.txt")
    assert stamp.read_text() == STAMP
    assert told(tmp_path, stamp.parts[-3]) == []


def test_canvas_has_no_folder_for_one(tmp_path):
    members = {f"ada_17_1_{PS}.ipynb": NOTEBOOK, "ada_17_2_timestamp.txt": EARLY}
    collect(tmp_path, PS, zipped(tmp_path / "in.zip", members))
    assert (tmp_path / "submitted/ada_17" / PS / "timestamp.txt").read_text() == STAMP


def test_a_file_by_hand_is_told_and_so_is_none(tmp_path):
    by_hand(tmp_path, "ada", EARLY)
    by_hand(tmp_path, "bob", None)
    by_hand(tmp_path, "cyd", b"soon")
    assert told(tmp_path, "ada", "bob", "cyd") == [
        "Time by a timestamp.txt that `grader collect` has not written: ada",
        "No timestamp.txt that tells a time, so not late: bob, cyd",
    ]


def test_a_long_list_is_cut(tmp_path):
    for number in range(14):
        by_hand(tmp_path, f"s{number:02}", EARLY)
    (line,) = told(tmp_path, *(f"s{number:02}" for number in range(14)))
    assert line.endswith("s08, s09 and 4 more")


def test_what_collect_meets_gets_the_time_of_the_platform(tmp_path):
    stamp = by_hand(tmp_path, "ada", EARLY)
    done = collect(tmp_path, PS, zipped(tmp_path / "in.zip", {f"ada/{PS}.ipynb": NOTEBOOK}))
    assert [item.word for item in done] == ["unchanged"]
    assert stamp.read_text() == STAMP
    assert told(tmp_path, "ada") == []


def test_the_first_time_counts_for_what_has_not_changed(tmp_path):
    for day in (1, 9):
        date = (2026, 5, day, 12, 0, 0)
        collect(tmp_path, PS, zipped(tmp_path / "in.zip", {f"ada/{PS}.ipynb": NOTEBOOK}, date))
    assert (tmp_path / "submitted/ada" / PS / "timestamp.txt").read_text() == STAMP
    assert told(tmp_path, "ada") == []


def test_a_time_of_ones_own_does_not_keep_a_newer_notebook_away(tmp_path):
    stamp = by_hand(tmp_path, "ada", b"2099-01-01 00:00:00 UTC", b'{"cells": [1]}')
    os.utime(stamp.with_name(f"{PS}.ipynb"), (0, datetime(2026, 4, 1, tzinfo=UTC).timestamp()))
    done = collect(tmp_path, PS, zipped(tmp_path / "in.zip", {f"ada/{PS}.ipynb": NOTEBOOK}))
    assert [item.word for item in done] == ["replaced"]
    assert stamp.read_text() == STAMP


@pytest.mark.parametrize("name", ["timestamp.txt", f"{PS}.ipynb"])
def test_a_file_that_was_changed_after_collect_is_told(tmp_path, name):
    collect(tmp_path, PS, zipped(tmp_path / "in.zip", {f"ada/{PS}.ipynb": NOTEBOOK}))
    (tmp_path / "submitted/ada" / PS / name).write_bytes(EARLY)
    assert len(told(tmp_path, "ada")) == 1


def test_the_record_is_added_to(tmp_path):
    for student in ("ada", "bob"):
        members = {f"{student}/{PS}.ipynb": NOTEBOOK}
        collect(tmp_path, PS, zipped(tmp_path / "in.zip", members))
    assert told(tmp_path, "ada", "bob") == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"ada", b"ada,1,2\n" * 3, b'"' * 10])
def test_a_damaged_record_proves_nothing(tmp_path, content):
    collect(tmp_path, PS, zipped(tmp_path / "in.zip", {f"ada/{PS}.ipynb": NOTEBOOK}))
    (tmp_path / "submitted/.platform" / f"{PS}.times.csv").write_bytes(content)
    assert len(told(tmp_path, "ada")) == 1


@pytest.mark.parametrize("name", [f".{PS}.ipynb.part", ".timestamp.txt.part", "timestamp.txt"])
def test_a_link_in_the_way_is_not_followed(tmp_path, name):
    secret = tmp_path / "gradebook.db"
    secret.write_text("marks")
    folder = tmp_path / "submitted/ada" / PS
    folder.mkdir(parents=True)
    (folder / name).symlink_to(secret)
    collect(tmp_path, PS, zipped(tmp_path / "in.zip", {f"ada/{PS}.ipynb": NOTEBOOK}))
    assert secret.read_text() == "marks"
    assert (folder / "timestamp.txt").read_text() == STAMP
