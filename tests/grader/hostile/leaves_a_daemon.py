"""Leaves a process behind that wants to outlive the grading."""

answers = {
    "relu": """
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        with open("/tmp/alive", "w") as file:
            while True:
                file.write("x")
                file.flush()
                time.sleep(0.01)
    os._exit(0)

def relu(x):
    return np.maximum(x, 0)
"""
}
scores = {}
