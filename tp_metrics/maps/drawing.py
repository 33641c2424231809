"""Result + shapes → a map: one layer to click on, one of lines that only show."""

from __future__ import annotations

import html
import json
import os
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, log2, radians
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import geopandas as gpd
import polars as pl
import pydeck
import shapely

from tp_metrics import words
from tp_metrics.geography import register
from tp_metrics.geography.boundaries import SCREENS, Shapes, shapes
from tp_metrics.geography.boundaries.shapes import compact
from tp_metrics.maps.shading import BLUES, PURPLE_ORANGE, Classes, Method, classes, differences
from tp_metrics.results import Figure, Result

Theme = Literal["light", "dark"]
Shade = Literal["level", "change", "difference"]

#: The layer that is clicked on; its objects have the property "code".
LAYER = "places"
#: Characters of geometry above which the coarser shapes are sent, so that the whole message stays under 550 kB.
HEAVY = 345_000
#: The same for a map of at most so many places, which is one of a borough and stays under 100 kB.
HEAVY_NEAR, NEAR = 60_000, 33
#: Width and height in pixels of a map that the first view is fitted to.
VIEWPORT = (700, 520)
#: How many maps are kept, at up to half a megabyte each.
MOST = 24


@dataclass(frozen=True)
class Ink:
    """One theme's colours of lines, halo and places without a figure."""

    line: str
    border: str
    chosen: str
    halo: str
    blank: str
    hatch: str
    tip: str
    tip_ground: str


INKS: dict[str, Ink] = {
    "light": Ink("#FFFFFF", "#0B1F33", "#0B1F33", "#FFFFFF", "#E4E6E9", "#8A94A0", "#0B1F33", "#FFFFFF"),
    "dark": Ink("#0E1620", "#E8EDF3", "#FFFFFF", "#0B1F33", "#3A4552", "#8A94A0", "#E8EDF3", "#182430"),
}


class WardMap(pydeck.Deck):  # type: ignore[misc]
    """A map, ready for `st.pydeck_chart`.

    Shared by all who ask for the same map; do not change it. `classes` is its legend, `blank` the colour of places
    without a figure and `without` how many there are, `status` that of the shapes ("official", "approximate" or
    "indicative") and `credit` the words that the shapes' source asks for.

    pydeck writes JSON with a line to each number, which trebles a map; here it is written without a blank.
    """

    def __init__(self, drawn: dict[str, str], legend: Classes, shown: Shapes, without: int, **about: Any) -> None:
        super().__init__(**about)
        self._drawn = drawn
        self._legend = legend
        self._shown = shown
        self._without = without

    @property
    def classes(self) -> Classes:
        """The legend: edges, colours, labels and counts."""
        return self._legend

    @property
    def without(self) -> int:
        """How many places are drawn without a figure."""
        return self._without

    @property
    def status(self) -> str:
        """What the shapes are: "official", "approximate" or "indicative"."""
        return self._shown.status

    @property
    def credit(self) -> str:
        """Where the shapes come from, to be printed under the map."""
        return credit(self._shown)

    @cached_property
    def _text(self) -> str:
        plain = {key: value for key, value in vars(self).items() if key not in PRIVATE}
        bare = pydeck.Deck.__new__(pydeck.Deck)
        vars(bare).update(plain)
        text = json.dumps(json.loads(pydeck.Deck.to_json(bare)), separators=(",", ":"), ensure_ascii=False)
        for name, features in self._drawn.items():
            text = text.replace(f'"{mark(name)}"', features)
        return text

    def to_json(self) -> str:
        """The map as deck.gl's JSON, without blanks."""
        return self._text


PRIVATE = ("_drawn", "_legend", "_shown", "_without", "_text")


def mark(name: str) -> str:
    """What stands in a layer until its shapes are put in."""
    return f"shapes of {name}"


def credit(shown: Shapes) -> str:
    """Where shapes come from, in a sentence or two."""
    if shown.status == "indicative":
        return f"{shown.source}: not the official ones."
    approximate = " Approximate shapes, for shading only." if shown.status == "approximate" else ""
    return f"{shown.source}.{approximate} {shown.licence}"


def data_folder() -> Path:
    """The data folder: TP_DATA, or `data` in the folder that the command was given in."""
    return Path(os.environ.get("TP_DATA", "data")).absolute()


_maps: OrderedDict[object, WardMap] = OrderedDict()
_lock = Lock()


