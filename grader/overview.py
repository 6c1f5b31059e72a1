"""`grader report`: a page about the class, with what it found hard and what it misunderstood.

Two numbers describe an exercise, as in classical test theory [Ebel & Frisbie 1991, chapter 13].
Its *difficulty* is the mean share of its points that students earned: 1 is easy, 0 is hard. Its
*discrimination* is the correlation, over students, of that share with the share that they earned
in all other exercises: near 0, or below, the exercise does not tell who knows the subject, which
often means that it is unclear or that its tests are wrong.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader import pages, results, times
from grader.course import settings
from grader.engine.late import Late
from grader.marks import due
from grader.results import KINDS, Result

FEW = 10  # students, below which a correlation says nothing
BINS = 10


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise over the class.

    Attributes
    ----------
    name : str
    points : float
    full, none : int
        Students with all points, and with none.
    difficulty : float
        Mean share of the points.
    discrimination : float or None
        See the module's text; None for a class of fewer than `FEW`, or where all have the same.
    mistakes : list of (sentence, count)
        Known mistakes that the checks named, most common first.
    others : dict of str to list of str
        Students who lost points without a mistake being named, by what became of their answer:
        `unknown`, `crashed`, `endless` or `blank`.
    missed : list of (criterion, count)
        Criteria that partly right answers missed, most common first.
    """

    name: str
    points: float
    full: int
    none: int
    difficulty: float
    discrimination: float | None
    mistakes: list[tuple[str, int]]
    others: dict[str, list[str]]
    missed: list[tuple[str, int]]


@dataclass(frozen=True)
class Overview:
    """What the page shows.

    Attributes
    ----------
    title : str
    points : float
        Points possible.
    scores : array of shape (n_students,)
    exercises : list of ExerciseRow
    notes : list of (kind, student, text)
        Tampering first, then accidents, then incidents.
    late : list of (student, Late)
        Who handed in late, the latest first.
    gaps : dict
        Limits that the kernel did not hold, each with how many submissions were graded so.
    seconds : array
        What running each submission took, where that is known.
    """

    title: str
    points: float
    scores: np.ndarray
    exercises: list[ExerciseRow]
    notes: list[tuple[str, str, str]]
    late: list[tuple[str, Late]]
    gaps: dict[str, int]
    seconds: np.ndarray


def summarize(found: list[Result]) -> Overview:
    """Compute what the page shows from the results of a class, at least one."""
    names = [exercise.name for exercise in found[0].exercises]
    shares = np.array(
        [[exercise.score / (exercise.points or 1) for exercise in item.exercises] for item in found]
    )
    points = np.array([exercise.points for exercise in found[0].exercises])
    rows = []
    for k, name in enumerate(names):
        answers = [item.exercises[k] for item in found]
        mistakes = Counter(answer.mistake for answer in answers if answer.kind == "named")
        lost = [answer for answer in answers if answer.word != "passed"]
        rows.append(
            ExerciseRow(
                name,
                float(points[k]),
                full=len(answers) - len(lost),
                none=sum(answer.word == "not passed" for answer in answers),
                difficulty=float(shares[:, k].mean()),
                discrimination=_discrimination(shares * points, k),
                mistakes=mistakes.most_common(),
                others={
                    kind: [item.student for item in found if item.exercises[k].kind == kind]
                    for kind in KINDS[1:]
                },
                missed=Counter(name for one in answers for name in one.missed).most_common(),
            )
        )
    order = ["tampering", "accident", "incident"]
    notes = sorted(
        ((kind, item.student, text) for item in found for kind, text in item.notes),
        key=lambda note: (order.index(note[0]) if note[0] in order else len(order), note[1]),
    )
    return Overview(
        found[0].title,
        found[0].points,
        np.array([item.score for item in found]),
        rows,
        notes,
        sorted(
            ((item.student, item.late) for item in found if item.late.seconds),
            key=lambda pair: -pair[1].seconds,
        ),
        dict(Counter(gap for item in found for gap in item.gaps)),
        np.array([item.seconds for item in found if item.seconds is not None]),
    )


def write(root: Path, problem_set: str) -> Path:
    """Write the page as `reports/SET.html` and return its path; for errors see `results.read`."""
    found = results.read(root, problem_set)
    overview = summarize(found)
    submitted = root / settings(root).CourseDirectory.get("submitted_directory", "submitted")
    students = [item.student for item in found]
    told = times.told(submitted, problem_set, students) if due(root, problem_set) else []
    counts, edges = np.histogram(overview.scores, bins=BINS, range=(0, overview.points or 1))
    bars = [
        (float(low), float(high), int(count))
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    path = root / "reports" / f"{problem_set}.html"
    text = pages.render(
        "overview.html",
        o=overview,
        median=float(np.median(overview.scores)),
        typical=float(np.median(overview.seconds)) if overview.seconds.size else 0.0,
        bars=bars,
        tallest=max(1, int(counts.max())),
        few=FEW,
        times=told,
        set=problem_set,
        feedback=f"../{settings(root).CourseDirectory.get('feedback_directory', 'feedback')}",
    )
    pages.write(path, text)
    return path


def _discrimination(earned: np.ndarray, k: int) -> float | None:
    """Correlation of one column with the sum of the others, over rows."""
    rest = earned.sum(axis=1) - earned[:, k]
    if len(earned) < FEW or np.ptp(earned[:, k]) == 0 or np.ptp(rest) == 0:
        return None
    return float(np.corrcoef(earned[:, k], rest)[0, 1])
