"""In the student's process: cells that are Python only in a notebook."""

from __future__ import annotations

import ast
import contextlib
import importlib
import types
from functools import cache
from typing import Any


def is_for_a_shell(source: str) -> bool:
    """Return whether what is not Python is so in a notebook: magics, `!command`, `await`."""
    from IPython.core.inputtransformer2 import TransformerManager

    changed = TransformerManager().transform_cell(source)
    with contextlib.suppress(SyntaxError):
        compile(changed, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        return True
    return False


def run(source: str, module: types.ModuleType) -> Any:
    """Run a cell with magics, shell commands or a top-level await, as a notebook does.

    Parameters
    ----------
    source : str
    module : ModuleType
        The notebook's `__main__`, whose names the cell reads and makes.

    Returns
    -------
    object
        The value that a notebook would show.
    """
    from traitlets.config import Config

    shell = _shell().instance(
        config=Config({"HistoryManager": {"enabled": False}}),
        user_module=module,
        user_ns=module.__dict__,
    )
    ran = shell.run_cell(source, store_history=False)
    ran.raise_error()
    return None if source.rstrip().endswith(";") else ran.result


@cache  # one class: a second one would not be given the only instance that there is
def _shell() -> Any:
    # Here, not above: a class needs its base, and IPython is imported only where a cell needs it.
    from IPython.core.displayhook import DisplayHook
    from IPython.core.interactiveshell import InteractiveShell

    class Hook(DisplayHook):
        """Keeps the value of the last line, and writes nothing."""

        def __call__(self, result: Any = None) -> None:
            self.fill_exec_result(result)

    class Shell(InteractiveShell):
        """A shell without a window, that leaves values and errors to its caller."""

        displayhook_class = Hook

        def enable_gui(self, gui: Any = None) -> None:
            pass

        def enable_matplotlib(self, gui: Any = None) -> tuple[Any, Any]:
            told = super().enable_matplotlib(gui)
            # Nothing shows figures here; `figures.drawn` takes them when the cell ends.
            importlib.import_module("matplotlib.pyplot").switch_backend("agg")
            return told

        def showtraceback(self, *args: Any, **kwargs: Any) -> None:
            pass

    return Shell
