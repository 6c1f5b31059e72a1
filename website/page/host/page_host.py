"""Run the cells of a page as a notebook does, and hand what they show to the page as JSON."""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import json
import linecache
import symtable
import sys
import traceback
import types
from typing import Any, NamedTuple

PRINTED = 20_000  # characters of a cell's output that a page shows
KINDS = ("text/html", "image/svg+xml", "text/markdown", "text/plain")

cell: types.ModuleType  # the namespace of the page's cells
shown: list[dict[str, Any]] = []


def begin() -> None:
    """Forget everything that cells have defined."""
    global cell
    cell = types.ModuleType("__main__")
    sys.modules["__main__"] = cell


def show(thing: Any) -> None:
    """Show a thing below the cell that runs: the richest form it has that a page can show."""
    bundle = {}
    with contextlib.suppress(AttributeError):
        bundle = thing._repr_mimebundle_() or {}
    if isinstance(bundle, tuple):
        bundle = bundle[0]
    for name, kind in (("_repr_html_", "text/html"), ("_repr_svg_", "image/svg+xml")):
        if kind not in bundle and callable(getattr(thing, name, None)):
            bundle[kind] = getattr(thing, name)()
    bundle.setdefault("text/plain", repr(thing))
    kind = next(kind for kind in KINDS if bundle.get(kind))
    entry = {"kind": kind, "data": str(bundle[kind])[: 50 * PRINTED]}
    if type(thing).__name__ == "Report" and hasattr(thing, "exercise"):
        told = ("exercise", "score", "points", "word", "title", "lines", "passed", "tests")
        entry |= {"report": {name: getattr(thing, name) for name in (*told, "picture")}}
        entry["report"]["criteria"] = [str(one) for one in thing.told_criteria]
    shown.append(entry)


class _Printed(io.TextIOBase):
    """Takes what is printed, in order with what is shown, up to a length."""

    def __init__(self) -> None:
        self.left = PRINTED

    def write(self, text: str) -> int:
        taken = text[: self.left]
        self.left -= len(taken)
        if taken and shown and shown[-1]["kind"] == "stream":
            shown[-1]["data"] += taken
        elif taken:
            shown.append({"kind": "stream", "data": taken})
        return len(text)

    def writable(self) -> bool:
        return True


def run(name: str, source: str, keep_value: bool = True) -> str:
    """Run one cell and return, as JSON, what it showed and the error that ended it.

    A cell that fails leaves none of the names that its functions and classes would have had: what
    an earlier version of it has defined must not be taken for the present one.

    Parameters
    ----------
    name : str
        By which tracebacks call the cell.
    source : str
    keep_value : bool
        Whether the value of the last line is shown.

    Returns
    -------
    str
        `{"shown": [...], "error": null}`; an error has `kind`, `message`, `line` and `trace`.
    """
    shown.clear()
    filename, error = f"<cell {name}>", None
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    printed = _Printed()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            _run(source, filename, keep_value)
        except BaseException as raised:  # SystemExit and KeyboardInterrupt end the cell alone
            error = _told(raised, filename)
            for defined in _defined(source):
                cell.__dict__.pop(defined, None)
    if printed.left <= 0:
        shown.append({"kind": "stream", "data": f"\n[Only the first {PRINTED:,} characters]"})
    return json.dumps({"shown": shown, "error": error})


def _run(source: str, filename: str, keep_value: bool) -> None:
    tree = ast.parse(source, filename)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = ast.Expression(tree.body.pop().value)
    exec(compile(tree, filename, "exec"), cell.__dict__)
    if last is not None:
        value = eval(compile(last, filename, "eval"), cell.__dict__)
        if value is not None and keep_value:
            show(value)


