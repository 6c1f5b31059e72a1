"""Lend a function of the course to a student's process, for an exercise that builds on it.

Where it stands on its own in its module, its text is lent, with what it uses there and nothing
else: a training loop calls it hundreds of times. Any other is called here, call by call.
"""

from __future__ import annotations

import ast
import inspect
import sys
import types
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

from checks.limit import TimeLimit, TooSlowError
from checks.shipped import ASKED, NOT_GIVEN
from grader.engine import messages, reserved
from grader.engine.wire import Drawing, encode

GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")


def lend(asked: messages.Borrow, lent: Iterable[Any], seconds: float) -> messages.Answer:
    """Answer a student's process that calls a function of the course.

    Parameters
    ----------
    asked : Borrow
        What its call was. It may be anything.
    lent : functions
        Those that may be borrowed now.
    seconds : float
        Time limit of a call.
    """
    home = sys.modules.get(asked.module) if reserved.is_course(asked.module) else None
    function = vars(home).get(asked.name) if home else None
    if function is None or not any(function is one for one in lent):
        told = f"`{asked.module[:80]}.{asked.name[:80]}`: {ASKED}"
        return messages.Answer(None, NOT_GIVEN, told)
    if type(function) is types.FunctionType and (text := text_of(function)):
        return messages.Answer([function.__name__, text], reserved.TEXT, "")
    drawn: list[np.random.Generator] = []
    try:
        args = _argument(asked.args, drawn)
        kwargs = {str(name): _argument(value, drawn) for name, value in asked.kwargs.items()}
        with TimeLimit(seconds):
            value = function(*args, **kwargs), drawn
        encode(value)
        return messages.Answer(value, "", "")
    except TooSlowError:
        return messages.Answer(None, "TimeoutError", f"stopped after {seconds:g} seconds")
    except Exception as error:
        return messages.Answer(None, type(error).__name__, str(error)[:1000])


@cache
def text_of(function: types.FunctionType) -> str:
    """Return the text of a function and of all that it uses in its module.

    Empty where it uses another module of the course, which is not there over there.
    """
    tree = ast.parse(inspect.getsource(sys.modules[function.__module__]))
    defined = {name: node for node in tree.body for name in _bound(node)}
    used: list[ast.stmt] = []
    names = [function.__name__]
    while names:
        node = defined.get(names.pop())
        if node is None or node in used:
            continue
        if isinstance(node, ast.ImportFrom) and reserved.is_course(node.module or ""):
            return ""
        used.append(node)
        names += [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    lines = [ast.unparse(node) for node in tree.body if node in used]
    return "\n".join(["from __future__ import annotations", *lines])


def _bound(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Import() | ast.ImportFrom():
            return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
        case ast.Assign():
            return [target.id for target in node.targets if isinstance(target, ast.Name)]
        case ast.With():  # in which an import is kept quiet
            return [name for inner in node.body for name in _bound(inner)]
    return []


def _argument(value: Any, drawn: list[np.random.Generator]) -> Any:
    """Return a borrower's argument: numbers, arrays, and lists, tuples, dicts and generators.

    The generators are added to `drawn`. TypeError for anything else, such as a text: what may be
    repeated takes memory that nobody counts.
    """
    kind = type(value)
    if value is None or kind in (bool, int, float, np.ndarray) or issubclass(kind, np.number):
        return value
    if kind in (list, tuple):
        return kind(_argument(item, drawn) for item in value)
    if kind is dict:
        return {key: _argument(item, drawn) for key, item in value.items()}
    if kind is Drawing and value.kind in GENERATORS:
        bits = getattr(np.random, value.kind)(0)
        bits.state = value.state
        drawn.append(np.random.Generator(bits))
        return drawn[-1]
    raise TypeError(f"a {kind.__name__} cannot be handed to a function of the course in grading")
