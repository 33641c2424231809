"""Wards as points: all of London borough by borough, and a few of them over time on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from tp_metrics import words
from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept, kept_by_values
from tp_metrics.charts.palette import PALETTES, Palette, Theme, framed, rows
from tp_metrics.charts.pieces import PADDING, foot_axis, names_axis, pickable, sentence, tips
from tp_metrics.charts.trend import EXTENT as BESIDE
from tp_metrics.charts.trend import blank, stand
from tp_metrics.words.sentences import by_day

if TYPE_CHECKING:
    from tp_metrics.results import Result

#: Room for the boroughs' names, and the height of one of them, in pixels.
EXTENT, STEP = 122, 13
#: The dash of each line, so that no two are told apart by colour alone.
DASHES: tuple[list[int], ...] = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
LINES = {"light": ("#1D4F91", "#A85305", "#616D79", "#5C1B00"), "dark": ("#7FB2F0", "#F5BC70", "#8A94A0", "#D27A25")}


@kept_by_values
def strip(
    wards: pl.DataFrame,
    *,
    title: str,
    unit: str,
    measure: str,
    source: str,
    chosen: str | None = None,
    theme: Theme = "light",
) -> dict[str, Any]:
    """One point to a ward in the row of its borough (`code`, `place`, `borough`, `shown`, `said`, `told_apart`).

    Pale where the ward cannot be told from its borough; `chosen` is the code of the ward to mark, `measure` what the
    values are of. A click gives the code of a ward, as PICKED.
    """
    palette = PALETTES[theme]
    known = wards.filter(pl.col("shown").is_not_null()).sort("borough", "place")
    drawn = [{**row, "chosen": row["code"] == chosen} for row in known.iter_rows(named=True)]
    order = sorted({row["borough"] for row in drawn})
    marked = [row["borough"] for row in drawn if row["chosen"]]
    y = alt.Y("borough:N", sort=order, axis=names_axis(EXTENT, marked, labelLimit=150, labelFontSize=11))
    root = "" if unit == "per cent" else ", on a scale that draws high values closer together"
    said = f"{sentence(unit)}{root}. Each point is a ward"
    pale = ", pale where it cannot be told from its borough" if any(row["told_apart"] is False for row in drawn) else ""
    axis = foot_axis(f"{said}{pale}.", source, EXTENT, tickCount=5)
    # A few centres have many times what the others have: a root scale leaves these apart from one another.
    scale = alt.Scale(zero=False) if unit == "per cent" else alt.Scale(type="sqrt", zero=True)
    x = alt.X("shown:Q", scale=scale, axis=axis)
    strong = alt.condition("datum.told_apart === false", alt.value(0.35), alt.value(0.8))
    about = tips(place="Ward", borough="Borough", said=measure)
    points = Chart(rows(drawn)).mark_circle(size=44, color=palette.edge).encode(x=x, y=y, opacity=strong, tooltip=about)
    layers = [pickable(points), *_own([row for row in drawn if row["chosen"]], x, y, palette)]
    chart = alt.layer(*layers).properties(height=STEP * len(order), width="container", padding=PADDING)
    return framed(chart, title, palette)


def _own(drawn: list[dict[str, Any]], x: alt.X, y: alt.Y, palette: Palette) -> list[alt.Chart]:
    """The chosen ward over the others, with its name."""
    if not drawn:
        return []
    base = Chart(rows(drawn))
    dot = base.mark_point(filled=True, size=110, color=palette.chosen, opacity=1, stroke=palette.ground)
    name = base.mark_text(dy=-9, color=palette.ink, fontSize=11, fontWeight="bold")
    return [dot.encode(x=x, y=y), name.encode(x=x, y=y, text="place:N")]


@kept
def compared(results: Sequence[Result], *, theme: Theme = "light", height: int = 260) -> dict[str, Any]:
    """Up to four places over the same months on one scale, each line with its name at the end and a dash of its own."""
    palette, first = PALETTES[theme], results[0]
    title = f"{first.measure.title}: {', '.join(one.figure.place for one in results)}"
    drawn = [
        {
            "place": one.figure.place,
            "day": stand(figure),
            "value": figure.value,
            "shown": words.value(figure, one.measure),
            "window": words.period(figure),
        }
        for one in results
        for figure in by_day(one)
    ]
    if not drawn:
        return blank(title, first, palette, height)
    names = [one.figure.place for one in results]
    colour = alt.Color("place:N", scale=alt.Scale(domain=names, range=list(LINES[theme][: len(names)])), legend=None)
    dash = alt.StrokeDash("place:N", scale=alt.Scale(domain=names, range=list(DASHES[: len(names)])), legend=None)
    said = f"{sentence(first.measure.unit)}, all on one scale."
    axis = foot_axis(said, words.source_line(first), BESIDE, format="%b %Y", tickCount=6)
    x = alt.X("day:T", scale=alt.Scale(type="utc"), axis=axis)
    y = alt.Y("value:Q", scale=alt.Scale(zero=True), axis=alt.Axis(title=None, tickCount=4, minExtent=BESIDE))
    about = tips(place="Ward", window="Window", shown=first.measure.title)
    base = Chart(rows(drawn))
    ends = [row for one in names for row in [each for each in drawn if each["place"] == one][-1:]]
    layers = [
        base.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, strokeDash=dash),
        base.mark_point(size=120, opacity=0).encode(x=x, y=y, tooltip=about),
        Chart(rows(_apart(ends, height, [figure.value or 0.0 for one in results for figure in by_day(one)])))
        .mark_text(align="left", dx=6, fontSize=12, fontWeight="bold")
        .encode(x=x, y="at:Q", text="place:N", color=colour),
    ]
    padding = {**PADDING, "right": 8 * min(22, max(map(len, names)))}
    chart = alt.layer(*layers).properties(height=height, width="container", padding=padding)
    return framed(chart, title, palette)


def _apart(ends: list[dict[str, Any]], height: int, values: list[float]) -> list[dict[str, Any]]:
    """The ends of the lines with the height of their names, moved apart where two would stand on one another."""
    span = max(values) - min(*values, 0.0) or 1.0
    least = 15 * span / height
    placed: list[dict[str, Any]] = []
    for row in sorted(ends, key=lambda one: one["value"]):
        at = max(row["value"], placed[-1]["at"] + least) if placed else row["value"]
        placed.append({**row, "at": at})
    return placed
