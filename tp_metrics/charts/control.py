"""A control chart: points, mean and limits, and the points that a rule flags."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import altair as alt
import polars as pl

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Palette, Theme, rows
from tp_metrics.charts.pieces import foot_axis, sentence, tips
from tp_metrics.charts.signals import FREE, Row, apart, brief, dressed, flagged, text, upright
from tp_metrics.charts.trend import YEARS, year_starts

EXTENT = 46
#: Pixels that the plot of a chart on paper is wide, how near to its edge a name begins or ends at its point, and what a
#: letter of a name takes.
PLOT, EDGE, LETTER = 380, 40, 6.5
Box = tuple[float, float, float, float]
READ = (
    *("mean", "lower", "upper", "near_lower", "near_upper"),
    *("rule", "direction", "signal", "segment", "trial"),
)


def points(charted: pl.DataFrame, order: str, value: str, scale: float) -> list[Row]:
    """One row to a known point of one series, in time order."""
    numbers = ("value", "mean", "lower", "upper", "near_lower", "near_upper")
    frame = charted.select(pl.col(order).alias("when"), pl.col(value).alias("value"), *READ).sort("when")
    frame = frame.filter(pl.col("value").is_not_null()).with_columns(pl.col(numbers) * scale)
    found = frame.with_columns(pl.col(numbers).round(6)).to_dicts()
    for row in found:
        row["when"] = row["when"].isoformat() if isinstance(row["when"], date) else row["when"]
        row["said"] = sentence(row["rule"] or "within its usual variation")
    return found


def lines(drawn: list[Row], palette: Palette, x: str) -> list[alt.Chart]:
    """The mean firm, the limits dashed, the near limits faint; none crosses from one segment into the next."""
    base = Chart(rows(drawn))
    looks = {
        "near_lower": (palette.edge, 0.7, [1, 3]),
        "near_upper": (palette.edge, 0.7, [1, 3]),
        "lower": (palette.quiet, 1.2, [5, 3]),
        "upper": (palette.quiet, 1.2, [5, 3]),
        "mean": (palette.quiet, 1.2, [1, 0]),
    }
    return [
        base.mark_line(color=colour, strokeWidth=width, strokeDash=dash, interpolate="step").encode(
            x=x, y=f"{name}:Q", detail="segment:N"
        )
        for name, (colour, width, dash) in looks.items()
    ]


def span(drawn: list[Row], levels: dict[str, float]) -> float:
    """From the lowest to the highest thing drawn."""
    names = ("value", "lower", "upper")
    found = [row[name] for row in drawn for name in names if row[name] is not None] + list(levels.values())
    return (max(found) - min(found)) or 1.0


def ends(drawn: list[Row], levels: dict[str, float], palette: Palette, x: str, height: int) -> alt.Chart:
    """What the lines are, in words at their right-hand end."""
    last = drawn[-1]
    named = {"upper limit": last["upper"], "mean": last["mean"], "lower limit": last["lower"], **levels}
    said = [
        {"when": last["when"], "value": at, "words": f"{name} {brief(at)}"}
        for name, at in named.items()
        if at is not None
    ]
    said = apart(said, span(drawn, levels), height)
    return text(said, palette.quiet, x, "value:Q", align="left", dx=10)


def runs(drawn: list[Row], levels: dict[str, float], palette: Palette, x: str, height: int) -> list[alt.Chart]:
    """The rule's name beside the first point of each run, above a high one and under a low one where there is room.

    The newest are named first; a name that would stand on a point or on another name is left out, and the shape of its
    points tells it. Where the line between the points goes through it on one side alone, it stands on the other.
    """
    # The close points of two of three may stand on either side of the third.
    first = [
        at
        for at, row in enumerate(drawn)
        if row["rule"] and row["rule"] not in {before["rule"] for before in drawn[max(0, at - 2) : at]}
    ]
    if not first:
        return []
    spots = _spots(drawn, (height - 2 * FREE) / span(drawn, levels))
    named: list[Row] = []
    kept: list[Box] = []
    for at in reversed(first):
        row = drawn[at]
        beside = "left" if spots[at][0] < EDGE else "right" if spots[at][0] > PLOT - EDGE else "center"
        sides = [row["value"] >= row["mean"], row["value"] < row["mean"]]
        boxes = {up: _box(spots[at], row["rule"], beside, up=up) for up in sides}
        free = [up for up in sides if not any(_touch(boxes[up], other) for other in kept)]
        clear = [up for up in free if not any(_within(spot, boxes[up]) for spot in spots)]
        if clear or not named:
            unstruck = [up for up in clear if not any(_through(*line, boxes[up]) for line in pairwise(spots))]
            up = (unstruck or clear or sides)[0]
            kept.append(boxes[up])
            named.append({"when": row["when"], "value": row["value"], "words": row["rule"], "up": up, "beside": beside})
    away = alt.expr("datum.up ? -14 : 15")
    return [
        text([row for row in named if row["beside"] == beside], palette.ink, x, "value:Q", dy=away, align=beside, dx=dx)
        for beside, dx in (("left", -6), ("center", 0), ("right", 6))
        if any(row["beside"] == beside for row in named)
    ]


def _spots(drawn: list[Row], scale: float) -> list[tuple[float, float]]:
    """Where the points stand in a plot that is narrow, in pixels from its left and downwards."""
    step = PLOT / max(1, len(drawn) - 1)
    return [(at * step, -row["value"] * scale) for at, row in enumerate(drawn)]


def _box(spot: tuple[float, float], words: str, beside: str, *, up: bool) -> Box:
    """What a name covers: left, top, right, bottom."""
    wide = LETTER * len(words)
    left = {"left": spot[0] - 6, "center": spot[0] - wide / 2, "right": spot[0] + 6 - wide}[beside]
    middle = spot[1] + (-14 if up else 15)
    return (left, middle - 8, left + wide, middle + 8)


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _within(spot: tuple[float, float], box: Box) -> bool:
    """Whether a point's mark reaches into a box."""
    return box[0] - 4 < spot[0] < box[2] + 4 and box[1] - 4 < spot[1] < box[3] + 4


