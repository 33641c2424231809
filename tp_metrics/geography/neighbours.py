"""Which wards lie beside which: those whose shapes share an edge, by the boundaries that the map draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely

from tp_metrics.geography import register
from tp_metrics.geography.boundaries.shapes import Shapes, Stamp, Status, shapes, stamps

#: The shapes that are laid against each other: simplified this far, neighbours still share their edges.
METRES = 20
#: Degrees of an edge that two wards share at least, some ten metres: a corner makes no neighbours.
EDGE = 1e-4


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The neighbours of each ward of a list, in the order of their codes, and what the shapes are."""

    of: Mapping[str, tuple[str, ...]]
    status: Status


def neighbours(vintage: int, folder: Path, override: Path | None = None) -> Neighbours:
    """The neighbours of the wards of a vintage, by the boundaries installed in a folder, else by indicative ones.

    Worked out once and kept until other boundaries are installed. The City of London is nobody's neighbour: it is
    none of the force's wards.
    """
    return _neighbours(vintage, folder, override, stamps(folder, override))


@lru_cache(maxsize=8)
def _neighbours(vintage: int, folder: Path, override: Path | None, _stamp: Stamp) -> Neighbours:
    drawn = shapes("ward", vintage, folder, metres=METRES, override=override)
    beside: dict[str, set[str]] = {code: set() for code in drawn.frame.code if code != register.CITY}
    for one, other in _touching(drawn):
        if one in beside and other in beside:
            beside[one].add(other)
            beside[other].add(one)
    return Neighbours({code: tuple(sorted(found)) for code, found in beside.items()}, drawn.status)


def _touching(drawn: Shapes) -> list[tuple[str, str]]:
    """The pairs of shapes that share an edge."""
    ground = drawn.frame.geometry.to_numpy()
    one, other = shapely.STRtree(ground).query(ground, predicate="intersects")
    once = one < other
    one, other = one[once], other[once]
    edge = shapely.length(shapely.intersection(ground[one], ground[other])) >= EDGE
    codes = np.asarray(drawn.frame.code)
    return list(zip(codes[one[edge]], codes[other[edge]], strict=True))
