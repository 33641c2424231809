"""Home Office outcomes of recorded crime by police force, quarter, offence and outcome (CSV, gzipped or not).

All forces of England and Wales and the British Transport Police; only the Met's rows are kept, for the whole force and
whole quarters. Each row has two counts: of outcomes recorded in the quarter whenever the crime was, which is kept, and
of outcomes so far of the crimes recorded in it, which later files revise. "Not yet assigned an outcome" (type 0) has
only the second, and its first is `NA`: it is no outcome and is set aside. In the Met's quarters of 2018/19 these are
368 of 3,950 rows; one offence code that has expired has only the first. Quarters are those of the performance year.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, silent
from tp_metrics.sources.cells import unavailable
from tp_metrics.sources.home_office import PLACE, known, met_rows, no_count, once_each, performance_year, spoken_for
from tp_metrics.sources.police_uk_rows import Check, has_header, parted, together

NAME = "ho_outcomes"
TITLE = "Home Office outcomes of crime by police force"

KEYS = ("financial_year", "financial_quarter", "force_name", "offence_code", "outcome_type")
COUNT = "force_outcomes_recorded_in_quarter"
COLUMNS = (
    *KEYS,
    *("offence_description", "offence_group", "offence_subgroup", "outcome_description", "outcome_group"),
    *("offence_code_expired", "force_outcomes_for_offences_recorded_in_quarter", COUNT),
)
NOT_YET = "not an outcome: none was assigned yet"
#: The types of outcome in which somebody was dealt with; all others are "none".
DISPOSALS = {
    "1": "charged",
    "2": "caution",
    "3": "caution",
    "4": "taken into consideration",
    "6": "penalty notice",
    "7": "cannabis warning",
    "8": "community resolution",
}
TYPES = tuple(str(number) for number in range(1, 22))


def recognises(head: Head) -> bool:
    """Whether the first line has the columns of outcomes by force."""
    return has_header(head, COLUMNS)


def read(path: Path, places: Lookup, progress: Progress = silent) -> Reading:
    """The Met's outcomes by quarter and offence; the unit of account is the row.

    Raises SourceRefused where no row is the Met's: the file is another force's, or its header does not fit its columns.
    """
    not_yet = (pl.col("outcome_type") == "0") & unavailable(pl.col(COUNT))
    file = met_rows(path, COLUMNS, Check.of(COUNT, not_yet, NOT_YET), progress)
    sound, unsound = parted(file.mine.with_columns(_days()), _checks())
    kept, repeated = parted(sound, [once_each(KEYS, COUNT, "offence and outcome")])
    records = kept.select(_record())
    progress(1.0, f"{records.height:,} counts of outcomes")
    return Reading(
        source=NAME,
        tables={"crime_outcomes": records} if records.height else {},
        coverage=spoken_for(records, "crime_outcomes"),
        read=file.read,
        kept=kept.height,
        set_aside=file.set_aside,
        refused=together([file.misfits, unsound, repeated]),
        notes=("Outcomes of the whole force by quarter, whenever the crime was recorded: no borough, no month.",),
    )


def _days() -> list[pl.Expr]:
    """The count, and the first and last day of the quarter: null where they are written otherwise."""
    quarter = pl.col("financial_quarter").str.extract("^([1-4])$").cast(pl.Int32)
    year = performance_year("financial_year") + (quarter == 4).cast(pl.Int32)
    first = pl.date(year, 3 * quarter % 12 + 1, 1)
    return [
        first.alias("first_day"),
        first.dt.offset_by("2mo").dt.month_end().alias("last_day"),
        pl.col(COUNT).cast(pl.Int64, strict=False).alias("count"),
    ]


def _checks() -> list[Check]:
    year = performance_year("financial_year").is_null()
    return [
        Check.of("financial_year", year, "expected a performance year such as 2018/19"),
        Check.of("financial_quarter", pl.col("first_day").is_null(), "expected a quarter from 1 to 4"),
        known("outcome_type", TYPES),
        *(
            Check.of(name, pl.col(name).is_null(), f"empty; expected the {name.replace('_', ' ')}")
            for name in ("offence_code", "offence_description", "offence_group", "outcome_description")
        ),
        no_count(COUNT),
    ]


def _record() -> list[pl.Expr]:
    return [
        pl.lit(NAME).alias("source"),
        pl.col("first_day"),
        pl.col("last_day"),
        pl.lit(PLACE).alias("place"),
        pl.col("count").alias("outcomes"),
        pl.col("outcome_type").replace_strict(DISPOSALS, default="none", return_dtype=pl.String).alias("disposal"),
        pl.col("outcome_description").alias("outcome"),
        pl.col("offence_group"),
        pl.col("offence_description"),
    ]
