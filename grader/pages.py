"""Pages for people: feedback for each student, and a report of the class.

Every page is one file without scripts or anything from outside, so that it can be mailed, uploaded
and read anywhere. What students wrote is shown as text and never as HTML.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from checks.report import marked_up
from grader.engine.late import duration


def render(template: str, **values: Any) -> str:
    """Fill in a template of `grader/templates`; everything is escaped."""
    environment = Environment(
        loader=PackageLoader("grader"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda value: f"{round(value, 2):g}"
    environment.filters["duration"] = duration
    # The one piece of mark-up in a message: what stands in backquotes is code.
    environment.filters["code"] = lambda line: Markup(marked_up(line))
    return environment.get_template(template).render(**values)


def write(path: Path, text: str) -> None:
    """Write a page, in one step: the old one stays until the new one is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", errors="replace")
    os.replace(part, path)
