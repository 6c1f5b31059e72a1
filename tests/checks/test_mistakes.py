"""Digests that recognise a known mistake, and the file that carries them."""

import json

import numpy as np
import pytest

from checks import mistakes as diagnoses
from checks.mistakes import Diagnoses, Diagnosis, digest
from checks.outcome import Outcome
from checks.values import Opaque


def returned(value, **more):
    return Outcome("returned", value=value, **more)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (returned(5), returned(5.0)),
        (returned(0.1 + 0.2), returned(0.3)),
        (returned(0.0), returned(-1e-17)),
        (returned(np.float32(0.1)), returned(0.1)),
        (returned(np.array([1, 2])), returned(np.array([1.0, 2.0000001]))),
        (
            Outcome("raised", error="NameError", error_text="name 'a' is not defined"),
            Outcome("raised", error="NameError", error_text="name 'b' is not defined"),
        ),
        (
            Outcome(
                "raised", error="ValueError", error_text="Layer sequential weight shape (8, 2)"
            ),
            Outcome(
                "raised", error="ValueError", error_text="Layer sequential_12 weight shape (8, 2)"
            ),
        ),
        (returned(None, printed="5\n"), returned(None, printed=" 5.0")),
        (returned(None, printed="4 -12\n"), returned(None, printed="4.0\n-12.0")),
        (returned(7, printed="a"), returned(7, printed="b")),
        (returned({"a": 1, "b": 2}), returned({"b": 2, "a": 1})),
    ],
)
def test_same_digest(first, second):
    assert digest("relu", 1, first) == digest("relu", 1, second)


def test_different_digests():
    outcomes = [
        returned(None),
        returned(None, printed="5"),
        returned(True),
        returned(1),
        returned("1"),
        returned(1.00001),
        returned([1]),
        returned((1,)),
        returned({"a": 1}),
        returned(np.array([1])),
        returned(np.array([[1]])),
        returned(np.array([True])),
        returned(np.array(["1"])),
        returned(Opaque("an object of class Fake")),
        returned(1, changed="x"),
        Outcome("raised", error="ValueError", error_text="a"),
        Outcome("raised", error="ValueError", error_text="b"),
        Outcome("raised", error="TypeError", error_text="a"),
        Outcome("too slow"),
        Outcome("wrong signature"),
        Outcome("not callable"),
    ]
    digests = {digest("relu", 1, outcome) for outcome in outcomes}
    digests |= {digest("relu", 2, outcomes[0]), digest("step", 1, outcomes[0])}
    assert len(digests) == len(outcomes) + 2
    assert all(len(text) == 16 for text in digests)


def test_a_lone_surrogate_has_a_digest():
    assert digest("relu", 1, returned("\ud800"))


KNOWN = Diagnoses({"relu": [Diagnosis("first", ("a", "b")), Diagnosis("second", ("a", "c"))]})


@pytest.mark.parametrize(
    ("exercise", "digests", "message"),
    [
        ("relu", ["a", "c"], "second"),
        ("relu", ["a", "b", "hidden"], "first"),
        ("relu", ["a"], ""),
        ("relu", ["x", "b"], ""),
        ("step", ["a", "b"], ""),
    ],
)
def test_match(exercise, digests, message):
    assert KNOWN.match(exercise, digests) == message


def test_a_mistake_without_digests_matches_nothing():
    assert Diagnoses({"relu": [Diagnosis("empty", ())]}).match("relu", ["a"]) == ""


def test_round_trip(tmp_path):
    (tmp_path / "diagnoses.json").write_text(diagnoses.dumps(KNOWN.by_exercise), encoding="utf-8")
    assert diagnoses.load(tmp_path) == KNOWN


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "diagnoses.json is not beside the notebook"),
        (b"", "diagnoses.json cannot be read (JSONDecodeError)"),
        (b"\xff\xfe", "diagnoses.json cannot be read (UnicodeDecodeError)"),
        (b"[" * 100_000, "diagnoses.json cannot be read (RecursionError)"),
        (b"[]", "diagnoses.json cannot be read (TypeError)"),
        (b"{}", "diagnoses.json cannot be read (KeyError)"),
        (b'{"version": 1, "exercises": []}', "diagnoses.json cannot be read (AttributeError)"),
        (b'{"version": 2}', "diagnoses.json has version 2"),
    ],
)
def test_a_damaged_file_means_no_diagnoses(tmp_path, content, problem):
    if content is not None:
        (tmp_path / "diagnoses.json").write_bytes(content)
    assert diagnoses.load(tmp_path) == Diagnoses(problem=problem)


def test_the_file_tells_no_value():
    known = {"relu": [Diagnosis("message", (digest("relu", 1, returned(1234.5)),))]}
    text = diagnoses.dumps(known)
    assert "1234" not in text
    assert json.loads(text)["version"] == 1


def test_a_result_with_rows_of_different_lengths_has_a_digest():
    ragged = np.array([[1, 2], [3]], dtype=object)
    first = digest("predict_rows", 1, Outcome("returned", value=ragged))
    assert first == digest("predict_rows", 1, Outcome("returned", value=ragged.copy()))
    assert first != digest("predict_rows", 1, Outcome("returned", value=ragged[::-1]))
