"""Lifts the limit of recursion and crashes Python."""

answers = {
    "relu": """
import sys

sys.setrecursionlimit(10**9)

class Endless:
    def __getattr__(self, name):
        return getattr(self, name + "x")

def relu(x):
    import ctypes
    ctypes.string_at(0)
"""
}
scores = {"relu": 0.0}
message = "crashed Python (segmentation fault)"
incident = "a call of `relu` crashed Python (segmentation fault)"
