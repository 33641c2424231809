"""Calls about crime and anti-social behaviour, and stop and search, of the whole force."""

from __future__ import annotations

import polars as pl

from tp_metrics.schema.reading import Lookup
from tp_metrics.sources.mps_workbook.grid import WHOLE, Part, count_reason, judged, kept, share_reason

KINDS = {"Police Calls-Crime": "crime", "Police Calls-ASB": "asb"}
STOPS = "Stop&Search"
SHEETS = (*KINDS, STOPS)

TOTAL, UNLISTED = "Total", "Not listed"
SEARCHES, ARREST_RATE = "Searches Total", "Stop and Search Arrest Rate"


def read(cells: pl.DataFrame, _places: Lookup) -> Part:
    """Incidents by category, and stops with their arrests."""
    calls, incidents, notes = _calls(cells.filter(pl.col("sheet") != STOPS))
    searches, stops, rates = _searches(cells.filter(pl.col("sheet") == STOPS))
    return Part(pl.concat([calls, searches]), {"incidents": incidents, "stops": stops, "published": rates}, notes)


def _calls(cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    """Calls by category. What a total holds beyond its categories becomes the category "Not listed".

    Until July 2010 the ASB sheet's total holds some 3,000 to 5,000 calls a month that none of its categories shows.
    In September 2015 the crime sheet's total is that of September 2014 again, and is not believed.
    """
    cells = judged(cells, refused=count_reason())
    total = pl.col("heading") == TOTAL
    good = kept(cells)
    sums = good.filter(~total).group_by("sheet", "month").agg(sum=pl.col("value").sum())
    year_on = good.filter(total).select(
        "sheet",
        pl.col("month").dt.offset_by("12mo"),
        year_before="value",
    )
    both = cells.join(sums, on=["sheet", "month"], how="left", maintain_order="left").join(
        year_on, on=["sheet", "month"], how="left", maintain_order="left"
    )
    rest = pl.col("value") - pl.col("sum").fill_null(0)
    stale = total & (rest != 0) & (pl.col("value") == pl.col("year_before")).fill_null(value=False)
    fate = judged(
        both,
        aside=pl.when(total & (rest == 0))
        .then(pl.lit("total of the categories"))
        .when(stale)
        .then(pl.format("a total that repeats that of a year before; the categories add up to {}", _whole("sum"))),
        refused=pl.when(total & (rest < 0)).then(
            pl.format("a total below its categories, which add up to {}", _whole("sum"))
        ),
    )
    records = kept(fate).select(
        source=pl.lit("mps_workbook"),
        first_day="month",
        last_day=pl.col("month").dt.month_end(),
        place=pl.lit("MPS"),
        kind=pl.col("sheet").replace_strict(KINDS, default=None, return_dtype=pl.String),
        category=pl.when(total).then(pl.lit(UNLISTED)).otherwise("heading"),
        incidents=pl.when(total).then(rest).otherwise("value").cast(pl.Int64),
    )
    return fate.select(cells.columns), records, _notes(fate, records)


def _whole(name: str) -> pl.Expr:
    return pl.col(name).fill_null(0).cast(pl.Int64)


def _notes(fate: pl.DataFrame, records: pl.DataFrame) -> tuple[str, ...]:
    unlisted = records.filter(pl.col("category") == UNLISTED).group_by("kind").agg(pl.len(), pl.col("incidents").sum())
    stale = fate.filter(pl.col("aside").str.contains("year before")).select("column", "line", "text")
    return (
        *(
            f"Calls ({kind}): in {months} month(s) the total holds {calls:,} calls that no category shows; they "
            f"are kept as “{UNLISTED}”."
            for kind, months, calls in unlisted.sort("kind").rows()
        ),
        *(
            f"{column}, line {line}: {text} is the total of the same month a year before; not used."
            for column, line, text in stale.rows()
        ),
    )


def _searches(cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Stops with their arrests where rate × stops is a whole number; else the month's rate as published."""
    heading = pl.col("heading")
    cells = judged(
        cells,
        refused=pl.when(heading == SEARCHES)
        .then(count_reason())
        .when(heading == ARREST_RATE)
        .then(share_reason())
        .otherwise(pl.lit(f"unknown heading; expected {SEARCHES} or {ARREST_RATE}")),
    )
    good = kept(cells)
    counts = good.filter(heading == SEARCHES).select("month", stops=pl.col("value").cast(pl.Int64))
    rates = good.filter(heading == ARREST_RATE).select("month", rate="value")
    both = counts.join(rates, on="month", how="full", coalesce=True).sort("month")
    product = pl.col("rate") * pl.col("stops")
    arrests = pl.when((product - product.round()).abs() <= WHOLE).then(product.round()).cast(pl.Int64)
    both = both.with_columns(
        arrests=arrests,
        source=pl.lit("mps_workbook"),
        first_day="month",
        last_day=pl.col("month").dt.month_end(),
        place=pl.lit("MPS"),
    )
    days = ["source", "first_day", "last_day", "place"]
    stops = both.filter(pl.col("stops").is_not_null()).select(*days, "stops", "arrests")
    published = both.filter(pl.col("arrests").is_null() & pl.col("rate").is_not_null()).select(
        *days, measure=pl.lit("stop_arrest_rate"), value="rate"
    )
    return cells, stops, published
