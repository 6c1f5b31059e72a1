"""Value: gradients by hand, by finite differences, of shared nodes, a network that learns."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchnet.autodiff import Value, topological_order


def sources_graph():
    """N11: g = (x + y) z at x 1, y 3, z -3."""
    x, y, z = Value(1, "x"), Value(3, "y"), Value(-3, "z")
    p = x + y
    p.name = "p"
    g = p * z
    g.name = "g"
    return x, y, z, p, g


def test_the_graph_of_the_sources():
    x, y, z, p, g = sources_graph()
    g.backward()
    assert (p.value, g.value) == (4, -12)
    assert [node.gradient for node in (p, z, x, y, g)] == [-3, 4, -3, -3, 1]


def test_a_value_added_to_itself_has_gradient_two():
    a = Value(5.0)
    (a + a).backward()
    assert a.gradient == 2


def test_a_value_times_itself_has_gradient_six_at_three():
    a = Value(3.0)
    (a * a).backward()
    assert a.gradient == 6


def test_contributions_of_all_paths_add_up():
    """At a = 3: b = a², c = b + a, d = b c = a⁴ + a³, so the slope is 4·27 + 3·9."""
    a = Value(3.0)
    b = a * a
    (b * (b + a)).backward()
    assert a.gradient == 4 * 27 + 3 * 9


def test_calling_backward_again_gives_the_same():
    x, _, _, p, g = sources_graph()
    g.backward()
    g.backward()
    assert (x.gradient, p.gradient) == (-3, -3)
    p.backward()
    assert x.gradient == 1


def test_each_value_comes_after_its_inputs_and_once():
    a = Value(2.0)
    b = a * a
    output = (b + a) * b.tanh()
    order = topological_order(output)
    places = {id(node): place for place, node in enumerate(order)}
    assert len(places) == len(order) == 5
    assert order[-1] is output
    for node in order:
        assert all(places[id(source)] < places[id(node)] for source in node.inputs)


def test_a_chain_longer_than_pythons_call_stack():
    x = Value(1.0)
    y = x
    for _ in range(100_000):
        y = y + 1
    y.backward()
    assert (y.value, x.gradient) == (100_001, 1)


FUNCTIONS = {
    "plus": lambda a, b: a + b,
    "minus": lambda a, b: a - b,
    "times": lambda a, b: a * b,
    "divided": lambda a, b: a / (b * b + 1),
    "power": lambda a, b: (a * a + 1) ** 1.5 + b**3,
    "negative": lambda a, b: -a + b,
    "numbers": lambda a, b: 2 - 3 * a + b / 4 + 1 / (b * b + 2) - (a - 1) + (2 + b) * 5,
    "exp": lambda a, b: (a * b * 0.1).exp(),
    "log": lambda a, b: (a * a + b * b + 1).log(),
    "tanh": lambda a, b: (a - b).tanh() * a,
    "sigmoid": lambda a, b: (a + 2 * b).sigmoid() / (a * a + 1),
    "neuron": lambda a, b: ((2 * a - 3 * b + 1).tanh() * 0.5 + (a + b).sigmoid()) ** 2,
}
inputs = st.floats(-3, 3)


@pytest.mark.parametrize("name", FUNCTIONS)
@given(a=inputs, b=inputs)
def test_gradients_agree_with_finite_differences(name, a, b):
    function, h = FUNCTIONS[name], 1e-5
    x, y = Value(a), Value(b)
    function(x, y).backward()

    def value(a, b):
        return function(Value(a), Value(b)).value

    by_a = (value(a + h, b) - value(a - h, b)) / (2 * h)
    by_b = (value(a, b + h) - value(a, b - h)) / (2 * h)
    # Values are at most a few dozen, so rounding leaves about 1e-14 / 2e-5 = 1e-9.
    assert x.gradient == pytest.approx(by_a, rel=1e-6, abs=1e-7)
    assert y.gradient == pytest.approx(by_b, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize(("z", "value", "slope"), [(2.0, 2, 1), (-2.0, 0, 0), (0.0, 0, 0)])
def test_relu(z, value, slope):
    x = Value(z)
    y = x.relu()
    y.backward()
    assert (y.value, x.gradient) == (value, slope)


def test_sigmoid_does_not_overflow():
    assert Value(-1000.0).sigmoid().value == 0
    assert Value(1000.0).sigmoid().value == 1


def test_power_zero_is_flat_even_at_zero():
    x = Value(0.0)
    y = x**0
    y.backward()
    assert (y.value, x.gradient) == (1, 0)


def test_errors():
    with pytest.raises(TypeError, match=r"^value: expected a number, got str$"):
        Value("3")
    with pytest.raises(ValueError, match=r"^value: expected a number that is finite, got nan$"):
        Value(math.nan)
    with pytest.raises(TypeError, match=r"^exponent: expected a number, got Value$"):
        Value(2.0) ** Value(3.0)
    with pytest.raises(ZeroDivisionError):
        Value(2.0) / 0


def test_repr_shows_name_value_and_gradient():
    *_, p, g = sources_graph()
    g.backward()
    assert repr(p) == "Value(p: 4, gradient -3)"
    assert repr(Value(2)) == "Value(2, gradient 0)"


def test_a_network_of_values_learns_xor():
    rng = random.Random(3)
    W = [[Value(rng.uniform(-1, 1)) for _ in range(3)] for _ in range(4)]
    w = [Value(rng.uniform(-1, 1)) for _ in range(5)]
    parameters = [*(value for row in W for value in row), *w]

    def cost():
        total = Value(0.0)
        for x1, x2, y in [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]:
            hidden = [(a * x1 + b * x2 + c).tanh() for a, b, c in W]
            p = sum((h * v for h, v in zip(hidden, w[:4], strict=True)), w[4]).sigmoid()
            total = total - (p if y else 1 - p).log() / 4
        return total

    start = cost().value
    for _ in range(400):
        now = cost()
        now.backward()
        for parameter in parameters:
            parameter.value -= 0.5 * parameter.gradient
    assert start > 0.6
    assert cost().value < 0.1
