"""A measure over time: the chosen line, the year before, what is provisional, and the events that explain a step."""

from __future__ import annotations

import re
import textwrap
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import altair as alt

from tp_metrics import words
from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept
from tp_metrics.charts.palette import PALETTES, Palette, Theme, foot, framed, rows
from tp_metrics.charts.pieces import PADDING, foot_axis, sentence, tips
from tp_metrics.periods import year_before
from tp_metrics.words.sentences import by_day, known
from tp_metrics.words.windows import window_of

if TYPE_CHECKING:
    from tp_metrics.results import Figure, Result

#: The least room for the labels beside the plot, in pixels; the foot begins at its left edge.
EXTENT = 46
#: The least height of an axis of percentages that does not start at zero.
FEWEST_POINTS = 10.0
YEARS = "[utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')]"


def stand(figure: Figure) -> str:
    """Where a figure stands on the axis: the first of its last month, so that marks stand over the months' labels."""
    assert figure.first_day is not None
    assert figure.last_day is not None
    return (figure.last_day.replace(day=1) if figure.first_day.day == 1 else figure.last_day).isoformat()


def marks(result: Result) -> list[dict[str, Any]]:
    """The rows to draw, oldest first; `part` counts the breaks passed, so that no line crosses one.

    Of whole years no line of the year before is drawn: it is the same line a step later.
    """
    measure, years = result.measure, yearly(result)
    breaks = [event["first_day"] for event in result.events.iter_rows(named=True) if event["breaks"]]
    return [
        {
            "day": stand(figure),
            "value": figure.value,
            "before": None if years else figure.previous,
            "lower": figure.lower,
            "upper": figure.upper,
            "part": sum(when <= (figure.last_day or when) for when in breaks),
            "part_before": sum(when <= year_before(figure.last_day or when) for when in breaks),
            "provisional": bool(figure.provisional),
            "window": words.period(figure) + (" (provisional)" if figure.provisional else ""),
            "shown": words.value(figure, measure),
            "shown_before": words.number(figure.previous, measure),
            "changed": words.change(figure, measure),
        }
        for figure in by_day(result)
    ]


def yearly(result: Result) -> bool:
    """Whether the rows are performance years."""
    windows = [window_of(figure) for figure in result.figures]
    return all(window is not None and window.kind == "performance year" for window in windows)


def year_starts(drawn: list[dict[str, Any]], *, years: bool = False) -> list[alt.DateTime]:
    """The first of each April within the rows, of each October too where they are fewer, else of each month.

    Of whole years the months that they end with, over which their marks stand.
    """
    first, last = (date.fromisoformat(drawn[end]["day"]) for end in (0, -1))
    days = (last - first).days
    month = last.month if years else 4
    named = (month,) if days > 1200 or years else (4, 10) if days > 300 else range(1, 13)
    starts = (date(year, month, 1) for year in range(first.year, last.year + 1) for month in named)
    return [alt.DateTime(year=day.year, month=day.month, date=1, utc=True) for day in starts if first <= day <= last]


def rests_on_zero(result: Result) -> bool:
    """Whether the axis starts at zero: not where every value lies in the upper half of it."""
    values = [figure.value for figure in known(result) if figure.value is not None]
    return not values or min(values) <= max(values) / 2


def upright_scale(result: Result) -> alt.Scale:
    """The scale of the values: from zero or, of percentages far from it, at least ten points tall.

    A survey printed in whole per cent would otherwise fill the chart with its rounding.
    """
    if rests_on_zero(result) or result.measure.unit != "per cent":
        return alt.Scale(zero=rests_on_zero(result))
    shown = [value for one in known(result) for value in (one.value, one.previous, one.lower, one.upper)]
    low, high = (end(value for value in shown if value is not None) for end in (min, max))
    if high - low >= FEWEST_POINTS:
        return alt.Scale(zero=False)
    foot = max(0.0, (low + high - FEWEST_POINTS) / 2)
    return alt.Scale(zero=False, domain=[foot, foot + FEWEST_POINTS])


def axis_words(result: Result) -> str:
    """What the axis counts, over which window, and that it starts elsewhere than at zero."""
    kinds = {window.kind for figure in result.figures if (window := window_of(figure))}
    each = kinds.pop().replace("performance ", "") if len(kinds) == 1 else "window"
    each = each if each.startswith("rolling") else f"each {each}"
    start = "" if rests_on_zero(result) else "; the axis does not start at 0"
    return f"{sentence(result.measure.unit)}, {each}{start}"


def lines(drawn: list[dict[str, Any]], palette: Palette, y: alt.Y) -> list[alt.Chart]:
    """The chosen line, firm and provisional, and last year's beside its last twelve months."""
    x = alt.X("day:T")
    firm = [row for row in drawn if not row["provisional"]]
    loose = firm[-1:] + [row for row in drawn if row["provisional"]]
    before = [
        {**row, "value": row["before"], "part": row["part_before"]} for row in drawn[-13:] if row["before"] is not None
    ]
    detail = alt.Detail("part:N")
    base = {"x": x, "y": y}
    layers = [
        Chart(rows(before)).mark_line(color=palette.last_year, strokeWidth=1.5).encode(**base, detail=detail),
        Chart(rows(firm)).mark_line(color=palette.chosen, strokeWidth=2.5).encode(**base, detail=detail),
    ]
    if len(loose) > 1:
        dashed = Chart(rows(loose)).mark_line(color=palette.chosen, strokeWidth=2, strokeDash=[4, 3], opacity=0.5)
        rings = Chart(rows([row for row in loose if row["provisional"]])).mark_point(
            color=palette.chosen, size=36, filled=False, strokeWidth=1.5
        )
        layers += [dashed.encode(**base, detail=detail), rings.encode(**base)]
    return layers


