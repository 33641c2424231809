"""MPS recorded crime by borough and month, the earlier long layout (April 2011 to March 2013).

One line for each month, borough and category, zero counts left out; a borough without any line for a month is not
known then, rather than free of crime. The header `CrimeType ` ends in a blank, and two
columns of row numbers stand before it. 473 lines have the borough `NULL`: month by month they count what the later
layout counts for the airports (5,763 offences against 5,740), so the reference data say that they are the airports'.
"""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, SourceRefused
from tp_metrics.sources.cells import Sheet, counted, head_fields, sheet, sort_out
from tp_metrics.sources.counts import PERIOD, calendar, categorised, judged, month, placed, spoken_for, summed

NAME = "mps_borough_crime_2011"
TITLE = "MPS recorded crime by borough and month, 2011 to 2013 (long layout)"
COLUMNS = {
    "month": "Month",
    "major": "CrimeType",
    "minor": "CrimeDetails",
    "text": "CrimeCount",
    "borough": "Borough",
}
NAMELESS = "NULL"
KEYS = ["place", "month", "major", "minor"]


def recognises(head: Head) -> bool:
    """Whether the header has a month, the crime's type and details, a count and a borough."""
    return {column.lower() for column in COLUMNS.values()} <= {field.lower() for field in head_fields(head)}


def read(path: Path, places: Lookup, progress: Progress) -> Reading:
    """Offences by borough, month and offence, each line a row."""
    table = sheet(path).named(**COLUMNS)
    progress(0.3, "Naming boroughs and offences")
    rows = judged(categorised(placed(table.rows, places), places, NAME), KEYS, ["text"])
    months = _months(table, rows["month"])
    rows = rows.join(months, on="month", how="left", maintain_order="left").with_columns(
        column=pl.lit("CrimeCount"),
        refused=pl.coalesce("refused", pl.when(pl.col("first_day").is_null()).then(_no_month())),
    )
    progress(0.7, "Adding up")
    sound, set_aside, refused = sort_out(rows)
    kept, wrong = counted(sound)
    refused = pl.concat([refused, wrong, table.ragged_rows()])
    table.refuse_cut(refused)
    lost = pl.concat([_lost(rows, refused), _lost_lines(table.ragged, places, months)])
    progress(1.0, "Done")
    return Reading(
        source=NAME,
        tables={"offences": summed(kept, NAME)},
        coverage=spoken_for(NAME, kept.select(PERIOD), lost),
        read=rows.height + table.ragged.height,
        kept=kept.height,
        set_aside=set_aside,
        refused=refused,
        notes=_notes(rows),
    )


def _months(table: Sheet, texts: pl.Series) -> pl.DataFrame:
    """The days of each month that the lines name; those that are no month are left out."""
    months = {text: month(table.name, text.strip()) for text in texts.unique() if _is_month(text)}
    if not months:
        raise SourceRefused(f"{table.name}: no line has a month such as 201104.")
    return calendar(months).rename({"column": "month"}).sort("first_day")


def _is_month(text: str) -> bool:
    return re.fullmatch(r"(199|20[0-5])\d(0[1-9]|1[0-2])", text.strip()) is not None


def _no_month() -> pl.Expr:
    return pl.format("'{}' is no month; expected year and month, such as 201104", "month")


def _lost(rows: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """Places and months of which a line is refused."""
    bad = rows.join(refused.select("line"), on="line", how="semi").drop_nulls(["place", "first_day"])
    return bad.select(PERIOD)


def _lost_lines(ragged: pl.DataFrame, places: Lookup, months: pl.DataFrame) -> pl.DataFrame:
    known = placed(ragged, places).drop_nulls("place").join(months, on="month")
    return known.select(PERIOD)


def _notes(rows: pl.DataFrame) -> tuple[str, ...]:
    nameless = rows.filter(pl.col("borough").str.strip_chars() == NAMELESS).height
    return (f"Lines that name no borough (NULL), kept as the airports': {nameless}.",) if nameless else ()
