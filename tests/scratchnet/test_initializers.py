"""Initializers: shape, spread, and the same generator giving the same weights."""

import numpy as np
import pytest

from scratchnet.initializers import INITIALIZERS

SPREADS = {
    "he_normal": np.sqrt(2 / 200),
    "glorot_uniform": np.sqrt(2 / (200 + 300)),
    "uniform": 1 / np.sqrt(12),
    "standard_normal": 1,
    "zeros": 0,
}


@pytest.mark.parametrize("name", INITIALIZERS)
def test_shape_spread_and_mean(name):
    W = INITIALIZERS[name](np.random.default_rng(0), 200, 300)
    assert W.shape == (200, 300)
    # 60,000 draws: their spread is within 2 per cent of the distribution's by a wide margin.
    assert W.std() == pytest.approx(SPREADS[name], rel=0.02)
    assert W.mean() == pytest.approx(0.5 if name == "uniform" else 0, abs=0.02)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_weights_come_from_the_generator_alone(name):
    first, second = (INITIALIZERS[name](np.random.default_rng(7), 4, 3) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_shape_of_its_own_keeps_the_spread_of_the_connections(name):
    W = INITIALIZERS[name](np.random.default_rng(0), 200, 300, (5, 5, 40, 60))
    assert W.shape == (5, 5, 40, 60)
    assert W.std() == pytest.approx(SPREADS[name], rel=0.02)
