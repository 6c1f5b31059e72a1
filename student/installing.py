"""What to type so that something is installed into the Python that the course runs in.

The course is installed from a file or folder, not from a package index: its name there could be
anybody's. So what is missing is named by the requirements themselves.
"""

from __future__ import annotations

import json
import sys
from importlib import metadata, util

from packaging.requirements import Requirement

from student.shipped import DISTRIBUTION


def extra(name: str) -> str:
    """Return the command that installs what an extra of the course needs, such as ``keras``."""
    chosen = []
    for text in metadata.requires(DISTRIBUTION) or ():
        one = Requirement(text)
        if one.marker and one.marker.evaluate({"extra": name}) and not one.marker.evaluate():
            chosen.append(f'"{one.name}{one.specifier}"')
    return f"{_installer()} {' '.join(chosen)}"


def again() -> str:
    """Return the command that installs the course once more from where it came."""
    origin = metadata.distribution(DISTRIBUTION).read_text("direct_url.json")
    where = json.loads(origin)["url"] if origin else "PATH-OF-THE-WHEEL"
    return f'{_installer()} --force-reinstall "{where}"'


def _installer() -> str:
    """Return how this Python is installed into; environments of uv have no pip."""
    if util.find_spec("pip") is None:
        return f'uv pip install --python "{sys.executable}"'
    return f'"{sys.executable}" -m pip install'
