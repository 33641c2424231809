"""The last days for a weekly meeting: 7 and 28 days against the same days of last year and their usual range."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics.editions import Edition
from tp_metrics.results import Selection, edition_in, result
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
    frames = []
    for measure in screened_measures(edition):
        if measure.kind != "count":
            continue
        answer = result(edition, measure.id, replace(selection, by=by, periods=WEEKS, window="week"))
        weeks = answer.rows.filter(pl.col("value").is_not_null())
        if weeks.is_empty():
            continue
        marked = weeks.with_columns(measure=pl.lit(measure.id)).sort("code", "last_day")
        frames += [_days(marked, 1), _days(marked, 4)]
    empty = pl.DataFrame(schema=dict.fromkeys(COLUMNS))
    return pl.concat(frames).select(COLUMNS) if frames else empty


def _days(weeks: pl.DataFrame, count: int) -> pl.DataFrame:
    """The latest stretch of so many weeks of each place, with the year before and the range of those before it."""
    back = pl.int_range(pl.len()).reverse().over("code")
    stretches = (
        weeks.with_columns(stretch=back // count)
        .group_by("measure", "code", "place", "stretch", maintain_order=True)
        .agg(pl.col("value").sum(), pl.col("last_day").max(), weeks=pl.len())
        .filter(pl.col("weeks") == count)
    )
    usual = stretches.filter(pl.col("stretch").is_between(1, RANGE // count))
    if usual.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS))
    limits = xmr(usual, order="last_day", series="code").group_by("code").agg(pl.col("lower", "upper").last())
    now = stretches.filter(pl.col("stretch") == 0)
    then = stretches.select("code", "last_day", previous="value").with_columns(
        last_day=pl.col("last_day") + timedelta(weeks=52)
    )
    value = pl.col("value")
    side = pl.when(value > pl.col("upper")).then(pl.lit("above")).when(value < pl.col("lower")).then(pl.lit("below"))
    return (
        now.join(then, on=["code", "last_day"], how="left")
        .join(limits, on="code", how="left")
        .with_columns(
            days=pl.lit(7 * count), change=value - pl.col("previous"), lower=pl.col("lower").clip(0), unusual=side
        )
        .select(COLUMNS)
    )
