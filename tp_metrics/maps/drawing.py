"""Result + shapes → a map: one layer to click on, one of lines that only show."""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal

import polars as pl
import pydeck

from tp_metrics import words
from tp_metrics.geography import register
from tp_metrics.geography.boundaries import SCREENS, Shapes, shapes
from tp_metrics.maps.lines import marks
from tp_metrics.maps.message import INKS, LAYER, LINES, Room, Theme, WardMap, collection, feature, layers, rgb, view
from tp_metrics.maps.shading import (
    BLUES,
    BLUES_ON_DARK,
    PURPLE_ORANGE,
    PURPLE_ORANGE_ON_DARK,
    Classes,
    Method,
    classes,
    differences,
)
from tp_metrics.maps.tips import tips, tooltip
from tp_metrics.results import Result

Shade = Literal["level", "change", "difference"]

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
    """How a map is drawn: the place to outline, the theme, what the colour means, and what the view is fitted to."""

    chosen: str | None = None
    theme: Theme = "light"
    shade: Shade = "level"
    method: Method = "quantile"
    edges: tuple[float, ...] | None = None
    room: Room = "wide"


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


def vintage_of(codes: frozenset[str], said: int | None) -> int:
    """The ward list that codes are of: the one that the source names, unless they are none of its codes."""
    first = [said] if said in register.VINTAGES else []
    shares = {one: len(codes & register.codes(one)) for one in (*first, *register.VINTAGES)}
    return max(shares, key=lambda one: shares[one] * (2 if one == said else 1))


def _built(result: Result, rows: pl.DataFrame, shown: Shapes, look: Look) -> WardMap:
    ink = INKS[look.theme]
    figures = {row["code"]: row for row in rows.iter_rows(named=True)}
    whole = len(figures) > 0.9 * (len(shown.codes) - 1)
    frame = shown.frame[shown.frame.code.isin([*figures, *([register.CITY] if whole else [])])]
    legend = shading(result, rows, look)
    features, blanks = [], []
    names = dict(register.boroughs().iter_rows()) if shown.level == "ward" else {}
    measured = amounts(result, rows, look.shade)
    for code, name, parent in zip(frame.code, frame.name, frame.parent, strict=True):
        colour = legend.colour(measured.get(code))
        if colour is None:
            blanks.append(code)
        tip = {"code": code, "name": name, "in": names.get(parent) or "", "fill": rgb(colour or ink.blank)}
        features.append(feature(shown.drawn[code], tip | tips(result, figures.get(code), code)))
    lines = marks(shown, frame, blanks, look.chosen, ink, whole=whole)
    drawn = {LAYER: collection(features), LINES: collection(lines)}
    return WardMap(
        drawn,
        legend,
        shown,
        len(blanks) - (register.CITY in blanks),
        layers=layers(ink),
        views=[pydeck.View(type="MapView", controller={"scrollZoom": False})],
        initial_view_state=view(frame, look.room),
        tooltip=tooltip(result, ink),
        map_provider=None,  # with one, or with map_style=None, Streamlit would fetch tiles from the internet
    )


def amounts(result: Result, rows: pl.DataFrame, shade: Shade) -> dict[str, float | None]:
    """What each place is coloured by: its value, its change on a year before, or its distance from the whole.

    Changes of counts and rates are in per cent, of percentages in points. The distance of a count is from the
    mean of the places, as the whole is their sum; where the whole is not known, or one place is asked for among its
    neighbours, that of a share or rate is from all of these together.
    """
    codes = rows["code"].to_list()
    if shade == "level":
        return dict(zip(codes, rows["value"].to_list(), strict=True))
    if shade == "change":
        column = "change" if result.measure.unit == "per cent" else "change_percent"
        return dict(zip(codes, rows[column].to_list(), strict=True))
    additive = result.measure.kind in ("count", "stock") and result.measure.per == 1
    middle = rows["value"].mean() if additive else _whole(result, rows)
    if middle is None:
        return dict.fromkeys(codes)
    return dict(zip(codes, (rows["value"] - middle).to_list(), strict=True))


def _whole(result: Result, rows: pl.DataFrame) -> float | None:
    """The value of the whole that the rows are parts of: its own figure, else their numerators over denominators."""
    if result.figure.value is not None and result.figure.level not in rows["level"]:
        return result.figure.value
    known = rows.drop_nulls(["numerator", "denominator"])
    above, below = float(known["numerator"].sum()), float(known["denominator"].sum())
    return result.measure.factor * above / below if below else None


def shading(result: Result, rows: pl.DataFrame, look: Look) -> Classes:
    """The classes of a map, labelled in the measure's unit."""
    values = list(amounts(result, rows, look.shade).values())
    dark = look.theme == "dark"
    if look.shade == "level":
        blues = BLUES_ON_DARK if dark else BLUES
        unit = result.measure
        return classes(values, look.method, look.edges, text=lambda value: words.number(value, unit), colours=blues)
    points = " points" if result.measure.unit == "per cent" else ""
    after = points or (" %" if look.shade == "change" else "")
    about = PURPLE_ORANGE_ON_DARK if dark else PURPLE_ORANGE
    return differences(values, text=lambda size: f"{size:,g}{after}", colours=about)
