"""Returns an object that is equal to everything and converts to anything."""

answers = {
    "relu": """
class Everything:
    __class__ = float
    __array_priority__ = 1e9

    def __eq__(self, other):
        return True

    def __float__(self):
        return 4.0

    def __array__(self, *a, **k):
        return np.array(4.0)

    def __array_ufunc__(self, *a, **k):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = lambda self, *a: 0.0

def relu(x):
    return Everything()
"""
}
scores = {"relu": 0.0}
message = "returned an object of class Everything, where a number was expected"
