"""Recorded crime rates by borough and performance year, 1999-00 to 2016-17, with mid-year populations.

Two header rows: the offence group stands only over the first of its years. Rates are per 1,000 residents; performance
years are written `2009-10`. A rate of what is a measure here goes to `published`, any other rate and the populations
to `indicators`. The City's rates (from 2014-15) are another force's; the Met Police Area is the MPS, whose rate no sum
of boroughs gives; Inner and Outer London, England and Wales are totals; Heathrow has no residents and so no rate.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polars as pl

from tp_metrics.schema.reading import Head, Lookup, Progress, Reading, SourceRefused
from tp_metrics.sources.cells import head_fields, sheet, sort_out, wide
from tp_metrics.sources.indicators import (
    NO_COVERAGE,
    indicator_records,
    located,
    value_columns,
    valued,
    without_repeats,
)

NAME = "crime_rates_borough"
TITLE = "Recorded crime rates by borough, 1999/00 to 2016/17"
COLUMNS = {"code": "Code", "name": "Borough"}
POPULATION = "Mid-year estimates"
PER = 1000

#: Offence codes whose rate is a measure of its own name but for these.
MEASURES = {
    "notifiable_offences": "total_notifiable_offences_rate",
    "robbery": "robbery_rate",
    "burglary": "burglary_rate",
    "criminal_damage": "criminal_damage_rate",
}


def recognises(head: Head) -> bool:
    """Whether offence groups stand over performance years, and a mid-year population at the end."""
    groups, years = head_fields(head, 0), head_fields(head, 1)
    return {"Code", "Borough"} <= set(years) and POPULATION in groups and any(_year(year) for year in years)


def read(path: Path, places: Lookup, progress: Progress) -> Reading:
    """Rates and populations by borough and year, each figure a value cell."""
    table = sheet(path, header_rows=2, names=_names).named(**COLUMNS)
    columns = value_columns(table, *COLUMNS)
    progress(0.3, "Naming boroughs")
    rows = without_repeats(located(table.rows, places), columns)
    titles = _titles(table.name, columns, places)
    cells = wide(rows, columns, ["place", "aside", "refused"]).join(titles, on="column")
    progress(0.7, "Reading figures")
    kept, set_aside, refused = sort_out(_not_negative(valued(cells, pl.col("indicator") != POPULATION)))
    refused = pl.concat([refused, table.ragged_cells(columns)])
    table.refuse_cut(refused)
    ready = pl.col("measure").is_not_null()
    progress(1.0, "Done")
    return Reading(
        source=NAME,
        tables={
            "published": _published(kept.filter(ready)),
            "indicators": indicator_records(kept.filter(~ready), NAME),
        },
        coverage=NO_COVERAGE,
        read=(rows.height + table.ragged.height) * len(columns),
        kept=kept.height,
        set_aside=set_aside,
        refused=refused,
    )


def _names(header: list[list[str]]) -> list[str]:
    """Column names such as "Robbery; 2009-10", the group carried on over the years that follow it."""
    names, group = [], ""
    for above, year in zip(header[0], header[1], strict=False):
        group = above.strip() or group
        names.append(f"{group}; {year.strip()}" if group else year.strip())
    return names


def _year(text: str) -> tuple[date, date] | None:
    """The days of a performance year written `2009-10`, or of a calendar year."""
    if re.fullmatch(r"(19|20)\d\d", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    found = re.fullmatch(r"((?:19|20)\d\d)[-/](\d\d)", text)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        return None
    return date(int(found[1]), 4, 1), date(int(found[1]) + 1, 3, 31)


def _titles(name: str, columns: list[str], places: Lookup) -> pl.DataFrame:
    rows = []
    for column in columns:
        group, _, text = column.rpartition("; ")
        days = _year(text)
        if not days:
            raise SourceRefused(f"{name}: '{text}' under '{group}' is no year; expected years such as 2009-10.")
        offence = places.offence(NAME, group, None)
        if not offence and group != POPULATION:
            raise SourceRefused(f"{name}: '{group}' is no offence group known in this layout.")
        indicator = group if group == POPULATION else f"{group}; offences per 1,000 residents"
        rows.append((column, indicator, MEASURES.get(offence or ""), *days))
    names = {
        "column": pl.String,
        "indicator": pl.String,
        "measure": pl.String,
        "first_day": pl.Date,
        "last_day": pl.Date,
    }
    return pl.DataFrame(rows, schema=names, orient="row")


def _not_negative(cells: pl.DataFrame) -> pl.DataFrame:
    below = pl.when(pl.col("value") < 0).then(pl.lit("negative; expected a number, 0 or more"))
    return cells.with_columns(refused=pl.coalesce("refused", below))


def _published(cells: pl.DataFrame) -> pl.DataFrame:
    columns = ["first_day", "last_day", "place", "measure"]
    rate = (pl.col("value") / PER).alias("value")
    return cells.select(pl.lit(NAME).alias("source"), *columns, rate).sort("measure", "first_day", "place")
