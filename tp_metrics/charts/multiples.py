"""Many small lines: one to a place on a shared scale, and the sparkline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from tp_metrics import words
from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept
from tp_metrics.charts.palette import PALETTES, Theme, foot, framed, rows
from tp_metrics.charts.trend import axis_words, blank, stand
from tp_metrics.words.sentences import by_day

if TYPE_CHECKING:
    from tp_metrics.results import Result


@kept
def small_multiples(
    result: Result, *, theme: Theme = "light", chosen: str | None = None, columns: int = 6
) -> dict[str, Any]:
    """A result by place and month as one small line to a place, all on one scale, in the places' order of name."""
    palette = PALETTES[theme]
    title = f"{result.measure.title}, place by place on one scale"
    drawn = [
        {
            "place": figure.place,
            "day": stand(figure),
            "value": figure.value,
            "chosen": figure.code == chosen,
            "shown": words.value(figure, result.measure),
            "window": words.period(figure),
        }
        for figure in by_day(result)
    ]
    if not drawn:
        return blank(title, result, palette, 200)
    colour = alt.condition("datum.chosen", alt.value(palette.chosen), alt.value(palette.edge))
    x = alt.X(
        "day:T", scale=alt.Scale(type="utc"), axis=alt.Axis(title=None, format="%Y", tickCount="year", grid=False)
    )
    tips = [
        alt.Tooltip("place:N", title="Place"),
        alt.Tooltip("window:N", title="Window"),
        alt.Tooltip("shown:N", title=result.measure.title),
    ]
    line = (
        Chart()
        .mark_line(strokeWidth=1.8, point={"opacity": 0, "size": 60})
        .encode(x=x, y=alt.Y("value:Q", axis=alt.Axis(title=None, tickCount=3)), color=colour, tooltip=tips)
        .properties(width=158, height=64)
    )
    header = alt.Header(title=foot(axis_words(result), words.source_line(result)), titleOrient="bottom", **HEADER)
    header = alt.Header(**{**header.to_dict(), "labelColor": palette.ink, "titleColor": palette.quiet})
    chart = line.facet(facet=alt.Facet("place:N", header=header), columns=columns, data=rows(drawn))
    return framed(chart.properties(spacing={"row": 12, "column": 14}), title, palette)


HEADER: dict[str, Any] = {
    "titleAnchor": "start",
    "titleAlign": "left",
    "titleFontSize": 11,
    "titleFontWeight": "normal",
    "labelAnchor": "start",
    "labelFontSize": 12,
    "labelPadding": 2,
}


@kept
def sparkline(result: Result, *, theme: Theme = "light", height: int = 36) -> dict[str, Any]:
    """The measure over the rows' windows as a bare line with a point at its end; its words stand beside it."""
    palette = PALETTES[theme]
    drawn = [{"day": stand(f), "value": f.value} for f in by_day(result)]
    if not drawn:
        return blank("", result, palette, height)
    bare = {"x": alt.X("day:T", axis=None), "y": alt.Y("value:Q", axis=None, scale=alt.Scale(zero=False))}
    line = Chart(rows(drawn)).mark_line(color=palette.chosen, strokeWidth=1.5).encode(**bare)
    end = Chart(rows(drawn[-1:])).mark_point(color=palette.chosen, filled=True, size=30, opacity=1).encode(**bare)
    return framed(alt.layer(line, end).properties(height=height, width="container"), "", palette)
