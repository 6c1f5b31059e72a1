"""`grader grade`: grade a class, and write what nbgrader writes.

The course's folders are nbgrader's: `submitted/STUDENT/SET/` is read, `autograded/STUDENT/SET/`
and the gradebook are written. For each submission the gradebook comes first, in one transaction,
then the folder takes its place in one step, with a key of all that the result depends on. So an
interruption at any moment loses nothing that is finished, and a submission whose key is still the
same is not run again.
"""

from __future__ import annotations

import contextlib
import fcntl
import fnmatch
import hashlib
import json
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from checks import mistakes as diagnoses
from grader.course import CourseError, sets, settings
from grader.engine import paper
from grader.engine.batch import Workers, grade_all
from grader.engine.cluster import ClusterError
from grader.engine.cluster import grade_all as grade_on_cluster
from grader.engine.examiner import GradingError
from grader.engine.late import penalty_of
from grader.engine.limits import Limits
from grader.engine.reconstruct import MAX_BYTES, Note
from grader.engine.sandbox import INSTALL, SandboxError
from grader.engine.submission import (
    Graded,
    Key,
    Task,
    code_digest,
    digest_of,
)
from grader.engine.view import STAND_IN, data_setting
from grader.engine.worker import Setup

if TYPE_CHECKING:  # imported while the sandbox starts
    from grader.engine.gradebook import Gradebook

VERSION = 2  # of what a result holds; a new one makes every submission run again
MAX_FILES = 50  # beside a notebook
IGNORED = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback")
TIMESTAMP = "timestamp.txt"
NOTES_SHOWN = 200  # characters
# Takes submissions and a set, and yields results as they come.
Grading = Callable[[Iterable[Task], Setup], Iterator[Graded]]


def run(
    root: Path,
    name: str,
    *,
    students: Sequence[str] = (),
    jobs: int = 1,
    force: bool = False,
    contained: bool = True,
    cluster: str = "",
) -> int:
    """Grade a problem set, show how far it is and what came of it; return the exit status.

    With `cluster`, the address of a Dask scheduler, students' code runs on its workers, and only
    the writing is done here.
    """
    start = time.perf_counter()
    if contained and not cluster and shutil.which("bwrap") is None:
        raise CourseError(INSTALL)
    course = Course(root, name, contained=contained)
    if jobs < 1:
        raise CourseError(f"--jobs: expected 1 or more, got {jobs}")
    if not course.submitted.is_dir():
        raise CourseError(
            f"put what students handed in into {course.submitted.name}/STUDENT/{name}/"
        )
    if not contained:
        print("Without the sandbox: students' code runs with your rights.", file=sys.stderr)
    results: list[Graded] = []
    interrupted = False
    with contextlib.ExitStack() as stack:
        how: Grading = partial(grade_on_cluster, address=cluster)
        if not cluster:
            workers = Workers(
                jobs, course.limits, course.paper, contained=contained, hidden=course.hidden()
            )
            how = partial(grade_all, workers=stack.enter_context(workers))
        stack.enter_context(course.locked())
        course.open()
        try:
            found = course.find(students, force=force)
            results += found.refused
            tqdm.monitor_interval = 0  # no thread that only watches
            with tqdm(
                total=len(found.students), desc=name, unit="nb", leave=False, disable=None
            ) as bar:
                try:
                    for graded in course.grade(found, how):
                        results.append(graded)
                        bar.update()
                except KeyboardInterrupt:
                    interrupted = True
        finally:
            course.close()
    print(table([*results, *found.unchanged]))
    done = sum(not graded.problem for graded in results)
    seconds = time.perf_counter() - start
    rate = f", {60 * done / seconds:,.0f} a minute" if done else ""
    print(
        f"{name}: {done} graded in {seconds:.1f} s{rate}; {len(found.unchanged)} unchanged, "
        f"{len(results) - done} could not be graded"
        + ("" if contained else "; without the sandbox")
    )
    if interrupted:
        print("Interrupted. What is listed is kept; the next run continues.", file=sys.stderr)
        return 130
    return 1 if done < len(results) or not (results or found.unchanged) else 0


