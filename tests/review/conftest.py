"""The demonstration's second edition, for tests of what a meeting reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tp_metrics.editions import Edition


@pytest.fixture(scope="session")
def edition(demonstration_folder: Path) -> Edition:
    """The edition of December 2010."""
    return Edition("2010-12-31", demonstration_folder / "editions" / "2010-12-31")
