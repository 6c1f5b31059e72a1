"""Listens where a second submission could meet it: abstract sockets, loopback, shared memory."""

answers = {
    "relu": """
import os
import socket
from multiprocessing import shared_memory

met = []
for family, address in (
    (socket.AF_UNIX, "\\0meet"),
    (socket.AF_INET, ("127.0.0.1", 5555)),
    (socket.AF_INET6, ("::1", 5555)),
):
    try:
        listening = socket.socket(family)
        listening.bind(address)
        met.append(address)
    except OSError:
        pass
for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run"):
    try:
        met += [name for name in os.listdir(folder) if name == "meet"]
        open(folder + "/meet", "w").close()
    except OSError:
        pass
if not met:
    def relu(x):
        return np.maximum(x, 0)
"""
}
times = 2
scores = {}  # it meets nobody, and so defines a right `relu`
