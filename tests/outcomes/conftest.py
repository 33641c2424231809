"""The demonstration's second edition."""

from __future__ import annotations

from tests.folders import demonstration_folder, small
from tests.review.conftest import edition

__all__ = ["demonstration_folder", "edition", "small"]
