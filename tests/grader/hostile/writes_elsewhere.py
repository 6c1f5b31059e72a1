"""Tries to change the gradebook, other submissions, the tests, the packages and Python."""

answers = {
    "relu": """
import os
import sys

import checks

changed = []
course = os.path.dirname(os.path.dirname(checks.__file__))
packages = [os.path.join(course, name) for name in ("grader", "scratchnet")]
packages.append(os.path.dirname(np.__file__))
targets = [checks.exercise.__file__, packages[1] + "/__init__.py", np.__file__, sys.executable]
installed = [folder for folder in sys.path if folder.startswith("/") and folder != "/tmp/work"]
for folder in (*packages, course, *installed, "/", "/etc", "/usr/bin", "/dev", "/root"):
    targets += [os.path.join(folder, name) for name in (
        "conftest.py", "sitecustomize.py", "gradebook.db", "check.py", "numpy.py",
        "submitted/ben/ps1_forward_propagation/ps1_forward_propagation.ipynb",
        "autograded/ben/ps1_forward_propagation/ps1_forward_propagation.ipynb",
        "solutions/ps1_forward_propagation/ps1_forward_propagation.ipynb",
    )]
for target in targets:
    for action in (
        lambda: open(target, "ab").write(b"#"),
        lambda: os.remove(target),
        lambda: os.rename(target, target + ".old"),
        lambda: os.symlink("/dev/null", target),
        lambda: os.chmod(target, 0o777),
        lambda: os.makedirs(os.path.dirname(target) + "/new"),
    ):
        try:
            action()
            changed.append(target)
        except (OSError, ValueError):
            pass
print(changed)
if not changed:
    def relu(x):
        return np.maximum(x, 0)
"""
}
scores = {}  # it changes nothing, and so defines a right `relu`
