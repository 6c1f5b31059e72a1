"""No number stands in a chapter's prose unless the chapter's code stands behind it.

The rule. Prose is all text cells, without code, links, citations, headings and roles; what a role
such as glue puts in comes from the code anyway. A number in it, plain or in a formula, must be one
of these:

- 0, 1 or 2, or a subscript or an exponent: they count and index, and seldom report anything;
- part of an equation of plain numbers, such as 2 · 7 · 1 = 14, which is evaluated here;
- a number that the code of the same section writes too (a section begins with a heading of the
  second level): either it is given there, or an `assert` there compares it with what comes out;
- a number in an `assert` of an earlier section or of the chapter's last cells, `claims`, or in the
  sizes of a network, such as 8-16-8-1, if the chapter's code writes them anywhere;
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
        99: "how other tables write that a value is missing",
        999: "how other tables write that a value is missing",
    },
    "11_judging_a_classifier": {
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
ARITHMETIC = re.compile(r"(?:\d+(?:\.\d+)?(?:e-?\d+)?|[\s()*/+-])*")
SIZES = re.compile(r"\b\d+(?:-\d+){2,}\b")


class Section(NamedTuple):
    """Prose and code from one heading of the second level to the next."""

    title: str
    prose: str
    code: str
    asserted: set[float]  # numbers in what earlier sections assert
    written: set[float]  # numbers in the code of the whole chapter


def sections(path: Path) -> list[Section]:
    parts, claims = [("", [], [])], []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            claims += [cell.source] if cell.id == "claims" else []
            parts[-1][2].append(cell.source)
            continue
        before, *rest = re.split(r"^## (.+)$", cell.source, flags=re.MULTILINE)
        parts[-1][1].append(before)
        parts += [(title, [text], []) for title, text in zip(rest[::2], rest[1::2], strict=True)]
    codes = ["\n".join(code) for _, _, code in parts]
    written = set().union(*map(literals, codes))
    found, asserted = [], literals("\n".join(asserts("\n".join(claims))))
    for (title, prose, _), code in zip(parts, codes, strict=True):
        found.append(Section(title, "\n\n".join(prose), code, set(asserted), written))
        asserted |= literals("\n".join(asserts(code)))
    return found


def asserts(code: str) -> list[str]:
    """The `assert` statements of some code."""
    tree = ast.walk(ast.parse(code))
    return [ast.unparse(node) for node in tree if isinstance(node, ast.Assert)]


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
    plain = [side for side in sides if ARITHMETIC.fullmatch(side) and re.search(r"\d", side)]
    return [float(eval(side)) for side in plain]


def numbers_of(formula: str) -> list[float]:
    """Numbers that a formula writes, without indices and exponents."""
    formula = INDEX.sub("", re.sub(r"10\s*\^\s*\{?(-?\d+)\}?", r"1e\1", formula))
    formula = re.sub(r"\\[td]?frac\s*(\d)\s*(\d)", r" \1 \2 ", re.sub(r"\\[,;!]", "", formula))
    found = re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", re.sub(r"\\[a-zA-Z]+", " ", formula))
    return [float(number) for number in found]


def unfounded(chapter: str, section: Section) -> list[str]:
    """Numbers in the prose of a section that nothing stands behind, with the words around them."""
    prose = section.prose
    for pattern in NOT_PROSE:
        prose = pattern.sub(" ", prose)
    known = SMALL | literals(section.code) | section.asserted | set(NOT_FROM_CODE.get(chapter, ()))
    written = section.written
    if section.title in REPORTS_ON:
        reported = literals((ROOT / REPORTS_ON[section.title]).read_text(encoding="utf-8"))
        known, written = known | reported, written | reported
    found = []
    for formula in formulas(prose):
        is_equation = len(plain_sides(formula)) > 1
        if not is_equation and not set(numbers_of(formula)) <= known:
            found.append(f"${formula}$")
    plain = FORMULA.sub(" ", prose)
    for sizes in SIZES.findall(plain):
        if not {float(size) for size in sizes.split("-")} <= written:
            found.append(sizes)
    plain = SIZES.sub(" ", plain)
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


def section(prose: str, code: str = "") -> Section:
    return Section("", prose, code, set(), literals(code))


@pytest.mark.parametrize(
    ("prose", "code"),
    [
        ("The error is $7$.", "assert error == 7"),
        ("It takes 1,797 images, or $1797$.", "assert len(images) == 1_797"),
        ("$2\\cdot7\\cdot1 = 14$ and $z = \\frac{3}{1.5} = 2$", ""),
        ("All below $10^{-12}$.", "assert worst < 1e-12"),
        ("`x = 5`, [Chapter 9](09.ipynb), {glue:text}`key:.3f`, $x_3^4$, in 1986, chapter 3", ""),
        ("A 8-16-8-1 network.", "sizes = [8, 16, 8, 1]"),
    ],
)
def test_a_number_with_code_behind_it_passes(prose, code):
    assert unfounded("any", section(prose, code)) == []


@pytest.mark.parametrize(
    ("prose", "code"),
    [
        ("The error is $7$.", "assert error == 8"),
        ("The network is right for 97.2 % of the digits.", "assert accuracy > 0.9"),
        ("It says $0.98$.", "print(round(sigmoid(4), 2))"),
        ("The walk takes $w = 41$ steps.", ""),
        ("A 8-16-8-1 network.", "sizes = [8, 12, 8, 1]"),
        ("Between $0.3$ and 0.4.", "assert x > 0.3"),
    ],
)
def test_a_number_without_code_behind_it_is_found(prose, code):
    assert len(unfounded("any", section(prose, code))) == 1


def test_a_wrong_equation_is_found():
    assert plain_sides(r"w = 2 - 0.28 = 1.73") == pytest.approx([1.72, 1.73])
    assert plain_sides(r"\tfrac12 \cdot 4 = 2") == [2, 2]
    assert plain_sides(r"e^{\ln 2} = 2") == [2]
    assert plain_sides(r"10\,000 = 100 \times 100") == [10_000, 10_000]
