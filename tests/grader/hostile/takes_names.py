"""Defines the names that the test cells use: check, t, np, the given functions, the test data."""

answers = {
    "weighted_sum": """
class Check:
    score = points = 2.0
    def __init__(self, *a, **k): pass
    def __enter__(self): return self
    def __exit__(self, *a): return True
    def returns(self, *a, **k): pass

check = Check
t = Check()
given_relu = given_predict_with_network = lambda *a: 0
worked = bent = loan = wide = {}
np = None

def weighted_sum(inputs, weights, bias=0.0):
    return 0
"""
}
# np is gone for the cells that follow; each has a correct helper but needs np itself
scores = {"weighted_sum": 0.0, "relu": 0.0, "predict_with_network": 0.0, "predict_rows": 0.0,
          "predict_deep": 0.0}  # fmt: skip
