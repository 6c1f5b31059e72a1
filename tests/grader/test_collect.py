"""Collecting: which layouts are understood, what is refused by name, what is never overwritten."""

import csv
import io
import json
import os
import stat
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader import export, roster, sources
from grader.collect import collect
from grader.course import CourseError
from grader.sources import CollectError

PS = "ps1_forward_propagation"


def notebook(text: str = "") -> bytes:
    """A notebook of one cell."""
    return json.dumps({"cells": [{"cell_type": "raw", "source": text}]}).encode()


NOTEBOOK = notebook()


@pytest.fixture
def archive(tmp_path):
    """Return a function that makes a zip of names and contents."""

    def make(members: dict[str, bytes], date=(2026, 5, 1, 12, 0, 0)) -> Path:
        path = tmp_path / "handed_in.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in members.items():
                file.writestr(zipfile.ZipInfo(name, date), content, zipfile.ZIP_DEFLATED)
        return path

    return make


def taken(root: Path) -> dict[str, bytes]:
    """Contents of the submitted notebooks by student."""
    found = sorted((root / "submitted").rglob("*.ipynb"))
    for path in found:
        assert (path.parent.name, path.stem) == (PS, PS)
        assert (path.parent / "timestamp.txt").exists()
    return {path.parent.parent.name: path.read_bytes() for path in found}


def words(done) -> dict[str, str]:
    return {item.name: item.word for item in done}


def reason(done, name: str) -> str:
    (item,) = [item for item in done if item.name == name]
    assert item.word == "refused"
    return item.reason


@pytest.mark.parametrize(
    ("name", "student"),
    [
        (f"Ada Lovelace_4711_assignsubmission_file_/{PS}.ipynb", "Ada Lovelace_4711"),
        (f"Ada Lovelace_4711_assignsubmission_file/{PS}.ipynb", "Ada Lovelace_4711"),
        (f"Ada Lovelace_4711_assignsubmission_file_{PS}.ipynb", "Ada Lovelace_4711"),
        (f"Ada Lovelace_4711_assignsubmission_file_/my work/{PS}.ipynb", "Ada Lovelace_4711"),
        (
            f"Bob_9_assignsubmission_file_x_5_assignsubmission_file_/{PS}.ipynb",
            "Bob_9_assignsubmission_file_x_5",
        ),
        (f"lovelaceada_17_4711_{PS}.ipynb", "lovelaceada_17"),
        (f"lovelaceada_LATE_17_4711_{PS}-2.ipynb", "lovelaceada_17"),
        (f"ada/{PS}/{PS}.ipynb", "ada"),
        (f"submitted/ada/{PS}/{PS}.ipynb", "ada"),
        (f"submissions/ada/{PS}.ipynb", "ada"),
        (f"ada/{PS}.ipynb", "ada"),
        (f"ada/{PS} (1).ipynb", "ada"),
        (f"ada/{PS.upper()}.ipynb", "ada"),
        (f"Zoë O’Neil/{PS}.ipynb", "Zoë O’Neil"),
        (f"Zoe\u0308/{PS}.ipynb", "Zoë"),
    ],
)
def test_the_layouts_of_the_platforms(archive, tmp_path, name, student):
    done = collect(tmp_path, PS, archive({name: NOTEBOOK}))
    assert words(done) == {name: "collected"}
    assert taken(tmp_path) == {student: NOTEBOOK}


def test_a_folder_is_as_good_as_a_zip(tmp_path):
    for student in ("ada", "bob"):
        (tmp_path / "in" / student).mkdir(parents=True)
        (tmp_path / "in" / student / f"{PS}.ipynb").write_bytes(notebook(student))
    (tmp_path / "in/notes.txt").write_text("not one")
    done = collect(tmp_path, PS, tmp_path / "in")
    assert taken(tmp_path) == {"ada": notebook("ada"), "bob": notebook("bob")}
    assert words(done)["notes.txt"] == "left out"


