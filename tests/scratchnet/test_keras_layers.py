"""Every layer gives Keras's outputs and gradients; `benchmarks/parity.py` prints the differences.

Losses, optimizers and activations are compared in `test_keras_agreement.py`, whole networks in
`test_keras_parity.py`. Keras runs in a process of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]
pytest.importorskip("tensorflow", reason="needs the packages of the chapters")

CHILD = """
import json, sys
sys.path.insert(0, sys.argv[1])
import parity
found = [[name, dtype, limit, parity.differences(name, dtype)]
         for name in parity.CASES for dtype, limit in parity.LIMITS.items()]
print(json.dumps(found))
"""


def test_outputs_and_all_gradients_are_those_of_keras():
    scripts = Path(__file__).parents[2] / "benchmarks"
    result = subprocess.run(
        [sys.executable, "-c", CHILD, str(scripts)],
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout.splitlines()[-1])
    assert len(found) == 28
    wrong = [
        f"{name}, {dtype}: {key} differs by {difference:.0e}"
        for name, dtype, limit, differences in found
        for key, difference in differences.items()
        if not difference < limit
    ]
    assert not wrong
