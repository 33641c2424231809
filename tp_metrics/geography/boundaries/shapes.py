"""The shapes of places for a map: installed boundaries where there are any, else the indicative ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

import geopandas as gpd
import pandas as pd
import shapely

from tp_metrics.geography import indicative, register
from tp_metrics.geography.boundaries.install import FULL, MANIFEST, SCREENS, Installed, current, rounded
from tp_metrics.schema.reference import reference_path

Level = Literal["ward", "borough", "area", "tp"]
Status = Literal["official", "approximate", "indicative"]
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, eq=False)
class Shapes:
    """The shapes of one level of place.

    Attributes:
        level: "ward", "borough", "area" or "tp".
        vintage: the year of the ward list that they are, or were put together from; None for installed boroughs.
        status: "official", "approximate" or "indicative".
        source: where the shapes come from, in words.
        licence: the words that the source asks for.
        frame: code, name, parent and geometry (WGS 84), sorted by code; the City of London has no parent.
        key: changes whenever the shapes do.
    """

    level: Level
    vintage: int | None
    status: Status
    source: str
    licence: str
    frame: gpd.GeoDataFrame
    key: str

    @cached_property
    def drawn(self) -> dict[str, str]:
        """Code → its shape as GeoJSON text, without a blank in it, ready to be put into a message."""
        return dict(zip(self.frame.code, map(compact, self.frame.geometry), strict=True))

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes that have a shape."""
        return frozenset(self.frame.code)

    def within(self, parents: Iterable[str]) -> gpd.GeoDataFrame:
        """The shapes whose parent is one of these."""
        return self.frame[self.frame.parent.isin(list(parents))]


def compact(shape: shapely.Geometry) -> str:
    """A shape as GeoJSON text without blanks.

    >>> compact(shapely.Point(0.5, 51.25))
    '{"type":"Point","coordinates":[0.5,51.25]}'
    """
    return str(shapely.to_geojson(shape)).replace(" ", "").replace(".0,", ",").replace(".0]", "]")


def shapes(
    level: Level,
    vintage: int | None,
    folder: Path,
    *,
    metres: int = 60,
    override: Path | None = None,
    as_at: date | None = None,
) -> Shapes:
    """The shapes of a level: wards of a vintage (2011 if None), boroughs, area commands (as at a day) or TP's outline.

    `metres` says how far the lines are simplified: one of SCREENS, or FULL for none. What is returned is kept and
    shared; do not change it. Newly installed boundaries are noticed at the next call.
    """
    if metres not in (FULL, *SCREENS):
        raise ValueError(f"shapes are kept at {', '.join(map(str, (FULL, *SCREENS)))} metres, not at {metres}")
    if vintage not in (None, *register.VINTAGES):
        raise ValueError(f"there are wards of {', '.join(map(str, register.VINTAGES))}, none of {vintage}")
    asked = (folder, metres, override)
    for attempt in range(3):  # an installation may take the old shapes away between finding and reading them
        try:
            stamp = stamps(folder, override)
            if level == "ward":
                return _wards(vintage or register.VINTAGES[0], *asked, stamp)
            if level == "borough":
                return _boroughs(vintage, *asked, stamp)
            return _larger(level, vintage, *asked, stamp, as_at or date.today())
        except FileNotFoundError:
            if attempt == 2:
                raise
    raise AssertionError("unreachable")


def stamps(folder: Path, override: Path | None = None) -> Stamp:
    """What is installed and which lists it is named by, told by the files' dates and sizes."""
    files = {kind: folder / kind / MANIFEST for kind in register.KINDS}
    files |= {f"list of {name}": reference_path(name, override) for name in (*register.KINDS, "area_commands")}
    found = []
    for name, file in files.items():
        try:
            state = file.stat()
        except FileNotFoundError:
            continue
        found.append((name, state.st_mtime_ns, state.st_size))
    return tuple(found)


