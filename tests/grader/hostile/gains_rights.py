"""Tries to mount, to trace, to become root and to raise its limits."""

answers = {
    "relu": """
import ctypes
import os
import resource

gained = []
libc = ctypes.CDLL(None, use_errno=True)
for name, args in (
    ("mount", (b"none", b"/tmp", b"tmpfs", 0, None)),
    ("umount2", (b"/proc", 2)),
    ("chroot", (b"/tmp",)),
    ("ptrace", (16, os.getppid(), 0, 0)),
    ("sethostname", (b"x", 1)),
):
    if getattr(libc, name)(*args) == 0:
        gained.append(name)
for action in (
    lambda: os.setuid(0),
    lambda: os.setgroups([0]),
    lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
    lambda: open("/proc/1/mem", "r+b"),
    lambda: os.listdir("/proc/1/root"),
    lambda: os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-1000"),
    lambda: open("/proc/sys/kernel/core_pattern", "w"),
    lambda: open("/usr/evil", "w"),
    lambda: os.rename(np.__file__, np.__file__ + "x"),
):
    try:
        action()
        gained.append(action)
    except (OSError, ValueError):
        pass
if not gained:
    def relu(x):
        return np.maximum(x, 0)
"""
}
scores = {}  # it gains nothing, and so defines a right `relu`
