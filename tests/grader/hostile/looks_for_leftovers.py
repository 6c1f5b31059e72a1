"""Looks for what an earlier submission has left, and leaves something itself."""

answers = {
    "relu": """
import os

import grader

# A course under /tmp has its own folder there.
own = ["work", *grader.__file__.split("/")[2:3]]
left = [name for name in os.listdir("/tmp") + os.listdir("/dev/shm") if name not in own]
left += os.listdir(".")
for place in ("/tmp/left", "/dev/shm/left", "left"):
    with open(place, "w") as file:
        file.write("for the next one")
if not left:
    def relu(x):
        return np.maximum(x, 0)
"""
}
scores = {}  # it finds nothing, and so defines a right `relu`; it is graded twice
times = 2
