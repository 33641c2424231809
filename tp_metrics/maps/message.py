"""The message that a map is: deck.gl's JSON, its layers, colours and first view."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, log2, radians
from typing import Any, Literal

import geopandas as gpd
import pydeck

from tp_metrics.geography.boundaries import Shapes
from tp_metrics.maps.shading import Classes

Theme = Literal["light", "dark"]

#: The layer that is clicked on, whose objects have the property "code", and the one of lines over it.
LAYER, LINES = "places", "marks"
Room = Literal["wide", "narrow", "meeting", "hall"]

#: Width and height in pixels of a map that the first view is fitted to: on a desk, and on a phone.
ROOMS: dict[Room, tuple[int, int]] = {
    "wide": (620, 400),
    "narrow": (350, 320),
    "meeting": (900, 440),
    "hall": (1280, 620),
}


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
    "dark": Ink("#0E1620", "#D9E2EC", "#FFFFFF", "#0B1F33", "#222B36", "#8A94A0", "#E8EDF3", "#182430"),
}


class WardMap(pydeck.Deck):  # type: ignore[misc]
    """A map, ready for `st.pydeck_chart`.

    Shared by all who ask for the same map; do not change it. `classes` is its legend, `blank` the colour of places
    without a figure and `without` how many there are, `pale` how many are drawn paler, `status` that of the shapes
    ("official", "approximate" or "indicative") and `credit` the words that the shapes' source asks for.

    pydeck writes JSON with a line to each number, which trebles a map; here it is written without a blank.
    """

    def __init__(
        self, drawn: dict[str, str], legend: Classes, shown: Shapes, without: int, pale: int, **about: Any
    ) -> None:
        super().__init__(**about)
        self._drawn = drawn
        self._legend = legend
        self._shown = shown
        self._without = without
        self._pale = pale

    @property
    def classes(self) -> Classes:
        """The legend: edges, colours, labels and counts."""
        return self._legend

    @property
    def without(self) -> int:
        """How many places are drawn without a figure."""
        return self._without

    @property
    def pale(self) -> int:
        """How many places are drawn paler, as they cannot be told from what they are held against."""
        return self._pale

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


PRIVATE = ("_drawn", "_legend", "_shown", "_without", "_pale", "_text")


def mark(name: str) -> str:
    """What stands in a layer until its shapes are put in."""
    return f"shapes of {name}"


def credit(shown: Shapes) -> str:
    """Where shapes come from, in a sentence or two."""
    if shown.status == "indicative":
        return f"{shown.source}: not the official ones."
    approximate = " Approximate shapes, for shading only." if shown.status == "approximate" else ""
    return f"{shown.source}.{approximate} {shown.licence}"


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
        _sub_layer_props={
            "polygons-fill": {"getFillColor": "@@=properties.fill"},
            "polygons-stroke": {"pickable": False},  # what lies under the pointer is found in half the time
        },
    )
    marks_layer = pydeck.Layer(
        "GeoJsonLayer",
        mark(LINES),
        id=LINES,
        pickable=False,
        filled=False,
        stroked=True,
        get_line_color="properties.colour",
        get_line_width="properties.width",
        line_width_units=pydeck.types.String("pixels"),
    )
    return [places, marks_layer]


def feature(geometry: str, properties: dict[str, Any]) -> str:
    """One GeoJSON feature as text."""
    told = json.dumps(properties, separators=(",", ":"), ensure_ascii=False)
    return f'{{"type":"Feature","properties":{told},"geometry":{geometry}}}'


def collection(features: Sequence[str]) -> str:
    """A GeoJSON collection as text."""
    return '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}"


def view(frame: gpd.GeoDataFrame, room: Room = "wide") -> pydeck.ViewState:
    """The view that shows all places of a map, with a little room around them."""
    across, down = ROOMS[room]
    west, south, east, north = frame.total_bounds if len(frame) else (-0.51, 51.29, 0.33, 51.69)
    middle = (south + north) / 2
    wide = 360 * across / (512 * max(east - west, 1e-3))
    high = 360 * down * cos(radians(middle)) / (512 * max(north - south, 1e-3))
    zoom = round(log2(min(wide, high)) - 0.06, 2)
    return pydeck.ViewState(
        longitude=round((west + east) / 2, 4), latitude=round(middle, 4), zoom=zoom, min_zoom=zoom - 1, max_zoom=16
    )


def rgb(colour: str) -> list[int]:
    """A colour as deck.gl takes it.

    >>> rgb("#1D4F91")
    [29, 79, 145]
    """
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
