"""A course's folder, for grading one problem set: what is there to grade, and where results go.

The folders are nbgrader's: `submitted/STUDENT/SET/` is read, `autograded/STUDENT/SET/` and the
gradebook are written. For each submission the gradebook comes first, in one transaction, then the
folder takes its place in one step, with a key of all that the result depends on. So an interruption
at any moment loses nothing that is finished, and a submission whose key is still the same is not
run again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks import mistakes as diagnoses
from grader import autograded, regrade, times
from grader.autograded import Autograded
from grader.course import CourseError, sets, settings
from grader.engine import paper
from grader.engine.cluster import ClusterError
from grader.engine.examiner import GradingError
from grader.engine.late import Late, penalty_of
from grader.engine.limits import Limits, of_set
from grader.engine.reconstruct import Note
from grader.engine.sandbox import SandboxError
from grader.engine.submission import Graded, Key, Task, digest_of
from grader.engine.worker import Setup
from grader.handed_in import TIMESTAMP, read_task, timestamp
from grader.set_folder import SetFolder

if TYPE_CHECKING:  # imported while the sandbox starts
    from grader.engine.gradebook import Gradebook

# Takes submissions and a set, and yields results as they come.
Grading = Callable[[Iterable[Task], Setup], Iterator[Graded]]


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
    tests : frozenset of str
        The test cells that are graded again; empty for all.
    """

    students: list[str] = field(default_factory=list)
    unchanged: list[Graded] = field(default_factory=list)
    refused: list[Graded] = field(default_factory=list)
    common: str = ""
    graded: frozenset[str] = frozenset()
    tests: frozenset[str] = frozenset()


def with_late(graded: Graded, late: Late | None) -> Graded:
    """Return a result with a note of how late it was handed in, if it was."""
    if late is None or not late.seconds:
        return graded
    notes = (Note("late", str(late)), *graded.notes)
    return replace(graded, penalty=late.penalty, notes=notes)


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
        source = root / "solutions" / name
        self._source = SetFolder(source, self._config.CourseDirectory.get("ignore", []))
        self.submitted = root / self._folder("submitted")
        self.autograded = root / self._folder("autograded")
        self._graded = Autograded(self.autograded, name)
        self.limits = limits or of_set(source)
        try:
            self.paper = paper.load(source / f"{name}.ipynb")
        except paper.PaperError as error:
            raise CourseError(str(error)) from error
        self.gradebook: Gradebook | None = None

    def open(self) -> None:
        """Open the gradebook; the set is entered, or entered anew if it has changed."""
        from grader.engine.entries import GradebookError
        from grader.engine.gradebook import Gradebook

        penalty = penalty_of(self._config, self.root)
        for is_last in (False, True):
            gradebook = Gradebook(self._config.CourseDirectory.db_url, self.name, penalty)
            try:
                if gradebook.open() and self._is_entered(gradebook):
                    self.gradebook = gradebook
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
        if self.gradebook:
            self.gradebook.close()

    def find(
        self,
        students: Sequence[str] = (),
        exercises: Sequence[str] = (),
        *,
        force: bool = False,
    ) -> Class:
        """Return what is there to grade; `force` grades again what is unchanged.

        With `exercises` their points and messages alone will be written.
        """
        wanted = list(dict.fromkeys(students)) or sorted(
            entry.name
            for entry in os.scandir(self.submitted)
            if not entry.name.startswith(".") and os.path.lexists(f"{entry.path}/{self.name}")
        )
        found = Class(
            common=self._source.digest(self.limits, self.contained),
            graded=frozenset(self.gradebook.graded_students()),
            tests=regrade.tests_of(self.paper, exercises),
        )
        for task, before in self._submissions(wanted, found):
            problem = regrade.hindrance(task, before) if found.tests else ""
            result = None
            if not force and regrade.is_done(task, before, found.tests):
                result = autograded.result(task, before, self.paper.points)
            if problem:
                found.refused.append(Graded(task.student, problem=problem, whose="student"))
            elif result is None:
                found.students.append(task.student)
            else:
                found.unchanged.append(result)
        lates = self.gradebook.lates({graded.student for graded in found.unchanged})
        found.unchanged = [with_late(each, lates.get(each.student)) for each in found.unchanged]
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
                    graded = self._write(graded, task, found.tests)
                yield replace(graded, notebook=b"")  # which is written, and would fill the memory
        except (SandboxError, GradingError, ClusterError) as error:
            raise CourseError(f"{self.name}: {error}") from error
        yield from found.refused[n_refused:]  # gone since they were found

    def told_of_times(self, students: Iterable[str]) -> list[str]:
        """Say where times come from that `collect` has not written, where that matters."""
        return times.told(self.submitted, self.name, students) if self.gradebook.due() else []

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
        known = self.gradebook.cells()
        return Key(
            paper=self.paper,
            known=diagnoses.load(self._source.path),
            files=self._source.public_files(),
            blanks={name: text for name, (text, _, _) in known.items()},
            checksums={name: checksum for name, (_, checksum, _) in known.items()},
        )

    def _submissions(
        self, students: Iterable[str], found: Class
    ) -> Iterator[tuple[Task, dict[str, Any]]]:
        """Yield submissions with their graded notebooks of an earlier run; refuse what is none."""
        public = {name.split(os.sep)[0] for name in self._source.given_out()}
        room = self.limits.disk_mib * 2**20 // 4
        for student in students:
            try:
                task = read_task(self.submitted / student / self.name, student, public, room)
            except CourseError as error:
                found.refused.append(Graded(student, problem=str(error), whose="student"))
                continue
            before = self._graded.before(student) if student in found.graded else {}
            yield replace(task, key=digest_of(task, found.common)), before

    def _write(self, graded: Graded, task: Task, tests: Collection[str]) -> Graded:
        """Write a result, of these tests only where there are any, and return it as written."""
        merged = graded
        if tests:
            merged = regrade.merged(self._graded.before(graded.student), graded, tests)
        submitted = self.submitted / graded.student / self.name / TIMESTAMP
        when = timestamp(submitted)
        late = self.gradebook.save(graded.student, merged.scores, graded.comments, when, tests)
        files = {**task.files, **self._source.given_out()}
        self._graded.write(merged, files, None if when is None else submitted)
        return with_late(merged, late)
