"""Offences of the whole force, and MOPAC's seven priority crimes by borough; detections recovered from their rates.

Total notifiable offences stand under the source `mps_workbook`, the other series under `mps_workbook_series`: they
overlap one another and do not add up to the total (no drugs, fraud or other offences), so they never stand beside it.
"""

from __future__ import annotations

import polars as pl

from tp_metrics.schema.reading import Lookup
from tp_metrics.sources.mps_workbook.detections import recovered
from tp_metrics.sources.mps_workbook.grid import Part, count_reason, judged, kept

PRIORITY, BY_BOROUGH = "MOPAC Priority", "MOPAC Priority-Borough"
SERIES = ("All offences", "Violence", "Other Priority")
SHEETS = (*SERIES, PRIORITY, BY_BOROUGH)

LAYOUT = "mps_workbook"
#: Series without an offence of ours: victims, who are no offences.
UNUSED = ("Female victims of robbery & VWI",)
#: The headings of "MOPAC Priority" that its twin column on another sheet spells otherwise.
TWINS = {
    "Violence with Injury Offences": ("Violence", "Violence with injury (VWI)"),
    "Burglary Offences": ("Other Priority", "Burglary Offences (all)"),
}
RATE = " SDR"


def read(cells: pl.DataFrame, places: Lookup) -> Part:
    """Offences by month with sanction detections, and the detection rates that do not yield a whole number."""
    named = _named(cells, places)
    by_borough = _boroughs(named.filter(pl.col("sheet") == BY_BOROUGH), places)
    force = _twins_told(named.filter(pl.col("sheet") != BY_BOROUGH))
    force = _burglary_split(force)
    good = kept(force)
    rates = good.filter(pl.col("rate"))
    counts = good.filter(~pl.col("rate")).select("offence", "month", "count")
    detections, published, notes = recovered(counts, rates.select("offence", "month", "value"))
    table = (
        counts.join(detections, on=["offence", "month"], how="full", coalesce=True)
        .with_columns(place=pl.lit("MPS"))
        .select("offence", "month", "count", "sanction_detections", "place")
    )
    boroughs = kept(by_borough).select("offence", "month", "count", pl.lit(None).alias("sanction_detections"), "place")
    columns = cells.columns
    return Part(
        pl.concat([force.select(columns), by_borough.select(columns)]),
        {"offences": _records(pl.concat([table, boroughs.cast(table.schema)])), "published": published},
        (*_burglary_note(force), *notes),
    )


def _records(table: pl.DataFrame) -> pl.DataFrame:
    total = pl.col("offence") == "notifiable_offences"
    return table.sort("offence", "place", "month").select(
        source=pl.when(total).then(pl.lit("mps_workbook")).otherwise(pl.lit("mps_workbook_series")),
        first_day="month",
        last_day=pl.col("month").dt.month_end(),
        place="place",
        offence="offence",
        offences="count",
        sanction_detections="sanction_detections",
    )


def _named(cells: pl.DataFrame, places: Lookup) -> pl.DataFrame:
    """The cells with the `offence` that their heading stands for, and whether they are its detection `rate`."""
    rows = []
    for sheet, heading in cells.select("sheet", "heading").drop_nulls().unique().rows():
        rate = heading.endswith(RATE)
        plain = heading.removesuffix(RATE)
        codes = (_offence(places, sheet, name) for name in ((plain, plain + " Crime") if rate else (plain,)))
        rows.append((sheet, heading, next((code for code in codes if code), None), rate))
    schema = {"sheet": pl.String, "heading": pl.String, "offence": pl.String, "rate": pl.Boolean}
    known = pl.DataFrame(rows, schema=schema, orient="row")
    named = cells.join(known, on=["sheet", "heading"], how="left", maintain_order="left")
    named = named.with_columns(pl.col("rate").fill_null(value=False))
    return judged(
        named,
        aside=pl.when(pl.col("heading").is_in(UNUSED)).then(pl.lit("counts victims, which no measure here does")),
        refused=pl.when(pl.col("heading").is_in(UNUSED))
        .then(None)
        .when(pl.col("offence").is_null())
        .then(pl.lit("unknown heading; no offence goes by this name"))
        .when(~pl.col("rate"))
        .then(count_reason()),
    ).with_columns(count=pl.col("value").cast(pl.Int64, strict=False))


def _offence(places: Lookup, sheet: str, heading: str) -> str | None:
    if sheet == BY_BOROUGH:
        return "mopac_priority"
    if sheet == PRIORITY:
        sheet, heading = TWINS.get(heading, ("Other Priority", heading))
    return places.offence(LAYOUT, sheet, heading)


def _twins_told(cells: pl.DataFrame) -> pl.DataFrame:
    """The sheet "MOPAC Priority" repeats columns of others: set aside where it says the same, else refused."""
    here = pl.col("sheet") == PRIORITY
    others = kept(cells).filter(~here & ~pl.col("rate")).select("offence", "month", there="value", where="column")
    both = cells.join(others.unique(["offence", "month"]), on=["offence", "month"], how="left", maintain_order="left")
    same = pl.col("value") == pl.col("there")
    return judged(
        both,
        aside=pl.when(here & same).then(pl.format("exact repeat of {}", "where")),
        refused=pl.when(here & ~same).then(pl.format("{} has {}; expected the same", "where", "there")),
    ).drop("there", "where")


def _burglary_split(cells: pl.DataFrame) -> pl.DataFrame:
    """All burglary less residential burglary as `burglary_other`, so that the burglaries of the source add up."""
    every = pl.col("offence") == "burglary"
    homes = kept(cells).filter((pl.col("offence") == "burglary_residential") & ~pl.col("rate"))
    both = cells.join(homes.select("month", homes="count"), on="month", how="left", maintain_order="left")
    split = every & ~pl.col("rate") & pl.col("homes").is_not_null()
    rest = pl.col("count") - pl.col("homes")
    both = judged(
        both, refused=pl.when(split & (rest < 0)).then(pl.format("fewer than the {} residential burglaries", "homes"))
    )
    return both.with_columns(
        count=pl.when(split).then(rest).otherwise("count"),
        offence=pl.when(split).then(pl.lit("burglary_other")).otherwise("offence"),
    ).drop("homes")


def _burglary_note(cells: pl.DataFrame) -> tuple[str, ...]:
    if kept(cells).filter(pl.col("offence") == "burglary_other").is_empty():
        return ()
    return ("Burglary (all) less residential burglary is kept as other burglary, so that none is counted twice.",)


def _boroughs(cells: pl.DataFrame, places: Lookup) -> pl.DataFrame:
    """MOPAC's seven priority crimes by borough; the MPS Total is kept for the force where the rest adds up to it."""
    headings = [heading for heading in cells["heading"].unique() if heading]
    known = {heading: code for heading in headings if (code := places.borough(heading))}
    cells = cells.with_columns(place=pl.col("heading").replace_strict(known, default=None, return_dtype=pl.String))
    cells = judged(
        cells, refused=pl.when(pl.col("place").is_null()).then(pl.lit("unknown heading; expected a borough"))
    )
    mps = pl.col("place") == "MPS"
    sums = kept(cells).filter(~mps).group_by("month").agg(sum=pl.col("count").sum())
    both = cells.join(sums, on="month", how="left", maintain_order="left")
    wrong = pl.format("the boroughs and Heathrow add up to {}; expected the same", pl.col("sum").fill_null(0))
    uneven = mps & (pl.col("count") != pl.col("sum").fill_null(0))
    return judged(both, refused=pl.when(uneven).then(wrong)).drop("sum")
