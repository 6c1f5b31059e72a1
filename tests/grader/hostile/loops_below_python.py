"""Loops in C, where no signal handler of Python's is ever called."""

answers = {
    "predict_deep": """
import itertools

def predict_deep(input_data_row, weights):
    return sum(itertools.repeat(0))
"""
}
scores = {"predict_deep": 0.0}
message = "was stopped after 2 seconds"
