"""What the tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def open_data() -> Path:
    """The folder of real published files that TP_OPEN_DATA names."""
    folder = os.environ.get("TP_OPEN_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("TP_OPEN_DATA names no folder of real published files")
    return Path(folder).resolve()


@pytest.fixture(scope="session")
def layouts() -> Path:
    """Small made-up files, one in each published layout."""
    return Path(__file__).parent / "layouts"
