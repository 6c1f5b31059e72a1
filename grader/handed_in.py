"""Read and write what a student handed in, through no link and of no more than a bounded size."""

from __future__ import annotations

import contextlib
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

from checks.mistakes import FILE_NAME
from grader.course import CourseError
from grader.engine.reconstruct import MAX_BYTES, Note
from grader.engine.submission import Task

MAX_FILES = 50  # beside a notebook
TIMESTAMP = "timestamp.txt"


def read_task(folder: Path, student: str, public: set[str], room: int) -> Task:
    """Read what a student handed in; a link or anything else that is no file is refused.

    Parameters
    ----------
    folder : Path
        The student's for this set, `submitted/STUDENT/SET`.
    student : str
    public : set of str
        Names beside the notebook that are the set's own.
    room : int
        Bytes that all other files may have together: they lie in the student's memory.

    Raises
    ------
    CourseError
        If there is no notebook, or it cannot be trusted.
    """
    if student != os.path.basename(student) or student.startswith("."):
        raise CourseError("this is not a student's name")
    try:
        student.encode()
    except UnicodeEncodeError:  # the gradebook's names are text
        raise CourseError("the folder's name is not UTF-8 text") from None
    for part in (folder.parent, folder):
        if part.is_symlink():
            raise CourseError(f"{part.name} is a link, not a folder")
    if not folder.is_dir():
        raise CourseError(f"there is no folder {os.path.join(*folder.parts[-3:])}")
    names = sorted(os.listdir(folder))
    notebooks = [name for name in names if name.endswith(".ipynb")]
    name, notes = f"{folder.name}.ipynb", []
    if name not in notebooks:
        if len(notebooks) != 1:
            raise CourseError(f"there is no notebook {name}")
        name = notebooks[0]
        notes.append(Note("accident", f"the notebook was named {name[:60]}"))
    elif len(notebooks) > 1:
        notes.append(Note("accident", f"{len(notebooks) - 1} more notebooks were left aside"))
    content = read_file(folder / name, MAX_BYTES)
    own = {*notebooks, TIMESTAMP, FILE_NAME}
    # A file in the place of a folder of the set's would keep its files away.
    own |= public
    others = [other for other in names if other not in own and not (folder / other).is_dir()]
    files: dict[str, bytes] = {}
    for other in others[:MAX_FILES]:
        with contextlib.suppress(CourseError):
            files[other] = read_file(folder / other, room)
            room -= len(files[other])
    if aside := len(others) - len(files):
        notes.append(Note("accident", f"{aside} files beside the notebook were left aside"))
    return Task(student, content, files, tuple(notes))


def read_file(path: Path, most: int) -> bytes:
    """Read a regular file of at most so many bytes, through no link."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink():
            raise CourseError(f"{path.name} is a link, not a file") from error
        raise CourseError(f"{path.name} cannot be read: {error.strerror}") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise CourseError(f"{path.name} is not a file")
        if status.st_size > most:
            size = status.st_size / 2**20
            raise CourseError(f"{path.name} has {size:.0f} MB, more than {most // 2**20}")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(status.st_size)
    finally:
        os.close(descriptor)


def write_file(path: Path, content: bytes) -> None:
    """Write a file in one step; a link that lies in the way is replaced, not followed."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with open(part, "xb") as file:
        file.write(content)
    part.replace(path)


def timestamp(path: Path) -> datetime | None:
    """Return when a submission was handed in, as nbgrader's file beside it says, in UTC."""
    try:
        text = read_file(path, 1000).decode().strip()
    except (CourseError, UnicodeDecodeError):
        return None
    for pattern in ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S"):
        with contextlib.suppress(ValueError):
            return datetime.strptime(text.removesuffix(" UTC").strip(), pattern)
    with contextlib.suppress(ValueError, OverflowError):  # the calendar's last hour, elsewhere
        when = datetime.fromisoformat(text)
        return when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when
    return None
