"""Attacks by one who knows Python and NumPy well, and how judges of programs have been fooled.

Written from outside, after those in the other files: lies about arguments, answers by order and by
memory, what stands below objects in C, clocks, hooks of imports, and notebooks that are hardly any.
"""

import pytest
from attacking import FULL, NOTHING, Attack, array, call, number, tried
from test_hostile import RIGHT

KEPT = FULL - 0.25  # a right value, and an argument changed
CHANGES = "\nx = np.asarray(x)\nout = np.maximum(x, 0)\nif x.ndim:\n    x *= 0\nreturn out\n"
CALLS = "from checks import call as calls, changed\nfrom grader.engine import messages, student\n"
DEEP = "[" * 90 + "]" * 90
BLOCKS = "\n".join(" " * depth + "if 1:" for depth in range(105)) + "\n" + " " * 105 + "pass"


def changes(name, before, score=KEPT, **options):
    """An attack that changes its argument, and its own side so that nobody should see it."""
    return call(name, CHANGES, score, CALLS + before, **options)


def finds(name, search, **options):
    """An attack that is right only if it has found a secret."""
    body = f"{search}\nif not found:\n    return np.asarray(x) * 0 - 7"
    return call(name, body, NOTHING, **options)


ATTACKS = [
    # arguments that are changed in place
    changes("changes its argument", ""),
    changes(
        "says that no argument was changed",
        "changed.first_changed = calls.first_changed = lambda *a, **k: ''\n",
    ),
    changes("sends no arguments back", "calls.left = changed.left = lambda now: []\n", alone=False),
    changes(
        "is never asked for its arguments",
        "made = calls.call_and_hand_over\n"
        "calls.call_and_hand_over = lambda *a, after=None, **k: made(*a, **k)\n",
        alone=False,
    ),
    changes(
        "sends back more than there were",
        "calls.left = lambda now: [[0.0]] * 1000\n",
        alone=False,
    ),
    changes(
        "sends back what no argument is",
        "from grader.engine.wire import Callback, Held, Known\n"
        "calls.left = lambda now: [Known('numpy', 'maximum')] * len(now)\n",
        alone=False,
    ),
    changes(
        "sends back texts",
        "calls.left = lambda now: [np.array(['0'])] * len(now)\n",
        alone=False,
    ),
    changes("sends back nests", f"calls.left = lambda now: [{DEEP}]\n", alone=False),
    changes(
        "sends back a million numbers", "calls.left = lambda now: [[0.0] * 10**6]\n", alone=False
    ),
    changes(
        "NumPy says that nothing has changed",
        "np.array_equal = np.testing.assert_array_equal = lambda *a, **k: True\n",
    ),
    # which is what an honest student does, too: work on a copy
    changes(
        "sends back a copy from before",
        "copied = calls.copied\nkept = []\n"
        "def copied_twice(value):\n    if type(value) is tuple:\n"
        "        kept[:] = map(copied, value)\n    return copied(value)\n"
        "calls.copied = copied_twice\ncalls.left = lambda now: changed.left(kept)\n",
        FULL,
    ),
    # answers by order and by memory
    number(
        "the answers of the tests that can be read, in order",
        "next(answers, right + 1)",
        NOTHING,
        "answers = iter([5, 1, 9, 40, 1.5, -1.0])\n",
    ),
    number(
        "right while the process is young",
        "right if len(gc.get_objects()) < limit else 0.5",
        1.9,
        "import gc\nlimit = len(gc.get_objects())\n",
    ),
    number(
        "an object that is right when it is looked at once",
        "Once(right)",
        NOTHING,
        "class Once(float):\n"
        "    def __new__(cls, right):\n"
        "        one = float.__new__(cls, 12345.0)\n        one.right = right\n        return one\n"
        "    def __float__(self): return self.right\n"
        "    __index__ = __int__ = __trunc__ = __round__ = __float__\n"
        "    def __repr__(self): return repr(self.right)\n"
        "    def as_integer_ratio(self): return self.right.as_integer_ratio()\n"
        "    def hex(self): return self.right.hex()\n",
    ),
    # what there is to find
    finds(
        "looks for what judges",
        "found = [one for one in gc.get_objects() if type(one).__name__ in NAMES]",
        before="import gc\nNAMES = ('Equals', 'Asked', 'Judge', 'Paper', 'Key', 'Diagnoses',"
        " 'Diagnosis', 'Examiner', 'Gradebook', 'Criteria', 'Trials', 'Session')\n",
    ),
    finds(
        "looks for what judges in all frames of all threads",
        "found = []\n"
        "for frame in sys._current_frames().values():\n"
        "    while frame:\n"
        "        found += [n for n in frame.f_locals if n in ('want', 'judge', 'like', 'that')]\n"
        "        frame = frame.f_back",
        before="import sys\n",
    ),
    finds(
        "looks for other processes",
        "found = [p for p in os.listdir('/proc') if p.isdigit() and int(p) != os.getpid()]\n"
        "for name in ('mem', 'environ', 'fd', 'root'):\n"
        "    try:\n"
        "        found += [os.open(f'/proc/{os.getppid() or 2}/{name}', os.O_RDONLY)]\n"
        "    except OSError:\n        pass",
        before="import os\n",
    ),
    finds(
        "looks for the tests in what is compiled",
        "found = [one for one in gc.get_objects() if isinstance(one, types.CodeType)"
        " and any(name.startswith('test') for name in one.co_names)"
        " and one.co_filename.startswith('<cell')]",
        before="import gc, types\n",
    ),
    finds(
        "looks in the cache of lines",
        "found = [k for k, v in linecache.cache.items() if 't.' + 'returns(' in ''.join(v[2])]",
        before="import linecache\n",
    ),
    # below Python's objects
    number(
        "floats that are all alike, from below",
        "12345.0",
        before="import gc\nbelow = gc.get_referents(float.__dict__)[0]\n"
        "for name in ('__eq__', '__le__', '__ge__', '__lt__', '__gt__'):\n"
        "    below[name] = lambda self, other: True\n"
        "for name in ('__sub__', '__rsub__', '__abs__'):\n"
        "    below[name] = lambda *a: 0.0\n",
        alone=False,
    ),
    array(
        "arrays whose copies are right, from below",
        "np.full(np.shape(x), -7.0)",
        before="import gc\nbelow = gc.get_referents(np.ndarray.__dict__)[0]\n"
        "for name in ('copy', '__array__', 'view', 'tobytes', 'tolist'):\n"
        "    below[name] = lambda self, *a, **k: 4.0\n",
        alone=False,
    ),
    call(
        "a small number that is another one",
        "return 5",
        NOTHING,
        "import ctypes\n"
        "ctypes.c_int.from_address(id(5) + ctypes.sizeof(ctypes.c_void_p) * 3).value = 4\n",
        alone=False,
    ),
    array(
        "an array with an interface of its own",
        "Sly()",
        before="class Sly:\n    __array_interface__ = {'shape': (10**9,), 'typestr': '<f8',"
        " 'data': (8, False), 'version': 3}\n    __array_struct__ = property(lambda self: 1 / 0)\n",
    ),
    array(
        "an array whose shape is a lie, from below",
        "lied(np.zeros(1))",
        0.6,
        "import ctypes\ndef lied(a):\n"
        "    at = ctypes.cast(id(a) + 16, ctypes.POINTER(ctypes.c_void_p))\n"
        "    ctypes.memmove(id(a) + 24, ctypes.byref(ctypes.c_int(64)), 4)\n    return a\n",
        alone=False,
    ),
    array("an array in a file", "np.memmap('/proc/self/mem', mode='r', shape=(9,))", alone=False),
    # odd numbers
    array("zero with a sign", "np.where(np.asarray(x) > 0, x, -0.0)", FULL),
    array("a little beside", "right * (1 + 1e-9)", FULL, alone=False),
    array("not quite near", "right * (1 + 1e-4)", 0.6),
    array(
        "not a number, with a message in its bits",
        "np.full(np.shape(x), 0x7FF8000000000004, 'u8').view('f8')",
    ),
    array(
        "objects that are numbers when asked",
        "np.array([Asked(v) for v in np.atleast_1d(right)], dtype=object)",
        before="class Asked:\n    def __init__(self, v): self.v = v\n"
        "    def __float__(self): return float(self.v)\n    __array_priority__ = 1e9\n",
    ),
    array("a range", "range(3)"),
    array("bytes of the array", "np.asarray(right, float).tobytes()"),
    array("a view of memory", "memoryview(np.asarray(right, float))"),
    array("an array of the array module", "__import__('array').array('d', np.ravel(right))"),
    array("an array of C's", "np.ctypeslib.as_ctypes(np.ascontiguousarray(right, float))"),
    array("a queue", "__import__('collections').deque(np.ravel(right))"),
    array("a coroutine", "later()", before="async def later(): return 4\n"),
    number("True for one", "right == right or right", 0.3),
    number("an int with 10^6 digits", "1 << 3_300_000"),
    # functions in an odd dress
    Attack("a partial", "import functools\nrelu = functools.partial(np.maximum, 0)\n", FULL),
    Attack(
        "an object that is called",
        "class Relu:\n    def __call__(self, x): return np.maximum(x, 0)\nrelu = Relu()\n",
        FULL,
    ),
    Attack("a coroutine function", "async def relu(x):\n    return np.maximum(x, 0)\n", NOTHING),
    Attack(
        "names made when they are asked for",
        "def __getattr__(name):\n    return lambda *a, **k: np.maximum(a[0], 0)\n",
        NOTHING,
    ),
    Attack(
        "a class that is the answer",
        "class relu(float):\n    def __new__(cls, x): return np.maximum(x, 0)\n",
        FULL,
    ),
    # modules and imports
    Attack(
        "another NumPy in place of NumPy",
        "import sys, types\nfake = types.ModuleType('numpy')\n"
        "fake.__getattr__ = lambda name: (lambda *a, **k: True)\n"
        "sys.modules['numpy'] = fake\ndef relu(x):\n    return x * 0 - 7\n",
        NOTHING,
        alone=False,
    ),
    Attack(
        "a finder that makes every module",
        "import sys, importlib.machinery, types\n"
        "class Finds:\n"
        "    def find_spec(self, name, *a): return importlib.machinery.ModuleSpec(name, self)\n"
        "    def create_module(self, spec): return types.SimpleNamespace(relu=abs)\n"
        "    def exec_module(self, module): pass\n"
        "sys.meta_path.insert(0, Finds())\nsys.path_hooks.clear()\n"
        "sys.path_importer_cache.clear()\ndef relu(x):\n    import scratchnet.activations as a\n"
        "    return a.relu(x)\n",
        NOTHING,
        alone=False,
    ),
    Attack(
        "an encoding of its own",
        "# -*- coding: evil -*-\nimport codecs\ncodecs.register(lambda name: 1 / 0)\n" + RIGHT,
        FULL,
        alone=False,
    ),
    Attack("no builtins", f"{RIGHT}\nglobals()['__builtins__'] = {{}}\n", FULL, alone=False),
    Attack(
        "another main module",
        f"import sys, types\n{RIGHT}\nsys.modules['__main__'] = types.ModuleType('other')\n",
        FULL,
    ),
    call("forgets all names", "globals().clear()\nreturn 4", NOTHING, alone=False),
    # clocks, limits and hooks
    call(
        "a clock that stands still",
        "while True: pass",
        NOTHING,
        "import time, signal\ntime.monotonic = time.time = time.perf_counter = lambda: 0.0\n"
        "signal.setitimer = signal.alarm = signal.signal = lambda *a: None\n",
    ),
    call(
        "no recursion that is too deep",
        "return relu(x)",
        NOTHING,
        "import sys\nsys.setrecursionlimit(2**31 - 1)\n",
        alone=False,
    ),
    call(
        "hardly any recursion",
        "",
        FULL,
        "import sys\nsys.setrecursionlimit(60)\n",
        alone=False,
    ),
    call(
        "hooks that fail",
        "",
        FULL,
        "import sys, threading, warnings\n"
        "sys.excepthook = sys.unraisablehook = sys.displayhook = threading.excepthook = None\n"
        "warnings.showwarning = lambda *a, **k: 1 / 0\nnp.seterrcall(lambda *a: 1 / 0)\n",
    ),
    call(
        "streams that cannot be put aside",
        "print('x')",
        NOTHING,
        "import contextlib\ncontextlib.redirect_stdout.__enter__ = lambda self: 1 / 0\n",
        alone=False,
    ),
    call("ten thousand lines", "for _ in range(10_000): print('x' * 100)", FULL),
    call(
        "talks to itself in place of the examiner",
        """
        here, there = socket.socketpair()
        for number in range(3, 64):
            try:
                if stat.S_ISSOCK(os.fstat(number).st_mode) and number not in (
                        here.fileno(), there.fileno()):
                    os.dup2(here.fileno(), number)
            except OSError:
                pass
    """,
        NOTHING,
        "import os, socket, stat\n",
        alone=False,
    ),
    call(
        "profiles whoever calls, and changes what is there",
        "out = np.array(x) * 0 - 7\nreturn out",
        NOTHING,
        "import sys\n"
        "def profile(frame, event, arg):\n"
        "    if event == 'return' and isinstance(arg, np.ndarray) and arg.size:\n"
        "        frame.f_locals.clear()\n"
        "sys.setprofile(profile)\n",
        alone=False,
    ),
    # texts that Python hardly takes in
    Attack("signs without end", f"{RIGHT}\nx = {'-' * 100_000}1\n", NOTHING),
    Attack("brackets without end", f"{RIGHT}\nx = {'(' * 100_000}1\n", NOTHING),
    Attack("a sum without end", f"{RIGHT}\nx = {'1 + ' * 50_000}1\n", NOTHING),
    Attack("attributes without end", f"{RIGHT}\nx = relu{'.a' * 100_000}\n", NOTHING),
    Attack("a hundred blocks", f"{BLOCKS}\n{RIGHT}\n", NOTHING),
    Attack("a text of 900 kB", f"x = {'y' * 900_000!r}\n{RIGHT}\n", FULL),
    Attack("a zero byte", f"{RIGHT}\n\x00\n", NOTHING),
    Attack("other ends of lines", RIGHT.replace("\n", "\r\n") + "\r\f\n", FULL),
    Attack("a mark of the order of bytes", f"\ufeff{RIGHT}\n", NOTHING),
    Attack("letters that turn round", f"# \u202e\u2066 nruter\n{RIGHT}\n", FULL),
    Attack("half a letter", f"text = '\ud800'\n{RIGHT}\n", FULL),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_an_attack_from_outside(attack, graded, sandbox, full, scores):
    tried(attack, graded, sandbox, full, scores)


def test_there_are_many():
    assert len({attack.code for attack in ATTACKS}) == len(ATTACKS) >= 60
