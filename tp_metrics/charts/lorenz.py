"""A Lorenz curve: the share of all events in the highest places, against an even spread."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Theme, rows
from tp_metrics.charts.pieces import foot_axis, tips
from tp_metrics.charts.signals import Row, dressed, text
from tp_metrics.words.numbers import per_cent

EXTENT = 46
WHOLE = [0, 100]


def points(curve: pl.DataFrame, place: str) -> list[Row]:
    """The curve from nothing to all, in per cent, with the name of the place that each step adds."""
    frame = curve.select(
        pl.col(place).cast(pl.String).alias("place"),
        x=(100 * pl.col("places")).round(3),
        value=(100 * pl.col("total")).round(3),
    )
    return [{"place": "", "x": 0.0, "value": 0.0}, *frame.to_dicts()]


@kept_by_values
def lorenz(
    curve: pl.DataFrame,
    *,
    title: str,
    unit: str,
    places_words: str = "wards",
    share: float = 0.05,
    held: float | None = None,
    place: str = "place",
    source: str = "",
    theme: Theme = "light",
    height: int = 260,
) -> dict[str, Any]:
    """The curve that `stats.lorenz` returns: per cent of places along, the most first, per cent of events upright.

    The straight line is an even spread; the upright rule stands at `share` of the places, with the share of events
    that they hold (`held`, 0 to 1). ValueError where nothing was counted.
    """
    if curve.is_empty() or curve["total"].null_count():
        raise ValueError("a curve needs places where something was counted")
    palette, drawn = PALETTES[theme], points(curve, place)
    said = f"Per cent of {unit}, by per cent of {places_words}, those with the most first. Straight line: even spread"
    x = alt.X("x:Q", scale=alt.Scale(domain=WHOLE), axis=foot_axis(said, source, EXTENT, tickCount=6))
    y = alt.Y("value:Q", scale=alt.Scale(domain=WHOLE), axis=alt.Axis(title=None, tickCount=5, minExtent=EXTENT))
    even = Chart(rows([{"x": 0, "value": 0}, {"x": 100, "value": 100}]))
    rule = Chart(rows([{"x": 100 * share}])).mark_rule(color=palette.quiet, strokeDash=[5, 3])
    at = [{"x": 100 * share, "value": 100 * held, "words": per_cent(100 * held)}] if held is not None else []
    dot = Chart(rows(at)).mark_point(color=palette.chosen, filled=True, size=90, opacity=1)
    told = tips(place="Place", x=f"Per cent of {places_words} so far", value=f"Per cent of {unit} so far")
    curved = Chart(rows(drawn))
    layers = [
        even.mark_line(color=palette.edge, strokeWidth=1).encode(x="x:Q", y="value:Q"),
        rule.encode(x="x:Q"),
        # One layer of two, so that the rows, one to each ward of London, travel once.
        alt.layer(
            curved.mark_line(color=palette.chosen, strokeWidth=2.5).encode(x=x, y=y),
            curved.mark_point(size=60, opacity=0).encode(x="x:Q", y="value:Q", tooltip=told),
        ),
        dot.encode(x="x:Q", y="value:Q"),
        text(at, palette.ink, "x:Q", "value:Q", align="left", dx=9, dy=4, fontWeight="bold"),
    ]
    return dressed(layers, title, palette, height)
