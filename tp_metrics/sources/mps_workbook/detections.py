"""Sanction detections recovered from published detection rates.

The workbook gives a rate and no count. In the years to March 2011 the rate is cumulative: detections since 1 April over
offences since 1 April. From April 2011 on, against what the workbook's readers are told, it is the rate of the month
alone: rate × the month's offences is a whole number month after month, rate × the year's offences is not (found
2026-11 in all five series of the December 2015 file). So each series and performance year is read in the
way that yields whole numbers, and a rate that does not is kept as published.
"""

from __future__ import annotations

import polars as pl

from tp_metrics.periods import month_text
from tp_metrics.sources.mps_workbook.grid import WHOLE

KEY = ["offence", "year"]


def recovered(counts: pl.DataFrame, rates: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    """Detections by offence and month, the rates that yield none (records of `published`), and notes.

    `counts` holds offence, month and count; `rates` offence, month and value.
    """
    months = _read_both_ways(counts, rates)
    by_year = _ways(months)
    months = months.join(by_year, on=KEY, how="left").sort("offence", "month")
    before = pl.col("so_far").shift(1).over(KEY)
    april = pl.col("month").dt.month() == 4
    step = (
        pl.when(april)
        .then(pl.col("so_far"))
        .when(_whole("so_far") & _whole(before))
        .then(pl.col("so_far").round() - before.round())
    )
    alone = pl.when(_whole("alone")).then(pl.col("alone").round())
    found = pl.when(pl.col("monthly") | april).then(alone).when(pl.col("cumulative")).then(step)
    months = months.with_columns(sanction_detections=pl.when(found >= 0).then(found).cast(pl.Int64))
    got = pl.col("sanction_detections").is_not_null()
    detections = months.filter(got).select("offence", "month", "sanction_detections")
    return detections, _published(months.filter(~got)), _notes(months)


def _whole(value: pl.Expr | str) -> pl.Expr:
    number = pl.col(value) if isinstance(value, str) else value
    return ((number - number.round()).abs() <= WHOLE).fill_null(value=False)


def _read_both_ways(counts: pl.DataFrame, rates: pl.DataFrame) -> pl.DataFrame:
    """Each rate times the offences since 1 April (`so_far`), and times those of its month `alone`.

    `so_far` is null from the first month of a year that is missing.
    """
    month = pl.col("month")
    year = month.dt.year() - (month.dt.month() < 4).cast(pl.Int32)
    place = (month.dt.month().cast(pl.Int32) - 4) % 12 + 1
    running = (
        counts.with_columns(year=year)
        .sort("month")
        .with_columns(
            since=pl.col("count").cum_sum().over(KEY),
            unbroken=pl.int_range(1, pl.len() + 1).over(KEY) == place,
        )
    )
    both = rates.with_columns(year=year).join(running, on=["offence", "month", "year"], how="left")
    since = pl.when("unbroken").then(pl.col("since"))
    return both.with_columns(so_far=pl.col("value") * since, alone=pl.col("value") * pl.col("count")).sort(
        "offence", "month"
    )


def _ways(months: pl.DataFrame) -> pl.DataFrame:
    """For each series and year, whether its rates are `cumulative` or `monthly`; neither where both fail.

    A way is believed where it makes at least half of a year's months whole (April, where they agree, left out); a year
    without proof goes the way of the year before it, and the first ones are cumulative, but yield no detections.
    """
    later = pl.col("month").dt.month() != 4
    share = [_whole(name).filter(later).mean().fill_null(0).alias(name) for name in ("so_far", "alone")]
    years = months.group_by(KEY).agg(share).sort(KEY)
    proof = pl.max_horizontal("so_far", "alone") >= 0.5
    way = pl.when(proof).then(pl.col("alone") > pl.col("so_far")).forward_fill().over("offence").fill_null(value=False)
    return years.select(*KEY, monthly=way, cumulative=~way & proof)


def _published(months: pl.DataFrame) -> pl.DataFrame:
    """The rates as published: for the year so far, or for the month alone where the year's rates are monthly."""
    return months.select(
        source=pl.lit("mps_workbook_series"),
        first_day=pl.when("monthly").then(pl.col("month")).otherwise(pl.date(pl.col("year"), 4, 1)),
        last_day=pl.col("month").dt.month_end(),
        place=pl.lit("MPS"),
        measure=pl.format("{}_detection_ratio", "offence"),
        value="value",
    )


def _notes(months: pl.DataFrame) -> tuple[str, ...]:
    if months.is_empty():
        return ()
    counts = months.group_by("offence").agg(pl.col("sanction_detections").count(), pl.len()).sort("offence")
    found = ", ".join(f"{offence} {known} of {every} months" for offence, known, every in counts.rows())
    notes = [f"Sanction detections recovered from their rates: {found}; the other rates are kept as published."]
    if monthly := months.filter("monthly")["month"].to_list():
        notes.append(
            f"From {month_text(min(monthly))} on, detection rates are those of single months, not of the year so far: "
            "only so do they yield whole numbers of detections."
        )
    return tuple(notes)
