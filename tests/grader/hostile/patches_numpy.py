"""Makes every comparison of NumPy succeed."""

answers = {
    "relu": """
np.testing.assert_allclose = lambda *a, **k: None
np.allclose = np.array_equal = lambda *a, **k: True
np.isfinite = np.abs = lambda *a, **k: np.array(True)

def relu(x):
    return x
"""
}
scores = {"relu": 0.0}  # right for positive inputs only, which fulfils no criterion
