"""Asks the examiner to call functions that it never gave out, again and again."""

answers = {
    "predict_deep": """
import gc
from grader.engine import messages
from grader.engine.wire import Channel

def predict_deep(input_data_row, weights):
    channel = next(thing for thing in gc.get_objects() if type(thing) is Channel)
    number = 0
    while True:
        number += 1
        messages.send(channel, messages.Ask(number % 7 - 3, (2.0,), {}), 0)
        messages.receive(channel)
"""
}
scores = {"predict_deep": 0.0}
