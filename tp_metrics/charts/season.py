"""A season: how a day of each month compares with an average day, as bars above and below it."""

from __future__ import annotations

from calendar import month_abbr
from typing import Any

import altair as alt
import polars as pl

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Theme, rows
from tp_metrics.charts.pieces import foot_axis, tips
from tp_metrics.charts.signals import dressed
from tp_metrics.words.numbers import signed

EXTENT = 46


@kept_by_values
def season(
    months: pl.DataFrame, *, title: str, source: str = "", theme: Theme = "light", height: int = 150
) -> dict[str, Any]:
    """The months of a performance year, April first, as per cent above or below an average day.

    `months` has month (1 to 12), percent and latest, as `review.season` returns them; the latest month is drawn in the
    chosen colour. ValueError without months.
    """
    if months.is_empty():
        raise ValueError("a season needs its months")
    palette = PALETTES[theme]
    drawn = [
        {
            "month": month_abbr[row["month"]],
            "value": round(row["percent"], 2),
            "latest": bool(row["latest"]),
            "said": signed(f"{abs(row['percent']):.0f} %", round(row["percent"])),
        }
        for row in months.iter_rows(named=True)
    ]
    said = "Per cent above or below an average day, by month of the year; dark: the latest month"
    order = [row["month"] for row in drawn]
    base = Chart(rows(drawn))
    x = alt.X("month:N", sort=order, axis=foot_axis(said, source, EXTENT, labelAngle=0, grid=False))
    # Room for a label under the lowest bar and over the highest: they would else stand among the months, or be cut.
    ends = [min(0.0, *(row["value"] for row in drawn)), max(0.0, *(row["value"] for row in drawn))]
    room = 0.15 * (ends[1] - ends[0]) or 1.0
    reach = [ends[0] - room, ends[1] + room]
    y = alt.Y("value:Q", scale=alt.Scale(domain=reach), axis=alt.Axis(title=None, tickCount=4, minExtent=EXTENT))
    fill = alt.condition("datum.latest", alt.value(palette.chosen), alt.value(palette.others))
    bars = base.mark_bar(stroke=palette.edge, strokeWidth=0.5).encode(
        x=x, y=y, color=fill, tooltip=tips(month="Month", said="Against an average day")
    )
    above = base.transform_filter("datum.value >= 0").mark_text(dy=-7, fontSize=10, color=palette.ink)
    below = base.transform_filter("datum.value < 0").mark_text(dy=8, fontSize=10, color=palette.ink)
    labels = [marks.encode(x=alt.X("month:N", sort=order), y="value:Q", text="said:N") for marks in (above, below)]
    return dressed([bars, *labels], title, palette, height)
