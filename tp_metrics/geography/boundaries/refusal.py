"""The one error of a boundary file."""

from __future__ import annotations


class BoundaryRefused(ValueError):
    """A boundary file that does not fit; the message is one sentence for a person."""
