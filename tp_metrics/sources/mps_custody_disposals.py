"""MPS custody disposals: offences by month, how they stand, offence group, sex, age and ethnicity, as Parquet.

The whole force; no borough. The disposal is the current one, dated by its own month: what was bailed moves to another
month when it is decided, so that the last months of a file are full of bail (8,236 in February 2026, 344 a year
before) and the earlier ones are not. Ethnicity has four groups without "Mixed"; "Not Recorded" is unknown here. The
month stands as a number and as a name, which must agree.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, SourceRefused, silent
from tp_metrics.sources.home_office import PLACE, known, no_count, once_each, spoken_for
from tp_metrics.sources.parquet import table_of
from tp_metrics.sources.police_uk_rows import Check, parted, together

NAME = "mps_custody_disposals"
TITLE = "MPS custody disposals by month and offence group"

YEAR, MONTH, MONTH_NAME = "current_disposal_year", "current_disposal_month", "current_disposal_month_name"
ETHNICITY, COUNT = "ethnicity_4+1", "offence_count"
KEYS = (YEAR, MONTH, "gender", "age_group", ETHNICITY, "offence_group", "current_disposal")
COLUMNS = (*KEYS, MONTH_NAME, COUNT)

NOT_RECORDED = "Not Recorded"
SEXES: dict[str, str | None] = {"Female": "female", "Male": "male", NOT_RECORDED: None}
AGES: dict[str, str | None] = {"Adult": "adult", "Child": "juvenile", NOT_RECORDED: None}
ETHNICITIES: dict[str, str | None] = {
    "Asian": "Asian",
    "Black": "Black",
    "Other": "Other",
    "White": "White",
    NOT_RECORDED: None,
}
DISPOSALS: dict[str, str | None] = {
    "Prosecution": "prosecution",
    "To Court": "to court",
    "Out of Court": "out of court",
    "No Further Action": "no further action",
    "Police Bail": "police bail",
    "Released Under Investigation": "released under investigation",
    "Other Disposals": "other",
}
LATEST = "Each offence stands in the month of its latest disposal: the last months hold most of those still on bail."


def recognises(head: Head) -> bool:
    """Whether a Parquet file has the columns of custody disposals."""
    return head.kind == "parquet" and set(COLUMNS) <= set(head.columns)


def read(path: Path, places: Lookup, progress: Progress = silent) -> Reading:
    """Disposals by month and group; the unit of account is the row, of which the first is line 1."""
    progress(0.0, f"reading {path.name}")
    rows = _rows(path)
    progress(0.6, f"checking {rows.height:,} rows")
    sound, unsound = parted(rows.with_columns(_days()), _checks())
    kept, repeated = parted(sound, [once_each(KEYS, COUNT, "group")])
    records = kept.select(_record())
    progress(1.0, f"{records.height:,} counts of disposals")
    return Reading(
        source=NAME,
        tables={"custody_disposals": records} if records.height else {},
        coverage=spoken_for(records, "custody_disposals"),
        read=rows.height,
        kept=kept.height,
        set_aside=unsound.clear(),
        refused=together([unsound, repeated]),
        notes=("Disposals of the whole force by month: no borough.", LATEST),
    )


def _rows(path: Path) -> pl.DataFrame:
    """The rows as text without blanks around, with their `line`; raises SourceRefused for an absent column."""
    table = table_of(path)
    if absent := [name for name in COLUMNS if name not in table.columns]:
        raise SourceRefused(f"{path.name} has no column {', '.join(absent)}; it has {', '.join(table.columns)[:300]}.")
    blank_is_null = pl.col(COLUMNS).cast(pl.String).str.strip_chars().replace("", None)
    return table.select(blank_is_null).with_row_index("line", offset=1).cast({"line": pl.Int64})


def _days() -> list[pl.Expr]:
    """The count, and the first and last day of the month: null where they are written otherwise."""
    year = pl.col(YEAR).str.extract(r"^((?:199|20[0-5])\d)$").cast(pl.Int32)
    first = pl.date(year, pl.col(MONTH).str.extract("^([1-9]|1[0-2])$").cast(pl.Int32), 1)
    return [
        first.alias("first_day"),
        first.dt.month_end().alias("last_day"),
        pl.col(COUNT).cast(pl.Int64, strict=False).alias("count"),
    ]


def _checks() -> list[Check]:
    names = {str(number): calendar.month_name[number] for number in range(1, 13)}
    called = pl.col(MONTH).replace_strict(names, default=None, return_dtype=pl.String)
    year = ~pl.col(YEAR).str.contains(r"^(199|20[0-5])\d$").fill_null(value=False)
    return [
        Check.of(YEAR, year, "expected a year such as 2021"),
        Check.of(MONTH, pl.col("first_day").is_null(), "expected a month from 1 to 12"),
        Check.of(
            MONTH_NAME, pl.col(MONTH_NAME).ne_missing(called), pl.format("expected {}, the name of the month", called)
        ),
        known("gender", SEXES),
        known("age_group", AGES),
        known(ETHNICITY, ETHNICITIES),
        Check.of("offence_group", pl.col("offence_group").is_null(), "empty; expected an offence group"),
        known("current_disposal", DISPOSALS),
        no_count(COUNT),
    ]


def _record() -> list[pl.Expr]:
    ours: dict[str, tuple[str, Mapping[str, str | None]]] = {
        "sex": ("gender", SEXES),
        "age_group": ("age_group", AGES),
        "ethnicity": (ETHNICITY, ETHNICITIES),
        "disposal": ("current_disposal", DISPOSALS),
    }
    return [
        pl.lit(NAME).alias("source"),
        pl.col("first_day"),
        pl.col("last_day"),
        pl.lit(PLACE).alias("place"),
        pl.col("count").alias("disposals"),
        pl.col("offence_group"),
        *(pl.col(name).replace_strict(words, return_dtype=pl.String).alias(own) for own, (name, words) in ours.items()),
    ]
