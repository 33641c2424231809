"""Whether shapes can stand as boundaries: valid, one to a code, without overlaps or holes worth speaking of."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from tp_metrics.geography.boundaries.refusal import BoundaryRefused

HECTARE = 10_000.0
OVERLAP_REFUSED = 0.02  # share of the ground that may lie in two places before a file is refused
WORTH_SAYING = 1.0  # hectares
DENSE = 12.0  # points a kilometre; the published full boundaries have 32, those simplified by 12 m have 6


def areas(shapes: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """One valid area a code, sorted by code, with notes of what was mended; raises BoundaryRefused for no areas."""
    notes: list[str] = []
    empty = shapes.geometry.isna() | shapes.geometry.is_empty
    if empty.any():
        notes.append(f"{listing(shapes.code[empty])}: no shape.")
        shapes = shapes[~empty]
    if not shapes.geom_type.isin(["Polygon", "MultiPolygon", "GeometryCollection"]).all():
        kinds = ", ".join(sorted(set(shapes.geom_type) - {"Polygon", "MultiPolygon"}))
        raise BoundaryRefused(f"{name} holds shapes that are no areas ({kinds}).")
    broken = ~shapes.geometry.is_valid
    if broken.any():
        notes.append(f"{listing(shapes.code[broken])}: a line that crosses itself, mended.")
    shapes = shapes.assign(geometry=[polygons(shape) for shape in shapely.make_valid(shapes.geometry.to_numpy())])
    left = shapes.geometry.is_empty
    if left.any():
        notes.append(f"{listing(shapes.code[left])}: no area in its shape.")
        shapes = shapes[~left]
    repeated = shapes.code.duplicated()
    if repeated.any():
        notes.append(f"{listing(shapes.code[repeated].drop_duplicates())}: in more than one row, joined.")
        shapes = shapes.dissolve("code", as_index=False)
    return shapes.sort_values("code", ignore_index=True), notes


def polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """The areas of a shape, without the points and lines that mending may leave."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.MultiPolygon()


def ground(shapes: gpd.GeoDataFrame, name: str) -> list[str]:
    """Notes on overlaps and holes; raises BoundaryRefused where too much ground lies in two places."""
    geometry = shapes.geometry.to_numpy()
    notes = []
    fits = bool(shapely.coverage_is_valid(geometry))
    if not fits:
        shared, pairs = overlaps(shapes)
        total = float(shapely.area(geometry).sum())
        if shared > OVERLAP_REFUSED * total:
            raise BoundaryRefused(
                f"{name} has {shared / 1e6:,.1f} km² that lie in two places at once (first {pairs[0]}), "
                f"{shared / total:.0%} of its ground."
            )
        if shared > WORTH_SAYING * HECTARE:
            notes.append(f"{shared / HECTARE:,.0f} hectares lie in two places (most in {pairs[0]}).")
    whole = shapely.coverage_union_all(geometry) if fits else shapely.union_all(geometry)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    large = [hole.area for hole in holes if hole.area > WORTH_SAYING * HECTARE]
    if large:
        ha = sum(large) / HECTARE
        notes.append(f"{len(large)} hole{'s' * (len(large) > 1)} of {ha:,.0f} hectares in all belong to no place.")
    return notes


def lines(shapes: gpd.GeoDataFrame) -> list[str]:
    """A note where the lines are too coarse for shapes that place points."""
    geometry = shapes.geometry.to_numpy()
    dense = float(shapely.get_num_coordinates(geometry).sum() / (shapely.length(geometry).sum() / 1000))
    if dense >= DENSE:
        return []
    return [
        f"Its lines are simplified ({dense:.0f} points a kilometre): crimes near a boundary may be placed in the "
        "next ward."
    ]


def overlaps(shapes: gpd.GeoDataFrame) -> tuple[float, list[str]]:
    """Square metres that lie in two places, and the pairs of codes, largest first."""
    geometry, code = shapes.geometry.to_numpy(), shapes.code.to_numpy()
    left, right = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    left, right = left[left < right], right[left < right]
    shared = shapely.area(shapely.intersection(geometry[left], geometry[right]))
    order = np.argsort(-shared, kind="stable")
    return float(shared.sum()), [f"{code[left[i]]} and {code[right[i]]}" for i in order]


def listing(codes: object, most: int = 5) -> str:
    """Codes in words, the first few by name.

    >>> listing(["E05000001", "E05000002", "E05000003"], most=2)
    'E05000001, E05000002 and 1 more'
    """
    listed = sorted(str(code) for code in codes)  # type: ignore[attr-defined]
    more = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {more} more" if more > 0 else "")
