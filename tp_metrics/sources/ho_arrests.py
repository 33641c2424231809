"""Home Office arrests by police force, performance year, offence group, ethnicity, age and sex (CSV, gzipped or not).

All forces of England and Wales; only the Met's rows are kept, for the whole force and whole performance years. The
offence groups change in 2015/16, and the new ones are written with a prefix that is taken off ("2015/16 onwards - Drug
offences"): the two sets are never the same groups, even where a name is. One force left a year out (`NA`). Ages under
18 are "10 - 17 years", the others "18 - 20 years" and "21 years and over": not the age bands of surveys.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, silent
from tp_metrics.sources.cells import UNAVAILABLE, unavailable
from tp_metrics.sources.home_office import PLACE, known, met_rows, no_count, once_each, performance_year, spoken_for
from tp_metrics.sources.police_uk_rows import Check, has_header, parted, together

NAME = "ho_arrests"
TITLE = "Home Office arrests by police force"

KEYS = ("financial_year", "force_name", "offence_group", "ethnic_group", "age_group", "sex")
COLUMNS = (*KEYS, "arrests", "year_ending")
#: How the groups of 2015/16 and later begin.
LATER = "2015/16 onwards - "

ETHNICITIES = {
    "Asian or Asian British": "Asian",
    "Black or Black British": "Black",
    "Chinese/other": "Other",
    "Mixed": "Mixed",
    "Not stated": None,
    "White": "White",
}
AGES = {
    "Under 10 years": "under 10",
    "10 - 17 years": "10-17",
    "18 - 20 years": "18-20",
    "21 years and over": "21+",
    "Unknown": None,
}
SEXES = {"Female": "female", "Male": "male"}


def recognises(head: Head) -> bool:
    """Whether the first line has the columns of arrests by force."""
    return has_header(head, COLUMNS)


def read(path: Path, places: Lookup, progress: Progress = silent) -> Reading:
    """The Met's arrests by performance year and group; the unit of account is the row.

    Raises SourceRefused where no row is the Met's: the file is another force's, or its header does not fit its columns.
    """
    missing = Check.of("arrests", unavailable(pl.col("arrests")), UNAVAILABLE)
    file = met_rows(path, COLUMNS, missing, progress)
    sound, unsound = parted(file.mine.with_columns(_days()), _checks())
    kept, again = parted(sound, [once_each(KEYS, "arrests", "group")])
    refused = together([file.misfits, unsound, again])
    records = kept.select(_record())
    progress(1.0, f"{records.height:,} counts of arrests")
    return Reading(
        source=NAME,
        tables={"arrests": records} if records.height else {},
        coverage=spoken_for(records, "arrests"),
        read=file.read,
        kept=kept.height,
        set_aside=file.set_aside,
        refused=refused,
        notes=("Arrests of the whole force by performance year: no borough, no month.",),
    )


def _days() -> list[pl.Expr]:
    """The count, and the first and last day of the performance year: null where either is written otherwise."""
    year = performance_year("financial_year")
    return [
        pl.date(year, 4, 1).alias("first_day"),
        pl.date(year + 1, 3, 31).alias("last_day"),
        pl.col("year_ending").str.to_date("%Y-%m-%d", strict=False).alias("ending"),
        pl.col("arrests").cast(pl.Int64, strict=False).alias("count"),
    ]


def _checks() -> list[Check]:
    ending = pl.col("ending").is_null() | (pl.col("ending") != pl.col("last_day"))
    return [
        Check.of("financial_year", pl.col("first_day").is_null(), "expected a performance year such as 2010/11"),
        Check.of("year_ending", ending, "expected the last day of the performance year, such as 2011-03-31"),
        known("ethnic_group", ETHNICITIES),
        known("age_group", AGES),
        known("sex", SEXES),
        Check.of("offence_group", pl.col("offence_group").is_null(), "empty; expected an offence group"),
        no_count("arrests"),
    ]


def _record() -> list[pl.Expr]:
    return [
        pl.lit(NAME).alias("source"),
        pl.col("first_day"),
        pl.col("last_day"),
        pl.lit(PLACE).alias("place"),
        pl.col("count").alias("arrests"),
        pl.col("offence_group").str.strip_prefix(LATER),
        pl.col("sex").replace_strict(SEXES, return_dtype=pl.String),
        pl.col("age_group").replace_strict(AGES, return_dtype=pl.String).alias("age_band"),
        pl.col("ethnic_group").replace_strict(ETHNICITIES, return_dtype=pl.String).alias("ethnicity"),
    ]
