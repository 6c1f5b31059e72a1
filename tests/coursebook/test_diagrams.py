"""Diagrams: every number is drawn, nothing hides anything, and the words say what was drawn."""

import itertools
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coursebook.figures._diagram_layout import Box, format_number, place_labels
from coursebook.figures.diagrams import network_diagram, product_diagram

SVG = "{http://www.w3.org/2000/svg}"
W_HIDDEN = np.array([[2, 4], [4, -5]])
W_MIDDLE = np.array([[-1, 2], [1, 2]])
W_OUTPUT = np.array([[2], [7]])
NAMES = [["family", "accounts"], ["node_0", "node_1"], ["output"]]
SMALL = [W_HIDDEN, W_OUTPUT]
DEEP = [W_HIDDEN, W_MIDDLE, W_OUTPUT]


def texts(picture):
    """(text, box in points) of every text of a drawing; the box is that of wide digits."""
    found = []
    for element in ElementTree.fromstring(picture.svg).iter(f"{SVG}text"):
        size = float(re.search(r"([\d.]+)px", element.get("style"))[1])
        x, y = float(element.get("x")), float(element.get("y"))
        width = 0.62 * len(element.text) * size
        found.append((element.text, Box(x, y - 0.36 * size, width, 0.73 * size)))
    return found


def circles(picture):
    """Box of every node of a drawing, in points."""
    boxes = []
    for element in ElementTree.fromstring(picture.svg).iter(f"{SVG}path"):
        if element.get("d").count("C") == 8:
            points = np.array(re.findall(r"([\d.]+) ([\d.]+)", element.get("d")), dtype=float)
            (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
            boxes.append(Box((left + right) / 2, (top + bottom) / 2, right - left, bottom - top))
    return boxes


def strings(picture):
    return sorted(text for text, _ in texts(picture))


def size_of(picture):
    view_box = ElementTree.fromstring(picture.svg).get("viewBox").split()
    return float(view_box[2]), float(view_box[3])


def assert_legible(picture):
    """Assert that texts lie inside the drawing and no text touches another or the rim of a node."""
    width, height = size_of(picture)
    labels, nodes = texts(picture), circles(picture)
    for text, box in labels:
        assert box.x - box.width / 2 >= 0, text
        assert box.x + box.width / 2 <= width, text
        assert box.y - box.height / 2 >= 0, text
        assert box.y + box.height / 2 <= height, text
        for circle in nodes:
            inside = abs(box.x - circle.x) < 1 and box.gap(circle) < -box.height
            assert inside or box.gap(circle) > 0, f"{text} touches a node"
    for (one, first), (other, second) in itertools.combinations(labels, 2):
        assert first.gap(second) > 0, f"{one} touches {other}"


def test_every_value_weight_and_name_is_drawn():
    picture = network_diagram(SMALL, values=[[3, 5], [26, 0], [52]], names=NAMES)
    numbers = ["3", "5", "26", "0", "52", "2", "4", "4", "−5", "2", "7"]
    titles = ["input layer", "hidden layer", "output layer"]
    assert strings(picture) == sorted([*numbers, *NAMES[0], *NAMES[1], *NAMES[2], *titles])
    assert len(circles(picture)) == 5


def test_the_text_alternative_says_what_was_drawn():
    picture = network_diagram(SMALL, values=[[3, 5], [26, 0], [52]], names=NAMES)
    assert picture.alt == (
        "Network diagram. Input layer of 2 nodes: family = 3, accounts = 5. "
        "Hidden layer of 2 nodes: node_0 = 26, node_1 = 0. Output layer of 1 node: output = 52. "
        "Every node is connected to every node of the next layer. "
        "Weights into node_0: 2 from family, 4 from accounts. "
        "Weights into node_1: 4 from family, −5 from accounts. "
        "Weights into output: 2 from node_0, 7 from node_1."
    )


def test_sums_before_the_activation_and_biases_are_drawn_and_said():
    layers = [([[2, 4], [4, -5]], [1, -0.5]), ([[2], [7]], [3])]
    picture = network_diagram(
        layers, values=[[3, 5], [27, 0], [57]], sums=[None, [27, -13.5], [57]]
    )
    assert {"−13.5", "0", "b = 1", "b = −0.5", "b = 3"} <= set(strings(picture))
    assert "node_1 has the sum −13.5 before the activation, 0 after it" in picture.alt
    assert picture.alt.endswith("Biases: node_0 1, node_1 −0.5, output 3.")


def test_biases_that_are_all_zero_are_left_out():
    with_zeros = network_diagram([(W, np.zeros(W.shape[1])) for W in SMALL])
    assert with_zeros.svg == network_diagram(SMALL).svg


def test_an_unfinished_forward_pass_leaves_later_nodes_empty():
    picture = network_diagram(SMALL, values=[[3, 5], None, None], names=NAMES)
    assert "family = 3, accounts = 5" in picture.alt
    assert "Hidden layer of 2 nodes: node_0, node_1." in picture.alt


@pytest.mark.parametrize("layers", [SMALL, DEEP], ids=["2-2-1", "2-2-2-1"])
@pytest.mark.parametrize("named", [False, True], ids=["", "named"])
@pytest.mark.parametrize("summed", [False, True], ids=["", "sums"])
@pytest.mark.parametrize("biased", [False, True], ids=["", "biases"])
@pytest.mark.parametrize("scale", [1, -0.123, 10.01], ids=["short", "long", "longer"])
def test_nothing_touches_in_the_small_networks(layers, named, summed, biased, scale):
    sizes = [2, *(W.shape[1] for W in layers)]
    pairs = [(scale * W, np.full(W.shape[1], -0.5 if biased else 0.0)) for W in layers]
    values = [[-12.3] * size for size in sizes]
    names = [[f"node_{layer}_{node}" for node in range(n)] for layer, n in enumerate(sizes)]
    picture = network_diagram(
        pairs,
        values=values,
        names=names if named else None,
        sums=[None, *values[1:]] if summed else None,
    )
    assert_legible(picture)
    assert "Weights into" in picture.alt, "weights were left out"
    drawn = strings(picture)
    for W in layers:
        for weight in (scale * W).ravel():
            assert format_number(weight) in drawn


# Without shrinking: a failure names its sizes and seed, and to look for smaller ones takes minutes.
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    st.lists(st.integers(1, 12), min_size=2, max_size=6),
    st.integers(0, 2**32 - 1),
    st.booleans(),
)
def test_any_network_is_legible_fits_the_page_and_is_well_described(sizes, seed, biased):
    rng = np.random.default_rng(seed)
    layers = [
        (rng.normal(size=(n_in, n_out)), biased * rng.normal(size=n_out))
        for n_in, n_out in itertools.pairwise(sizes)
    ]
    picture = network_diagram(layers, values=[rng.normal(size=size) for size in sizes])
    assert_legible(picture)
    assert size_of(picture)[0] <= 5.8 * 72 + 1e-6
    for size in sizes:
        assert f"of {size} node" in picture.alt
    drawn = strings(picture)
    if "Weights into" in picture.alt:
        assert all(format_number(w) in drawn for W, _ in layers for w in W.ravel())
    else:
        negative = sum(int((W < 0).sum()) for W, _ in layers)
        total = sum(W.size for W, _ in layers)
        assert f"{negative} of {total} weights are negative" in picture.alt


