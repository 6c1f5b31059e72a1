"""Asks the examiner to call functions that it never gave out, again and again."""

answers = {
    "predict_deep": """
import sys
from grader.engine import messages

def predict_deep(input_data_row, weights):
    frame = sys._getframe()  # quicker than to ask `gc` for everything there is
    while "side" not in frame.f_locals:
        frame = frame.f_back
    channel = frame.f_locals["side"].channel
    number = 0
    while True:
        number += 1
        messages.send(channel, messages.Ask(number % 7 - 3, (2.0,), {}), 0)
        messages.receive(channel)
"""
}
scores = {"predict_deep": 0.0}
