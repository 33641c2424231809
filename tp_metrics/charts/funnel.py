"""A funnel: places by size and value, within the limits that chance and their usual spread leave them."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Palette, Theme, rows
from tp_metrics.charts.pieces import foot_axis, sentence, tips
from tp_metrics.charts.signals import POSITIONS, Row, apart, brief, dressed, flagged, text, upright

EXTENT = 46
LIMITS = ("lower_95", "upper_95", "lower_998", "upper_998")


def places(limited: pl.DataFrame, place: str, size: str, chosen: str | None, scale: float) -> list[Row]:
    """One row to a place with a value, the smallest first."""
    numbers = ("value", "pooled", *LIMITS)
    frame = limited.filter(pl.col("value").is_not_null()).sort(size, place)
    drawn = frame.select(
        pl.col(place).cast(pl.String).alias("place"),
        pl.col(size).cast(pl.Float64).alias("size"),
        (pl.col(numbers) * scale).round(6),
        pl.col("position").alias("said"),
        signal=pl.col("position").replace_strict(POSITIONS, default="usual", return_dtype=pl.String),
    ).to_dicts()
    return [{**row, "chosen": row["place"] == chosen} for row in drawn]


def limits(drawn: list[Row], palette: Palette, height: int) -> list[alt.Chart]:
    """The pooled value, and both pairs of limits from the smallest place to the largest, with their words."""
    base, last = Chart(rows(drawn)), drawn[-1]
    looks = {name: [5, 3] if name.endswith("95") else [1, 0] for name in LIMITS}
    layers = [
        base.mark_line(color=palette.quiet, strokeWidth=1.1, strokeDash=dash).encode(x="size:Q", y=f"{name}:Q")
        for name, dash in looks.items()
    ]
    words = {"upper_998": "99.8 %", "upper_95": "95 %", "lower_95": "95 %", "lower_998": "99.8 %"}
    said = [{"size": last["size"], "value": last[name], "words": word} for name, word in words.items()]
    said.append({"size": last["size"], "value": last["pooled"], "words": f"all {brief(last['pooled'])}"})
    every = [row[name] for row in drawn for name in ("value", *LIMITS)]
    said = apart(said, (max(every) - min(every)) or 1.0, height)
    # A line of the places and no rule from side to side, which would run through its own words.
    level = base.mark_line(color=palette.ink, strokeWidth=1).encode(x="size:Q", y="pooled:Q")
    return [*layers, level, text(said, palette.quiet, "size:Q", "value:Q", align="left", dx=10)]


def marks(drawn: list[Row], palette: Palette) -> list[alt.LayerChart | alt.Chart]:
    """Places within their limits as rings, those outside as marks with their names, the chosen one named too."""
    usual = Chart(rows([row for row in drawn if row["signal"] == "usual"]))
    ring = usual.mark_point(color=palette.edge, size=45, strokeWidth=1.5, opacity=1)
    named = [{**row, "words": row["place"]} for row in drawn if row["signal"] != "usual" or row["chosen"]]
    # A name stands on the far side of its mark, away from the limits that it lies outside.
    high, low = ([row for row in named if (row["value"] < row["pooled"]) is under] for under in (False, True))
    chosen = Chart(rows([row for row in drawn if row["chosen"]]))
    halo = chosen.mark_point(color=palette.chosen, size=260, strokeWidth=2.5, opacity=1)
    return [
        ring.encode(x="size:Q", y="value:Q"),
        *flagged(drawn, x="size:Q", y="value:Q"),
        halo.encode(x="size:Q", y="value:Q"),
        text(high, palette.ink, "size:Q", "value:Q", dy=-14),
        text(low, palette.ink, "size:Q", "value:Q", dy=17),
    ]


@kept_by_values
def funnel(
    limited: pl.DataFrame,
    *,
    title: str,
    unit: str,
    size: str,
    size_words: str,
    place: str = "place",
    chosen: str | None = None,
    source: str = "",
    scale: float = 1.0,
    theme: Theme = "light",
    height: int = 300,
) -> dict[str, Any]:
    """The places of one group as `stats.funnel` returns them: value upright, size along, and the limits about them all.

    `size` is the column of the denominator and `size_words` what it counts. A place outside the 99.8 % limits is a
    mark with its name (blue circle better, orange diamond worse, grey square where no side is good); `chosen`, the
    name of a place, is ringed. `scale` multiplies values and limits. ValueError where no place has a value.
    """
    palette, drawn = PALETTES[theme], places(limited, place, size, chosen, scale)
    if not drawn:
        raise ValueError("a funnel needs a place with a value")
    axis = foot_axis(f"{sentence(unit)}, by {size_words}; the axis need not start at 0", source, EXTENT, tickCount=6)
    x = alt.X("size:Q", scale=alt.Scale(zero=False, nice=False, padding=14), axis=axis)
    told = tips(place="Place", value=sentence(unit), size=sentence(size_words), said="Among all")
    layers = [
        *limits(drawn, palette, height),
        *marks(drawn, palette),
        Chart(rows(drawn)).mark_point(size=160, opacity=0).encode(x=x, y=upright(EXTENT), tooltip=told),
    ]
    return dressed(layers, title, palette, height)
