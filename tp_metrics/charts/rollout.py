"""A scheme that is rolled out place by place: when each goes live, what follows, and how parts of a whole stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from tp_metrics.charts.answers import SCALES
from tp_metrics.charts.chart import Chart
from tp_metrics.charts.curves import strokes
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Palette, Theme, rows
from tp_metrics.charts.pieces import foot_axis, names_axis, sentence, tips
from tp_metrics.charts.signals import FREE, Row, dressed, text, upright

#: Room for the names of places, and for the labels of an upright axis, in pixels.
EXTENT, NARROW = 132, 46
#: Height of one place's line, and of one bar of parts.
STEP, BAR = 17, 34
#: The best part, the middle one and the worst, by their place on the scale of answers.
PARTS = (1, 3, 5)


@kept_by_values
def timeline(
    places: Sequence[Row],
    *,
    title: str,
    as_at: date,
    as_at_words: str,
    source: str = "",
    theme: Theme = "light",
) -> dict[str, Any]:
    """Places (name, since, further, planned, shown, tip) as bars from the day each went live to `as_at`.

    The bar is darker from the day `further`, of the next step; a day that is `planned` is a ring beyond the dashed
    line of today; `shown` stands at the right. ValueError where no place has a day.
    """
    days = [day for one in places for day in (one["since"], one["further"], one["planned"]) if day is not None]
    if not days:
        raise ValueError("a timeline needs a day")
    palette = PALETTES[theme]
    y = alt.Y("name:N", sort=[one["name"] for one in places], axis=names_axis(EXTENT, labelLimit=190, grid=False))
    axis = foot_axis("Bar: live. Darker: with an electronic file. Ring: planned.", source, EXTENT, format="%Y")
    axis["tickCount"] = "year"
    ends = [min(days).replace(day=1).isoformat(), max(*days, as_at).isoformat()]
    room = {"expr": "width - 78"}
    x = alt.X("from:T", scale=alt.Scale(type="utc", domain=ends, range=[0, room]), axis=axis)
    told = [alt.Tooltip(f"{name}:N", title=name) for name in places[0]["tip"]]

    def bars(field: str, colour: str, size: int) -> alt.Chart:
        drawn = [
            {"name": one["name"], "from": one[field].isoformat(), "to": as_at.isoformat(), **one["tip"]}
            for one in places
            if one[field] is not None and one[field] <= as_at
        ]
        mark = Chart(rows(drawn)).mark_bar(color=colour, size=size)
        encoded: alt.Chart = mark.encode(x=x, x2="to:T", y=y, tooltip=told)
        return encoded

    rings = [
        {"name": one["name"], "from": one["planned"].isoformat(), **one["tip"]}
        for one in places
        if one["planned"] is not None
    ]
    ring = Chart(rows(rings)).mark_point(color=palette.ink, size=55, strokeWidth=1.6, opacity=1)
    said = [{"name": one["name"], "words": one["shown"]} for one in places]
    today = [{"from": as_at.isoformat(), "words": as_at_words}]
    rule = Chart(rows(today)).mark_rule(color=palette.ink, strokeDash=[4, 3], strokeWidth=1)
    layers = [
        bars("since", palette.last_year, 9),
        bars("further", palette.chosen, 9),
        ring.encode(x=x, y=y, tooltip=told),
        rule.encode(x="from:T"),
        text(today, palette.ink, "from:T", alt.value(-4), baseline="bottom", align="right"),
        text(said, palette.ink, alt.value("width"), y, align="right"),
    ]
    return dressed(layers, title, palette, STEP * len(places))


@kept_by_values
def event_time(
    events: pl.DataFrame,
    *,
    title: str,
    unit: str,
    step: str,
    source: str = "",
    theme: Theme = "light",
    height: int = 250,
) -> dict[str, Any]:
    """Effects by period since the beginning (event, effect, lower, upper, treated, comparison) with their intervals.

    Those before the beginning are grey rings, those after it filled; a line at nought, and an upright one where it
    begins. A point without limits is drawn alone. ValueError where there is no point.
    """
    palette = PALETTES[theme]
    if events.is_empty():
        raise ValueError("an event-time chart needs a point")
    drawn = events.select(
        "event", "treated", "comparison", pl.col("effect", "lower", "upper").round(3), value=pl.col("effect").round(3)
    ).to_dicts()
    axis = foot_axis(
        f"{sentence(unit)}, with 95 % interval, by {step}s since going live. Rings: before going live.",
        source,
        NARROW,
        grid=False,
        tickMinStep=1,
        format="d",
    )
    x = alt.X("event:Q", scale=alt.Scale(nice=False, padding=12), axis=axis)
    told = tips(event=f"{sentence(step)}s since going live", effect=sentence(unit), lower="From", upper="To")
    told += tips(treated="Boroughs", comparison="Fewest to compare with")
    nought = Chart(rows([{"value": 0}])).mark_rule(color=palette.ink, strokeWidth=1).encode(y="value:Q")
    live = [{"event": -0.5, "words": "goes live"}]
    layers: list[Any] = [
        nought,
        Chart(rows(live)).mark_rule(color=palette.ink, strokeDash=[4, 3], strokeWidth=1).encode(x="event:Q"),
        text(live, palette.ink, "event:Q", alt.value(0), align="left", dx=5, baseline="top"),
    ]
    for after, colour in ((False, palette.edge), (True, palette.chosen)):
        own = [row for row in drawn if (row["event"] >= 0) is after]
        base = Chart(rows(own))
        limited = Chart(rows([row for row in own if row["lower"] is not None]))
        dot = base.mark_point(color=colour, filled=after, size=70, strokeWidth=1.6, opacity=1)
        layers += [
            limited.mark_rule(color=colour, strokeWidth=2).encode(x=x, y="lower:Q", y2="upper:Q"),
            dot.encode(x=x, y=upright(NARROW), tooltip=told),
        ]
    return dressed(layers, title, palette, height)


@kept_by_values
def shares(
    bars: Sequence[Row],
    parts: Mapping[str, str],
    *,
    title: str,
    unit: str,
    source: str = "",
    theme: Theme = "light",
) -> dict[str, Any]:
    """Bars (name, and of each part its share in per cent) that are 100 together, each part with its figure on it.

    `parts` are at most three, by the words that name them, the best first. ValueError where there is no bar.
    """
    if not bars:
        raise ValueError("shares need a bar")
    palette, scale = PALETTES[theme], SCALES[theme]
    colours = [scale[at] for at in PARTS[: len(parts)]]
    y = alt.Y("name:N", sort=[one["name"] for one in bars], axis=names_axis(EXTENT, labelLimit=190, grid=False))
    axis = foot_axis(unit, source, EXTENT, tickCount=6)
    drawn = []
    for one in bars:
        begin = 0.0
        for part, words in parts.items():
            share = one[part]
            row = {"name": one["name"], "part": words, "from": round(begin, 3), "to": round(begin + share, 3)}
            drawn.append({**row, "middle": begin + share / 2, "words": f"{share:.1f}"})
            begin += share
    colour = alt.Color(
        "part:N",
        scale=alt.Scale(domain=list(parts.values()), range=colours),
        legend=alt.Legend(orient="top", title=None, columns=2, labelLimit=260, labelColor=palette.ink),
    )
    x = alt.X("from:Q", scale=alt.Scale(domain=[0, 100]), axis=axis)
    told = tips(name="Trials", part="How they ended", words="Per cent")
    layers = [
        Chart(rows(drawn))
        .mark_bar(size=22, stroke=palette.edge, strokeWidth=0.5)
        .encode(x=x, x2="to:Q", y=y, color=colour, tooltip=told),
        *_on_bars(drawn, parts, y, theme),
    ]
    return dressed(layers, title, palette, BAR * len(bars))


def _on_bars(drawn: list[Row], parts: Mapping[str, str], y: alt.Y, theme: Theme) -> list[alt.Chart]:
    """The figure of each part on its bar, in the ink that reads on its colour."""
    dark = {"light": ("#FFFFFF", "#0B1F33", "#FFFFFF"), "dark": ("#0B1F33", "#FFFFFF", "#0B1F33")}[theme]
    return [
        text([row for row in drawn if row["part"] == words], ink, "middle:Q", y)
        for ink, words in zip(dark, parts.values(), strict=False)
    ]


@kept_by_values
def dated(
    lines: pl.DataFrame,
    *,
    title: str,
    unit: str,
    marks: Sequence[Row] = (),
    chosen: str,
    source: str = "",
    theme: Theme = "light",
    height: int = 190,
) -> dict[str, Any]:
    """Lines (line, month, value) month by month, named at their ends, with days marked (day, words) by upright lines.

    ValueError where no month has a value.
    """
    palette = PALETTES[theme]
    known = lines.drop_nulls(["month", "value"]).sort("line", "month")
    if known.is_empty():
        raise ValueError("dated lines need a month that is known")
    drawn = [
        {"line": row["line"], "x": row["month"].isoformat(), "value": round(row["value"], 2)}
        for row in known.iter_rows(named=True)
    ]
    axis = foot_axis(f"{sentence(unit)}, by month", source, NARROW, grid=False, format="%b %Y", labelOverlap=True)
    axis["labelSeparation"] = 6
    axis["tickCount"] = "month"
    ends = [day["day"].isoformat() for day in marks] + [row["x"] for row in drawn]
    x = alt.X("x:T", scale=alt.Scale(type="utc", domain=[min(ends), max(ends)], nice=False), axis=axis)
    layers: list[Any] = [*_upright_days(marks, palette)]
    layers += [layer.encode(x="x:T", order="x:T") for layer in strokes(drawn, chosen, palette)]
    told = tips(line="Line", x="Month", value=sentence(unit))
    layers.append(
        Chart(rows(drawn)).mark_point(size=60, opacity=0).encode(x=x, y=upright(NARROW, zero=True), tooltip=told)
    )
    layers += _names(drawn, palette)
    return dressed(layers, title, palette, height)


def _names(drawn: Sequence[Row], palette: Palette) -> list[alt.Chart]:
    """The lines' names at their ends: above the highest and below any other, clear of its last quarter."""
    lines: dict[str, list[Row]] = {}
    for row in drawn:
        lines.setdefault(row["line"], []).append(row)
    ordered = sorted(lines.values(), key=lambda line: line[-1]["value"])
    layers = []
    for line in ordered:
        top = line is ordered[-1]
        near = [row["value"] for row in line[-max(1, len(line) // 4) :]]
        named = [{**line[-1], "value": max(near) if top else min(near), "words": line[-1]["line"]}]
        layers.append(text(named, palette.ink, "x:T", "value:Q", align="right", dx=-4, dy=-9 if top else 11))
    return layers


def _upright_days(marks: Sequence[Row], palette: Palette) -> list[alt.Chart]:
    """Dashed upright lines at days, with their words at the top, one under the other."""
    layers: list[alt.Chart] = []
    for number, mark in enumerate(marks):
        one = [{"x": mark["day"].isoformat(), "words": mark["words"]}]
        rule = Chart(rows(one)).mark_rule(color=palette.ink, strokeDash=[4, 3], strokeWidth=1)
        said = text(
            one,
            palette.quiet,
            "x:T",
            alt.value(-FREE + 13 * (number - len(marks) + 1)),
            align="right",
            dx=-4,
            baseline="bottom",
        )
        layers += [rule.encode(x="x:T"), said]
    return layers