def drawn_map(
    result: Result,
    level: Literal["ward", "borough", "area"],
    *,
    chosen: str | None,
    theme: Theme,
    shade: Shade,
    method: Method,
    edges: tuple[float, ...] | None,
    folder: Path | None,
) -> WardMap:
    """The map of a result's places at a level; built once for each result, look and state of the boundaries."""
    rows = latest(result, level)
    shown = shapes_of(level, result, folder or data_folder(), rows)
    values = hash(tuple(rows.select("code", "value", "previous", "lower", "note").rows()))
    key = (result, values, level, chosen, theme, shade, method, edges, shown.key, id(shown))
    with _lock:
        if key in _maps:
            _maps.move_to_end(key)
            return _maps[key]
    made = _built(result, rows, shown, chosen=chosen, theme=theme, shade=shade, method=method, edges=edges)
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
    vintage = (result.vintage or register.VINTAGES[0]) if level == "ward" else None
    wanted = rows["code"].to_list()
    fine = len(wanted) <= NEAR
    for metres in SCREENS if fine else SCREENS[1:]:
        found = shapes(level, vintage, at, metres=metres, override=override, as_at=result.as_at)
        if sum(len(found.drawn.get(code, "")) for code in wanted) <= (HEAVY_NEAR if fine else HEAVY):
            break
    return found


def _built(
    result: Result,
    rows: pl.DataFrame,
    shown: Shapes,
    *,
    chosen: str | None,
    theme: Theme,
    shade: Shade,
    method: Method,
    edges: tuple[float, ...] | None,
) -> WardMap:
    ink = INKS[theme]
    figures = {row["code"]: row for row in rows.iter_rows(named=True)}
    whole = len(figures) > 0.9 * (len(shown.codes) - 1)
    frame = shown.frame[shown.frame.code.isin([*figures, *([register.CITY] if whole else [])])]
    legend = shading(result, rows, shade, method, edges)
    features, blanks = [], []
    names = dict(register.boroughs().iter_rows()) if shown.level == "ward" else {}
    measured = amounts(result, rows, shade)
    for code, name, parent in zip(frame.code, frame.name, frame.parent, strict=True):
        colour = legend.colour(measured.get(code))
        if colour is None:
            blanks.append(code)
        tip = {"code": code, "name": name, "in": names.get(parent) or "", "fill": rgb(colour or ink.blank)}
        features.append(feature(shown.drawn[code], tip | tips(result, figures.get(code), code)))
    lines = marks(shown, frame, blanks, chosen, ink, whole=whole)
    drawn = {LAYER: collection(features), "marks": collection(lines)}
    return WardMap(
        drawn,
        legend,
        shown,
        len(blanks) - (register.CITY in blanks),
        layers=layers(ink),
        views=[pydeck.View(type="MapView", controller={"scrollZoom": False})],
        initial_view_state=view(frame),
        tooltip=tooltip(result, ink),
        map_provider=None,  # with one, or with map_style=None, Streamlit would fetch tiles from the internet
    )


def amounts(result: Result, rows: pl.DataFrame, shade: Shade) -> dict[str, float | None]:
    """What each place is coloured by: its value, its change on a year before, or its distance from the whole.

    Changes of counts and rates are in per cent, of percentages in points. The distance of a count is from the
    mean of the places, as the whole is their sum.
    """
    codes = rows["code"].to_list()
    if shade == "level":
        return dict(zip(codes, rows["value"].to_list(), strict=True))
    if shade == "change":
        column = "change" if result.measure.unit == "per cent" else "change_percent"
        return dict(zip(codes, rows[column].to_list(), strict=True))
    additive = result.measure.kind in ("count", "stock") and result.measure.per == 1
    middle = rows["value"].mean() if additive else result.figure.value
    if middle is None:
        return dict.fromkeys(codes)
    return dict(zip(codes, (rows["value"] - middle).to_list(), strict=True))


def shading(
    result: Result, rows: pl.DataFrame, shade: Shade, method: Method, edges: tuple[float, ...] | None
) -> Classes:
    """The classes of a map, labelled in the measure's unit."""
    values = list(amounts(result, rows, shade).values())
    if shade == "level":
        return classes(values, method, edges, text=lambda value: words.number(value, result.measure), colours=BLUES)
    if shade == "change" and result.measure.unit != "per cent":
        return differences(values, text=lambda size: f"{size:,g} %", colours=PURPLE_ORANGE)
    if result.measure.unit == "per cent":
        return differences(values, text=lambda size: f"{size:,g} points", colours=PURPLE_ORANGE)
    return differences(values, text=lambda size: f"{size:,g}", colours=PURPLE_ORANGE)


