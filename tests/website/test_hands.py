"""Figures that a reader changes by hand: their scripts compute what Python computes.

Each script runs in Node on many inputs; and the extension hands it to the pages that have such a
figure, and to no others.
"""

import gzip
import json
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import hands
import numpy as np
import pytest
from playwright._impl._driver import compute_driver_executable

from coursebook.figures.by_hand import FIGURES
from scratchnet.activations import ACTIVATIONS
from scratchnet.optimizers import SGD

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "website/hands/scripts"
STEEPNESS, START = [1.0, 100.0], [10.0, 1.0]
LARGEST = 10_000  # bytes compressed, what a page with such a figure loads beyond others


def in_node(script: str, calls: list[list]) -> list:
    """Call functions of a script, `[name, *arguments]` each."""
    node = compute_driver_executable()  # with a command line script, in newer versions
    node = node[0] if isinstance(node, tuple) else node
    command = [str(node), str(Path(__file__).parent / "figures_in_node.mjs")]
    done = subprocess.run(
        [*command, str(SCRIPTS / f"{script}.mjs")],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_figure_has_a_script_and_each_script_a_figure():
    shared = {"start", "frame"}
    assert {path.stem for path in SCRIPTS.glob("*.mjs")} - shared == FIGURES.keys()


def known_activations() -> list[str]:
    """Those of the script, in its order."""
    text = (SCRIPTS / "activation.mjs").read_text("utf-8")
    return re.findall(r"^  (\w+): \[", text, re.MULTILINE)


@pytest.mark.parametrize("name", known_activations())
def test_an_activation_and_its_slope_are_those_of_scratchnet(name):
    z = np.concatenate([np.linspace(-30, 30, 1201), np.arange(-50, 51) / 10, [-1000.0, 1000.0]])
    values = in_node("activation", [["value", name, float(one)] for one in z])
    slopes = in_node("activation", [["slope", name, float(one)] for one in z])
    np.testing.assert_allclose(values, ACTIVATIONS[name](z), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(slopes, ACTIVATIONS[name].derivative(z), rtol=1e-9, atol=1e-15)


def test_the_chapter_offers_activations_that_the_script_knows():
    chapter = (ROOT / "chapters/04_activations.ipynb").read_text("utf-8")
    listed = re.search(r"bends_by_hand = \[(.*?)\]", chapter)[1]
    offered = set(re.findall(r"\w+", listed))
    assert len(offered) > 5
    assert offered <= set(known_activations()) <= set(ACTIVATIONS)


def test_what_is_left_of_a_nudge_is_the_slope_once_for_each_layer():
    (left,) = in_node("activation", [["left", "sigmoid", 1.5, 10]])
    assert np.isclose(left, ACTIVATIONS["sigmoid"].derivative(np.array([1.5]))[0] ** 10)


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.67, 0.95])
@pytest.mark.parametrize("rate", [0.001, 0.0089, 0.019, 0.02, 0.022, 0.1])
def test_a_walk_is_that_of_the_optimizer(rate, beta):
    (path,) = in_node("descent", [["walk", STEEPNESS, START, rate, beta, 60]])
    rule, place = SGD(rate, momentum=beta), np.array(START)
    for seen in path[1:]:
        rule.update(place, np.array(STEEPNESS) * place)
        np.testing.assert_allclose(np.array(seen, float), place, rtol=1e-9, atol=1e-12)


def test_the_steps_that_a_walk_needs_are_counted():
    rates = [0.001, 0.005, 0.01, 0.018, 0.02, 0.022]
    cases = [(rate, beta) for rate in rates for beta in (0.0, 0.67, 0.9)]
    told = in_node("descent", [["needed", STEEPNESS, START, *case, 1e-3] for case in cases])
    for (rate, beta), steps in zip(cases, told, strict=True):
        rule, place, expected = SGD(rate, momentum=beta), np.array(START), None
        for step in range(601):
            if place @ (np.array(STEEPNESS) * place) / 2 <= 1e-3:
                expected = step
                break
            rule.update(place, np.array(STEEPNESS) * place)
        assert steps == expected, (rate, beta)
    assert told[0] is None  # too slow, and 0.02 is too large


