"""Mutants of a right answer: the same cell with one small thing changed, by rules on its syntax.

Every rule stands for a slip that people make: a comparison made strict, a sign, a factor, an axis,
a mean for a sum, a forgotten statement, a range that ends too early. The tests of an exercise are
good when no mutant passes them that computes something else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COMPARED = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
COMPUTED = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult,),
}
NOT_COMMUTATIVE = (ast.Sub, ast.Div, ast.Pow, ast.MatMult)
# Names that are taken for one another; a word of Keras, such as a loss, stands here too.
TAKEN_FOR = [
    ("mean", "sum"),
    ("max", "min"),
    ("maximum", "minimum"),
    ("argmax", "argmin"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("log", "log2"),
    ("log1p", "log"),
    ("exp", "exp2"),
    ("std", "var"),
    ("abs", "negative"),
    ("append", "extend"),
    ("relu", "sigmoid"),
    ("sigmoid", "tanh"),
    ("tanh", "relu"),
    ("softmax", "sigmoid"),
    ("adam", "sgd"),
    ("Adam", "SGD"),
    ("binary_crossentropy", "mean_squared_error"),
    ("categorical_crossentropy", "mean_squared_error"),
    ("he_normal", "glorot_uniform"),
    ("val_loss", "loss"),
]
OTHER_WORD: dict[str, set[str]] = {}
for one, other in TAKEN_FOR:
    OTHER_WORD.setdefault(one, set()).add(other)
    OTHER_WORD.setdefault(other, set()).add(one)


# What may be added to a call of Keras, in place of a setting of the same name.
ADDED = {
    "Dense": (
        "use_bias=False",
        "activation='leaky_relu'",
        "kernel_initializer='he_normal'",
        "kernel_initializer='random_normal'",
        "bias_initializer='ones'",
        "kernel_regularizer='l2'",
    ),
    "Adam": ("learning_rate=0.01", "beta_1=0.8", "beta_2=0.99", "epsilon=0.001", "amsgrad=True"),
    "compile": (
        "optimizer=keras.optimizers.Adam(learning_rate=0.01)",
        "optimizer=keras.optimizers.Adam(beta_1=0.8)",
        "optimizer='rmsprop'",
        "loss='hinge'",
        "loss=keras.losses.BinaryCrossentropy(from_logits=True)",
    ),
    "fit": (
        "shuffle=False",
        "validation_split=0.2",
        "initial_epoch=1",
        "steps_per_epoch=1",
        "class_weight={0: 1.0, 1: 2.0}",
        "callbacks=[keras.callbacks.EarlyStopping('loss', patience=3)]",
    ),
}
# Arguments that a call of these may have without their names, in order.
IN_ORDER = {"Adam": ("learning_rate",), "compile": ("optimizer", "loss")}


@dataclass(frozen=True)
class Mutant:
    """A changed answer cell.

    Attributes
    ----------
    exercise : str
    origin : str
        Which answer was changed: `solution`, or the name of an accepted variant.
    source, parent : str
        The cell's text, after and before the change.
    statement : str
        The changed statement, or for a change of the function as a whole, the rule.
    """

    exercise: str
    origin: str
    source: str
    statement: str
    parent: str


def of_answer(exercise: str, origin: str, source: str) -> Iterator[Mutant]:
    """Make all mutants of an answer cell; texts that differ in layout only come once."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a notebook's own syntax, such as a magic
        return
    seen = {ast.unparse(tree)}
    for statement in [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]:
        for parent, field, place, new in _changes(statement):
            old = getattr(parent, field)
            _put(parent, field, place, new)
            text = ast.unparse(ast.fix_missing_locations(tree))
            told = ast.unparse(statement).splitlines()[0]
            setattr(parent, field, old)
            if text not in seen:
                seen.add(text)
                yield Mutant(exercise, origin, text, told, source)
    for rule, text in _whole(exercise, tree):
        yield Mutant(exercise, origin, text, rule, source)


