"""The newest version of a function has an error: the report says so."""

import pytest

from checks import stale

RIGHT = "def relu(x):\n    return max(x, 0)"
NO_COLON = "def relu(x)\n    return max(x, 0)"
OPEN = 'def relu(x):\n    """Keep what is positive.\n    return max(x, 0)'


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([], ""),
        (["x = 1"], ""),
        ([RIGHT], ""),
        ([NO_COLON, RIGHT], ""),
        ([RIGHT, NO_COLON, "relu(3)"], "in line 1 (expected ':'), so the version before it is"),
        ([NO_COLON], "in line 1 (expected ':'), so it is not defined."),
        ([RIGHT, OPEN], "Your newest version of `relu` has an error in line 2"),
        ([RIGHT, "def relu_2(x) return x"], ""),
        ([RIGHT, "def relu(x):\n    return x\x00"], "so the version before it is tested."),
    ],
)
def test_told(cells, told):
    found = stale.told("relu", cells)
    assert told in found if told else found == ""


def test_outside_a_notebook_there_is_none():
    assert stale.newest_fails("relu") == ""
