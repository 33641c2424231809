"""Rungs: points with intervals under headings, held against one upright line; groups, gaps, and gaps by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Theme, rows
from tp_metrics.charts.pieces import column, foot_axis, intervals, level, names_axis
from tp_metrics.charts.signals import Row, dressed

#: Room for the names, in pixels; the foot begins at its left edge.
EXTENT = 132
#: Height of one line, in pixels.
STEP = 19
#: Room for the figures in words at the right, in pixels.
SAID = 112
#: Where a phone leaves the marks less than this, they have all of it: their figures stand in the tip and the table.
LEAST = 220
#: Space before a name, which sets it under its heading.
INDENT = "  "


def rung_lines(marks: Sequence[Row]) -> tuple[list[str], list[str], list[Row]]:
    """The lines from top to bottom, the headings among them, and the points; no two lines have one name."""
    order: list[str] = []
    heads: list[str] = []
    points: list[Row] = []
    for mark in marks:
        if mark["head"] not in heads:
            heads.append(mark["head"])
            order.append(mark["head"])
        name = INDENT + mark["name"] + "\u200b" * len(heads)
        order.append(name)
        numbers = {of: None if mark[of] is None else round(mark[of], 4) for of in ("value", "lower", "upper")}
        points.append({"name": name, "shown": mark["shown"], "strong": mark["strong"], **numbers, **mark["tip"]})
    return order, heads, points


@kept_by_values
def rungs(
    marks: Sequence[Row],
    *,
    title: str,
    unit: str,
    at: float | None,
    at_words: str,
    line_words: str = "with 95 % interval",
    source: str = "",
    theme: Theme = "light",
) -> dict[str, Any]:
    """Marks (head, name, value, lower, upper, shown, strong, tip) as points with their 95 % intervals.

    The dashed line stands `at` everyone's value, or nought, with `at_words`. Strong marks are filled, others are rings
    in grey; a mark without value leaves its line empty and says why at the right. `line_words` says what the lines are
    where they are no such intervals. ValueError where there is no mark.
    """
    if not marks:
        raise ValueError("rungs need a mark")
    palette = PALETTES[theme]
    order, heads, points = rung_lines(marks)
    y = alt.Y("name:N", scale=alt.Scale(domain=order), axis=names_axis(EXTENT, heads, labelLimit=260, grid=False))
    dashed = f" Dashed: {at_words}." if at_words else ""
    # What cannot be less than nought has no label below it, where a small chart leaves room for one.
    known = [one[of] for one in points for of in ("value", "lower") if one[of] is not None]
    above: dict[str, Any] = {} if min(known, default=-1) < 0 else {"labelExpr": "datum.value < 0 ? '' : datum.label"}
    axis = foot_axis(f"{unit}, {line_words}.{dashed}", source, EXTENT, tickCount=5, **above)
    # The figures stand at the right in words, and no interval runs into them.
    room = alt.Scale(zero=False, padding=8, range=[0, {"expr": f"width < {LEAST} ? width : width - {SAID}"}])
    x = alt.X("value:Q", scale=room, axis=axis)
    strong, weak = (Chart(rows([one for one in points if one["strong"] is is_so])) for is_so in (True, False))
    every = Chart(rows(points))
    told = [alt.Tooltip(f"{name}:N", title=name) for name in marks[0]["tip"]]
    layers: list[Any] = [
        *level(at, at_words, palette),
        intervals(weak, y, palette.edge, 1.5),
        weak.mark_point(color=palette.edge, size=56, strokeWidth=1.6, opacity=1).encode(y=y, x=x),
        intervals(strong, y, palette.chosen, 2),
        strong.mark_point(color=palette.chosen, filled=True, size=70, opacity=1).encode(y=y, x=x),
        every.mark_point(size=300, opacity=0).encode(y=y, x=x, tooltip=told),
        column(every, y, palette, fontSize=12, opacity=alt.ExprRef(f"width < {LEAST} ? 0 : 1")),
    ]
    return dressed(layers, title, palette, STEP * len(order))
