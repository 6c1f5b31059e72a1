"""What the course ships and nobody may hand in: in a student's process only its names are there.

Where a set asks for a softmax, the course's own softmax must not be the answer. So in the processes
that students' code runs in, the modules of `COURSE` hold no code: whatever is imported from one is
a `Shipped`, and a call of that asks the examiner, who makes it only while an exercise is tested
that builds on it. The folders are covered as well (`places`), so that there is no file
to read and no code object to copy. Of other libraries that would do the work, those that the set
itself does not use cannot be imported.
"""

from __future__ import annotations

import importlib.util
import sys
import types
from collections.abc import Callable, Iterable
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any

from checks.shipped import ASKED

FIGURES = "coursebook.figures"
TEXT = "text"  # in place of an error: the answer is the function's text
COURSE = ("scratchnet", "coursebook.given", "coursebook.models.helpers", FIGURES)
LIBRARIES = ("autograd", "jax", "keras", "scipy", "sklearn", "statsmodels", "tensorflow", "torch")


class NotGivenError(Exception):
    """The course's own function was called where the exercise asks for it."""


def is_course(module: str) -> bool:
    """Tell whether a module is one of `COURSE`, or below one."""
    return _is_in(module, COURSE)


def places(modules: Iterable[str]) -> list[str]:
    """Return the folders and files in which these modules are, as far as they are installed."""
    found: list[str] = []
    for name in modules:
        spec = importlib.util.find_spec(name)
        if spec is not None:
            found += list(spec.submodule_search_locations or [str(spec.origin)])
    return found


def hide(names: Iterable[str]) -> None:
    """Let names stand for the modules of the course among these, and nothing for the others."""
    sys.meta_path.insert(0, _Finder(tuple(names)))


def answer_with(ask: Callable[[str, str, tuple, dict], Any]) -> None:
    """Have calls of the course's functions answered by `ask(module, name, args, kwargs)`."""
    _answering[:] = [ask]


class Shipped:
    """Stands for a function of the course, or for whatever else a module of it holds."""

    def __init__(self, module: str, name: str) -> None:
        self.__module__, self.__name__ = module, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask for the result; figures are not drawn while work is graded."""
        if _is_in(self.__module__, (FIGURES,)):
            return None
        if not _answering:
            raise NotGivenError(f"`{self.__module__}.{self.__name__}`: {ASKED}")
        return _answering[0](self.__module__, self.__name__, args, kwargs)

    def __getattr__(self, name: str) -> Shipped:
        if name.startswith("__"):
            raise AttributeError(name)
        return Shipped(f"{self.__module__}.{self.__name__}", name)

    def __repr__(self) -> str:
        return f"<{self.__name__} of {self.__module__}>"


_answering: list[Callable[[str, str, tuple, dict], Any]] = []


class ActivationFunction(Shipped):
    """Stands for an activation: messages call it by its class, and so they do in a notebook."""


class function(Shipped):  # noqa: N801
    """Stands for a function, which messages call so."""


class _Names(types.ModuleType):
    """A module that holds a `Shipped` under every name."""

    def __getattr__(self, name: str) -> Shipped:
        if name.startswith("__"):
            raise AttributeError(name)
        kind = ActivationFunction if self.__name__ == "scratchnet.activations" else function
        return kind(self.__name__, name)


class _Finder(MetaPathFinder, Loader):
    """Finds the hidden modules before anything else does."""

    def __init__(self, hidden: tuple[str, ...]) -> None:
        self._hidden = hidden

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if not _is_in(fullname, self._hidden):
            return None
        if is_course(fullname):
            return ModuleSpec(fullname, self, is_package=True)
        raise ModuleNotFoundError(
            f"`{fullname.partition('.')[0]}` is not there while this set is graded: what it would "
            "do for you is what the exercises ask you to write",
            name=fullname,
        )

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return _Names(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def _is_in(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
