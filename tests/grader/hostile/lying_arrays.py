"""Returns subclasses of float and array whose comparisons and arithmetic lie."""

answers = {
    "relu": """
class Number(float):
    def __eq__(self, other):
        return True
    def __sub__(self, other):
        return 0.0
    __rsub__ = __sub__

class Array(np.ndarray):
    def __array_ufunc__(self, *a, **k):
        return np.array(True)
    def __eq__(self, other):
        return True

def relu(x):
    return Number(77) if np.ndim(x) == 0 else np.full(np.shape(x), 77.0).view(Array)
"""
}
scores = {"relu": 0.0}
message = "returned 77, where 4 was expected"
