"""Places for the adapters' tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.standin import Ground


@pytest.fixture(scope="session")
def squares() -> Ground:
    return Ground.of_squares()


@pytest.fixture(scope="session")
def full_wards(open_data: Path) -> Ground:
    return Ground.of_file(open_data / "geo" / "london_wards_2011_full.geojson")
