"""Honest notebooks: the habits of people who hand in, by code, so that they can be combined.

Tests import this by name; `conftest.py` makes that possible. A habit changes a `Handed`: answers by
exercise, cells put in, files beside the notebook, the notebook's data, its bytes. None of them
makes an answer wrong or right.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Handed:
    """What a student is about to hand in."""

    answers: dict[str, str]
    content: dict[str, Any]
    rng: random.Random
    files: dict[str, bytes] = field(default_factory=dict)
    newline: str = "\n"

    @property
    def cells(self) -> list[dict]:
        """The notebook's cells."""
        return self.content["cells"]

    def put_in(self, *sources: str, at: int | None = None, kind: str = "code") -> None:
        """Put cells in somewhere behind the set-up, or in a place."""
        for source in sources:
            cell = {"cell_type": kind, "metadata": {}, "source": source}
            cell |= {"outputs": [], "execution_count": None} if kind == "code" else {}
            place = self.rng.randrange(4, len(self.cells)) if at is None else at
            self.cells.insert(place, cell)

    def behind_answers(self, text: str) -> None:
        """Put text behind each answer, in its cell."""
        for name in self.answers:
            self.answers[name] = f"{self.answers[name]}\n\n{text.replace('NAME', name)}\n"

    def before_answers(self, text: str) -> None:
        """Put text before each answer, in its cell."""
        for name in self.answers:
            self.answers[name] = f"{text}\n\n{self.answers[name]}"


HABITS: dict[str, Callable[[Handed], None]] = {}


def habit(function: Callable[[Handed], None]) -> Callable[[Handed], None]:
    """Enter a habit under its function's name."""
    HABITS[function.__name__] = function
    return function


@habit
def displays(handed):
    handed.behind_answers("display(NAME)")
    handed.put_in("from IPython.display import Markdown\ndisplay(Markdown('**mine**'), np.eye(2))")


@habit
def magics(handed):
    handed.put_in("%matplotlib inline", "%time sum(range(10))", "%%time\nlist(range(3))", "%pwd")
    handed.put_in("%load_ext autoreload\n%autoreload 2", "!echo hello", "files = !ls\nfiles")


@habit
def magics_in_answers(handed):
    handed.before_answers("%precision 4\n%matplotlib inline")
    handed.behind_answers("%timeit -n1 -r1 len('NAME')")


@habit
def asks_ipython(handed):
    handed.put_in('shell = get_ipython()\nshell.run_line_magic("precision", "3")', "relu?")
    handed.before_answers("if get_ipython() is not None:\n    pass")


@habit
def plots(handed):
    handed.put_in("import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.show()")
    handed.put_in(
        "import matplotlib.pyplot as plt\nplt.style.use('ggplot')\nfig, ax = plt.subplots()"
    )


@habit
def tables(handed):
    handed.put_in("import pandas as pd\npd.DataFrame({'x': [1, 2]}).describe()")


@habit
def helper_module(handed):
    handed.files["my_helpers.py"] = b'"""Mine."""\n\n\ndef twice(x):\n    return 2 * x\n'
    handed.before_answers("from my_helpers import twice")
    handed.put_in("import my_helpers\nmy_helpers.twice(4)")


@habit
def data_beside(handed):
    handed.files["numbers.csv"] = b"1,2\n3,4\n"
    handed.before_answers('try_out = np.loadtxt("numbers.csv", delimiter=",")')


@habit
def writes_files(handed):
    handed.put_in('with open("notes.txt", "w") as file:\n    file.write("done")')
    handed.put_in('np.save("mine.npy", np.arange(3))\nnp.load("mine.npy")')


@habit
def prints(handed):
    handed.behind_answers('print("NAME", "is written", 3 * "!")')
    handed.put_in('for i in range(30):\n    print(i, end=" ")')


@habit
def prints_inside(handed):
    for name, text in handed.answers.items():
        head, mark, body = text.rpartition('"""\n')
        if mark and body.startswith("    "):
            handed.answers[name] = f'{head}{mark}    print("now")\n{body}'


@habit
def takes_the_time(handed):
    handed.before_answers("import time\n\nstart = time.perf_counter()")
    handed.behind_answers('print(f"NAME: {time.perf_counter() - start:.3f} s")')


@habit
def names_of_test_cells(handed):
    names = "worked, bent, loan, wide, table, wide_table = 1, 2, 3, 4, 5, 6"
    handed.put_in(names, "W1 = W2 = X = no_bias = None", "def network(x):\n    return x", "t = 7")
    handed.behind_answers(f"{names}\nfirst = second = third = correct = nodes = 0")


@habit
def names_of_the_course(handed):
    handed.before_answers("nan = float('nan')\ninf = float('inf')\npi = 3.14159")
    handed.put_in("score = points = result = name = names = weights = inputs = 0")


@habit
def out_of_order(handed):
    for cell in handed.cells:
        if cell["cell_type"] == "code":
            cell["execution_count"] = handed.rng.randint(1, 300)
            stale = {"output_type": "stream", "name": "stdout", "text": ["old\n"]}
            cell["outputs"] = [stale] if handed.rng.random() < 0.5 else []


@habit
def last_results(handed):
    handed.put_in("1 + 1\n_", "2 + 2", "_, __, In[-1:]")


@habit
def raises_in_between(handed):
    handed.put_in("relu(1, 2, 3)", "undefined_name", "1 / 0", "this is no Python")


