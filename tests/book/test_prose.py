"""No number stands in a chapter's prose unless the chapter's code stands behind it.

The rule. Prose is all text cells, without code, links, citations, headings and roles; what a role
such as glue puts in comes from the code anyway. A number in it, plain or in a formula, must be one
of these:

- 0, 1 or 2, or a subscript or an exponent: they count and index, and seldom report anything;
- part of an equation of plain numbers, such as 2 · 7 · 1 = 14, which is evaluated here;
- a number that the code of the same section writes too (a section begins with a heading of the
  second level): either it is given there, or an `assert` there compares it with what comes out;
- a year, or the number of a chapter or page of a book that is cited;
- one of `NOT_FROM_CODE`, each with its reason.
"""

import ast
import io
import math
import re
import tokenize
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted(ROOT.glob("chapters/[0-9][0-9]_*.ipynb"))

NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w)")
SMALL = {0.0, 1.0, 2.0}
# Facts from the world or from a cited source, which no code of a chapter could compute.
NOT_FROM_CODE = {
    "10_pima_diabetes": {
        21: "the least age of the women in the study",
        80: "what the exercise asks for",
        100: "what the exercise asks for",
    },
}
# Code outside of the notebook that a section reports on.
REPORTS_ON = {"Where the time goes": "benchmarks/training.py"}

# What is not prose, and years and places in books, which are not results.
NOT_PROSE = [
    re.compile(r"^(`{3,}|~{3,}).*?^\1", re.MULTILINE | re.DOTALL),  # code
    re.compile(r"\{[\w:]+\}`[^`]*`"),  # roles
    re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL),  # code
    re.compile(r"\[[^\]]*\]\([^)]*\)"),  # links
    re.compile(r"^#+ .*$|^:[\w-]+:.*$|^\s*\d+\.\s", re.MULTILINE),  # headings, options, list marks
    re.compile(r"\*\*Time:\*\* \d+ minutes"),
    re.compile(r"\b(?:chapters?|pages?|sections?) \d+(?:(?:, | and | to |–)\d+)*", re.IGNORECASE),
    re.compile(r"\b(?:1[89]|20)\d\d\b"),
]
FORMULA = re.compile(r"\$\$(.*?)\$\$|\$([^$]+)\$", re.DOTALL)
INDEX = re.compile(r"[_^](?:\{[^{}]*\}|\\?\w)")
# From TeX to Python, for equations of plain numbers.
TEX = [
    (re.compile(r"\\[,;!]|\{,\}"), ""),  # also 10\,000
    (re.compile(r"10\s*\^\s*\{?(-?\d+)\}?"), r"1e\1"),
    (re.compile(r"\\[td]?frac\s*(\d)\s*(\d)"), r"(\1/\2)"),
    (re.compile(r"\\[td]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"((\1)/(\2))"),
    (re.compile(r"\\cdot|\\times"), "*"),
    (re.compile(r"\\left|\\right|&"), ""),
    (re.compile(r"\^"), "**"),
]
ARITHMETIC = re.compile(r"[\d.\s()*/+e-]*\d[\d.\s()*/+e-]*")


class Section(NamedTuple):
    """Prose and code from one heading of the second level to the next."""

    title: str
    prose: str
    code: str


def sections(path: Path) -> list[Section]:
    title, prose, code, found = "", [], [], []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            code.append(cell.source)
            continue
        before, *rest = re.split(r"^## (.+)$", cell.source, flags=re.MULTILINE)
        prose.append(before)
        for heading, text in zip(rest[::2], rest[1::2], strict=True):
            found.append(Section(title, "\n\n".join(prose), "\n".join(code)))
            title, prose, code = heading, [text], []
    return [*found, Section(title, "\n\n".join(prose), "\n".join(code))]


def literals(code: str) -> set[float]:
    """Numbers that the code writes, also within its texts."""
    found = set()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.NUMBER:
            found.add(float(ast.literal_eval(token.string)))
        elif token.type == tokenize.STRING:
            found |= {value(number) for number in NUMBER.findall(token.string)}
    return found


def value(number: str) -> float:
    """The number that a text such as ``1,797`` or ``0.5`` means; ``4,5`` is no number of ours."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+", number):
        number = number.replace(",", "")
    return float(number)


def formulas(prose: str) -> list[str]:
    return [display or inline for display, inline in FORMULA.findall(prose)]


def in_python(formula: str) -> str:
    for tex, python in TEX:
        formula = tex.sub(python, formula)
    return formula


def plain_sides(formula: str) -> list[float]:
    """Values of those sides of an equation that are arithmetic with plain numbers."""
    sides = [side.strip() for side in in_python(formula).split("=")]
    if len(sides) < 2:
        return []
    return [float(eval(side)) for side in sides if ARITHMETIC.fullmatch(side)]


def numbers_of(formula: str) -> list[float]:
    """Numbers that a formula writes, without indices and exponents."""
    formula = INDEX.sub("", re.sub(r"10\s*\^\s*\{?(-?\d+)\}?", r"1e\1", formula))
    formula = re.sub(r"\\[td]?frac\s*(\d)\s*(\d)", r" \1 \2 ", re.sub(r"\\[,;!]", "", formula))
    found = re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", re.sub(r"\\[a-zA-Z]+", " ", formula))
    return [float(number) for number in found]


def unfounded(chapter: str, section: Section) -> list[str]:
    """Numbers in the prose of a section that nothing stands behind, with the words around them."""
    prose = section.prose
    for pattern in NOT_PROSE[:1] + NOT_PROSE[1:]:
        prose = pattern.sub(" ", prose)
    known = SMALL | literals(section.code) | set(NOT_FROM_CODE.get(chapter, ()))
    if section.title in REPORTS_ON:
        known |= literals((ROOT / REPORTS_ON[section.title]).read_text(encoding="utf-8"))
    found = []
    for formula in formulas(prose):
        is_equation = len(plain_sides(formula)) > 1
        if not is_equation and not set(numbers_of(formula)) <= known:
            found.append(f"${formula}$")
    plain = FORMULA.sub(" ", prose)
    for match in NUMBER.finditer(plain):
        if value(match[0]) not in known:
            words = plain[max(0, match.start() - 40) : match.end() + 20]
            found.append(f"{match[0]} in “…{' '.join(words.split())}…”")
    return found


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_number_in_prose_is_glued_asserted_or_evaluated(path):
    wrong = [
        f"under “{section.title}”: {number}"
        for section in sections(path)
        for number in unfounded(path.stem, section)
    ]
    assert not wrong, "numbers with no code behind them; glue or assert them:\n" + "\n".join(wrong)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_equation_of_plain_numbers_in_prose_is_true(path):
    for section in sections(path):
        for formula in formulas(section.prose):
            sides = plain_sides(formula)
            assert all(math.isclose(side, sides[0], abs_tol=1e-12) for side in sides), formula
