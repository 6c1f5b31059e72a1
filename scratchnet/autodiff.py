"""A computational graph of numbers that differentiates itself.

Calculating with `Value` records every step: each result knows its inputs and, for each input, the
local slope: how the result changes with that input alone. `Value.backward` walks the steps in
reverse and applies the chain rule; where one value is used twice, the two contributions add up.
"""

from __future__ import annotations

import math

from scratchnet import checks


class Value:
    """A number in a computational graph.

    Supports ``+ - * /`` and unary minus with other values and with plain numbers, ``** number``,
    and the functions `exp`, `log`, `tanh`, `sigmoid` and `relu`.

    Parameters
    ----------
    value : number
    name : str
        Shown in drawings; may be set later.

    Attributes
    ----------
    value : float
    gradient : float
        How the value that `backward` was called on changes with this one; 0 before.
    name : str
    operation : str
        What made the value, such as ``+``; empty for one that was given.
    inputs : tuple of Value
        What it was made from.
    local_gradients : tuple of float
        For each input the derivative of this value with respect to it.
    """

    __slots__ = ("gradient", "inputs", "local_gradients", "name", "operation", "value")

    def __init__(self, value: float, name: str = ""):
        self.value = checks.number("value", value)
        self.name = name
        self.gradient = 0.0
        self.operation = ""
        self.inputs: tuple[Value, ...] = ()
        self.local_gradients: tuple[float, ...] = ()

    def __repr__(self) -> str:
        name = f"{self.name}: " if self.name else ""
        return f"Value({name}{self.value:g}, gradient {self.gradient:g})"

    def __add__(self, other: Value | float) -> Value:
        other = _as_value(other)
        return _result(self.value + other.value, "+", (self, other), (1.0, 1.0))

    def __sub__(self, other: Value | float) -> Value:
        other = _as_value(other)
        return _result(self.value - other.value, "−", (self, other), (1.0, -1.0))

    def __mul__(self, other: Value | float) -> Value:
        other = _as_value(other)
        return _result(self.value * other.value, "×", (self, other), (other.value, self.value))

    def __truediv__(self, other: Value | float) -> Value:
        other = _as_value(other)
        quotient = self.value / other.value
        return _result(quotient, "/", (self, other), (1 / other.value, -quotient / other.value))

    def __pow__(self, exponent: float) -> Value:
        exponent = checks.number("exponent", exponent)
        slope = exponent * self.value ** (exponent - 1) if exponent else 0.0
        return _result(self.value**exponent, f"power {exponent:g}", (self,), (slope,))

    def __neg__(self) -> Value:
        return _result(-self.value, "minus", (self,), (-1.0,))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: float) -> Value:
        return _as_value(other) - self

    def __rtruediv__(self, other: float) -> Value:
        return _as_value(other) / self

    def exp(self) -> Value:
        """Return e to the power of this value."""
        power = math.exp(self.value)
        return _result(power, "exp", (self,), (power,))

    def log(self) -> Value:
        """Return the natural logarithm."""
        return _result(math.log(self.value), "log", (self,), (1 / self.value,))

    def tanh(self) -> Value:
        """Return the hyperbolic tangent."""
        a = math.tanh(self.value)
        return _result(a, "tanh", (self,), (1 - a * a,))

    def sigmoid(self) -> Value:
        """Return 1 / (1 + exp(-value)), by way of tanh, which cannot overflow."""
        a = 0.5 * (1 + math.tanh(0.5 * self.value))
        return _result(a, "sigmoid", (self,), (a * (1 - a),))

    def relu(self) -> Value:
        """Return the value if it is positive, else 0."""
        return _result(max(self.value, 0.0), "relu", (self,), (float(self.value > 0),))

    def backward(self) -> None:
        """Set `gradient` of every value that this one depends on, by the chain rule.

        In reverse topological order a value comes after everything that uses it, so its gradient
        is complete when it is handed on to its inputs. Calling it again gives the same gradients:
        they start from 0 each time.
        """
        order = topological_order(self)
        for node in order:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(order):
            for source, local in zip(node.inputs, node.local_gradients, strict=True):
                source.gradient += local * node.gradient  # += : a value may be used twice


def topological_order(output: Value) -> list[Value]:
    """List all values that `output` depends on, each after its inputs, `output` last.

    A stack in place of recursion: a long calculation must not exhaust Python's call stack.
    """
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, inputs_done = stack.pop()
        if inputs_done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((source, False) for source in reversed(node.inputs))
    return order


def _as_value(other: Value | float) -> Value:
    return other if isinstance(other, Value) else Value(other)


def _result(value: float, operation: str, inputs: tuple, local_gradients: tuple) -> Value:
    node = Value(value)
    node.operation, node.inputs, node.local_gradients = operation, inputs, local_gradients
    return node
