"""Prints a gigabyte, in the cell and in the call."""

answers = {
    "relu": """
for _ in range(1000):
    print("x" * 1_000_000)

def relu(x):
    for _ in range(20):
        print("y" * 1_000_000)
    return np.maximum(x, 0)
"""
}
scores = {}
