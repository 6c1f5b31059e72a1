"""Values arrive as they were sent, and any bytes decode to a value or a ProtocolError."""

import contextlib
import math
import socket

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from checks.values import Opaque, Table
from grader.engine import messages
from grader.engine.channel import HEADER, Channel, ClosedError, DeadlineError, framed
from grader.engine.decoding import decode
from grader.engine.wire import Callback, Held, Known, ProtocolError, encode

DTYPES = ("f8", "f4", "f2", "i8", "i4", "u1", "b1", "c16", "U5", ">f8", ">U3")
SHAPES = array_shapes(min_dims=0, min_side=0)
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**300), 10**300), st.floats(), st.text(),
    st.binary(), st.complex_numbers(),
    st.sampled_from(DTYPES).flatmap(lambda kind: arrays(kind, SHAPES)),
    st.sampled_from([Opaque("it"), Held(3, True, "f"), Known("numpy", "abs"), Callback(0, "f")]),
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(st.text(), st.integers()), inner, max_size=4),
    ),
    max_leaves=8,
)


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    return a == b


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values)
def test_what_is_sent_arrives(value):
    assert same(decode(encode(value)), value)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=80))
def test_any_bytes_are_a_value_or_a_protocol_error(data):
    try:
        value = decode(data)
    except ProtocolError:
        return
    encode(value)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values, st.data())
def test_a_damaged_value_is_a_value_or_a_protocol_error(value, data):
    """Closer to the format than random bytes, so that it goes deeper."""
    sent = bytearray(encode(value))
    place = data.draw(st.integers(0, len(sent) - 1))
    sent[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ProtocolError):
        decode(bytes(sent))


@pytest.mark.parametrize(
    "data",
    [
        b"l" * 1000,
        (b"l" + (1).to_bytes(4, "big")) * 100 + b"n",
        (b"o" + bytes(4)) * 5000,
        b"l" + (2**32 - 1).to_bytes(4, "big"),
        b"i" + (2**31).to_bytes(4, "big"),
        b"a" + (2).to_bytes(4, "big") + b"|O" + bytes(8),
        b"a" + (3).to_bytes(4, "big") + b"<V9" + bytes(8),
        b"nn",
        b"",
    ],
)
def test_cunning_bytes_are_refused(data):
    with pytest.raises(ProtocolError):
        decode(data)


def test_an_array_of_booleans_holds_true_and_false_only():
    sent = encode(np.array([True, False]))
    assert sent.endswith(b"\x01\x00")
    received = decode(sent[:-2] + b"\x07\x00")
    assert received.tobytes() == b"\x01\x00"


def test_numbers_of_numpy_stay_what_they_are():
    for value in (np.float64(0.1), np.float32(0.1), np.int8(3), np.bool_(True)):
        assert type(decode(encode(value))) is type(value)


def test_arrays_are_copies_that_can_be_written_to():
    received = decode(encode(np.ones((2, 3), order="F")))
    received[0] = 5
    assert received.tolist() == [[5, 5, 5], [1, 1, 1]]


def test_an_array_of_objects_travels_as_its_texts():
    ragged = np.array([[1, 2], [3]], dtype=object)
    received = decode(encode(ragged))
    assert received.dtype == object
    assert received.tolist() == ["[1, 2]", "[3]"]


def test_a_random_generator_draws_the_same_numbers():
    drawing = decode(encode(np.random.default_rng(3)))
    bits = getattr(np.random, drawing.kind)()
    bits.state = drawing.state
    assert np.random.Generator(bits).random() == np.random.default_rng(3).random()


def test_a_table_travels():
    table = Table({"age": np.array([1.0, 2.0]), "name": ["a", None]})
    received = decode(encode(table))
    assert list(received.columns) == ["age", "name"]
    assert received.columns["name"] == ["a", None]


def test_what_cannot_be_sent_is_refused():
    for value in ({1, 2}, object(), print, np.datetime64("2020-01-01")):
        with pytest.raises(TypeError, match="cannot be sent"):
            encode(value)


@pytest.fixture
def pair():
    a, b = socket.socketpair()
    yield Channel(a, 1000), b
    a.close()
    b.close()


def test_messages_arrive(pair):
    channel, other = pair
    for message in (messages.Look(["relu"]), messages.Answer(1.5, "", "")):
        messages.send(Channel(other, 1000), message, 7)
        assert messages.receive(channel) == (7, message)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (HEADER.pack(9, 0, 0, 1) + b"n", "version 9, expected 1"),
        (HEADER.pack(1, 0, 0, 1001), "1001 bytes, allowed are 1000"),
        (HEADER.pack(1, 99, 0, 1) + b"n", "unknown kind 99"),
        (HEADER.pack(1, 2, 0, 1) + b"n", "Ran: expected 8 fields"),
    ],
)
def test_a_wrong_frame_is_told_by_name(pair, sent, told):
    channel, other = pair
    other.sendall(sent)
    with pytest.raises(ProtocolError, match=told):
        messages.receive(channel)


def test_a_field_of_the_wrong_type_is_told_by_name(pair):
    channel, other = pair
    other.sendall(framed(messages.KINDS.index(messages.Look), 0, encode(("relu",))))
    with pytest.raises(ProtocolError, match="Look: names: expected list, got str"):
        messages.receive(channel)


def test_the_end_and_silence_are_told_apart(pair):
    channel, other = pair
    with pytest.raises(DeadlineError):
        channel.receive(deadline=0.0)
    other.sendall(HEADER.pack(1, 0, 0, 10) + b"half")
    other.close()
    with pytest.raises(ClosedError):
        channel.receive()