def test_another_set_or_file_is_left_out_by_name(archive, tmp_path):
    done = collect(tmp_path, PS, archive({"ada/ps2_activations.ipynb": b"", f"{PS}.ipynb": b""}))
    assert {item.name: item.reason for item in done} == {
        "ada/ps2_activations.ipynb": f"a file of ada that is not named {PS}.ipynb",
        f"{PS}.ipynb": "it lies in no student's folder",
    }
    assert set(words(done).values()) == {"left out"}
    assert not (tmp_path / "submitted").exists()


def test_a_pattern_of_ones_own(archive, tmp_path):
    source = archive({"ps1/17-ada.ipynb": NOTEBOOK, "ps1/readme": b""})
    done = collect(tmp_path, PS, source, pattern=r"ps1/\d+-(?P<student>\w+)\.ipynb")
    assert taken(tmp_path) == {"ada": NOTEBOOK}
    assert words(done)["ps1/readme"] == "left out"


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(", "--pattern: expected a regular expression: missing ), unterminated subpattern"),
        (r"(\w+)", "--pattern: expected a group named student, as in (?P<student>...)"),
    ],
)
def test_a_wrong_pattern_is_said(archive, tmp_path, pattern, message):
    with pytest.raises(CourseError) as error:
        collect(tmp_path, PS, archive({"a": b""}), pattern=pattern)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    "name",
    [
        f"../ada/{PS}.ipynb",
        f"ada/../../{PS}.ipynb",
        f"/etc/ada/{PS}.ipynb",
        f"..\\ada\\{PS}.ipynb",
        f"C:/ada/{PS}.ipynb",
    ],
)
def test_a_name_that_leads_out_of_the_folder_is_refused(archive, tmp_path, name):
    done = collect(tmp_path, PS, archive({name: NOTEBOOK, f"bob/{PS}.ipynb": NOTEBOOK}))
    (refused,) = [item for item in done if item.word == "refused"]
    assert refused.reason == "its name leads out of the folder"
    assert taken(tmp_path) == {"bob": NOTEBOOK}


@pytest.mark.parametrize("student", ["..", ".git", "-rf", "a" * 101, "a\tb", "a:b", "~ada"])
def test_a_student_whose_name_is_no_folder_is_refused(archive, tmp_path, student):
    done = collect(tmp_path, PS, archive({f"{student}/{PS}.ipynb": NOTEBOOK}))
    assert set(words(done).values()) == {"refused"}
    assert not (tmp_path / "submitted").exists()


def test_a_link_in_a_zip_is_refused(tmp_path):
    name = f"ada/{PS}.ipynb"
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as file:
        file.writestr(info, "/etc/passwd")
    assert reason(collect(tmp_path, PS, tmp_path / "in.zip"), name) == "it is a link"


def test_a_link_in_a_folder_is_refused(tmp_path):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "in/ada").mkdir(parents=True)
    (tmp_path / f"in/ada/{PS}.ipynb").symlink_to(tmp_path / "secret")
    (tmp_path / "in/bob").symlink_to(tmp_path)
    done = collect(tmp_path, PS, tmp_path / "in")
    assert reason(done, f"ada/{PS}.ipynb") == "it is a link"
    assert reason(done, "bob") == "it is a link"
    assert taken(tmp_path) == {}


