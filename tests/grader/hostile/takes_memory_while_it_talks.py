"""Takes memory in many processes while one keeps the examiner busy with messages."""

answers = {
    "predict_deep": """
import sys
import os
import signal
import time
from grader.engine import messages

def predict_deep(input_data_row, weights):
    frame = sys._getframe()  # quicker than to ask `gc` for everything there is
    while "side" not in frame.f_locals:
        frame = frame.f_back
    channel = frame.f_locals["side"].channel
    signal.signal(signal.SIGALRM, signal.SIG_IGN)  # on a busy machine it takes a while
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
