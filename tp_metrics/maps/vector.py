"""A map as one picture of vectors, for paper: the classes and colours of the screen's map, its legend drawn in it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from math import cos, radians
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely

from tp_metrics.geography.boundaries import Shapes
from tp_metrics.maps.drawing import Look, Painted, data_folder, latest, painted, shapes_of
from tp_metrics.maps.lines import borders, hatching
from tp_metrics.maps.message import INKS, Ink, credit
from tp_metrics.maps.shading import Classes
from tp_metrics.results import Result

#: Width and height of a picture in pixels, the room of its legend at the right, and the edge around both.
WIDTH, HEIGHT, LEGEND, EDGE = 560, 400, 176, 4
#: Characters of a legend's line, the height of one, and the side of a swatch.
CHARACTERS, LINE, SWATCH = 25, 15, 13
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Picture:
    """A map that is drawn: the picture as SVG, its legend, how many places are paler or without a figure, the shapes.

    `status` is that of the shapes ("official", "approximate" or "indicative"), `credit` the words that they ask for.
    """

    svg: str
    classes: Classes
    pale: int
    without: int
    status: str
    credit: str


def picture(result: Result, level: Literal["ward", "borough"], look: Look, folder: Path | None) -> Picture:
    """The picture of a result's places at a level."""
    rows = latest(result, level)
    shown = shapes_of(level, result, folder or data_folder(), rows)
    return pictured(shown, painted(result, rows, shown, look), look)


def pictured(shown: Shapes, paint: Painted, look: Look) -> Picture:
    """The picture of places whose colours are known."""
    svg = _svg(shown, paint, look)
    return Picture(svg, paint.legend, len(paint.pale), paint.without, shown.status, credit(shown))


def _svg(shown: Shapes, paint: Painted, look: Look) -> str:
    ink = INKS[look.theme]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">',
        *(_places(shown, paint, look, ink) if len(paint.frame) else ()),
        *_legend(paint, shown.level, look, ink),
        "</svg>",
    ]
    return "".join(parts)


def _places(shown: Shapes, paint: Painted, look: Look, ink: Ink) -> list[str]:
    """The places, then the lines over them, in the order of the screen's map."""
    frame, at = paint.frame, _Sheet(paint.frame)
    drawn = [
        f'<path d="{at.path(shape)}" fill="{paint.fills[code] or ink.blank}"/>'
        for code, shape in zip(frame.code, frame.geometry, strict=True)
    ]
    over = []
    if paint.pale:
        over.append(_line(at.path(hatching(frame, frame[frame.code.isin(paint.pale)], falling=True)), ink.line, 0.6))
    if paint.blanks:
        over.append(_line(at.path(hatching(frame, frame[frame.code.isin(paint.blanks)])), ink.hatch, 0.6))
    if shown.level == "ward" and len(set(frame.parent.dropna())) > 1:
        over.append(_line(at.path(borders(shown, frame, whole=paint.whole)), ink.border, 0.9))
    for code in paint.outlined:
        over += [_line(at.path(edge), ink.chosen, 1.4) for edge in frame[frame.code == code].geometry.boundary]
    for edge in frame[frame.code == look.chosen].geometry.boundary:
        over += [_line(at.path(edge), ink.halo, 4.5), _line(at.path(edge), ink.chosen, 2.2)]
    return [f'<g stroke="{ink.line}" stroke-width="0.6" fill-rule="evenodd">', *drawn, "</g>", *over]


def _line(path: str, colour: str, width: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>' if path else ""


class _Sheet:
    """Where places lie on the sheet: as large as its room allows, in the middle of it, true in both directions."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        west, south, east, north = frame.total_bounds
        squeeze = cos(radians((south + north) / 2))
        across, down = WIDTH - LEGEND - 2 * EDGE, HEIGHT - 2 * EDGE
        self.scale = min(across / max((east - west) * squeeze, 1e-6), down / max(north - south, 1e-6))
        self.by = np.array([self.scale * squeeze, -self.scale])
        middle = np.array([(west + east) / 2, (south + north) / 2])
        self.move = np.array([EDGE + across / 2, HEIGHT / 2]) - middle * self.by

    def path(self, shape: shapely.Geometry) -> str:
        """A shape's lines as the data of an SVG path."""
        found = []
        for part in shapely.get_parts(shape):
            rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
            found += [self._ring(ring) for ring in rings if not ring.is_empty]
        return "".join(found)

    def _ring(self, ring: shapely.Geometry) -> str:
        points = np.round(shapely.get_coordinates(ring) * self.by + self.move, 1)
        kept = points[np.append(True, np.any(np.diff(points, axis=0) != 0, axis=1))]
        said = " ".join(f"{x:g},{y:g}" for x, y in kept)
        return f"M{said}{'Z' if ring.geom_type == 'LinearRing' else ''}"


def _legend(paint: Painted, places: str, look: Look, ink: Ink) -> list[str]:
    """The classes with their numbers and how many places are in each, one under the other."""
    found, y = [], float(EDGE + LINE)
    pale = paint.legend.pale if paint.pale else ()
    keys = [
        ((colour, *pale[at : at + 1]), f"{label} ({counted(count, places)})")
        for at, (colour, label, count) in enumerate(
            zip(paint.legend.colours, paint.legend.labels, paint.legend.counts, strict=True)
        )
    ]
    if paint.pale:
        middle = pale[len(pale) // 2]
        said = f"paler, hatched: cannot be told from its borough ({counted(len(paint.pale), places)})"
        keys.append(((middle, middle), said))
    if paint.without:
        keys.append(((ink.blank,), f"no figure, hatched ({counted(paint.without, places)})"))
    x = WIDTH - LEGEND + 6
    for fills, words in keys:
        found += _swatch(x, y - 11, fills, ink)
        for words_line in textwrap.wrap(words, CHARACTERS):
            found.append(
                f'<text x="{x + SWATCH + 6}" y="{y:g}" font-family="{FONT}" font-size="12" '
                f'fill="{ink.tip if look.theme == "dark" else ink.chosen}">{escape(words_line)}</text>'
            )
            y += LINE
        y += 6
    return found


def _swatch(x: float, y: float, fills: tuple[str, ...], ink: Ink) -> list[str]:
    """One square of the legend; of two colours a half each, the second hatched as it is on the map."""
    width = SWATCH / len(fills)
    found = [
        f'<rect x="{x + at * width:g}" y="{y:g}" width="{width:g}" height="{SWATCH}" fill="{fill}" '
        f'stroke="{ink.hatch}" stroke-width="0.6"/>'
        for at, fill in enumerate(fills)
    ]
    if len(fills) > 1:
        left, right = x + width, x + SWATCH
        for down in (0.5, 3.5, 6.5):
            found.append(_line(f"M{left:g},{y + down:g}L{right:g},{y + down + width:g}", ink.line, 0.6))
    return found


def counted(count: int, places: str) -> str:
    """So many places: "1 ward", "12 wards"."""
    return f"{count} {places}{'' if count == 1 else 's'}"
