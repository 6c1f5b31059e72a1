"""Generate the students' version of a problem set, after proving it.

nbgrader's own `generate_assignment` makes the files, in a temporary folder; they replace those in
`exercises/` only when everything is right, so that an interruption or a failed proof leaves the
last release as it was. The same input gives the same bytes.
"""

from __future__ import annotations

import filecmp
import io
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from checks import mistakes as diagnoses
from grader import adversary, proof
from grader.adversary import Tally
from grader.course import CourseError, sets, settings
from grader.proof import ProblemSet, Proof

FAULTS_SHOWN = 20


class ReleaseError(CourseError):
    """A problem set cannot be released; the text says why."""


@dataclass(frozen=True)
class Release:
    """A problem set, its proof, and the derived files that differ from what it should be.

    `tally` is what became of its mutants, where the set has random arguments for them and they
    were tried.
    """

    problem_set: ProblemSet
    proof: Proof
    stale: tuple[str, ...]
    tally: Tally | None = None


def release(
    root: Path,
    name: str,
    *,
    write: bool = True,
    progress: Callable[[Iterable], Iterable] = iter,
) -> Release:
    """Prove a problem set and bring its derived files up to date, or only say which are not.

    Parameters
    ----------
    root : Path
        The course's folder.
    name : str
        A folder in `solutions/`.
    write : bool
        Whether to write anything. Where True the set's mutants are tried as well, and it is entered
        in the gradebook.
    progress : callable
        Wraps the list of things to run.

    Raises
    ------
    ReleaseError
        There is no such set, its proof fails, or a mutant escapes. Nothing has been written then.
    """
    source = root / "solutions" / name
    if name not in sets(root):
        known = ", ".join(sets(root)) or "none"
        raise ReleaseError(f"{name}: no such problem set in solutions/ (there are: {known})")
    problem_set = proof.load(source)
    proved = proof.prove(problem_set, progress=progress)
    if proved.faults:
        listed = _listed(proved.faults)
        raise ReleaseError(f"{name}: the proof failed, nothing was written.\n{listed}")
    tally = None
    if write and (source / adversary.FILE_NAME).exists():
        made = adversary.mutants_of(problem_set)
        tried = adversary.at_release(source, made)
        tally = adversary.attack(source, problem_set, progress(tried))
        tally.of = len(made)
    if tally and tally.escaped:
        listed = _listed([f"{m.exercise} ({m.origin}): {m.statement}" for m in tally.escaped])
        raise ReleaseError(f"{name}: wrong answers pass the tests, nothing was written.\n{listed}")
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        copy = Path(folder)
        skipped = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(source, copy / "solutions" / name, ignore=skipped)
        known = copy / "solutions" / name / diagnoses.FILE_NAME
        known.write_text(diagnoses.dumps(proved.known), encoding="utf-8")
        _generate(root, copy, name, in_gradebook=write)
        derived = [
            (known, source / known.name),
            *(
                (path, root / path.relative_to(copy))
                for path in sorted((copy / "exercises" / name).rglob("*"))
                if path.is_file()
            ),
        ]
        stale = [target for new, target in derived if not _same(new, target)]
        stale += _left_over(root / "exercises" / name, {target for _, target in derived})
        if write and stale:
            shutil.copyfile(known, source / known.name)
            _replace(copy / "exercises" / name, root / "exercises" / name)
    told = tuple(str(path.relative_to(root)) for path in stale)
    return Release(problem_set, proved, told, tally)


def _listed(faults: Sequence[str]) -> str:
    lines = [f"  - {fault}" for fault in faults[:FAULTS_SHOWN]]
    if len(faults) > FAULTS_SHOWN:
        lines.append(f"  … and {len(faults) - FAULTS_SHOWN} more")
    return "\n".join(lines)


def enter(root: Path, name: str) -> None:
    """Enter a problem set in the gradebook as it is in `solutions/`, and write nothing else."""
    with tempfile.TemporaryDirectory(prefix="enter-") as folder:
        skipped = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(
            root / "solutions" / name, Path(folder) / "solutions" / name, ignore=skipped
        )
        _generate(root, Path(folder), name, in_gradebook=True)


def _generate(root: Path, copy: Path, name: str, *, in_gradebook: bool) -> None:
    """Run nbgrader's `generate_assignment` on the copy of a course."""
    config = settings(root)
    config.CourseDirectory.root = str(copy)
    config.CourseDirectory.assignment_id = name
    if not in_gradebook:  # what nbgrader's own flag --no-db sets
        config.SaveCells.enabled = False
        config.GenerateAssignment.no_database = True
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    # A logger of its own: nbgrader tells through it what goes wrong, and much that does not.
    converter.log = logging.Logger("generate_assignment", level=logging.ERROR)
    said = io.StringIO()
    converter.log.addHandler(logging.StreamHandler(said))
    try:
        converter.start()
    except NbGraderException as error:
        raise ReleaseError(
            f"{name}: nbgrader could not generate it.\n{said.getvalue().strip()}"
        ) from error


def _same(new: Path, target: Path) -> bool:
    return target.exists() and filecmp.cmp(new, target, shallow=False)


def _left_over(folder: Path, expected: set[Path]) -> list[Path]:
    """Return the files of an older release that the new one does not have."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in expected and ".ipynb_checkpoints" not in path.parts
    ]


def _replace(new: Path, target: Path) -> None:
    """Put a folder in another's place, so that at no moment a half-written one stands there."""
    target.parent.mkdir(exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(new, beside)
    if target.exists():
        shutil.rmtree(target)
    beside.rename(target)
