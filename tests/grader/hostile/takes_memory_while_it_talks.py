"""Takes memory in many processes while one keeps the examiner busy with messages."""

answers = {
    "predict_deep": """
import gc
import os
import time
from grader.engine import messages
from grader.engine.wire import Channel

def predict_deep(input_data_row, weights):
    channel = next(thing for thing in gc.get_objects() if type(thing) is Channel)
    for _ in range(6):
        if os.fork() == 0:
            hoard = np.ones(15_000_000)
            time.sleep(60)
    while True:
        messages.send(channel, messages.Ask(0, (), {}), 0)
        messages.receive(channel)
"""
}
scores = {"predict_deep": 0.0}
incident = "a call of `predict_deep` used more than 300 MiB of memory"
