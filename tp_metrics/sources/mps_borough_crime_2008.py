"""MPS recorded crime by borough and month, old offence groups (Historic, January 2008 to December 2016).

Columns `Borough, Major Category, Minor Category` and one for each month. The layout has no gaps: each of the 32
boroughs has a line for each category, so that a borough with fewer of them shows a file that was cut.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, SourceRefused
from tp_metrics.sources import counts
from tp_metrics.sources.cells import Sheet, head_fields, sheet

NAME = "mps_borough_crime_2008"
TITLE = "MPS recorded crime by borough and month, 2008 to 2016"
COLUMNS = {"borough": "Borough", "major": "Major Category", "minor": "Minor Category"}


def recognises(head: Head) -> bool:
    """Whether the header has the borough and both categories under their old names."""
    fields = {field.lower() for field in head_fields(head)}
    return {column.lower() for column in COLUMNS.values()} <= fields


def read(path: Path, places: Lookup, progress: Progress) -> Reading:
    """Offences by borough, month and offence, each month of each line a value cell."""
    table = sheet(path).named(**COLUMNS)
    _refuse_gaps(table, places)
    return counts.boroughs(table, places, NAME, progress)


def _refuse_gaps(table: Sheet, places: Lookup) -> None:
    """Refuse a file in which a borough lacks categories, unless they may stand under a misspelt name."""
    columns = ["borough", "major", "minor"]
    lines = counts.placed(pl.concat([table.rows.select(columns), table.ragged.select(columns)]), places)
    if lines["place"].null_count():
        return
    sizes = lines.group_by("place").agg(pl.col("borough").first(), size=pl.struct("major", "minor").n_unique())
    most = int(sizes["size"].to_numpy().max(initial=0))
    for borough, size in sizes.filter(pl.col("size") < most).sort("place").select("borough", "size").rows():
        raise SourceRefused(
            f"{table.name}: {borough} has {size} categories and other boroughs {most}; expected all of them, "
            "so the file seems to have been cut."
        )
