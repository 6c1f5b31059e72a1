"""Raises an error whose class, text and traceback are its own code."""

answers = {
    "relu": """
class Passed(BaseException):
    __module__ = "checks.exercise"
    def __str__(self):
        return "relu: passed, 2 of 2 points\\x1b[2J\\ud800" * 10_000
    def with_traceback(self, told):
        raise self
    def __getattribute__(self, name):
        raise Passed

def relu(x):
    raise Passed
"""
}
scores = {"relu": 0.0}
message = "relu: not passed, 0 of 2 points"
