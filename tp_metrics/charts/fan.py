"""The rest of the year: what has happened, what it is projected to come to, and the target."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from tp_metrics.charts.chart import Chart
from tp_metrics.charts.kept import kept_by_values
from tp_metrics.charts.palette import PALETTES, Palette, Theme, rows
from tp_metrics.charts.pieces import foot_axis, sentence, tips
from tp_metrics.charts.signals import Row, apart, brief, dressed, text, upright
from tp_metrics.stats.projections import CARRIED

EXTENT = 58
MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")


def paths(months: pl.DataFrame, carried: bool) -> tuple[list[Row], list[Row]]:
    """This year's rows and last year's, month by month: counts added up from April, a proportion as it stands."""
    known = months.filter(pl.col("value").is_not_null()).sort("year", "month")
    drawn = known.select("month", "year", value=pl.col("value") if carried else pl.col("value").cum_sum().over("year"))
    latest: int = drawn.select(pl.col("year").max()).item()
    now, before = (drawn.filter(pl.col("year") == year).drop("year").to_dicts() for year in (latest, latest - 1))
    return now, before


def ahead(now: list[Row], before: list[Row], outlook: Row, carried: bool) -> list[Row]:
    """The fan from this month to the twelfth: it opens as last year's rest went by, or evenly where that is not known.

    Only its end was reckoned; the way there is drawn to lead the eye.
    """
    here, value = now[-1]["month"], now[-1]["value"]
    past = {row["month"]: row["value"] for row in before}
    rest = past[12] - past[here] if not carried and len(past) == 12 else 0
    shares = {
        month: (past[month] - past[here]) / rest if rest > 0 else (month - here) / max(12 - here, 1)
        for month in range(here, 13)
    }
    ends = {name: outlook[name] for name in ("projected", "lower", "upper")}
    return [
        {"month": month} | {name: None if end is None else value + share * (end - value) for name, end in ends.items()}
        for month, share in shares.items()
    ]


def fans(opened: list[Row], palette: Palette) -> list[alt.Chart]:
    """The interval as a pale fan, and the projection as a dashed line to an open ring at the year's end."""
    base, end = Chart(rows(opened)).encode(x="month:Q"), Chart(rows(opened[-1:]))
    known = [row for row in opened if row["lower"] is not None]
    area = Chart(rows(known)).mark_area(color=palette.chosen, opacity=0.16)
    dashed = base.mark_line(color=palette.chosen, strokeWidth=2, strokeDash=[4, 3], opacity=0.7)
    ring = end.mark_point(color=palette.chosen, size=60, strokeWidth=2, opacity=1)
    bar = Chart(rows(known[-1:])).mark_rule(color=palette.chosen, strokeWidth=2)
    return [
        area.encode(x="month:Q", y="lower:Q", y2="upper:Q"),
        bar.encode(x="month:Q", y="lower:Q", y2="upper:Q"),
        dashed.encode(y="projected:Q"),
        ring.encode(x="month:Q", y="projected:Q"),
    ]


def ends(before: list[Row], outlook: Row, palette: Palette, height: int, span: float) -> list[alt.Chart]:
    """Words at the twelfth month: the projection with its interval, the target, last year."""
    said = []
    if outlook["projected"] is not None:
        within = "" if outlook["lower"] is None else f" ({brief(outlook['lower'])} to {brief(outlook['upper'])})"
        said.append({"value": outlook["projected"], "words": f"projected {brief(outlook['projected'])}{within}"})
    if outlook["target"] is not None:
        said.append({"value": outlook["target"], "words": f"target {brief(outlook['target'])}"})
    if before and before[-1]["month"] == 12:
        said.append({"value": before[-1]["value"], "words": f"last year {brief(before[-1]['value'])}"})
    said = apart([{**row, "month": 12} for row in said], span, height)
    return [text(said, palette.ink, "month:Q", "value:Q", align="left", dx=18)]


def title_words(outlook: Row) -> str:
    """What stands in the foot of the interval, or why there is none."""
    if outlook["note"]:
        return str(outlook["note"])
    held = "" if outlook["coverage"] is None else f", which held {100 * outlook['coverage']:.0f} % of past years"
    return f"fan: 80 % interval{held}"


@kept_by_values
def fan(
    months: pl.DataFrame,
    outlook: pl.DataFrame,
    *,
    title: str,
    unit: str,
    source: str = "",
    theme: Theme = "light",
    height: int = 250,
) -> dict[str, Any]:
    """One place's year to date, last year's, and the rest of this year as `stats.outlook` returns it.

    `months` holds one place's year, month (1 is April) and value, as a projection takes them; `outlook` is its one
    row. Counts are added up from April and rest on 0; a proportion that is carried forward stands as it is. Where
    there is no interval or no projection the foot says why. ValueError for months of more than one place, an outlook
    of other than one row, and where nothing is known.
    """
    row, palette = outlook.row(0, named=True) if outlook.height == 1 else {}, PALETTES[theme]
    if not row or ("place" in months.columns and months["place"].n_unique() > 1):
        raise ValueError("a fan is of one place: one row of its outlook, and its months")
    if months["value"].null_count() == months.height:
        raise ValueError("a fan needs a month that is known")
    carried = row["method"] == CARRIED
    now, before = paths(months, carried)
    opened = ahead(now, before, row, carried)
    ahead_of_us = (row[name] for name in ("lower", "upper", "projected", "target"))
    every = [r["value"] for r in now + before] + [value for value in ahead_of_us if value]
    span = max(every) - (min(every) if carried else 0) or 1.0
    x = alt.X("month:Q", scale=alt.Scale(domain=[1, 12], nice=False), axis=month_axis(unit, row, carried, source))
    y = upright(EXTENT, zero=not carried)
    layers = [
        *fans(opened, palette),
        *target(row, palette),
        Chart(rows(before)).mark_line(color=palette.last_year, strokeWidth=1.5).encode(x="month:Q", y="value:Q"),
        Chart(rows(now)).mark_line(color=palette.chosen, strokeWidth=2.5).encode(x=x, y=y),
        Chart(rows(now)).mark_point(size=120, opacity=0).encode(x=x, y=y, tooltip=tips(value=sentence(unit))),
        *ends(before, row, palette, height, span),
    ]
    return dressed(layers, title, palette, height)


def month_axis(unit: str, outlook: Row, carried: bool, source: str) -> alt.Axis:
    """The twelve months of the performance year under the chart, and what it counts."""
    said = f"{sentence(unit)}{'' if carried else ', added up from April'}; {title_words(outlook)}"
    labels = f"{list(MONTHS)!r}[datum.value - 1]"
    return foot_axis(said, source, EXTENT, grid=False, values=list(range(1, 13)), labelExpr=labels)


def target(outlook: Row, palette: Palette) -> list[alt.Chart]:
    """The target as a short firm bar at the year's end; nothing where there is none."""
    if outlook["target"] is None:
        return []
    held = Chart(rows([{"month": 12, "value": outlook["target"]}]))
    return [
        held.mark_tick(color=palette.ink, thickness=3, size=22, orient="horizontal").encode(x="month:Q", y="value:Q")
    ]
