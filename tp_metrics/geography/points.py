"""Points → wards: which ward a crime, a stop or a call lies in."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import polars as pl

from tp_metrics.geography.boundaries import FULL, Shapes, shapes

WGS84 = 4326


def placing(vintage: int, folder: Path | None, override: Path | None = None) -> Shapes | None:
    """The full boundaries by which points are placed in wards of a vintage; None where there are no official ones.

    Indicative and approximate shapes serve a map, but would put every fourth point into another ward, so
    points are not placed by them.
    """
    if folder is None:
        return None
    found = shapes("ward", vintage, folder, metres=FULL, override=override)
    return found if found.status == "official" else None


def ward_of_points(longitude: pl.Series, latitude: pl.Series, wards: gpd.GeoDataFrame | None) -> pl.Series:
    """The code of the ward in which each WGS 84 point lies; null outside, without a point, or without wards.

    A point on a common line goes to the lowest code, so that sums add up. Many crimes share a map point: each point
    is looked up once.
    """
    points = pl.DataFrame({"longitude": longitude.cast(pl.Float64), "latitude": latitude.cast(pl.Float64)})
    known = points.unique().filter(pl.all_horizontal(pl.all().is_finite()))
    if wards is None or known.is_empty():
        return pl.Series("ward", [None] * points.height, dtype=pl.String)
    at = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(known["longitude"].to_numpy(), known["latitude"].to_numpy(), crs=WGS84)
    ).to_crs(wards.crs)
    joined = at.sjoin(wards[["code", "geometry"]], predicate="intersects")
    found = pl.DataFrame({"point": joined.index.to_numpy(), "ward": joined["code"].to_numpy().astype(str)})
    lowest = found.group_by("point").agg(pl.col("ward").min())
    placed = (
        known.with_row_index("point").with_columns(pl.col("point").cast(pl.Int64)).join(lowest, on="point", how="left")
    )
    return points.join(placed, on=["longitude", "latitude"], how="left", maintain_order="left")["ward"]
