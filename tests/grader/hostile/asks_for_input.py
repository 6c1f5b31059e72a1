"""Waits for someone to type."""

answers = {"relu": "def relu(x):\n    return float(input('score? '))"}
scores = {"relu": 0.0}
message = "EOFError"
