"""The helpers that a problem set gives are right."""

import numpy as np
import pytest

from grader.given import predict_with_network

WORKED = {"node_0": [2, 4], "node_1": [4, -5], "output": [2, 7]}
BENT = {"node_0": [3, 3], "node_1": [1, 5], "output": [2, -1]}
LOAN = {"node_0": [1, 1], "node_1": [1, 1], "output": [1, -1]}


@pytest.mark.parametrize(
    ("row", "weights", "output"),
    [
        ([3, 4], WORKED, 44),
        ([3, 5], WORKED, 52),
        ([1, -1], WORKED, 63),
        ([0, 0], WORKED, 0),
        ([8, 4], WORKED, 148),
        ([-1, 2], BENT, 0),
        ([40, 0], LOAN, 0),
    ],
)
def test_predict_with_network(row, weights, output):
    weights = {name: np.array(values) for name, values in weights.items()}
    assert predict_with_network(np.array(row), weights) == output


def test_predict_with_network_node_by_node():
    rng = np.random.default_rng(7)
    for n in (1, 2, 5):
        row, node_0, node_1 = rng.normal(size=(3, n))
        v = rng.normal(size=2)
        a = [
            max(0.0, sum(x * w for x, w in zip(row, node, strict=True)))
            for node in (node_0, node_1)
        ]
        got = predict_with_network(row, {"node_0": node_0, "node_1": node_1, "output": v})
        assert got == pytest.approx(max(0.0, a[0] * v[0] + a[1] * v[1]), rel=1e-12)
