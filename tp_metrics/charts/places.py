"""Places side by side: sorted bars with intervals, the chosen place marked, and a line to hold them against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from tp_metrics import words
from tp_metrics.charts.kept import kept
from tp_metrics.charts.palette import PALETTES, Palette, Theme, foot, framed, rows
from tp_metrics.charts.trend import blank
from tp_metrics.words.numbers import counts
from tp_metrics.words.sentences import known

if TYPE_CHECKING:
    from tp_metrics.results import Result

#: Room for the places' names, in pixels; the foot begins at its left edge.
EXTENT = 122
#: Height of one bar with its gap, in pixels.
STEP = 17


def marks(result: Result, chosen: str | None) -> list[dict[str, Any]]:
    """One row to a place, highest first; places without a figure last, with their reason."""
    measure = result.measure
    return [
        {
            "place": figure.place,
            "value": figure.value,
            "before": figure.previous,
            "lower": figure.lower,
            "upper": figure.upper,
            "chosen": figure.code == chosen,
            "provisional": bool(figure.provisional),
            "shown": words.value(figure, measure),
            "interval": words.interval(figure, measure) or words.DASH,
            "changed": words.change(figure, measure),
            "note": figure.note or "",
        }
        for figure in words.ranked(result)
    ]


def level_line(result: Result, palette: Palette) -> list[alt.Chart]:
    """The line to hold the bars against: for counts the mean of the places, else the figure of the whole."""
    values = [figure.value for figure in known(result) if figure.value is not None]
    at: float | None
    if counts(result.measure):
        at, name = (sum(values) / len(values) if values else None), "mean"
    else:
        at, name = result.figure.value, "TP" if result.figure.code == "TP" else result.figure.place
    if at is None:
        return []
    base = alt.Chart(rows([{"value": at, "words": f"{name} {words.number(at, result.measure)}"}]))
    rule = base.mark_rule(color=palette.ink, strokeWidth=1, strokeDash=[5, 3]).encode(x="value:Q")
    text = base.mark_text(baseline="bottom", dy=-3, color=palette.ink, fontSize=11).encode(
        x="value:Q", y=alt.value(0), text="words:N"
    )
    return [rule, text]


@kept
def bars(result: Result, *, theme: Theme = "light", chosen: str | None = None, step: int = STEP) -> dict[str, Any]:
    """The result's places as bars from zero, highest first, each with its interval and a tick at a year before.

    `chosen` is the code of the place to mark. The dashed line is the mean of the places for a count, and the figure
    of the whole for a percentage or a rate.
    """
    palette, title = PALETTES[theme], words.bars_title(result)
    drawn = marks(result, chosen)
    if not known(result):
        return blank(title, result, palette, 200)
    order = [row["place"] for row in drawn]
    marked = [row["place"] for row in drawn if row["chosen"]]
    weight = {"condition": {"test": f"indexof({marked!r}, datum.value) >= 0", "value": "bold"}, "value": "normal"}
    y_axis = alt.Axis(
        title=None, labelLimit=150, minExtent=EXTENT, labelFontSize=11, labelOverlap=False, labelFontWeight=weight
    )
    y = alt.Y("place:N", sort=order, axis=y_axis, scale=alt.Scale(paddingInner=0.25))
    ticks = any(row["before"] is not None for row in drawn)
    unit = f"{result.measure.unit[0].upper()}{result.measure.unit[1:]}, {words.period(result.figure)}"
    axis = alt.Axis(
        title=foot(unit + (". Upright tick: a year before." if ticks else "."), words.source_line(result)),
        titleAnchor="start",
        titleAlign="left",
        titleX=-EXTENT,
        titlePadding=8,
        tickCount=4,
    )
    x = alt.X("value:Q", scale=alt.Scale(zero=True), axis=axis)
    base = alt.Chart(rows(drawn))
    fill = alt.condition("datum.chosen", alt.value(palette.chosen), alt.value(palette.others))
    pale = alt.condition("datum.provisional", alt.value(0.55), alt.value(1.0))
    tips = [
        alt.Tooltip("place:N", title="Place"),
        alt.Tooltip("shown:N", title=result.measure.title),
        alt.Tooltip("interval:N", title="95 % interval"),
        alt.Tooltip("changed:N", title="Change on a year before"),
        alt.Tooltip("note:N", title="Note"),
    ]
    layers = [
        base.mark_bar(stroke=palette.edge, strokeWidth=0.5).encode(x=x, y=y, color=fill, opacity=pale, tooltip=tips)
    ]
    if any(row["lower"] is not None for row in drawn):
        layers.append(base.mark_rule(color=palette.ink, strokeWidth=1).encode(y=y, x="lower:Q", x2="upper:Q"))
    if ticks:
        layers.append(base.mark_tick(color=palette.quiet, thickness=2.5, size=step - 4).encode(y=y, x="before:Q"))
    bold = alt.expr("datum.chosen ? 700 : 400")
    text = base.mark_text(align="right", dx=46, fontSize=11, color=palette.ink, fontWeight=bold)
    layers.append(text.encode(y=y, x=alt.value("width"), text="shown:N"))
    height = step * len(drawn)
    padding = {"left": 4, "top": 4, "bottom": 4, "right": 4}
    chart = alt.layer(*layers, *level_line(result, palette)).properties(
        height=height, width="container", padding=padding
    )
    return framed(chart, title, palette)