def _put(parent: ast.AST, field: str, place: int | None, new: Any) -> None:
    """Put a node, or for a statement a list of nodes, in a field's place."""
    if place is None:
        setattr(parent, field, new)
        return
    items = list(getattr(parent, field))
    items[place : place + 1] = new if isinstance(new, list) else [new]
    setattr(parent, field, items)


def _changes(statement: ast.stmt) -> Iterator[tuple[ast.AST, str, int | None, Any]]:
    """Yield parent, field, place and what to put there, for each change within a statement."""
    for field, place, new in _of_statement(statement):
        yield statement, field, place, new
    inner = [statement]
    while inner:
        parent = inner.pop()
        for field, value in ast.iter_fields(parent):
            for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.stmt):
                    if _may_go(child):
                        yield parent, field, place, ast.Pass()
                elif isinstance(child, ast.AST):
                    inner.append(child)
                    if isinstance(child, (ast.expr, ast.operator, ast.cmpop)):
                        for new in _instead_of(child, parent):
                            yield parent, field, place, new


def _may_go(child: ast.stmt) -> bool:
    """Tell whether to leave out a statement: not a docstring, nor what is nothing already."""
    is_text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
    return not (is_text or isinstance(child, ast.Pass))


def _of_statement(statement: ast.stmt) -> Iterator[tuple[str, int | None, Any]]:
    """Yield changes of a statement itself: its branches, its loop's end, its operator."""
    match statement:
        case ast.If() | ast.While():
            yield "test", None, ast.Constant(value=False)
            if isinstance(statement, ast.If):
                yield "test", None, ast.Constant(value=True)
        case ast.For(body=body):
            yield "body", None, [*body, ast.Break()]
        case ast.AugAssign(op=op):
            yield "op", None, ast.Sub() if isinstance(op, ast.Add) else ast.Add()
        case ast.Return(value=ast.expr() as value):
            yield "value", None, _called("abs", value)
            for text in ("np.round({}, 2)", "np.asarray({}).astype(int)", "[{}]"):
                yield "value", None, _expression(text.format(ast.unparse(value)))


def _instead_of(node: ast.AST, parent: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in a part's place by mistake."""
    if isinstance(node, ast.cmpop):
        yield from (kind() for kind in COMPARED.get(type(node), ()))
    elif isinstance(node, ast.operator) and isinstance(parent, ast.BinOp):
        yield from (kind() for kind in COMPUTED.get(type(node), ()))
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            if isinstance(op, NOT_COMMUTATIVE):
                yield ast.BinOp(left=right, op=op, right=left)
            yield left
            yield right
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert(), operand=operand):
            yield operand
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(op=ast.Or() if isinstance(op, ast.And) else ast.And(), values=values)
        case ast.IfExp(body=body, orelse=other):
            yield body
            yield other
        case ast.Constant():
            yield from _other_constants(node)
        case ast.Attribute(value=value, attr=name, ctx=context):
            for other in OTHER_WORD.get(name, ()):
                yield ast.Attribute(value=value, attr=other, ctx=context)
            if name == "T":
                yield value
        case ast.Name(id="rng"):
            yield _expression("np.random.default_rng(0)")
        case ast.Call():
            yield from _other_calls(node)
        case ast.Subscript(value=value, slice=ast.Slice() as part, ctx=context):
            for other in _other_slices(part):
                yield ast.Subscript(value=value, slice=other, ctx=context)
        case ast.arguments(defaults=[_, *_]):
            yield node


def _other_constants(node: ast.Constant) -> Iterator[ast.expr]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(value=not value)
    elif isinstance(value, (int, float)):
        tenth = value / 10 if isinstance(value, float) else value
        for other in dict.fromkeys((value * 10, tenth, value + 1, value - 1)):
            if other != value:
                yield ast.Constant(value=other)
    elif isinstance(value, str):
        yield from (ast.Constant(value=other) for other in OTHER_WORD.get(value, ()))