def table(results: Sequence[Graded]) -> str:
    """Return a line per student: name, score, seconds, notes."""
    rows = [("student", "score", "seconds", "notes")]
    for graded in sorted(results, key=lambda item: item.student):
        notes = [f"{note.kind}: {note.text}" for note in graded.notes]
        if graded.problem:
            notes.insert(0, f"not graded: {graded.problem}")
        waits = sum(score is None for score in graded.scores.values())
        if waits:
            notes.insert(0, f"{waits} to grade by hand")
        score = "-" if graded.problem else f"{graded.score:g}/{graded.points:g}"
        shown = "; ".join(notes)
        if len(shown) > NOTES_SHOWN:
            shown = shown[: NOTES_SHOWN - 1] + "…"
        rows.append((_printable(graded.student), score, f"{graded.seconds:.2f}", _printable(shown)))
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    return "\n".join(
        f"{name:<{widths[0]}}  {score:>{widths[1]}}  {seconds:>{widths[2]}}  {notes}".rstrip()
        for name, score, seconds, notes in rows
    )


def _printable(text: str) -> str:
    """Return a text without what could move a terminal's cursor: it may be a student's."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


@dataclass
class Class:
    """What is there to grade, and what of it is done already.

    Notebooks are not kept: those of a class, with all that they show, may be more than the memory.

    Attributes
    ----------
    students : list of str
        Whose submissions are there to grade.
    unchanged : list of Graded
        Results of an earlier run that still hold.
    refused : list of Graded
        What is no submission.
    common : str
        A digest of what all results depend on.
    graded : frozenset of str
        Who has results of an earlier run to look at.
    """

    students: list[str] = field(default_factory=list)
    unchanged: list[Graded] = field(default_factory=list)
    refused: list[Graded] = field(default_factory=list)
    common: str = ""
    graded: frozenset[str] = frozenset()


class Course:
    """A course's folder, for grading one problem set.

    Parameters
    ----------
    root : Path
        The folder that holds nbgrader's configuration.
    name : str
        The problem set.
    limits : Limits
    contained : bool
        Whether students' code runs in the sandbox.
    """

    def __init__(
        self, root: Path, name: str, limits: Limits | None = None, *, contained: bool = True
    ) -> None:
        if name not in sets(root):
            known = ", ".join(sets(root)) or "none"
            raise CourseError(f"{name}: no such problem set in solutions/ (there are: {known})")
        self.root, self.name, self.contained = root, name, contained
        self._config = settings(root)
        self._source = root / "solutions" / name
        self.submitted = root / self._folder("submitted")
        self.autograded = root / self._folder("autograded")
        self.limits = limits or _own_limits(self._source)
        try:
            self.paper = paper.load(self._source / f"{name}.ipynb")
        except paper.PaperError as error:
            raise CourseError(str(error)) from error
        self._gradebook: Gradebook | None = None

    def open(self) -> None:
        """Open the gradebook; the set is entered, or entered anew if it has changed."""
        from grader.engine.gradebook import Gradebook, GradebookError

        penalty = penalty_of(self._config, self.root)
        for is_last in (False, True):
            gradebook = Gradebook(self._config.CourseDirectory.db_url, self.name, penalty)
            try:
                if gradebook.open() and self._is_entered(gradebook):
                    self._gradebook = gradebook
                    return
            except GradebookError as error:
                raise CourseError(str(error)) from error
            gradebook.close()
            if is_last:
                raise CourseError(f"{self.name}: the gradebook does not take the set as it is")
            from grader.release import enter  # imports nbgrader, which takes seconds

            enter(self.root, self.name)

    def close(self) -> None:
        """Close the gradebook."""
        if self._gradebook:
            self._gradebook.close()

    def find(self, students: Sequence[str] = (), *, force: bool = False) -> Class:
        """Return what is there to grade; `force` grades again what is unchanged."""
        wanted = list(dict.fromkeys(students)) or sorted(
            entry.name
            for entry in os.scandir(self.submitted)
            if not entry.name.startswith(".") and os.path.lexists(f"{entry.path}/{self.name}")
        )
        found = Class(
            common=self._ground() + self._own_digest(),
            graded=frozenset() if force else frozenset(self._gradebook.graded_students()),
        )
        for task, before in self._submissions(wanted, found):
            result = self._unchanged(task, before)
            if result is None:
                found.students.append(task.student)
            else:
                found.unchanged.append(result)
        return found

    def tasks(self, found: Class) -> Iterator[Task]:
        """Read the submissions to grade, each when it is asked for."""
        for task, _ in self._submissions(found.students, found):
            yield task

    def grade(self, found: Class, how: Grading) -> Iterator[Graded]:
        """Grade submissions where `how` says, write each result, and yield it."""
        if not found.students:
            return
        setup = Setup(self._key(), self.limits, self.contained, self.hidden())
        under_way: dict[str, Task] = {}
        n_refused = len(found.refused)

        def tasks() -> Iterator[Task]:
            for task in self.tasks(found):
                under_way[task.student] = task
                yield task

        try:
            for graded in how(tasks(), setup):
                task = under_way.pop(graded.student)
                if not graded.problem:
                    self._write(graded, task)
                yield replace(graded, notebook=b"")  # which is written, and would fill the memory
        except (SandboxError, GradingError, ClusterError) as error:
            raise CourseError(f"{self.name}: {error}") from error
        yield from found.refused[n_refused:]  # gone since they were found

    def hidden(self) -> tuple[str, ...]:
        """Return what no student may see: the course's folder, and what it keeps elsewhere."""
        paths = [self.root, self.submitted, self.autograded, self.root / self._folder("feedback")]
        url = self._config.CourseDirectory.db_url
        if url.startswith("sqlite:///"):
            paths.append(Path(url.removeprefix("sqlite:///")))
        return tuple(str(path.absolute()) for path in paths)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Let no second run grade in this folder at the same time."""
        self.autograded.mkdir(exist_ok=True)
        with open(self.autograded / ".grading", "w") as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # which no fork inherits
            except OSError:
                raise CourseError("another `grader grade` is at work in this folder") from None
            yield

    def _folder(self, step: str) -> str:
        name = f"{step}_directory"
        return str(self._config.CourseDirectory.get(name, step))

    def _is_entered(self, gradebook: Gradebook) -> bool:
        """Tell whether the gradebook knows the set's cells as they are now."""
        known = gradebook.cells()
        for cell in self.paper.cells:
            if cell.role not in ("given", "answer", "test"):
                continue
            if cell.name not in known:
                return False
            text, _, points = known[cell.name]
            if cell.role != "answer" and text != cell.source:
                return False
            if cell.is_graded and points != cell.points:
                return False
        return True

    def _key(self) -> Key:
        known = self._gradebook.cells()
        return Key(
            paper=self.paper,
            known=diagnoses.load(self._source),
            files=self._public_files(),
            blanks={name: text for name, (text, _, _) in known.items()},
            checksums={name: checksum for name, (_, checksum, _) in known.items()},
        )

    def _public_files(self) -> dict[str, bytes]:
        """Return the set's files that students have, but for the digests of mistakes."""
        return {
            str(path.relative_to(self._source)): path.read_bytes()
            for path in self._given_out()
            if path.name != diagnoses.FILE_NAME
        }

    def _given_out(self) -> list[Path]:
        ignored = [*IGNORED, *self._config.CourseDirectory.get("ignore", [])]
        return [
            path
            for path in sorted(self._source.rglob("*"))
            if path.is_file()
            and path.suffix != ".ipynb"
            and not any(
                fnmatch.fnmatch(part, pattern)
                for part in path.relative_to(self._source).parts
                for pattern in ignored
            )
        ]

    def _own_digest(self) -> str:
        """Return a digest of the notebook and the known mistakes."""
        total = hashlib.sha256()
        for name in (f"{self.name}.ipynb", diagnoses.FILE_NAME):
            if (self._source / name).exists():
                total.update((self._source / name).read_bytes())
        return total.hexdigest()

    def _ground(self) -> str:
        """Return a digest of all else that every result depends on."""
        data = data_setting()
        told = (VERSION, self.limits, self.contained, data, code_digest())
        total = hashlib.sha256(repr(told).encode())
        for table in sorted(Path(data).glob("*.csv")) if data != STAND_IN else []:
            total.update(os.fsencode(table.name) + b"\0" + table.read_bytes())
        for path in self._given_out():
            if path.name != diagnoses.FILE_NAME:
                name = str(path.relative_to(self._source))
                total.update(os.fsencode(name) + b"\0" + path.read_bytes())
        return total.hexdigest()

    def _submissions(
        self, students: Iterable[str], found: Class
    ) -> Iterator[tuple[Task, dict[str, Any]]]:
        """Yield submissions with their graded notebooks of an earlier run; refuse what is none."""
        for student in students:
            try:
                task = self._task(student)
            except CourseError as error:
                found.refused.append(Graded(student, problem=str(error), whose="student"))
                continue
            before = self._graded_before(student) if student in found.graded else {}
            yield replace(task, key=digest_of(task, found.common)), before

    def _task(self, student: str) -> Task:
        """Read what a student handed in; a link or anything else that is no file is refused."""
        folder = self.submitted / student / self.name
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
            raise CourseError(f"there is no folder {folder.relative_to(self.root)}")
        names = sorted(os.listdir(folder))
        notebooks = [name for name in names if name.endswith(".ipynb")]
        name, notes = f"{self.name}.ipynb", []
        if name not in notebooks:
            if len(notebooks) != 1:
                raise CourseError(f"there is no notebook {name}")
            name = notebooks[0]
            notes.append(Note("accident", f"the notebook was named {name[:60]}"))
        elif len(notebooks) > 1:
            notes.append(Note("accident", f"{len(notebooks) - 1} more notebooks were left aside"))
        content = _read(folder / name, MAX_BYTES)
        own = {*notebooks, TIMESTAMP, diagnoses.FILE_NAME}
        # A file in the place of a folder of the set's would keep its files away.
        own |= {path.relative_to(self._source).parts[0] for path in self._given_out()}
        others = [other for other in names if other not in own and not (folder / other).is_dir()]
        files, room = {}, self.limits.disk_mib * 2**20 // 4  # they lie in the student's memory
        for other in others[:MAX_FILES]:
            with contextlib.suppress(CourseError):
                files[other] = _read(folder / other, room)
                room -= len(files[other])
        if aside := len(others) - len(files):
            notes.append(Note("accident", f"{aside} files beside the notebook were left aside"))
        return Task(student, content, files, tuple(notes))

    def _graded_before(self, student: str) -> dict[str, Any]:
        """Return the graded notebook of an earlier run, empty if there is none."""
        path = self.autograded / student / self.name / f"{self.name}.ipynb"
        try:
            content = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def _unchanged(self, task: Task, before: dict[str, Any]) -> Graded | None:
        """Return the result of an earlier run if it is still the result of this one."""
        try:
            told = before["metadata"]["grader"]
            if told["key"] != task.key:
                return None
            notes = tuple(Note(kind, text) for kind, text in told["notes"])
            return Graded(
                task.student,
                scores=told["scores"],
                points=self.paper.points,
                notes=notes,
                seconds=told["seconds"],
            )
        except (KeyError, TypeError, ValueError):
            return None

    def _write(self, graded: Graded, task: Task) -> None:
        submitted = self.submitted / graded.student / self.name
        when = _timestamp(submitted / TIMESTAMP)
        self._gradebook.save(graded.student, graded.scores, graded.comments, when)
        target = self.autograded / graded.student / self.name
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_name(f".{target.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        for name, content in task.files.items():
            (new / name).write_bytes(content)
        if when is not None:
            shutil.copyfile(submitted / TIMESTAMP, new / TIMESTAMP)
        for path in self._given_out():
            copy = new / path.relative_to(self._source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        (new / f"{self.name}.ipynb").write_bytes(graded.notebook)
        if target.exists():
            shutil.rmtree(target)
        new.rename(target)


def _own_limits(source: Path) -> Limits:
    """Return the limits that a set asks for in `limits.json`, those of all sets if it has none."""
    path = source / "limits.json"
    if not path.exists():
        return Limits()
    try:
        return Limits.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise CourseError(f"{path.name} of {source.name}: {error}") from error


def _read(path: Path, most: int) -> bytes:
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


def _timestamp(path: Path) -> datetime | None:
    """Return when a submission was handed in, as nbgrader's file beside it says, in UTC."""
    try:
        text = _read(path, 1000).decode().strip()
    except (CourseError, UnicodeDecodeError):
        return None
    for pattern in ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S"):
        with contextlib.suppress(ValueError):
            return datetime.strptime(text.removesuffix(" UTC").strip(), pattern)
    with contextlib.suppress(ValueError):
        when = datetime.fromisoformat(text)
        return when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when
    return None