@habit
def tries_out(handed):
    handed.put_in("weighted_sum(np.array([1, 2]), np.array([3, 4]))\nrelu(-1)", "assert True")
    handed.behind_answers("assert callable(NAME)")


@habit
def main_guard(handed):
    handed.behind_answers('if __name__ == "__main__":\n    print("running NAME")')


@habit
def many_imports(handed):
    handed.put_in(
        "import math, random, os, sys, re, itertools as it\nfrom collections import *", at=2
    )
    handed.before_answers("import numpy as np\nfrom math import *")
    handed.put_in(
        "import warnings\nwarnings.simplefilter('ignore')\nnp.set_printoptions(precision=2)"
    )


@habit
def seeds(handed):
    handed.put_in("np.random.seed(0)\nimport random\nrandom.seed(0)")
    handed.before_answers("rng = np.random.default_rng(0)")


@habit
def awaits(handed):
    handed.put_in("import asyncio\nawait asyncio.sleep(0)")


@habit
def type_hints(handed):
    handed.before_answers("from __future__ import annotations\nfrom typing import Any")


@habit
def german(handed):
    handed.before_answers("# Größe: für jede Zeile ein Gewicht, größer als null\ngröße = 'äöüß'")
    handed.put_in("Übung: erst rechnen, dann prüfen.", kind="markdown")


@habit
def chinese(handed):
    handed.before_answers("# 先乘以权重, 再相加\n结果 = '好'")
    handed.put_in("我的笔记 📝", kind="markdown")
    handed.put_in("print('你好, 世界')")


@habit
def notes(handed):
    handed.put_in(
        "# My notes\n\n$\\sum_i x_i w_i$ <b>bold</b>", "![](missing.png)", kind="markdown"
    )
    handed.put_in("just text", kind="raw")


@habit
def old_attempts(handed):
    handed.put_in("def relu(x):\n    return 0", at=4)
    handed.before_answers("# def old(x):\n#     return 1\n'''\nanother try\n'''")


@habit
def empty_cells(handed):
    handed.put_in("", "   ", "\n\n", "# nothing")


@habit
def colab(handed):
    handed.content["metadata"] |= {
        "colab": {"provenance": [], "toc_visible": True, "name": "homework.ipynb"},
        "accelerator": "GPU",
    }
    handed.content["nbformat_minor"] = 0
    for cell in handed.cells:
        cell.pop("id", None)
        cell["metadata"] |= {"id": f"{handed.rng.getrandbits(48):x}", "colab_type": "text"}
        if cell["cell_type"] == "code":
            cell["metadata"]["outputId"] = f"{handed.rng.getrandbits(48):x}"
            cell["metadata"]["colab"] = {"base_uri": "here"}
    handed.put_in('<a href="x">Open in Colab</a>', at=0, kind="markdown")


@habit
def vs_code(handed):
    handed.content["metadata"] |= {
        "kernelspec": {"display_name": ".venv", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.12.4", "file_extension": ".py"},
        "vscode": {"interpreter": {"hash": "31f2aee4e71d21fbe5cf8b01ff0e069b9275f58929596ceb"}},
    }
    for cell in handed.cells:
        cell["metadata"]["vscode"] = {"languageId": "python"}


@habit
def kaggle(handed):
    handed.content["metadata"]["kaggle"] = {
        "accelerator": "none", "dataSources": [], "isInternetEnabled": False, "language": "python",
    }  # fmt: skip
    for cell in handed.cells:
        times = {"iopub.status.busy": "2026-01-01T10:00:00Z", "shell.execute_reply": "…"}
        cell["metadata"] |= {"_uuid": "8f2839f25d086af736a60e9eeb907d3b93b6e0e5", "trusted": True}
        cell["metadata"]["execution"] = times
    handed.put_in("import os\nfor folder, _, names in os.walk('/kaggle/input'):\n    print(folder)")


@habit
def windows_line_ends(handed):
    handed.newline = "\r\n"
    for name, text in handed.answers.items():
        handed.answers[name] = text.replace("\n", "\r\n")


@habit
def trailing_spaces(handed):
    for name, text in handed.answers.items():
        handed.answers[name] = text.replace("\n", "  \n") + "\n\n\n"


@habit
def folded_and_tagged(handed):
    for cell in handed.cells:
        cell["metadata"] |= {"collapsed": True, "scrolled": True, "tags": ["mine"]}
        cell["metadata"]["jupyter"] = {"outputs_hidden": True, "source_hidden": False}


def notebook(
    number: int, make: Callable[[dict], dict], answers: dict[str, str]
) -> tuple[list[str], bytes, dict[str, bytes]]:
    """Make an honest notebook: the habits in it, its bytes, and the files beside it.

    `make` puts answers into the released notebook. Every habit comes up alone among the first
    notebooks, then three to six of them come together.
    """
    rng = random.Random(number)
    names = list(HABITS)
    chosen = [names[number]] if number < len(names) else rng.sample(names, rng.randint(3, 6))
    handed = Handed(dict(answers), make({}), rng)
    # Line ends are changed when all else is written, and a future import stands first.
    chosen.sort(key=lambda name: (name == "windows_line_ends", name == "type_hints"))
    for name in chosen:
        HABITS[name](handed)
    for cell in handed.cells:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = handed.answers.get(name, cell["source"])
    text = json.dumps(handed.content, ensure_ascii=False, indent=1)
    return chosen, text.replace("\n", handed.newline).encode(), handed.files
