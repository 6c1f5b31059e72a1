"""Run an answered notebook from the top in a Python of its own, and tell what its tests say."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from student.shipped import StudentError, read

SECONDS_PER_CELL = 300
QUIET = "--IPKernelApp.log_level=ERROR"  # what the kernel has to say about itself helps nobody


@dataclass(frozen=True)
class Said:
    """What one test cell said.

    Attributes
    ----------
    exercise : str
    points, of : float
        Earned with the visible tests, and to be had.
    text : str
        The report, in the check's own words.
    """

    exercise: str
    points: float
    of: float
    text: str


def grading(cell: dict) -> dict:
    """Return what nbgrader keeps about a cell; an empty dictionary for a cell of another kind."""
    found = cell["metadata"].get("nbgrader", {})
    return found if isinstance(found, dict) else {}


def check(path: Path, tell: Callable[[str], None] = lambda text: None) -> Iterator[Said]:
    """Run a notebook and yield what each test cell says, as soon as it has been run.

    The file itself is not changed.

    Parameters
    ----------
    path : Path
    tell : callable
        Is given a line before each test cell, as a sign of life.

    Raises
    ------
    StudentError
        The file is no notebook with exercises, or its Python ended on the way.
    """
    read(path)
    import nbformat
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    if not any(grading(cell).get("grade") for cell in notebook.cells):
        raise StudentError(f"{path} has no test cells: it is not a notebook of this course.")
    # The Python that runs this command, whatever kernels are registered on the machine.
    manager = AsyncKernelManager()
    manager._kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", QUIET],
        display_name="Python",
        language="python",
    )
    client = NotebookClient(
        notebook,
        km=manager,
        allow_errors=True,
        timeout=SECONDS_PER_CELL,
        resources={"metadata": {"path": str(path.resolve().parent)}},
    )
    exercise = ""
    with client.setup_kernel():
        for number, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            about = grading(cell)
            if about.get("grade"):
                tell(exercise)
            try:
                client.execute_cell(cell, number)
            except CellTimeoutError:
                raise StudentError(
                    f"{path}: cell {number + 1} took more than {SECONDS_PER_CELL} seconds. Look "
                    "for a loop in it that never ends."
                ) from None
            except DeadKernelError:
                raise StudentError(
                    f"{path}: Python ended in cell {number + 1}. What it ran there needs too much "
                    "memory, or ends the program (exit, quit)."
                ) from None
            if about.get("grade"):
                yield _said(exercise or str(about["grade_id"]), float(about["points"]), cell)
            elif about.get("solution"):
                exercise = str(about["grade_id"])


def _said(exercise: str, of: float, cell: dict) -> Said:
    texts, points = [], 0.0
    for output in cell.outputs:
        if output.output_type == "error":
            texts.append(f"{output.ename}: {output.evalue}")
        elif output.output_type == "execute_result":  # the cell's value: its points
            value = output.data.get("text/plain", "")
            points = float(value) if value.replace(".", "", 1).isdigit() else 0.0
        elif output.output_type == "display_data":
            texts.append(output.data.get("text/plain", ""))
        elif output.output_type == "stream":
            texts.append(output.text)
    return Said(exercise, points, of, "\n".join(text.rstrip() for text in texts if text.strip()))
