"""MPS recorded crime by borough and month, classification of 2021 (Historical, April 2010 to January 2022).

Columns `MajorText, MinorText, LookUp_BoroughName` and one for each month. A borough without a line for a category had
no such offence; minor texts are cut at 50 characters; the airports stand beside the boroughs and are an other place.
"""

from __future__ import annotations

from pathlib import Path

from tp_metrics.sources import counts
from tp_metrics.sources.cells import head_fields, sheet
from tp_metrics.sources.reading import Head, Lookup, Progress, Reading

NAME = "mps_borough_crime_2010"
TITLE = "MPS recorded crime by borough and month, from April 2010"
COLUMNS = {"borough": "LookUp_BoroughName", "major": "MajorText", "minor": "MinorText"}


def recognises(head: Head) -> bool:
    """Whether the header has the categories and the borough under their new names, and no ward."""
    fields = {field.lower() for field in head_fields(head)}
    return {column.lower() for column in COLUMNS.values()} <= fields and "wardcode" not in fields


def read(path: Path, places: Lookup, progress: Progress) -> Reading:
    """Offences by borough (and the airports), month and offence, each month of each line a value cell."""
    return counts.boroughs(sheet(path).named(**COLUMNS), places, NAME, progress)