def test_a_link_where_it_would_be_written_is_refused(archive, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "submitted").mkdir()
    (tmp_path / "submitted/ada").symlink_to(tmp_path / "elsewhere")
    done = collect(tmp_path, PS, archive({f"ada/{PS}.ipynb": NOTEBOOK}))
    assert reason(done, f"ada/{PS}.ipynb").endswith("submitted/ada is a link")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_bomb_is_refused_by_the_size_it_states(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_BYTES", 2**20)
    name = f"ada/{PS}.ipynb"
    done = collect(tmp_path, PS, archive({name: bytes(3 * 2**20), f"bob/{PS}.ipynb": NOTEBOOK}))
    assert reason(done, name) == "it has 3 MiB; expected at most 1"
    assert taken(tmp_path) == {"bob": NOTEBOOK}


def test_a_bomb_that_lies_about_its_size_is_refused(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_BYTES", 2**20)
    path = archive({f"ada/{PS}.ipynb": bytes(3 * 2**20)})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<L", 3 * 2**20), struct.pack("<L", 10)))
    assert reason(collect(tmp_path, PS, path), f"ada/{PS}.ipynb")
    assert taken(tmp_path) == {}


def test_too_many_entries_are_refused(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_ENTRIES", 2)
    names = {f"s{number}/{PS}.ipynb": NOTEBOOK for number in range(3)}
    with pytest.raises(CollectError, match="expected at most 2 files, got 3"):
        collect(tmp_path, PS, archive(names))


def test_an_encrypted_member_is_refused(archive, tmp_path):
    name = f"ada/{PS}.ipynb"
    path = archive({name: NOTEBOOK})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag in the archive's directory
    path.write_bytes(data)
    assert reason(collect(tmp_path, PS, path), name) == "it is encrypted"


def test_names_without_the_mark_of_their_encoding(tmp_path):
    """UTF-8 that is not marked as such is read; anything else is refused and not guessed."""
    for raw, word in (
        (f"Zoë/{PS}.ipynb".encode(), "collected"),
        (b"Zo\xeb/" + PS.encode() + b".ipynb", "refused"),
    ):
        path = tmp_path / "in.zip"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("x" * len(raw), NOTEBOOK)
        path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
        (done,) = collect(tmp_path, PS, path)
        assert done.word == word
    assert done.reason == "its name is in an unknown encoding"
    assert taken(tmp_path) == {"Zoë": NOTEBOOK}


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut off"])
def test_a_source_that_is_no_zip_is_named(tmp_path, content):
    (tmp_path / "in.zip").write_bytes(content)
    with pytest.raises(CollectError, match=r"in\.zip: expected a folder or a zip"):
        collect(tmp_path, PS, tmp_path / "in.zip")
    with pytest.raises(CollectError, match=r"nothing\.zip: .* there is no such file"):
        collect(tmp_path, PS, tmp_path / "nothing.zip")


def test_the_newest_of_one_student_counts(tmp_path):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as file:
        for day, number in ((1, 1), (9, 2), (5, 3)):
            name = f"ada_17_{number}_{PS}.ipynb"
            file.writestr(zipfile.ZipInfo(name, (2026, 5, day, 8, 30, 0)), notebook(f"day {day}"))
    done = collect(tmp_path, PS, path)
    assert sorted(words(done).values()) == ["collected", "older", "older"]
    assert taken(tmp_path) == {"ada_17": notebook("day 9")}
    stamp = tmp_path / "submitted/ada_17" / PS / "timestamp.txt"
    assert stamp.read_text() == "2026-05-09 08:30:00.000000 UTC"


def test_twice_changes_nothing_and_only_a_newer_one_replaces(archive, tmp_path):
    name = f"ada/{PS}.ipynb"

    def again(content, date, **options):
        return words(collect(tmp_path, PS, archive({name: content}, date), **options))[name]

    day = (2026, 5, 5, 0, 0, 0)
    assert again(notebook("first"), day) == "collected"
    assert again(notebook("first"), day) == "unchanged"
    assert again(notebook("early"), (2026, 5, 1, 0, 0, 0)) == "older"
    assert taken(tmp_path) == {"ada": notebook("first")}
    assert again(notebook("second"), (2026, 5, 7, 0, 0, 0)) == "replaced"
    assert again(notebook("early"), (2026, 5, 1, 0, 0, 0), replace=True) == "replaced"
    assert taken(tmp_path) == {"ada": notebook("early")}
    assert not list(tmp_path.rglob("*.part"))


def test_one_put_there_by_hand_has_the_time_of_its_file(archive, tmp_path):
    folder = tmp_path / "submitted/ada" / PS
    folder.mkdir(parents=True)
    (folder / f"{PS}.ipynb").write_text("by hand")
    now = datetime.now(UTC)
    for year, word in ((now.year - 1, "older"), (now.year + 1, "replaced")):
        done = collect(tmp_path, PS, archive({f"ada/{PS}.ipynb": NOTEBOOK}, (year, 1, 1, 0, 0, 0)))
        assert words(done) == {f"ada/{PS}.ipynb": word}


MOODLE = (
    "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
    "Participant 4711,Anna Schmidt,anna.schmidt@example.org,Submitted for grading - ,,20,Yes,"
    '"Friday, 1 May 2026, 12:00 PM",-,\n'
    "Participant 4712,Anna Schmidt,a.schmidt@example.org,Submitted for grading - ,,20,Yes,"
    '"Friday, 1 May 2026, 12:00 PM",-,\n'
    "Participant 4713,Bob Miller,bob@example.org,No submission - ,,20,Yes,-,-,\n"
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,ps1 (88)\n"
    '"    Points Possible",,,,,20\n'
    '"Schmidt, Anna",17,S-1,aschmidt,A,\n'
    '"Miller, Bob",9,S-2,bmiller,A,\n'
)


@pytest.fixture
def worksheet(tmp_path):
    """A function: a platform's table -> its path."""

    def write(text: str) -> Path:
        path = tmp_path / "students.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def of_moodle(*numbers: int) -> dict[str, bytes]:
    names = {4711: "Anna Schmidt", 4712: "Anna Schmidt", 4713: "Bob Miller"}
    return {
        f"{names[number]}_{number}_assignsubmission_file_/{PS}.ipynb": notebook(str(number))
        for number in numbers
    }


def test_a_folder_inside_a_folder_is_not_another_student(archive, tmp_path):
    inside = f"Eve_123_assignsubmission_file_/Bob Miller_4713_assignsubmission_file_/{PS}.ipynb"
    done = collect(tmp_path, PS, archive({**of_moodle(4713), inside: notebook("eve")}))
    assert taken(tmp_path) == {"Bob Miller_4713": notebook("4713"), "Eve_123": notebook("eve")}
    assert set(words(done).values()) == {"collected"}


@pytest.mark.parametrize("inside", [f"eve/bob/{PS}.ipynb", f"eve/bob/{PS}/{PS}.ipynb"])
def test_a_folder_in_a_students_folder_is_refused_by_name(archive, tmp_path, inside):
    for others in ({f"bob/{PS}.ipynb": NOTEBOOK}, {}):
        done = collect(tmp_path, PS, archive({inside: notebook("eve"), **others}))
        (left,) = [item for item in done if item.name == inside]
        assert (left.word, left.reason) == ("left out", "it lies too deep in the folder of eve")
        assert notebook("eve") not in taken(tmp_path).values()


def test_a_file_named_as_canvas_names_those_of_others(archive, tmp_path):
    mine, others = f"eve_5_100_bob_9_99_{PS}.ipynb", f"bob_9_99_{PS}.ipynb"
    done = collect(tmp_path, PS, archive({others: notebook("bob"), mine: notebook("eve")}))
    assert taken(tmp_path) == {"bob_9": notebook("bob")}
    assert words(done)[mine] == "left out"


def test_students_of_one_name_are_told_apart_by_number(archive, tmp_path):
    collect(tmp_path, PS, archive(of_moodle(4711, 4712)))
    assert taken(tmp_path) == {
        "Anna Schmidt_4711": notebook("4711"), "Anna Schmidt_4712": notebook("4712")
    }  # fmt: skip


def test_two_folders_of_one_name_are_both_refused(archive, tmp_path):
    files = {f"Zo\u00eb/{PS}.ipynb": notebook("1"), f"Zoe\u0308/{PS}.ipynb": notebook("2")}
    done = collect(tmp_path, PS, archive({**files, f"bob/{PS}.ipynb": NOTEBOOK}))
    assert taken(tmp_path) == {"bob": NOTEBOOK}
    assert [words(done)[name] for name in files] == ["refused", "refused"]


def test_a_student_who_was_renamed_is_the_same(archive, tmp_path):
    collect(tmp_path, PS, archive(of_moodle(4713)))
    later = {f"Robert Miller_4713_assignsubmission_file_/{PS}.ipynb": notebook("later")}
    collect(tmp_path, PS, archive(later, date=(2026, 5, 2, 12, 0, 0)))
    assert taken(tmp_path) == {"Bob Miller_4713": notebook("later")}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"PK", "it is not a notebook: it is not JSON"),
        (b"[" * 100_000, "it is not a notebook: it is not JSON"),
        (b"{}", "it is not a notebook: it has no cells"),
    ],
)
def test_what_is_no_notebook_is_refused_by_name(archive, tmp_path, content, why):
    done = collect(tmp_path, PS, archive({f"ada/{PS}.ipynb": content}))
    assert reason(done, f"ada/{PS}.ipynb") == why
    assert taken(tmp_path) == {}