def _other_calls(node: ast.Call) -> Iterator[ast.expr]:
    """Yield a call with an argument too few, swapped, on another axis; or none at all."""
    function, args, keywords = node.func, node.args, node.keywords
    name = ast.unparse(function)
    yield from _of_keras(node, name.rpartition(".")[2])
    if len(args) >= 2:
        swapped = [args[1], args[0], *args[2:]]
        yield ast.Call(func=function, args=swapped, keywords=keywords)
    if len(args) == 1 and not keywords and name != "range":
        yield args[0]
    if isinstance(function, ast.Attribute) and function.attr in ("copy", "sum", "mean", "max"):
        yield function.value
    if name == "range" and args:
        *others, end = args
        for step in (-1, 1):
            ends = ast.BinOp(left=end, op=ast.Add(), right=ast.Constant(value=step))
            yield ast.Call(func=function, args=[*others, ends], keywords=[])
        if not others:
            yield ast.Call(func=function, args=[ast.Constant(value=1), end], keywords=[])
    for place, keyword in enumerate(keywords):
        rest = keywords[:place] + keywords[place + 1 :]
        yield ast.Call(func=function, args=args, keywords=rest)
        if keyword.arg == "axis":
            for axis in (0, 1, -1):
                other = ast.keyword(arg="axis", value=ast.Constant(value=axis))
                yield ast.Call(func=function, args=args, keywords=[*rest, other])


def _of_keras(node: ast.Call, name: str) -> Iterator[ast.expr]:
    """Yield a call of Keras that has another setting."""
    if name == "fit" and len(node.args) + len(node.keywords) < 2:  # an encoder's, or a scaler's
        return
    for text in ADDED.get(name, ()):
        (added,) = _expression(f"f({text})").keywords
        places = IN_ORDER.get(name, ())
        place = places.index(added.arg) if added.arg in places else len(node.args)
        if place < len(node.args):
            args = [*node.args[:place], added.value, *node.args[place + 1 :]]
            yield ast.Call(func=node.func, args=args, keywords=node.keywords)
        elif not any(keyword.arg is None for keyword in node.keywords):
            rest = [keyword for keyword in node.keywords if keyword.arg != added.arg]
            yield ast.Call(func=node.func, args=node.args, keywords=[*rest, added])


def _other_slices(part: ast.Slice) -> Iterator[ast.Slice]:
    for end in ("lower", "upper"):
        bound = getattr(part, end)
        ends = {"lower": part.lower, "upper": part.upper}
        if bound is None:
            other: ast.expr | None = ast.Constant(value=1 if end == "lower" else -1)
            yield ast.Slice(**{**ends, end: other}, step=part.step)
        else:
            for step in (-1, 1):
                other = ast.BinOp(left=bound, op=ast.Add(), right=ast.Constant(value=step))
                yield ast.Slice(**{**ends, end: other}, step=part.step)


def _whole(exercise: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield changes around a function: arguments changed in place, results kept between calls."""
    text = ast.unparse(tree)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    definition = next((node for node in functions if node.name == exercise), None)
    if definition is None:
        return
    for argument in definition.args.args:
        name = argument.arg
        at = [item.arg for item in definition.args.args].index(name)
        yield (
            f"changes {name} in place",
            f"{text}\n_right = {exercise}\n{_SPOILS.format(exercise, at, name)}",
        )
    yield "keeps its first result", f"{text}\n_right = {exercise}\n{_REMEMBERS.format(exercise)}"


_SPOILS = """
def {0}(*args, **kwargs):
    result = _right(*args, **kwargs)
    spoilt = [*args, *kwargs.values()][{1}:{1} + 1]
    while spoilt:
        thing = spoilt.pop()
        if isinstance(thing, np.ndarray):
            thing += 1
        elif isinstance(thing, dict):
            spoilt.extend(thing.values())
        elif isinstance(thing, (list, tuple)):
            spoilt.extend(thing)
            if isinstance(thing, list) and thing and isinstance(thing[0], (int, float)):
                thing.pop()
    return result
"""
_REMEMBERS = """
_first = []
def {0}(*args, **kwargs):
    if not _first:
        _first.append(_right(*args, **kwargs))
    return _first[0]
"""


def _called(name: str, argument: ast.expr) -> ast.expr:
    return _expression(f"np.{name}({ast.unparse(argument)})")


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
