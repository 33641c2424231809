"""Lines over the places: hatching where there is no figure, borders, the chosen place's outline."""

from __future__ import annotations

from collections.abc import Collection

import geopandas as gpd
import shapely

from tp_metrics.geography.boundaries import Shapes
from tp_metrics.geography.boundaries.shapes import compact
from tp_metrics.maps.message import Ink, feature, rgb

#: The borders of the wards last drawn; they take longer than all the rest of a map.
_borders: dict[object, shapely.Geometry] = {}


def marks(
    shown: Shapes, frame: gpd.GeoDataFrame, blanks: list[str], chosen: str | None, ink: Ink, *, whole: bool
) -> list[str]:
    """Lines over the places: hatching where there is no figure, the boroughs' borders, the chosen place's outline."""
    lines = []
    if blanks:
        ground = frame[frame.code.isin(blanks)]
        lines.append(line(hatching(frame, ground), ink.hatch, 1.0))
    if shown.level == "ward" and len(set(frame.parent.dropna())) > 1:
        lines.append(line(borders(shown, frame, whole=whole), ink.border, 1.3))
    if chosen in set(frame.code):
        outline = frame[frame.code == chosen].geometry.iloc[0].boundary
        lines += [line(outline, ink.halo, 6.0), line(outline, ink.chosen, 3.0)]
    return lines


def borders(shown: Shapes, frame: gpd.GeoDataFrame, *, whole: bool) -> shapely.Geometry:
    """The lines between boroughs, each once."""
    held = (shown.key, id(shown), whole or tuple(sorted(set(frame.parent.dropna()))))
    if held not in _borders:
        parent = frame.parent.where(frame.parent.notna(), frame.code)
        rings = []
        for _, group in frame.groupby(parent):
            geometry = group.geometry.to_numpy()
            valid = shapely.coverage_is_valid(geometry)
            rings.append((shapely.coverage_union_all(geometry) if valid else shapely.union_all(geometry)).boundary)
        if len(_borders) > 64:
            _borders.clear()
        _borders[held] = shapely.line_merge(shapely.union_all(rings))
    return _borders[held]


def veil(frame: gpd.GeoDataFrame, pale: Collection[str], ink: Ink) -> list[str]:
    """Lines in the page's colour over the places that are paler, slanting the other way than where nothing is known.

    So that what is uncertain is told by more than colour; none without such places.
    """
    ground = frame[frame.code.isin(list(pale))]
    return [line(hatching(frame, ground, falling=True), ink.line, 1.0)] if len(ground) else []


def hatching(frame: gpd.GeoDataFrame, ground: gpd.GeoDataFrame, *, falling: bool = False) -> shapely.Geometry:
    """Slanting lines over a part of the map, as far apart as the eye wants them at the map's scale.

    They rise from left to right, or fall.
    """
    west, south, east, north = frame.total_bounds
    area = shapely.union_all(ground.geometry.to_numpy())
    gap = max(north - south, (east - west) * 0.62) / 55
    slant = (north - south) / 0.62
    starts = [west - slant + gap * number for number in range(int((east - west + slant) / gap) + 1)]
    begin, end = (north, south) if falling else (south, north)
    slopes = shapely.multilinestrings([shapely.LineString([(x, begin), (x + slant, end)]) for x in starts])
    cut = shapely.intersection(area, slopes)
    return shapely.transform(cut, lambda points: points.round(4))


def line(shape: shapely.Geometry, colour: str, width: float) -> str:
    """One feature of lines."""
    return feature(compact(shape), {"colour": rgb(colour), "width": width})


def outlines(frame: gpd.GeoDataFrame, codes: list[str], ink: Ink) -> list[str]:
    """A thin line around each of some places, all as one; none without places."""
    ground = frame[frame.code.isin(codes)]
    if not len(ground):
        return []
    return [line(shapely.multilinestrings(_rings(ground)), ink.chosen, 2.0)]


def _rings(ground: gpd.GeoDataFrame) -> list[shapely.Geometry]:
    return [ring for edge in ground.geometry.boundary for ring in shapely.get_parts(edge)]
