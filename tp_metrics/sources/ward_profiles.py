"""GLA ward profiles: about sixty indicators of each ward of 2011 and each borough.

Wards are named "Borough - Ward"; after them come the 33 boroughs, London and England. The City stands there twice with
the same figures, as a ward and as a borough: the second is set aside. What the sheet says of crime in the City is the
City of London Police's. A column without a year is dated by the edition, 2015.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading
from tp_metrics.sources.cells import head_fields, sheet, sort_out, wide
from tp_metrics.sources.headings import headings
from tp_metrics.sources.indicators import (
    NO_COVERAGE,
    indicator_records,
    located,
    undated_note,
    value_columns,
    valued,
    without_repeats,
)

NAME = "ward_profiles"
TITLE = "GLA ward profiles"
COLUMNS = {"name": "Ward name", "old_code": "Old code", "code": "New code"}
VINTAGE = 2011
EDITION = 2015


def recognises(head: Head) -> bool:
    """Whether the header begins with the ward's name and its two codes."""
    return {column.lower() for column in COLUMNS.values()} <= {field.lower() for field in head_fields(head)}


def read(path: Path, places: Lookup, progress: Progress) -> Reading:
    """Indicators by ward and borough, each figure a value cell."""
    table = sheet(path).named(**COLUMNS)
    columns = value_columns(table, *COLUMNS)
    progress(0.3, "Naming wards")
    titles = headings(columns, EDITION)
    rows = without_repeats(located(table.rows, places, places.wards(VINTAGE)), columns)
    cells = wide(rows, columns, ["place", "aside", "refused"]).join(titles, on="column")
    crime = pl.col("indicator").str.contains("(?i)^(crime|violence)")
    progress(0.7, "Reading figures")
    kept, set_aside, refused = sort_out(valued(cells, crime))
    refused = pl.concat([refused, table.ragged_cells(columns)])
    table.refuse_cut(refused)
    progress(1.0, "Done")
    return Reading(
        source=NAME,
        tables={"indicators": indicator_records(kept, NAME)},
        coverage=NO_COVERAGE,
        read=(rows.height + table.ragged.height) * len(columns),
        kept=kept.height,
        set_aside=set_aside,
        refused=refused,
        notes=tuple(undated_note(titles, EDITION)),
    )
