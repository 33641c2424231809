"""The tests of methods go together: one worker begins with them while the other makes the demonstration for both."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One group, larger than that of the screens or of the browser, which both wait for the demonstration."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("methods"))
