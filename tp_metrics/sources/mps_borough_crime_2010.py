"""MPS recorded crime by borough and month, classification of 2021 (Historical, April 2010 to January 2022).

Columns `MajorText, MinorText, LookUp_BoroughName` and one for each month. A borough without a line for a category had
no such offence; minor texts are cut at 50 characters; the airports stand beside the boroughs and are an other place.
Lines are sorted by category, so that a borough without one of the large groups shows a file that was cut.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, SourceRefused
from tp_metrics.sources import counts
from tp_metrics.sources.cells import Sheet, head_fields, sheet

NAME = "mps_borough_crime_2010"
TITLE = "MPS recorded crime by borough and month, from April 2010"
COLUMNS = {"borough": "LookUp_BoroughName", "major": "MajorText", "minor": "MinorText"}
LARGE = ("burglary", "robbery", "theft", "vehicle offences", "violence against the person")


def recognises(head: Head) -> bool:
    """Whether the header has the categories and the borough under their new names, and no ward."""
    fields = {field.lower() for field in head_fields(head)}
    return {column.lower() for column in COLUMNS.values()} <= fields and "wardcode" not in fields


def read(path: Path, places: Lookup, progress: Progress) -> Reading:
    """Offences by borough (and the airports), month and offence, each month of each line a value cell."""
    table = sheet(path).named(**COLUMNS)
    _refuse_gaps(table, places)
    return counts.boroughs(table, places, NAME, progress)


def _refuse_gaps(table: Sheet, places: Lookup) -> None:
    """Refuse a file in which a borough lacks a large group, unless it may stand under a misspelt name."""
    lines = counts.placed(counts.categorised(table.rows, places, NAME), places)
    if lines["place"].null_count() or lines["offence"].null_count() or table.ragged.height:
        return
    group = pl.col("major").str.strip_chars().str.to_lowercase()
    large = group.filter(group.is_in(LARGE)).n_unique()
    sizes = lines.group_by("place").agg(pl.col("borough").first(), large=large).sort("place")
    lacking = sizes.filter(pl.col("place").str.starts_with("E09"), pl.col("large") < len(LARGE))
    for borough, size in lacking.select("borough", "large").rows():
        raise SourceRefused(
            f"{table.name}: {borough} has {size} of the {len(LARGE)} large offence groups ({', '.join(LARGE)}), "
            "so the file seems to have been cut."
        )
