"""Ends the process when it is called."""

answers = {
    "relu": """
import os

def relu(x):
    os._exit(0)
"""
}
scores = {"relu": 0.0}
message = "`relu(4)` ended Python with status 0; later tests were not made."
incident = "ended Python with status 0"