def labels(drawn: list[dict[str, Any]], palette: Palette) -> list[alt.Chart]:
    """The words at the end of each line, kept apart where the lines meet."""
    last = drawn[-1]
    values = [row[name] for row in drawn for name in ("value", "before") if row[name] is not None]
    span = (max(values) - min(values)) or 1.0
    ends: list[tuple[float, str, str, Literal[400, 600], float]]
    ends = [(last["value"], last["shown"], palette.chosen, 600, 0.0)]
    if last["before"] is not None:
        apart = (last["value"] - last["before"]) / span
        push = 0.0 if abs(apart) > 0.2 else 9.0
        up = -push if apart >= 0 else push
        ends = [(last["value"], last["shown"], palette.chosen, 600, up)]
        ends.append((last["before"], f"{last['shown_before']} last year", palette.quiet, 400, -up))
    return [
        Chart(rows([{"day": last["day"], "value": at, "words": said}]))
        .mark_text(align="left", dx=7, dy=dy, color=colour, fontWeight=weight, fontSize=12)
        .encode(x="day:T", y="value:Q", text="words:N")
        for at, said, colour, weight, dy in ends
    ]


def happened(result: Result, drawn: list[dict[str, Any]], palette: Palette) -> list[alt.Chart]:
    """A thin upright line at each event within the months drawn: its words begin beside it and stand in its tip.

    The words stand on the side where there is room, and lower where the event before is near.
    """
    first, last = (date.fromisoformat(drawn[end]["day"]) for end in (0, -1))
    layers: list[alt.Chart] = []
    lower, before, leftward = 0, first - timedelta(days=9999), True
    for event in result.events.sort("first_day").iter_rows(named=True):
        when = event["first_day"]
        if not first < when <= last:
            continue
        late = (when - first) / (last - first) > 0.6
        near = (when - before) / (last - first) < (0.6 if late and not leftward else 0.3)  # words that meet need twice
        lower, before, leftward = (lower + 44 if near else 0), when, late
        words_of = {"day": when.isoformat(), "words": event["words"], "short": brief(event["words"])}
        words_of |= {"breaks": True} if event["breaks"] else {}
        base = Chart(rows([words_of])).encode(x="day:T", tooltip=alt.Tooltip("words:N"))
        text = base.mark_text(
            align="right" if late else "left",
            baseline="top",
            dx=-4 if late else 4,
            color=palette.quiet,
            fontSize=11,
            lineBreak="\n",
        )
        layers += [
            base.mark_rule(color=palette.edge, strokeDash=[2, 3]),
            text.encode(y=alt.value(lower % 132), text="short:N"),
        ]
    return layers


def brief(event: str) -> str:
    """The first clause of an event's words, in lines short enough to stand in a chart."""
    clause = re.split(r"[:;]", re.sub(r" *\([^)]*\)", "", event))[0].strip(" .")
    return "\n".join(textwrap.wrap(clause, 24)[:3])


@kept
def trend(result: Result, *, theme: Theme = "light", height: int = 250) -> dict[str, Any]:
    """The measure over the rows' windows: one thick line with its interval, last year's thin beside its end.

    Provisional windows are dashed with open rings. An event is an upright line with its words; one that changed
    recording, survey or boundary breaks the line. Where there is nothing to draw the chart says so.
    """
    palette, title = PALETTES[theme], words.trend_title(result)
    drawn = marks(result)
    if not drawn:
        return blank(title, result, palette, height)
    upright = alt.Axis(title=None, tickCount=5, minExtent=EXTENT)
    y = alt.Y("value:Q", scale=upright_scale(result), axis=upright)
    dates = {
        "grid": False,
        "labelExpr": YEARS,
        "values": year_starts(drawn, years=yearly(result)),
        "labelOverlap": "greedy",
    }
    axis = foot_axis(axis_words(result), words.source_line(result), EXTENT, **dates)
    x = alt.X("day:T", scale=alt.Scale(type="utc"), axis=axis)
    told = tips(window="Window", shown=result.measure.title, shown_before="A year before", changed="Change")
    chart = alt.layer(
        *band(drawn, palette),
        *happened(result, drawn, palette),
        *lines(drawn, palette, alt.Y("value:Q")),
        Chart(rows(drawn)).mark_point(size=160, opacity=0).encode(x=x, y=y, tooltip=told),
        *labels(drawn, palette),
    )
    return framed(chart.properties(height=height, width="container", padding=PADDING), title, palette)


def band(drawn: list[dict[str, Any]], palette: Palette) -> list[alt.Chart]:
    """The 95 % interval about the line, where there is one."""
    within = [row for row in drawn if row["lower"] is not None]
    area = Chart(rows(within)).mark_area(color=palette.chosen, opacity=0.14)
    return [area.encode(x="day:T", y="lower:Q", y2="upper:Q", detail="part:N")] if within else []


def blank(title: str, result: Result, palette: Palette, height: int) -> dict[str, Any]:
    """A chart of nothing, which says why in the place where the marks would stand."""
    said = words.missing(result) or "Nothing to draw for this place and window."
    empty = (
        Chart(rows([{"words": "\n".join(foot(said, ""))}]))
        .mark_text(color=palette.quiet, lineBreak="\n", fontSize=13)
        .encode(text="words:N")
        .properties(height=height, width="container")
    )
    return framed(empty, title, palette)
