"""Questions that answer themselves on the page: every option opens to the reason for it.

The right option is not marked by the author: it is the one that equals the answer, and the answer
is computed, or stands on a condition that is. Plain HTML (`<details>`), so it works offline,
without a script, by keyboard and with a screen reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

import numpy as np


@dataclass(frozen=True)
class Quiz:
    """A question, its options with a reason each, and which option is right."""

    question: str
    options: dict[object, str]
    right: object

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        items = "".join(
            f"<details><summary>{_html(str(option))}</summary>"
            f"<p><strong>{'Right' if option is self.right else 'Not this one'}.</strong> "
            f"{_html(reason)}</p></details>"
            for option, reason in self.options.items()
        )
        lines = [self.question]
        for option, reason in self.options.items():
            lines.append(f"[{'x' if option is self.right else ' '}] {option}: {reason}")
        question = f'<p class="sn-quiz-question">{_html(self.question)}</p>'
        return {
            "text/html": f'<div class="sn-quiz">{question}{items}</div>',
            "text/plain": "\n".join(lines),
        }


def quiz(
    question: str, options: dict[object, str], answer: object, *, holds: object = True
) -> Quiz:
    """Ask a question whose right option is the one equal to the answer.

    An answer that is a value should be computed. One that is a sentence is written as it stands
    among the options, and `holds` is what the chapter measured that makes it true: where that fails
    the build fails, and question and prose are written anew.

    Parameters
    ----------
    question : str
        One sentence; text in `backticks` is shown as code.
    options : dict
        Option (a number or a text) to the reason why it is right or wrong. At least two.
    answer : object
        The answer. Numbers are compared to a relative 1e-6.
    holds : bool
        Whether what the question teaches is so, as the code found it.

    Returns
    -------
    Quiz

    Raises
    ------
    ValueError
        If the answer equals no option or more than one, a reason is empty, there are fewer than two
        options, or `holds` is neither true nor false.
    AssertionError
        If `holds` is false.
    """
    if not isinstance(holds, bool | np.bool_):
        raise ValueError(f"holds: expected True or False, got {holds!r}")
    if not holds:
        raise AssertionError(f"holds: what this question teaches is not so here: {question}")
    if len(options) < 2:
        raise ValueError(f"options: expected at least 2, got {len(options)}")
    unexplained = [option for option, reason in options.items() if not reason.strip()]
    if unexplained:
        raise ValueError(f"options: expected a reason for every option, got none for {unexplained}")
    right = [option for option in options if _same(option, answer)]
    if len(right) != 1:
        raise ValueError(
            f"answer: expected to equal one of {list(options)}, got {answer!r}, "
            f"which equals {right}"
        )
    return Quiz(question, options, right[0])


def _same(option: object, answer: object) -> bool:
    if _is_number(option) and _is_number(answer):
        return bool(np.isclose(float(option), float(answer), rtol=1e-6, atol=1e-12))
    return str(option) == str(answer)


def _is_number(value: object) -> bool:
    # A bool is compared as text: True must not match the option 1.
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _html(text: str) -> str:
    """Escape text; what stands between backticks becomes code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
