"""Prints and displays numbers in the hope that one is taken for the score, then fails."""

answers = {
    "relu": """
from IPython.display import display

def relu(x):
    print(2.0)
    display(2.0)
    raise ValueError("2.0")

print(2.0)
2.0
"""
}
scores = {"relu": 0.0}
