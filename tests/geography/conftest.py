"""Published boundaries, each file installed once for all tests that only read what is made of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tp_metrics.geography.boundaries import Installed, install_boundaries

#: The name of a published file → what its installation says, and where it is installed.
Published = Callable[[str], tuple[Installed, Path]]


@pytest.fixture(scope="session")
def published(open_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Published files, each in a home of its own."""

    @cache
    def of(name: str) -> tuple[Installed, Path]:
        home = tmp_path_factory.mktemp("published")
        return install_boundaries(open_data / "geo" / name, home), home

    return of
