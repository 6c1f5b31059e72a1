"""Takes memory that no limit counts: a file system of its own, memory files, shared segments."""

answers = {
    "relu": """
import ctypes
import os

gained = []
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x10000000 | 0x20000) == 0:
    gained.append("unshare")
try:
    descriptor = os.memfd_create("x")
    os.truncate(descriptor, 480 * 2**20)
    gained.append("memfd_create")
except OSError:
    pass
if libc.shmget(0, 480 * 2**20, 0o1600) != -1:
    gained.append("shmget")
if libc.msgget(0, 0o1600) != -1:
    gained.append("msgget")
if libc.syscall(425, 8, ctypes.create_string_buffer(256)) != -1:
    gained.append("io_uring")
if not gained:
    def relu(x):
        return np.maximum(x, 0)
"""
}
scores = {}  # it gains nothing, and so defines a right `relu`
