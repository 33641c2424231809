"""What a layer of shapes is: which column holds its codes, of which list of places, on which grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from tp_metrics.geography.boundaries.refusal import BoundaryRefused

BNG, WGS84 = 27700, 4326
CITY = "E09000001"  # the City of London: its own force, but drawn, as it lies in the middle
MISSING_ALLOWED = 0.02  # share of a list that a file may lack
#: London, generously, on the two grids: west, south, east, north.
LONDON = {BNG: (490_000, 140_000, 575_000, 215_000), WGS84: (-0.75, 51.15, 0.6, 51.85)}


@dataclass(frozen=True)
class Fit:
    """How well a layer fits a list of places: the list's name, the column of codes, what is there and what is not."""

    kind: str
    column: str
    found: frozenset[str]
    missing: frozenset[str]
    unknown: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether so little is missing that the map can be drawn."""
        return len(self.missing) <= MISSING_ALLOWED * (len(self.found) + len(self.missing))


def codes(column: pd.Series) -> pd.Series:
    """A column as codes are written: text, trimmed, upper case; nulls stay null."""
    return column.astype("string").str.strip().str.upper()


def fit(shapes: gpd.GeoDataFrame, lists: Mapping[str, frozenset[str]]) -> Fit | None:
    """The list that a layer fits best, by the column that holds most of its codes; None where none holds any.

    The column is found by what it holds, as its name differs from file to file (GSS_CODE, WD11CD, ward_code …).
    """
    best: tuple[float, int, Fit] | None = None
    for name in shapes.columns:
        if name == shapes.geometry.name or pd.api.types.is_numeric_dtype(shapes[name]):
            continue
        held = frozenset(codes(shapes[name]).dropna())
        for kind, listed in lists.items():
            found = held & listed
            if not found:
                continue
            unknown = tuple(sorted(code for code in held - listed - {CITY} if code.startswith(("E05", "E09"))))
            candidate = Fit(kind, str(name), found, listed - found, unknown)
            score = (len(found) / len(listed), len(found))
            if best is None or score > best[:2]:
                best = (*score, candidate)
    return best[2] if best else None


def on_the_ground(shapes: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The shapes on the British National Grid, and a note where their grid had to be told from their coordinates."""
    notes: list[str] = []
    declared = declared_grid(shapes)
    if declared is not None and not (isinstance(declared, int) and not inside(shapes, LONDON[declared])):
        placed = shapes.set_crs(declared, allow_override=True) if isinstance(declared, int) else shapes
        moved = placed.to_crs(BNG)
        if inside(moved, LONDON[BNG]):
            return moved, notes
        raise BoundaryRefused(f"{name} does not lie in London on the grid that it names ({shapes.crs.name}).")
    grid = next((grid for grid, box in LONDON.items() if inside(shapes, box)), None)
    if grid is None:
        raise BoundaryRefused(f"{name} {misplaced(shapes)}")
    words = "British National Grid" if grid == BNG else "WGS 84"
    names = "names no grid" if shapes.crs is None else f"names the grid {shapes.crs.name}"
    notes.append(f"The file {names}; its coordinates are {words}.")
    return shapes.set_crs(grid, allow_override=True).to_crs(BNG), notes


def declared_grid(shapes: gpd.GeoDataFrame) -> int | CRS | None:
    """The grid that a file names: 27700 or 4326 where it is one of these, else as it stands; None where it has none.

    The published shapefiles name British National Grid in Esri's words and without its EPSG code, which would
    cost the datum shift of a hundred metres.
    """
    if shapes.crs is None:
        return None
    try:
        grid = CRS(shapes.crs)
    except CRSError:
        return None
    if "british national grid" in grid.name.lower().replace("_", " "):
        return BNG
    if grid.to_epsg() == WGS84 or grid.name.upper().replace(" ", "") in ("WGS84", "WGS84(CRS84)", "GCS_WGS_1984"):
        return WGS84
    return grid


def inside(shapes: gpd.GeoDataFrame, box: tuple[float, float, float, float]) -> bool:
    """Whether all shapes lie in a box."""
    west, south, east, north = shapes.total_bounds
    return bool(west >= box[0] and south >= box[1] and east <= box[2] and north <= box[3])


def misplaced(shapes: gpd.GeoDataFrame) -> str:
    """Why coordinates are not London's, in words."""
    west, south, east, north = shapes.total_bounds
    box = LONDON[WGS84]
    if west >= box[1] and east <= box[3] and south >= box[0] and north <= box[2]:
        return "has latitude before longitude; exchange them."
    return (
        f"has coordinates that are neither British National Grid nor WGS 84 in London "
        f"({west:,.1f} to {east:,.1f} by {south:,.1f} to {north:,.1f}), and names no grid that helps."
    )
