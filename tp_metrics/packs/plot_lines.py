"""Lines as a slide draws them, read from the charts of the screen: over time, over numbers, and what is ahead."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from tp_metrics.charts.fan import MONTHS
from tp_metrics.charts.palette import PALETTES
from tp_metrics.charts.signals import brief
from tp_metrics.packs import pieces
from tp_metrics.packs.document import Plot, Series
from tp_metrics.packs.plot_marks import Drawing, Marks, Row, capital, day_of, known, lowered, unit_of
from tp_metrics.periods import year_before

#: A target as it stands at the end of a fan, by shape and colour.
TARGET = ("square", PALETTES["light"].ink)
MONTH = re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{1,6}\b")
#: A whole performance year, of which its name is shorter.
WHOLE_YEAR = re.compile(r"^Apr (\d{4}) to Mar \d\d(\d\d)$")


def trend(shown: Drawing) -> Plot:
    """A result over time with the year before, in parts where the counting changed."""
    told = shown.told("part", "value", "before")
    rows = told.rows
    breaks = [day_of(row) for one in shown.of("rule") for row in one.rows if row.get("breaks")]
    since = _since(rows, breaks, {"part": day_of, "part_before": lambda row: year_before(day_of(row))})
    line = Series(shown.named or told.tips["shown"], tuple(row["value"] for row in rows), marked=True)
    before = Series("A year before", tuple(row["before"] for row in rows))
    series = (
        *pieces.parts(line, [row["part"] for row in rows], since),
        *known(pieces.parts(before, [row["part_before"] for row in rows], since)),
    )
    return Plot("lines", tuple(map(_window, rows)), series, unit_of(shown.foot))


def _window(row: Row) -> str:
    """A window as an axis says it."""
    short = MONTH.sub(r"\1", str(row.get("window") or f"{day_of(row):%b %Y}").removesuffix(" (provisional)"))
    return WHOLE_YEAR.sub(r"\1/\2", short)


def _since(rows: Sequence[Row], breaks: Sequence[date], then: Mapping[str, Callable[[Row], date]]) -> list[str]:
    """When each break was, in the columns that count the breaks passed: of one that is not drawn the first row after.

    A row stands at the first of its last month.
    """
    found: dict[int, date] = {}
    for column, when in then.items():
        for before, row in pairwise(rows):
            if row[column] != before[column]:
                drawn = [day for day in breaks if when(before) < day and day.replace(day=1) <= when(row)]
                found.setdefault(row[column], max(drawn, default=when(row)))
    last = max((row[column] for row in rows for column in then), default=0)
    return [f"{found[at]:%B %Y}" if at in found else "" for at in range(1, last + 1)]


def control(shown: Drawing) -> Plot:
    """What a control chart plots, its mean and limits, levels to hold it against, and its unusual points."""
    told = shown.told("mean", "value", "segment")
    rows = told.rows
    dated = isinstance(rows[0]["when"], str)
    segments = list(dict.fromkeys(row["segment"] for row in rows))
    passed = [segments.index(row["segment"]) for row in rows]
    firsts = [next(row["when"] for row in rows if row["segment"] == one) for one in segments[1:]]
    since = [f"{date.fromisoformat(one[:10]):%B %Y}" if dated else f"{one:g}" for one in firsts]
    names = {"Plotted": "value", "Mean": "mean", "Lower limit": "lower", "Upper limit": "upper"}
    lines = (Series(name, tuple(row[column] for row in rows), column == "value") for name, column in names.items())
    charted = pl.DataFrame({"signal": [r["signal"] for r in rows], "plotted": [r["value"] for r in rows]})
    return Plot(
        "lines",
        tuple(f"{day_of(row, 'when'):%b %Y}" if dated else f"{row['when']:g}" for row in rows),
        (
            *known([part for line in lines for part in pieces.parts(line, passed, since)]),
            *_levels(shown, len(rows)),
            *pieces.unusual(charted),
        ),
        lowered(told.tips["value"]),
    )


def _levels(shown: Drawing, wide: int) -> tuple[Series, ...]:
    """The levels that lines are held against, each by its own words or by those at its end."""
    held = [row for one in shown.of("rule") if one.field("y") == "value" for row in one.rows if row["value"]]
    return tuple(
        Series(capital(str(row.get("words") or _at_end(shown, row["value"]))), (row["value"],) * wide) for row in held
    )


def _at_end(shown: Drawing, at: float) -> str:
    """The name of a level by the words at the end of its line, which give its value too."""
    value, lines = f" {brief(at)}", ("upper limit ", "mean ", "lower limit ")
    said = [one for row in shown.words if (one := str(row.get("words", ""))).endswith(value)]
    return next((one.removesuffix(value) for one in said if not one.startswith(lines)), "Level")


def fan(shown: Drawing) -> Plot:
    """A year month by month beside the last one, and where it is heading with its interval and target."""

    def along(column: str, rows: Sequence[Row]) -> tuple[float | None, ...]:
        held = {int(row["month"]): row[column] for row in rows}
        return tuple(held.get(month) for month in range(1, 13))

    paths = sorted((one for one in shown.of("line") if one.field("y") == "value"), key=_firm)
    opened = next((one.rows for one in shown.layers if one.field("y") == "projected"), ())
    aims = [row for one in shown.of("tick") for row in one.rows]
    series = [
        Series("This year", along("value", paths[-1].rows), marked=True),
        *(Series("Last year", along("value", one.rows)) for one in paths[:-1]),
        Series("Projected", along("projected", opened)),
        Series("80 % interval", along("lower", opened)),
        Series("80 % interval, upper end", along("upper", opened), goes_on=True),
        Series("Target", along("value", aims), mark=TARGET),
    ]
    return Plot("lines", MONTHS, known(series), lowered(shown.told("month", "value").tips["value"]))


def _firm(one: Marks) -> float:
    return float(one.look.get("strokeWidth", 0))


def curves(shown: Drawing) -> Plot:
    """How one number follows from another, line by line, and the levels that they are held against."""
    told = shown.told("line", "x", "value")
    unit, along = lowered(told.tips["read"]), {row["x"]: row["when"] for row in told.rows}
    named = any(isinstance(when, str) for when in along.values())
    said = {x: when if isinstance(when, str) and when else _number(x) for x, when in along.items()}
    steps, lines = _lines(shown, told.rows, shown.named or unit, said)
    across = "" if named else lowered(told.tips["when"])
    return Plot("lines", steps, (*lines, *_levels(shown, len(steps))), unit, across)


def _number(x: float) -> str:
    return f"{x:g}" if abs(x) < 100 else f"{x:,.0f}"


def _lines(
    shown: Drawing, rows: Sequence[Row], named: str, said: Mapping[Any, str]
) -> tuple[tuple[str, ...], tuple[Series, ...]]:
    """What stands along, and the lines by their names, the boldest marked."""
    chosen = max(shown.of("line"), key=_firm).rows[0]["line"]
    values = {(row["line"], row["x"]): row["value"] for row in rows}
    steps = sorted(said)
    series = (
        Series(str(line) or named, tuple(values.get((line, x)) for x in steps), line == chosen)
        for line in dict.fromkeys(row["line"] for row in rows)
    )
    return tuple(said[x] for x in steps), tuple(series)


def dated(shown: Drawing) -> Plot:
    """Lines month by month."""
    told = shown.told("line", "x", "value")
    unit = lowered(told.tips["value"])
    said = {row["x"]: f"{day_of(row, 'x'):%b %Y}" for row in told.rows}
    return Plot("lines", *_lines(shown, told.rows, shown.named or unit, said), unit)


def survival(shown: Drawing) -> Plot:
    """The share that is left of each group at every step of any, held until its next; nothing after its last."""
    told = shown.told("time", "survival")
    times = sorted({row["time"] for row in told.rows})
    firm = {one.chosen for one in PALETTES.values()}
    chosen = next((one.rows[0]["group"] for one in shown.of("line") if one.look.get("color") in firm), None)
    series = []
    for name in dict.fromkeys(row["group"] for row in told.rows):
        own = [row for row in told.rows if row["group"] == name]
        at = [row["time"] for row in own]
        left = (None if time > at[-1] else own[bisect_right(at, time) - 1]["survival"] for time in times)
        series.append(Series(str(name), tuple(left), name == chosen))
    unit, across = lowered(told.tips["survival"]), lowered(told.tips["time"])
    return Plot("lines", tuple(f"{time:g}" for time in times), tuple(series), unit, across)


def event_time(shown: Drawing) -> Plot:
    """Effects by period since the beginning, before it and after it."""
    points = shown.of("point")
    rows = sorted((row for one in points for row in one.rows), key=lambda row: float(row["event"]))
    unit, across = lowered(points[0].tips["effect"]), lowered(points[0].tips["event"])
    line = Series(shown.named or capital(unit), tuple(row["value"] for row in rows), marked=True)
    return Plot("lines", tuple(f"{row['event']:g}" for row in rows), (line,), unit, across)


def places(shown: Drawing) -> Plot:
    """A line to a place; slides set many of them apart."""
    told = shown.told("day", "value")
    rows = told.rows
    windows = {str(row["day"]): _window(row) for row in sorted(rows, key=lambda row: str(row["day"]))}
    names = told.domain("color") or list(dict.fromkeys(str(row.get("place", "")) for row in rows))
    unit = unit_of(shown.foot or _under(told))
    own = shown.named or told.tips.get("shown", "") or capital(unit)
    chosen = next((str(row["place"]) for row in rows if row.get("chosen")), "")
    values = {(str(row.get("place", "")), str(row["day"])): row["value"] for row in rows}
    series = tuple(
        Series(name or own, tuple(values.get((name, day)) for day in windows), name == (chosen or names[0]))
        for name in names
    )
    return Plot("lines", tuple(windows.values()), series, unit)


def _under(told: Marks) -> str:
    """What stands under small pictures, which have no axis of their own."""
    header = (told.channels.get("facet") or {}).get("header") or {}
    return " ".join(header.get("title") or ())
