"""Time limits with the system's timer, and with the thread that takes its place on Windows."""

import signal
import sys
import time

import pytest

from checks.limit import TimeLimit, TooSlowError


@pytest.fixture(params=["timer", "thread"])
def clock(request, monkeypatch):
    """Which of the two clocks a time limit takes here."""
    if request.param == "thread":
        monkeypatch.delattr(signal, "setitimer")
    elif not hasattr(signal, "setitimer"):
        pytest.skip("this system has no timer of POSIX")
    return request.param


def spin() -> None:
    while True:
        pass


@pytest.mark.usefixtures("clock")
def test_an_endless_loop_is_stopped():
    with pytest.raises(TooSlowError), TimeLimit(0.1):
        spin()


@pytest.mark.usefixtures("clock")
def test_a_loop_that_swallows_what_stops_it_is_told_again():
    told = []

    def swallow() -> None:
        while len(told) < 2:
            try:
                spin()
            except BaseException as error:
                told.append(error)
        spin()

    with pytest.raises(TooSlowError), TimeLimit(0.1):
        swallow()
    assert len(told) == 2


@pytest.mark.usefixtures("clock")
def test_a_quick_block_is_left_alone_and_nothing_comes_later():
    for _ in range(50):
        with TimeLimit(0.02):
            pass
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        pass


@pytest.mark.usefixtures("clock")
def test_a_block_that_ends_as_the_time_does_leaves_nothing_behind():
    stopped = 0
    for n in range(100):  # some end before the limit, some after, some with it
        end = time.monotonic() + n * 4e-4
        try:
            with TimeLimit(0.01):
                while time.monotonic() < end:
                    pass
        except TooSlowError:
            stopped += 1
    assert 0 < stopped < 100
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        pass


@pytest.mark.usefixtures("clock")
def test_the_error_of_a_block_is_told_as_it_is():
    with pytest.raises(ZeroDivisionError), TimeLimit(1):
        _ = 1 / 0


def test_a_browser_has_no_clock_and_goes_on(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    end = time.monotonic() + 0.2
    with TimeLimit(0.05):
        while time.monotonic() < end:
            pass
