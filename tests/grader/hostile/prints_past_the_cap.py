"""Takes away the cap on what a cell may print, in its own process, and prints in many cells."""

UNCAPPED = """
import sys

student, shown = (sys.modules[f"grader.engine.{name}"] for name in ("student", "shown"))
shown.Capped.write = lambda self, text: self._parts.append(text)
student.clipped = shown.clipped = lambda text, limit: text
shown.TRACEBACK_SHOWN = student.SHOWN = 10**9
"""
LOUD = "print('x' * 20_000_000)\nraise ValueError('y' * 20_000_000)"


def notebook(content):
    """Add loud cells to a notebook whose answers are right."""
    cells = content["cells"]
    for source in [LOUD] * 4 + [UNCAPPED]:
        cells.insert(2, {"cell_type": "code", "source": source, "metadata": {}})
    return content


answers = {}
scores = {}  # the notebook that it gets back is cut all the same
