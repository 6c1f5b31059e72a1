"""Anything at all: the comparison and the reconstruction give an answer, and soon.

`test_wire` does the same with the decoder. `FUZZ=20000` looks longer.
"""

import contextlib
import json
import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from checks.compare import compare, compare_outputs
from checks.mistakes import digest
from checks.outcome import Outcome
from checks.values import Table, plain, show
from grader.engine import decoding, received
from grader.engine.reconstruct import UnreadableError, reconstruct
from grader.engine.wire import ProtocolError, encode

often = settings(
    max_examples=int(os.environ.get("FUZZ", "30")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
SHAPES = array_shapes(min_dims=0, min_side=0, max_side=4)
DTYPES = ("f8", "f4", "f2", ">f8", "i8", "u1", "b1", "c16", "U5", "S3", "O", "M8[s]")


def arrays_of(kind, shape):
    """Arrays of one dtype, those of objects with texts and None."""
    elements = st.one_of(st.none(), st.text(max_size=3)) if kind == "O" else None
    return arrays(kind, shape, elements=elements)


arrays_of_all = st.sampled_from(DTYPES).flatmap(lambda kind: arrays_of(kind, SHAPES))
pairs = st.tuples(SHAPES, st.sampled_from(DTYPES), st.sampled_from(DTYPES)).flatmap(
    lambda drawn: st.tuples(arrays_of(drawn[1], drawn[0]), arrays_of(drawn[2], drawn[0]))
)
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(width=32), st.floats(), st.text(max_size=9),
    st.binary(max_size=9), st.complex_numbers(), arrays_of_all,
    st.sampled_from([10**400, -(10**320), np.float16(1), np.float32("nan"), object(), len]),
)  # fmt: skip
keys = st.one_of(st.text(max_size=5), st.integers(), st.floats(), st.none())
anything = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(keys, inner, max_size=4),
        st.dictionaries(st.text(max_size=4), arrays("f8", 3), max_size=3).map(Table),
    ),
    max_leaves=8,
)


@often
@given(got=anything, want=anything)
def test_any_two_values_are_compared(got, want):
    one, other = plain(got), plain(want)
    difference = compare(one, other, 1e-6)
    assert difference is None or difference.sentence.endswith((".", "…", ")"))
    compare_outputs(one, other, 1e-6, ("a", "b") if isinstance(other, tuple) else ())
    assert isinstance(show(one), str)
    assert isinstance(digest("f", 0, Outcome("returned", one)), str)


@often
@given(pair=pairs)
def test_any_two_arrays_of_one_shape_are_compared(pair):
    got, want = map(plain, pair)
    difference = compare(got, want, 1e-6)
    assert difference is None or difference.sentence.endswith((".", "…", ")"))


@often
@given(value=anything)
def test_a_value_is_never_different_from_itself(value):
    one = plain(value)
    if not _holds_odd(one):
        assert compare(one, plain(value), 1e-6) is None


def _holds_odd(value):
    """Objects, and what is no real number: no solution returns such."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind not in "biuf"
    if isinstance(value, (list, tuple)):
        return any(map(_holds_odd, value))
    if isinstance(value, dict):
        return any(map(_holds_odd, value.values())) or any(key != key for key in value)
    return not isinstance(value, (bool, int, float, str, np.float32, type(None), Table))


@often
@given(data=st.binary(max_size=200))
def test_any_bytes_become_a_closed_value_or_an_error(data):
    try:
        value = decoding.decode(data)
    except ProtocolError:
        return
    received.closed(value)


@often
@given(value=anything, place=st.integers(0, 400), byte=st.integers(0, 255))
def test_a_changed_byte_becomes_a_closed_value_or_an_error(value, place, byte):
    try:
        data = bytearray(encode(plain(value)))
    except TypeError:
        return
    data[place % len(data)] = byte
    with contextlib.suppress(ProtocolError):
        received.closed(decoding.decode(bytes(data)))


odd = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
cells = st.dictionaries(
    st.sampled_from(["cell_type", "source", "metadata", "id", "input", "outputs", "nbgrader"]), odd
)
FIELDS = ("id", "metadata", "source", "cell_type", "nbgrader", "grade_id", "points", "solution")


@often
@given(content=st.one_of(odd, st.fixed_dictionaries({"cells": st.lists(cells, max_size=5)})))
def test_any_json_is_put_together_or_refused(key, content):
    try:
        paper, _ = reconstruct(key.paper, json.dumps(content).encode())
    except UnreadableError:
        return
    assert _tests(paper) == _tests(key.paper)


@often
@given(data=st.data())
def test_any_change_of_a_notebook_changes_no_test(key, handed_in, data):
    content = handed_in()
    for _ in range(data.draw(st.integers(1, 4))):
        cell = data.draw(st.sampled_from(content["cells"]))
        place = data.draw(st.sampled_from([cell, cell.get("metadata") or {}]))
        if isinstance(place, dict):
            place[data.draw(st.sampled_from(FIELDS))] = data.draw(odd)
    paper, _ = reconstruct(key.paper, json.dumps(content).encode())
    assert _tests(paper) == _tests(key.paper)
    assert paper.points == key.paper.points


def _tests(paper):
    return [cell for cell in paper.cells if cell.role in ("test", "given", "shown")]


@pytest.mark.parametrize("text", ["\ud800", "\x00", "‮", "𝟘" * 10])
def test_odd_texts(key, handed_in, text):
    content = handed_in({"relu": f"# {text}\nrelu = 3"})
    reconstruct(key.paper, json.dumps(content).encode())
