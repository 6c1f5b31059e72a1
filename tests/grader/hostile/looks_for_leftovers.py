"""Looks for what an earlier submission has left, and leaves something itself."""

answers = {
    "relu": """
import os

left = [name for name in os.listdir("/tmp") + os.listdir("/dev/shm") if name != "work"]
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
