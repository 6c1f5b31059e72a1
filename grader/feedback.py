"""`grader feedback`: one page per student, with every message and no hidden test.

The page shows what the checks said, hidden tests included, the student's answers, a person's
comments, and what was noticed. The tests themselves, and what they expect beyond the messages'
words, stay with the instructor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from grader import pages, results
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
