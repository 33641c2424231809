"""Places side by side: sorted bars with intervals, the chosen place marked, and a line to hold them against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from tp_metrics import words
from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept
from tp_metrics.charts.palette import PALETTES, Palette, Theme, framed, rows
from tp_metrics.charts.pieces import PADDING, column, foot_axis, intervals, level, names_axis, pickable, sentence, tips
from tp_metrics.charts.trend import blank
from tp_metrics.words.numbers import counts
from tp_metrics.words.sentences import known
from tp_metrics.words.windows import rows_period

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
            "code": figure.code,
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


def held_against(result: Result) -> tuple[float | None, str]:
    """What the bars are held against: for counts the mean of the places, else the figure of the whole."""
    if not counts(result.measure):
        if any(
            figure.code == result.figure.code for figure in known(result)
        ):  # a ward among its neighbours is no whole
            return None, ""
        name = "TP" if result.figure.code == "TP" else result.figure.place
        return result.figure.value, f"{name} {words.value(result.figure, result.measure)}"
    values = [figure.value for figure in known(result) if figure.value is not None]
    mean = sum(values) / len(values)
    return mean, f"mean {words.number(mean, result.measure)}"


@kept
def bars(
    result: Result,
    *,
    theme: Theme = "light",
    chosen: str | None = None,
    peers: float | None = None,
    step: int = STEP,
    picks: bool = False,
) -> dict[str, Any]:
    """The result's places as bars from zero, highest first, each with its interval and a tick at a year before.

    `chosen` is the code of the place to mark; with `picks` a click on a bar gives its code, as PICKED. The dashed line
    is the mean of the places for a count, and the figure of the whole for a percentage or a rate; `peers`, where it is
    given, is a second one.
    """
    if not known(result):
        return blank(words.bars_title(result), result, PALETTES[theme], 200)
    lines = [held_against(result)]
    if peers is not None:
        lines.append((peers, f"similar boroughs {words.number(peers, result.measure)}"))
    return _bars(result, words.bars_title(result), lines, theme, chosen, step, picks=picks)


@kept
def peer_bars(
    result: Result, *, title: str, mean: float | None, mean_words: str, chosen: str, theme: Theme = "light"
) -> dict[str, Any]:
    """A borough and its peers as `bars` draws them; the dashed line is the peers' mean without the borough."""
    if not known(result):
        return blank(title, result, PALETTES[theme], 200)
    return _bars(result, title, [(mean, mean_words)], theme, chosen, 26)


def _bars(
    result: Result,
    title: str,
    lines: list[tuple[float | None, str]],
    theme: Theme,
    chosen: str | None,
    step: int,
    *,
    picks: bool = False,
) -> dict[str, Any]:
    palette = PALETTES[theme]
    drawn = marks(result, chosen)
    marked = [row["place"] for row in drawn if row["chosen"]]
    names = names_axis(EXTENT, marked, labelLimit=220, labelFontSize=11)
    order = [row["place"] for row in drawn]
    y = alt.Y("place:N", sort=order, axis=names, scale=alt.Scale(paddingInner=0.25))
    said = f"{sentence(result.measure.unit)}, {rows_period(result)}. Upright tick: a year before."
    axis = foot_axis(said, words.source_line(result), EXTENT, tickCount=4)
    layers = bar_layers(Chart(rows(drawn)), y, alt.X("value:Q", scale=alt.Scale(zero=True), axis=axis), palette, step)
    if picks:
        layers[0] = pickable(layers[0])
    levels = [layer for number, line in enumerate(lines) for layer in level(*line, palette, number)]
    chart = alt.layer(*layers, *levels)
    return framed(chart.properties(height=step * len(drawn), width="container", padding=PADDING), title, palette)


def bar_layers(base: alt.Chart, y: alt.Y, x: alt.X, palette: Palette, step: int) -> list[alt.Chart]:
    """The bars, their intervals, the ticks at a year before and the column of values."""
    fill = alt.condition("datum.chosen", alt.value(palette.chosen), alt.value(palette.others))
    pale = alt.condition("datum.provisional", alt.value(0.55), alt.value(1.0))
    told = tips(place="Place", shown="Value", interval="95 % interval", changed="Change on a year before", note="Note")
    return [
        base.mark_bar(stroke=palette.edge, strokeWidth=0.5).encode(x=x, y=y, color=fill, opacity=pale, tooltip=told),
        intervals(base, y, palette.ink, 1),
        base.mark_tick(color=palette.quiet, thickness=2.5, size=step - 4).encode(y=y, x="before:Q"),
        column(base, y, palette, fontSize=11, fontWeight=alt.expr("datum.chosen ? 700 : 400")),
    ]
