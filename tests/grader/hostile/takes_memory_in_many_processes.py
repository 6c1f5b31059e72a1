"""Takes memory in many processes, each below the limit of one."""

answers = {
    "predict_deep": """
import os
import time

for _ in range(6):
    if os.fork() == 0:
        hoard = np.ones(15_000_000)
        time.sleep(60)
time.sleep(60)
"""
}
scores = {"predict_deep": 0.0}
incident = "cell `predict_deep` used more than 300 MiB of memory"
