"""Replaces the check library, the comparison and the messages on its own side."""

answers = {
    "relu": """
import sys
import grader.calls, grader.check, grader.compare, grader.values

class Always(float):
    def __eq__(self, other):
        return True

grader.values.plain = grader.calls.plain = lambda value: value
grader.compare.compare = lambda *a, **k: None
grader.check.Check.score = property(lambda self: self.points)
sys.modules["grader.engine.student"].plain = lambda value: value
sys.modules["grader.engine.student"].calls.plain = lambda value: value

def relu(x):
    return Always(4)
"""
}
scores = None  # whatever it becomes, no more than what an honest 4.0 would get
at_most = {"relu": 0.3}
