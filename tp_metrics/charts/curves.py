"""Curves: how one number follows from another, as lines named at their ends, with points called out on them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Palette, Theme, rows
from tp_metrics.charts.pieces import foot_axis, sentence, tips
from tp_metrics.charts.signals import Row, apart, dressed, text, upright

EXTENT = 46
#: Dashes of the lines that are not the chosen one, in their order: never colour alone.
DASHES = ([1, 0], [6, 3], [2, 2])
#: How many names stand along a chart, at most.
NAMES = 6
#: A time of day, of a number of hours: 18.5 is 18:30.
CLOCK = "floor(round(datum.value * 60) / 60) + ':' + format(round(datum.value * 60) % 60, '02d')"


def points(frame: pl.DataFrame) -> list[Row]:
    """The points that are known, line after line in the order given; numbers short, since many travel."""
    known = frame.drop_nulls(["x", "value"])
    return known.select("line", pl.col("x", "value").cast(pl.Float64).round_sig_figs(5)).to_dicts()


def strokes(drawn: list[Row], chosen: str, palette: Palette) -> list[alt.Chart]:
    """Each line in its colour and dashes, the chosen one firm and on top."""
    names = [name for name in dict.fromkeys(row["line"] for row in drawn) if name != chosen]
    layers = []
    for number, name in enumerate([*names, chosen]):
        firm, own = name == chosen, Chart(rows([row for row in drawn if row["line"] == name]))
        how: dict[str, Any] = {} if firm else {"strokeDash": DASHES[number % len(DASHES)]}
        line = own.mark_line(
            color=palette.chosen if firm else palette.edge,
            strokeWidth=2.5 if firm else 1.5,
            **how,
            interpolate="linear",
        )
        layers.append(line.encode(x="x:Q", y="value:Q", order="x:Q"))
    return layers


def ends(drawn: list[Row], palette: Palette, height: int) -> alt.Chart:
    """The lines' names beside their last points, kept apart; a line without a name has none."""
    last = {row["line"]: {**row, "words": row["line"]} for row in drawn}
    values = [row["value"] for row in drawn]
    named = apart([row for row in last.values() if row["line"]], max(values) - min(values) or 1.0, height)
    right = max(row["x"] for row in drawn)
    return text([{**row, "x": right} for row in named], palette.ink, "x:Q", "value:Q", align="left", dx=8)


def across(levels: dict[str, float], palette: Palette) -> list[alt.Chart]:
    """Dashed lines from side to side to hold the curves against, with their words under them at the right."""
    held = [{"value": value, "words": words} for words, value in levels.items()]
    if not held:
        return []
    rule = Chart(rows(held)).mark_rule(color=palette.ink, strokeWidth=1, strokeDash=[5, 3]).encode(y="value:Q")
    said = text(held, palette.ink, alt.value("width"), "value:Q", align="right", baseline="top", dx=-4, dy=4)
    return [rule, said]


def lowest(drawn: list[Row], levels: Mapping[str, float] | None) -> float:
    """The lowest value that is drawn, of the lines and of what they are held against."""
    return float(min([row["value"] for row in drawn] + list((levels or {}).values())))


def called(marks: pl.DataFrame | None, palette: Palette) -> list[alt.Chart]:
    """Points called out by a dot and their words, to the right of it or, where `left` says so, to the left."""
    if marks is None:
        return []
    found = marks.to_dicts()
    dots = Chart(rows(found)).mark_point(color=palette.chosen, filled=True, size=80, opacity=1)
    layers = [dots.encode(x="x:Q", y="value:Q")]
    for left, align, by in ((False, "left", 9), (True, "right", -9)):
        own = [row for row in found if bool(row.get("left")) is left]
        if own:
            layers.append(text(own, palette.ink, "x:Q", "value:Q", align=align, dx=by, dy=-8, fontWeight="bold"))
    return layers


def named_along(along: Mapping[int, str]) -> dict[str, Any]:
    """What an axis needs to have names, of days or months, in place of the numbers of its points; six at most."""
    every = sorted(along)
    step = max(1, -(-len(every) // NAMES))
    shown = every[::step]
    said = json.dumps({str(at): along[at] for at in shown})
    return {"values": shown, "labelExpr": f"{said}[datum.value]", "labelOverlap": "greedy"}


def said_of(point: Row, along: Mapping[int, str] | None, clock: bool) -> Row:
    """A point with how its tip says where it stands: `when` it is, and its value as it is read."""
    minutes = round(point["value"] * 60)
    read = f"{minutes // 60}:{minutes % 60:02d}" if clock else point["value"]
    return {**point, "when": along.get(int(point["x"]), "") if along else point["x"], "read": read}


@kept_by_values
def curves(
    lines: pl.DataFrame,
    *,
    title: str,
    unit: str,
    x_words: str,
    marks: pl.DataFrame | None = None,
    levels: dict[str, float] | None = None,
    chosen: str | None = None,
    zero: bool = False,
    log: bool = False,
    along: Mapping[int, str] | None = None,
    clock: bool = False,
    source: str = "",
    theme: Theme = "light",
    height: int = 230,
) -> dict[str, Any]:
    """Lines (line, x, value) by what they are named, `unit` upright against `x_words` along.

    The `chosen` line, else the first, stands out; a line named "" has no label. `marks` (x, value, words, and left
    where the words go to the left) are points to call out, `levels` dashed lines across by their words. `zero` rests
    the upright axis on 0, `log` spaces the other by ratios. `along` names what the numbers along stand for, such as
    days; with `clock` the values are hours and read as times of day. ValueError where no point is known.
    """
    palette, drawn = PALETTES[theme], points(lines)
    if not drawn:
        raise ValueError("curves need a point that is known")
    first = chosen if chosen is not None else drawn[0]["line"]
    ticks = named_along(along) if along else {"tickCount": 8}
    starts = "" if zero or clock or lowest(drawn, levels) <= 0 else "; the upright axis does not start at 0"
    axis = foot_axis(f"{sentence(unit)}, by {x_words}{starts}", source, EXTENT, grid=False, labelSeparation=4, **ticks)
    kind: dict[str, Any] = {"type": "log"} if log else {"zero": False}
    x = alt.X("x:Q", scale=alt.Scale(nice=False, **kind), axis=axis)
    told = tips(line="Line", when=sentence(x_words), read=sentence(unit))
    y = upright(EXTENT, zero, **({"labelExpr": CLOCK, "tickMinStep": 0.5} if clock else {}))
    points_said = [said_of(point, along, clock) for point in drawn]
    layers = [
        *across(levels or {}, palette),
        *strokes(drawn, first, palette),
        Chart(rows(points_said)).mark_point(size=60, opacity=0).encode(x=x, y=y, tooltip=told),
        *called(marks, palette),
        ends(drawn, palette, height),
    ]
    return dressed(layers, title, palette, height)
