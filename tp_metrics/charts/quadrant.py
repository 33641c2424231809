"""A quadrant: places by two figures, with a line through the middle of each, and a word in each corner."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Palette, Theme, rows
from tp_metrics.charts.pieces import foot_axis, sentence, tips
from tp_metrics.charts.signals import Row, brief, dressed, text

EXTENT = 46
#: How many places far from the middle carry their names.
NAMED = 6
#: Names nearer to each other than these shares of the plot's width and height would touch.
NEAR = (0.24, 0.07)

#: Pixels above the highest place and below the lowest: its name stands clear of the words in the corners.
HEADROOM = 42

Corners = tuple[str, str, str, str]


def places(
    frame: pl.DataFrame, x: str, y: str, place: str, chosen: str | None, centre: tuple[float, float]
) -> list[Row]:
    """One row to a place with both figures, with how far it stands from the middle in units of their spread."""
    known = frame.filter(pl.col(x).is_not_null() & pl.col(y).is_not_null())
    away = [
        (pl.col(name) - middle) / pl.when(pl.col(name).std() > 0).then(pl.col(name).std()).otherwise(1.0)
        for name, middle in zip((x, y), centre, strict=True)
    ]
    drawn = known.select(
        pl.col(place).cast(pl.String).alias("place"),
        pl.col(x).cast(pl.Float64).alias("x"),
        pl.col(y).cast(pl.Float64).alias("value"),
        away=(away[0] ** 2 + away[1] ** 2).fill_null(0.0),
    ).sort("away", "place", descending=[True, False])
    return [
        {**row, "x": round(row["x"], 6), "value": round(row["value"], 6), "chosen": row["place"] == chosen}
        for row in drawn.drop("away").to_dicts()
    ]


def with_names(drawn: list[Row]) -> list[Row]:
    """The rows that carry their names: the chosen one, then the farthest, but none whose name would touch another's."""
    spans = {of: max(row[of] for row in drawn) - min(row[of] for row in drawn) or 1.0 for of in ("x", "value")}
    named: list[Row] = []
    for row in sorted(drawn, key=lambda row: not row["chosen"]):
        near = (
            abs(row["x"] - other["x"]) < NEAR[0] * spans["x"]
            and abs(row["value"] - other["value"]) < NEAR[1] * spans["value"]
            for other in named
        )
        if not any(near) and len(named) <= NAMED:
            named.append(row)
    return named


def middle(centre: tuple[float, float], palette: Palette) -> list[alt.Chart]:
    """The two lines through the middle."""
    base = Chart(rows([{"x": centre[0], "value": centre[1]}]))
    rule = base.mark_rule(color=palette.quiet, strokeWidth=1, strokeDash=[5, 3])
    return [rule.encode(x="x:Q"), rule.encode(y="value:Q")]


def corner_words(corners: Corners, palette: Palette, height: int) -> list[alt.Chart]:
    """The words of the corners: top left, top right, bottom left, bottom right."""
    left, right, top, bottom = alt.value(4), alt.value(alt.expr("width - 4")), alt.value(8), alt.value(height - 6)
    sides = (("left", left, top), ("right", right, top), ("left", left, bottom), ("right", right, bottom))
    return [
        text([{"words": said}], palette.quiet, x, y, align=align, fontStyle="italic")
        for said, (align, x, y) in zip(corners, sides, strict=True)
        if said
    ]


@kept_by_values
def quadrant(
    frame: pl.DataFrame,
    *,
    title: str,
    x: str,
    y: str,
    x_words: str,
    y_words: str,
    centre: tuple[float, float],
    corners: Corners,
    place: str = "place",
    chosen: str | None = None,
    source: str = "",
    theme: Theme = "light",
    height: int = 340,
) -> dict[str, Any]:
    """The places as rings, figure `x` along and figure `y` upright, cut at `centre` (the medians, or no change).

    The places farthest from the middle carry their names, as does the `chosen` one (a name), which is filled; every
    other tells its own in its tip. `corners` says what each corner means: top left, top right, bottom left, bottom
    right. ValueError where no place has both figures.
    """
    palette, drawn = PALETTES[theme], places(frame, x, y, place, chosen, centre)
    if not drawn:
        raise ValueError("a quadrant needs a place with both figures")
    said = f"Along: {x_words} (line at {brief(centre[0])}). Upright: {y_words} (line at {brief(centre[1])})."
    axis = foot_axis(f"{said} The axes need not start at 0.", source, EXTENT, tickCount=6)
    scale = alt.Scale(zero=False, nice=False, padding=26)
    along = alt.X("x:Q", scale=scale, axis=axis)
    high = alt.Scale(zero=False, nice=False, padding=HEADROOM)
    upright = alt.Y("value:Q", scale=high, axis=alt.Axis(title=None, tickCount=6, minExtent=EXTENT))
    mine = [row for row in drawn if row["chosen"]]
    named = [{**row, "words": row["place"]} for row in with_names(drawn)]
    ring = Chart(rows(drawn)).mark_point(color=palette.edge, size=60, strokeWidth=1.6, opacity=1)
    dot = Chart(rows(mine)).mark_point(color=palette.chosen, filled=True, size=150, opacity=1)
    told = tips(place="Place", x=sentence(x_words), value=sentence(y_words))
    layers = [
        *middle(centre, palette),
        ring.encode(x="x:Q", y="value:Q"),
        dot.encode(x="x:Q", y="value:Q"),
        text(named, palette.ink, "x:Q", "value:Q", dy=-12),
        *corner_words(corners, palette, height),
        Chart(rows(drawn)).mark_point(size=200, opacity=0).encode(x=along, y=upright, tooltip=told),
    ]
    return dressed(layers, title, palette, height)
