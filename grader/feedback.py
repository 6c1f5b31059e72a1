"""`grader feedback`: one page per student, with every message and no hidden test.

The page shows what the checks said, hidden tests included, the student's answers, a person's
comments, and what was noticed. The tests themselves, and what they expect beyond the messages'
words, stay with the instructor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from grader import pages, results, roster
from grader.course import settings


def write(
    root: Path,
    problem_set: str,
    students: list[str] | None = None,
    progress: Callable[[Iterable], Iterable] = iter,
) -> list[Path]:
    """Write the pages where nbgrader has them, in `feedback/STUDENT/SET/SET.html`.

    Raises
    ------
    CourseError
        If nothing is graded yet, or one of the students is not.
    """
    config = settings(root).CourseDirectory
    folder = root / config.get("feedback_directory", "feedback")
    written = []
    for result in progress(results.read(root, problem_set, students)):
        path = folder / result.student / problem_set / f"{problem_set}.html"
        pages.write(path, pages.render("feedback.html", result=result))
        written.append(path)
    return written


def zipped(root: Path, problem_set: str, written: Iterable[Path], target: Path) -> list[str]:
    """Put pages into one zip, and return the students whom `collect` has not met.

    Each page stands where its notebook stood in the platform's zip: Moodle takes this as *feedback
    files in a zip*, Canvas as uploaded submissions.
    """
    met = roster.recorded(root / "submitted", problem_set)
    unknown = []
    part = target.with_name(f".{target.name}.part")
    with ZipFile(part, "w", ZIP_DEFLATED) as archive:
        for page in written:
            student = page.parent.parent.name
            folder = met[student].folder if student in met else f"{student}/"
            archive.write(page, f"{folder}{page.name}")
            if student not in met:
                unknown.append(student)
    part.replace(target)
    return unknown
