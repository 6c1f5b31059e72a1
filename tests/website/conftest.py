"""What the tests of the site's build share."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "website"))  # the scripts are no package; tests import them by name