def test_long_names_stay_on_the_page():
    names = [["DiabetesPedigreeFunction", "BMI"], ["a", "b"], ["probability of diabetes"]]
    assert_legible(network_diagram(SMALL, names=names))


def test_of_a_large_layer_six_nodes_are_drawn_and_the_words_say_so():
    picture = network_diagram([784, 16, 10])
    assert len(circles(picture)) == 18
    assert strings(picture).count("⋮") == 3
    assert "Input layer of 784 nodes (6 of them drawn)." in picture.alt


def test_negative_weights_differ_without_colour():
    svg = network_diagram([[[1.0], [-1.0]]]).svg
    dashed = [part for part in svg.split("<path") if "stroke-dasharray" in part]
    assert len(dashed) == 1
    assert "--sn-orange" in dashed[0]


def test_where_labels_do_not_fit_the_larger_weight_has_the_thicker_line():
    W = np.linspace(-1, 1, 36).reshape(6, 6)
    svg = network_diagram([W]).svg
    widths = [
        float(width)
        for width in re.findall(
            r"stroke: var\(--sn-(?:blue|orange)[^;]*; stroke-width: ([\d.]+)", svg
        )
    ]
    assert len(widths) == W.size
    np.testing.assert_allclose(widths, 0.4 + 2.6 * np.abs(W).ravel(), atol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[[1, 2]], [[1], [2], [3]]],), "layers[1]: expected shape (2, n_out), got (3, 1)"),
        (([[1, 2]],), "layers[0]: expected shape (n_in, n_out), got (2,)"),
        (([([[1, 2]], [0])],), "layers[0], bias: expected shape (2,), got (1,)"),
        (([3],), "layers: expected at least two sizes of at least 1, got [3]"),
        (([3, 0],), "layers: expected at least two sizes of at least 1, got [3, 0]"),
        (([],), "layers: expected at least two sizes of at least 1, got []"),
        ((SMALL, [[1, 2], [3, 4]]), "values: expected 3 layers, got 2"),
        ((SMALL, [[1, 2], [3], [4]]), "values[1]: expected 2 entries, got 1"),
        ((SMALL, None, [["a", "b"], ["c", "d"], []]), "names[2]: expected 1 entries, got 0"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(arguments, message):
    with pytest.raises(ValueError) as error:
        network_diagram(*arguments)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (-13.0, "−13"),
        (-0.0, "0"),
        (0.5, "0.5"),
        (2 / 3, "0.667"),
        (1541, "1541"),
        (12345.6, "12346"),
        (2e7, "2e+07"),
        (0.000123, "0.00012"),
        (np.nan, "nan"),
        (-np.inf, "−inf"),
    ],
)
def test_numbers_are_written_short(value, text):
    assert format_number(value) == text


