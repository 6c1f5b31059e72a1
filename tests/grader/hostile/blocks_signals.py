"""Loops in a cell with all signals blocked."""

answers = {
    "predict_deep": """
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
while True:
    pass
"""
}
scores = {"predict_deep": 0.0}
incident = "cell `predict_deep` was stopped after 3 seconds"
