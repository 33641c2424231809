"""The pictures of docs/methods.md, drawn by the house's own charts from made-up figures: `make methods`."""

from docs.draw_methods import (
    associations,
    changes,
    decomposition,
    disclosure,
    funnels,
    intervals,
    many,
    peers,
    reoffending,
    rollout,
    schemes,
    series,
    small_areas,
    verdicts,
    year,
)
from docs.draw_methods.pieces import PICTURES

__all__ = [
    "PICTURES",
    "associations",
    "changes",
    "decomposition",
    "disclosure",
    "funnels",
    "intervals",
    "many",
    "peers",
    "reoffending",
    "rollout",
    "schemes",
    "series",
    "small_areas",
    "verdicts",
    "year",
]
