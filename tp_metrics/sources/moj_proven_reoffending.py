"""Ministry of Justice proven reoffending rates by year, age group and index offence (CSV, gzipped or not).

England and Wales as a whole, and none of London's people apart: a context and never a comparison. A row is the share
(0 to 1) of the offenders of a year to March who reoffended within twelve months; `NA` is set aside. "All adult
offenders" and "all juvenile offenders" stand among the offences, each under its own age group.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema import COVERAGE
from tp_metrics.schema.justice import AGE_GROUPS, ALL_OFFENCES
from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, silent
from tp_metrics.sources.cells import UNAVAILABLE, unavailable
from tp_metrics.sources.home_office import known, once_each
from tp_metrics.sources.police_uk_rows import Check, has_header, parted, rows_of, together

NAME = "moj_proven_reoffending"
TITLE = "Ministry of Justice proven reoffending rates"

KEYS = ("year_ending", "age", "index_offence")
RATE = "proportion"
COLUMNS = (*KEYS, RATE)
#: England and Wales, by the code of the Office for National Statistics.
PLACE = "K04000001"


def recognises(head: Head) -> bool:
    """Whether the first line has the columns of proven reoffending rates."""
    return has_header(head, COLUMNS)


def read(path: Path, places: Lookup, progress: Progress = silent) -> Reading:
    """Rates by year, age group and index offence; the unit of account is the row."""
    progress(0.0, f"reading {path.name}")
    rows, misfits = rows_of(path, COLUMNS)
    known_rates, missing = parted(rows, [Check.of(RATE, unavailable(pl.col(RATE)), UNAVAILABLE)])
    sound, unsound = parted(known_rates.with_columns(_values()), _checks())
    kept, repeated = parted(sound, [once_each(KEYS, RATE, "group")])
    records = kept.select(_record())
    progress(1.0, f"{records.height:,} rates")
    return Reading(
        source=NAME,
        tables={"reoffending_rates": records} if records.height else {},
        coverage=pl.DataFrame(schema=COVERAGE),
        read=rows.height + misfits.height,
        kept=kept.height,
        set_aside=missing,
        refused=together([misfits, unsound, repeated]),
        notes=("Rates of England and Wales: a context, and not a like-for-like comparison with people of London.",),
    )


def _values() -> list[pl.Expr]:
    """The days of the year and the share: null where they are written otherwise."""
    last = pl.col("year_ending").str.to_date("%Y-%m-%d", strict=False)
    return [
        pl.date(last.dt.year() - 1, 4, 1).alias("first_day"),
        pl.when((last.dt.month() == 3) & (last.dt.day() == 31)).then(last).alias("last_day"),
        pl.col(RATE).cast(pl.Float64, strict=False).alias("rate"),
    ]


def _checks() -> list[Check]:
    every = pl.col("index_offence").str.starts_with("all ")
    other = every & (pl.col("index_offence") != pl.format("all {} offenders", "age"))
    share = pl.col("rate").is_between(0, 1)
    year = pl.col("last_day").dt.year().is_between(1991, 2059)
    return [
        Check.of(
            "year_ending", ~year.fill_null(value=False), "expected the end of a year to March, such as 2010-03-31"
        ),
        known("age", AGE_GROUPS),
        Check.of("index_offence", pl.col("index_offence").is_null(), "empty; expected an index offence"),
        Check.of("index_offence", other, pl.format("expected an offence, or all {} offenders", "age")),
        Check.of(RATE, ~share.fill_null(value=False), "expected a share from 0 to 1"),
    ]


def _record() -> list[pl.Expr]:
    every = pl.col("index_offence").str.starts_with("all ")
    return [
        pl.lit(NAME).alias("source"),
        pl.col("first_day"),
        pl.col("last_day"),
        pl.lit(PLACE).alias("place"),
        pl.col("age").alias("age_group"),
        pl.when(every).then(pl.lit(ALL_OFFENCES)).otherwise("index_offence").alias("index_offence"),
        pl.col("rate").alias("reoffending_rate"),
    ]