def _defined(source: str) -> set[str]:
    """Return the functions and classes of a cell; of one that is not Python, those it begins."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        words = [line.split("(")[0].split(":")[0].split() for line in source.splitlines()]
        return {w[1] for w in words if len(w) == 2 and w[0] in ("def", "class")}
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds)}


def _told(error: BaseException, filename: str) -> dict[str, Any]:
    """Return an error for the page: the line of the cell, and a trace without our own frames."""
    line = None
    if isinstance(error, SyntaxError) and error.filename == filename:
        line = error.lineno
        trace = traceback.format_exception_only(error)
    else:
        frames = traceback.extract_tb(error.__traceback__)
        first = next((i for i, f in enumerate(frames) if f.filename == filename), len(frames))
        own = [frame for frame in frames if frame.filename == filename]
        line = own[-1].lineno if own else None
        head = "Traceback (most recent call last):\n"
        trace = [head, *traceback.format_list(frames[first:][-12:])]
        trace += traceback.format_exception_only(error)
    message = str(getattr(error, "msg", None) or error)
    kind = type(error).__name__
    return {"kind": kind, "message": message, "line": line, "trace": "".join(trace)[-PRINTED:]}


def needed(cells_json: str, index: int) -> str:
    """Return, as JSON, the earlier cells that a cell needs: those that make names it uses.

    Of a cell's imports only those are left whose names are used: a chapter imports in one cell what
    all its cells need, among it what a page does not have.

    Parameters
    ----------
    cells_json : str
        The sources of all code cells of the page, in order.
    index : int
        Of the cell.

    Returns
    -------
    str
        Pairs of index and source.
    """
    sources = json.loads(cells_json)
    wanted, found, kept = _names(sources[index]).used, [], set()
    for earlier in range(index - 1, -1, -1):
        names = _names(sources[earlier])
        if (names.bound | names.changed) & wanted:
            found.insert(0, earlier)
            kept |= wanted
            wanted = (wanted - names.bound) | names.used
    return json.dumps([(i, _with_imports_of(sources[i], kept)) for i in found])


def _with_imports_of(source: str, wanted: set[str]) -> str:
    """Return a cell without the names that it imports for nobody, itself included."""
    tree, kept = ast.parse(source), []
    own = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom))]
    wanted = wanted | {n.id for node in own for n in ast.walk(node) if isinstance(n, ast.Name)}
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [a for a in node.names if (a.asname or a.name).split(".")[0] in wanted]
            if len(names) < len(node.names):
                node.names = names
        if getattr(node, "names", True):
            kept.append(node)
    if len(kept) == len(tree.body) and ast.dump(tree) == ast.dump(ast.parse(source)):
        return source
    tree.body = kept
    return ast.unparse(tree)


class _Names(NamedTuple):
    """Names of a cell: those needed from before, those it binds, those whose thing it changes."""

    used: set[str]
    bound: set[str]
    changed: set[str]


def _names(source: str) -> _Names:
    """Return the names of a cell."""
    used, bound, changed = set(), set(), set()
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return _Names(used, bound, changed)
    for statement in tree.body:
        table = symtable.symtable(ast.unparse(statement), "cell", "exec")
        # What a loop or a `with` names is bound before its body reads it.
        heads = getattr(statement, "items", [statement])
        targets = (getattr(h, "optional_vars", None) or getattr(h, "target", None) for h in heads)
        if isinstance(statement, (ast.For, ast.With)):
            bound |= {n.id for t in targets if t for n in ast.walk(t) if isinstance(n, ast.Name)}
        own = _comprehended(statement)
        used |= _global_uses(table) - bound - own
        names = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
        bound |= names - own
        for node in ast.walk(statement):
            match node:
                case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                    changed.add(name)
                case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store()):
                    changed.add(name)
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
                    changed.add(name)  # a method called for what it does
    used -= set(dir(builtins))
    return _Names(used | changed - bound, bound, changed)


def _comprehended(statement: ast.stmt) -> set[str]:
    """Return the names that only comprehensions of a statement bind and read.

    Since Python 3.12 a symbol table counts them among those of what is around them.
    """
    kinds = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    own, inside = set(), set()
    for node in ast.walk(statement):
        if isinstance(node, kinds):
            targets = {n.id for g in node.generators for n in ast.walk(g.target) if _is_name(n)}
            own |= targets
            inside |= {id(n) for n in ast.walk(node) if _is_name(n) and n.id in targets}
    return own - {n.id for n in ast.walk(statement) if _is_name(n) and id(n) not in inside}


def _is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name)


def _global_uses(table: symtable.SymbolTable) -> set[str]:
    """Return the global names that a piece of code reads, its functions' included."""
    is_module = table.get_type() == "module"
    own = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (is_module or symbol.is_global())
    }
    return own.union(*(_global_uses(child) for child in table.get_children()))


begin()