def test_what_systems_leave_in_archives_is_passed_over(archive, tmp_path):
    junk = {"__MACOSX/ada/._x.ipynb": b"", ".DS_Store": b"", "ada/.DS_Store": b""}
    done = collect(tmp_path, PS, archive({**junk, f"ada/{PS}.ipynb": NOTEBOOK}))
    assert words(done) == {f"ada/{PS}.ipynb": "collected"}


def test_moodle_there_and_back(archive, tmp_path, worksheet):
    """What Moodle's import looks up, `Identifier`, leads back to the row it came from."""
    table = worksheet(MOODLE)
    collect(tmp_path, PS, archive(of_moodle(4711, 4712)), students=table)
    assert set(taken(tmp_path)) == {"anna.schmidt@example.org", "a.schmidt@example.org"}
    people = roster.recorded(tmp_path / "submitted", PS)
    assert people["a.schmidt@example.org"].folder == "Anna Schmidt_4712_assignsubmission_file_/"
    scores = export.Scores(PS, {"relu": 2.0}, (
        export.Row("a.schmidt@example.org", "", "", "", "", {"relu": 1.5}, 0.0),
        export.Row("anna.schmidt@example.org", "", "", "", "", {"relu": 2.0}, 0.0),
        export.Row("by.hand@example.org", "", "", "", "", {"relu": 1.0}, 0.0),
    ))  # fmt: skip
    written = export.as_moodle(scores, people)
    rows = {row["Identifier"]: row for row in csv.DictReader(io.StringIO(written))}
    asked = {row["Identifier"]: row for row in csv.DictReader(io.StringIO(MOODLE.lstrip("\ufeff")))}
    for number, grade in (("4711", "2"), ("4712", "1.5")):
        row = rows[f"Participant {number}"]
        assert (row["Grade"], row["Maximum Grade"]) == (grade, "2")
        for column in ("Full name", "Email address"):
            assert row[column] == asked[f"Participant {number}"][column]
    assert rows[""]["Full name"] == "by.hand@example.org"


