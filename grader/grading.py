"""`grader grade`: grade a class, show how far it is, and say what came of it."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tqdm import tqdm

from grader.course import CourseError, printable
from grader.course_folder import Course, Grading
from grader.engine.batch import Workers, grade_all
from grader.engine.cluster import grade_all as grade_on_cluster
from grader.engine.sandbox import INSTALL
from grader.engine.submission import Graded
from grader.regrade import tests_of

NOTES_SHOWN = 200  # characters


def run(
    root: Path,
    name: str,
    *,
    students: Sequence[str] = (),
    exercises: Sequence[str] = (),
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
    tests_of(course.paper, exercises)  # before anything takes time
    if jobs < 1:
        raise CourseError(f"--jobs: expected 1 or more, got {jobs}")
    if not course.submitted.is_dir():
        raise CourseError(
            f"put what students handed in into {course.submitted.name}/STUDENT/{name}/"
        )
    if not contained:
        print("Without the sandbox: students' code runs with your rights.", file=sys.stderr)
    results: list[Graded] = []
    interrupted, told = False, []
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
            found = course.find(students, exercises, force=force)
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
            there = [
                graded.student for graded in (*results, *found.unchanged) if not graded.problem
            ]
            told = course.told_of_times(there)
        finally:
            course.close()
    print(table([*results, *found.unchanged]))
    done = sum(not graded.problem for graded in results)
    seconds = time.perf_counter() - start
    rate = f", {60 * done / seconds:,.0f} a minute" if done else ""
    print(
        f"{name}: {done} graded in {seconds:.1f} s{rate}; {len(found.unchanged)} unchanged, "
        f"{len(results) - done} could not be graded"
        + (f"; only {', '.join(exercises)}" if exercises else "")
        + ("" if contained else "; without the sandbox")
    )
    for line in told:
        print(printable(line))
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
        rows.append((printable(graded.student), score, f"{graded.seconds:.2f}", printable(shown)))
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    return "\n".join(
        f"{name:<{widths[0]}}  {score:>{widths[1]}}  {seconds:>{widths[2]}}  {notes}".rstrip()
        for name, score, seconds, notes in rows
    )
