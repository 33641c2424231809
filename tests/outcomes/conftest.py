"""The demonstration's second edition."""

from __future__ import annotations

from tests.review.conftest import edition

__all__ = ["edition"]
