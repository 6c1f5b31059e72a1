"""Replaces `isinstance`, `type`, `abs`, `float` and the display hook."""

answers = {
    "relu": """
import builtins
import sys

sys.displayhook = lambda value: print("2.0")
builtins.abs = lambda x: 0
builtins.print = lambda *a, **k: None
builtins.all = builtins.any = lambda items: True

def relu(x):
    return -1
"""
}
scores = None  # it breaks the process that it is in
at_most = {"relu": 0.0}