@lru_cache(maxsize=12)
def _wards(vintage: int, folder: Path, metres: int, override: Path | None, stamp: Stamp) -> Shapes:
    """The wards of a vintage, installed or indicative."""
    kind = f"wards_{vintage}"
    here = current(folder, kind)
    listed = register.wards(vintage, override).select("code", "name", "parent").to_pandas()
    city = pd.DataFrame({"code": [register.CITY], "name": ["City of London"], "parent": [None]})
    names = pd.concat([listed, city], ignore_index=True)
    if here is None:
        drawn = indicative.wards(vintage, override)
        frame = drawn.assign(geometry=rounded(drawn.geometry.to_numpy(), 4))
        return Shapes(
            "ward", vintage, "indicative", indicative.SOURCE, "", named(frame, names), f"indicative-{vintage}"
        )
    frame = gpd.read_parquet(folder / kind / here.folder / f"{metres}.parquet")
    return _installed(here, named(frame, names), metres)


@lru_cache(maxsize=12)
def _boroughs(vintage: int | None, folder: Path, metres: int, override: Path | None, stamp: Stamp) -> Shapes:
    """The boroughs: as installed, else dissolved from the wards of the vintage asked for or the first installed."""
    listed = register.boroughs(override).to_pandas().assign(parent=None)
    city = pd.DataFrame({"code": [register.CITY], "name": ["City of London"], "parent": [None]})
    names = pd.concat([listed, city], ignore_index=True)
    here = current(folder, "boroughs")
    if here is not None and vintage is None:
        frame = gpd.read_parquet(folder / "boroughs" / here.folder / f"{metres}.parquet")
        return _installed(here, named(frame, names), metres)
    there = {kind for kind, _, _ in stamp}
    first = next((year for year in register.VINTAGES if f"wards_{year}" in there), register.VINTAGES[0])
    wards = _wards(vintage or first, folder, metres, override, stamp)
    parent = wards.frame.parent.where(wards.frame.parent.notna(), wards.frame.code)
    return _dissolved("borough", wards, parent, names)


@lru_cache(maxsize=12)
def _larger(
    level: Level, vintage: int | None, folder: Path, metres: int, override: Path | None, stamp: Stamp, as_at: date
) -> Shapes:
    """Area commands or TP, dissolved from the boroughs."""
    boroughs = _boroughs(vintage, folder, metres, override, stamp)
    if level == "tp":
        names = pd.DataFrame({"code": ["TP"], "name": ["Territorial Policing"], "parent": [None]})
        return _dissolved(
            "tp", boroughs, boroughs.frame.code.map(lambda code: None if code == register.CITY else "TP"), names
        )
    members = register.members(as_at, override)
    names = members.select("code", "name").unique().to_pandas().assign(parent="TP")
    area = dict(zip(members["borough"], members["code"], strict=True))
    return _dissolved("area", boroughs, boroughs.frame.code.map(area), names)


def _installed(here: Installed, frame: gpd.GeoDataFrame, metres: int) -> Shapes:
    """Installed shapes, with the words that their manifest has for them."""
    status: Status = "approximate" if here.status == "approximate" else "official"
    key = f"{here.kind}-{here.sha256[:12]}-{metres}"
    return Shapes(here.level, here.vintage, status, here.source, here.licence, frame, key)  # type: ignore[arg-type]


def _dissolved(level: Level, parts: Shapes, into: pd.Series, names: pd.DataFrame) -> Shapes:
    """Larger places put together from smaller ones; a part that belongs to none (null) is left out."""
    frame = parts.frame.assign(code=into)[["code", "geometry"]].dropna(subset=["code"])
    geometry = [joined(group.geometry.to_numpy()) for _, group in frame.groupby("code")]
    whole = gpd.GeoDataFrame({"code": sorted(frame.code.unique())}, geometry=geometry, crs=parts.frame.crs)
    key = f"{level}-of-{parts.key}"
    return Shapes(level, parts.vintage, parts.status, parts.source, parts.licence, named(whole, names), key)


def joined(geometry: shapely.Geometry) -> shapely.Geometry:
    """Neighbouring areas as one."""
    if shapely.coverage_is_valid(geometry):
        return shapely.coverage_union_all(geometry)
    return shapely.union_all(shapely.make_valid(geometry))


def named(frame: gpd.GeoDataFrame, names: pd.DataFrame) -> gpd.GeoDataFrame:
    """The shapes with the names and parents of their codes, sorted by code."""
    merged = frame[["code", "geometry"]].merge(names, on="code", how="left").sort_values("code", ignore_index=True)
    return merged[["code", "name", "parent", "geometry"]]
