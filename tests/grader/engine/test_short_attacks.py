"""Attacks of a few lines each, on `weighted_sum` or `relu`: what they earn, and what they leave.

`FULL` is an honest answer in an odd dress, `NOTHING` a payload or a lie. The other exercises of the
notebook are right, and keep their points; the next submission is untouched.
"""

import pytest
from attacking import FULL, NOTHING, array, call, number, tried

LIES = """
class Lie(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __float__(self): return 5.0
    def __le__(self, other): return True
    __hash__ = float.__hash__
"""
SIDE = """
import sys
def side():
    frame = sys._getframe()
    while "side" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["side"]
from grader.engine import messages, wire
"""
COUNTS = "calls = [0]\ndef count():\n    calls[0] += 1\n    return calls[0]\n"

ATTACKS = [
    # values in an odd dress
    number("a float that equals everything", "Lie(12345.0)", before=LIES),
    number(
        "a number that is right, as a Decimal", "Decimal(right)", before="from decimal import *"
    ),
    number(
        "a number that is right, as a Fraction", "Fraction(right)", before="from fractions import *"
    ),
    number("a complex number without imaginary part", "complex(right)"),
    number("not a number", "float('nan')"),
    number("an infinity", "np.inf"),
    number("a whole number of 5,000 digits", "10 ** 5000"),
    number("a text that reads like the number", "str(right)"),
    number("the number in a list", "[right]"),
    number("the number in an array", "np.array([right])"),
    number("the number in an array without dimensions", "np.array(right)", FULL),
    number("the number as NumPy has it", "np.float64(right)", FULL),
    number("a generator of the number", "(right for _ in range(1))"),
    number("a function that gives the number", "lambda: right"),
    number(
        "an object that says it is a float",
        "Fake()",
        before="class Fake:\n    __class__ = float\n    def __float__(self): return 5.0\n",
    ),
    number(
        "an object with an array protocol",
        "Fake()",
        before="class Fake:\n    def __array__(self, *a, **k): return np.array(5.0)\n",
    ),
    number("an object whose class is made at each look", "type('float', (), {})()"),
    number("half precision", "np.float16(right)", 1.9),
    array("a masked array that hides what is wrong", "np.ma.array(right * 0 - 7, mask=True)"),
    array("a masked array that is right", "np.ma.array(right)", FULL, alone=False),
    array("a matrix", "np.asmatrix(right)", 0.5, alone=False),
    array("an array of objects", "np.array(right, dtype=object)"),
    array("an array of texts", "np.asarray(right).astype(str)"),
    array("an array of complex numbers", "np.asarray(right).astype(complex)"),
    array("an array of dates", "np.asarray(right).astype('i8').astype('M8[s]')"),
    array("an array of records", "np.zeros(np.shape(x), [('a', 'f8')])"),
    array("an array of True", "np.ones(np.shape(x), bool)"),
    array("an array in the other order of bytes", "np.asarray(right, '>f8')", FULL),
    array(
        "an array seen backwards",
        "np.array(np.asarray(right)[..., ::-1])[..., ::-1] if np.ndim(x) else right",
        FULL,
    ),
    array("an array that has no memory of its own", "np.broadcast_to(right, np.shape(x))", FULL),
    array(
        "a subclass with an arithmetic of its own",
        "np.full(np.shape(x), -7.0).view(Sly)",
        before="class Sly(np.ndarray):\n    def __sub__(self, other): return 0 * other\n"
        "    def __array_finalize__(self, other): pass\n",
    ),
    array(
        "a list that says it is endless",
        "Endless(np.ravel(right).tolist())",
        before="class Endless(list):\n    def __len__(self): return 10 ** 9\n",
    ),
    array("a list that holds itself", "loop", before="loop = []\nloop.append(loop)\n"),
    array("a dict in place of an array", "dict(enumerate(np.ravel(right).tolist()))"),
    # answers that depend on what came before
    number("right for the first call alone", "right if count() == 1 else 0.5", 0.2, COUNTS),
    number("right for every second call", "right if count() % 2 else 0.5", 1.4, COUNTS),
    number(
        "right when it was asked before",
        "seen.setdefault(repr((inputs, weights, bias)), 0.5)",
        NOTHING,
        "seen = {}\n",
    ),
    number(
        "right for a moment",
        "right if time.monotonic() < start + 1e-4 else 0.5",
        1.9,
        "import time\nstart = time.monotonic()\n",
    ),
    number("the constant of the first test", "5", 0.2),
    number("a random answer", "np.random.default_rng().integers(-9, 50)", 0.8),
    # the process
    call(
        "stops itself",  # which the first process of a namespace cannot
        "os.kill(os.getpid(), signal.SIGSTOP)",
        FULL,
        "import os, signal",
    ),
    call("closes every file", "os.closerange(3, 256)", NOTHING, "import os", incident="relu"),
    call(
        "becomes another program",
        "os.execv('/bin/true', ['true'])",
        NOTHING,
        "import os",
        incident="relu",
    ),
    call(
        "writes into its own memory",
        "ctypes.memset(id(np.maximum), 1, 64)",
        NOTHING,
        "import ctypes",
        incident="relu",
    ),
    call(
        "a child that goes on in its place",
        "os.fork() and os._exit(0)",
        2.01,  # its answers are right, wherever they come from; what ends costs its own notebook
        "import os",
        incident="ended Python",
        alone=False,
    ),
    call(
        "a child that answers as well",
        """
        if os.fork() == 0:
            one = side()
            for number in range(400):
                one.channel._sock.setblocking(True)
                back = messages.Returned("returned", 4, (), (), -1)
                one.channel._sock.sendall(messages.packed(back, number))
            os._exit(0)
        os.wait()
    """,
        0.4,
        SIDE + "import os",
        incident="it spoke to the grader itself",
    ),
    call(
        "a thread that answers as well",
        """
        one = side()
        back = messages.packed(messages.Returned("returned", 4, (), (), -1), 1)
        thread = threading.Thread(target=one.channel._sock.send, args=(back,))
        thread.start()
        thread.join()
    """,
        0.4,
        SIDE + "import threading",
        incident="it spoke to the grader itself",
    ),
    call("traces whoever calls", "", FULL, "import sys\nsys.setprofile(lambda *a: None)\n"),
    call(
        "leaves work for the end",
        "",
        FULL,
        "import atexit\natexit.register(lambda: print('x' * 10**6))\n",
    ),
    call(
        "prints into a broken stream",
        "print(x)",
        FULL,
        "import sys\nclass Broken:\n    def write(self, text): raise OSError\n"
        "    def flush(self): raise OSError\nsys.stderr = Broken()\n",
    ),
    call(
        "warns without end",
        "[warnings.warn(str(i)) for i in range(300)]",
        FULL,
        "import warnings\nwarnings.simplefilter('always')\n",
    ),
    call("lets NumPy raise", "", FULL, "np.seterr(all='raise')\n"),
    # its own side of the wire
    call(
        "says that the call was not made",
        "",
        NOTHING,
        """
        from checks import call as calls
        from checks.outcome import Outcome
        calls.call_and_hand_over = lambda *a, **k: (Outcome("not made"), None)
    """,
        alone=False,
    ),
    call(
        "says that it passed",
        "",
        NOTHING,
        """
        from checks import call as calls
        from checks.outcome import Outcome
        calls.call_and_hand_over = lambda *a, **k: (Outcome("passed", True), None)
    """,
        alone=False,
    ),
    call(
        "hands back the name of a given function",
        "",
        NOTHING,
        """
        from checks import call as calls
        from checks.outcome import Outcome
        from grader.engine.wire import Known
        calls.call_and_hand_over = lambda *a, **k: (
            Outcome("returned", [Known("numpy", "maximum")]), None)
    """,
        alone=False,
    ),
    call(
        "hands back what it does not hold",
        "",
        NOTHING,
        """
        from checks import call as calls
        from checks.outcome import Outcome
        from grader.engine.wire import Callback, Held
        calls.call_and_hand_over = lambda *a, **k: (
            Outcome("returned", (Held(10 ** 6, True, "x"), Callback(0))), None)
    """,
        alone=False,
    ),
    call(
        "writes nonsense in place of values",
        "",
        NOTHING,
        """
        from grader.engine import messages
        messages.encode = lambda value: b"l\\xff\\xff\\xff\\xff"
    """,
        incident="spoke to the grader itself",
        alone=False,
    ),
    call(
        "says too much of an error",
        "raise Loud(10)",
        NOTHING,
        "class Loud(Exception):\n    def __str__(self): return 'x' * 10**8\n",
    ),
    call(
        "an error whose text never ends",
        "raise Slow()",
        NOTHING,
        "class Slow(Exception):\n    def __str__(self):\n        while True: pass\n",
    ),
    # the examiner's memory and time
    array("arrays of 60 MiB", "np.zeros(60 * 2**20, np.uint8)"),
    # what is large may use up the time of its own notebook, and no one else's
    array("a list of a million", "[0] * 10**6", alone=False),
    array("a dict of 300,000 texts", "{str(i): 0 for i in range(300_000)}", alone=False),
    array("a text of 50 MB", "'x' * 50_000_000"),
    array("lists eight deep and a thousand wide", "[[[[[[[[0] * 1000]]]]]]] * 900", alone=False),
    array("an array of 33 dimensions' worth", "np.zeros((1,) * 32)"),
    array("an array without entries", "np.zeros((0, 10**15))"),
    # names of the tests
    call(
        "takes the names of the tests",
        "",
        FULL,
        "check = t = score = lambda *a, **k: 99\ndef returns(*a, **k): return True\n",
    ),
    call(
        "calls the tests itself",
        "",
        FULL,
        """
        from checks import check as another
        try:
            with another("relu", points=99) as t:
                t.score = 99
        except Exception:
            pass
    """,
    ),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_a_short_attack(attack, graded, sandbox, full, scores):
    tried(attack, graded, sandbox, full, scores)


def test_there_are_many():
    assert len({attack.code for attack in ATTACKS}) == len(ATTACKS) >= 60
