"""The last days for a weekly meeting: 7 and 28 days against the same days of last year and their usual range."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import Selection, breakdowns, edition_in
from tp_metrics.review.screening import screened_measures
from tp_metrics.stats import xmr

#: Two years and a month of weeks: a usual range, and last year's four weeks.
WEEKS = 108
#: How many of them the usual range is read from.
RANGE = 52

COLUMNS = ("measure", "code", "place", "last_day", "days", "value", "previous", "change", "lower", "upper", "unusual")


def emerging(edition: Edition, selection: Selection, level: str = "tp") -> pl.DataFrame:
    """Each count's last 7 and 28 days, in the columns of COLUMNS, for a place or each place of a level within it.

    `previous` is that of the same days of the week 52 weeks earlier. `lower` and `upper` are the limits of a control
    chart of the 52 weeks before (of 28 days: of thirteen stretches of 28 days), and `unusual` says "above", "below" or
    nothing. Empty where the edition has no weeks.
    """
    return _kept(edition.folder, replace(selection, edition=edition.id, by=()), level)


@lru_cache(maxsize=32)
def _kept(folder: Path, selection: Selection, level: str) -> pl.DataFrame:
    edition = edition_in(folder)
    by = ("week",) if level == "tp" else (level, "week")
    asked = replace(selection, by=by, periods=WEEKS, window="week")
    counts = [measure.id for measure in screened_measures(edition) if measure.kind == "count"]
    rows = breakdowns(edition, [(name, asked) for name in counts]).rows.filter(pl.col("value").is_not_null())
    weeks = rows.with_columns(pl.Series("measure", counts, pl.String).gather(rows["number"]))
    marked = weeks.sort("number", "code", "last_day")
    both = pl.concat([_days(marked, 1), _days(marked, 4)])
    return both.sort("number", "days", maintain_order=True).select(COLUMNS)


def _days(weeks: pl.DataFrame, count: int) -> pl.DataFrame:
    """The latest stretch of so many weeks of each place, with the year before and the range of those before it."""
    place = ["measure", "code"]
    back = pl.int_range(pl.len()).reverse().over(place)
    stretches = (
        weeks.with_columns(stretch=back // count)
        .group_by("number", *place, "place", "stretch", maintain_order=True)
        .agg(pl.col("value").sum(), pl.col("last_day").max(), weeks=pl.len())
        .filter(pl.col("weeks") == count)
    )
    usual = stretches.filter(pl.col("stretch").is_between(1, RANGE // count))
    limits = xmr(usual, order="last_day", series=place).group_by(place).agg(pl.col("lower", "upper").last())
    now = stretches.filter(pl.col("stretch") == 0).join(usual, on="measure", how="semi")
    then = stretches.select(*place, "last_day", previous="value").with_columns(
        last_day=pl.col("last_day") + timedelta(weeks=52)
    )
    value = pl.col("value")
    side = pl.when(value > pl.col("upper")).then(pl.lit("above")).when(value < pl.col("lower")).then(pl.lit("below"))
    return (
        now.join(then, on=[*place, "last_day"], how="left", maintain_order="left")
        .join(limits, on=place, how="left", maintain_order="left")
        .with_columns(
            days=pl.lit(7 * count), change=value - pl.col("previous"), lower=pl.col("lower").clip(0), unusual=side
        )
        .select("number", *COLUMNS)
    )
