"""Forks without end."""

answers = {
    "predict_deep": """
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
"""
}
scores = {"predict_deep": 0.0}
