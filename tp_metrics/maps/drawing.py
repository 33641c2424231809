"""Result + shapes → a map: one layer to click on, one of lines that only show."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Literal

import geopandas as gpd
import polars as pl
import pydeck

from tp_metrics.geography import register
from tp_metrics.geography.boundaries import SCREENS, Shapes, shapes
from tp_metrics.maps.amounts import Signals, amounts, shading
from tp_metrics.maps.lines import marks, outlines, veil
from tp_metrics.maps.message import INKS, LAYER, LINES, Room, Theme, WardMap, collection, feature, layers, rgb, view
from tp_metrics.maps.shading import Classes, Method
from tp_metrics.maps.tips import tips, tooltip
from tp_metrics.results import Beside, Result

Shade = Literal["level", "change", "difference", "signal", "certainty"]

#: Characters of geometry above which the coarser shapes are sent, so that the whole message stays under 550 kB.
HEAVY = 345_000
#: The same for a map of at most so many places, which is one of a borough and stays under 100 kB.
HEAVY_NEAR, NEAR = 60_000, 33
#: How many maps are kept, at up to half a megabyte each.
MOST = 24


def data_folder() -> Path:
    """The data folder: TP_DATA, or `data` in the folder that the command was given in."""
    return Path(os.environ.get("TP_DATA", "data")).absolute()


@dataclass(frozen=True)
class Look:
    """How a map is drawn: the place to outline, the theme, what the colour means, and what the view is fitted to.

    `beside` and `signals` are what is known of wards beyond the result: their boroughs, and their control charts.
    """

    chosen: str | None = None
    theme: Theme = "light"
    shade: Shade = "level"
    method: Method = "quantile"
    edges: tuple[float, ...] | None = None
    room: Room = "wide"
    beside: Beside | None = None
    signals: Signals = ()


_maps: OrderedDict[object, WardMap] = OrderedDict()
_lock = Lock()


def drawn_map(result: Result, level: Literal["ward", "borough", "area"], look: Look, folder: Path | None) -> WardMap:
    """The map of a result's places at a level; built once for each result, look and state of the boundaries."""
    rows = latest(result, level)
    shown = shapes_of(level, result, folder or data_folder(), rows)
    values = hash(tuple(rows.select("code", "value", "previous", "lower", "note").rows()))
    key = (result, values, level, look, shown.key, id(shown))
    with _lock:
        if key in _maps:
            _maps.move_to_end(key)
            return _maps[key]
    made = _built(result, rows, shown, look)
    with _lock:
        _maps[key] = made
        while len(_maps) > MOST:
            _maps.popitem(last=False)
    return made


def latest(result: Result, level: str) -> pl.DataFrame:
    """The rows of a level in the last window, one to a place; none where the result is not broken down so."""
    rows = result.rows.filter((pl.col("level") == level) & (pl.col("dimension") == "total"))
    return rows.filter(pl.col("last_day").eq_missing(pl.col("last_day").max())).unique("code", keep="last").sort("code")


def shapes_of(level: Literal["ward", "borough", "area"], result: Result, folder: Path, rows: pl.DataFrame) -> Shapes:
    """The shapes for a result: of its source's vintage, fine for a borough, coarser for all London."""
    at, own = folder / "boundaries", folder / "reference"
    override = own if own.is_dir() else None
    wanted = rows["code"].to_list()
    vintage = vintage_of(frozenset(wanted), result.vintage) if level == "ward" else None
    fine = len(wanted) <= NEAR
    for metres in SCREENS if fine else SCREENS[1:]:
        found = shapes(level, vintage, at, metres=metres, override=override, as_at=result.as_at)
        if sum(len(found.drawn.get(code, "")) for code in wanted) <= (HEAVY_NEAR if fine else HEAVY):
            break
    return found


@lru_cache(maxsize=64)
def vintage_of(codes: frozenset[str], said: int | None) -> int:
    """The ward list that codes are of: the one that the source names, unless they are none of its codes."""
    first = [said] if said in register.VINTAGES else []
    shares = {one: len(codes & register.codes(one)) for one in (*first, *register.VINTAGES)}
    return max(shares, key=lambda one: shares[one] * (2 if one == said else 1))


@dataclass(frozen=True)
class Painted:
    """What a map shows before it has a form: its places, a colour to each, and which are paler or without a figure.

    `whole` is whether it is all London, and then the City of London is among the `frame` and the `blanks`.
    """

    frame: gpd.GeoDataFrame
    legend: Classes
    fills: Mapping[str, str | None]
    pale: frozenset[str]
    blanks: tuple[str, ...]
    outlined: tuple[str, ...]
    whole: bool

    @property
    def without(self) -> int:
        """How many places are drawn without a figure."""
        return len(self.blanks) - (register.CITY in self.blanks)


def painted(result: Result, rows: pl.DataFrame, shown: Shapes, look: Look) -> Painted:
    """The places of a map with their colours; places that are paler are those that have a colour."""
    codes = set(rows["code"].to_list())
    whole = len(codes) > 0.9 * (len(shown.codes) - 1)
    frame = shown.frame[shown.frame.code.isin([*codes, *([register.CITY] if whole else [])])]
    measured = amounts(result, rows, look.shade, look.beside, look.signals)
    legend = shading(
        result,
        list(measured.values()),
        shade=look.shade,
        method=look.method,
        edges=look.edges,
        dark=look.theme == "dark",
    )
    uncertain = look.beside.uncertain if look.beside and look.shade == "certainty" else frozenset()
    fills = {code: legend.colour(measured.get(code), pale=code in uncertain) for code in frame.code}
    blanks = tuple(code for code, colour in fills.items() if colour is None)
    outlined = [code for code, signal in look.signals if signal == "concern"] if look.shade == "signal" else []
    pale = frozenset(uncertain.intersection(measured).difference(blanks))
    return Painted(frame, legend, fills, pale, blanks, tuple(outlined), whole)


def _built(result: Result, rows: pl.DataFrame, shown: Shapes, look: Look) -> WardMap:
    ink, paint = INKS[look.theme], painted(result, rows, shown, look)
    figures = {row["code"]: row for row in rows.iter_rows(named=True)}
    beside = {row["code"]: row for row in look.beside.rows.iter_rows(named=True)} if look.beside else {}
    features = []
    names = dict(register.boroughs().iter_rows()) if shown.level == "ward" else {}
    frame = paint.frame
    for code, name, parent in zip(frame.code, frame.name, frame.parent, strict=True):
        fill = rgb(paint.fills[code] or ink.blank)
        tip = {"code": code, "name": name, "in": names.get(parent) or "", "fill": fill}
        features.append(feature(shown.drawn[code], tip | tips(result, figures.get(code), code, beside.get(code))))
    lines = veil(frame, paint.pale, ink)
    lines += marks(shown, frame, list(paint.blanks), look.chosen, ink, whole=paint.whole)
    lines += outlines(frame, list(paint.outlined), ink)
    drawn = {LAYER: collection(features), LINES: collection(lines)}
    return WardMap(
        drawn,
        paint.legend,
        shown,
        paint.without,
        len(paint.pale),
        layers=layers(ink),
        views=[pydeck.View(type="MapView", controller={"scrollZoom": False})],
        initial_view_state=view(frame, look.room),
        tooltip=tooltip(result, ink),
        map_provider=None,  # with one, or with map_style=None, Streamlit would fetch tiles from the internet
    )