def test_labels_keep_clear_of_obstacles_or_are_not_placed():
    edges = [((0, 0), (2, 0))]
    wall = Box(0.7, 0, 0.6, 1)
    [box] = place_labels(edges, [(0.2, 0.2)], [wall])
    assert box.gap(wall) > 0
    assert place_labels(edges, [(0.2, 0.2)], [Box(1, 0, 2, 1)]) is None


def test_a_label_does_not_hide_the_crossing_of_two_lines():
    edges = [((0, 0), (2, 1)), ((0, 1), (2, 0))]
    boxes = place_labels(edges, [(0.2, 0.15)] * 2, [])
    crossing = Box(1, 0.5, 0.01, 0.01)
    assert all(box.gap(crossing) > 0 for box in boxes)
    assert boxes[0].gap(boxes[1]) > 0


X = np.array([[3, 5], [1, -1], [0, 0], [8, 4]])


def test_a_product_is_computed_drawn_and_described():
    picture = product_diagram(X, W_HIDDEN, [0, 1], row=0, column=1)
    Z = X @ W_HIDDEN + [0, 1]
    drawn = strings(picture)
    for value in [*X.ravel(), *W_HIDDEN.ravel(), *Z.ravel()]:
        assert format_number(value) in drawn
    for title in ("X  (4, 2)", "W  (2, 2)", "b  (2,)", "Z  (4, 2)", "@", "+", "="):
        assert title in drawn
    assert "entry (0, 1) of Z: 3 times 4 plus 5 times −5 plus 1 is −12." in picture.alt
    assert picture.alt.endswith("row by row: 26, −12; −2, 10; 0, 1; 32, 13.")
    assert_legible(picture)
    assert size_of(picture)[0] <= 5.8 * 72 + 1e-6


def test_a_product_without_bias_draws_none():
    picture = product_diagram(X, W_OUTPUT, row=1, names=("A", "W", "b", "output"))
    assert "+" not in strings(picture)
    assert "b" not in picture.alt.split()
    assert "entry (1, 0) of output: 1 times 2 plus −1 times 7 is −5." in picture.alt
    assert_legible(picture)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((X[0], W_HIDDEN), ValueError, "X: expected two dimensions, got shape (2,)"),
        ((X, W_HIDDEN[0]), ValueError, "W: expected shape (2, n_out), got (2,)"),
        ((X, X), ValueError, "W: expected shape (2, n_out), got (4, 2)"),
        ((X, W_HIDDEN, [1]), ValueError, "b: expected shape (2,), got (1,)"),
        (
            (X, np.ones((2, 4))),
            ValueError,
            "X, W, b: expected at most 8 columns to draw in all, got 10",
        ),
    ],
)
def test_a_product_that_does_not_fit_is_refused_in_words(arguments, error, message):
    with pytest.raises(error) as caught:
        product_diagram(*arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize("entry", [(4, 0), (0, 2), (-1, 0)])
def test_only_an_entry_of_the_product_can_be_marked(entry):
    with pytest.raises(IndexError, match=r"row, column: expected an entry of shape \(4, 2\)"):
        product_diagram(X, W_HIDDEN, row=entry[0], column=entry[1])
