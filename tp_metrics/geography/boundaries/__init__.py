"""Boundaries: files of shapes installed for the map, and the shapes that a map draws."""

from tp_metrics.geography.boundaries.files import is_boundaries
from tp_metrics.geography.boundaries.install import FULL, SCREENS, Installed, install_boundaries, installed
from tp_metrics.geography.boundaries.refusal import BoundaryRefused
from tp_metrics.geography.boundaries.shapes import Shapes, shapes

__all__ = [
    "FULL",
    "SCREENS",
    "BoundaryRefused",
    "Installed",
    "Shapes",
    "install_boundaries",
    "installed",
    "is_boundaries",
    "shapes",
]