def test_canvas_there_and_back(archive, tmp_path, worksheet):
    """Canvas looks a student up by `ID`, then by the SIS columns."""
    files = {
        f"schmidtanna_17_100_{PS}.ipynb": NOTEBOOK,
        f"millerbob_LATE_9_101_{PS}.ipynb": NOTEBOOK,
    }
    collect(tmp_path, PS, archive(files), students=worksheet(CANVAS))
    assert set(taken(tmp_path)) == {"aschmidt", "bmiller"}
    people = roster.recorded(tmp_path / "submitted", PS)
    assert people["bmiller"].folder == "millerbob_LATE_9_101_"
    scores = export.Scores(PS, {"relu": 2.0}, tuple(
        export.Row(student, "", "", "", "", {"relu": score}, 0.0)
        for student, score in (("aschmidt", 2.0), ("bmiller", 0.5))
    ))  # fmt: skip
    rows = {row["ID"]: row for row in csv.DictReader(io.StringIO(export.as_canvas(scores, people)))}
    asked = {row["ID"]: row for row in csv.DictReader(io.StringIO(CANVAS))}
    for number, grade in (("17", "2"), ("9", "0.5")):
        assert rows[number][PS] == grade
        for column in ("Student", "SIS Login ID"):
            assert rows[number][column] == asked[number][column]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "expected Moodle's grading worksheet"),
        ("", "expected Moodle's grading worksheet"),
        ("Identifier,Full name\n", "expected Moodle's grading worksheet"),
        ("Identifier,Full name\n-,Ada\n", "there is no student in it"),
        (MOODLE + MOODLE.splitlines()[1] + "\n", "stand there twice"),
    ],
)
def test_a_table_of_students_that_is_none_is_named(archive, tmp_path, worksheet, text, message):
    with pytest.raises(roster.RosterError, match=message) as error:
        collect(tmp_path, PS, archive(of_moodle(4711)), students=worksheet(text))
    assert "students.csv" in str(error.value)


