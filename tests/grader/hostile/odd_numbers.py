"""Returns what only looks like the number: NaN, infinity, True, a text, a fraction, a giant."""

answers = {
    "relu": """
from decimal import Decimal
from fractions import Fraction

class Index(int):
    def __index__(self):
        return 26

def relu(x):
    if np.ndim(x):
        return np.ma.masked_all(np.shape(x))
    return {4: True, -2: float("nan"), 26: Index(5), -13: float("-inf"), 0.5: Fraction(1, 2),
            -0.001: 1 << 10_000_000}.get(x, Decimal("1234.5"))
"""
}
scores = {"relu": 0.0}
message = "returned True, where a number was expected"
