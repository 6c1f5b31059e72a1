"""Attacks of other kinds: hooks of Python's own, stand-ins, messages, names, and the notebook."""

import json

import pytest
from attacking import FULL, NOTHING, Attack, array, call, number, tried
from test_hostile import RIGHT

SHIPPED = "from scratchnet.activations import relu as shipped\n"
ASKS = "this is what the exercise asks you to write"
SIDE = """
import gc, threading
from grader.engine import messages, reserved, student
def side():
    return next(one for one in gc.get_objects() if type(one).__name__ == "_Side")
"""


def stands_in(name, expression, before=""):
    """An attack that takes the course's own function in a way that is none."""
    code = f"{SHIPPED}{before}\ndef relu(x):\n    return {expression}\n"
    return Attack(name, code, NOTHING, ASKS)


ATTACKS = [
    # what stands for the course's own function
    stands_in("a stand-in, copied", "copy.deepcopy(copy.copy(shipped))(x)", "import copy"),
    stands_in(
        "a stand-in, pickled",
        "pickle.loads(pickle.dumps(shipped))(x)",
        "import pickle, scratchnet.activations\n"
        "type(shipped).__reduce__ = lambda one: (type(one), (one.__module__, one.__name__))",
    ),
    stands_in("a stand-in, by its class", "type(shipped)(shipped.__module__, 'relu')(x)"),
    stands_in(
        "a stand-in that says it is another function",
        "shipped(x)",
        "shipped.__module__, shipped.__name__ = 'scratchnet.activations', 'relu'",
    ),
    stands_in("a stand-in behind map", "np.array(list(map(shipped, np.atleast_1d(x))))"),
    stands_in("a stand-in as a ufunc", "np.frompyfunc(shipped, 1, 1)(x).astype(float)"),
    call(
        "asks for every function that there is",
        """
        for number in range(3000):
            try:
                side()._borrow("scratchnet.activations", f"relu{number}" + "!" * 500, (), {})
            except Exception:
                pass
        raise ValueError
    """,
        NOTHING,
        SIDE,
        incident=ASKS,
    ),
    call(
        "keeps what it was lent",
        "return side()._lent[('scratchnet.activations', 'relu')](x)",
        NOTHING,
        SIDE,
    ),
    # its own side of the wire
    call(
        "speaks on every file that is open",
        """
        for number in range(3, 64):
            try:
                os.write(number, b"\\x01\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00")
            except OSError:
                pass
    """,
        NOTHING,
        "import os",
        incident="it spoke to the grader itself",
        alone=False,
    ),
    call(
        "has signals write to the examiner",
        "signal.raise_signal(signal.SIGUSR1)",
        NOTHING,
        SIDE
        + """
import signal
signal.signal(signal.SIGUSR1, lambda *a: None)
signal.set_wakeup_fd(side().channel._sock.fileno(), warn_on_full_buffer=False)
""",
        incident="it spoke to the grader itself",
        alone=False,
    ),
    call(
        "reverses its answers",
        "",
        NOTHING,
        """
        from grader.engine.channel import Channel
        posted, first = Channel.post, []
        def post(self, frame, *a):
            first.append(frame)
            if len(first) == 2:
                posted(self, first.pop(), *a)
                posted(self, first.pop(), *a)
        Channel.post = post
    """,
        alone=False,
    ),
    call(
        "promises more than it sends",
        "",
        NOTHING,
        """
        from grader.engine import messages
        packed = messages.packed
        messages.packed = lambda *a: packed(*a)[:6] + b"\\x00\\xff\\xff\\xff" + b"x" * 8
    """,
        alone=False,
    ),
    call(
        "answers with another kind of message",
        "",
        NOTHING,
        """
        from grader.engine import messages
        packed = messages.packed
        messages.packed = lambda message, number: packed(messages.Looked({"relu": 1}), number)
    """,
        incident="it spoke to the grader itself",
        alone=False,
    ),
    call(
        "changes what the course's functions take when nothing is said",
        "",
        NOTHING,
        """
        from checks import call as calls
        calls.call_and_hand_over.__code__ = (
            lambda *a, **k: (__import__("checks.outcome").outcome.Outcome("returned", 0.0), None)
        ).__code__
    """,
        alone=False,
    ),
    call(
        "says a thousand parameters",
        "",
        FULL,
        "import inspect\ndef told(*a): raise KeyboardInterrupt\nclass relu_: pass\n"
        "relu_.__signature__ = property(told)\n",
    ),
    # Python's own hooks
    call(
        "traces every line and changes what is returned",
        "out = np.array(x) * 0 - 7",
        FULL,
        "import sys\ndef trace(frame, event, arg):\n    return trace\nsys.settrace(trace)\n",
    ),
    call(
        "a hook that refuses everything",
        "",
        NOTHING,
        "import sys\ndef refuse(*a): raise RuntimeError('no')\n",
    )._replace(
        code="""
import sys
armed = []
def refuse(event, args):
    if armed:
        raise RuntimeError(event)
sys.addaudithook(refuse)
def relu(x):
    armed.append(1)
    return open("/dev/null")
""",
        alone=False,
    ),
    call(
        "a callback at each collection of garbage",
        "gc.collect()",
        FULL,
        "import gc\ngc.callbacks.append(lambda *a: 1 / 0)\n",
    ),
    call(
        "objects that do not want to go",
        "[Stays() for _ in range(100)]",
        FULL,
        "kept = []\nclass Stays:\n    def __del__(self):\n        kept.append(self)\n"
        "        raise SystemExit(3)\n",
    ),
    call(
        "threads that outlive the call",
        "len(threading.enumerate()) > 4 or threading.Thread(target=spin, daemon=False).start()",
        FULL,
        "import threading, time\ndef spin():\n    while True: time.sleep(0.001)\n",
    ),
    call(
        "a thread that rewrites the answer",
        """
        out = np.maximum(x, 0) * 0.0 - 7
        threading.Thread(target=lambda: np.copyto(out, 9.0)).start()
        return out
    """,
        NOTHING,
        "import threading",
    ),
    call(
        "an end that comes by itself",
        "faulthandler.dump_traceback_later(0.001, exit=True, file=nowhere)",
        FULL + 0.01,  # its answers are right; what ends costs its own notebook
        "import faulthandler\nnowhere = open('/dev/null', 'w')\n",
        alone=False,
    ),
    call(
        "gives all processes the lowest rank",
        "",
        FULL,
        "import os\nos.setpriority(os.PRIO_USER, 0, 19)\nos.setpriority(os.PRIO_PGRP, 0, 19)\n",
    ),
    call(
        "asks for more of everything",
        "",
        FULL,
        """
        import resource
        for name in dir(resource):
            if name.startswith("RLIMIT_"):
                try:
                    resource.setrlimit(getattr(resource, name), (-1, -1))
                except (ValueError, OSError):
                    pass
    """,
    ),
    # a new Python beside this one
    call(
        "a Python of its own that imports what is shipped",
        """
        told = subprocess.run(
            [sys.executable, "-c", "import scratchnet.activations as a; print(a.relu(-1))"],
            capture_output=True, text=True)
        assert not told.returncode, told.stderr[-300:]
    """,
        NOTHING,
        "import subprocess, sys",
    ),
    # errors
    call(
        "an error with a million notes",
        "raise noted",
        NOTHING,
        "noted = ValueError('x')\nnoted.__notes__ = ['y'] * 10**6\n",
    ),
    call(
        "an error with a cause with a cause",
        "raise last",
        NOTHING,
        "last = ValueError()\nfor _ in range(10**5):\n    new = ValueError()\n"
        "    new.__cause__ = last\n    last = new\n",
    ),
    call(
        "an error with a name without end",
        "raise Long",
        NOTHING,
        "Long = type('E' * 10**7, (Exception,), {})\n",
    ),
    call(
        "an error that is a group of groups",
        "raise group",
        NOTHING,
        "group = ValueError()\nfor _ in range(900): group = ExceptionGroup('g', [group] * 2)\n",
    ),
    call(
        "an error that is another one at each look",
        "raise Shifting()",
        NOTHING,
        "import random\nclass Shifting(Exception):\n"
        "    __class__ = property(lambda self: random.choice([SystemExit, NotImplementedError]))\n",
    ),
    # values
    array(
        "an array that answers NumPy's functions itself",
        "np.full(np.shape(x), -7.0).view(Sly)",
        before="class Sly(np.ndarray):\n"
        "    def __array_function__(self, *a, **k): return True\n"
        "    def __array_ufunc__(self, *a, **k): return np.zeros(())\n"
        "    def __eq__(self, other): return True\n    __hash__ = None\n",
    ),
    array(
        "an array whose dtype changes",
        "np.full(np.shape(x), 7, 'i8').view(Sly)",
        before="class Sly(np.ndarray):\n    looks = [0]\n    @property\n    def dtype(self):\n"
        "        self.looks[0] += 1\n"
        "        return np.dtype('f8' if self.looks[0] % 2 else 'O')\n",
    ),
    array(
        "an array over memory that is not its own",
        "np.lib.stride_tricks.as_strided(np.zeros(1), np.shape(x), (2**40,) * np.ndim(x))",
        0.6,
        alone=False,
    ),
    array("a generator of rows", "(row for row in np.atleast_1d(right))"),
    number(
        "a number that shows without end",
        "Loud(right + 1)",
        before="class Loud(float):\n    def __repr__(self): return 'x' * 10**8\n"
        "    __str__ = __format__ = __repr__\n",
    ),
    number(
        "a number that is right, of a class with slots and a cache",
        "Mine(right)",
        FULL,
        "class Mine(float):\n    __slots__ = ()\n    def __reduce__(self): raise ValueError\n",
    ),
    # names
    Attack("the name in wide letters", "def ｒｅｌｕ(x):\n    return np.maximum(x, 0)\n", FULL),
    Attack("the name in other letters", "def rеlu(x):\n    return np.maximum(x, 0)\n", NOTHING),
    # cells for a notebook
    Attack("a cell that is timed", f"%%time\n{RIGHT}\n", FULL),
    Attack("a cell that forgets all", f"%reset -f\n{RIGHT}\n", NOTHING, alone=False),
    Attack("a cell in another language", "%%javascript\nalert(1)\n", NOTHING),
    Attack("a cell that is written to a file", f"%%writefile checks.py\n{RIGHT}\n", NOTHING),
    Attack("a cell that runs what is not there", f"%run /course/solutions.py\n{RIGHT}", NOTHING),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_another_attack(attack, graded, sandbox, full, scores):
    tried(attack, graded, sandbox, full, scores)


def cell_of(content, name):
    return next(
        cell for cell in content["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
    )  # fmt: skip


def forged_result(content):
    content["metadata"]["grader"] = {"key": "0" * 32, "scores": {"test_relu": 99}, "notes": []}
    content["metadata"]["language_info"] = {"name": "<script>alert(1)</script>"}


def twice(content):
    easy = {**cell_of(content, "test_relu"), "id": "easy", "source": "99"}
    content["cells"] += [easy, easy]


def lookalike(content):
    cell_of(content, "test_relu")["metadata"]["nbgrader"]["grade_id"] = "test_rеlu"


def wrong_kinds(content):
    grading = cell_of(content, "test_relu")["metadata"]["nbgrader"]
    grading |= {"points": 1e308, "grade_id": ["test_relu"], "locked": {}, "checksum": 0}


def raw(content):
    cell_of(content, "relu")["cell_type"] = "raw"


def many_cells(content):
    extra = {"cell_type": "code", "metadata": {}, "source": "relu = lambda x: np.maximum(x, 0)"}
    content["cells"] += [{**extra, "id": f"e{i}"} for i in range(300)]


def odd_source(content):
    lines = ["def relu(x):\n", 3, None, ["x"], "\x0c    return np.maximum(x, 0)\r\n", {}]
    cell_of(content, "relu")["source"] = lines


CHANGES = [
    (forged_result, 2.0),
    (twice, 2.0),
    (lookalike, 2.0),
    (wrong_kinds, 2.0),
    (raw, 2.0),
    (many_cells, 2.0),
    (odd_source, 2.0),
]


@pytest.mark.parametrize(("change", "score"), CHANGES, ids=[one.__name__ for one, _ in CHANGES])
def test_a_notebook_that_lies_about_itself(graded, handed_in, scores, full, change, score):
    content = handed_in({"weighted_sum": "weighted_sum = None"})
    change(content)
    result = graded(notebook=content)
    assert not result.problem
    assert scores(result) == {**full, "weighted_sum": 0.0, "relu": score}, result.notes
    assert result.points == 20
    shown = [cell.get("outputs") for cell in json.loads(result.notebook)["cells"]]
    assert "99" not in json.dumps(shown)
    assert b"<script>" not in result.notebook
