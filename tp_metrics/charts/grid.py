"""Completeness as a grid: boroughs by months, one cell to each, so that a gap shows as a gap."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, SOURCE_WIDTH, Theme, framed, wrapped
from tp_metrics.charts.palette import rows as as_rows

#: The states of a month, the fullest first, with what each shows; nothing is an empty cell with a mark in it.
STATES = ("figures", "within a longer period", "provisional", "nothing")


def completeness(rows: pl.DataFrame, title: str, source: str, *, theme: Theme = "light") -> dict[str, Any]:
    """The rows of `holdings.completeness` as a grid of boroughs and months, one colour to a state."""
    return _drawn(rows.select("place", "month", "state", "counted"), title, source, theme)


@kept_by_values
def _drawn(rows: pl.DataFrame, title: str, source: str, theme: Theme) -> dict[str, Any]:
    palette = PALETTES[theme]
    cells = [
        {
            "place": place,
            "month": month.isoformat(),
            "state": state,
            "counted": "" if counted is None else f"{counted:,.0f}",
        }
        for place, month, state, counted in rows.iter_rows()
    ]
    colours = alt.Scale(domain=list(STATES), range=[palette.chosen, palette.last_year, palette.others, palette.ground])
    cell = (
        Chart(as_rows(cells))
        .mark_rect(stroke=palette.grid, strokeWidth=1)
        .encode(
            x=alt.X("yearmonth(month):O", title=wrapped(source, SOURCE_WIDTH), axis=_months()),
            y=alt.Y(
                "place:N",
                title=None,
                axis=alt.Axis(labelFontSize=11, labelLimit=150, labelOverlap=False, labelFlush=False),
            ),
            color=alt.Color("state:N", scale=colours, legend=alt.Legend(title=None, orient="top", symbolStrokeWidth=1)),
            tooltip=[
                alt.Tooltip("place:N", title="Borough"),
                alt.Tooltip("yearmonth(month):T", title="Month", format="%B %Y"),
                alt.Tooltip("state:N", title="There is"),
                alt.Tooltip("counted:N", title="Counted"),
            ],
        )
    )
    gaps = [one for one in cells if one["state"] == "nothing"]
    marks = Chart(as_rows(gaps)).mark_text(text="–", color=palette.quiet, fontSize=10)
    whole = alt.layer(cell, *([marks.encode(x="yearmonth(month):O", y="place:N")] if gaps else []))
    spec = framed(whole.properties(height=alt.Step(15), width="container"), title, palette)
    if "data" in spec:  # rows at the top of a chart are taken through pandas at every rerun, those of a layer are not
        spec["layer"][0]["data"] = spec.pop("data")
    return spec


def _months() -> alt.Axis:
    return alt.Axis(
        labelAngle=0, labelExpr="month(datum.value) == 0 ? timeFormat(datum.value, '%Y') : ''", labelFontSize=11
    )
