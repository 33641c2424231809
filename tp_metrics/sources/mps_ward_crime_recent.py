"""MPS recorded crime by ward and month, most recent 24 months (wards of 2018).

Columns `MajorText, MinorText, WardName, WardCode, LookUp_BoroughName` and one for each month. A line stands there only
where a ward had such an offence. Wards are known by their codes: 21 names are spelt otherwise than on the map.
"""

from __future__ import annotations

from pathlib import Path

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading
from tp_metrics.sources import counts
from tp_metrics.sources.cells import head_fields, sheet

NAME = "mps_ward_crime_recent"
TITLE = "MPS recorded crime by ward and month, 24 months (wards of 2018)"
COLUMNS = {"borough": "LookUp_BoroughName", "ward_code": "WardCode", "major": "MajorText", "minor": "MinorText"}
VINTAGE = 2018


def recognises(head: Head) -> bool:
    """Whether the header has the categories, the ward's code and the borough."""
    return {column.lower() for column in COLUMNS.values()} <= {field.lower() for field in head_fields(head)}


def read(path: Path, places: Lookup, progress: Progress) -> Reading:
    """Offences by ward, month and offence, each month of each line a value cell."""
    return counts.wards(sheet(path).named(**COLUMNS), places, NAME, progress, VINTAGE)
