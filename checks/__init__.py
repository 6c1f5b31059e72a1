"""What the test cells of the exercises use: what is wrong, in words, and partial credit.

NumPy alone is needed, and importing it starts and opens nothing, so that the same checks run in a
notebook, in the sandbox that grades, and in a browser.
"""

from checks.exercise import check
from checks.hints import hint
from checks.session import drawing, points_so_far

__all__ = ["check", "drawing", "hint", "points_so_far"]