def test_a_number_that_is_not_in_the_table_is_left_out_by_name(archive, tmp_path, worksheet):
    text = "\n".join(MOODLE.splitlines()[:2]) + "\n"
    done = collect(tmp_path, PS, archive(of_moodle(4711, 4713)), students=worksheet(text))
    (left,) = [item for item in done if item.word == "left out"]
    assert left.reason == "Bob Miller has the number 4713, which is not in --roster"


def test_two_entries_of_one_name_are_one_student_and_the_later_counts(tmp_path):
    path = tmp_path / "in.zip"
    entry = zipfile.ZipInfo(f"ada/{PS}.ipynb", (2026, 5, 1, 8, 0, 0))
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(entry, notebook("first"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr(entry.filename, notebook("second"))
        file.filelist[1].date_time = entry.date_time
    done = collect(tmp_path, PS, path)
    assert [item.word for item in done] == ["older", "collected"]
    assert taken(tmp_path) == {"ada": notebook("second")}


def test_entries_that_share_their_bytes_take_no_more_room_than_one_notebook_each(tmp_path):
    # As in bombs that overlap: a thousand names for the same compressed bytes.
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"s000/{PS}.ipynb", b'{"cells": ["' + b"0" * 10**6 + b'"]}')
        (info,) = file.infolist()
        for number in range(1, 30):
            other = zipfile.ZipInfo(f"s{number:03}/{PS}.ipynb")
            for name in ("CRC", "compress_size", "file_size", "compress_type", "header_offset"):
                setattr(other, name, getattr(info, name))
            file.filelist.append(other)
    path = tmp_path / "in.zip"
    path.write_bytes(packed.getvalue())
    done = collect(tmp_path, PS, path)
    # Python's zipfile sees that the names inside are another one.
    assert [item.word for item in done].count("refused") == 29
    assert list(taken(tmp_path)) == ["s000"]


def test_what_is_neither_file_nor_link_is_refused(tmp_path):
    folder = tmp_path / "in" / "ada"
    folder.mkdir(parents=True)
    os.mkfifo(folder / f"{PS}.ipynb")
    assert reason(collect(tmp_path, PS, tmp_path / "in"), f"ada/{PS}.ipynb") == "it is no file"


def test_a_second_name_of_a_file_is_read_and_the_file_never_written(tmp_path):
    own = tmp_path / "gradebook.ipynb"
    own.write_bytes(NOTEBOOK)
    folder = tmp_path / "submitted" / "ada" / PS
    folder.mkdir(parents=True)
    os.link(own, folder / f"{PS}.ipynb")
    (tmp_path / "in" / "ada").mkdir(parents=True)
    (tmp_path / "in" / "ada" / f"{PS}.ipynb").write_bytes(notebook("newer"))
    done = collect(tmp_path, PS, tmp_path / "in", replace=True)
    assert words(done) == {f"ada/{PS}.ipynb": "replaced"}
    assert own.read_bytes() == NOTEBOOK


@pytest.mark.parametrize("student", ["\u202eada", "ada\u200b", "a\x1bda", "=cmd()", "-rf", "@ada"])
def test_a_name_that_shows_as_another_or_acts_is_no_students(archive, tmp_path, student):
    done = collect(tmp_path, PS, archive({f"{student}/{PS}.ipynb": NOTEBOOK}))
    assert [item.word for item in done] == ["refused"]
    assert not (tmp_path / "submitted" / student).exists()
