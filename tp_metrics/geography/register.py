"""The lists of places that shapes are checked against and drawn for, as the reference tables hold them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from tp_metrics.schema.reference import read_reference

VINTAGES = (2011, 2018, 2022)
KINDS = ("wards_2011", "wards_2018", "wards_2022", "boroughs")

#: The City of London, which no list of the force's own places holds, and which lies in the middle of the map.
CITY = "E09000001"
CITY_CENTROID, CITY_HECTARES = (532_400, 181_200), 290.0  # easting, northing; ONS


def wards(vintage: int, override: Path | None = None) -> pl.DataFrame:
    """The wards of a vintage: code, name, parent (borough code), easting, northing, hectares."""
    rows = read_reference(f"wards_{vintage}", override)
    return rows.select("code", "name", "easting", "northing", "hectares", parent="borough")


def codes(vintage: int, override: Path | None = None) -> frozenset[str]:
    """The codes of the wards of a vintage."""
    return frozenset(wards(vintage, override)["code"])


def boroughs(override: Path | None = None) -> pl.DataFrame:
    """The 32 boroughs: code and name."""
    return read_reference("boroughs", override).select("code", "name")


def members(as_at: date, override: Path | None = None) -> pl.DataFrame:
    """The boroughs of each area command on a day: code (of the area), name, borough; before the first, as at first."""
    rows = read_reference("area_commands", override)
    day = pl.max_horizontal(pl.lit(as_at), pl.col("valid_from").min())
    held = (pl.col("valid_from") <= day) & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= day))
    return rows.filter(held).select("borough", code="area", name="area_name")


def lists(override: Path | None = None) -> dict[str, frozenset[str]]:
    """For each kind of boundary file, the codes that it should hold."""
    known = {f"wards_{vintage}": codes(vintage, override) for vintage in VINTAGES}
    return {**known, "boroughs": frozenset(boroughs(override)["code"])}
