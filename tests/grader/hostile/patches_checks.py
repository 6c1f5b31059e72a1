"""Replaces the check library, the comparison and the messages on its own side."""

answers = {
    "relu": """
import sys
import checks.call, checks.exercise, checks.compare, checks.values

class Always(float):
    def __eq__(self, other):
        return True

checks.values.plain = checks.call.plain = lambda value: value
checks.compare.compare = lambda *a, **k: None
checks.exercise.Check.score = property(lambda self: self.points)
sys.modules["grader.engine.student"].plain = lambda value: value
sys.modules["grader.engine.student"].calls.plain = lambda value: value

def relu(x):
    return Always(4)
"""
}
scores = None  # whatever it becomes, no more than what an honest 4.0 would get
at_most = {"relu": 0.3}
