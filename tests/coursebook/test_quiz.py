"""Questions: the right option is found by comparing, each has a reason, the HTML is plain."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from coursebook.quiz import quiz


def marked(question):
    """Option text to whether the page calls it right."""
    root = ElementTree.fromstring(question._repr_mimebundle_()["text/html"])
    return {
        "".join(details.find("summary").itertext()): details.find("p/strong").text == "Right."
        for details in root.iter("details")
    }


def test_the_right_option_is_the_one_that_equals_the_answer():
    question = quiz("What is two plus two?", {3: "One short.", 4: "Yes.", 22: "Pasted."}, 2 + 2)
    assert marked(question) == {"3": False, "4": True, "22": False}


def test_numbers_are_compared_as_numbers():
    options = {0.3: "The sum.", 0.2: "The second term alone."}
    assert quiz("?", options, 0.1 + 0.2).right == 0.3
    assert quiz("?", options, np.float64(0.2)).right == 0.2
    assert quiz("?", {5: "a", 6: "b"}, np.int64(5)).right == 5
    assert quiz("?", {5: "a", 6: "b"}, 5.0).right == 5


def test_text_lists_and_shapes_are_compared_as_written():
    assert quiz("?", {"(200, 200)": "a", "(200,)": "b"}, (200, 200)).right == "(200, 200)"
    assert quiz("?", {"[0, 12]": "a", "[0]": "b"}, [0, 12]).right == "[0, 12]"


def test_true_is_not_one():
    options = {True: "It holds.", False: "It does not."}
    assert quiz("?", options, np.True_).right is True
    with pytest.raises(ValueError, match=r"answer: expected to equal one of \[1, 2\], got True"):
        quiz("?", {1: "a", 2: "b"}, True)
    with pytest.raises(ValueError, match=r"got 1, which equals \[\]"):
        quiz("?", options, 1)


def test_an_answer_that_equals_no_option_or_two_is_refused():
    with pytest.raises(
        ValueError, match=r"answer: expected to equal one of \[1, 2\], got 3, which equals \[\]"
    ):
        quiz("?", {1: "a", 2: "b"}, 3)
    with pytest.raises(ValueError, match=r"got 1, which equals \[1, '1'\]"):
        quiz("?", {1: "a", "1": "b"}, 1)


def test_every_option_needs_a_reason_and_there_are_at_least_two():
    with pytest.raises(ValueError, match=r"options: expected a reason for every option, got none "):
        quiz("?", {1: "a", 2: "  "}, 1)
    with pytest.raises(ValueError, match=r"options: expected at least 2, got 1"):
        quiz("?", {1: "a"}, 1)


def test_text_is_escaped_and_backticks_become_code():
    question = quiz("Is `a < b` & so on?", {"`x[0]`": "<b>No</b>.", "yes": "`if a < b:`"}, "yes")
    html = question._repr_mimebundle_()["text/html"]
    root = ElementTree.fromstring(html)
    assert root.find("p[@class='sn-quiz-question']/code").text == "a < b"
    assert root.find("details/summary/code").text == "x[0]"
    assert "&lt;b&gt;No&lt;/b&gt;" in html
    assert not list(root.iter("b"))


def test_it_works_without_a_script_and_reads_as_plain_text():
    bundle = quiz("Which?", {"a": "first", "b": "second"}, "b")._repr_mimebundle_()
    assert "<script" not in bundle["text/html"]
    assert bundle["text/plain"] == "Which?\n[ ] a: first\n[x] b: second"


def test_it_fails_where_what_it_teaches_does_not_hold():
    options = {"it fell": "So it was.", "it rose": "It did not."}
    losses = np.array([2.0, 1.0])
    assert quiz("?", options, "it fell", holds=losses[1] < losses[0]).right == "it fell"
    with pytest.raises(AssertionError, match="what this question teaches is not so here: Which"):
        quiz("Which way?", options, "it fell", holds=losses[1] > losses[0])
    for unclear in (losses, [], None, 1):
        with pytest.raises(ValueError, match="holds: expected True or False"):
            quiz("?", options, "it fell", holds=unclear)
