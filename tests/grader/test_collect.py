"""Collecting: which layouts are understood, what is refused by name, what is never overwritten."""

import stat
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader import collect as module
from grader.collect import CollectError, collect

PS = "ps1_forward_propagation"


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
        (f"Ada Lovelace_4711_assignsubmission_file_/{PS}.ipynb", "Ada Lovelace"),
        (f"Ada Lovelace_4711_assignsubmission_file/{PS}.ipynb", "Ada Lovelace"),
        (f"Ada Lovelace_4711_assignsubmission_file_{PS}.ipynb", "Ada Lovelace"),
        (f"lovelaceada_17_4711_{PS}.ipynb", "lovelaceada_17"),
        (f"lovelaceada_LATE_17_4711_{PS}-2.ipynb", "lovelaceada_17"),
        (f"ada/{PS}/{PS}.ipynb", "ada"),
        (f"class/ada/{PS}/{PS}.ipynb", "ada"),
        (f"ada/{PS}.ipynb", "ada"),
        (f"ada/{PS} (1).ipynb", "ada"),
        (f"ada/{PS.upper()}.ipynb", "ada"),
        (f"Zoë O’Neil/{PS}.ipynb", "Zoë O’Neil"),
        (f"Zoe\u0308/{PS}.ipynb", "Zoë"),
    ],
)
def test_the_layouts_of_the_platforms(archive, tmp_path, name, student):
    done = collect(tmp_path, PS, archive({name: b"{}"}))
    assert words(done) == {name: "collected"}
    assert taken(tmp_path) == {student: b"{}"}


def test_a_folder_is_as_good_as_a_zip(tmp_path):
    for student in ("ada", "bob"):
        (tmp_path / "in" / student).mkdir(parents=True)
        (tmp_path / "in" / student / f"{PS}.ipynb").write_text(student)
    (tmp_path / "in/notes.txt").write_text("not one")
    done = collect(tmp_path, PS, tmp_path / "in")
    assert taken(tmp_path) == {"ada": b"ada", "bob": b"bob"}
    assert words(done)["notes.txt"] == "ignored"


def test_another_set_or_file_is_ignored(archive, tmp_path):
    done = collect(tmp_path, PS, archive({"ada/ps2_activations.ipynb": b"", f"{PS}.ipynb": b""}))
    assert set(words(done).values()) == {"ignored"}
    assert done[0].reason == f"not a {PS}.ipynb"
    assert not (tmp_path / "submitted").exists()


def test_a_pattern_of_ones_own(archive, tmp_path):
    source = archive({"ps1/17-ada.ipynb": b"{}", "ps1/readme": b""})
    done = collect(tmp_path, PS, source, pattern=r"ps1/\d+-(?P<student>\w+)\.ipynb")
    assert taken(tmp_path) == {"ada": b"{}"}
    assert words(done)["ps1/readme"] == "ignored"


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(", "--pattern: expected a regular expression: missing ), unterminated subpattern"),
        (r"(\w+)", "--pattern: expected a group named student, as in (?P<student>...)"),
    ],
)
def test_a_wrong_pattern_is_said(archive, tmp_path, pattern, message):
    with pytest.raises(CollectError) as error:
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
    done = collect(tmp_path, PS, archive({name: b"{}", f"bob/{PS}.ipynb": b"{}"}))
    (refused,) = [item for item in done if item.word == "refused"]
    assert refused.reason == "its name leads out of the folder"
    assert taken(tmp_path) == {"bob": b"{}"}


@pytest.mark.parametrize("student", ["..", ".git", "-rf", "a" * 101, "a\tb", "a:b", "~ada"])
def test_a_student_whose_name_is_no_folder_is_refused(archive, tmp_path, student):
    done = collect(tmp_path, PS, archive({f"{student}/{PS}.ipynb": b"{}"}))
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
    done = collect(tmp_path, PS, archive({f"ada/{PS}.ipynb": b"{}"}))
    assert reason(done, f"ada/{PS}.ipynb").endswith("submitted/ada is a link")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_bomb_is_refused_by_the_size_it_states(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_NOTEBOOK", 2**20)
    name = f"ada/{PS}.ipynb"
    done = collect(tmp_path, PS, archive({name: bytes(3 * 2**20), f"bob/{PS}.ipynb": b"{}"}))
    assert reason(done, name) == "it has 3 MiB; expected at most 1"
    assert taken(tmp_path) == {"bob": b"{}"}


def test_a_bomb_that_lies_about_its_size_is_refused(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_NOTEBOOK", 2**20)
    path = archive({f"ada/{PS}.ipynb": bytes(3 * 2**20)})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<L", 3 * 2**20), struct.pack("<L", 10)))
    assert reason(collect(tmp_path, PS, path), f"ada/{PS}.ipynb")
    assert taken(tmp_path) == {}


def test_too_many_entries_are_refused(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_ENTRIES", 2)
    names = {f"s{number}/{PS}.ipynb": b"{}" for number in range(3)}
    with pytest.raises(CollectError, match="expected at most 2 files, got 3"):
        collect(tmp_path, PS, archive(names))


def test_an_encrypted_member_is_refused(archive, tmp_path):
    name = f"ada/{PS}.ipynb"
    path = archive({name: b"{}"})
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
            file.writestr("x" * len(raw), b"{}")
        path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
        (done,) = collect(tmp_path, PS, path)
        assert done.word == word
    assert done.reason == "its name is in an unknown encoding"
    assert taken(tmp_path) == {"Zoë": b"{}"}


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
            file.writestr(zipfile.ZipInfo(name, (2026, 5, day, 8, 30, 0)), f"day {day}")
    done = collect(tmp_path, PS, path)
    assert sorted(words(done).values()) == ["collected", "older", "older"]
    assert taken(tmp_path) == {"ada_17": b"day 9"}
    stamp = tmp_path / "submitted/ada_17" / PS / "timestamp.txt"
    assert stamp.read_text() == "2026-05-09 08:30:00.000000 UTC"


def test_twice_changes_nothing_and_only_a_newer_one_replaces(archive, tmp_path):
    name = f"ada/{PS}.ipynb"

    def again(content, date, **options):
        return words(collect(tmp_path, PS, archive({name: content}, date), **options))[name]

    day = (2026, 5, 5, 0, 0, 0)
    assert again(b"first", day) == "collected"
    assert again(b"first", day) == "unchanged"
    assert again(b"early", (2026, 5, 1, 0, 0, 0)) == "older"
    assert taken(tmp_path) == {"ada": b"first"}
    assert again(b"second", (2026, 5, 7, 0, 0, 0)) == "replaced"
    assert again(b"early", (2026, 5, 1, 0, 0, 0), replace=True) == "replaced"
    assert taken(tmp_path) == {"ada": b"early"}
    assert not list(tmp_path.rglob("*.part"))


def test_one_put_there_by_hand_has_the_time_of_its_file(archive, tmp_path):
    folder = tmp_path / "submitted/ada" / PS
    folder.mkdir(parents=True)
    (folder / f"{PS}.ipynb").write_text("by hand")
    now = datetime.now(UTC)
    for year, word in ((now.year - 1, "older"), (now.year + 1, "replaced")):
        done = collect(tmp_path, PS, archive({f"ada/{PS}.ipynb": b"{}"}, (year, 1, 1, 0, 0, 0)))
        assert words(done) == {f"ada/{PS}.ipynb": word}
