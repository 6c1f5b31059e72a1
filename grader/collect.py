"""Take what a class handed in, from a folder or a learning platform's zip, into `submitted/`.

Everything in the source comes from students: names that lead out of the folder, links, archives
that unpack to a thousand times their size, notebooks without end. An entry that cannot be trusted
is refused by its name and the others go on; nothing is ever written but
`submitted/STUDENT/SET/SET.ipynb` and beside it the time that the source has (see `times`).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from grader import roster, times
from grader.handed_in import write_file
from grader.layouts import JUNK, Layout, Refused, wrong_name
from grader.roster import Person
from grader.sources import MAX_BYTES, Entry, opened, too_long

TAKEN = ("collected", "replaced", "unchanged")


@dataclass(frozen=True)
class Collected:
    """What became of one entry.

    Attributes
    ----------
    word : str
        `collected`, `replaced`, `unchanged`, `older`, `left out` (no notebook of this set, or
        nobody's) or `refused` (it cannot be trusted, or cannot be told from another's).
    name : str
        The entry's.
    student : str
        Whose it is; empty where that is unknown.
    reason : str
        Why it was not taken; empty if it was.
    """

    word: str
    name: str
    student: str = ""
    reason: str = ""


@dataclass
class Found:
    """A student's newest notebook: whose, what tells them from one of the same name, and which."""

    person: Person
    mark: str
    entry: Entry
    is_ambiguous: bool = False


def collect(
    root: Path,
    problem_set: str,
    source: Path,
    *,
    pattern: str | None = None,
    students: Path | None = None,
    replace: bool = False,
    progress: Callable[[Iterable], Iterable] = iter,
) -> list[Collected]:
    """Take the notebooks of a problem set from `source` into ``root / "submitted"``.

    A student who handed in several times counts with the newest notebook. One that is there
    already is replaced by a newer one only.

    Parameters
    ----------
    root : Path
        The course's folder.
    problem_set : str
        Such as `ps1_forward_propagation`; only notebooks of this name are taken. A copy's number,
        as in `ps1_forward_propagation (1).ipynb`, does not matter.
    source : Path
        A folder, or a zip as Moodle and Canvas make it.
    pattern : str, optional
        A regular expression for the paths inside the source, with a group named `student`; by
        default the layouts of Moodle, Canvas and nbgrader, and one folder per student.
    students : Path, optional
        The platform's table of students; see `grader.roster`.
    replace : bool
        Whether a notebook that is there is replaced by an older one, too.
    progress : callable
        Wraps the entries, to show how far it is.

    Raises
    ------
    CollectError
        If the source is neither, is damaged, or has too many entries.
    RosterError, PatternError
        If the table of students or the pattern cannot be used.
    """
    submitted = root / "submitted"
    known = roster.read(students) if students else {}
    done: list[Collected] = []
    newest: dict[str, Found] = {}
    before = times.collected(submitted, problem_set)
    with opened(source) as entries:
        entries = list(entries)
        names = [entry.name for entry in entries]
        met = roster.recorded(submitted, problem_set)
        layout = Layout(problem_set, names, pattern, known, met)
        for entry in entries:
            _sort_in(entry, layout, newest, done)
        for student, found in progress(sorted(newest.items())):
            if found.is_ambiguous:
                reason = f"two are named {student} here; tell them apart, or use --roster"
                done.append(Collected("refused", found.entry.name, student, reason))
                continue
            folder = submitted / student / problem_set
            is_ours = folder.is_dir() and before.get(student) == times.digest(folder)
            done.append(_take(folder, student, found.entry, replace=replace, is_ours=is_ours))
    taken = {item.student for item in done if item.word in TAKEN}
    if taken:
        times.record(submitted, problem_set, taken)
    people = [newest[student].person for student in taken if newest[student].person.folder]
    if people:
        roster.record(submitted, problem_set, people)
    return done


def _sort_in(
    entry: Entry,
    layout: Layout,
    newest: dict[str, Found],
    done: list[Collected],
) -> None:
    """Put an entry among the `newest` by student, or say in `done` why it is not there."""
    if JUNK.fullmatch(entry.name):
        return
    try:
        if entry.refusal:
            raise Refused(entry.refusal)
        person, mark = layout.whose(entry.name)
    except Refused as refused:
        word = "refused" if entry.refusal else "left out"
        done.append(Collected(word, entry.name, reason=str(refused)))
        return
    student = person.student
    if refusal := wrong_name(student):
        done.append(Collected("refused", entry.name, reason=refusal))
        return
    found = newest.setdefault(student, Found(person, mark, entry))
    if found.mark != mark:
        reason = f"two are named {student} here: {found.entry.name} is the other one's"
        found.is_ambiguous = True
        done.append(Collected("refused", entry.name, student, reason))
    elif found.entry is not entry:
        # Of two at the same time the later in the source: platforms number them upwards.
        first, found.entry = sorted([found.entry, entry], key=lambda item: item.when)
        found.person = person if found.entry is entry else found.person
        done.append(Collected("older", first.name, student, "handed in again later"))


def _take(folder: Path, student: str, entry: Entry, *, replace: bool, is_ours: bool) -> Collected:
    """Take a student's notebook; `is_ours` tells if what is there was collected."""
    path = folder / f"{folder.name}.ipynb"
    for place in (folder.parent, folder, path):
        if place.is_symlink():
            return Collected("refused", entry.name, student, f"{place} is a link")
    try:
        with entry.open() as file:
            content = file.read(MAX_BYTES + 1)  # an archive may be wrong about the size
    except (OSError, zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        return Collected("refused", entry.name, student, f"it cannot be read: {error}")
    if refusal := too_long(len(content)) or _no_notebook(content):
        return Collected("refused", entry.name, student, refusal)
    word = "collected"
    if path.exists():
        if path.read_bytes() == content:
            if not is_ours:
                times.write(folder, entry.when)
            return Collected("unchanged", entry.name, student)
        before = times.handed_in(folder, is_collected=is_ours)
        if entry.when <= before and not replace:
            reason = f"the one in {folder} is of {before:%Y-%m-%d %H:%M}; --replace takes this one"
            return Collected("older", entry.name, student, reason)
        word = "replaced"
    folder.mkdir(parents=True, exist_ok=True)
    write_file(path, content)
    times.write(folder, entry.when)
    return Collected(word, entry.name, student)


def _no_notebook(content: bytes) -> str:
    """Say why this is no notebook; empty if it looks like one."""
    if not content.strip():
        return "it is empty"
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return "it is not a notebook: it is not JSON"
    has_cells = isinstance(notebook, dict) and {"cells", "worksheets"} & notebook.keys()
    return "" if has_cells else "it is not a notebook: it has no cells"
