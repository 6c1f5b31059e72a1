"""Find out whether the version of a function that is tested is the newest one that was written."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence


def newest_fails(name: str) -> str:
    """Say that the newest version of a function has an error, so that an older one is tested.

    Looks at the cells that were run in this notebook. Returns an empty string where the newest
    version is in order, and wherever there is no notebook.
    """
    shell_module = sys.modules.get("IPython.core.getipython")
    shell = shell_module.get_ipython() if shell_module else None
    cells = getattr(shell, "user_ns", {}).get("In") if shell else None
    return told(name, cells) if isinstance(cells, list) else ""


def told(name: str, cells: Sequence[str]) -> str:
    """Say it of these cells, in the order in which they were run."""
    defines = re.compile(rf"^[ \t]*def[ \t]+{re.escape(name)}\b", re.MULTILINE)
    versions = [cell for cell in cells if isinstance(cell, str) and defines.search(cell)]
    if not versions:
        return ""
    try:
        compile(versions[-1], "<cell>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f" in line {line}" if line else ""
        what = getattr(error, "msg", None) or str(error)
        which = "the version before it is tested" if len(versions) > 1 else "it is not defined"
        return f"Your newest version of `{name}` has an error{where} ({what}), so {which}."
    return ""
