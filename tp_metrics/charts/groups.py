"""Groups of people and stages of a service, as points and bars on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from tp_metrics import words
from tp_metrics.charts.kept import kept
from tp_metrics.charts.palette import PALETTES, Theme, foot, framed, rows
from tp_metrics.charts.trend import blank
from tp_metrics.words.sentences import known

if TYPE_CHECKING:
    from tp_metrics.results import Result

#: Room for the names, in pixels; the foot begins at its left edge.
EXTENT = 122
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
        for figure in result.figures:
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
    palette = PALETTES[theme]
    order, heads, points = group_marks(results)
    whole = results[0]
    if not points:
        return blank(words.groups_title(results), whole, palette, 160)
    test = f"indexof({heads!r}, datum.value) >= 0"
    weight = {"condition": {"test": test, "value": "bold"}, "value": "normal"}
    y_axis = alt.Axis(
        title=None, labelLimit=170, minExtent=EXTENT, labelOverlap=False, grid=False, labelFontWeight=weight
    )
    y = alt.Y("name:N", scale=alt.Scale(domain=order), axis=y_axis)
    unit = f"{whole.measure.unit[0].upper()}{whole.measure.unit[1:]}, {words.period(whole.figure)}, with 95 % interval."
    axis = alt.Axis(
        title=foot(f"{unit} The axis does not start at 0.", words.source_line(whole)),
        titleAnchor="start",
        titleAlign="left",
        titleX=-EXTENT,
        titlePadding=8,
        tickCount=5,
    )
    x = alt.X("value:Q", scale=alt.Scale(zero=False), axis=axis)
    base = alt.Chart(rows(points))
    tips = [
        alt.Tooltip("group:N", title="Group"),
        alt.Tooltip("shown:N", title=whole.measure.title),
        alt.Tooltip("interval:N", title="95 % interval"),
        alt.Tooltip("base:N", title="Base"),
        alt.Tooltip("note:N", title="Note"),
    ]
    layers = [
        base.mark_rule(color=palette.edge, strokeWidth=2).encode(y=y, x="lower:Q", x2="upper:Q"),
        base.mark_point(color=palette.chosen, filled=True, size=70, opacity=1).encode(y=y, x=x, tooltip=tips),
        base.mark_text(align="right", dx=44, fontSize=12, color=palette.ink).encode(
            y=y, x=alt.value("width"), text="shown:N"
        ),
    ]
    if whole.figure.value is not None:
        everyone = alt.Chart(
            rows([{"value": whole.figure.value, "words": f"all {words.value(whole.figure, whole.measure)}"}])
        )
        layers += [
            everyone.mark_rule(color=palette.ink, strokeDash=[5, 3]).encode(x="value:Q"),
            everyone.mark_text(baseline="bottom", dy=-3, color=palette.ink, fontSize=11).encode(
                x="value:Q", y=alt.value(0), text="words:N"
            ),
        ]
    chart = alt.layer(*layers).properties(height=19 * len(order), width="container", padding=PADDING)
    return framed(chart, words.groups_title(results), palette)


PADDING = {"left": 4, "top": 4, "bottom": 4, "right": 4}


@kept
def stages(results: Sequence[Result], *, theme: Theme = "light") -> dict[str, Any]:
    """Several measures of one service in the order given: bars from zero, each with its interval and a year before."""
    palette = PALETTES[theme]
    figures_of = [(r.measure, r.figure) for r in results]
    drawn = [
        {
            "stage": measure.title,
            "value": figure.value,
            "before": figure.previous,
            "lower": figure.lower,
            "upper": figure.upper,
            "shown": words.value(figure, measure),
            "changed": words.change(figure, measure),
            "interval": words.interval(figure, measure) or words.DASH,
        }
        for measure, figure in figures_of
    ]
    if all(row["value"] is None for row in drawn):
        return blank(words.stages_title(results), results[0], palette, 160)
    y = alt.Y(
        "stage:N",
        sort=[measure.title for measure, _ in figures_of],
        axis=alt.Axis(title=None, labelLimit=230, minExtent=EXTENT, labelOverlap=False),
    )
    axis = alt.Axis(
        title=foot(
            f"Per cent, {words.period(results[0].figure)}. Upright tick: a year before.", words.source_line(results[0])
        ),
        titleAnchor="start",
        titleAlign="left",
        titleX=-EXTENT,
        titlePadding=8,
        tickCount=5,
    )
    x = alt.X("value:Q", scale=alt.Scale(domain=[0, 100]), axis=axis)
    base = alt.Chart(rows(drawn))
    tips = [
        alt.Tooltip("stage:N", title="Stage"),
        alt.Tooltip("shown:N", title="Value"),
        alt.Tooltip("interval:N", title="95 % interval"),
        alt.Tooltip("changed:N", title="Change on a year before"),
    ]
    layers = [
        base.mark_bar(color=palette.chosen, size=18).encode(x=x, y=y, tooltip=tips),
        base.mark_rule(color=palette.ink, strokeWidth=1.5).encode(y=y, x="lower:Q", x2="upper:Q"),
        base.mark_tick(color=palette.quiet, thickness=3, size=22).encode(y=y, x="before:Q"),
        base.mark_text(align="right", dx=48, fontSize=14, fontWeight=600, color=palette.ink).encode(
            y=y, x=alt.value("width"), text="shown:N"
        ),
    ]
    chart = alt.layer(*layers).properties(height=34 * len(drawn), width="container", padding=PADDING)
    return framed(chart, words.stages_title(results), palette)