def test_a_neuron_sums_says_and_is_judged_as_in_the_chapter():
    grid = [w / 4 for w in range(-12, 13)]
    rng = np.random.default_rng(0)
    points = [[0, 0], [0, 1], [1, 0], [1, 1]]
    chosen = [(*rng.choice(grid, 2).tolist(), float(rng.choice(grid))) for _ in range(500)]
    targets = [rng.integers(0, 2, 4).tolist() for _ in chosen]
    calls = [
        ["right", [w1, w2], b, points, t] for (w1, w2, b), t in zip(chosen, targets, strict=True)
    ]
    for (w1, w2, b), t, right in zip(chosen, targets, in_node("neuron", calls), strict=True):
        says = np.array(points) @ [w1, w2] + b >= 0
        assert right == np.sum(says == np.array(t, bool))


def test_xor_is_out_of_reach_and_the_gates_are_not():
    grid = [w / 2 for w in range(-6, 7)]
    points = [[0, 0], [0, 1], [1, 0], [1, 1]]
    targets = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0], "XOR": [0, 1, 1, 0]}
    best = {}
    for name, wanted in targets.items():
        calls = [["right", [w1, w2], b, points, wanted] for w1 in grid for w2 in grid for b in grid]
        best[name] = max(in_node("neuron", calls))
    assert best == {"AND": 4, "OR": 4, "NAND": 4, "XOR": 3}


def test_the_hatched_side_is_where_the_neuron_says_one_and_the_line_where_it_changes():
    box = [-1, 2, -1, 2]
    rng = np.random.default_rng(1)
    chosen = [(rng.integers(-12, 13, 2) / 4, rng.integers(-12, 13) / 4) for _ in range(300)]
    calls = [[w.tolist(), float(b), box] for w, b in chosen]
    sides = in_node("neuron", [["side", *call] for call in calls])
    lines = in_node("neuron", [["line", *call] for call in calls])
    for (w, b), side, line in zip(chosen, sides, lines, strict=True):
        assert all(np.array(side).reshape(-1, 2) @ w + b >= -1e-9)
        assert len(line) in (0, 2)
        assert np.allclose(np.array(line).reshape(-1, 2) @ w + b, 0)
        corners = np.array([[-1, -1], [2, -1], [2, 2], [-1, 2]]) @ w + b
        if (corners > 0).any() and (corners < 0).any():
            assert len(line) == 2, (w, b)


def test_a_penalty_moves_the_lowest_place_as_descent_finds_it():
    for strength in np.arange(0, 3.05, 0.25):
        (at,) = in_node("penalty", [["lowest", 3, float(strength)]])
        w = 3.0
        for _ in range(500):
            w -= 0.1 * (2 * (w - 3) + 2 * strength * w)
        assert np.isclose(at, w)
        calls = [["error", at, 3], ["penalty", at, float(strength)]]
        assert np.allclose(in_node("penalty", calls), [(at - 3) ** 2, strength * at**2])


def test_numbers_are_written_as_in_the_book():
    given = [0, 1.5, -0.25, 1e-7, 123456, -1e-10, 0.10512, 99999.9]
    assert in_node("frame", [["number", one] for one in given]) == [
        "0", "1.5", "−0.25", "1 · 10⁻⁷", "1.23 · 10⁵", "−1 · 10⁻¹⁰", "0.105", "1 · 10⁵",
    ]  # fmt: skip


def test_a_page_gets_the_scripts_only_where_it_has_such_a_figure():
    added = []
    app = SimpleNamespace(
        add_js_file=lambda name, **_: added.append(name),
        add_css_file=lambda name, **_: added.append(name),
    )
    hands.add_script(app, "a", "page.html", {"body": "<figure></figure>"}, None)
    hands.add_script(app, "a", "page.html", {}, None)
    assert added == []
    body = '<div class="sn-by-hand" data-by-hand="neuron">'
    hands.add_script(app, "a", "page.html", {"body": body}, None)
    assert added == ["../hands/load.js", "../hands/hands.css"]


def test_the_scripts_are_copied_and_are_small(tmp_path):
    hands.put_into_site(SimpleNamespace(confdir=tmp_path), None)
    copied = tmp_path / "_build/extra/hands"
    assert {p.name for p in copied.iterdir()} == {p.name for p in SCRIPTS.iterdir()}
    sizes = {path.stem: len(gzip.compress(path.read_bytes(), 6)) for path in copied.iterdir()}
    shared = sum(sizes.pop(name) for name in ("load", "start", "frame", "hands"))
    assert shared + max(sizes.values()) < LARGEST