def _through(begin: tuple[float, float], end: tuple[float, float], box: Box) -> bool:
    """Whether the line from one point to the next goes through a box."""
    (left, top), (right, bottom) = begin, end
    enters, leaves = max(left, box[0]), min(right, box[2])
    if enters >= leaves:
        return False
    slope = (bottom - top) / (right - left)
    heights = [top + slope * (at - left) for at in (enters, leaves)]
    return min(heights) < box[3] and box[1] < max(heights)


def across(drawn: list[Row], levels: dict[str, float], palette: Palette, x: str) -> list[alt.Chart]:
    """Levels to hold the points against, and an upright line where the limits start afresh."""
    new = [row["when"] for before, row in pairwise(drawn) if row["segment"] != before["segment"]]
    fresh = Chart(rows([{"when": when, "words": "new limits"} for when in new]))
    held = Chart(rows([{"value": at} for at in levels.values()]))
    layers = [held.mark_rule(color=palette.chosen, strokeDash=[8, 3]).encode(y="value:Q")] if levels else []
    if new:
        words = fresh.mark_text(align="left", baseline="top", dx=4, color=palette.quiet, fontSize=11)
        layers += [fresh.mark_rule(color=palette.edge, strokeDash=[2, 3]).encode(x=x)]
        layers += [words.encode(x=x, y=alt.value(0), text="words:N")]
    return layers


def axes(drawn: list[Row], unit: str, source: str) -> tuple[alt.X, alt.Y]:
    """Dates, or numbers of points, under the chart; values beside it, seldom from zero."""
    dated = isinstance(drawn[0]["when"], str)
    trial = "; trial limits, from fewer than 13 points" if drawn[-1]["trial"] else ""
    said = f"{sentence(unit)}{trial}; the axis need not start at 0"
    labels: dict[str, Any] = {"tickCount": 8}
    if dated:
        first_and_last = [{"day": drawn[end]["when"]} for end in (0, -1)]
        labels = {"values": year_starts(first_and_last), "labelExpr": YEARS}
    axis = foot_axis(said, source, EXTENT, grid=False, labelOverlap="greedy", **labels)
    scale = alt.Scale(type="utc") if dated else alt.Scale(zero=False, nice=False)
    x = alt.X("when:T" if dated else "when:Q", scale=scale, axis=axis)
    return x, upright(EXTENT)


@kept_by_values
def control(
    charted: pl.DataFrame,
    *,
    title: str,
    unit: str,
    source: str = "",
    order: str = "month",
    value: str = "value",
    scale: float = 1.0,
    levels: dict[str, float] | None = None,
    theme: Theme = "light",
    height: int = 250,
) -> dict[str, Any]:
    """One series as `xmr`, `laney_p` or `laney_u` return it: its points, mean and limits, and what is flagged.

    A flagged point is told by shape and colour (a blue circle is improvement, an orange diamond concern, a grey square
    neither) with an arrow for its direction, and its rule in words. Limits start afresh at each segment. `scale`
    multiplies all (100 prints a share in per cent); `levels` are lines to hold the points against, such as a target,
    by their names. `value` is the column that the chart was made of. ValueError where no point is known.
    """
    palette, drawn, held = PALETTES[theme], points(charted, order, value, scale), levels or {}
    if not drawn:
        raise ValueError("a control chart needs a point that is known")
    x, y = axes(drawn, unit, source)
    at = "when:T" if isinstance(drawn[0]["when"], str) else "when:Q"
    usual = Chart(rows([row for row in drawn if not row["rule"]]))
    ring = usual.mark_point(filled=True, color=palette.chosen, size=20, opacity=1).encode(x=at, y="value:Q")
    series = Chart(rows(drawn)).mark_line(color=palette.chosen, strokeWidth=1.5)
    told = tips(when="When", value=sentence(unit), said="Rule", signal="Signal")
    layers = [
        *across(drawn, held, palette, at),
        *lines(drawn, palette, at),
        series.encode(x=at, y="value:Q", detail="segment:N"),
        ring,
        *flagged(drawn, x=at, y="value:Q"),
        Chart(rows(drawn)).mark_point(size=160, opacity=0).encode(x=x, y=y, tooltip=told),
        *runs(drawn, held, palette, at, height),
        ends(drawn, held, palette, at, height),
    ]
    return dressed(layers, title, palette, height)
