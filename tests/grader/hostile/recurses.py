"""Calls itself without end."""

answers = {"relu": "def relu(x):\n    return relu(x) + 1"}
scores = {"relu": 0.0}
message = "calls itself again and again"
