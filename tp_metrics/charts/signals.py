"""Marks of what stands out, by shape and colour: improvement, concern, neither; and how their charts are dressed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.palette import Palette, framed, rows
from tp_metrics.charts.pieces import PADDING

Row = dict[str, Any]

#: Signal → the shape and colour of its mark; the same colours in both themes, each with contrast of 3 on both.
SIGNALS = {
    "improvement": ("circle", "#0072B2"),
    "concern": ("diamond", "#D55E00"),
    "neutral": ("square", "#7A8590"),
}
#: A place's position → the signal that it is drawn as.
POSITIONS = {"better": "improvement", "worse": "concern", "above": "neutral", "below": "neutral"}
#: Pixels that an upright axis leaves free above and below its marks, for their labels.
FREE = 20
#: Arrows of a rise and a fall within a mark.
ARROWS = {"rise": "triangle-up", "fall": "triangle-down"}


def flagged(drawn: Sequence[Row], **encoded: Any) -> list[alt.LayerChart | alt.Chart]:
    """The rows that carry a `signal` as marks of its shape and colour, with an arrow where they carry a `direction`."""
    layers: list[alt.LayerChart | alt.Chart] = []
    for signal, (shape, colour) in SIGNALS.items():
        found = [row for row in drawn if row["signal"] == signal]
        size = 190 if shape == "diamond" else 130
        mark = Chart(rows(found)).mark_point(shape=shape, filled=True, color=colour, size=size, opacity=1)
        layers += [mark.encode(**encoded)] if found else []
    for direction, shape in ARROWS.items():
        found = [row for row in drawn if row["signal"] in SIGNALS and row.get("direction") == direction]
        arrow = Chart(rows(found)).mark_point(shape=shape, filled=True, color="#FFFFFF", size=22, opacity=1)
        layers += [arrow.encode(**encoded)] if found else []
    return layers


def upright(extent: int, zero: bool = False, **more: Any) -> alt.Y:
    """The axis of the values, with room for the labels beside the highest and lowest mark; `more` is of the axis."""
    scale = alt.Scale(zero=True) if zero else alt.Scale(zero=False, nice=False, padding=FREE)
    return alt.Y("value:Q", scale=scale, axis=alt.Axis(title=None, tickCount=5, minExtent=extent, **more))


def brief(value: float) -> str:
    """A number as a label beside a line has it: whole from 100 on, else of three figures."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def text(drawn: Sequence[Row], colour: str, x: Any, y: Any, **how: Any) -> alt.Chart:
    """The rows' `words`, set at their places."""
    words: alt.Chart = Chart(rows(drawn)).mark_text(**{"fontSize": 11, "color": colour, **how})
    drawn_words: alt.Chart = words.encode(x=x, y=y, text="words:N")
    return drawn_words


def apart(drawn: list[Row], span: float, height: int) -> list[Row]:
    """Rows with `value` and `words`, their values moved where two labels beside a chart would touch."""
    least, moved = 16 * span / height, sorted(drawn, key=lambda row: float(row["value"]))
    for before, row in pairwise(moved):
        row["value"] = max(row["value"], before["value"] + least)
    return moved


def dressed(layers: Sequence[Any], title: str, palette: Palette, height: int) -> dict[str, Any]:
    """The layers as one chart in the house's frame."""
    chart = alt.layer(*layers, height=height, width="container", padding=PADDING)
    return framed(chart, title, palette)
