"""Groups of people and stages of a service, as points and bars on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from tp_metrics import words
from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept
from tp_metrics.charts.palette import PALETTES, Theme, framed, rows
from tp_metrics.charts.pieces import PADDING, column, foot_axis, intervals, level, names_axis, sentence, tips
from tp_metrics.charts.trend import blank
from tp_metrics.words.sentences import known

if TYPE_CHECKING:
    from tp_metrics.results import Result

#: Room for the names, in pixels; the foot begins at its left edge.
EXTENT = 122
WIDER = 176
#: Space before a category's name, which sets it under its group's heading.
INDENT = "  "


def group_marks(results: Sequence[Result]) -> tuple[list[str], list[str], list[dict[str, Any]]]:
    """The lines of the chart from top to bottom, the headings among them, and the points."""
    order: list[str] = []
    heads: list[str] = []
    points: list[dict[str, Any]] = []
    for result in results:
        if not known(result):
            continue
        head = words.dimension(result.figures[0].dimension)
        heads.append(head)
        order.append(head)
        for figure in sorted(result.figures, key=lambda one: one.category == "not known"):
            if figure.value is None and figure.category == "not known":
                continue
            name = INDENT + words.category(figure) + "\u200b" * len(heads)
            order.append(name)
            points.append(
                {
                    "name": name,
                    "value": figure.value,
                    "lower": figure.lower,
                    "upper": figure.upper,
                    "shown": words.value(figure, result.measure),
                    "group": f"{head}: {words.category(figure)}",
                    "interval": words.interval(figure, result.measure) or words.DASH,
                    "base": words.DASH if figure.base is None else f"{figure.base:,.0f}",
                    "note": figure.note or "",
                }
            )
    return order, heads, points


@kept
def groups(results: Sequence[Result], *, theme: Theme = "light") -> dict[str, Any]:
    """One measure by several groupings: a point with its 95 % interval for each group, all on one scale.

    The dashed line is the figure of everyone. A group whose base is too small has no point, and a dash for its value.
    """
    palette, title, whole = PALETTES[theme], words.groups_title(results), results[0]
    order, heads, points = group_marks(results)
    if not points:
        return blank(title, whole, palette, 160)
    y = alt.Y("name:N", scale=alt.Scale(domain=order), axis=names_axis(EXTENT, heads, labelLimit=170, grid=False))
    said = f"{sentence(whole.measure.unit)}, {words.period(whole.figure)}, with 95 % interval."
    axis = foot_axis(f"{said} The axis does not start at 0.", words.source_line(whole), EXTENT, tickCount=5)
    x = alt.X("value:Q", scale=alt.Scale(zero=False), axis=axis)
    base = Chart(rows(points))
    told = tips(group="Group", shown=whole.measure.title, interval="95 % interval", base="Base", note="Note")
    chart = alt.layer(
        intervals(base, y, palette.edge, 2),
        base.mark_point(color=palette.chosen, filled=True, size=70, opacity=1).encode(y=y, x=x, tooltip=told),
        column(base, y, palette, fontSize=12),
        *level(whole.figure.value, f"all {words.value(whole.figure, whole.measure)}", palette),
    )
    return framed(chart.properties(height=19 * len(order), width="container", padding=PADDING), title, palette)


def stage_marks(results: Sequence[Result]) -> list[dict[str, Any]]:
    """One row to a stage."""
    return [
        {
            "stage": result.measure.title,
            "value": result.figure.value,
            "before": result.figure.previous,
            "lower": result.figure.lower,
            "upper": result.figure.upper,
            "shown": words.value(result.figure, result.measure),
            "changed": words.change(result.figure, result.measure),
            "interval": words.interval(result.figure, result.measure) or words.DASH,
        }
        for result in results
    ]


@kept
def stages(results: Sequence[Result], *, theme: Theme = "light") -> dict[str, Any]:
    """Several measures of one service in the order given: bars from zero, each with its interval and a year before."""
    palette, title, first = PALETTES[theme], words.stages_title(results), results[0]
    if all(result.figure.value is None for result in results):
        return blank(title, first, palette, 160)
    order = [result.measure.title for result in results]
    y = alt.Y("stage:N", sort=order, axis=names_axis(WIDER, labelLimit=230))
    said = f"Per cent, {words.period(first.figure)}. Upright tick: a year before."
    axis = foot_axis(said, words.source_line(first), WIDER, tickCount=5)
    x = alt.X("value:Q", scale=alt.Scale(domain=[0, 100]), axis=axis)
    base = Chart(rows(stage_marks(results)))
    told = tips(stage="Stage", shown="Value", interval="95 % interval", changed="Change on a year before")
    chart = alt.layer(
        base.mark_bar(color=palette.chosen, size=18).encode(x=x, y=y, tooltip=told),
        intervals(base, y, palette.ink, 1.5),
        base.mark_tick(color=palette.quiet, thickness=3, size=22).encode(y=y, x="before:Q"),
        column(base, y, palette, fontSize=14, fontWeight=600),
    )
    return framed(chart.properties(height=34 * len(order), width="container", padding=PADDING), title, palette)
