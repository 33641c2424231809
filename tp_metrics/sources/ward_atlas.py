"""GLA ward atlas: recorded crime by ward and performance year from 2001/02, and hundreds of indicators (wards of 2011).

In Windows-1252, two header rows: "Theme; Indicator; Year" over the year alone; the first four cells of the upper one
are blank. What is read how:

- The nine offence groups by performance year are offences. Where they add up to the published total (all wards to
  2012/13, 570 of 624 after) they are kept and the total is set aside. In the 54 wards that were redrawn in 2014 they do
  not: totals are estimates, often with decimals, and the drugs figure stands under criminal damage too. There all ten
  are refused and the ward is not known in 2013/14 and 2014/15; the total alone would read as if nobody was robbed.
- The header "Other Notifiable Offences; 2011/13" is a misprint for 2012/13.
- Everything else is an indicator, also the crime rate and the offences of calendar year 2014, which overlap the years
  to March and are not all offences. A column without a year is dated by the edition, 2015.
- Crime in the City is another force's; London, England, England and Wales are totals.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tp_metrics import periods
from tp_metrics.schema.reading import MOST_COUNT, Head, Lookup, Progress, Reading, SourceRefused
from tp_metrics.sources.cells import Sheet, head_fields, sheet, sort_out, wide
from tp_metrics.sources.counts import PERIOD, lost_offences, require_vintage, spoken_for, summed
from tp_metrics.sources.headings import headings
from tp_metrics.sources.indicators import (
    indicator_records,
    located,
    undated_note,
    value_columns,
    valued,
    without_repeats,
)

NAME = "ward_atlas"
TITLE = "GLA ward atlas: annual crime by ward (wards of 2011)"
COLUMNS = {"old_code": "Codes", "code": "New Code", "borough": "Borough", "name": "Names"}
VINTAGE = 2011
EDITION = 2015
WARDS = 624
TOTAL = "notifiable_offences"
MISPRINTS = {"Crime; Other Notifiable Offences; 2011/13": "Crime; Other Notifiable Offences; 2012/13"}


def recognises(head: Head) -> bool:
    """Whether the first line has headings of theme, indicator and year, crime among them, over blank key cells."""
    fields = head_fields(head)
    return len(fields) > 4 and not any(fields[:4]) and any(field.startswith("Crime; Total crime") for field in fields)


def read(path: Path, places: Lookup, progress: Progress) -> Reading:
    """Offences and indicators by ward, each figure a value cell."""
    table = sheet(path, header_rows=2, names=_names).named(**COLUMNS)
    columns = value_columns(table, *COLUMNS)
    progress(0.3, "Naming wards")
    titles = _titles(table, columns, places)
    rows = _rows(table, columns, places)
    cells = wide(rows, columns, ["place", "aside", "refused"]).join(titles, on="column")
    progress(0.6, "Reading figures")
    sound, set_aside, refused = sort_out(valued(cells, pl.col("indicator").str.starts_with("Crime; ")))
    offences, spare, wrong = sort_out(_chosen(sound.filter(pl.col("offence").is_not_null())))
    described = sound.filter(pl.col("offence").is_null())
    refused = pl.concat([refused, wrong, table.ragged_cells(columns)])
    table.refuse_cut(refused)
    lost = _lost(refused, rows, titles)
    progress(1.0, "Done")
    return Reading(
        source=NAME,
        tables={
            "offences": summed(offences.with_columns(count=pl.col("value").cast(pl.Int64)), NAME),
            "indicators": indicator_records(described, NAME),
        },
        coverage=spoken_for(NAME, offences.select(PERIOD), lost),
        lost=lost_offences(NAME, lost),
        read=(rows.height + table.ragged.height) * len(columns),
        kept=offences.height + described.height,
        set_aside=pl.concat([set_aside, spare]),
        refused=refused,
        notes=(*undated_note(titles, EDITION), *_notes(rows, lost)),
    )


def _names(header: list[list[str]]) -> list[str]:
    """The upper header row, and the lower one where that is blank."""
    above = [" ".join(field.split()).rstrip("; ") for field in header[0]]
    below = [field.strip() for field in header[1]]
    return [
        upper or lower or f"column {place}" for place, (upper, lower) in enumerate(zip(above, below, strict=False), 1)
    ]


def _titles(table: Sheet, columns: list[str], places: Lookup) -> pl.DataFrame:
    """The headings, and the offence code of those that count offences in a performance year."""
    read_as = [MISPRINTS.get(column, column) for column in columns]
    titles = headings(read_as, EDITION).with_columns(column=pl.Series(columns, dtype=pl.String))
    yearly = pl.col("first_day").dt.month() == 4
    groups = titles.filter(yearly, pl.col("indicator").str.starts_with("Crime; "))["indicator"].unique()
    codes = {group: places.offence(NAME, group.removeprefix("Crime; "), None) for group in groups}
    known = {group: code for group, code in codes.items() if code}
    if TOTAL not in known.values():
        raise SourceRefused(f"{table.name}: the columns 'Crime; Total crime (numbers)' are missing.")
    code = pl.col("indicator").replace_strict(known, default=None, return_dtype=pl.String)
    return titles.with_columns(offence=pl.when(yearly).then(code))


def _rows(table: Sheet, columns: list[str], places: Lookup) -> pl.DataFrame:
    """The lines with their place; the larger areas have their name under `Names` and no borough."""
    wards = places.wards(VINTAGE)
    codes = table.rows["code"]
    require_vintage(table.name, codes.filter(codes.str.starts_with("E05").fill_null(value=False)), places, VINTAGE)
    return without_repeats(located(table.rows, places, wards), columns)


def _chosen(cells: pl.DataFrame) -> pl.DataFrame:
    """Offence cells with the reasons why a total is set aside, or a ward's year refused; see the module's words."""
    value, total = pl.col("value"), pl.col("offence") == TOTAL
    groups, whole = value.filter(~total).sum(), value.filter(total).sum()
    years = cells.group_by(PERIOD).agg(groups=groups, total=whole, has_total=total.any())
    cells = cells.join(years, on=PERIOD, maintain_order="left")
    agree = ~pl.col("has_total") | (pl.col("groups") == pl.col("total"))
    disagreement = pl.format(
        "the offence groups add up to {}, the total is {}; expected the same",
        pl.col("groups").round(2),
        pl.col("total").round(2),
    )
    return cells.with_columns(
        aside=pl.when(agree & total).then(pl.lit("a total: the offence groups add up to it and are kept")),
        refused=pl.when(value < 0)
        .then(pl.lit("negative; expected a count of offences, 0 or more"))
        .when(value > MOST_COUNT)
        .then(pl.lit(f"too large; expected a count of offences, {MOST_COUNT:,} or fewer"))
        .when(~agree)
        .then(disagreement)
        .when(value != value.floor())
        .then(pl.lit("not a whole number; expected a count of offences")),
    )


def _lost(refused: pl.DataFrame, rows: pl.DataFrame, titles: pl.DataFrame) -> pl.DataFrame:
    """Wards and years with a refused offence cell, and the reason."""
    counts = titles.filter(pl.col("offence").is_not_null())
    cells = refused.join(rows.select("line", "place"), on="line").join(counts, on="column")
    return cells.select(*PERIOD, "reason")


def _notes(rows: pl.DataFrame, lost: pl.DataFrame) -> Iterator[str]:
    lacking = WARDS - rows.filter(pl.col("place").str.starts_with("E05"))["place"].n_unique()
    if lacking:
        yield f"Wards of {VINTAGE} that the file says nothing of: {lacking}."
    for first, wards in lost.group_by("first_day").agg(pl.col("place").n_unique()).sort("first_day").rows():
        year = periods.performance_year(first)
        yield f"Wards without usable offence figures in {year}: {wards}."
