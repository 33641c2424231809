"""GLA borough profiles: about eighty indicators of each borough.

In Windows-1252, the second line wholly blank; `.`, `-`, `n/a` and a single blank say "not available". After the 33
boroughs come Inner and Outer London, London, England, the United Kingdom and a national comparator. Some columns hold
words (a country, a party) and no figures. A column without a year is dated by the edition, 2017.
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

NAME = "borough_profiles"
TITLE = "GLA London borough profiles"
COLUMNS = {"old_code": "Code", "code": "New code", "name": "Area name", "part": "Inner/ Outer London"}
EDITION = 2017

#: Columns that hold words, by how their headings begin.
WORDS = r"^(Largest|Second largest|Third largest) migrant population|^Political control"


def recognises(head: Head) -> bool:
    """Whether the header begins with the area's codes, its name and the part of London."""
    return {column.lower() for column in COLUMNS.values()} <= {field.lower() for field in head_fields(head)}


def read(path: Path, places: Lookup, progress: Progress) -> Reading:
    """Indicators by borough, each figure or word a value cell."""
    table = sheet(path).named(**COLUMNS)
    columns = value_columns(table, *COLUMNS)
    progress(0.3, "Naming boroughs")
    titles = headings(columns, EDITION)
    rows = without_repeats(located(table.rows, places), columns)
    cells = wide(rows, columns, ["place", "aside", "refused"]).join(titles, on="column")
    words = pl.when(pl.col("column").str.contains(WORDS)).then(pl.lit("words, not a figure"))
    progress(0.7, "Reading figures")
    crime = pl.col("indicator").str.starts_with("Crime")
    kept, set_aside, refused = sort_out(valued(cells.with_columns(aside=pl.coalesce("aside", words)), crime))
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
