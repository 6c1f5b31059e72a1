"""Drawings of a computational graph: what they show, in which colours, and in words."""

import re
from xml.etree import ElementTree

from coursebook.figures.graphs import draw
from scratchnet.autodiff import Value

SVG = "{http://www.w3.org/2000/svg}"


def sources_graph():
    """N11: g = (x + y) z at x 1, y 3, z -3."""
    x, y, z = Value(1, "x"), Value(3, "y"), Value(-3, "z")
    p = x + y
    p.name = "p"
    g = p * z
    g.name = "g"
    return x, y, z, p, g


def drawn(output):
    drawing = draw(output)
    return drawing, ElementTree.fromstring(drawing.svg)


def texts(root):
    return [element.text for element in root.iter(f"{SVG}text")]


def test_the_drawing_shows_names_values_gradients_and_slopes():
    *_, g = sources_graph()
    g.backward()
    _, root = drawn(g)
    assert len(list(root.iter(f"{SVG}rect"))) == 5
    shown = texts(root)
    for text in ("x", "y", "z", "p = x + y", "g = p × z", "value −12", "grad −3", "×−3", "×4"):
        assert text in shown


def test_the_drawing_is_named_and_says_in_words_what_it_shows():
    *_, g = sources_graph()
    g.backward()
    drawing, root = drawn(g)
    title = root.find(f"{SVG}title")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == title.get("id")
    assert title.text == drawing.alt
    assert len(drawing.alt.split()) >= 10
    assert "p = x + y, value 4, gradient −3; z, value −3, gradient 4; g = p × z" in drawing.alt


def test_all_colours_of_the_drawing_follow_the_page():
    *_, g = sources_graph()
    svg = draw(g).svg
    colours = re.findall(r'(?:fill|stroke)="([^"]+)"', svg)
    assert len(colours) > 10
    assert all(colour == "none" or colour.startswith("var(--sn-") for colour in colours)


def test_ids_of_two_drawings_on_a_page_differ():
    *_, p, g = sources_graph()
    ids = re.findall(r' id="([^"]+)"', draw(p).svg + draw(g).svg)
    assert len(ids) == len(set(ids)) == 4


def test_a_value_used_twice_has_two_arrows_and_boxes_do_not_overlap():
    a = Value(3.0, "a")
    b = a + a
    c = b * a
    c.backward()
    _, root = drawn(c)
    arrows = [path for path in root.iter(f"{SVG}path") if path.get("marker-end")]
    assert len(arrows) == 4
    corners = [(float(box.get("x")), float(box.get("y"))) for box in root.iter(f"{SVG}rect")]
    width, height = (float(next(root.iter(f"{SVG}rect")).get(side)) for side in ("width", "height"))
    for i, (x, y) in enumerate(corners):
        assert all(abs(x - u) >= width or abs(y - v) >= height for u, v in corners[:i])


def test_every_arrow_goes_to_the_right():
    x, y = Value(1.0, "x"), Value(2.0, "y")
    output = (x * y + x).tanh() * y
    _, root = drawn(output)
    for path in root.iter(f"{SVG}path"):
        if path.get("marker-end"):
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d"))]
            assert numbers[0] < numbers[-2]


def test_a_name_with_markup_is_only_text():
    drawing, root = drawn(Value(1.0, "<script>&") + Value(2.0, "y"))
    assert "<script>&" in texts(root)
    assert "<script" not in drawing.svg


def test_the_drawing_is_displayed_as_html_with_the_words_as_text():
    drawing = draw(Value(1.0, "x") + 2)
    bundle = drawing._repr_mimebundle_()
    assert drawing.svg in bundle["text/html"]
    assert bundle["text/plain"] == drawing.alt
