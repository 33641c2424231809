"""Our own layout: any record table as CSV or Parquet, for a force's own extracts (docs/templates.md).

The header holds the columns of the table but `source`, in any order; columns that may be empty may be left out.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema import COVERAGE, RECORDS
from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, SourceRefused, aside, silent
from tp_metrics.sources.template.account import repeats_told, spoken_for, vintages_told
from tp_metrics.sources.template.check import checked
from tp_metrics.sources.template.layout import TEMPLATES, Template, header_of, table_of
from tp_metrics.sources.template.rows import rows_of

__all__ = ["NAME", "TEMPLATES", "TITLE", "Template", "read", "recognises"]

NAME = "force_extract"
TITLE = "Own extract in a template of this program"

#: The source of Safer Neighbourhoods interviews, which answer for wards; the Public Attitude Survey does not.
SAFER_NEIGHBOURHOODS = "force_extract_sns"


def recognises(head: Head) -> bool:
    """Whether the header has the columns that every template has, however its fields are divided."""
    return {"first_day", "last_day", "place"} <= set(header_of(head))


def read(path: Path, places: Lookup, progress: Progress = silent) -> Reading:
    """The records of the one table whose template the header fits; the unit of account is the row.

    Raises SourceRefused where the header fits no table, and says which columns are wrong, and where the wards are of
    two vintages.
    """
    progress(0.0, f"reading {path.name}")
    raw = rows_of(path)
    table = table_of(path.name, raw.columns)
    progress(0.3, f"checking {raw.rows.height + raw.lost.height:,} rows of {table}")
    fitting, refused = checked(raw.rows, table, places)
    if told := vintages_told(fitting, places):
        raise SourceRefused(f"{path.name} holds wards of two vintages, {told}; divide it into a file for each.")
    progress(0.8, "looking for exact repeats")
    kept, set_aside, twice = repeats_told(fitting, table)
    coverage, notes = spoken_for(kept, table, places)
    records = kept.drop("line").with_columns(source=_source(table))
    progress(1.0, f"{records.height:,} rows of {table}")
    return Reading(
        source=NAME,
        tables={table: records.select(list(RECORDS[table].columns()))} if records.height else {},
        coverage=coverage.with_columns(table=pl.lit(table), source=pl.lit(NAME)).select(list(COVERAGE)),
        read=raw.rows.height + raw.lost.height,
        kept=records.height,
        set_aside=set_aside,
        refused=pl.concat([aside(), raw.lost, refused, twice]),
        notes=notes,
    )


def _source(table: str) -> pl.Expr:
    if table != "confidence_survey":
        return pl.lit(NAME)
    wards = pl.col("survey").cast(pl.String) == "safer_neighbourhoods"
    return pl.when(wards).then(pl.lit(SAFER_NEIGHBOURHOODS)).otherwise(pl.lit(NAME))
