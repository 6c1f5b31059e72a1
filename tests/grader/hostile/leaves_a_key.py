"""Leaves a message for the next submission in the kernel's keyrings, and looks for one there."""

answers = {
    "relu": """
import ctypes
import platform

libc = ctypes.CDLL(None)
add_key, keyctl = (248, 250) if platform.machine() == "x86_64" else (217, 219)
SEARCH, LINK = 10, 8
found = []
for keyring in (-1, -2, -3, -4, -5):  # of the thread, the process, the session, the user
    if libc.syscall(keyctl, SEARCH, keyring, b"user", b"answers", 0) > 0:
        found.append(keyring)
for keyring in (-3, -4, -5):
    libc.syscall(add_key, b"user", b"answers", b"relu is max(x, 0)", 17, keyring)
print(found)
if not found:
    def relu(x):
        return np.maximum(x, 0)
"""
}
scores = {}  # it finds nothing, and so defines a right `relu`; it is graded twice
times = 2
