"""MPS recorded crime by ward and month from April 2010, as Parquet (wards of 2022).

The columns of the ward CSV in lower case, categories in capitals, another classification again. Past offences were
placed anew in the wards of 2022. Ward E05013570 (Heathrow Villages) stands there under Hillingdon and under the
airports' police ("Aviation Security (SO18)"), whose lines belong to the airports.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading
from tp_metrics.sources import counts
from tp_metrics.sources.cells import Sheet
from tp_metrics.sources.counts import month_columns
from tp_metrics.sources.parquet import table_of

NAME = "mps_ward_crime_historical"
TITLE = "MPS recorded crime by ward and month, from April 2010 (wards of 2022)"
COLUMNS = {"borough": "lookup_boroughname", "ward_code": "wardcode", "major": "majortext", "minor": "minortext"}
VINTAGE = 2022


def recognises(head: Head) -> bool:
    """Whether a Parquet file has the categories, the ward's code and the borough."""
    return head.kind == "parquet" and set(COLUMNS.values()) <= {column.strip().lower() for column in head.columns}


def read(path: Path, places: Lookup, progress: Progress) -> Reading:
    """Offences by ward, month and offence, each month of each row a value cell; lines are rows, the first is 1."""
    return counts.wards(_sheet(path).named(**COLUMNS), places, NAME, progress, VINTAGE)


def _sheet(path: Path) -> Sheet:
    table = table_of(path)
    months = pl.selectors.by_name(*month_columns(path.name, table.columns))
    figures = months & pl.selectors.integer() & ~pl.selectors.by_dtype(pl.UInt64, pl.Int128)  # which hold more
    rows = table.cast({~figures: pl.String, figures: pl.Int64}).with_row_index("line", offset=1)
    rows = rows.cast({"line": pl.Int64})
    ragged = rows.clear().insert_column(1, pl.Series("fields", [], dtype=pl.Int64))
    return Sheet(path.name, tuple(table.columns), rows, ragged)