def tips(result: Result, row: dict[str, Any] | None, code: str) -> dict[str, str]:
    """What a place's tip says: value with interval, change, and a note."""
    if row is None:
        note = "Policed by its own force: no figures here." if code == register.CITY else "No figure."
        return {"value": words.DASH, "change": words.DASH, "note": note}
    figure = Figure(**row)
    limits = words.interval(figure, result.measure)
    return {
        "value": words.value(figure, result.measure) + (f" ({limits})" if limits else ""),
        "change": words.change(figure, result.measure),
        "note": figure.note or ("" if figure.value is not None else "No figure."),
    }


def tooltip(result: Result, ink: Ink) -> dict[str, Any]:
    """The tip's frame: what is the same for every place stands here once and not in each shape."""
    figure = result.figure
    about = f"{result.measure.title}, {words.period(figure)}" + (", provisional" if figure.provisional else "")
    said = html.escape(f"{about}").replace("{", "(").replace("}", ")")
    source = html.escape(words.source_line(result)).replace("{", "(").replace("}", ")")
    return {
        "html": f"<b>{{name}}</b> {{in}}<br>{said}: <b>{{value}}</b><br>"
        "Change on a year before: {change}<div>{note}</div>"
        f"<div style='opacity:.75;font-size:11px'>{source}</div>",
        "style": {
            "color": ink.tip,
            "backgroundColor": ink.tip_ground,
            "border": f"1px solid {ink.hatch}",
            "borderRadius": "4px",
            "fontSize": "13px",
            "maxWidth": "280px",
        },
    }


def layers(ink: Ink) -> list[pydeck.Layer]:
    """The layer that is clicked on and the one of lines over it.

    The fill is given to the inner layer, where Streamlit does not find it: it would fade all other places of a map
    as soon as one is clicked, and the legend would no longer hold.
    """
    places = pydeck.Layer(
        "GeoJsonLayer",
        mark(LAYER),
        id=LAYER,
        pickable=True,
        stroked=True,
        filled=True,
        get_line_color=rgb(ink.line),
        get_line_width=0.6,
        line_width_units=pydeck.types.String("pixels"),
        line_width_min_pixels=0.4,
        auto_highlight=True,
        highlight_color=[*rgb(ink.chosen), 50],
        _sub_layer_props={"polygons-fill": {"getFillColor": "@@=properties.fill"}},
    )
    marks_layer = pydeck.Layer(
        "GeoJsonLayer",
        mark("marks"),
        id="marks",
        pickable=False,
        filled=False,
        stroked=True,
        get_line_color="properties.colour",
        get_line_width="properties.width",
        line_width_units=pydeck.types.String("pixels"),
    )
    return [places, marks_layer]


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


_borders: dict[object, shapely.Geometry] = {}


def hatching(frame: gpd.GeoDataFrame, ground: gpd.GeoDataFrame) -> shapely.Geometry:
    """Slanting lines over a part of the map, as far apart as the eye wants them at the map's scale."""
    west, south, east, north = frame.total_bounds
    area = shapely.union_all(ground.geometry.to_numpy())
    gap = max(north - south, (east - west) * 0.62) / 55
    slant = (north - south) / 0.62
    starts = [west - slant + gap * number for number in range(int((east - west + slant) / gap) + 1)]
    slopes = shapely.multilinestrings([shapely.LineString([(x, south), (x + slant, north)]) for x in starts])
    cut = shapely.intersection(area, slopes)
    return shapely.transform(cut, lambda points: points.round(4))


def line(shape: shapely.Geometry, colour: str, width: float) -> str:
    """One feature of lines."""
    return feature(compact(shape), {"colour": rgb(colour), "width": width})


def feature(geometry: str, properties: dict[str, Any]) -> str:
    """One GeoJSON feature as text."""
    told = json.dumps(properties, separators=(",", ":"), ensure_ascii=False)
    return f'{{"type":"Feature","properties":{told},"geometry":{geometry}}}'


def collection(features: Sequence[str]) -> str:
    """A GeoJSON collection as text."""
    return '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}"


def view(frame: gpd.GeoDataFrame) -> pydeck.ViewState:
    """The view that shows all places of a map, with a little room around them."""
    west, south, east, north = frame.total_bounds if len(frame) else (-0.51, 51.29, 0.33, 51.69)
    middle = (south + north) / 2
    wide = 360 * VIEWPORT[0] / (512 * max(east - west, 1e-3))
    high = 360 * VIEWPORT[1] * cos(radians(middle)) / (512 * max(north - south, 1e-3))
    zoom = round(log2(min(wide, high)) - 0.1, 2)
    return pydeck.ViewState(
        longitude=round((west + east) / 2, 4), latitude=round(middle, 4), zoom=zoom, min_zoom=zoom - 1, max_zoom=16
    )


def rgb(colour: str) -> list[int]:
    """A colour as deck.gl takes it.

    >>> rgb("#1D4F91")
    [29, 79, 145]
    """
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
