"""Writes files until there is no room."""

answers = {
    "relu": """
refused = 0
for i in range(40):
    try:
        with open(f"/tmp/{i}", "wb") as file:
            for _ in range(20):
                file.write(bytes(10_000_000))
    except OSError:
        refused += 1
if refused > 35:
    def relu(x):
        return np.maximum(x, 0)
"""
}
scores = {}  # it is refused, and so defines a right `relu`
