"""Colours, type and the frame that every chart shares (screens.md), in light and in dark."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

Theme = Literal["light", "dark"]

#: Characters that fit on one line of a phone at the title's and the source line's size.
TITLE_WIDTH, SOURCE_WIDTH = 46, 54


@dataclass(frozen=True)
class Palette:
    """One theme's colours by role."""

    ink: str
    quiet: str
    grid: str
    ground: str
    chosen: str
    last_year: str
    others: str
    edge: str


PALETTES: dict[str, Palette] = {
    "light": Palette("#0B1F33", "#55626F", "#E6EAEF", "#FFFFFF", "#1D4F91", "#6A94C6", "#D5DAE0", "#8A94A0"),
    "dark": Palette("#E8EDF3", "#A9B4C0", "#2E3A47", "#0E1620", "#7FB2F0", "#B9C9DC", "#46525F", "#7A8590"),
}


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines that fit."""
    return textwrap.wrap(text.replace(" %", "\u00a0%"), width) or [""]


def rows(values: Sequence[dict[str, Any]]) -> alt.NamedData:
    """Rows for one layer. They travel as the name of a data set and are written out by `framed`.

    Altair copies what it is given at every step, and a name is quicker to copy than a list of rows.
    """
    return alt.NamedData(name=json.dumps(list(values)))


def written(spec: Any) -> Any:
    """The specification with the rows in the place of their names."""
    if isinstance(spec, list):
        return [written(item) for item in spec]
    if not isinstance(spec, dict):
        return spec
    return {
        key: {"values": json.loads(item["name"])} if key == "data" and "name" in item else written(item)
        for key, item in spec.items()
    }


def foot(axis_words: str, source: str) -> list[str]:
    """What stands under a chart: what the axis counts, then the source."""
    return [line for line in (*wrapped(axis_words, SOURCE_WIDTH), *wrapped(source, SOURCE_WIDTH)) if line]


def framed(chart: alt.LayerChart | alt.FacetChart | alt.Chart, title: str, palette: Palette) -> dict[str, Any]:
    """The chart with its title and the house's type and colours, as a Vega-Lite dict.

    They are put into the dict: each step on a chart copies all of its layers.
    """
    spec: dict[str, Any] = written(chart.to_dict(validate=False))
    spec.pop("$schema", None)
    spec["background"] = "transparent"
    plain = spec.get("config", {})
    spec["config"] = {**plain, **_config(palette), "view": {**plain.get("view", {}), "stroke": None}}
    if title:
        told = alt.TitleParams(wrapped(title, TITLE_WIDTH), anchor="start", offset=16)
        spec["title"] = told.to_dict(validate=False)
    if "facet" not in spec:  # the height is the marks' own: titles and feet come on top of it, however many lines
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return spec


def _config(palette: Palette) -> dict[str, Any]:
    """The house's type and colours."""
    axis: dict[str, Any] = {
        "domain": False,
        "ticks": False,
        "gridColor": palette.grid,
        "labelColor": palette.ink,
        "labelFontSize": 12,
        "labelPadding": 4,
        "titleColor": palette.quiet,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    }
    return {
        "mark": {"aria": False},  # the whole has a text of its own, which every mark read out would drown
        "axis": axis,
        "title": {"color": palette.ink, "frame": "bounds", "fontSize": 14, "fontWeight": 600, "lineHeight": 18},
        "text": {"color": palette.ink, "fontSize": 12},
    }
