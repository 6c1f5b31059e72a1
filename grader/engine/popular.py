"""Find what many submissions import, so that the sandbox imports it once and not in every fork."""

from __future__ import annotations

import re
from collections.abc import Mapping

# No others: what is imported before the forks must not start threads, or be a student's to choose.
MODULES = (
    "matplotlib.pyplot", "pandas", "scipy.optimize", "scipy.special", "scipy.stats", "scratchnet",
    "sklearn.compose", "sklearn.impute", "sklearn.metrics", "sklearn.model_selection",
    "sklearn.pipeline", "sklearn.preprocessing", "statistics",
)  # fmt: skip
FEWEST = 2  # submissions
_PACKAGES = "|".join(sorted({name.split(".")[0] for name in MODULES}))
_STATEMENT = re.compile(rf'\b(?:from|import) +((?:{_PACKAGES})\b[^\\"]*)'.encode())
_WORD = re.compile(rb"\w+")


def popular(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the modules that at least `FEWEST` notebooks import; `counts` says how many do."""
    return tuple(module for module in MODULES if counts.get(module, 0) >= FEWEST)


def imported(notebook: bytes) -> set[str]:
    """Return which of `MODULES` a notebook's file imports."""
    found = set()
    for statement in set(_STATEMENT.findall(notebook)):
        words = {word.decode() for word in _WORD.findall(statement)}
        found |= {module for module in MODULES if words.issuperset(module.split("."))}
    return found
