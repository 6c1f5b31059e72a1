"""Check many answers to one problem set as its page does; run inside a page's Python and natively.

Takes a job from the variable `job`, or from the file that is named, and gives a report for each
answer.
Nothing here may import what a page does not have.
"""

import json
import sys
from pathlib import Path
from typing import Any

import page_host

SHOWN = ("word", "score", "lines", "criteria")


def reports(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the tests say of each answer.

    Parameters
    ----------
    job : dict
        `given`: sources of the given cells; `answers` and `tests`: sources by exercise, in the
        notebook's order, the answers right; `cases`: triples of exercise, name and source.

    Returns
    -------
    list of dict
        What `SHOWN` names of the report; of what gave none, `error`.
    """
    for i, source in enumerate(job["given"]):
        _run(f"given {i}", source)
    for exercise, source in job["answers"].items():
        _run(exercise, source)
        _run(f"test_{exercise}", job["tests"][exercise])  # later tests use names of earlier ones
    found, names = [], dict(page_host.cell.__dict__)
    for exercise, _, source in job["cases"]:
        page_host.cell.__dict__.clear()  # of what the answers before it have left
        page_host.cell.__dict__.update(names)
        page_host.run(exercise, source)
        told = json.loads(page_host.run(f"test_{exercise}", job["tests"][exercise]))
        shown = [one["report"] for one in told["shown"] if "report" in one]
        if shown:
            found.append({name: shown[-1][name] for name in SHOWN})
        else:
            found.append({"error": told["error"] and told["error"]["trace"]})
    return found


def _run(name: str, source: str) -> None:
    told = json.loads(page_host.run(name, source))
    if told["error"]:
        raise RuntimeError(f"{name}: {told['error']['trace']}")


if "job" in globals():
    result = json.dumps(reports(json.loads(globals()["job"])))
elif __name__ == "__main__":
    print(json.dumps(reports(json.loads(Path(sys.argv[1]).read_text("utf-8")))))
