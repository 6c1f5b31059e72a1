"""Find what many submissions import, so that the sandbox imports it once and not in every fork."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

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


def popular(notebooks: Iterable[bytes]) -> tuple[str, ...]:
    """Return the modules of `MODULES` that at least `FEWEST` of the notebooks' files import."""
    counts = Counter(module for notebook in notebooks for module in _imported(notebook))
    return tuple(module for module in MODULES if counts[module] >= FEWEST)


def _imported(notebook: bytes) -> set[str]:
    found = set()
    for statement in set(_STATEMENT.findall(notebook)):
        words = {word.decode() for word in _WORD.findall(statement)}
        found |= {module for module in MODULES if words.issuperset(module.split("."))}
    return found
