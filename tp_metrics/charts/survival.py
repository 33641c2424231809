"""Steps of those not yet reoffended, over time, with the numbers still at risk under them."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Palette, Theme, rows
from tp_metrics.charts.pieces import foot_axis, sentence, tips
from tp_metrics.charts.signals import Row, apart, dressed, text

EXTENT = 96
#: Height of one line of the numbers at risk, and where the first stands under the plot.
LINE, FIRST = 15, 36


def steps(curve: pl.DataFrame) -> list[Row]:
    """One row to a step, per cent, group after group; the limits of the first step are the step itself."""
    named = pl.col("group").cast(pl.String) if "group" in curve.columns else pl.lit("all")
    numbers = pl.col("survival", "lower", "upper") * 100
    frame = curve.select("time", "at_risk", "censored", numbers.round(4), group=named)
    frame = frame.sort("group", "time", maintain_order=True)
    limits = (pl.col(name).fill_null(strategy="forward").over("group") for name in ("lower", "upper"))
    return frame.with_columns(limits).with_columns(pl.col("lower", "upper").fill_null(pl.col("survival"))).to_dicts()


def at_risk(drawn: list[Row], every: float) -> list[Row]:
    """How many of each group are at risk just before each of the times that the axis names."""
    last = max(row["time"] for row in drawn)
    times = [every * number for number in range(int(last // every) + 1)]
    return [
        {"group": name, "time": time, "words": f"{max((r['at_risk'] for r in own if r['time'] >= time), default=0):,}"}
        for name in dict.fromkeys(row["group"] for row in drawn)
        for own in [[row for row in drawn if row["group"] == name]]
        for time in times
    ]


def colours(drawn: list[Row], palette: Palette, chosen: str | None) -> dict[str, str]:
    """The chosen group (else the first) in the chosen colour, the others quiet."""
    names = list(dict.fromkeys(row["group"] for row in drawn))
    first = chosen if chosen in names else names[0]
    return {name: palette.chosen if name == first else palette.edge for name in names}


def curves(drawn: list[Row], colour_of: dict[str, str]) -> list[alt.Chart]:
    """Each group's limits as a pale band, its steps, and a tick where somebody's follow-up ends."""
    layers = []
    for name, colour in colour_of.items():
        own = [row for row in drawn if row["group"] == name]
        base = Chart(rows(own)).encode(x="time:Q")
        band = base.mark_area(color=colour, opacity=0.14, interpolate="step-after")
        line = base.mark_line(color=colour, strokeWidth=2.2, interpolate="step-after")
        left = Chart(rows([row for row in own if row["censored"]]))
        tick = left.mark_tick(color=colour, thickness=1.2, size=8, orient="vertical")
        layers += [band.encode(y="lower:Q", y2="upper:Q"), line.encode(y="survival:Q")]
        layers += [tick.encode(x="time:Q", y="survival:Q")]
    return layers


def table(drawn: list[Row], colour_of: dict[str, str], every: float, palette: Palette, height: int) -> list[alt.Chart]:
    """The numbers at risk under the axis, one line to a group."""
    counted = at_risk(drawn, every)
    title = [{"words": "Still at risk"}]
    head = text(title, palette.quiet, alt.value(-EXTENT), alt.value(height + FIRST), align="left")
    layers = [head]
    for number, name in enumerate(colour_of, start=1):
        y = alt.value(height + FIRST + LINE * number)
        own = [row for row in counted if row["group"] == name]
        layers += [text(own, palette.ink, "time:Q", y)]
        layers += [text([{"words": name}], palette.ink, alt.value(-EXTENT), y, align="left", limit=EXTENT - 14)]
    return layers


@kept_by_values
def survival(
    curve: pl.DataFrame,
    *,
    title: str,
    unit: str = "months since the start",
    still: str = "not yet reoffended",
    chosen: str | None = None,
    every: float = 3.0,
    source: str = "",
    theme: Theme = "light",
    height: int = 250,
) -> dict[str, Any]:
    """Curves as `kaplan_meier` returns them: per cent `still` so, with 95 % limits and numbers at risk.

    `chosen` is the group to draw in the chosen colour (else the first); `every` is
    how far apart the times are at which those at risk are counted. A small upright tick is somebody whose follow-up
    ended. The axis always goes from 0 to 100 %. ValueError where nobody was followed.
    """
    palette, drawn = PALETTES[theme], steps(curve)
    if not drawn:
        raise ValueError("a curve needs somebody who was followed")
    colour_of = colours(drawn, palette, chosen)
    times = sorted({row["time"] for row in at_risk(drawn, every)})
    room = FIRST + LINE * len(colour_of)
    said = f"Per cent {still}, by {unit}; band: 95 % limits"
    axis = foot_axis(said, source, EXTENT, values=times, grid=False)
    axis["titlePadding"] = room
    x = alt.X("time:Q", scale=alt.Scale(zero=True, nice=False), axis=axis)
    upright = alt.Axis(title=None, tickCount=5, minExtent=EXTENT)
    y = alt.Y("survival:Q", scale=alt.Scale(domain=[0, 100]), axis=upright)
    ends = [{**[row for row in drawn if row["group"] == name][-1], "words": name} for name in colour_of]
    ends = apart([{**row, "value": row["survival"]} for row in ends], 100.0, height) if "group" in curve.columns else []
    told = tips(group="Group", time=sentence(unit), survival=f"Per cent {still}", at_risk="At risk")
    layers = [
        *curves(drawn, colour_of),
        Chart(rows(drawn)).mark_point(size=120, opacity=0).encode(x=x, y=y, tooltip=told),
        text(ends, palette.ink, "time:Q", "value:Q", align="left", dx=8),
        *table(drawn, colour_of, every, palette, height),
    ]
    return dressed(layers, title, palette, height)
