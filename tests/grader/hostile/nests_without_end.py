"""Returns lists inside lists, one that holds itself, and a dict as deep as memory allows."""

answers = {
    "relu": """
def relu(x):
    if np.ndim(x):
        value = {}
        for _ in range(100_000):
            value = {"a": value}
        return value
    value = []
    value.append(value)
    return value
"""
}
scores = {"relu": 0.0}
message = "returned "
