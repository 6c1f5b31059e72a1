"""Known mistakes and accepted variants of an exercise, as data.

`solutions/<set>/mistakes.py` and `accepted.py` hold functions whose body is a complete answer
cell. The function is never called: its body is taken as text, put in the answer cell's place, and
run as a student's would be.

    @mistake("relu", "You return the larger of the wrong two.")
    def relu_minimum():
        def relu(x):
            return np.minimum(0, x)

A plain function of the file that an answer names is put behind it: what is right but for one step
can call the right one, which the notebook does not give while it is asked for.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from runpy import run_path

from grader.course import CourseError


@dataclass(frozen=True)
class Variant:
    """An answer cell for one exercise.

    Attributes
    ----------
    exercise, name : str
        The exercise it answers and what tells it from the others.
    source : str
        The cell's text.
    message : str
        The sentence that a mistake deserves; empty for an accepted variant.
    """

    exercise: str
    name: str
    source: str
    message: str = ""


def mistake(exercise: str, message: str) -> Callable[[Callable], Variant]:
    """Make the decorated function a known mistake of an exercise, with its message."""
    return lambda function: Variant(exercise, _name(function), _body(function), message)


def accepted(exercise: str) -> Callable[[Callable], Variant]:
    """Make the decorated function an accepted variant of an exercise."""
    return lambda function: Variant(exercise, _name(function), _body(function))


def load(path: Path) -> list[Variant]:
    """Read all variants that a file defines, in order; a file that is not there has none."""
    if not path.exists():
        return []
    # Unlike an import, this leaves no __pycache__ in the folder that nbgrader copies from.
    try:
        found = run_path(str(path))
    except Exception as error:  # it is a program, and may stop with anything
        told = f"{type(error).__name__}: {error}"
        raise CourseError(f"{path}: it stopped with {told}") from error
    right = {
        name: inspect.getsource(value)
        for name, value in found.items()
        if inspect.isfunction(value) and value.__code__.co_filename == str(path)
    }
    return [_with(right, value) for value in found.values() if isinstance(value, Variant)]


def _with(right: dict[str, str], variant: Variant) -> Variant:
    names = {node.id for node in ast.walk(ast.parse(variant.source)) if isinstance(node, ast.Name)}
    behind = [f"\n\n{right[name]}" for name in sorted(names & right.keys())]
    return replace(variant, source=variant.source + "".join(behind))


def _name(function: Callable) -> str:
    return function.__name__.replace("_", " ")


def _body(function: Callable) -> str:
    """Return the text of a function's body, without its docstring."""
    text = textwrap.dedent(inspect.getsource(function))
    definition = ast.parse(text).body[0]
    first = definition.body[1 if ast.get_docstring(definition) else 0]
    # A decorated statement begins at its decorator.
    start = min([first.lineno, *(item.lineno for item in getattr(first, "decorator_list", []))])
    return textwrap.dedent("\n".join(text.splitlines()[start - 1 :])) + "\n"
