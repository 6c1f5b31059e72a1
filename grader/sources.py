"""The files of what a class handed in, from a folder or a zip, each with what speaks against it."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from grader.course import CourseError

MAX_ENTRIES = 50_000
MAX_BYTES = 64 * 2**20  # of a notebook


class CollectError(CourseError):
    """A source that cannot be read at all; the message names it."""


@dataclass(frozen=True)
class Entry:
    """One file of the source.

    Attributes
    ----------
    name : str
        Its path inside the source, with `/` between the parts.
    refusal : str
        Why it cannot be trusted; empty if it can be read.
    when : datetime
        When it was handed in, as far as the source says.
    open : callable
        Opens it for reading bytes.
    """

    name: str
    refusal: str
    when: datetime
    open: Callable[[], IO[bytes]]


@contextlib.contextmanager
def opened(source: Path) -> Iterator[Iterable[Entry]]:
    """Open a folder or a zip and give its files, in order; for errors see `collect`."""
    if source.is_dir():
        yield _files(source)
    elif source.is_file():
        try:
            with zipfile.ZipFile(source) as archive:
                members = archive.infolist()
                if len(members) > MAX_ENTRIES:
                    expected = f"at most {MAX_ENTRIES:,} files"
                    raise CollectError(f"{source}: expected {expected}, got {len(members):,}")
                yield (_member(archive, member) for member in members if not member.is_dir())
        except zipfile.BadZipFile as error:
            raise CollectError(f"{source}: expected a folder or a zip: {error}") from error
    else:
        raise CollectError(f"{source}: expected a folder or a zip, and there is no such file")


def _files(folder: Path) -> Iterator[Entry]:
    count = 0
    for place, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted([*names, *(n for n in folders if (Path(place) / n).is_symlink())]):
            path = Path(place, name)
            count += 1
            if count > MAX_ENTRIES:
                raise CollectError(f"{folder}: expected at most {MAX_ENTRIES:,} files, got more")
            about = path.lstat()
            refusal = too_long(about.st_size) if stat.S_ISREG(about.st_mode) else "it is a link"
            if not stat.S_ISREG(about.st_mode) and not stat.S_ISLNK(about.st_mode):
                refusal = "it is no file"
            when = datetime.fromtimestamp(about.st_mtime, UTC)
            yield Entry(path.relative_to(folder).as_posix(), refusal, when, _opener(path))


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Entry:
    name, refusal = member.orig_filename, ""
    if not member.flag_bits & 0x800:  # not marked as UTF-8; zipfile has read it as code page 437
        try:
            name = name.encode("cp437").decode()
        except UnicodeError:
            refusal = "its name is in an unknown encoding"
    name = name.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        refusal = "its name leads out of the folder"
    elif any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name):
        refusal = "its name has control characters"
    elif stat.S_ISLNK(member.external_attr >> 16):
        refusal = "it is a link"
    elif member.flag_bits & 0x1:
        refusal = "it is encrypted"
    refusal = refusal or too_long(member.file_size)
    try:
        when = datetime(*member.date_time, tzinfo=UTC)
    except ValueError:
        when = datetime(1980, 1, 1, tzinfo=UTC)  # what an archive has that knows no time
    return Entry(name, refusal, when, lambda: archive.open(member))


def too_long(size: int) -> str:
    """Say that a file is too long; empty if it is not."""
    if size <= MAX_BYTES:
        return ""
    return f"it has {size / 2**20:,.0f} MiB; expected at most {MAX_BYTES // 2**20}"
