"""What each officer answers for: boroughs against each other, why it changed, and strength against its own course."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results import Result, Selection, edition_in, result
from tp_metrics.review.kept import kept
from tp_metrics.stats import against_trend, funnel, productivity_shares

#: What comes in, and what officers make of it, each over the mean strength of officers.
DEMAND = ("offences_per_officer", "incidents_per_officer", "calls_per_officer")
OUTPUT = ("arrests_per_officer", "detections_per_officer")
LOADS = (*DEMAND, *OUTPUT)
#: Months of strength that its course is read from, and the latest.
COURSE = 37


@dataclass(frozen=True)
class Quadrant:
    """Boroughs by demand and by output, each over officers.

    Attributes:
        demand, output: the two results by borough.
        rows: columns code, place, demand, output.
        middle: the medians of both.
    """

    demand: Result
    output: Result
    rows: pl.DataFrame
    middle: tuple[float, float]

    @cached_property
    def high_and_low(self) -> tuple[str, ...]:
        """The places whose demand is above the median and whose output is below it."""
        return self._at(pl.col("demand") > self.middle[0], pl.col("output") < self.middle[1])

    @cached_property
    def low_and_high(self) -> tuple[str, ...]:
        """The places whose demand is below the median and whose output is above it."""
        return self._at(pl.col("demand") < self.middle[0], pl.col("output") > self.middle[1])

    def _at(self, *corner: pl.Expr) -> tuple[str, ...]:
        return tuple(self.rows.filter(corner)["place"].sort())


def funnelled(answer: Result) -> pl.DataFrame | None:
    """The places of a quotient or a proportion as `stats.funnel` returns them; None with fewer than three.

    The size of a place is what a quotient is over, and of a proportion the answers that it rests on, as its interval
    does (of weighted ones the effective number).
    """
    if answer.folder is None:  # made by hand
        return _limited(answer)
    return _funnelled(answer.folder, answer.measure.id, answer.selection)


@kept
def _funnelled(folder: Path, measure: str, selection: Selection) -> pl.DataFrame | None:
    return _limited(result(edition_in(folder), measure, selection))


def _limited(answer: Result) -> pl.DataFrame | None:
    measure = answer.measure
    rows = answer.rows
    if measure.kind == "proportion":
        size = pl.when(pl.col("denominator") > 0).then("base")
        rows = rows.with_columns(numerator=size * pl.col("numerator") / pl.col("denominator"), denominator=size)
    known = rows.filter(pl.col("value").is_not_null() & (pl.col("denominator") > 0))
    if known.height < 3:
        return None
    made = funnel(
        known.select("code", "place", "numerator", "denominator"),
        numerator="numerator",
        denominator="denominator",
        kind="proportion" if measure.kind == "proportion" else "rate",
        better=measure.better,
    )
    # In the unit of the measure: of a rate per 1,000 the value and its limits are so many times an event's share.
    sides = (f"{side}_{level}" for level in ("95", "998") for side in ("lower", "upper"))
    return made.with_columns(pl.col("value", "pooled", "standard_error", *sides) * measure.factor)


@kept
def quadrant(edition: Edition, demand: str, output: str, selection: Selection) -> Quadrant | None:
    """Two quotients of the boroughs of a place over one window; None where fewer than three boroughs have both."""
    asked = replace(selection, edition=edition.id, by=("borough",))
    along = result(edition, demand, asked)
    if along.window is None:
        return None
    upright = result(edition, output, replace(asked, end=along.window.last, window=along.window.kind))
    rows = along.rows.select("code", "place", demand="value").join(
        upright.rows.select("code", output="value"), on="code"
    )
    rows = rows.drop_nulls()
    if rows.height < 3 or along.window != upright.window:
        return None
    medians = rows.select(pl.col("demand", "output").median()).row(0)
    return Quadrant(along, upright, rows, medians)


def pairs(edition: Edition, selection: Selection) -> tuple[tuple[str, str], ...]:
    """The demands and outputs that an edition can set against each other, borough by borough."""
    both = ((demand, output) for demand in DEMAND for output in OUTPUT)
    return tuple(pair for pair in both if quadrant(edition, *pair, selection))


@kept
def shares(edition: Edition, measure: str, selection: Selection) -> pl.DataFrame:
    """Why a quotient over officers changed on a year before: the place itself first, then its boroughs.

    Columns code, place, now, before (per officer), change_percent, and in hundredths of a natural logarithm, which add
    up and are about per cent while small: change, demand (what is counted) and staffing (fewer officers raise it).
    Null where a figure is missing or nothing was counted.
    """
    asked = replace(selection, edition=edition.id)
    frames = [_both_years(edition, measure, replace(asked, by=by)) for by in ((), ("borough",))]
    both = pl.concat(frames).unique("code", keep="first", maintain_order=True)
    parts = productivity_shares(*(pl.col(name) for name in ("above_now", "above_before", "below_now", "below_before")))
    named = dict(zip(("change", "demand", "staffing"), parts, strict=True))
    return both.with_columns((100 * part).alias(name) for name, part in named.items()).select(
        "code", "place", "now", "before", "change_percent", *named
    )


def _both_years(edition: Edition, measure: str, selection: Selection) -> pl.DataFrame:
    now = result(edition, measure, selection)
    columns = ("code", "place", "now", "before", "change_percent", "above_now", "below_now")
    if now.window is None:
        text = dict.fromkeys(columns[:2], pl.String)
        numbers = dict.fromkeys((*columns[2:], "above_before", "below_before"), pl.Float64)
        return pl.DataFrame(schema={**text, **numbers})
    asked = replace(selection, end=now.window.previous().last, window=now.window.kind, source=now.source_name or None)
    then = result(edition, measure, asked).rows.select("code", above_before="numerator", below_before="denominator")
    renamed = {"value": "now", "previous": "before", "numerator": "above_now", "denominator": "below_now"}
    return now.rows.rename(renamed).select(columns).join(then, on="code", how="left")


@kept
def strength(edition: Edition, selection: Selection) -> pl.DataFrame:
    """The latest month's officers of a place and of each of its boroughs, against the line through the months before.

    As `stats.against_trend` returns it, with code, place, last_day, value and previous (a year before); the place
    itself first.
    """
    asked = replace(selection, edition=edition.id, periods=COURSE, window="month")
    own = result(edition, "officers", replace(asked, by=("month",))).rows
    parts = result(edition, "officers", replace(asked, by=("borough", "month"))).rows
    columns = ("code", "place", "last_day", "value", "previous")
    months = pl.concat([own, parts]).filter(pl.col("value").is_not_null()).select(columns)
    months = months.unique(["code", "last_day"], keep="first", maintain_order=True)
    order = {code: at for at, code in enumerate(months["code"].unique(maintain_order=True))}
    found = against_trend(months.sort("code", "last_day"), order="last_day", series="code")
    return found.sort(pl.col("code").replace_strict(order, default=None, return_dtype=pl.Int64))


def load_rate(measure: str) -> str | None:
    """The id of the rate per 1,000 residents of what a quotient counts; None where it has none."""
    declared: Measure = catalogue()[measure]
    name = f"{declared.of[0]}_rate" if declared.of else ""
    return name if name in catalogue() else None
