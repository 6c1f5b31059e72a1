"""Leaves by `sys.exit`, `KeyboardInterrupt` and `GeneratorExit`, and sets traps for the end."""

answers = {
    "relu": """
import atexit
import sys

atexit.register(lambda: print(2.0))
sys.exitfunc = sys.excepthook = sys.unraisablehook = lambda *a: print(2.0)

class Trap:
    def __del__(self):
        while True:
            pass

trap = Trap()

def relu(x):
    if np.ndim(x) == 2:
        raise KeyboardInterrupt
    if np.ndim(x) == 1:
        raise GeneratorExit
    sys.exit(0)
"""
}
scores = {"relu": 0.0}
message = "`relu(4)` tried to end Python."
