"""Indicative shapes: what wards look like, roughly, when no boundary file is installed.

The recipe needs nothing but the published centroids and areas: Voronoi cells of the centroids, cut to an outline
that is the union of discs about them. Measured against the official wards of 2011 it puts 74 % of the ground
in the right ward, and a borough overlaps its true self by 0.83 (intersection over union).
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from tp_metrics.geography import register

SOURCE = "Indicative boundaries, drawn around the published ward centroids"
BNG, WGS84 = 27700, 4326
DISC, CLOSED, OPENED = 1.25, 600.0, 900.0  # radii of the recipe: a factor, metres, metres
HECTARE = 10_000.0


def wards(vintage: int, override: Path | None = None) -> gpd.GeoDataFrame:
    """Indicative shapes of the wards of a vintage and of the City: code and geometry (WGS 84), sorted by code."""
    listed = register.wards(vintage, override).select("code", "easting", "northing", "hectares")
    city = pl.DataFrame(
        [(register.CITY, *register.CITY_CENTROID, register.CITY_HECTARES)], schema=listed.columns, orient="row"
    )
    places = pl.concat([listed, city], how="vertical_relaxed").sort("code")
    xy = places.select("easting", "northing").to_numpy().astype(float)
    hectares = places["hectares"].to_numpy().astype(float)
    shape = cells(xy, np.where(np.isnan(hectares), reach(xy), hectares * HECTARE))
    frame = gpd.GeoDataFrame({"code": places["code"].to_list()}, geometry=shape, crs=BNG)
    return frame.to_crs(WGS84)


def reach(xy: NDArray[np.float64], neighbours: int = 6) -> NDArray[np.float64]:
    """Square metres that a place seems to have, from the distance to its nearest neighbours; where none is published.

    Were all places hexagons of one size, the mean distance d to the six nearest would make an area of (√3 / 2) d².
    """
    distance = np.sqrt(((xy[:, None, :] - xy[None, :, :]) ** 2).sum(axis=2))
    nearest = np.sort(distance, axis=1)[:, 1 : neighbours + 1].mean(axis=1)
    return np.asarray(np.sqrt(3) / 2 * nearest**2)


def cells(xy: NDArray[np.float64], areas: NDArray[np.float64]) -> NDArray[np.object_]:
    """The Voronoi cell of each point, cut to the outline of all, in the points' order."""
    points = shapely.points(xy)
    outline = shapely.union_all(shapely.buffer(points, DISC * np.sqrt(areas / np.pi)))
    outline = outline.buffer(CLOSED).buffer(-CLOSED).buffer(-OPENED).buffer(OPENED)
    around = shapely.box(*outline.buffer(10_000).bounds)
    diagram = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=around, ordered=True)
    cut: NDArray[np.object_] = shapely.intersection(shapely.get_parts(diagram), outline)
    return cut
