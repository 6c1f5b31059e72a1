"""What the tests of the site's build share."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "website"))  # the scripts are no package; tests import them by name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this room that run notebooks."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and "build" in item.fixturenames:
            item.add_marker("slow")
